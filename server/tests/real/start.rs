use std::{net::TcpListener, process::Output, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer},
};
use tokio_tungstenite::{client_async, tungstenite::Message};

use crate::place::{Place, command, directory, soon};

fn refused(flags: &[&str]) -> String {
    let Output { status, stdout, stderr } = command(flags).output().unwrap();
    assert_eq!((status.code(), stdout.is_empty()), (Some(2), true));
    let told = String::from_utf8(stderr).unwrap();
    assert_eq!(told.lines().count(), 1, "{told}");
    told
}

#[test]
fn a_taken_port_is_told_in_one_line_with_the_remedy() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let told = refused(&["--listen", &address]);
    assert!(told.contains("is taken") && told.contains("--listen"), "{told}");
}

#[test]
fn a_directory_that_cannot_be_read_is_told() {
    for flag in ["--demo", "--package"] {
        let told = refused(&["--listen", "127.0.0.1:0", flag, "/nowhere/at/all"]);
        assert!(told.contains(flag) && told.contains("/nowhere/at/all"), "{told}");
    }
    let told = refused(&["--listen", "127.0.0.1:0", "--state-dir", "/proc/none"]);
    assert!(told.contains("/proc/none"), "{told}");
}

#[test]
fn a_damaged_key_is_told_with_the_remedy() {
    let state = directory();
    std::fs::write(state.join("session-secret"), "short").unwrap();
    let told = refused(&["--listen", "127.0.0.1:0", "--state-dir", state.to_str().unwrap()]);
    assert!(told.contains("damaged") && told.contains("remove it"), "{told}");
}

#[test]
fn a_bad_value_is_told_with_its_flag() {
    for (flag, value) in [
        ("--listen", "somewhere"),
        ("--idle-timeout", "never"),
        ("--idle-timeout", "0"),
        ("--max-message", "12"),
        ("--rate", "0"),
        ("--session-secret", "short"),
        ("--turn-url", "http://turn"),
        ("--allow-origin", "*"),
        ("--sign-in", "maybe"),
        ("--log-format", "xml"),
    ] {
        let told = refused(&[flag, value, "--turn-secret", "x", "--turn-url", "turn:x", "--listen", "127.0.0.1:0"][..if flag == "--listen" { 2 } else { 8 }]);
        assert!(told.contains(flag), "{told}");
    }
    assert!(refused(&["--turn-url", "turn:x"]).contains("--turn-secret"));
}

#[test]
fn a_variable_is_as_good_as_a_flag() {
    let told = command(&[]).env("CALLKIT_LISTEN", "127.0.0.1:0").env("CALLKIT_RATE", "none").output().unwrap();
    assert!(String::from_utf8_lossy(&told.stderr).contains("--rate"));
}

#[test]
fn help_names_every_flag_with_its_variable() {
    let told = String::from_utf8(command(&["--help"]).output().unwrap().stdout).unwrap();
    for flag in told
        .split_whitespace()
        .filter(|word| word.starts_with("--") && word.len() > 4 && !["--help", "--version"].contains(word))
    {
        let variable = format!(
            "CALLKIT_{}",
            flag.trim_start_matches('-').trim_end_matches([',', '.']).replace('-', "_").to_uppercase()
        );
        assert!(told.contains(&variable), "{flag} has no {variable}");
    }
}

#[tokio::test]
async fn a_log_line_is_json_where_asked() {
    let place = Place::start(&["--log-format", "json"]);
    place.token("alice").await;
    let log = place.log().await;
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["user"] == "alice"), "{log}");
}

#[tokio::test]
async fn https_has_a_certificate_for_this_machine_that_outlives_a_restart() {
    let state = directory();
    let flags = ["--tls", "--state-dir", state.to_str().unwrap()];
    let mut kept = None;
    for _ in 0..2 {
        let place = Place::start(&flags);
        let text = std::fs::read_to_string(state.join("certificate.json")).unwrap();
        let certificate: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(kept.get_or_insert(text.clone()), &text);

        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from(
                BASE64_STANDARD.decode(certificate["certificate"].as_str().unwrap()).unwrap(),
            ))
            .unwrap();
        let connector = TlsConnector::from(Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()));
        for name in ["localhost", "127.0.0.1"] {
            let stream = TcpStream::connect(place.address).await.unwrap();
            let mut stream = soon(connector.connect(name.to_string().try_into().unwrap(), stream)).await.unwrap();
            let body = r#"{"userId":"alice"}"#;
            let head = format!(
                "POST /sign-in HTTP/1.1\r\nHost: {name}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
            let mut read = [0; 4096];
            let length = soon(stream.read(&mut read)).await.unwrap();
            let answer = String::from_utf8_lossy(&read[..length]).into_owned();
            let answer: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
            let (mut socket, _) = soon(client_async(format!("wss://{name}/ws"), stream)).await.unwrap();
            socket
                .send(Message::text(json!({ "type": "hello", "token": answer["token"] }).to_string()))
                .await
                .unwrap();
            assert!(soon(socket.next()).await.unwrap().unwrap().to_text().unwrap().contains("welcome"));
        }
    }
}
