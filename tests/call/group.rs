//! Everyone of a group call is invited at once, each with their own state and outcome, and those who answer are in at once.

use callkit::call::name::{CallState, Status};

use crate::story::{Page, Story, group, together};

#[test]
fn everyone_is_invited_at_once_and_each_has_their_own_outcome() {
    let mut story = Story::of(["alice", "bob", "carol", "dave"]);

    story.starts("alice", group(&["bob", "carol", "dave"], "call"));
    story.told(
        "alice",
        ["start ok", "ringing bob", "ringing carol", "ringing dave"],
    );
    story.refuses("carol");
    story.told("alice", ["refuse carol"]);
    story.accepts("bob");
    story.told(
        "alice",
        [
            "accept bob",
            "connecting",
            "user-joined bob",
            "user-published bob Microphone",
            "user-published bob Camera",
            "connected",
        ],
    );
    story.pass(30_000);

    story.told("alice", ["timeout dave"]);
    assert_eq!(
        story.members("alice"),
        [
            "alice Joined",
            "bob Joined",
            "carol Refused",
            "dave Timeout"
        ]
    );
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}

#[test]
fn those_who_answer_are_in_with_each_other_at_once() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("alice", group(&["bob", "carol"], "call"));
    story.accepts("bob");
    story.turns_the_page();

    story.accepts("carol");

    for name in ["alice", "bob"] {
        let mut told = std::mem::take(&mut story.page(name).told);
        told.retain(|line| line == "user-joined carol" || line == "user-published carol Camera");
        assert_eq!(told, ["user-joined carol", "user-published carol Camera"]);
    }
    story.told(
        "carol",
        [
            "connecting",
            "answer ok",
            "user-joined alice",
            "user-published alice Microphone",
            "user-published alice Camera",
            "connected",
            "user-joined bob",
            "user-published bob Microphone",
            "user-published bob Camera",
        ],
    );
    for name in ["alice", "bob", "carol"] {
        assert_eq!(story.page(name).call.state(), CallState::Connected);
        let mut members = story.members(name);
        members.sort();
        assert_eq!(members, ["alice Joined", "bob Joined", "carol Joined"]);
    }
}

#[test]
fn every_order_of_arrival_leads_to_everyone_seeing_everyone() {
    for seed in 0..40 {
        let mut story = Story::of(["alice", "bob", "carol", "dave"]);
        story.starts("alice", group(&["bob", "carol", "dave"], "call"));
        story.holds(|_| true);
        for name in ["bob", "carol", "dave"] {
            story.accepts(name);
        }
        story.shuffles(seed, 6_000);
        story.pass(5_000);

        for name in ["alice", "bob", "carol", "dave"] {
            let mut members = story.members(name);
            members.sort();
            assert_eq!(
                members,
                ["alice Joined", "bob Joined", "carol Joined", "dave Joined"],
                "{name}, seed {seed}"
            );
        }
    }
}

#[test]
fn who_is_being_called_is_seen_by_those_who_are_in() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("alice", group(&["bob", "carol"], "call"));

    story.accepts("bob");
    assert_eq!(
        story.members("bob"),
        ["bob Joined", "alice Joined", "carol Ringing"]
    );
    story.refuses("carol");

    assert_eq!(
        story.members("bob"),
        ["bob Joined", "alice Joined", "carol Refused"]
    );
    story.page("bob").told.retain(|line| line.contains("carol"));
    story.told("bob", []);
}

#[test]
fn somebody_who_leaves_leaves_the_others_together() {
    let mut story = together(["alice", "bob", "carol"]);

    story.hangs_up("bob");

    story.told(
        "bob",
        ["hangup", "record Completed by bob", "ended", "hangup ok"],
    );
    story.told("alice", ["user-left bob hangup"]);
    story.told("carol", ["user-left bob hangup"]);
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    assert_eq!(
        story.members("carol"),
        ["carol Joined", "alice Joined", "bob Left"]
    );
}

