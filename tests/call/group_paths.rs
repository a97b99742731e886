//! In a group, lost is one member's view: it goes on trying while another still hears the person. Nobody throws out another.

use callkit::call::input::{Fact, Input, Opened};
use callkit::call::message::{Body, Join, LeaveReason, Present, Roster};
use callkit::call::name::{CallState, MemberState};

use crate::story::{Mail, Page, Story, group, together};

#[test]
fn who_is_lost_for_one_and_heard_by_another_is_tried_on_and_comes_back() {
    let mut story = together(["alice", "bob", "carol"]);
    story.path_breaks("bob", "carol");

    story.pass(33_500);
    assert_eq!(
        story.brief("bob"),
        ["reconnecting carol", "user-left carol lost"]
    );
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
    story.pass(60_000);
    story.told("alice", []);
    story.told("bob", []);
    story.path_mends();
    story.pass(20_000);

    assert_eq!(story.brief("bob"), ["user-joined carol"]);
    let mut members = story.members("carol");
    members.sort();
    assert_eq!(members, ["alice Joined", "bob Joined", "carol Joined"]);
}

#[test]
fn who_is_lost_for_everybody_is_lost() {
    let mut story = together(["alice", "bob", "carol"]);
    story.crashes("carol");

    story.pass(40_000);

    for name in ["alice", "bob"] {
        assert_eq!(
            story.brief(name),
            ["reconnecting carol", "user-left carol lost"]
        );
        assert_eq!(story.page(name).call.state(), CallState::Connected);
    }
    story.turns_the_page();
    story.pass(30_000);
    let tried = |name: &str, story: &mut Story| {
        let did = &story.page(name).did;
        did.iter().any(|line| line.contains("carol"))
    };
    assert!(!tried("alice", &mut story) && !tried("bob", &mut story));
}

#[test]
fn who_hears_nobody_any_more_has_lost_the_call_and_the_others_go_on() {
    let mut story = together(["alice", "bob", "carol"]);
    story.path_breaks("alice", "carol");
    story.path_breaks("bob", "carol");
    story.goes_offline("carol");

    story.pass(40_000);

    let told = story.brief("carol");
    assert_eq!(
        told[told.len() - 2..],
        ["record Completed ConnectionFailed", "ended"]
    );
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn one_path_that_never_comes_up_leaves_the_others_as_they_are() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.path_breaks("bob", "carol");
    story.starts("alice", crate::story::group(&["bob", "carol"], "call"));
    story.accepts("bob");
    story.accepts("carol");
    story.turns_the_page();

    story.pass(29_000);
    story.told("bob", []);
    story.pass(1_100);

    assert_eq!(story.brief("bob"), ["user-left carol lost"]);
    assert_eq!(story.brief("carol"), ["user-left bob lost"]);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
    story.path_mends();
    story.pass(40_000);
    assert_eq!(story.brief("bob"), ["user-joined carol"]);
}

#[test]
fn nobody_who_answers_and_cannot_be_reached_keeps_the_others_from_ringing() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.path_breaks("alice", "bob");
    let mut call = crate::story::group(&["bob", "carol"], "call");
    call.timeout = Some(60_000);
    story.starts("alice", call);
    story.accepts("bob");
    story.turns_the_page();

    story.pass(30_000);
    assert_eq!(story.brief("alice"), ["user-left bob lost"]);
    assert_eq!(story.page("alice").call.state(), CallState::Calling);
    story.accepts("carol");

    assert_eq!(
        story.brief("alice"),
        [
            "accept carol",
            "connecting",
            "user-joined carol",
            "connected"
        ]
    );
}

fn says(story: &mut Story, body: Body) {
    let number = story.sent.len() as u32 + 5_000;
    for name in ["alice", "carol"] {
        let message = story.message("bob", Some(name), number, body.clone());
        story.receives(name, "bob", &message);
    }
}

#[test]
fn what_a_member_says_of_others_removes_and_advances_nobody() {
    for state in [
        MemberState::Left,
        MemberState::Lost,
        MemberState::Cancelled,
        MemberState::Refused,
        MemberState::Inviting,
        MemberState::Joined,
    ] {
        let mut story = together(["alice", "bob", "carol"]);
        let before = [story.members("alice"), story.members("carol")];
        let invited = ["alice", "carol", "eve"].map(|user| (user.into(), state));
        let roster = Roster {
            present: Vec::new(),
            invited: match state {
                MemberState::Inviting => invited[..2].to_vec(),
                _ => invited.to_vec(),
            },
        };
        let join = Join {
            channel: Some("channel".into()),
            epoch: 1,
            counter: 1_000,
            roster,
            ..Join::default()
        };

        says(&mut story, Body::Join(Box::new(join)));
        story.pass(40_000);

        assert_eq!([story.members("alice"), story.members("carol")], before);
    }
}

#[test]
fn a_member_that_names_people_who_are_not_there_adds_nobody() {
    let mut story = together(["alice", "bob", "carol"]);
    let before = story.members("alice");
    let ghost = |number: usize| Present {
        user: format!("ghost {number}").as_str().into(),
        device: "ghost".into(),
        epoch: 1,
    };
    for round in 0..20 {
        let join = Join {
            channel: Some("channel".into()),
            epoch: 1,
            counter: 1_000 + round,
            roster: Roster {
                present: (0..32).map(ghost).collect(),
                invited: Vec::new(),
            },
            ..Join::default()
        };
        let message = story.message(
            "bob",
            Some("alice"),
            6_000 + round,
            Body::Join(Box::new(join)),
        );
        story.receives("alice", "bob", &message);
    }

    assert_eq!(story.members("alice"), before);
    let [_, _, _, letters, _] = story.page("alice").call.load();
    assert!(letters <= callkit::call::limits::CONTACTS + 2, "{letters}");
}

