//! The same inputs give the same outputs.

use callkit::wire::encode;

use crate::story::{Story, video};

/// Everything that two pages said and were told in a crossing call whose messages arrive in an order that the seed says.
fn trace(seed: u64) -> String {
    let mut story = Story::of(["alice", "bob", "bob-phone"]);
    story.holds(|_| true);
    story.starts("alice", video("bob", "call"));
    story.shuffles(seed, 3_000);
    story.starts("bob", video("alice", "other"));
    story.shuffles(seed + 1, 3_000);
    story.accepts("bob-phone");
    story.shuffles(seed + 2, 10_000);
    story.hangs_up("alice");
    story.shuffles(seed + 3, 10_000);
    let mut trace = String::new();
    for sent in &story.sent {
        trace += &format!("{} {} {}\n", sent.at, sent.from, encode(&sent.envelope));
    }
    for page in &story.pages {
        trace += &format!("{}: {:?} {:?}\n", page.name, page.told, page.did);
    }
    trace
}

#[test]
fn the_same_seed_gives_the_same_trace_byte_for_byte() {
    for seed in 0..50 {
        assert_eq!(trace(seed), trace(seed));
    }
}

#[test]
fn waking_before_the_deadline_changes_nothing() {
    let mut story = crate::story::connected();
    for _ in 0..100 {
        let deadline = story.page("alice").call.deadline();
        let now = story.now;
        let outputs = story
            .page("alice")
            .call
            .handle(callkit::call::input::Input::Wake, now);
        assert!(outputs.0.is_empty());
        assert_eq!(story.page("alice").call.deadline(), deadline);
    }
}

#[test]
fn an_idle_page_never_wakes() {
    let mut story = crate::story::connected();
    story.hangs_up("alice");
    story.pass(60_000);

    assert_eq!(story.page("alice").call.deadline(), None);
    assert_eq!(story.page("bob").call.deadline(), None);
}