#[test]
fn the_inviter_may_leave_and_takes_back_what_they_still_had_open() {
    let mut story = Story::of(["alice", "bob", "carol", "dave"]);
    story.starts("alice", group(&["bob", "carol", "dave"], "call"));
    story.accepts("bob");
    story.accepts("carol");
    story.turns_the_page();

    story.hangs_up("alice");

    story.told("bob", ["user-left alice hangup"]);
    story.told("carol", ["user-left alice hangup"]);
    story.told("dave", ["cancel alice", "record Missed by alice", "ended"]);
    assert_eq!(
        story.members("bob"),
        ["bob Joined", "alice Left", "carol Joined", "dave Cancelled"]
    );
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn the_last_two_end_it_together() {
    let mut story = together(["alice", "bob", "carol"]);
    story.hangs_up("alice");
    story.turns_the_page();

    story.hangs_up("carol");

    story.told(
        "bob",
        [
            "user-left carol hangup",
            "record Completed by carol",
            "ended",
        ],
    );
}

#[test]
fn alone_with_somebody_still_asked_the_call_goes_on_as_calling() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("alice", group(&["bob", "carol"], "call"));
    story.accepts("bob");
    story.hangs_up("bob");
    assert_eq!(story.page("alice").call.state(), CallState::Calling);
    story.turns_the_page();

    story.accepts("carol");

    story.told(
        "alice",
        [
            "accept carol",
            "connecting",
            "user-joined carol",
            "user-published carol Microphone",
            "user-published carol Camera",
            "connected",
        ],
    );
}

#[test]
fn alone_and_nobody_asked_any_more_it_is_over_and_was_completed() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("alice", group(&["bob", "carol"], "call"));
    story.accepts("bob");
    story.hangs_up("bob");
    story.turns_the_page();

    story.refuses("carol");

    story.told(
        "alice",
        ["refuse carol", "record Completed by carol", "ended"],
    );
    story.told(
        "carol",
        [
            "refuse carol",
            "record Refused by carol",
            "ended",
            "answer ok",
        ],
    );
}

/// What the inviter's record says when these people do these things.
fn record(does: impl Fn(&mut Story)) -> Status {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("alice", group(&["bob", "carol"], "call"));
    does(&mut story);
    story.pass(31_000);
    let record = story.page("alice").call.last_record();
    record.expect("a record").status
}

#[test]
fn the_record_of_an_inviter_whom_nobody_joined() {
    let all_refuse = record(|story| {
        story.refuses("bob");
        story.refuses("carol");
    });
    assert_eq!(all_refuse, Status::Refused);
    let one_refuses = record(|story| story.refuses("bob"));
    assert_eq!(one_refuses, Status::Missed);
    let hangs_up = record(|story| {
        story.refuses("bob");
        story.hangs_up("alice");
    });
    assert_eq!(hangs_up, Status::Cancelled);
    assert_eq!(record(|_| {}), Status::Missed);
    let all_are_busy = record(|story| {
        story.hangs_up("alice");
        for name in ["bob", "carol"] {
            story.starts(name, group(&["eve"], name));
        }
        story.starts("alice", group(&["bob", "carol"], "again"));
    });
    assert_eq!(all_are_busy, Status::Busy);
}

#[test]
fn a_group_call_opens_a_path_between_every_two() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("alice", group(&["bob", "carol"], "call"));
    story.accepts("bob");
    story.accepts("carol");

    for (name, others) in [
        ("alice", ["bob", "carol"]),
        ("bob", ["alice", "carol"]),
        ("carol", ["alice", "bob"]),
    ] {
        let did = std::mem::take(&mut story.page(name).did);
        let mut opened: Vec<&String> = did
            .iter()
            .filter(|line| line.starts_with("open-peer"))
            .collect();
        opened.sort();
        assert_eq!(
            opened,
            others
                .map(|user| format!("open-peer {user}"))
                .iter()
                .collect::<Vec<_>>(),
            "{name}"
        );
    }
}

#[test]
fn an_old_word_of_a_member_on_whom_they_invite_is_not_taken_for_a_new_one() {
    let mut story = together(["alice", "bob", "carol"]);
    story.add(Page::with("dave", |config| {
        config.asks_before_ring = true;
    }));
    story.holds(|mail| mail.from == "bob" && mail.to == "carol" && mail.kind == "join");
    story.adds("bob", &["dave"]);
    let old = std::mem::take(&mut story.held);
    story.holds(|_| false);
    story.cancels_invite("bob", &["dave"]);
    story.pass(1_000);
    assert!(!story.members("carol").contains(&"dave Inviting".to_owned()));

    story.held = old;
    story.releases();

    assert!(!story.members("carol").contains(&"dave Inviting".to_owned()));
}
