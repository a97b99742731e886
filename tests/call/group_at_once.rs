//! Two calls started in one group become one; a call between two and a group call do not.

use callkit::call::name::{CallState, Status};

use crate::story::{Page, Story, group, video};

fn in_group(to: &[&str], call: &str, channel: &str) -> callkit::call::input::StartCall {
    let mut start = group(to, call);
    start.group_id = Some("friends".into());
    start.channel = channel.into();
    start
}

#[test]
fn two_calls_started_in_one_group_become_the_one_with_the_smaller_id() {
    let mut story = Story::of(["alice", "bob", "carol", "dave"]);
    story.holds(|mail| mail.kind == "invite");
    story.starts("alice", in_group(&["bob", "carol"], "call", "one"));
    story.starts("bob", in_group(&["alice", "carol", "dave"], "other", "two"));

    story.releases();
    story.pass(3_000);
    for name in ["carol", "dave"] {
        assert_eq!(story.page(name).call.invites().len(), 1, "{name}");
        assert_eq!(story.page(name).call.invites()[0].call.as_str(), "call");
        story.accepts(name);
    }

    for name in ["alice", "bob", "carol", "dave"] {
        let info = story.page(name).call.info().expect("a call");
        assert_eq!(info.call.as_str(), "call", "{name}");
        assert_eq!(info.state, CallState::Connected, "{name}");
        let mut members = story.members(name);
        members.sort();
        let all = ["alice Joined", "bob Joined", "carol Joined", "dave Joined"];
        assert_eq!(members, all, "{name}");
    }
    let told = story.brief("bob");
    assert!(
        told.contains(&"other: merged into call".to_owned()),
        "{told:?}"
    );
}

#[test]
fn a_group_call_of_somebody_we_call_rings_and_our_call_hears_busy() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.kind == "invite");
    story.starts("alice", video("bob", "call"));
    story.starts("bob", group(&["alice", "carol"], "all"));
    story.releases();

    let told = story.brief("alice");
    assert_eq!(
        told,
        [
            "start ok",
            "busy bob",
            "record Busy by bob",
            "ended",
            "all: invite from bob",
        ]
    );
    assert_eq!(
        story
            .page("bob")
            .call
            .last_record()
            .expect("a record")
            .status,
        Status::Missed
    );
    story.accepts("alice");
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}

#[test]
fn a_group_call_in_another_group_is_busy() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("alice", in_group(&["bob"], "call", "one"));
    story.turns_the_page();
    let mut other = in_group(&["bob"], "other", "two");
    other.group_id = Some("strangers".into());

    story.starts("carol", other);

    assert_eq!(
        story.brief("carol"),
        [
            "start ok",
            "other: busy bob",
            "other: record Busy by bob",
            "other: ended"
        ]
    );
}

#[test]
fn of_two_invitations_into_one_group_the_second_waits_for_the_first() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("alice", in_group(&["carol"], "call", "one"));
    story.starts("bob", in_group(&["carol"], "other", "two"));
    assert_eq!(story.page("carol").call.invites().len(), 1);
    story.turns_the_page();

    story.hangs_up("alice");
    story.pass(3_000);

    assert_eq!(
        story.brief("carol"),
        [
            "cancel alice",
            "record Missed by alice",
            "ended",
            "other: invite from bob"
        ]
    );
}

#[test]
fn a_call_that_ends_while_two_invitations_into_one_group_are_here_ends_once() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("carol", in_group(&["alice", "bob"], "z-call", "three"));
    story.starts("alice", in_group(&["carol"], "a-call", "one"));
    story.pass(1_000);

    story.hangs_up("carol");
    story.hangs_up("alice");
    story.hangs_up("bob");
    story.pass(40_000);

    for name in ["alice", "bob", "carol"] {
        assert_eq!(story.page(name).call.state(), CallState::Idle, "{name}");
    }
}

#[test]
fn the_devices_of_one_person_in_a_group_ring_and_one_answers_for_all() {
    let mut story = Story::of(["alice", "bob", "carol-1"]);
    story.add(Page::with("carol-2", |_| {}));
    story.starts("alice", group(&["bob", "carol"], "call"));
    story.accepts("bob");
    story.turns_the_page();

    story.accepts("carol-2");

    assert_eq!(
        story.brief("carol-1"),
        [
            "answered-elsewhere true on carol-2's browser",
            "record AnsweredElsewhere by carol",
            "ended"
        ]
    );
    story.pass(20_000);
    story.told("carol-1", []);
    assert_eq!(story.page("carol-1").call.state(), CallState::Idle);
}
