//! A page that is loaded again finds what the earlier load kept, says at once that it is back, and returns to the call or gives it up.

use callkit::call::input::{Command, Input, Token};
use callkit::call::name::{CallState, MemberState};

use crate::story::{Mail, Page, Story, connected, group, ringing, together, video};

#[test]
fn a_reloaded_page_offers_its_call_and_the_others_wait() {
    let mut story = connected();

    story.reloads("bob");

    assert_eq!(story.brief("alice"), ["reconnecting bob", "reconnecting"]);
    let info = story.page("bob").call.resumable().expect("a call");
    assert_eq!(info.call.as_str(), "call");
    assert_eq!(story.page("bob").call.state(), CallState::Idle);
    assert_eq!(story.sent_by("bob", "back").count(), 1);
    story.pass(29_000);
    assert_eq!(story.page("alice").call.state(), CallState::Reconnecting);
}

#[test]
fn resuming_returns_to_the_call_with_sound_and_picture() {
    let mut story = connected();
    story.reloads("bob");
    story.turns_the_page();

    story.resumes("bob");
    story.pass(3_000);

    assert_eq!(story.brief("alice"), ["reconnected bob", "reconnected"]);
    let told = story.brief("bob");
    assert_eq!(told, ["resume ok", "reconnected alice", "reconnected"]);
    for name in ["alice", "bob"] {
        let info = story.page(name).call.info().expect("a call");
        assert_eq!(info.state, CallState::Connected);
        assert!(
            info.members
                .iter()
                .all(|member| member.microphone && member.camera),
            "{name}"
        );
    }
    assert!(story.page("bob").call.resumable().is_none());
    story.hangs_up("bob");
    assert_eq!(story.page("alice").call.state(), CallState::Idle);
}

#[test]
fn who_comes_back_knows_the_other_by_their_id_in_the_room() {
    let mut story = Story::of(["bob"]);
    story.add(Page::with("alice", |config| config.uid = Some("77".into())));
    story.calls("alice", "bob");
    story.accepts("bob");

    story.reloads("bob");
    story.resumes("bob");

    let info = story.page("bob").call.info().expect("a call");
    assert_eq!(info.members[1].uid, Some("77".into()));
}

