//! People are added to a group call that is under way, asked again, and their invitations taken back; never more than may be in it.

use callkit::call::limits;
use callkit::call::message::Body;
use callkit::call::name::{CallState, MemberState};

use crate::story::{Page, Story, group, together, video};

/// Alice and Bob are in a group call, and the page of everybody else is idle.
fn two_of(names: [&'static str; 4]) -> Story {
    let mut story = together(["alice", "bob"]);
    for name in &names[2..] {
        story.add(Page::with(name, |_| {}));
    }
    story
}

#[test]
fn starting_a_call_in_a_running_group_call_adds_people_to_it() {
    let mut story = two_of(["alice", "bob", "carol", "dave"]);

    story.adds("bob", &["carol"]);

    story.told("bob", ["start ok", "ringing carol"]);
    story.told("carol", ["invite from bob"]);
    assert_eq!(
        story.members("alice"),
        ["alice Joined", "bob Joined", "carol Ringing"]
    );
    story.accepts("carol");
    for name in ["alice", "bob", "carol"] {
        let mut members = story.members(name);
        members.sort();
        assert_eq!(members, ["alice Joined", "bob Joined", "carol Joined"]);
        assert_eq!(story.page(name).call.state(), CallState::Connected);
    }
}

#[test]
fn the_channel_of_the_running_call_adds_and_another_channel_does_not() {
    let mut story = two_of(["alice", "bob", "carol", "dave"]);
    let mut call = group(&["carol"], "other");
    call.names_channel = true;

    story.starts("alice", call.clone());
    story.told("alice", ["start ok", "ringing carol"]);
    call.channel = "another".into();
    story.starts("alice", call);

    story.told("alice", ["start fails AlreadyInCall"]);
}

#[test]
fn a_call_between_two_is_no_call_to_add_people_to() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.calls("alice", "bob");
    story.accepts("bob");
    story.turns_the_page();

    story.adds("alice", &["carol"]);
    story.told("alice", ["start fails AlreadyInCall"]);

    let mut story = together(["alice", "bob"]);
    story.starts("alice", video("carol", "other"));
    story.told("alice", ["start fails AlreadyInCall"]);
}

#[test]
fn who_is_in_it_or_asked_already_is_not_asked_again() {
    let mut story = two_of(["alice", "bob", "carol", "dave"]);
    story.adds("alice", &["carol"]);
    story.turns_the_page();

    story.adds("alice", &["bob", "carol"]);

    story.told("alice", ["start ok"]);
    story.told("carol", []);
}

#[test]
fn somebody_who_refused_is_asked_again_and_may_come() {
    let mut story = two_of(["alice", "bob", "carol", "dave"]);
    story.adds("alice", &["carol"]);
    story.refuses("carol");
    story.turns_the_page();

    story.adds("alice", &["carol"]);
    story.told("alice", ["start ok", "ringing carol"]);
    story.told("carol", ["invite from alice"]);
    story.accepts("carol");

    assert_eq!(
        story.members("bob"),
        ["bob Joined", "alice Joined", "carol Joined"]
    );
}

#[test]
fn somebody_who_left_is_asked_again_and_may_come_back() {
    let mut story = together(["alice", "bob", "carol"]);
    story.hangs_up("carol");
    story.turns_the_page();

    story.adds("bob", &["carol"]);
    story.told("carol", ["invite from bob"]);
    story.accepts("carol");

    for name in ["alice", "bob", "carol"] {
        let mut members = story.members(name);
        members.sort();
        assert_eq!(members, ["alice Joined", "bob Joined", "carol Joined"]);
    }
}

#[test]
fn whoever_was_in_and_is_asked_again_is_heard_from_the_beginning() {
    let mut story = together(["alice", "bob", "carol"]);
    for _ in 0..5 {
        story.sets_camera("carol", false);
        story.sets_camera("carol", true);
    }
    story.adds("carol", &["eve"]);
    story.hangs_up("carol");

    story.adds("alice", &["carol"]);
    story.accepts("carol");

    for name in ["alice", "bob"] {
        let info = story.page(name).call.info().expect("a call");
        let carol = info.members.iter().find(|it| it.user.as_str() == "carol");
        let carol = carol.expect("a member");
        assert_eq!(carol.state, MemberState::Joined, "{name}");
        assert!(carol.microphone && carol.camera, "{name}");
    }
}

