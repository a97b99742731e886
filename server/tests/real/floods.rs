use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::place::{Place, soon};

#[tokio::test]
async fn what_comes_too_fast_is_refused_and_told_once() {
    let place = Place::start(&["--rate", "1", "--burst", "5"]);
    let (mut alice, mut bob) = (place.sign_in("alice").await, place.sign_in("bob").await);
    for number in 0..8 {
        alice.send("bob", &number.to_string()).await;
    }
    for number in 0..5 {
        assert_eq!(bob.next().await["text"], number.to_string());
    }
    assert_eq!(alice.next().await["code"], "rate-limited");
    bob.nothing_came().await;
}

#[tokio::test]
async fn whoever_goes_on_flooding_is_closed_and_others_are_not() {
    let place = Place::start(&["--rate", "1", "--burst", "50"]);
    let (mut flooder, mut bob) = (place.sign_in("mallory").await, place.sign_in("bob").await);
    for _ in 0..200 {
        if flooder.0.send(Message::text("{}")).await.is_err() {
            break;
        }
    }
    assert_eq!(flooder.closed().await, 4005);
    bob.nothing_came().await;
}

#[tokio::test]
async fn pings_and_binary_frames_are_counted_as_well() {
    for frame in [Message::Ping("x".into()), Message::binary("x")] {
        let place = Place::start(&["--rate", "1", "--burst", "50"]);
        let mut flooder = place.sign_in("mallory").await;
        for _ in 0..200 {
            if flooder.0.send(frame.clone()).await.is_err() {
                break;
            }
        }
        assert_eq!(flooder.closed().await, 4005);
    }
}

#[tokio::test]
async fn pongs_that_are_not_read_are_not_kept_without_an_end() {
    let place = Place::start(&["--rate", "1000000", "--burst", "1000000", "--max-message", "1024", "--present", "1"]);
    let mut alice = place.sign_in("alice").await;
    // Far more than the operating system holds of what is not read.
    const PINGS: usize = 200_000;
    let ping = |payload: [u8; 120]| [&[0x89, 0x80 | 120, 0, 0, 0, 0][..], &payload].concat();
    for _ in 0..PINGS / 1000 {
        alice.raw(&ping([b'x'; 120]).repeat(1000)).await;
    }
    alice.raw(&ping([b'y'; 120])).await;
    // The last ping is answered all the same.
    let mut pongs = 0;
    loop {
        match soon(alice.0.next()).await {
            Some(Ok(Message::Pong(payload))) if payload[0] == b'x' => pongs += 1,
            Some(Ok(Message::Pong(_))) => break,
            other => panic!("expected a pong, got {other:?}"),
        }
    }
    assert!(pongs < PINGS / 2, "{pongs}");
    alice.nothing_came().await;
}

#[tokio::test]
async fn long_messages_count_as_several() {
    let place = Place::start(&["--rate", "1", "--burst", "20"]);
    let (mut alice, mut bob) = (place.sign_in("alice").await, place.sign_in("bob").await);
    let long = "x".repeat(160 * 1024);
    alice.send("bob", &long).await;
    alice.send("bob", &long).await;
    assert_eq!(bob.next().await["text"], long);
    assert_eq!(alice.next().await["code"], "rate-limited");
    bob.nothing_came().await;
}

#[tokio::test]
async fn a_socket_from_which_nothing_comes_is_closed() {
    let place = Place::start(&["--idle-timeout", "0.3"]);
    let mut alice = place.sign_in("alice").await;
    assert_eq!(alice.closed().await, 4003);
}

#[tokio::test]
async fn pings_keep_a_socket_open() {
    let idle = Duration::from_millis(600);
    let place = Place::start(&["--idle-timeout", "0.6"]);
    let mut alice = place.sign_in("alice").await;
    let mut beat = tokio::time::interval(idle / 6);
    let start = Instant::now();
    while start.elapsed() < idle * 3 {
        beat.tick().await;
        alice.nothing_came().await;
    }
    alice.say(json!({ "type": "watch" })).await;
    assert_eq!(alice.next().await["type"], "present");
}
