use serde_json::json;

use crate::place::Place;

#[tokio::test]
async fn a_message_reaches_every_device_of_its_receiver_and_nobody_else() {
    let place = Place::start(&[]);
    let (mut alice, mut carol) = (place.sign_in("alice").await, place.sign_in("carol").await);
    let (mut phone, mut laptop) = (place.sign_in("bob").await, place.sign_in("bob").await);
    alice.send("bob", "hello \"bob\" \u{1F600}\n").await;
    let message = json!({ "type": "message", "from": "alice", "text": "hello \"bob\" \u{1F600}\n" });
    assert_eq!(phone.next().await, message);
    assert_eq!(laptop.next().await, message);
    carol.nothing_came().await;
    alice.nothing_came().await;
}

#[tokio::test]
async fn the_sender_is_who_signed_in_whatever_the_frame_claims() {
    let place = Place::start(&[]);
    let (mut mallory, mut bob) = (place.sign_in("mallory").await, place.sign_in("bob").await);
    mallory
        .say(json!({ "type": "send", "to": "bob", "from": "alice", "userId": "alice", "text": "{\"from\":\"alice\"}" }))
        .await;
    assert_eq!(bob.next().await["from"], "mallory");
    mallory.say(json!({ "type": "hello", "token": place.token("alice").await })).await;
    assert_eq!(mallory.next().await["code"], "invalid-message");
    mallory.send("bob", "still").await;
    assert_eq!(bob.next().await["from"], "mallory");
}

#[tokio::test]
async fn a_message_to_oneself_reaches_ones_other_devices_only() {
    let place = Place::start(&[]);
    let (mut phone, mut laptop) = (place.sign_in("alice").await, place.sign_in("alice").await);
    phone.send("alice", "handled").await;
    assert_eq!(laptop.next().await["text"], "handled");
    phone.nothing_came().await;
}

#[tokio::test]
async fn messages_of_one_sender_keep_their_order() {
    let place = Place::start(&["--burst", "2000", "--queue", "2000"]);
    let (mut alice, mut bob) = (place.sign_in("alice").await, place.sign_in("bob").await);
    for number in 0..1000 {
        alice.send("bob", &number.to_string()).await;
    }
    for number in 0..1000 {
        assert_eq!(bob.next().await["text"], number.to_string());
    }
}

#[tokio::test]
async fn a_message_to_nobody_is_counted_and_forgotten() {
    let place = Place::start(&[]);
    let mut alice = place.sign_in("alice").await;
    alice.send("bob", "are you there").await;
    alice.nothing_came().await;
    let mut bob = place.sign_in("bob").await;
    bob.nothing_came().await;
    assert_eq!(place.metric("callkit_messages_undeliverable_total").await, 1.0);
}

#[tokio::test]
async fn the_longest_message_goes_through_and_a_longer_one_is_told() {
    let place = Place::start(&[]);
    let (mut alice, mut bob) = (place.sign_in("alice").await, place.sign_in("bob").await);
    // Every other character is a quote, which JSON makes two of.
    let longest = "\"x".repeat(128 * 1024);
    alice.send("bob", &longest).await;
    assert_eq!(bob.next().await["text"], longest);
    alice.send("bob", &format!("{longest}x")).await;
    assert_eq!(alice.next().await["code"], "too-large");
    alice.send("bob", "goes on").await;
    assert_eq!(bob.next().await["text"], "goes on");
}

#[tokio::test]
async fn a_frame_that_cannot_be_understood_is_told_with_its_remedy_and_the_socket_goes_on() {
    let place = Place::start(&[]);
    let mut alice = place.sign_in("alice").await;
    for (frame, code, named) in [
        (json!([]), "invalid-message", "JSON object"),
        (json!({ "text": 1 }), "invalid-message", "strings"),
        (json!({}), "invalid-message", "type"),
        (json!({ "type": "dance" }), "unknown-type", "type"),
        (json!({ "type": "send", "text": "hi" }), "invalid-message", "send.to"),
        (json!({ "type": "send", "to": "", "text": "hi" }), "invalid-message", "send.to"),
        (json!({ "type": "send", "to": "b".repeat(129), "text": "hi" }), "invalid-message", "send.to"),
        (json!({ "type": "send", "to": "bob" }), "invalid-message", "send.text"),
    ] {
        alice.say(frame.clone()).await;
        let told = alice.next().await;
        assert_eq!((&told["type"], &told["code"]), (&json!("error"), &json!(code)), "{frame}");
        assert!(told["message"].as_str().unwrap().contains(named), "{told}");
    }
    alice.nothing_came().await;
}

#[tokio::test]
async fn the_log_holds_no_texts_and_no_tokens() {
    let place = Place::start(&[]);
    let token = place.token("alice").await;
    let (mut alice, mut bob) = (place.sign_in_with(&token, "alice").await, place.sign_in("bob").await);
    alice.send("bob", "a secret between two").await;
    bob.next().await;
    alice.say(json!({ "type": "send", "secret between": 2 })).await;
    alice.next().await;
    let log = place.log().await;
    assert!(log.contains("alice"), "{log}");
    assert!(!log.contains("secret between") && !log.contains(&token), "{log}");
}
