use futures_util::SinkExt;
use serde_json::json;
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use crate::place::Place;

// Frames by hand (RFC 6455, section 5.2), masked with zeros, which leaves the payload as it is.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap().to_be_bytes();
    [&[first, 0x80 | 126][..], &length, &[0; 4], payload].concat()
}

const TEXT: u8 = 0x1;
const LAST: u8 = 0x80;

#[tokio::test]
async fn a_fragmented_message_that_never_ends_is_idleness() {
    let place = Place::start(&["--idle-timeout", "0.5"]);
    let mut alice = place.sign_in("alice").await;
    alice.raw(&frame(TEXT, br#"{"type":"send","#)).await;
    assert_eq!(alice.closed().await, 4003);
}

#[tokio::test]
async fn a_fragmented_message_that_ends_is_a_message() {
    let place = Place::start(&[]);
    let (mut alice, mut bob) = (place.sign_in("alice").await, place.sign_in("bob").await);
    alice.raw(&frame(TEXT, br#"{"type":"send","#)).await;
    alice.raw(&frame(LAST, br#""to":"bob","text":"whole"}"#)).await;
    assert_eq!(bob.next().await["text"], "whole");
}

#[tokio::test]
async fn fragments_together_may_not_be_too_big_either() {
    let place = Place::start(&["--max-message", "1024"]);
    let mut alice = place.sign_in("alice").await;
    alice.raw(&frame(TEXT, &[b' '; 4000])).await;
    for _ in 0..2 {
        alice.raw(&frame(0, &[b' '; 4000])).await;
    }
    assert_eq!(alice.closed().await, 1009);
}

#[tokio::test]
async fn a_frame_cut_in_the_middle_takes_its_socket_with_it_and_no_other() {
    let place = Place::start(&[]);
    let mut bob = place.sign_in("bob").await;
    bob.say(json!({ "type": "watch" })).await;
    bob.next().await;
    let mut alice = place.sign_in("alice").await;
    assert_eq!(bob.next().await["type"], "joined");
    alice.raw(&frame(LAST | TEXT, br#"{"type":"send","to":"bob","text":"never"}"#)[..20]).await;
    drop(alice);
    assert_eq!(bob.next().await, json!({ "type": "gone", "userId": "alice" }));
    bob.nothing_came().await;
}

#[tokio::test]
async fn a_frame_that_is_cut_and_waited_for_is_idleness() {
    let place = Place::start(&["--idle-timeout", "0.5"]);
    let mut alice = place.sign_in("alice").await;
    alice.raw(&frame(LAST | TEXT, br#"{"type":"ping"}"#)[..10]).await;
    assert_eq!(alice.closed().await, 4003);
}

#[tokio::test]
async fn a_frame_that_is_too_big_closes_its_socket_before_it_is_read() {
    let place = Place::start(&["--max-message", "1024"]);
    let mut alice = place.sign_in("alice").await;
    // A header that promises 2^62 bytes.
    alice.raw(&[LAST | TEXT, 0x80 | 127, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).await;
    assert_eq!(alice.closed().await, 1009);
    let mut bob = place.sign_in("bob").await;
    // Its sender still learns why, although all of it was sent before anything was read.
    bob.send("carol", &"x".repeat(100_000)).await;
    assert_eq!(bob.closed().await, 1009);
}

#[tokio::test]
async fn text_that_is_not_utf8_closes_its_socket() {
    let place = Place::start(&[]);
    let mut alice = place.sign_in("alice").await;
    alice.raw(&frame(LAST | TEXT, b"{\"type\":\"\xff\"}")).await;
    assert_eq!(alice.closed().await, 1007);
}

#[tokio::test]
async fn a_frame_against_the_protocol_closes_its_socket() {
    let place = Place::start(&[]);
    let mut alice = place.sign_in("alice").await;
    // Not masked.
    alice.raw(&[LAST | TEXT, 2, b'{', b'}']).await;
    assert_eq!(alice.closed().await, 1002);
}

#[tokio::test]
async fn a_binary_frame_is_told_and_the_socket_goes_on() {
    let place = Place::start(&[]);
    let mut alice = place.sign_in("alice").await;
    alice.0.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    let told = alice.next().await;
    assert_eq!(told["code"], "invalid-message");
    assert!(told["message"].as_str().unwrap().contains("binary"));
    alice.nothing_came().await;
}

#[tokio::test]
async fn a_client_that_closes_is_answered() {
    let place = Place::start(&[]);
    let mut alice = place.sign_in("alice").await;
    let frame = CloseFrame {
        code: CloseCode::Away,
        reason: "".into(),
    };
    alice.0.send(Message::Close(Some(frame))).await.unwrap();
    assert_eq!(alice.closed().await, 1001);
    assert_eq!(place.metric("callkit_sockets_closed_total{code=\"1001\"}").await, 1.0);
}

#[tokio::test]
async fn a_client_that_just_goes_is_counted_as_gone() {
    let place = Place::start(&[]);
    drop(place.sign_in("alice").await);
    place.until("callkit_sockets_closed_total{code=\"1006\"}", |gone| gone == 1.0).await;
    place.until("callkit_sockets", |open| open == 0.0).await;
}
