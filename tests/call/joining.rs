//! Whoever knows a group call's id and channel may enter it without an invitation; a person's second device replaces the first.

use callkit::call::input::{Command, Input, Token};
use callkit::call::message::{Body, Join};
use callkit::call::name::CallState;

use crate::story::{Mail, Page, Story, connected, group, together};

fn with(mut story: Story, name: &'static str) -> Story {
    story.add(Page::with(name, |_| {}));
    story
}

fn are_in(story: &mut Story, pages: &[&'static str], expected: &[&str]) {
    for name in pages {
        let mut members = story.members(name);
        members.retain(|line| line.ends_with("Joined"));
        members.sort();
        let expected: Vec<String> = expected.iter().map(|who| format!("{who} Joined")).collect();
        assert_eq!(members, expected, "{name}");
        assert_eq!(
            story.page(name).call.state(),
            CallState::Connected,
            "{name}"
        );
    }
}

#[test]
fn whoever_knows_call_and_channel_enters() {
    let mut story = with(together(["alice", "bob"]), "carol");

    story.joins("carol", &["alice", "bob"]);

    assert_eq!(
        story.brief("carol"),
        [
            "connecting",
            "join ok",
            "user-joined alice",
            "user-joined bob",
            "connected",
        ]
    );
    are_in(
        &mut story,
        &["alice", "bob", "carol"],
        &["alice", "bob", "carol"],
    );
}

#[test]
fn one_who_is_there_is_enough_to_find_the_others() {
    let mut story = with(together(["alice", "bob", "dave"]), "carol");

    story.joins("carol", &["bob", "nobody"]);

    let all = ["alice", "bob", "carol", "dave"];
    are_in(&mut story, &all, &all);
}

#[test]
fn nobody_answers_in_ten_seconds_and_the_call_is_over() {
    let mut story = Story::of(["carol", "alice"]);

    story.joins("carol", &["alice"]);
    assert_eq!(story.page("carol").call.state(), CallState::Connecting);
    story.pass(9_999);
    story.told("carol", []);
    story.pass(1);

    story.told("carol", ["join fails CallEnded"]);
    assert_eq!(story.page("carol").call.state(), CallState::Idle);
    assert_eq!(story.page("carol").live, [false, false]);
    story.pass(30_000);
    assert_eq!(story.page("carol").call.deadline(), None);
    story.told("alice", []);
}

#[test]
fn the_wrong_channel_enters_nothing() {
    let mut story = together(["alice", "bob"]);
    let before = story.members("alice");
    let join = Join {
        channel: Some("guessed".into()),
        epoch: 1,
        counter: 1,
        wants: true,
        ..Join::default()
    };
    for channel in [Some("guessed"), None] {
        let join = Join {
            channel: channel.map(Into::into),
            ..join.clone()
        };
        let message = story.message("carol", Some("alice"), 1, Body::Join(Box::new(join)));
        story.receives("alice", "carol", &message);
    }

    assert_eq!(story.members("alice"), before);
    story.told("alice", []);
    assert!(story.sent.is_empty());
    assert_eq!(story.page("alice").call.dropped(), 2);
}

#[test]
fn a_call_between_two_admits_nobody_else() {
    let mut story = with(connected(), "carol");

    story.joins("carol", &["alice", "bob"]);
    story.pass(10_000);

    story.told("carol", ["join fails CallEnded"]);
    story.told("alice", []);
    assert_eq!(story.members("alice"), ["alice Joined", "bob Joined"]);
}

#[test]
fn a_call_that_is_full_says_so() {
    let mut story = Story::of([]);
    for name in ["alice", "bob"] {
        story.add(Page::with(name, |config| config.max_members = 2));
    }
    story.add(Page::with("carol", |_| {}));
    story.starts("alice", crate::story::group(&["bob"], "call"));
    story.accepts("bob");
    story.turns_the_page();

    story.joins("carol", &["alice", "bob"]);

    story.told("carol", ["join fails TooManyMembers"]);
    story.told("alice", []);
}

#[test]
fn somebody_who_left_comes_back_by_themselves() {
    let mut story = together(["alice", "bob", "carol"]);
    story.hangs_up("carol");
    story.turns_the_page();

    story.joins("carol", &["alice", "bob"]);

    let all = ["alice", "bob", "carol"];
    are_in(&mut story, &all, &all);
    assert_eq!(story.brief("bob"), ["user-joined carol"]);
}

#[test]
fn an_old_join_of_somebody_who_left_lets_nobody_in() {
    let mut story = together(["alice", "bob", "carol"]);
    story.holds(|mail| mail.kind == "join" && mail.from == "carol");
    story.adds("carol", &["eve"]);
    story.holds(|mail| mail.kind == "nothing");
    story.hangs_up("carol");
    story.pass(1_000);
    story.turns_the_page();

    story.releases();
    story.pass(5_000);

    story.told("alice", []);
    assert_eq!(
        story.members("bob"),
        ["bob Joined", "alice Joined", "carol Left"]
    );
}

#[test]
fn the_second_device_of_a_person_is_let_in_and_the_first_leaves_as_kicked() {
    for second in ["carol-a", "carol-z"] {
        let mut story = Story::of(["alice", "bob", "carol-m"]);
        story.add(Page::with(second, |_| {}));
        story.starts("alice", crate::story::group(&["bob", "carol"], "call"));
        story.accepts("bob");
        story.accepts("carol-m");
        story.pass(1_000);
        story.turns_the_page();

        story.joins(second, &["alice", "bob"]);

        let told = story.brief("carol-m");
        assert_eq!(
            told,
            [
                "error Kicked",
                "user-left carol kicked",
                "record Completed by carol Kicked",
                "ended"
            ]
        );
        for name in ["alice", "bob"] {
            assert_eq!(
                story.brief(name),
                ["user-left carol kicked", "user-joined carol"]
            );
        }
        are_in(
            &mut story,
            &["alice", "bob", second],
            &["alice", "bob", "carol"],
        );
        assert_eq!(story.page("carol-m").live, [false, false]);
    }
}

#[test]
fn leaving_while_entering_gives_it_up() {
    let mut story = Story::of(["carol"]);
    story.joins("carol", &["alice"]);

    story.hangs_up("carol");

    story.told("carol", ["join fails CallEnded", "hangup ok"]);
    assert_eq!(story.page("carol").call.state(), CallState::Idle);
}

#[test]
fn a_screen_that_is_asked_for_while_entering_is_given_up_with_it() {
    let mut story = Story::of(["carol"]);
    story.page("carol").screen = None;
    story.joins("carol", &["alice"]);
    let (on, audio) = (true, false);
    story.commands("carol", "share", Command::ShareScreen { on, audio });

    story.hangs_up("carol");

    story.told(
        "carol",
        ["share fails CallEnded", "join fails CallEnded", "hangup ok"],
    );
}

#[test]
fn entering_the_call_that_rings_answers_it() {
    let mut story = Story::of(["alice", "bob"]);
    story.starts("alice", crate::story::group(&["bob"], "call"));
    story.turns_the_page();

    story.joins("bob", &["alice"]);

    assert_eq!(story.brief("bob")[..2], ["connecting", "join ok"]);
    are_in(&mut story, &["alice", "bob"], &["alice", "bob"]);
}

/// Alice knows Carol by the phone that has left; Bob, who came later, by the laptop that he lets in now, which counts no higher. Only
/// what the rule does not name passes between them.
/// Carol enters the call before it could ring here, though she is invited to it.
fn enters_what_is_about_to_ring(enters: bool) -> Story {
    let mut story = with(together(["alice", "bob"]), "carol");
    story.holds(move |mail| {
        mail.kind == "confirm-ring" || mail.from == "carol" && mail.kind == "join"
    });
    story.adds("alice", &["carol"]);
    story.joins("carol", &["alice", "bob"]);
    story.releases_kind("confirm-ring");
    if enters {
        story.releases();
    } else {
        story.loses(|mail| mail.from == "carol");
        story.held.clear();
    }
    story
}

#[test]
fn entering_the_call_that_is_about_to_ring_is_not_being_busy_for_it() {
    let mut story = enters_what_is_about_to_ring(true);

    are_in(
        &mut story,
        &["alice", "bob", "carol"],
        &["alice", "bob", "carol"],
    );
    assert_eq!(story.sent_by("carol", "answer").count(), 0);
    story.hangs_up("carol");
    let told = story.brief("carol");
    let records = told.iter().filter(|line| line.starts_with("record"));
    assert_eq!(records.collect::<Vec<_>>(), ["record Completed by carol"]);
    assert!(!told.contains(&"invite from alice".into()), "{told:?}");
}

#[test]
fn who_could_not_enter_the_call_that_was_about_to_ring_has_missed_it() {
    let mut story = enters_what_is_about_to_ring(false);

    story.pass(40_000);

    story.told("carol", ["join fails CallEnded", "record Missed"]);
}

fn by_a_lower_device(loses: impl Fn(&Mail) -> bool + 'static) -> Story {
    let mut story = Story::of(["alice", "carol-phone", "dave"]);
    story.starts("alice", group(&["carol", "dave"], "call"));
    story.accepts("carol-phone");
    story.accepts("dave");
    story.hangs_up("carol-phone");
    let mut story = with(with(story, "bob"), "carol-laptop");
    story.joins("bob", &["alice", "dave"]);
    story.hangs_up("dave");
    story.pass(1_000);
    story.loses(loses);
    story.joins("carol-laptop", &["bob"]);
    story.pass(3_000);
    story
}

#[test]
fn another_device_than_the_one_that_left_is_asked_where_others_hear_it() {
    let mut story = by_a_lower_device(|mail| (mail.from, mail.to) == ("carol-laptop", "alice"));

    assert!(
        story
            .members("carol-laptop")
            .contains(&"alice Joined".to_owned())
    );
}

#[test]
fn a_device_that_is_not_let_in_for_an_earlier_one_comes_again_above_it() {
    let mut story =
        by_a_lower_device(|mail| (mail.from, mail.to, mail.kind) == ("bob", "alice", "join"));

    assert!(story.members("alice").contains(&"carol Joined".to_owned()));
}

#[test]
fn of_two_devices_that_different_members_let_in_one_leaves() {
    let mut story = with(together(["alice", "bob"]), "carol-phone");
    story.loses(|mail| {
        let between = |one, other| [(one, other), (other, one)].contains(&(mail.from, mail.to));
        between("alice", "bob") || between("bob", "carol-phone")
    });
    story.adds("alice", &["carol"]);
    story.accepts("carol-phone");
    story.pass(3_000);
    let mut story = with(story, "carol-laptop");
    story.adds("bob", &["carol"]);
    story.accepts("carol-laptop");
    story.pass(3_000);

    assert_eq!(story.page("carol-laptop").call.state(), CallState::Idle);
    assert_eq!(story.page("carol-phone").call.state(), CallState::Connected);
}

#[test]
fn nobody_is_let_into_a_call_that_waits_for_its_token() {
    let mut story = Story::of(["bob"]);
    story.add(Page::with("alice", |config| config.asks_token = true));
    story.page("alice").gives = None;
    story.starts("alice", group(&["bob"], "call"));

    story.joins("bob", &["alice"]);
    story.pass(1_000);

    assert_eq!(story.page("alice").call.state(), CallState::Calling);
    story.told("alice", []);
    let good = Token {
        text: "good".into(),
        expires_at: None,
    };
    let ticket = story.page("alice").wanted.remove(0);
    story.happens("alice", Input::Token(ticket, Some(good)));
    story.pass(3_000);
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}