#[test]
fn two_members_ask_the_same_person_who_rings_once_and_answers_both() {
    let mut story = two_of(["alice", "bob", "carol", "dave"]);
    story.adds("alice", &["carol"]);
    story.adds("bob", &["carol"]);
    story.told("carol", ["invite from alice"]);
    story.pass(2_500);
    story.turns_the_page();

    story.refuses("carol");
    story.pass(10_000);

    story.told("alice", ["refuse carol"]);
    story.told("bob", ["refuse carol"]);
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

#[test]
fn two_members_ask_the_same_person_who_comes_once() {
    let mut story = two_of(["alice", "bob", "carol", "dave"]);
    story.adds("alice", &["carol"]);
    story.adds("bob", &["carol"]);
    story.pass(2_500);
    story.turns_the_page();

    story.accepts("carol");
    story.pass(40_000);

    for name in ["alice", "bob"] {
        assert_eq!(story.brief(name), ["accept carol", "user-joined carol"]);
    }
    assert_eq!(story.page("carol").call.invites().len(), 0);
}

#[test]
fn an_invitation_is_taken_back_while_the_call_goes_on() {
    let mut story = Story::of(["alice", "bob", "carol", "dave"]);
    story.starts("alice", group(&["bob", "carol", "dave"], "call"));
    story.accepts("bob");
    story.turns_the_page();

    story.cancels_invite("alice", &["carol"]);

    story.told_in_full("alice", ["member carol Cancelled", "cancel ok"]);
    story.told("carol", ["cancel alice", "record Missed by alice", "ended"]);
    story.told("dave", []);
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}

#[test]
fn taking_back_the_last_invitation_of_a_call_nobody_joined_ends_it() {
    let mut story = Story::of(["alice", "bob"]);
    story.starts("alice", group(&["bob"], "call"));
    story.turns_the_page();

    story.cancels_invite("alice", &["bob"]);

    story.told(
        "alice",
        ["hangup", "record Cancelled by alice", "ended", "cancel ok"],
    );
    story.cancels_invite("alice", &["bob"]);
    story.told("alice", ["cancel fails NoCall"]);
}

#[test]
fn one_too_many_is_told_before_anything_is_sent() {
    let mut story = Story::of([]);
    story.add(Page::with("alice", |config| config.max_members = 3));
    for name in ["bob", "carol", "dave"] {
        story.add(Page::with(name, |_| {}));
    }
    story.starts("alice", group(&["bob", "carol", "dave"], "call"));
    story.told("alice", ["start fails TooManyMembers"]);
    assert!(story.sent.is_empty());

    story.starts("alice", group(&["bob"], "call"));
    story.accepts("bob");
    story.adds("alice", &["carol"]);
    story.turns_the_page();
    story.adds("alice", &["dave"]);

    story.told("alice", ["start fails TooManyMembers"]);
    assert!(story.sent.is_empty());
    story.refuses("carol");
    story.turns_the_page();
    story.adds("alice", &["dave"]);
    story.told("alice", ["start ok", "ringing dave"]);
}

#[test]
fn nobody_has_more_members_than_a_mesh_can_carry() {
    let mut story = Story::of([]);
    story.add(Page::with("alice", |config| config.max_members = 99));
    let names = ["b", "c", "d", "e", "f", "g", "h", "i"];
    assert_eq!(names.len(), limits::MEMBERS);

    story.starts("alice", group(&names, "call"));
    story.told("alice", ["start fails TooManyMembers"]);
    story.starts("alice", group(&names[1..], "call"));
    story.told("alice", ["start ok"]);
}

#[test]
fn the_page_is_asked_to_choose_people_and_nothing_is_sent() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("alice", group(&["bob", "carol"], "call"));
    story.accepts("bob");
    story.turns_the_page();

    story.commands(
        "bob",
        "add",
        callkit::call::input::Command::RequestAddPerson,
    );

    story.told("bob", ["add-person bob alice carol", "add ok"]);
    assert!(story.sent.is_empty());
}

#[test]
fn who_is_lost_here_and_heard_by_others_is_not_invited_again() {
    let mut story = together(["alice", "bob", "carol"]);
    story.path_breaks("alice", "bob");
    story.pass(60_000);
    assert!(story.members("alice").contains(&"bob Lost".to_owned()));
    story.turns_the_page();

    story.adds("alice", &["bob"]);
    story.pass(5_000);
    assert_eq!(story.sent_by("alice", "invite").count(), 0);
    story.path_mends();
    story.pass(60_000);

    for name in ["alice", "bob"] {
        let told = story.brief(name).join(", ");
        assert!(!told.contains("timeout"), "{name}: {told}");
        let joined = |line: &String| line.ends_with("Joined");
        assert_eq!(
            story
                .members(name)
                .iter()
                .filter(|line| joined(line))
                .count(),
            3
        );
    }
}

#[test]
fn whoever_comes_while_all_others_are_away_is_enough_to_go_on_with() {
    let mut story = together(["alice", "bob"]);
    story.add(Page::with("carol", |_| {}));
    story.adds("alice", &["carol"]);
    story.crashes("bob");
    story.pass(5_000);
    assert_eq!(story.page("alice").call.state(), CallState::Reconnecting);
    story.holds(|mail| mail.kind == "join" && mail.from == "carol");
    story.accepts("carol");

    story.releases();

    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}

#[test]
fn an_invitation_that_was_long_under_way_disturbs_nobody_who_is_in() {
    let mut story = together(["alice", "bob", "carol"]);

    story.repeats("bob", "invite");
    story.pass(10_000);

    story.told("alice", []);
    story.told("bob", []);
    story.did("alice", []);
    story.did("bob", []);
}

#[test]
fn who_was_invited_invites_others_in_their_own_name_and_time() {
    let named = |name, uid: &'static str| {
        Page::with(name, |config| {
            config.uid = Some(uid.into());
        })
    };
    let mut story = Story::of([]);
    for (name, uid) in [("alice", "1"), ("bob", "2"), ("carol", "3")] {
        story.add(named(name, uid));
    }
    story.starts("alice", group(&["bob"], "call"));
    story.accepts("bob");
    let mut endless = group(&["carol"], "more");
    endless.timeout = Some(0);

    story.starts("bob", endless);

    let sent = story.sent_by("bob", "invite").next().expect("sent");
    let Body::Invite(invitation) = &sent.envelope.body else {
        panic!("not an invitation");
    };
    assert_eq!(invitation.uid, Some("2".into()));
    assert_eq!(invitation.left, None);
}
