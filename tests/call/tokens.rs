//! With a token key nobody gets a ring or a candidate without a valid token, and each side checks the other's.

use callkit::call::input::{Command, Input, Token};
use callkit::call::limits;
use callkit::call::name::{CallState, Ticket};
use callkit::call::output::{Effect, Output};

use crate::story::{Page, START, Story, group, video, yes};

fn token(text: &str) -> Option<Token> {
    Some(Token {
        text: text.into(),
        expires_at: None,
    })
}

/// Pages that know the key. A token that begins with "good" is good.
fn pages(names: &[&'static str]) -> Story {
    let mut story = Story::of([]);
    for name in names {
        story.add(Page::with(name, |config| config.has_token_key = true));
    }
    story
}

fn call_with(text: Option<&str>) -> callkit::call::input::StartCall {
    let mut call = video("bob", "call");
    call.token = text.and_then(token);
    call
}

fn accepts_with(story: &mut Story, name: &str, text: Option<&str>) {
    let mut answer = yes();
    answer.token = text.and_then(token);
    story.answers(name, answer);
}

fn both_are_in_the_call(story: &mut Story) {
    for name in ["alice", "bob"] {
        let info = story.page(name).call.info().expect("a call");
        assert_eq!(info.call.as_str(), "call", "{name}");
        assert_eq!(info.state, CallState::Connected, "{name}");
    }
}

#[test]
fn both_show_a_valid_token_and_the_call_connects() {
    let mut story = pages(&["alice", "bob"]);

    story.starts("alice", call_with(Some("good a")));
    story.told("bob", ["invite from alice"]);
    accepts_with(&mut story, "bob", Some("good b"));

    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn a_caller_without_a_valid_token_rings_nobody_and_learns_nothing() {
    for text in [None, Some("bad")] {
        let mut story = pages(&["alice", "bob"]);
        story.starts("alice", call_with(text));
        story.pass(10_000);

        story.told("bob", []);
        assert!(story.sent.iter().all(|sent| sent.from != "bob"), "{text:?}");
        assert!(story.page("bob").call.dropped() > 0);
        assert_eq!(story.page("bob").call.load()[0], 0);
    }
}

#[test]
fn an_answer_without_a_valid_token_gets_no_candidate_and_is_told_so() {
    for text in [None, Some("bad")] {
        let mut story = pages(&["alice", "bob"]);
        story.starts("alice", call_with(Some("good a")));
        story.turns_the_page();

        accepts_with(&mut story, "bob", text);

        assert_eq!(
            story.brief("bob"),
            [
                "connecting",
                "record Failed TokenRejected",
                "ended",
                "answer fails TokenRejected"
            ]
        );
        story.told("alice", []);
        assert_eq!(story.page("alice").call.state(), CallState::Calling);
        assert!(story.sent_by("alice", "candidates").next().is_none());
        assert!(story.sent_by("alice", "describe").next().is_none());
    }
}

#[test]
fn who_enters_a_group_shows_a_valid_token() {
    let mut story = pages(&["alice", "bob", "carol"]);
    let mut call = group(&["bob"], "call");
    call.token = token("good a");
    story.starts("alice", call);
    accepts_with(&mut story, "bob", Some("good b"));
    story.turns_the_page();

    story.joins("carol", &["alice", "bob"]);
    assert_eq!(story.brief("carol"), ["join fails TokenRejected"]);
    story.told("alice", []);
    story.joins_with("carol", &["alice", "bob"], token("good c"));

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
fn a_token_that_has_been_checked_is_not_checked_again_with_every_repeat() {
    let mut story = pages(&["alice", "bob"]);
    story.starts("alice", call_with(Some("bad")));
    story.pass(20_000);

    let did = std::mem::take(&mut story.page("bob").did);
    assert_eq!(did, ["verify-token alice"]);
}

#[test]
fn what_was_found_of_a_token_is_believed_for_a_while_only() {
    let mut story = pages(&["alice", "bob"]);
    for (call, wait, checks) in [
        ("call 1", limits::VERDICT - 1, 1),
        ("call 2", 1, 1),
        ("call 3", 0, 2),
    ] {
        let mut start = video("bob", call);
        start.token = token("good a");
        story.starts("alice", start);
        story.hangs_up("alice");

        let did = &story.page("bob").did;
        let checked = did.iter().filter(|did| *did == "verify-token alice");
        assert_eq!(checked.count(), checks, "{call}");
        story.pass(wait);
    }
}

#[test]
fn the_page_is_asked_for_a_token_where_none_was_passed_and_nothing_is_sent_before() {
    let mut story = Story::of(["bob"]);
    story.add(Page::with("alice", |config| config.asks_token = true));
    story.page("alice").gives = None;

    story.starts("alice", video("bob", "call"));
    story.told("bob", []);
    assert_eq!(story.sent_by("alice", "invite").count(), 0);
    let ticket = story.page("alice").wanted.remove(0);
    story.happens("alice", Input::Token(ticket, token("good")));

    assert_eq!(story.brief("alice"), ["start ok", "ringing bob"]);
    assert_eq!(story.brief("bob"), ["invite from alice"]);
}

#[test]
fn without_a_token_to_be_had_the_call_is_not_started() {
    let mut story = Story::of(["bob"]);
    story.add(Page::with("alice", |config| config.asks_token = true));
    story.page("alice").gives = None;
    story.starts("alice", video("bob", "call"));

    let ticket = story.page("alice").wanted.remove(0);
    story.happens("alice", Input::Token(ticket, None));

    assert_eq!(story.brief("alice"), ["start fails TokenRejected"]);
    assert_eq!(story.page("alice").call.state(), CallState::Idle);
    assert_eq!(story.page("alice").live, [false, false]);
    assert_eq!(story.sent_by("alice", "invite").count(), 0);
}

#[test]
fn a_page_that_never_gives_the_token_it_was_asked_for_has_none() {
    let mut story = Story::of(["bob"]);
    story.add(Page::with("alice", |config| config.asks_token = true));
    story.page("alice").gives = None;
    story.starts("alice", video("bob", "call"));

    story.pass(29_999);
    assert_eq!(story.page("alice").call.state(), CallState::Calling);
    story.pass(1);

    assert_eq!(story.brief("alice"), ["start fails TokenRejected"]);
    assert_eq!(story.page("alice").call.state(), CallState::Idle);
    let late = story.page("alice").wanted.remove(0);
    story.happens("alice", Input::Token(late, token("good")));
    assert_eq!(story.sent_by("alice", "invite").count(), 0);
}

#[test]
fn an_answer_waits_for_its_token_as_well() {
    let mut story = Story::of(["alice"]);
    story.add(Page::with("bob", |config| config.asks_token = true));
    story.page("bob").gives = None;
    story.calls("alice", "bob");
    story.accepts("bob");
    assert_eq!(story.page("alice").call.state(), CallState::Calling);

    let ticket = story.page("bob").wanted.remove(0);
    story.happens("bob", Input::Token(ticket, token("good")));

    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}

#[test]
fn the_page_hears_half_a_minute_before_its_token_expires() {
    let mut story = Story::of(["alice", "bob"]);
    let mut call = call_with(None);
    call.token = Some(Token {
        text: "good".into(),
        expires_at: Some(START + 100_000),
    });
    story.starts("alice", call);
    story.accepts("bob");
    story.turns_the_page();

    story.pass(69_999);
    story.told("alice", []);
    story.pass(1);
    story.told("alice", ["token-will-expire"]);
    let renewed = Token {
        text: "good again".into(),
        expires_at: Some(START + 200_000),
    };
    story.commands("alice", "renew", Command::RenewToken(renewed));
    story.told("alice", ["renew ok"]);
    story.pass(99_999);
    story.told("alice", []);
    story.pass(1);
    story.told("alice", ["token-will-expire"]);
}

#[test]
fn a_token_that_is_given_again_is_asked_for_after_a_pause() {
    let mut story = Story::of(["bob"]);
    story.add(Page::with("alice", |config| config.asks_token = true));
    let mut call = call_with(None);
    call.token = Some(Token {
        text: "good".into(),
        expires_at: Some(START + 10_000),
    });
    story.page("alice").gives = None;
    story.starts("alice", call.clone());
    story.accepts("bob");

    for _ in 0..3 {
        let ticket = story.page("alice").wanted.remove(0);
        story.turns_the_page();
        story.happens("alice", Input::Token(ticket, call.token.clone()));
        story.pass(29_999);
        story.told("alice", []);
        story.pass(1);
        story.told("alice", ["token-will-expire"]);
    }
}

#[test]
fn a_token_stands_in_no_record_and_nothing_that_is_kept() {
    let mut story = pages(&["alice", "bob"]);
    story.starts("alice", call_with(Some("good secret")));
    accepts_with(&mut story, "bob", Some("good secret"));

    let kept = format!("{:?}", story.page("alice").kept);
    assert!(kept.contains("call") && !kept.contains("secret"));
    story.hangs_up("alice");
    let record = format!("{:?}", story.page("bob").call.last_record());
    assert!(!record.contains("secret"));
}

#[test]
fn an_invitation_that_is_taken_back_before_there_is_a_token_was_never_made() {
    let mut story = Story::of(["bob"]);
    story.add(Page::with("alice", |config| config.asks_token = true));
    story.page("alice").gives = None;
    story.starts("alice", video("bob", "call"));

    story.cancels_invite("alice", &["bob"]);

    story.told("alice", ["start fails CallEnded", "cancel ok"]);
    assert_eq!(story.page("alice").call.state(), CallState::Idle);
    let late = story.page("alice").wanted.remove(0);
    story.happens("alice", Input::Token(late, token("good")));
    assert_eq!(story.sent_by("alice", "invite").count(), 0);
}

#[test]
fn of_several_only_those_not_taken_back_before_there_is_a_token_are_invited() {
    let mut story = Story::of(["bob", "carol"]);
    story.add(Page::with("alice", |config| config.asks_token = true));
    story.page("alice").gives = None;
    story.starts("alice", group(&["bob", "carol"], "call"));
    story.cancels_invite("alice", &["bob"]);

    let ticket = story.page("alice").wanted.remove(0);
    story.happens("alice", Input::Token(ticket, token("good")));

    story.told("bob", []);
    story.told("carol", ["invite from alice"]);
}

#[test]
fn the_token_of_who_answers_instead_of_calling_waits_for_their_invitation() {
    let mut story = pages(&["alice", "bob"]);
    story.holds(|mail| mail.kind == "invite" && mail.to == "alice");
    let mut theirs = video("alice", "other");
    theirs.channel = "their own".into();
    theirs.token = token("good b");
    story.starts("bob", theirs);
    story.starts("alice", call_with(Some("good a")));

    assert_eq!(story.sent_by("bob", "answer").count(), 1);
    story.did("alice", ["open microphone camera"]);
    assert_eq!(story.sent_by("alice", "leave").count(), 0);
    story.releases();
    story.pass(2_000);

    both_are_in_the_call(&mut story);
}

/// Pages that know the key, and that are asked for tokens.
fn asked(names: &[&'static str]) -> Story {
    let mut story = Story::of([]);
    for name in names {
        story.add(Page::with(name, |config| {
            config.has_token_key = true;
            config.asks_token = true;
        }));
    }
    story
}

#[test]
fn an_invitation_from_whom_we_call_waits_for_our_own_token() {
    let mut story = asked(&["alice", "bob"]);
    story.page("alice").gives = None;
    story.holds(|mail| mail.kind == "confirm-ring");
    story.starts("bob", video("alice", "call"));
    story.starts("alice", video("bob", "other"));

    story.releases();
    assert_eq!(story.sent_by("alice", "answer").count(), 0);
    let ticket = story.page("alice").wanted.remove(0);
    story.happens("alice", Input::Token(ticket, token("good")));
    story.pass(2_000);

    both_are_in_the_call(&mut story);
}

#[test]
fn whose_group_call_became_one_with_another_shows_a_token_for_that_room() {
    let mut story = asked(&["alice", "bob", "carol"]);
    let mut ours = group(&["bob", "carol"], "call");
    ours.group_id = Some("friends".into());
    let mut theirs = group(&["alice"], "other");
    theirs.group_id = Some("friends".into());
    story.holds(|mail| mail.kind == "invite");
    story.starts("alice", ours);
    story.starts("bob", theirs);
    story.releases();

    story.accepts("carol");

    for name in ["alice", "bob", "carol"] {
        let mut members = story.members(name);
        members.sort();
        let all = ["alice Joined", "bob Joined", "carol Joined"];
        assert_eq!(members, all, "{name}");
    }
}

#[test]
fn nobody_is_added_to_a_call_that_waits_for_its_token() {
    let mut story = Story::of(["bob", "carol"]);
    story.add(Page::with("alice", |config| config.asks_token = true));
    story.page("alice").gives = None;
    story.starts("alice", group(&["bob"], "call"));

    story.adds("alice", &["bob", "carol"]);

    story.told("alice", ["start fails AlreadyInCall"]);
    assert_eq!(story.sent_by("alice", "invite").count(), 0);
    let ticket = story.page("alice").wanted.remove(0);
    story.happens("alice", Input::Token(ticket, token("good")));
    story.told("bob", ["invite from alice"]);
    story.told("carol", []);
}

#[test]
fn whoever_enters_and_takes_an_invitation_back_goes_on_entering() {
    let mut story = Story::of(["carol"]);
    story.joins("carol", &["alice", "bob"]);

    story.cancels_invite("carol", &["bob"]);

    story.told("carol", ["cancel ok"]);
    assert_eq!(story.page("carol").call.state(), CallState::Connecting);
}

#[test]
fn two_who_call_each_other_show_each_other_valid_tokens() {
    for first in ["alice", "bob"] {
        let mut story = pages(&["alice", "bob"]);
        story.holds(|mail| mail.kind == "invite");
        story.starts("alice", call_with(Some("good a")));
        let mut other = video("alice", "other");
        other.channel = "their own".into();
        other.token = token("good b");
        story.starts("bob", other);

        story.releases_one(first, "invite");
        story.releases();
        story.pass(2_000);

        both_are_in_the_call(&mut story);
    }
}

#[test]
fn two_who_call_each_other_and_one_may_not_get_no_call_of_theirs() {
    for (alice, bob) in [("good a", "bad"), ("bad", "good b")] {
        let mut story = pages(&["alice", "bob"]);
        story.holds(|mail| mail.kind == "invite");
        story.starts("alice", call_with(Some(alice)));
        let mut other = video("alice", "other");
        other.token = token(bob);
        story.starts("bob", other);

        story.releases();
        story.pass(40_000);

        for name in ["alice", "bob"] {
            assert_eq!(story.page(name).call.state(), CallState::Idle, "{name}");
            let told = story.brief(name).join(", ");
            assert!(!told.contains("connect"), "{name}: {told}");
            assert!(!told.contains("invite"), "{name}: {told}");
        }
        for name in ["alice", "bob"] {
            assert!(story.sent_by(name, "candidates").next().is_none());
        }
    }
}

#[test]
fn so_many_tokens_are_checked_at_a_time() {
    let mut page = Page::with("alice", |config| config.has_token_key = true);
    let mut asked = 0;
    let invitation = |number: usize| {
        let mut story = Story::of(["x"]);
        let mut call = video("alice", &format!("call {number}"));
        call.token = token(&format!("token {number}"));
        story.starts("x", call);
        story.sent[0].envelope.clone()
    };
    for number in 0..40 {
        let input = Input::Received {
            from: format!("user {number}").as_str().into(),
            envelope: Box::new(invitation(number)),
        };
        let outputs = page.call.handle(input, START);
        let asks = |output: &&Output| matches!(output, Output::Effect(Effect::VerifyToken { .. }));
        asked += outputs.0.iter().filter(asks).count();
    }
    assert_eq!(asked, callkit::call::limits::VERIFYING);
    let outputs = page
        .call
        .handle(Input::Verified(Ticket(9_999), true), START);
    assert!(outputs.0.is_empty());
}
