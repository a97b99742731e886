//! With a token key nobody gets a ring or a candidate without a valid token, and each side checks the other's.

use callkit::call::input::{Command, Input, Token};
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
                "answer fails CallEnded"
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
