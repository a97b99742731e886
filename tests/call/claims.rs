//! Who has no say in a call, or says more than is theirs to say, changes nothing in it and learns nothing of it.

use callkit::call::input::Token;
use callkit::call::message::{
    Ahead, Answer, Body, Invitation, Join, LeaveReason, Present, Roster, Verdict,
};
use callkit::call::name::{CallState, CallType, ChatType, MemberState};

use crate::story::{Page, Story, connected, group, together, yes};

fn join(epoch: u32, counter: u32) -> Join {
    Join {
        channel: Some("channel".into()),
        kind: Some(CallType::GroupVideo),
        epoch,
        counter,
        ..Join::default()
    }
}

fn refusal(yours: u32) -> Body {
    Body::Join(Box::new(Join {
        refuses: true,
        yours,
        ..join(1, 1)
    }))
}

fn leave(why: LeaveReason) -> Body {
    Body::Leave {
        why,
        counter: 1,
        reason: None,
        ext: None,
        roster: Roster::default(),
    }
}

fn token(text: &str) -> Option<Token> {
    Some(Token {
        text: text.into(),
        expires_at: None,
    })
}

/// Two in a group call for which everybody needs a token; `asked` are invited as well.
fn with_tokens(asked: &[&str]) -> Story {
    let mut story = Story::of([]);
    for name in ["alice", "bob"] {
        story.add(Page::with(name, |config| config.has_token_key = true));
    }
    let mut call = group(&[&["bob"], asked].concat(), "call");
    call.token = token("good a");
    story.starts("alice", call);
    let mut answer = yes();
    answer.token = token("good b");
    story.answers("bob", answer);
    story.turns_the_page();
    story
}

fn hears(story: &mut Story, to: &str, from: &str, number: u32, body: Body) {
    let message = story.message(from, Some(to), number, body);
    story.receives(to, from, &message);
}

#[test]
fn an_answer_does_not_make_a_group_a_call_of_two() {
    let mut story = together(["alice", "carol"]);
    story.adds("alice", &["mallory"]);
    let mut answer = Answer::plain(1, Verdict::Accept, CallType::Audio);
    answer.merges = Some("anything".into());

    hears(&mut story, "alice", "mallory", 1, Body::Answer(answer));
    hears(
        &mut story,
        "alice",
        "mallory",
        2,
        leave(LeaveReason::Failed),
    );

    for name in ["alice", "carol"] {
        let info = story.page(name).call.info().expect("a call");
        assert_eq!(info.kind, CallType::GroupVideo, "{name}");
        assert_eq!(info.state, CallState::Connected, "{name}");
    }
}

#[test]
fn between_two_nobody_else_is_heard_of() {
    let mut story = connected();
    let roster = Roster {
        present: vec![Present {
            user: "eve".into(),
            device: "eve".into(),
            epoch: 1,
        }],
        invited: vec![("mallory".into(), MemberState::Ringing)],
    };
    let join = Join {
        roster,
        ..Join::default()
    };

    hears(&mut story, "alice", "bob", 90, Body::Join(Box::new(join)));

    story.told("alice", []);
    story.hangs_up("alice");
    let record = story.page("alice").call.last_record().expect("a record");
    assert_eq!(record.members.len(), 2);
}

#[test]
fn who_was_never_in_a_group_is_not_told_of_it_for_saying_that_they_are_back() {
    let mut story = with_tokens(&[]);
    let dropped = story.page("alice").call.dropped();

    hears(&mut story, "alice", "mallory", 1, Body::Back);

    assert_eq!(story.sent_by("alice", "join").count(), 0);
    assert_eq!(story.page("alice").call.dropped(), dropped + 1);
}

#[test]
fn who_has_answered_tells_nobody_of_the_call_before_they_are_in_it() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("alice", group(&["bob", "carol"], "call"));
    story.holds(|mail| mail.kind == "answer");
    story.accepts("bob");
    story.turns_the_page();

    for from in ["mallory", "alice-2"] {
        hears(&mut story, "bob", from, 1, Body::Back);
    }

    assert_eq!(story.sent_by("bob", "join").count(), 0);
}

