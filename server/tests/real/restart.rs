use std::{os::unix::fs::PermissionsExt, time::Instant};

use tokio::io::AsyncReadExt;

use crate::place::{Place, directory, soon};

#[tokio::test]
async fn sigterm_closes_every_socket_with_1012_and_ends_cleanly() {
    let mut place = Place::start(&[]);
    let (mut alice, mut silent) = (place.sign_in("alice").await, place.connect().await);
    let mut idle = tokio::net::TcpStream::connect(place.address).await.unwrap();
    let start = Instant::now();
    place.signal("-TERM");
    assert_eq!(alice.closed().await, 1012);
    assert_eq!(silent.closed().await, 1012);
    assert_eq!(soon(idle.read(&mut [0; 1])).await.unwrap_or(0), 0);
    drop((alice, silent));
    assert_eq!(place.ended().await.code(), Some(0));
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[tokio::test]
async fn sigterm_is_heard_where_every_place_is_taken() {
    // One socket, and the HTTP connections that there may be beside it.
    let mut place = Place::start(&["--connections", "1"]);
    let mut taken = Vec::new();
    for _ in 0..1025 {
        taken.push(place.unfinished("/sign-in").await);
    }
    let start = Instant::now();
    place.signal("-TERM");
    assert_eq!(place.ended().await.code(), Some(0));
    assert!(start.elapsed().as_secs() < 7, "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_session_survives_a_restart_where_its_key_is_kept() {
    let state = directory();
    let flags = ["--state-dir", state.to_str().unwrap()];
    for signal in ["-TERM", "-KILL"] {
        let mut place = Place::start(&flags);
        let address = place.address.to_string();
        let token = place.token("alice").await;
        let key = place.request("GET", "/call-token-key.jwk", &[], "").await.body;
        let _alice = place.sign_in_with(&token, "alice").await;
        place.signal(signal);
        place.ended().await;

        let again = Place::start_at(&address, &flags);
        again.sign_in_with(&token, "alice").await;
        assert_eq!(again.request("GET", "/call-token-key.jwk", &[], "").await.body, key);
    }
    for file in ["session-secret", "call-token-key"] {
        let mode = std::fs::metadata(state.join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file} is for its owner alone");
    }
}

#[tokio::test]
async fn without_a_kept_key_a_restart_ends_all_sessions() {
    let mut place = Place::start(&[]);
    let (address, token) = (place.address.to_string(), place.token("alice").await);
    place.signal("-KILL");
    place.ended().await;
    let again = Place::start_at(&address, &[]);
    let mut alice = again.connect().await;
    alice.hello(&token).await;
    assert_eq!(alice.closed().await, 4001);
}
