use futures_util::StreamExt;
use tokio_tungstenite::tungstenite::Message;

use crate::place::{Place, soon};

const CUT: &str = "callkit_sockets_closed_total{code=\"4004\"}";

#[tokio::test]
async fn a_slow_reader_is_cut_and_holds_up_nobody() {
    let place = Place::start(&["--rate", "1000000", "--burst", "1000000", "--queue", "100000", "--queue-bytes", "262144"]);
    let (mut alice, mut slow, mut quick) = (place.sign_in("alice").await, place.sign_in("slow").await, place.sign_in("quick").await);
    let long = "x".repeat(64 * 1024);
    // What the operating system holds for a socket that is not read is some megabytes.
    let mut rounds = 0;
    while place.metric(CUT).await == 0.0 {
        rounds += 1;
        assert!(rounds < 100, "it is never cut");
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
    let place = Place::start(&["--rate", "1000000", "--burst", "1000000", "--queue", "4", "--queue-bytes", "100000000"]);
    let (mut alice, mut slow) = (place.sign_in("alice").await, place.sign_in("slow").await);
    let long = "x".repeat(256 * 1024);
    let mut rounds = 0;
    while place.metric(CUT).await == 0.0 {
        rounds += 1;
        assert!(rounds < 100, "it is never cut");
        for _ in 0..8 {
            alice.send("slow", &long).await;
        }
    }
    assert_eq!(slow.closed().await, 4004);
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
