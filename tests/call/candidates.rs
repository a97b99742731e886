//! Candidates belong to a description, by its user name fragment, and wait for it.

use callkit::call::input::{Fact, Input};
use callkit::call::limits;
use callkit::call::message::{Body, Candidate, Description, Envelope, Step};

use crate::story::{Story, connected, ringing_unprepared};

fn candidate(text: &str, ufrag: &str) -> Candidate {
    Candidate {
        text: text.into(),
        mid: "0".into(),
        line: 0,
        ufrag: ufrag.into(),
    }
}

/// Bob has answered Alice, whose offer has not come; the test says itself what becomes of his descriptions.
fn waiting_for_the_offer() -> Story {
    let mut story = ringing_unprepared(["alice", "bob"]);
    story.page("bob").by_hand = true;
    story.holds(|mail| mail.kind == "describe");
    story.accepts("bob");
    story.turns_the_page();
    story
}

fn candidates(story: &Story, number: u32, list: Vec<Candidate>) -> Envelope {
    let incarnation = 1;
    let body = Body::Candidates { incarnation, list };
    story.message("alice", Some("bob"), number, body)
}

fn offer(story: &Story, generation: u32, ufrag: &str) -> Envelope {
    let body = Body::Describe(Description {
        incarnation: 1,
        generation,
        step: Step::Offer,
        sdp: "offer".into(),
        ufrag: ufrag.into(),
    });
    story.message("alice", Some("bob"), 50 + generation, body)
}

fn answered(ufrag: &str) -> Fact {
    Fact::Described {
        step: Step::Answer,
        sdp: "answer".into(),
        ufrag: ufrag.into(),
    }
}

#[test]
fn a_candidate_that_arrives_before_the_offer_waits_for_it() {
    let mut story = waiting_for_the_offer();
    let early = candidates(&story, 90, vec![candidate("one", "first")]);
    story.receives("bob", "alice", &early);

    let offer = offer(&story, 1, "first");
    story.receives("bob", "alice", &offer);
    story.did("bob", ["take-offer"]);
    story.learns("bob", answered("mine"));

    story.did("bob", ["add-candidates one"]);
}

#[test]
fn a_candidate_goes_on_at_once_when_its_description_is_set() {
    let mut story = waiting_for_the_offer();
    let offer = offer(&story, 1, "first");
    story.receives("bob", "alice", &offer);
    story.learns("bob", answered("mine"));
    story.turns_the_page();

    let late = candidates(
        &story,
        90,
        vec![candidate("one", "first"), candidate("two", "first")],
    );
    story.receives("bob", "alice", &late);

    story.did("bob", ["add-candidates one two"]);
}

#[test]
fn a_candidate_of_the_next_description_waits_and_one_of_the_last_is_dropped() {
    let mut story = waiting_for_the_offer();
    let first = offer(&story, 1, "first");
    story.receives("bob", "alice", &first);
    let mixed = vec![candidate("old", "first"), candidate("new", "second")];
    let early = candidates(&story, 90, mixed);
    story.learns("bob", answered("mine"));
    story.receives("bob", "alice", &early);
    story.did("bob", ["take-offer", "add-candidates old"]);

    let second = offer(&story, 2, "second");
    story.receives("bob", "alice", &second);
    let superseded = candidates(&story, 91, vec![candidate("late", "first")]);
    story.receives("bob", "alice", &superseded);
    story.learns("bob", answered("mine"));

    story.did("bob", ["take-offer", "add-candidates new"]);
}

#[test]
fn superseded_candidates_make_room_for_those_to_come() {
    let mut story = waiting_for_the_offer();
    let first = offer(&story, 1, "first");
    story.receives("bob", "alice", &first);
    story.learns("bob", answered("mine"));
    let second = offer(&story, 2, "second");
    story.receives("bob", "alice", &second);
    for batch in 0..8 {
        let list = vec![candidate("old", "first"); limits::CANDIDATES_IN_ONE_MESSAGE];
        let message = candidates(&story, 100 + batch, list);
        story.receives("bob", "alice", &message);
    }
    story.learns("bob", answered("mine"));
    story.turns_the_page();

    let early = candidates(&story, 120, vec![candidate("new", "third")]);
    story.receives("bob", "alice", &early);
    let third = offer(&story, 3, "third");
    story.receives("bob", "alice", &third);
    story.learns("bob", answered("mine"));

    story.did("bob", ["take-offer", "add-candidates new"]);
}

#[test]
fn at_most_so_many_candidates_are_held() {
    let mut story = waiting_for_the_offer();
    for batch in 0..20 {
        let list = (0..limits::CANDIDATES_IN_ONE_MESSAGE)
            .map(|_| candidate("x", "first"))
            .collect();
        let message = candidates(&story, 100 + batch, list);
        story.receives("bob", "alice", &message);
    }
    let offer = offer(&story, 1, "first");
    story.receives("bob", "alice", &offer);
    story.turns_the_page();

    story.learns("bob", answered("mine"));

    let did = &story.page("bob").did;
    assert_eq!(did.len(), 1);
    assert_eq!(did[0].matches('x').count(), limits::HELD_CANDIDATES);
}

#[test]
fn local_candidates_are_sent_together_within_twenty_milliseconds() {
    let mut story = connected();
    let peer = story.peer_of("alice");
    for text in ["one", "two"] {
        let found = Fact::Found(candidate(text, "mine"));
        story.happens("alice", Input::Peer(peer, found));
    }
    assert_eq!(story.sent_by("alice", "candidates").count(), 0);

    story.pass(20);

    let lists: Vec<_> = story
        .sent_by("alice", "candidates")
        .filter(|sent| !sent.direct)
        .map(|sent| &sent.envelope.body)
        .collect();
    let list = vec![candidate("one", "mine"), candidate("two", "mine")];
    let incarnation = 1;
    assert_eq!(lists, [&Body::Candidates { incarnation, list }]);
}

#[test]
fn a_large_batch_becomes_several_messages() {
    let mut story = connected();
    let most = limits::CANDIDATES_IN_ONE_MESSAGE;
    for _ in 0..most + 1 {
        story.learns("alice", Fact::Found(candidate("x", "mine")));
    }

    story.pass(20);

    let lengths: Vec<usize> = story
        .sent_by("alice", "candidates")
        .filter(|sent| !sent.direct)
        .filter_map(|sent| match &sent.envelope.body {
            Body::Candidates { list, .. } => Some(list.len()),
            _ => None,
        })
        .collect();
    assert_eq!(lengths, [most, 1]);
}

#[test]
fn candidates_of_a_peer_connection_that_was_replaced_are_not_taken() {
    let mut story = connected();
    let body = Body::Candidates {
        incarnation: 0,
        list: vec![candidate("old", "alice/2/1")],
    };
    let message = story.message("alice", Some("bob"), 90, body);

    story.receives("bob", "alice", &message);

    story.did("bob", []);
}

#[test]
fn candidates_of_a_peer_connection_that_is_not_announced_are_not_acknowledged() {
    let mut story = connected();
    let body = Body::Candidates {
        incarnation: 2,
        list: vec![candidate("early", "next")],
    };
    let message = story.message("alice", Some("bob"), 90, body);

    story.receives("bob", "alice", &message);

    story.did("bob", []);
    assert_eq!(story.sent_by("bob", "ack").count(), 0);
}
