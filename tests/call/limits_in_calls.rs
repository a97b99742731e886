//! Every table that grows in a call has a bound: people, devices of people, tokens, peer connections.

use callkit::call::input::Input;
use callkit::call::limits;
use callkit::call::message::{
    Ahead, Answer, Body, Description, Invitation, Join, LeaveReason, Roster, Step, Verdict,
};
use callkit::call::name::{CallType, ChatType, Ticket};
use callkit::call::output::{Effect, Output};

use crate::story::{Page, START, Story, connected, together, video};

fn join(epoch: u32, counter: u32) -> Body {
    Body::Join(Box::new(Join {
        channel: Some("channel".into()),
        kind: Some(CallType::GroupVideo),
        epoch,
        counter,
        ..Join::default()
    }))
}

#[test]
fn how_far_ahead_the_number_of_a_peer_connection_may_be() {
    for (ahead, is_taken) in [(limits::REBUILDS, true), (limits::REBUILDS + 1, false)] {
        let mut story = connected();
        let body = Body::Describe(Description {
            incarnation: 1 + ahead,
            generation: 1,
            step: Step::Offer,
            sdp: "bob/2/1".into(),
            ufrag: "new".into(),
        });
        let message = story.message("bob", Some("alice"), 90, body);
        story.receives("alice", "bob", &message);

        let opened = story
            .page("alice")
            .did
            .contains(&"open-peer bob".to_owned());
        assert_eq!(opened, is_taken, "{ahead}");
    }
}

#[test]
fn how_far_ahead_the_epoch_of_a_person_may_be() {
    for (ahead, is_in) in [(limits::EPOCHS, true), (limits::EPOCHS + 1, false)] {
        let mut story = together(["alice", "bob", "carol"]);
        let message = story.message("carol-2", Some("alice"), 1, join(1 + ahead, 1));

        story.receives("alice", "carol", &message);

        let told = story.brief("alice").join(", ");
        assert_eq!(told.contains("carol kicked"), is_in, "{ahead}: {told}");
    }
}

#[test]
fn people_who_invite_to_the_call_that_rings() {
    let mut story = Story::of(["alice"]);
    for number in 0..limits::INVITERS + 6 {
        let name = format!("user {number}");
        let invitation = Body::Invite(Invitation {
            kind: CallType::GroupVideo,
            chat: ChatType::Group,
            channel: "channel".into(),
            to: vec!["alice".into()],
            group_id: None,
            group_name: None,
            message: "".into(),
            ext: None,
            left: Some(30_000),
            round: 1,
            uid: None,
            token: None,
        });
        let message = story.message(&name, None, 1, invitation);
        story.receives("alice", &name, &message);
    }
    let confirm = Body::ConfirmRing {
        load: 0,
        round: 1,
        left: Some(30_000),
        path: Ahead::Nothing,
    };
    let message = story.message("user 0", Some("alice"), 1, confirm);
    story.receives("alice", "user 0", &message);

    story.refuses("alice");

    let told = story.sent_by("alice", "answer").count();
    assert_eq!(told, 1 + limits::INVITERS);
}

#[test]
fn people_who_are_remembered_in_a_call() {
    let mut story = together(["alice", "bob"]);
    for number in 0..limits::PEOPLE + 10 {
        let name = format!("user {number}");
        story.adds("alice", &[&name]);
        story.cancels_invite("alice", &[&name]);
    }

    let members = story.members("alice");
    assert_eq!(members.len(), limits::PEOPLE);
    assert_eq!(members[..2], ["alice Joined", "bob Joined"]);
}

#[test]
fn people_in_a_call_or_asked_into_it() {
    let mut story = together(["alice", "bob"]);
    for number in 2..limits::MEMBERS {
        story.adds("alice", &[&format!("user {number}")]);
    }
    story.turns_the_page();

    story.adds("alice", &["one too many"]);

    story.told("alice", ["start fails TooManyMembers"]);
}

#[test]
fn tokens_whose_check_is_remembered() {
    let mut page = Page::with("alice", |config| config.has_token_key = true);
    let shows = |page: &mut Page, number: usize| {
        let mut story = Story::of(["x"]);
        let mut call = video("alice", &format!("call {number}"));
        call.token = Some(callkit::call::input::Token {
            text: format!("token {number}").into(),
            expires_at: None,
        });
        story.starts("x", call);
        let input = Input::Received {
            from: format!("user {number}").as_str().into(),
            envelope: Box::new(story.sent[0].envelope.clone()),
        };
        let outputs = page.call.handle(input, START);
        let asked = outputs.0.iter().find_map(|output| match output {
            Output::Effect(Effect::VerifyToken { ticket, .. }) => Some(*ticket),
            _ => None,
        });
        if let Some(ticket) = asked {
            let _ = page.call.handle(Input::Verified(ticket, false), START);
        }
        asked
    };
    for number in 0..=limits::VERIFIED {
        assert!(shows(&mut page, number).is_some(), "{number}");
    }

    assert_eq!(shows(&mut page, 1), None::<Ticket>, "remembered");
    assert!(shows(&mut page, 0).is_some(), "forgotten");
}

#[test]
fn peer_connections_that_wait_for_their_last_word() {
    let mut story = together(["alice", "bob"]);
    story.adds("alice", &["carol"]);
    let answer = Body::Answer(Answer::plain(1, Verdict::Accept, CallType::GroupVideo));
    let message = story.message("carol", Some("alice"), 1, answer);
    story.receives("alice", "carol", &message);
    story.turns_the_page();

    // She comes and goes, and never acknowledges that she was let in.
    for number in 1..60 {
        let leave = Body::Leave {
            why: LeaveReason::HungUp,
            counter: 0,
            reason: None,
            ext: None,
            roster: Roster::default(),
        };
        for body in [leave, join(1 + number, number)] {
            let message = story.message("carol", Some("alice"), 0, body);
            story.receives("alice", "carol", &message);
        }
    }

    let count = |wanted: &str, story: &mut Story| {
        let did = &story.page("alice").did;
        did.iter().filter(|line| line.starts_with(wanted)).count()
    };
    let opened = count("open-peer carol", &mut story);
    let closed = count("close-peer", &mut story);
    assert_eq!(opened, 59);
    // One more was open before, and one is.
    assert_eq!(opened + 1 - closed, limits::CLOSING + 1);
}
