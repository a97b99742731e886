//! Who offers, and what happens to offers that collide, come twice, or come too late.

use callkit::call::input::{Fact, Path};
use callkit::call::message::{Body, Description, Envelope, Step};
use callkit::call::name::CallState;

use crate::story::{Story, connected, ringing_unprepared};

/// Alice and Bob have answered; the test says itself what becomes of Bob's descriptions.
fn answered_by_hand() -> Story {
    let mut story = ringing_unprepared(["alice", "bob"]);
    story.page("bob").by_hand = true;
    story.holds(|mail| mail.kind == "describe");
    story.accepts("bob");
    story.turns_the_page();
    story
}

fn description(story: &Story, number: u32, generation: u32, step: Step, sdp: &str) -> Envelope {
    let body = Body::Describe(Description {
        incarnation: 1,
        generation,
        step,
        sdp: sdp.into(),
        ufrag: sdp.into(),
    });
    story.message("alice", Some("bob"), number, body)
}

fn described(step: Step, sdp: &str) -> Fact {
    Fact::Described {
        step,
        sdp: sdp.into(),
        ufrag: sdp.into(),
    }
}

/// The descriptions that a page sent, each once.
fn descriptions(story: &Story, name: &str) -> Vec<(Step, u32, u32)> {
    let mut list: Vec<_> = story
        .sent_by(name, "describe")
        .filter_map(|sent| match &sent.envelope.body {
            Body::Describe(it) => Some((it.step, it.incarnation, it.generation)),
            _ => None,
        })
        .collect();
    list.dedup();
    list
}

#[test]
fn the_smaller_device_id_makes_the_first_offer_whoever_called() {
    for caller in ["alice", "bob"] {
        let callee = if caller == "alice" { "bob" } else { "alice" };
        let mut story = ringing_unprepared([caller, callee]);
        story.accepts(callee);

        assert_eq!(descriptions(&story, "alice"), [(Step::Offer, 1, 1)]);
        assert_eq!(descriptions(&story, "bob"), [(Step::Answer, 1, 1)]);
    }
}

#[test]
fn a_path_opens_with_publishing_and_the_offer() {
    let mut story = ringing_unprepared(["alice", "bob"]);

    story.accepts("bob");

    story.did(
        "alice",
        [
            "open-peer bob",
            "publish",
            "make-offer",
            "stop-ring",
            "reveal bob",
            "take-answer",
        ],
    );
}

#[test]
fn the_other_side_steps_in_after_two_seconds() {
    let mut story = answered_by_hand();

    story.pass(1_999);
    story.did("bob", []);
    story.pass(1);

    story.did("bob", ["make-offer"]);
}

#[test]
fn an_offer_that_has_come_keeps_the_other_side_from_stepping_in() {
    let mut story = answered_by_hand();
    story.releases();

    story.pass(3_000);

    story.did("bob", ["take-offer"]);
}

#[test]
fn when_both_make_the_first_offer_the_larger_device_id_starts_anew_for_the_other() {
    let mut story = answered_by_hand();
    story.pass(2_000);
    story.learns("bob", described(Step::Offer, "mine"));
    story.turns_the_page();

    story.releases_one("bob", "describe");

    story.did(
        "bob",
        [
            "close-peer",
            "open-peer alice",
            "publish",
            "reveal alice",
            "take-offer",
        ],
    );
}

#[test]
fn when_both_make_the_first_offer_the_smaller_device_id_keeps_its_own() {
    let mut story = answered_by_hand();
    story.pass(2_000);
    story.learns("bob", described(Step::Offer, "bob/1/1"));
    story.turns_the_page();

    story.releases_one("alice", "describe");

    story.did("alice", []);
}

#[test]
fn after_glare_at_the_first_offer_the_path_comes_up() {
    let mut story = ringing_unprepared(["alice", "bob"]);
    story.holds(|mail| mail.kind == "describe");
    story.accepts("bob");
    story.pass(2_000);

    story.releases();

    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn an_offer_with_an_older_generation_is_not_taken() {
    let mut story = answered_by_hand();
    let newer = description(&story, 90, 2, Step::Offer, "second");
    let older = description(&story, 91, 1, Step::Offer, "first");
    story.receives("bob", "alice", &newer);
    story.learns("bob", described(Step::Answer, "answer"));

    story.receives("bob", "alice", &older);

    story.did("bob", ["take-offer"]);
    let last = descriptions(&story, "bob");
    assert_eq!(last, [(Step::Answer, 1, 2)]);
}

#[test]
fn an_offer_that_comes_while_the_browser_is_busy_waits_and_only_the_newest_is_taken() {
    let mut story = answered_by_hand();
    for generation in 1..=3 {
        let sdp = format!("offer {generation}");
        let offer = description(&story, 90 + generation, generation, Step::Offer, &sdp);
        story.receives("bob", "alice", &offer);
    }
    story.did("bob", ["take-offer"]);

    story.learns("bob", described(Step::Answer, "one"));
    story.did("bob", ["take-offer"]);
    story.learns("bob", described(Step::Answer, "three"));

    story.did("bob", []);
    let list = descriptions(&story, "bob");
    assert_eq!(list, [(Step::Answer, 1, 1), (Step::Answer, 1, 3)]);
}

#[test]
fn an_answer_to_an_offer_that_was_not_made_is_not_taken() {
    let mut story = answered_by_hand();
    let answer = description(&story, 90, 1, Step::Answer, "answer");

    story.receives("bob", "alice", &answer);

    story.did("bob", []);
}

#[test]
fn a_second_answer_to_one_offer_is_not_taken() {
    let mut story = connected();
    let body = Body::Describe(Description {
        incarnation: 1,
        generation: 1,
        step: Step::Answer,
        sdp: "again".into(),
        ufrag: "again".into(),
    });

    let message = story.message("bob", Some("alice"), 90, body);
    story.receives("alice", "bob", &message);

    story.did("alice", []);
}

#[test]
fn of_two_offers_that_were_not_acknowledged_only_the_newer_goes_again() {
    let mut story = connected();
    story.pass(10_000);
    story.page("alice").by_hand = true;
    story.path_breaks("alice", "bob");
    story.loses(|mail| mail.to == "bob");
    for sdp in ["older", "newer"] {
        story.learns("alice", Fact::Path(Path::Failed));
        story.learns("alice", described(Step::Offer, sdp));
        story.learns("alice", Fact::StepFailed);
        story.pass(2_000);
        story.learns("alice", described(Step::Offer, sdp));
    }
    story.turns_the_page();

    story.pass(1_900);

    let mut again: Vec<&str> = story
        .sent_by("alice", "describe")
        .filter_map(|sent| match &sent.envelope.body {
            Body::Describe(it) => Some(&*it.sdp),
            _ => None,
        })
        .collect();
    again.dedup();
    assert_eq!(again, ["newer"]);
}

#[test]
fn a_fact_about_a_peer_connection_that_is_gone_changes_nothing() {
    let mut story = connected();
    let peer = story.peer_of("bob");
    story.hangs_up("bob");
    story.turns_the_page();

    for fact in [
        Fact::AnswerTaken,
        Fact::StepFailed,
        Fact::ChannelOpen,
        Fact::ChannelClosed,
        Fact::Pinged,
        described(Step::Offer, "late"),
    ] {
        story.happens("bob", callkit::call::input::Input::Peer(peer, fact));
    }

    story.told_in_full("bob", []);
    story.did("bob", []);
}
