//! What is made of a path before the answer, and what of that anybody learns.

use callkit::call::input::{BeforeRing, Fact, Path, Preconnect};
use callkit::call::limits;
use callkit::call::message::{Ahead, Answer, Body, Candidate, Description, Step, Verdict};
use callkit::call::name::{CallState, CallType};

use crate::story::{Page, Story, video, voice, yes};

const CALL: &str = "call";

/// Pages of these people, each with this much before the answer.
fn people<const N: usize>(names: [&'static str; N], preconnect: Preconnect) -> Story {
    let mut story = Story::of([]);
    for name in names {
        story.add(Page::with(name, |config| config.preconnect = preconnect));
    }
    story
}

fn calls(story: &mut Story, preconnect: Preconnect) {
    let mut call = video("bob", CALL);
    call.preconnect = preconnect;
    story.starts("alice", call);
}

/// Alice calls Bob, and both want the path built while it rings.
fn rings_and_builds() -> Story {
    let mut story = people(["alice", "bob"], Preconnect::Ring);
    calls(&mut story, Preconnect::Ring);
    story.pass(100);
    story
}

fn found(ufrag: &str) -> Fact {
    Fact::Found(Candidate {
        text: "address".into(),
        mid: "0".into(),
        line: 0,
        ufrag: ufrag.into(),
    })
}

fn sent(story: &Story, name: &str, kind: &str) -> usize {
    story.sent_by(name, kind).count()
}

/// Every peer connection that a page opened, it closed.
fn closed_all(story: &mut Story, name: &str) {
    let did = &story.page(name).did;
    let count = |what: &str| did.iter().filter(|line| line.starts_with(what)).count();
    assert_eq!(count("open-peer"), count("close-peer"), "{name}: {did:?}");
    assert!(count("open-peer") > 0, "{name} made nothing");
}

#[test]
fn where_both_want_it_the_path_is_there_before_the_answer() {
    let mut story = rings_and_builds();

    story.did(
        "alice",
        [
            "open microphone camera",
            "open-peer bob",
            "rehearse",
            "make-offer",
            "ring-back",
            "take-answer",
        ],
    );
    story.did("bob", ["ring", "open-peer alice", "take-offer"]);
    assert_eq!(story.page("bob").call.state(), CallState::Ringing);
}

#[test]
fn on_the_answer_only_tracks_start() {
    let mut story = rings_and_builds();
    story.turns_the_page();

    story.accepts("bob");

    story.did("alice", ["publish", "reveal bob", "stop-ring"]);
    story.did(
        "bob",
        [
            "reveal alice",
            "publish",
            "open microphone camera",
            "stop-ring",
        ],
    );
    assert!(story.page("alice").told.contains(&"connected".into()));
    assert!(story.page("bob").told.contains(&"connected".into()));
}

#[test]
fn accept_and_confirmation_travel_over_the_path_that_is_there() {
    let mut story = rings_and_builds();
    story.loses(|mail| !mail.direct);

    story.accepts("bob");

    assert!(story.page("alice").told.contains(&"accept bob".into()));
    assert!(story.page("bob").told.contains(&"connected".into()));
}

#[test]
fn a_refusal_travels_over_the_path_that_is_there() {
    let mut story = rings_and_builds();
    story.loses(|mail| !mail.direct);

    story.refuses("bob");

    assert!(story.page("alice").told.contains(&"refuse bob".into()));
}

#[test]
fn nothing_is_published_or_revealed_before_the_answer() {
    let mut story = rings_and_builds();
    story.pass(20_000);

    for name in ["alice", "bob"] {
        let did = &story.page(name).did;
        let is_shown = |line: &String| line.starts_with("reveal") || line == "publish";
        assert!(!did.iter().any(is_shown), "{name}: {did:?}");
    }
    assert_eq!(story.page("bob").live, [false, false]);
}

#[test]
fn a_caller_whose_pictures_wait_sends_none_over_the_path_that_is_there() {
    let mut story = people(["alice", "bob"], Preconnect::Path);

    calls(&mut story, Preconnect::Path);

    let did = &story.page("alice").did;
    assert!(!did.contains(&"rehearse".into()), "{did:?}");
    assert!(did.contains(&"take-answer".into()), "{did:?}");
}

#[test]
fn a_call_without_pictures_rehearses_none() {
    let mut story = people(["alice", "bob"], Preconnect::Ring);
    let mut call = voice("bob", CALL);
    call.preconnect = Preconnect::Ring;
    story.starts("alice", call);

    for name in ["alice", "bob"] {
        let did = &story.page(name).did;
        assert!(!did.iter().any(|line| *line == "rehearse"));
        assert!(did.iter().any(|line| line.starts_with("open-peer")));
    }
}

#[test]
fn by_default_descriptions_are_prepared_and_no_address_is_told_before_the_answer() {
    let mut story = people(["alice", "bob"], Preconnect::Accept);
    calls(&mut story, Preconnect::Accept);
    story.learns("alice", found("alice/1/1"));
    story.learns("bob", found("bob/2/1"));
    story.pass(1_000);

    assert!(story.page("bob").did.contains(&"take-offer".into()));
    for name in ["alice", "bob"] {
        assert_eq!(sent(&story, name, "candidates"), 0, "{name}");
    }
    assert_eq!(sent(&story, "bob", "describe"), 0);

    story.turns_the_page();
    story.accepts("bob");

    for name in ["alice", "bob"] {
        assert!(sent(&story, name, "candidates") > 0, "{name}");
        let told = &story.page(name).told;
        assert!(told.contains(&"connected".into()), "{told:?}");
    }
}

#[test]
fn what_one_side_alone_wants_is_not_built() {
    for (caller, callee) in [
        (Preconnect::Ring, Preconnect::Accept),
        (Preconnect::Accept, Preconnect::Ring),
    ] {
        let mut story = people(["alice", "bob"], callee);
        calls(&mut story, caller);
        story.learns("alice", found("alice/1/1"));
        story.learns("bob", found("bob/2/1"));
        story.pass(1_000);

        assert_eq!(sent(&story, "alice", "candidates"), 0, "{caller:?}");
        assert_eq!(sent(&story, "bob", "candidates"), 0, "{caller:?}");
        assert_eq!(sent(&story, "bob", "describe"), 0, "{caller:?}");
        let did = &story.page("alice").did;
        assert!(!did.iter().any(|line| *line == "rehearse"));

        story.accepts("bob");
        assert!(story.page("bob").told.contains(&"connected".into()));
    }
}

#[test]
fn addresses_of_a_caller_who_breaks_the_rule_are_not_tried_before_the_answer() {
    let mut story = people(["alice", "bob"], Preconnect::Accept);
    calls(&mut story, Preconnect::Accept);
    let offer = story.sent_by("alice", "describe").next().expect("an offer");
    let Body::Describe(Description { ufrag, .. }) = offer.envelope.body.clone() else {
        panic!("a description");
    };
    let candidate = Candidate {
        text: "address".into(),
        mid: "0".into(),
        line: 0,
        ufrag,
    };
    let early = Body::Candidates {
        incarnation: 1,
        list: vec![candidate],
    };
    story.turns_the_page();
    let message = story.message("alice", Some("bob"), 90, early);
    story.receives("bob", "alice", &message);
    story.did("bob", []);

    story.accepts("bob");

    let did = &story.page("bob").did;
    assert!(did.contains(&"add-candidates address".into()), "{did:?}");
}

#[test]
fn a_callee_who_describes_itself_without_answering_learns_no_address_of_the_caller() {
    let mut story = people(["alice", "bob"], Preconnect::Accept);
    calls(&mut story, Preconnect::Accept);
    story.learns("alice", found("alice/1/1"));
    story.turns_the_page();

    let answer = Body::Describe(Description {
        incarnation: 1,
        generation: 1,
        step: Step::Answer,
        sdp: "bob/2/1".into(),
        ufrag: "bob/2/1".into(),
    });
    let message = story.message("bob", Some("alice"), 90, answer);
    story.receives("alice", "bob", &message);
    story.pass(1_000);

    story.did("alice", []);
    assert_eq!(sent(&story, "alice", "candidates"), 0);
}

/// Offers that a caller makes over and over, while it rings.
fn offers_again(story: &mut Story, times: u32) {
    for generation in 2..2 + times {
        let offer = Body::Describe(Description {
            incarnation: 1,
            generation,
            step: Step::Offer,
            sdp: "alice/1/1".into(),
            ufrag: "alice/1/1".into(),
        });
        let message = story.message("alice", Some("bob"), 0, offer);
        story.receives("bob", "alice", &message);
    }
}

#[test]
fn of_many_offers_while_it_rings_the_last_is_answered() {
    let mut story = people(["alice", "bob"], Preconnect::Accept);
    calls(&mut story, Preconnect::Accept);
    offers_again(&mut story, 100);
    assert_eq!(sent(&story, "bob", "describe"), 0);

    story.loses(|mail| mail.from == "bob");
    story.accepts("bob");

    let told: Vec<_> = story.sent_by("bob", "describe").collect();
    assert_eq!(told.len(), 1);
    assert!(matches!(&told[0].envelope.body, Body::Describe(it) if it.generation == 101));
    // Each that had waited would have had a number of its own.
    assert!(told[0].envelope.number < 10, "{}", told[0].envelope.number);
}

#[test]
fn what_answers_an_earlier_offer_is_sent_no_more() {
    let mut story = rings_and_builds();
    story.loses(|mail| mail.from == "bob");
    let [.., before, _] = story.page("bob").call.load();

    offers_again(&mut story, 100);

    let [.., after, _] = story.page("bob").call.load();
    assert!(after <= before + 1, "{before} {after}");
}

#[test]
fn with_a_token_key_no_address_is_told_before_the_answer_has_shown_a_token() {
    let mut story = Story::of([]);
    story.add(Page::with("alice", |config| config.has_token_key = true));
    story.add(Page::with("bob", |config| {
        config.preconnect = Preconnect::Ring;
    }));
    calls(&mut story, Preconnect::Ring);
    story.learns("alice", found("alice/1/1"));
    story.pass(1_000);

    assert_eq!(sent(&story, "alice", "candidates"), 0);
    assert_eq!(sent(&story, "alice", "describe"), 1);
}

#[test]
fn a_page_says_for_each_invitation_whether_the_path_is_built() {
    for (verdict, path) in [
        (BeforeRing::Ring, Ahead::Prepared),
        (BeforeRing::RingAndBuild, Ahead::Built),
    ] {
        let mut story = Story::of(["alice"]);
        story.add(Page::with("bob", |config| config.asks_before_ring = true));
        calls(&mut story, Preconnect::Ring);

        story.says_before_ring("bob", verdict);

        let alert = story.sent_by("bob", "alert").next().expect("an alert");
        assert_eq!(alert.envelope.body, Body::Alert { round: 1, path });
    }
}

#[test]
fn each_device_has_its_own_path_and_those_that_lose_close_theirs() {
    let mut story = people(["alice", "bob-desk", "bob-phone"], Preconnect::Ring);
    calls(&mut story, Preconnect::Ring);
    let did = std::mem::take(&mut story.page("alice").did);
    let opened = did.iter().filter(|line| *line == "open-peer bob").count();
    assert_eq!(opened, 2);

    story.accepts("bob-phone");
    story.pass(limits::LEAVE_PATIENCE);

    let did = std::mem::take(&mut story.page("alice").did);
    assert_eq!(did.iter().filter(|line| *line == "close-peer").count(), 1);
    closed_all(&mut story, "bob-desk");
    assert!(story.page("bob-phone").told.contains(&"connected".into()));
}

#[test]
fn more_devices_than_the_limit_connect_on_the_answer() {
    let names = ["alice", "bob-1", "bob-2", "bob-3", "bob-4"];
    let mut story = people(names, Preconnect::Ring);
    calls(&mut story, Preconnect::Ring);

    let did = &story.page("alice").did;
    let opened = did.iter().filter(|line| *line == "open-peer bob").count();
    assert_eq!(opened, limits::AHEAD);
    assert!(story.page("bob-4").did.iter().all(|line| line == "ring"));

    story.accepts("bob-4");
    assert!(story.page("bob-4").told.contains(&"connected".into()));
}

#[test]
fn nothing_is_left_however_the_ring_ends() {
    type End = fn(&mut Story);
    let ends: [(&str, End); 7] = [
        ("refused", |story| story.refuses("bob")),
        ("ignored", |story| story.ignores("bob")),
        ("timed out", |story| story.pass(30_000)),
        ("cancelled", |story| story.hangs_up("alice")),
        ("signed out", |story| story.signs_out("bob")),
        ("the caller is gone", |story| {
            story.crashes("alice");
            story.pass(limits::LEASE);
        }),
        ("busy", |story| {
            let busy = Body::Answer(Answer::plain(1, Verdict::Busy, CallType::Video));
            let message = story.message("bob-other", Some("alice"), 1, busy);
            story.receives("alice", "bob", &message);
        }),
    ];
    for preconnect in [Preconnect::Ring, Preconnect::Accept] {
        for (how, end) in ends {
            let mut story = people(["alice", "bob"], preconnect);
            calls(&mut story, preconnect);
            end(&mut story);
            story.pass(limits::LEAVE_PATIENCE);

            closed_all(&mut story, "bob");
            if how != "ignored" && how != "signed out" && how != "the caller is gone" {
                closed_all(&mut story, "alice");
            }
            story.pass(60_000);
            let bob = &story.page("bob").call;
            assert_eq!(bob.deadline(), None, "{how}: a timer");
        }
    }
}

#[test]
fn a_path_that_broke_while_it_rang_is_built_anew_on_the_answer() {
    for name in ["alice", "bob"] {
        let mut story = rings_and_builds();
        story.learns(name, Fact::Path(Path::Failed));
        story.turns_the_page();

        story.accepts("bob");

        let did = &story.page(name).did;
        assert!(did.contains(&"make-offer".into()), "{name}: {did:?}");
        assert!(story.page("bob").told.contains(&"connected".into()));
    }
}

#[test]
fn nothing_is_shown_over_a_path_that_broke_while_it_rang() {
    let mut story = rings_and_builds();
    story.learns("bob", Fact::Path(Path::Failed));
    story.turns_the_page();

    story.accepts("bob");

    let did = std::mem::take(&mut story.page("bob").did);
    let at = |what: &str| did.iter().position(|line| line == what);
    assert!(at("open-peer alice") < at("reveal alice"), "{did:?}");
}

#[test]
fn an_ignored_invitation_that_is_answered_after_all_gets_a_new_path_at_once() {
    for preconnect in [Preconnect::Ring, Preconnect::Accept] {
        let mut story = people(["alice", "bob"], preconnect);
        calls(&mut story, preconnect);
        story.ignores("bob");
        story.turns_the_page();

        let mut answer = yes();
        answer.call = Some(CALL.into());
        story.answers("bob", answer);

        assert!(story.page("bob").told.contains(&"connected".into()));
        assert!(story.page("alice").told.contains(&"connected".into()));
    }
}

#[test]
fn an_answer_that_is_faster_than_the_offer_waits_for_no_timer() {
    for preconnect in [Preconnect::Ring, Preconnect::Accept] {
        for slow in ["describe", "confirm-answer"] {
            let mut story = people(["alice", "bob"], preconnect);
            story.holds(move |mail| mail.kind == "describe" && mail.from == "alice");
            calls(&mut story, preconnect);
            story.holds(move |mail| mail.kind == slow && mail.from == "alice");
            story.accepts("bob");
            story.releases();

            let told = &story.page("bob").told;
            assert!(told.contains(&"connected".into()), "{slow} {told:?}");
        }
    }
}

#[test]
fn a_page_that_is_loaded_again_while_it_rings_gets_another_path() {
    let mut story = rings_and_builds();
    story.reloads("bob");
    story.pass(4_000);
    story.turns_the_page();

    story.accepts("bob");

    assert!(story.page("bob").told.contains(&"connected".into()));
    assert!(story.page("alice").told.contains(&"connected".into()));
}
