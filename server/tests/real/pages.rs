use std::fs;

use axum::http::HeaderMap;
use callkit_server::origin::Origins;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::place::{Place, directory, soon};

const UPGRADE: [(&str, &str); 3] = [
    ("Upgrade", "websocket"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
];

#[tokio::test]
async fn the_demo_and_the_package_are_served_and_nothing_beside_them() {
    let files = directory();
    for (name, text) in [
        ("demo/index.html", "the demo"),
        ("package/index.js", "the package"),
        ("package/core.wasm", "x"),
        ("secret", "not for you"),
    ] {
        fs::create_dir_all(files.join(name).parent().unwrap()).unwrap();
        fs::write(files.join(name), text).unwrap();
    }
    let (demo, package) = (files.join("demo"), files.join("package"));
    let place = Place::start(&["--demo", demo.to_str().unwrap(), "--package", package.to_str().unwrap()]);
    let page = place.request("GET", "/", &[], "").await;
    assert_eq!((page.status, page.body.as_str()), (200, "the demo"));
    assert!(
        page.head.contains("text/html") && page.head.contains("nosniff") && page.head.contains("no-cache"),
        "{}",
        page.head
    );
    assert_eq!(place.request("GET", "/dist/index.js", &[], "").await.body, "the package");
    assert!(place.request("GET", "/dist/core.wasm", &[], "").await.head.contains("application/wasm"));
    for path in [
        "/../secret",
        "/dist/../../secret",
        "/%2e%2e/secret",
        "/dist/%2e%2e%2fsecret",
        "/nothing",
        "/dist/nothing",
    ] {
        let answer = place.request("GET", path, &[], "").await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("not for you"));
    }
}

#[tokio::test]
async fn what_is_asked_wrongly_is_answered_with_a_code_and_a_remedy() {
    let place = Place::start(&[]);
    let json_type = [("Content-Type", "application/json")];
    for (method, path, headers, body, status, code) in [
        ("GET", "/nothing", &[][..], "", 404, "not-found"),
        ("GET", "/sign-in", &[], "", 405, "method-not-allowed"),
        ("POST", "/sign-in", &[], "{}", 415, "invalid-argument"),
        ("POST", "/sign-in", &json_type, "{", 400, "invalid-argument"),
        ("POST", "/sign-in", &json_type, "{}", 400, "invalid-argument"),
        ("POST", "/sign-in", &json_type, r#"{"userId":1}"#, 400, "invalid-argument"),
        (
            "POST",
            "/sign-in",
            &json_type,
            &format!(r#"{{"userId":"{}"}}"#, "x".repeat(5000)),
            413,
            "too-large",
        ),
        ("GET", "/ws", &[], "", 426, "not-a-websocket"),
    ] {
        let answer = place.request(method, path, headers, body).await;
        let told: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(
            (answer.status, told["error"]["code"].as_str()),
            (status, Some(code)),
            "{method} {path} {body:.40}"
        );
        assert!(told["error"]["message"].as_str().unwrap().len() > 10);
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let place = Place::start(&[]);
    let mut stream = place.unfinished("/sign-in").await;
    // What comes now and then does not make it wait longer.
    stream.write_all(b"{").await.unwrap();
    let mut read = String::new();
    soon(stream.read_to_string(&mut read)).await.unwrap();
    assert!(read.starts_with("HTTP/1.1 408 ") && read.contains("too-slow"), "{read}");
}

#[tokio::test]
async fn a_request_may_bring_many_cookies() {
    let place = Place::start(&[]);
    let cookies = format!("session={}", "x".repeat(30 * 1024));
    let headers = [&UPGRADE[..], &[("Cookie", cookies.as_str())]].concat();
    let head = place.request_head("/ws", &headers).await;
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
}

#[tokio::test]
async fn a_call_token_needs_an_application_and_a_channel() {
    let place = Place::start(&[]);
    let token = place.token("alice").await;
    for (body, field) in [
        (json!({ "appId": "", "channel": "c" }), "appId"),
        (json!({ "appId": "a", "channel": "c".repeat(129) }), "channel"),
    ] {
        let (status, answer) = place.post("/call-token", Some(&token), body).await;
        assert_eq!(status, 400);
        assert!(answer["error"]["message"].as_str().unwrap().starts_with(field), "{answer}");
    }
}

#[tokio::test]
async fn a_page_of_another_origin_opens_no_socket_unless_it_is_allowed() {
    let place = Place::start(&["--allow-origin", "https://app.example.org"]);
    let own = format!("http://{}", place.address);
    for (origin, status) in [
        ("https://evil.example.org", 403),
        ("null", 403),
        ("https://app.example.org.evil.org", 403),
        (&*own, 101),
        ("https://app.example.org", 101),
    ] {
        let headers = [&UPGRADE[..], &[("Origin", origin)]].concat();
        // An accepted one stays open, until its hello does not come.
        let head = place.request_head("/ws", &headers).await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{origin}: {head}");
    }
}

#[tokio::test]
async fn an_origin_may_be_allowed_with_the_port_that_browsers_leave_out() {
    let place = Place::start(&[
        "--allow-origin",
        "https://app.example.org:443,http://old.example.org:80,https://odd.example.org:80",
    ]);
    for (origin, status) in [
        ("https://app.example.org", 101),
        ("http://old.example.org", 101),
        ("https://odd.example.org:80", 101),
        ("https://odd.example.org", 403),
        ("https://app.example.org:44", 403),
    ] {
        let headers = [&UPGRADE[..], &[("Origin", origin)]].concat();
        let head = place.request_head("/ws", &headers).await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{origin}: {head}");
    }
}

#[test]
fn a_proxy_may_name_the_port_that_browsers_leave_out() {
    let origins = Origins::new(&[]).unwrap();
    for (host, own) in [("app.example.org", true), ("app.example.org:443", true), ("app.example.org:80", false)] {
        let headers = [("origin", "https://app.example.org"), ("host", host)];
        let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        assert_eq!(origins.allow(&HeaderMap::from_iter(headers)), own, "{host}");
    }
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_may_sign_in_and_read_the_answer() {
    let place = Place::start(&["--allow-origin", "https://app.example.org"]);
    for (origin, allowed) in [("https://app.example.org", true), ("https://evil.example.org", false)] {
        let headers = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type,authorization"),
        ];
        let answer = place.request("OPTIONS", "/sign-in", &headers, "").await;
        assert_eq!(
            answer.head.contains(&format!("access-control-allow-origin: {origin}")),
            allowed,
            "{}",
            answer.head
        );
    }
}

#[tokio::test]
async fn health_and_metrics_can_be_asked_and_name_nobody() {
    let place = Place::start(&[]);
    let (mut alice, mut bob) = (place.sign_in("alice").await, place.sign_in("bob").await);
    alice.send("bob", "hi").await;
    bob.next().await;
    let health = place.request("GET", "/healthz", &[], "").await;
    assert_eq!((health.status, health.body.as_str()), (200, "ok"));
    for (name, value) in [
        ("callkit_sockets", 2.0),
        ("callkit_people", 2.0),
        ("callkit_messages_delivered_total", 1.0),
        ("callkit_sign_ins_total", 2.0),
    ] {
        assert_eq!(place.metric(name).await, value, "{name}");
    }
    assert!(!place.request("GET", "/metrics", &[], "").await.body.contains("alice"));
}
