//! No order of arrival keeps people from the call they want, or in one they have left.

use std::cell::Cell;

use callkit::call::name::CallState;

use crate::story::Story;

#[test]
fn an_answered_call_connects() {
    for seed in 0..300 {
        let mut story = Story::of(["alice", "bob"]);
        story.holds(|_| true);
        story.calls("alice", "bob");
        story.shuffles(seed, 6_000);
        assert_eq!(story.page("bob").call.state(), CallState::Ringing, "{seed}");

        story.holds(|_| true);
        story.accepts("bob");
        story.shuffles(seed, 10_000);

        for name in ["alice", "bob"] {
            assert_eq!(
                story.page(name).call.state(),
                CallState::Connected,
                "{seed}"
            );
            let told = story.page(name).told.join(", ");
            for once in [
                "user-joined",
                "connecting",
                "answer ok",
                "accept bob",
                "connected",
            ] {
                assert!(told.matches(once).count() <= 1, "{seed}: {told}");
            }
        }
    }
}

#[test]
fn a_call_that_is_answered_and_left_at_once_ends_for_both() {
    for seed in 0..300 {
        let mut story = Story::of(["alice", "bob"]);
        story.calls("alice", "bob");
        story.holds(|_| true);
        story.accepts("bob");
        story.shuffles(seed, 300);
        story.holds(|_| true);
        story.hangs_up("bob");
        story.shuffles(seed, 20_000);

        for name in ["alice", "bob"] {
            assert_eq!(story.page(name).call.state(), CallState::Idle, "{seed}");
            let told = story.page(name).told.join(", ");
            assert_eq!(
                told.matches("record Completed by bob").count(),
                1,
                "{seed}: {told}"
            );
            assert!(
                told.ends_with("ended") || told.ends_with("hangup ok"),
                "{seed}: {told}"
            );
        }
    }
}

#[test]
fn of_two_devices_that_accept_exactly_one_has_the_call() {
    for seed in 0..300 {
        let mut story = Story::of(["alice", "bob-laptop", "bob-phone"]);
        story.calls("alice", "bob");
        story.holds(|_| true);
        story.accepts("bob-laptop");
        story.accepts("bob-phone");
        story.shuffles(seed, 15_000);

        let states = ["bob-laptop", "bob-phone"].map(|name| story.page(name).call.state());
        let connected = states
            .iter()
            .filter(|state| **state == CallState::Connected);
        let idle = states.iter().filter(|state| **state == CallState::Idle);
        assert_eq!((connected.count(), idle.count()), (1, 1), "{seed}");
        assert_eq!(story.page("alice").call.state(), CallState::Connected);
    }
}

#[test]
fn a_third_of_what_the_connection_carries_may_be_lost() {
    for seed in 0..100 {
        let mut story = Story::of(["alice", "bob"]);
        let numbers = Cell::new(seed);
        story.loses(move |mail| {
            let next = 0x5851_F42D_4C95_7F2D_u64.wrapping_mul(numbers.get()) + 0x1405;
            numbers.set(next);
            !mail.direct && (next >> 33) % 3 == 0
        });
        story.calls("alice", "bob");
        passes_until(&mut story, "bob", CallState::Ringing);
        story.accepts("bob");

        passes_until(&mut story, "alice", CallState::Connected);
        passes_until(&mut story, "bob", CallState::Connected);
    }
}

#[track_caller]
fn passes_until(story: &mut Story, name: &str, state: CallState) {
    for _ in 0..25 {
        if story.page(name).call.state() == state {
            return;
        }
        story.pass(1_000);
    }
    panic!("{name} is {:?}", story.page(name).call.state());
}