#[test]
fn a_leave_counts_for_its_own_sender_only() {
    let mut story = together(["alice", "bob", "carol"]);
    let leave = Body::Leave {
        why: LeaveReason::Kicked,
        counter: 0,
        reason: None,
        ext: None,
        roster: Roster::default(),
    };
    let message = story.message("carol", Some("alice"), 5_000, leave);

    story.receives("alice", "bob", &message);

    story.told("alice", []);
}

#[test]
fn a_member_that_invites_in_words_only_fills_no_more_than_the_room_there_is() {
    let mut story = Story::of([]);
    story.add(Page::with("alice", |config| config.max_members = 4));
    story.add(Page::with("bob", |_| {}));
    story.starts("alice", crate::story::group(&["bob"], "call"));
    story.accepts("bob");
    let invited = (0..32).map(|number| {
        let name = format!("ghost {number}");
        (name.as_str().into(), MemberState::Ringing)
    });
    let join = Join {
        channel: Some("channel".into()),
        epoch: 1,
        counter: 1_000,
        roster: Roster {
            present: Vec::new(),
            invited: invited.collect(),
        },
        ..Join::default()
    };
    let message = story.message("bob", Some("alice"), 5_000, Body::Join(Box::new(join)));

    story.receives("alice", "bob", &message);

    assert_eq!(story.members("alice").len(), 4);
}

#[test]
fn whoever_was_thought_gone_and_is_heard_by_others_is_found_again() {
    let mut story = together(["alice", "carol", "bob"]);
    let apart = |mail: &Mail| matches!((mail.from, mail.to), ("alice", "bob") | ("bob", "alice"));
    story.loses(apart);
    story.path_breaks("alice", "bob");
    story.learns("alice", Fact::ChannelClosed);
    story.pass(5_000);
    assert_eq!(
        story.brief("alice"),
        ["reconnecting bob", "user-left bob hangup"]
    );

    story.loses(|_| false);
    story.path_mends();
    story.pass(15_000);

    for (name, who) in [("alice", "bob Joined"), ("bob", "alice Joined")] {
        assert!(story.members(name).contains(&who.to_owned()), "{name}");
    }
}

#[test]
fn who_is_heard_by_somebody_who_is_not_heard_for_a_moment_is_not_given_up() {
    let mut story = together(["alice", "bob", "carol"]);
    story.path_breaks("bob", "carol");
    story.pass(34_000);
    assert!(story.members("bob").contains(&"carol Lost".to_owned()));
    story.turns_the_page();

    story.path_breaks("alice", "bob");
    story.pass(20_000);

    assert!(
        story
            .members("bob")
            .contains(&"alice Reconnecting".to_owned())
    );
    assert_eq!(story.sent_by("bob", "leave").count(), 0);
    story.path_mends();
    story.pass(20_000);
    assert!(story.members("bob").contains(&"carol Joined".to_owned()));
}

#[test]
fn a_device_that_says_it_has_lost_us_is_still_asked_for_its_place() {
    let mut story = together(["alice", "bob"]);
    story.add(Page::with("carol", |_| {}));
    story.loses(|mail| {
        matches!(
            (mail.from, mail.to),
            ("alice", "carol") | ("carol", "alice")
        )
    });
    story.joins("carol", &["bob"]);
    story.pass(1_000);
    let leave = Body::Leave {
        why: LeaveReason::Lost,
        counter: 0,
        reason: None,
        ext: None,
        roster: Roster::default(),
    };
    let message = story.message("carol", Some("alice"), 5_000, leave);
    story.receives("alice", "carol", &message);

    story.loses(|mail| (mail.from, mail.to) == ("carol", "alice"));
    story.pass(3_000);

    assert!(story.members("carol").contains(&"alice Joined".to_owned()));
}

/// The browser opened what it was asked for, and nothing of it goes out yet.
fn opens_in_silence(story: &mut Story, name: &str) {
    let (ticket, ..) = story.page(name).prompts.remove(0);
    let opened = Opened {
        microphone: Some(Ok(())),
        camera: Some(Ok(())),
    };
    story.happens(name, Input::DevicesOpened(ticket, opened));
}

#[test]
fn who_was_not_heard_in_time_and_is_heard_later_is_back() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("alice", group(&["bob", "carol"], "call"));
    for name in ["bob", "carol"] {
        story.page(name).microphone = None;
        story.accepts(name);
        opens_in_silence(&mut story, name);
        story.pass(10_000);
    }
    story.pass(10_500);
    assert!(story.members("alice").contains(&"bob Lost".to_owned()));
    assert_eq!(story.page("alice").call.state(), CallState::Connecting);
    story.turns_the_page();

    story.page("bob").live = [true, true];
    story.pass(1_500);

    let told = story.brief("alice");
    assert!(told.contains(&"user-joined bob".to_owned()), "{told:?}");
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}