#[test]
fn whichever_of_the_two_reloads_the_call_goes_on() {
    for name in ["alice", "bob"] {
        for times in 1..=3 {
            let mut story = connected();
            for _ in 0..times {
                story.reloads(name);
                story.resumes(name);
                story.pass(5_000);
            }
            for name in ["alice", "bob"] {
                assert_eq!(
                    story.page(name).call.state(),
                    CallState::Connected,
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn both_reload_at_once() {
    let mut story = connected();
    story.reloads("alice");
    story.reloads("bob");

    story.resumes("alice");
    story.resumes("bob");
    story.pass(20_000);

    for name in ["alice", "bob"] {
        assert_eq!(
            story.page(name).call.state(),
            CallState::Connected,
            "{name}"
        );
    }
}

#[test]
fn a_page_that_comes_back_and_does_not_resume_is_waited_for_no_longer_than_anybody() {
    let mut story = connected();
    story.reloads("bob");
    story.turns_the_page();

    story.pass(30_000);

    let told = story.brief("alice");
    assert_eq!(told.last().expect("an end"), "ended");
    story.told("bob", ["record Completed ConnectionFailed"]);
    assert!(story.page("bob").call.resumable().is_none());
    story.resumes("bob");
    story.told("bob", ["resume fails NoCall"]);
}

#[test]
fn starting_another_call_gives_the_old_one_up() {
    let mut story = connected();
    story.add(Page::with("carol", |_| {}));
    story.reloads("bob");
    story.turns_the_page();

    story.starts("bob", video("carol", "next"));

    assert_eq!(
        story.brief("alice"),
        ["user-left bob hangup", "record Completed by bob", "ended"]
    );
    let told = story.brief("bob");
    assert_eq!(
        told,
        ["record Completed by bob", "start ok", "next: ringing carol"]
    );
    assert!(story.page("bob").call.resumable().is_none());
}

#[test]
fn the_other_side_hangs_up_meanwhile_and_there_is_nothing_to_return_to() {
    let mut story = connected();
    story.reloads("bob");
    story.turns_the_page();

    story.hangs_up("alice");

    assert!(story.page("bob").call.resumable().is_none());
    story.told("bob", ["record Completed by alice"]);
    assert_eq!(story.page("bob").kept, None);
}

#[test]
fn a_call_that_fails_before_its_reloaded_page_returns_has_failed_for_both() {
    for name in ["alice", "bob"] {
        let mut story = ringing();
        story.path_breaks("alice", "bob");
        story.accepts("bob");
        story.reloads(name);
        story.turns_the_page();

        story.pass(60_000);

        for page in ["alice", "bob"] {
            let told = story.brief(page);
            assert!(
                told.contains(&"record Failed MediaFailed".into()),
                "{page}: {told:?}"
            );
        }
    }
}

#[test]
fn what_is_kept_goes_when_the_call_is_over_and_holds_nobody_who_left() {
    let mut story = together(["alice", "bob", "carol"]);
    let kept = |story: &mut Story| {
        let kept = story.page("alice").kept.as_ref();
        kept.map_or(0, |memory| memory.members.len())
    };
    assert_eq!(kept(&mut story), 2);
    story.hangs_up("carol");
    assert_eq!(kept(&mut story), 1);
    story.hangs_up("bob");
    assert_eq!(story.page("alice").kept, None);
}

#[test]
fn a_member_of_a_group_returns_to_everybody() {
    let mut story = together(["alice", "bob", "carol"]);
    story.reloads("bob");
    story.turns_the_page();

    story.resumes("bob");
    story.pass(10_000);

    assert_eq!(story.brief("alice"), ["reconnected bob"]);
    assert_eq!(story.brief("carol"), ["reconnected bob"]);
    for name in ["alice", "bob", "carol"] {
        let mut members = story.members(name);
        members.sort();
        assert_eq!(
            members,
            ["alice Joined", "bob Joined", "carol Joined"],
            "{name}"
        );
        assert_eq!(
            story.page(name).call.state(),
            CallState::Connected,
            "{name}"
        );
    }
}

#[test]
fn who_comes_back_to_a_group_too_late_is_let_in_again() {
    let mut story = together(["alice", "bob", "carol"]);
    story.happens("bob", Input::Unload);
    story.crashes("bob");
    story.pass(10_000);
    assert_eq!(
        story.members("alice"),
        ["alice Joined", "bob Left", "carol Joined"]
    );

    story.reloads("bob");
    story.turns_the_page();
    story.resumes("bob");
    story.pass(10_000);

    for name in ["alice", "bob", "carol"] {
        let mut members = story.members(name);
        members.sort();
        assert_eq!(
            members,
            ["alice Joined", "bob Joined", "carol Joined"],
            "{name}"
        );
    }
}

#[test]
fn a_page_that_rang_rings_again_after_a_reload_and_it_is_one_invitation() {
    let mut story = ringing();

    story.reloads("bob");
    story.pass(2_500);

    story.told("bob", ["invite from alice"]);
    story.told("alice", []);
    story.accepts("bob");
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}

#[test]
fn a_page_in_a_group_that_goes_away_takes_its_open_invitations_back() {
    let mut story = together(["alice", "bob"]);
    story.add(Page::with("carol", |_| {}));
    story.adds("bob", &["carol"]);
    story.turns_the_page();

    story.reloads("bob");

    story.told("carol", ["cancel bob", "record Missed by bob", "ended"]);
}

#[test]
fn there_is_nothing_to_resume_where_nothing_was_kept() {
    let mut story = Story::of(["alice"]);
    story.commands("alice", "resume", Command::Resume);
    story.told("alice", ["resume fails NoCall"]);
}

#[test]
fn what_the_page_before_did_not_hear_acknowledged_is_not_taken_for_what_this_one_says() {
    let mut story = together(["alice", "bob", "carol"]);
    story.holds(|mail| mail.from == "alice" && mail.kind == "ack");
    story.sets_camera("bob", false);
    let late = std::mem::take(&mut story.held);
    story.loses(|mail| mail.from == "bob" && mail.to == "alice");
    story.reloads("bob");
    story.resumes("bob");
    story.sets_microphone("bob", false);

    story.held = late;
    story.releases();
    story.loses(|_| false);
    story.pass(20_000);

    let info = story.page("alice").call.info().expect("a call");
    let bob = info.members.iter().find(|one| one.user.as_str() == "bob");
    assert!(bob.is_some_and(|bob| !bob.microphone && !bob.camera));
}

#[test]
fn numbers_begin_beyond_those_of_the_page_before() {
    let mut story = connected();
    let before = story
        .sent_by("bob", "join")
        .map(|sent| sent.envelope.number);
    let before = before.max();
    story.reloads("bob");

    let first = story.sent_by("bob", "back").next().expect("a word");

    assert!(Some(first.envelope.number) > before);
    assert!(first.envelope.number > 1 << 16);
}

#[test]
fn a_page_loaded_again_while_it_is_lost_for_somebody_is_as_it_says_when_it_is_found() {
    let mut story = together(["alice", "bob", "carol"]);
    for on in [false, true, false, true] {
        story.sets_camera("bob", on);
    }
    let apart = |mail: &Mail| matches!((mail.from, mail.to), ("bob", "carol") | ("carol", "bob"));
    story.loses(apart);
    story.path_breaks("bob", "carol");
    story.pass(35_000);
    story.sets_camera("bob", false);
    story.loses(|_| false);
    story.reloads("bob");
    story.resumes("bob");
    story.pass(5_000);

    story.path_mends();
    story.pass(20_000);

    let info = story.page("carol").call.info().expect("a call");
    let bob = info.members.iter().find(|one| one.user.as_str() == "bob");
    let bob = bob.expect("a member");
    assert_eq!(
        (bob.state, bob.microphone, bob.camera),
        (MemberState::Joined, true, false)
    );
}

#[test]
fn who_returns_and_is_given_a_token_invites_nobody_anew() {
    let mut story = Story::of(["bob", "carol"]);
    story.add(Page::with("alice", |config| config.asks_token = true));
    story.starts("alice", group(&["bob"], "call"));
    story.accepts("bob");
    story.reloads("alice");
    story.page("alice").gives = None;
    story.resumes("alice");
    story.pass(1_000);
    story.adds("alice", &["carol"]);
    story.hangs_up("bob");
    story.turns_the_page();

    let good = Token {
        text: "good".into(),
        expires_at: None,
    };
    let ticket = story.page("alice").wanted.remove(0);
    story.happens("alice", Input::Token(ticket, Some(good)));
    story.pass(1_000);

    story.told("bob", []);
    story.accepts("carol");
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}

#[test]
fn who_asks_to_be_let_in_again_is_here_though_their_word_of_being_back_is_late() {
    let mut story = connected();
    story.holds(|mail| mail.kind == "back");
    story.reloads("bob");
    story.resumes("bob");
    story.pass(10_000);

    assert_eq!(
        story.brief("alice"),
        [
            "reconnecting bob",
            "reconnecting",
            "reconnected bob",
            "reconnected"
        ]
    );
}

/// Whom the last record of a page names, in the order of the alphabet.
fn named(story: &mut Story, name: &str) -> Vec<String> {
    let record = story.page(name).call.last_record().expect("a record");
    let mut users: Vec<_> = record
        .members
        .iter()
        .map(|user| user.as_str().to_owned())
        .collect();
    users.sort();
    users
}

#[test]
fn the_record_of_a_page_that_returned_names_who_had_left_before() {
    for crashes in [true, false] {
        let mut story = together(["alice", "bob", "carol", "dave"]);
        story.hangs_up("dave");
        if !crashes {
            story.happens("bob", Input::Unload);
        }
        story.is_loaded("bob");
        story.hangs_up("carol");
        story.resumes("bob");
        story.pass(3_000);
        let shown = story.members("bob");
        assert_eq!(
            shown,
            ["bob Joined", "alice Joined", "dave Left", "carol Left"]
        );
        story.reloads("bob");
        story.resumes("bob");
        story.pass(3_000);

        story.hangs_up("bob");

        assert_eq!(named(&mut story, "bob"), ["alice", "bob", "carol", "dave"]);
    }
}

#[test]
fn who_says_again_that_they_left_is_named_once() {
    let mut story = together(["alice", "bob", "carol"]);
    story.loses(|mail| mail.from == "bob" && mail.to == "carol");
    story.hangs_up("carol");
    let said = story.sent_by("carol", "leave").count();
    story.is_loaded("bob");
    story.pass(3_000);
    assert!(story.sent_by("carol", "leave").count() > said);

    story.resumes("bob");
    story.hangs_up("bob");

    assert_eq!(named(&mut story, "bob"), ["alice", "bob", "carol"]);
}

#[test]
fn so_does_the_record_of_a_page_that_did_not_return() {
    let mut story = together(["alice", "bob", "carol"]);
    story.hangs_up("carol");
    story.reloads("bob");
    let owed: Vec<_> = story.page("bob").owed[0].members.clone();
    assert_eq!(owed.len(), 3, "{owed:?}");

    story.pass(60_000);

    assert_eq!(named(&mut story, "bob"), ["alice", "bob", "carol"]);
}

#[test]
fn who_returns_waits_for_nobody_whom_they_had_asked_before() {
    let mut story = together(["alice", "bob"]);
    for name in ["carol", "dave"] {
        story.add(Page::with(name, |_| {}));
    }
    story.adds("bob", &["carol"]);
    story.refuses("carol");
    story.adds("bob", &["dave"]);
    story.is_loaded("bob");
    story.resumes("bob");
    story.pass(3_000);
    let shown = story.members("bob");
    assert_eq!(
        shown,
        [
            "bob Joined",
            "alice Joined",
            "carol Refused",
            "dave Cancelled"
        ]
    );

    story.hangs_up("alice");

    assert_eq!(story.page("bob").call.state(), CallState::Idle);
    assert_eq!(named(&mut story, "bob"), ["alice", "bob", "carol", "dave"]);
}