#[test]
fn who_was_never_asked_refuses_nobody() {
    let mut story = with_tokens(&[]);
    let epoch = |story: &mut Story| story.page("alice").kept.as_ref().map(|kept| kept.epoch);
    let before = epoch(&mut story);

    for number in 1..4 {
        hears(&mut story, "alice", "mallory", number, refusal(60 * number));
    }

    assert_eq!(story.sent_by("alice", "join").count(), 0);
    assert_eq!(epoch(&mut story), before);
}

#[test]
fn who_was_not_asked_to_let_anybody_in_turns_nobody_away() {
    for why in [LeaveReason::Full, LeaveReason::Rejected] {
        let mut story = together(["alice", "bob"]);
        story.add(Page::with("carol", |_| {}));
        story.holds(|mail| mail.from == "carol");
        story.joins("carol", &["alice", "bob"]);

        hears(&mut story, "carol", "mallory", 0, leave(why));
        hears(&mut story, "carol", "mallory", 0, refusal(60));
        story.releases();

        assert!(story.brief("carol").contains(&"join ok".into()), "{why:?}");
        let kept = story.page("carol").kept.as_ref();
        assert_eq!(kept.expect("a call").epoch, 1);
    }
}

#[test]
fn who_was_in_and_is_back_after_they_were_given_up_is_let_in_again() {
    let mut story = together(["alice", "bob", "carol"]);
    story.holds(|mail| mail.from == "carol" || mail.to == "carol");
    story.path_breaks("alice", "carol");
    story.path_breaks("bob", "carol");
    story.pass(40_000);
    assert!(story.members("alice").contains(&"carol Lost".into()));
    story.turns_the_page();

    hears(&mut story, "alice", "carol", 90, Body::Back);

    assert!(story.sent_by("alice", "join").next().is_some());
}

#[test]
fn who_left_before_they_showed_a_token_hears_of_nobody_in_it() {
    let mut story = with_tokens(&["mallory"]);
    let alert = Body::Alert {
        round: 1,
        path: Ahead::Nothing,
    };

    hears(&mut story, "alice", "mallory", 1, alert);
    hears(
        &mut story,
        "alice",
        "mallory",
        2,
        leave(LeaveReason::HungUp),
    );

    let told = story.brief("alice");
    assert!(
        told.contains(&"user-left mallory hangup".into()),
        "{told:?}"
    );
    let shows = |body: &Body| matches!(body, Body::ConfirmAnswer(confirm) if confirm.roster != Roster::default());
    let mut sent = story.sent_by("alice", "confirm-answer");
    assert!(!sent.any(|sent| shows(&sent.envelope.body)));
}

#[test]
fn a_token_for_ones_own_room_opens_no_other() {
    let mut story = Story::of([]);
    story.add(Page::with("alice", |config| config.has_token_key = true));
    let mut own = story.message("mallory", None, 1, invitation());
    own.call = "hers".into();
    story.receives("alice", "mallory", &own);
    let mut call = group(&["carol", "mallory"], "call");
    call.token = token("good a");
    story.starts("alice", call);
    story.turns_the_page();
    let mut answer = Answer::plain(1, Verdict::Accept, CallType::GroupVideo);
    answer.merges = Some("hers".into());
    answer.token = Some("good m".into());

    hears(&mut story, "alice", "mallory", 3, Body::Answer(answer));

    assert!(
        story
            .page("alice")
            .did
            .contains(&"verify-token mallory".into())
    );
}

fn invitation() -> Body {
    Body::Invite(Invitation {
        kind: CallType::Video,
        chat: ChatType::Single,
        channel: "hers".into(),
        to: vec!["alice".into()],
        group_id: None,
        group_name: None,
        message: "".into(),
        ext: None,
        left: Some(60_000),
        round: 1,
        uid: None,
        token: Some("good m".into()),
    })
}
