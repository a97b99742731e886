use callkit_server::session::{Sessions, now};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode, jwk::Jwk};
use serde_json::{Value, json};

use crate::place::{Place, soon};

const SECRET: &str = "a secret of an application, 32 bytes or more";

async fn code(place: &Place, token: &str) -> u16 {
    let mut socket = place.connect().await;
    socket.hello(token).await;
    socket.closed().await
}

fn signed(secret: &str, claims: Value) -> String {
    encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

#[tokio::test]
async fn a_token_that_is_none_is_refused() {
    let place = Place::start(&[]);
    assert_eq!(code(&place, "not a token").await, 4001);
    assert_eq!(code(&place, "").await, 4001);
}

#[tokio::test]
async fn a_token_under_another_secret_or_none_is_refused() {
    let place = Place::start(&["--session-secret", SECRET]);
    let claims = json!({ "sub": "alice", "exp": now().as_secs() + 60, "aud": "callkit-server" });
    assert_eq!(code(&place, &signed("another secret, which is long enough too", claims.clone())).await, 4001);
    // {"alg":"none"}
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", signed(SECRET, claims).split('.').nth(1).unwrap());
    assert_eq!(code(&place, &unsigned).await, 4001);
}

#[tokio::test]
async fn a_token_that_an_application_signed_is_accepted() {
    let place = Place::start(&["--session-secret", SECRET, "--sign-in", "off"]);
    let token = signed(SECRET, json!({ "sub": "alice", "exp": now().as_secs() + 60, "aud": "callkit-server" }));
    place.sign_in_with(&token, "alice").await;
}

#[tokio::test]
async fn a_token_may_have_several_audiences_a_fraction_of_a_second_and_a_beginning() {
    let place = Place::start(&["--session-secret", SECRET]);
    let (start, exp) = (now().as_secs(), now().as_secs() + 60);
    for claims in [
        json!({ "sub": "alice", "exp": exp, "aud": ["callkit-server"] }),
        json!({ "sub": "alice", "exp": exp, "aud": ["app", "callkit-server"] }),
        json!({ "sub": "alice", "exp": exp as f64 + 0.5, "aud": "callkit-server" }),
        json!({ "sub": "alice", "exp": exp, "nbf": start, "aud": "callkit-server" }),
        json!({ "sub": "alice", "exp": exp, "nbf": start as f64 - 0.5, "aud": "callkit-server" }),
        // The application's clock may be ahead.
        json!({ "sub": "alice", "exp": exp + 60, "nbf": start + 30, "aud": "callkit-server" }),
    ] {
        place.sign_in_with(&signed(SECRET, claims), "alice").await;
    }
}

#[test]
fn the_fraction_of_a_second_counts() {
    let sessions = Sessions::new(SECRET.as_bytes(), std::time::Duration::from_secs(60));
    let exp = now().as_secs() + 60;
    let token = signed(SECRET, json!({ "sub": "alice", "exp": exp as f64 + 0.25, "aud": "callkit-server" }));
    assert_eq!(sessions.read(&token).unwrap().expires_at, exp * 1000 + 250);
}

#[tokio::test]
async fn a_token_that_lacks_a_claim_or_is_for_another_audience_or_time_is_refused() {
    let place = Place::start(&["--session-secret", SECRET]);
    let exp = now().as_secs() + 60;
    for claims in [
        json!({ "sub": "alice", "exp": exp, "aud": "callkit-peer" }),
        json!({ "sub": "alice", "exp": exp }),
        json!({ "sub": "alice", "aud": "callkit-server" }),
        json!({ "exp": exp, "aud": "callkit-server" }),
        json!({ "sub": "", "exp": exp, "aud": "callkit-server" }),
        json!({ "sub": "alice", "exp": now().as_secs() - 1, "aud": "callkit-server" }),
        json!({ "sub": "alice", "exp": now().as_secs_f64() - 0.1, "aud": "callkit-server" }),
        json!({ "sub": "alice", "exp": "tomorrow", "aud": "callkit-server" }),
        json!({ "sub": "alice", "exp": -1, "aud": "callkit-server" }),
        json!({ "sub": "alice", "exp": exp, "aud": ["callkit-peer", "app"] }),
        json!({ "sub": "alice", "exp": exp, "aud": [] }),
        json!({ "sub": "alice", "exp": exp, "nbf": exp + 60, "aud": "callkit-server" }),
        json!({ "sub": "alice", "exp": exp, "nbf": "yesterday", "aud": "callkit-server" }),
    ] {
        assert_eq!(code(&place, &signed(SECRET, claims.clone())).await, 4001, "{claims}");
    }
}

#[tokio::test]
async fn a_session_that_expires_ends_its_socket() {
    let place = Place::start(&["--session-life", "1"]);
    let mut socket = place.sign_in("alice").await;
    assert_eq!(socket.closed().await, 4001);
}

#[tokio::test]
async fn whoever_says_no_hello_in_time_or_something_else_first_is_closed() {
    let place = Place::start(&["--hello-timeout", "0.2"]);
    assert_eq!(place.connect().await.closed().await, 4000);
    let mut hasty = place.connect().await;
    hasty.send("bob", "hi").await;
    assert_eq!(hasty.closed().await, 4000);
}

#[tokio::test]
async fn a_token_in_the_address_is_refused() {
    let place = Place::start(&[]);
    let token = place.token("alice").await;
    let headers = [
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    let answer = place.request("GET", &format!("/ws?token={token}"), &headers, "").await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("first frame"), "{}", answer.body);
}

#[tokio::test]
async fn signing_in_can_be_turned_off() {
    let place = Place::start(&["--sign-in", "off"]);
    let (status, answer) = place.post("/sign-in", None, json!({ "userId": "alice" })).await;
    assert_eq!((status, answer["error"]["code"].as_str()), (403, Some("sign-in-off")));
}

#[tokio::test]
async fn a_name_has_1_to_128_utf16_units() {
    let place = Place::start(&[]);
    for (name, status) in [
        ("", 400),
        (&*"a".repeat(128), 200),
        (&*"a".repeat(129), 400),
        (&*"😀".repeat(64), 200),
        (&*"😀".repeat(65), 400),
    ] {
        assert_eq!(place.post("/sign-in", None, json!({ "userId": name })).await.0, status, "{name}");
    }
}

#[tokio::test]
async fn a_call_token_names_its_owner_and_holds_under_the_published_key() {
    let place = Place::start(&[]);
    let session = place.token("alice").await;
    let (status, answer) = place.post("/call-token", Some(&session), json!({ "appId": "app", "channel": "room" })).await;
    assert_eq!(status, 200);
    let key: Jwk = serde_json::from_str(&place.request("GET", "/call-token-key.jwk", &[], "").await.body).unwrap();
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_audience(&["callkit-peer"]);
    let read = decode::<Value>(answer["token"].as_str().unwrap(), &DecodingKey::from_jwk(&key).unwrap(), &rules).unwrap();
    assert_eq!(
        (&read.claims["sub"], &read.claims["app"], &read.claims["channel"]),
        (&json!("alice"), &json!("app"), &json!("room"))
    );
    assert_eq!(answer["expiresAt"], json!(read.claims["exp"].as_u64().unwrap() * 1000));
    assert_eq!(read.header.kid, key.common.key_id);
}

#[tokio::test]
async fn a_call_token_opens_no_socket() {
    let place = Place::start(&[]);
    let session = place.token("alice").await;
    let (_, answer) = place.post("/call-token", Some(&session), json!({ "appId": "app", "channel": "room" })).await;
    assert_eq!(code(&place, answer["token"].as_str().unwrap()).await, 4001);
}

#[tokio::test]
async fn tokens_and_turn_credentials_need_a_session() {
    let place = Place::start(&[]);
    for path in ["/call-token", "/ice-servers"] {
        let body = json!({ "appId": "app", "channel": "room" });
        assert_eq!(place.post(path, None, body.clone()).await.0, 401);
        assert_eq!(place.post(path, Some("nonsense"), body).await.0, 401);
    }
}

#[tokio::test]
async fn turn_credentials_are_those_that_coturn_computes() {
    let place = Place::start(&[
        "--turn-url",
        "turn:turn.example.org:3478",
        "--turn-url",
        "turns:turn.example.org",
        "--turn-secret",
        "north",
    ]);
    let (_, answer) = place.post("/ice-servers", Some(&place.token("alice").await), json!({})).await;
    let server = &answer["iceServers"][0];
    assert_eq!(server["urls"], json!(["turn:turn.example.org:3478", "turns:turn.example.org"]));
    let username = server["username"].as_str().unwrap();
    let (expiry, user) = username.split_once(':').unwrap();
    assert_eq!((user, json!(expiry.parse::<u64>().unwrap() * 1000)), ("alice", answer["expiresAt"].clone()));
    let computed = soon(
        tokio::process::Command::new("sh")
            .args(["-c", &format!("printf %s '{username}' | openssl dgst -sha1 -hmac north -binary | base64")])
            .output(),
    )
    .await
    .unwrap();
    assert_eq!(server["credential"].as_str().unwrap(), String::from_utf8_lossy(&computed.stdout).trim());
}

#[tokio::test]
async fn without_a_turn_server_the_list_is_empty() {
    let place = Place::start(&[]);
    let (status, answer) = place.post("/ice-servers", Some(&place.token("alice").await), json!({})).await;
    assert_eq!((status, &answer["iceServers"]), (200, &json!([])));
}

#[test]
fn a_token_lasts_as_long_as_it_says() {
    let sessions = Sessions::new(SECRET.as_bytes(), std::time::Duration::from_secs(60));
    let (token, session) = sessions.issue("alice");
    assert_eq!(sessions.read(&token), Some(session.clone()));
    assert!(session.left().as_secs() >= 59);
}
