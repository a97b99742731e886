use std::time::Instant;

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::place::{PATIENCE, Place, soon};

const CUT: &str = "callkit_sockets_closed_total{code=\"4004\"}";

#[tokio::test]
async fn who_reads_nothing_is_cut_and_holds_up_nobody() {
    let place = Place::start(
        &[
            &["--rate", "1000000", "--burst", "1000000", "--stall-timeout", "1"],
            &["--queue", "100000", "--queue-bytes", "262144"][..],
        ]
        .concat(),
    );
    let (mut alice, mut slow, mut quick) = (place.sign_in("alice").await, place.sign_in("slow").await, place.sign_in("quick").await);
    let long = "x".repeat(64 * 1024);
    // What the operating system holds for a socket that is not read is some megabytes.
    let start = Instant::now();
    while place.metric(CUT).await == 0.0 {
        assert!(start.elapsed() < PATIENCE, "it is never cut");
        for _ in 0..16 {
            alice.send("slow", &long).await;
        }
        alice.send("quick", "and you").await;
        assert_eq!(quick.next().await["text"], "and you");
    }
    assert_eq!(slow.closed().await, 4004);
    quick.nothing_came().await;
}

#[tokio::test]
async fn a_queue_is_limited_in_number_too() {
    let place = Place::start(
        &[
            &["--rate", "1000000", "--burst", "1000000", "--stall-timeout", "1"],
            &["--queue", "4", "--queue-bytes", "100000000"][..],
        ]
        .concat(),
    );
    let (mut alice, mut slow) = (place.sign_in("alice").await, place.sign_in("slow").await);
    let long = "x".repeat(256 * 1024);
    let start = Instant::now();
    while place.metric(CUT).await == 0.0 {
        assert!(start.elapsed() < PATIENCE, "it is never cut");
        for _ in 0..8 {
            alice.send("slow", &long).await;
        }
    }
    assert_eq!(slow.closed().await, 4004);
}

#[tokio::test]
async fn whoever_reads_is_not_cut_by_what_one_person_may_send_at_once() {
    const BURST: usize = 399;
    for sockets in [1, 4] {
        let place = Place::start(&[]);
        let (mut bob, mut carol) = (place.sign_in("bob").await, place.sign_in("carol").await);
        let reading = tokio::spawn(async move {
            let mut read = 0;
            while bob.next().await["text"] != "end" {
                read += 1;
            }
            read
        });
        let mut senders = Vec::new();
        for _ in 0..sockets {
            let mut alice = place.sign_in("alice").await;
            senders.push(tokio::spawn(async move {
                let frame = json!({ "type": "send", "to": "bob", "text": "" }).to_string();
                for _ in 0..BURST {
                    alice.0.feed(Message::text(&*frame)).await.unwrap();
                }
                // All of it at once, and a question whose answer comes after all of it was taken or refused.
                alice.say(json!({ "type": "ping" })).await;
                let mut refused = 0;
                loop {
                    match alice.next().await {
                        told if told["code"] == "receiver-busy" => refused += 1,
                        told => break assert_eq!(told["type"], "pong"),
                    }
                }
                refused
            }));
        }
        let mut refused = 0;
        for sender in senders {
            refused += soon(sender).await.unwrap();
        }
        carol.send("bob", "end").await;
        assert_eq!(soon(reading).await.unwrap() + refused, sockets * BURST);
        assert_eq!(place.metric(CUT).await, 0.0);
    }
}

#[tokio::test]
async fn what_has_no_room_is_refused_and_told_and_whoever_reads_late_gets_the_rest() {
    let place = Place::start(&["--rate", "1000000", "--burst", "1000000", "--queue", "4", "--stall-timeout", "600"]);
    let (mut alice, mut late) = (place.sign_in("alice").await, place.sign_in("late").await);
    let long = "x".repeat(64 * 1024);
    let mut taken = 0;
    loop {
        alice.send("late", &format!("{taken} {long}")).await;
        alice.say(json!({ "type": "ping" })).await;
        let told = alice.next().await;
        if told["type"] == "error" {
            assert_eq!(told["code"], "receiver-busy");
            assert_eq!(alice.next().await["type"], "pong");
            break;
        }
        taken += 1;
        assert!(taken < 1000, "nothing is refused");
    }
    for number in 0..taken {
        assert!(late.next().await["text"].as_str().unwrap().starts_with(&format!("{number} ")));
    }
    late.nothing_came().await;
    alice.send("late", "again").await;
    assert_eq!(late.next().await["text"], "again");
}

#[tokio::test]
async fn whoever_asks_more_at_once_than_its_queue_holds_is_answered() {
    let place = Place::start(&["--queue", "2"]);
    let mut alice = place.sign_in("alice").await;
    for _ in 0..300 {
        alice.0.feed(Message::text(json!({ "type": "ping" }).to_string())).await.unwrap();
    }
    alice.0.flush().await.unwrap();
    for _ in 0..300 {
        assert_eq!(alice.next().await["type"], "pong");
    }
}

#[tokio::test]
async fn a_slow_reader_does_not_keep_the_server_from_ending() {
    let mut place = Place::start(&["--rate", "1000000", "--burst", "1000000", "--queue-bytes", "67108864", "--queue", "1000"]);
    let (mut alice, slow) = (place.sign_in("alice").await, place.sign_in("slow").await);
    for _ in 0..256 {
        alice.send("slow", &"x".repeat(64 * 1024)).await;
    }
    alice.nothing_came().await;
    let start = std::time::Instant::now();
    place.signal("-TERM");
    assert_eq!(place.ended().await.code(), Some(0));
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    drop(slow);
}

#[tokio::test]
async fn whoever_reads_late_but_not_too_late_misses_nothing() {
    let place = Place::start(&["--rate", "1000000", "--burst", "1000000"]);
    let (mut alice, mut late) = (place.sign_in("alice").await, place.sign_in("late").await);
    for number in 0..200 {
        alice.send("late", &number.to_string()).await;
    }
    alice.nothing_came().await;
    for number in 0..200 {
        let Some(Ok(Message::Text(text))) = soon(late.0.next()).await else {
            panic!("closed")
        };
        assert!(text.contains(&format!("\"{number}\"")), "{text}");
    }
}
