//! Peer connections: what they offer, and what they tell.

use callkit::browser::News;
use callkit::call::input::{Fact, Path};
use callkit::call::message::{Candidate, Step};
use callkit::call::name::Source;
use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::path::{End, ID, two};
use crate::stubs;

async fn described(end: &End) -> (Step, String, String) {
    let described = |fact: &Fact| match fact {
        Fact::Described { step, sdp, ufrag } => Some((*step, sdp.to_string(), ufrag.to_string())),
        _ => None,
    };
    end.heard.fact(described).await
}

async fn failed(end: &End) {
    end.heard
        .fact(|fact| matches!(fact, Fact::StepFailed).then_some(()))
        .await;
}

async fn connected(end: &End) {
    end.heard
        .fact(|fact| matches!(fact, Fact::Path(Path::Connected)).then_some(()))
        .await;
}

async fn open(end: &End) {
    end.heard
        .fact(|fact| matches!(fact, Fact::ChannelOpen).then_some(()))
        .await;
}

async fn arriving(end: &End, source: Source) {
    end.heard
        .fact(|fact| matches!(fact, Fact::Arriving(arrived) if *arrived == source).then_some(()))
        .await;
}

async fn shown(end: &End, source: Source) {
    end.heard
        .fact(|fact| matches!(fact, Fact::Shown(shown) if *shown == source).then_some(()))
        .await;
}

/// One message there and back, so that whatever was on its way before it is here.
async fn exchange(from: &End, to: &End) {
    for (from, to) in [(from, to), (to, from)] {
        let pings = || to.heard.count(|fact| matches!(fact, Fact::Pinged));
        let before = pings();
        from.peer().ping();
        to.heard.until(|_| (pings() > before).then_some(())).await;
    }
}

fn places(sdp: &str) -> Vec<&str> {
    sdp.lines()
        .filter_map(|line| line.strip_prefix("m="))
        .filter_map(|line| line.split(' ').next())
        .collect()
}

/// Counts the places for media that send and receive. Firefox gives a direction to the session and to the data channel, too.
fn both_ways(sdp: &str) -> usize {
    sdp.split("\r\nm=")
        .skip(1)
        .filter(|place| !place.starts_with("application"))
        .filter(|place| place.lines().any(|line| line == "a=sendrecv"))
        .count()
}

#[wasm_bindgen_test]
async fn an_offer_has_places_for_audio_camera_and_screen_in_this_order() {
    let alice = End::new("bob");
    alice.peer().make_offer(false);
    let (step, sdp, ufrag) = described(&alice).await;
    assert_eq!(step, Step::Offer);
    assert_eq!(places(&sdp), ["audio", "video", "video", "application"]);
    assert_eq!(both_ways(&sdp), 3);
    assert!(sdp.contains(&format!("a=ice-ufrag:{ufrag}\r\n")) && !ufrag.is_empty());
}

#[wasm_bindgen_test]
async fn a_second_offer_keeps_the_places_and_a_restart_changes_the_credentials() {
    let alice = End::new("bob");
    alice.peer().make_offer(false);
    let (_, _, first) = described(&alice).await;
    alice.heard.forget();
    alice.peer().make_offer(false);
    let (_, _, second) = described(&alice).await;
    assert_eq!(first, second);
    alice.heard.forget();
    alice.peer().make_offer(true);
    let (_, sdp, third) = described(&alice).await;
    assert_ne!(first, third);
    assert_eq!(places(&sdp).len(), 4);
}

#[wasm_bindgen_test]
async fn candidates_are_found_with_the_credentials_that_they_belong_to() {
    let alice = End::new("bob");
    alice.peer().make_offer(false);
    let found = |fact: &Fact| match fact {
        Fact::Found(candidate) => Some(candidate.clone()),
        _ => None,
    };
    let candidate = alice.heard.fact(found).await;
    let (_, _, ufrag) = described(&alice).await;
    assert_eq!(*candidate.ufrag, *ufrag);
    assert!(candidate.text.starts_with("candidate:"));
}

#[wasm_bindgen_test]
async fn an_offer_waits_for_the_servers_that_the_page_is_still_asking_for() {
    let (promise, resolve) = stubs::promise();
    let alice = End::with_servers("bob", promise);
    alice.peer().make_offer(false);
    stubs::settle().await;
    assert!(!alice.heard.has(|_| true));
    let _ = resolve.call1(&JsValue::UNDEFINED, &Array::new());
    described(&alice).await;
}

#[wasm_bindgen_test]
async fn servers_that_make_no_sense_or_never_come_do_not_stop_a_call() {
    for servers in [
        JsValue::from("stun"),
        Promise::reject(&"no".into()).into(),
        JsValue::NULL,
    ] {
        let alice = End::with_servers("bob", servers);
        alice.peer().make_offer(false);
        described(&alice).await;
        let logged = |news: &News| matches!(news, News::Logged("warn", ..)).then_some(());
        assert!(alice.heard.find(logged).is_some());
    }
}

#[wasm_bindgen_test]
async fn two_peers_connect_and_their_sound_and_pictures_arrive() {
    stubs::restore();
    let (alice, bob) = two();
    let _devices = [alice.publish(true).await, bob.publish(true).await];
    alice.peer().media.reveal();
    bob.peer().media.reveal();
    alice.peer().make_offer(false);
    for end in [&alice, &bob] {
        connected(end).await;
        arriving(end, Source::Microphone).await;
        arriving(end, Source::Camera).await;
        shown(end, Source::Camera).await;
        shown(end, Source::Microphone).await;
        assert!(
            !end.heard
                .has(|fact| matches!(fact, Fact::Shown(Source::Screen)))
        );
    }
    assert_eq!(
        bob.heard
            .count(|fact| matches!(fact, Fact::Arriving(Source::Camera))),
        1
    );
}

#[wasm_bindgen_test]
async fn nothing_is_sent_before_it_is_published() {
    stubs::restore();
    let (alice, bob) = two();
    let _devices = [alice.open(true).await, bob.open(true).await];
    alice.peer().make_offer(false);
    open(&alice).await;
    open(&bob).await;
    // What Alice sent since the path is up would be here before what Bob sends from now on is there.
    bob.peers.publish(ID);
    arriving(&alice, Source::Microphone).await;
    arriving(&alice, Source::Camera).await;
    exchange(&alice, &bob).await;
    assert!(!bob.heard.has(|fact| matches!(fact, Fact::Arriving(_))));
    alice.peers.publish(ID);
    arriving(&bob, Source::Microphone).await;
}

#[wasm_bindgen_test]
async fn a_camera_that_is_turned_on_later_needs_no_new_offer() {
    stubs::restore();
    let (alice, bob) = two();
    alice.publish(false).await;
    alice.peer().make_offer(false);
    arriving(&bob, Source::Microphone).await;
    assert!(
        !bob.heard
            .has(|fact| matches!(fact, Fact::Arriving(Source::Camera)))
    );
    alice.open(true).await;
    arriving(&bob, Source::Camera).await;
    assert_eq!(
        alice
            .heard
            .count(|fact| matches!(fact, Fact::Described { .. })),
        1
    );
}

#[wasm_bindgen_test]
async fn a_person_is_neither_shown_nor_heard_before_they_are_revealed() {
    stubs::restore();
    let (alice, bob) = two();
    let _devices = alice.publish(true).await;
    alice.peer().make_offer(false);
    arriving(&bob, Source::Camera).await;
    exchange(&alice, &bob).await;
    assert!(bob.peers.remote_stream("alice", Source::Camera).is_none());
    assert_eq!(stubs::started(), 0);
    bob.peer().media.reveal();
    shown(&bob, Source::Camera).await;
    shown(&bob, Source::Microphone).await;
    let stream = bob
        .peers
        .remote_stream("alice", Source::Camera)
        .expect("revealed");
    assert_eq!(stream.get_tracks().length(), 2);
    let screen = bob.peers.remote_stream("alice", Source::Screen);
    assert_eq!(screen.expect("revealed").get_tracks().length(), 1);
    assert!(bob.peers.remote_stream("carol", Source::Camera).is_none());
}

#[wasm_bindgen_test]
async fn a_revealed_person_has_one_stream_for_as_long_as_they_are_there() {
    stubs::restore();
    let (alice, bob) = two();
    bob.peer().media.reveal();
    assert!(bob.peers.remote_stream("alice", Source::Camera).is_none());
    alice.peer().make_offer(false);
    connected(&bob).await;
    let stream = bob
        .peers
        .remote_stream("alice", Source::Camera)
        .expect("revealed");
    // What is silent takes no loudspeaker.
    assert_eq!(stubs::started(), 0);
    let _devices = alice.publish(false).await;
    shown(&bob, Source::Microphone).await;
    assert_eq!(stubs::sounding(), 1);
    bob.heard.forget();
    alice.peer().make_offer(true);
    described(&bob).await;
    assert_eq!(
        bob.peers.remote_stream("alice", Source::Camera),
        Some(stream)
    );
    bob.peers.close(ID);
    assert!(bob.peers.remote_stream("alice", Source::Camera).is_none());
    stubs::until(|| stubs::sounding() == 0).await;
}

#[wasm_bindgen_test]
async fn an_offer_that_crosses_ours_replaces_it_in_the_same_places() {
    stubs::restore();
    let (alice, bob) = (End::new("bob"), End::new("alice"));
    alice.peer().make_offer(false);
    bob.peer().make_offer(false);
    let (_, offer, _) = described(&alice).await;
    described(&bob).await;
    bob.heard.forget();
    bob.peer().take_offer(offer.as_str().into());
    let (step, answer, _) = described(&bob).await;
    assert_eq!(step, Step::Answer);
    assert_eq!(places(&answer), ["audio", "video", "video", "application"]);
    assert_eq!(both_ways(&answer), 3);
    alice.peer().take_answer(answer.as_str().into());
    alice
        .heard
        .fact(|fact| matches!(fact, Fact::AnswerTaken).then_some(()))
        .await;
    bob.heard.forget();
    bob.peer().make_offer(false);
    let (_, again, _) = described(&bob).await;
    assert_eq!(places(&again).len(), 4);
}

#[wasm_bindgen_test]
async fn a_description_that_makes_no_sense_fails_its_step_and_no_other() {
    let (alice, bob) = (End::new("bob"), End::new("alice"));
    bob.peer().take_offer("v=0\r\nnonsense".into());
    failed(&bob).await;
    bob.peer().take_answer("".into());
    assert!(!bob.heard.has(|fact| matches!(fact, Fact::Described { .. })));
    alice.peer().make_offer(false);
    let (_, offer, _) = described(&alice).await;
    bob.peer().take_offer(offer.as_str().into());
    assert_eq!(described(&bob).await.0, Step::Answer);
}

#[wasm_bindgen_test]
async fn an_offer_with_rejected_missing_and_strange_places_is_answered() {
    stubs::restore();
    let (alice, bob) = (End::new("bob"), End::new("alice"));
    let _devices = bob.publish(true).await;
    bob.peer().media.reveal();
    alice.peer().make_offer(false);
    let (_, offer, _) = described(&alice).await;
    let (strange, changed) = (offer.replacen("m=video 9", "m=video 0", 1), offer.len());
    assert_eq!(strange.len(), changed);
    bob.peer().take_offer(strange.as_str().into());
    assert_eq!(described(&bob).await.0, Step::Answer);
}

#[wasm_bindgen_test]
async fn a_candidate_that_does_not_fit_is_logged_and_the_next_step_goes_on() {
    let (alice, bob) = (End::new("bob"), End::new("alice"));
    let candidate = |line| Candidate {
        text: "candidate:1 1 udp 1 127.0.0.1 9 typ host".into(),
        mid: "".into(),
        line,
        ufrag: "none".into(),
    };
    bob.peer()
        .add_candidates(vec![candidate(0), candidate(u32::MAX)]);
    alice.peer().make_offer(false);
    let (_, offer, _) = described(&alice).await;
    bob.peer().take_offer(offer.as_str().into());
    described(&bob).await;
    assert!(
        bob.heard
            .find(|news| matches!(news, News::Logged("debug", ..)).then_some(()))
            .is_some()
    );
    assert!(!bob.heard.has(|fact| matches!(fact, Fact::StepFailed)));
}

#[wasm_bindgen_test]
async fn a_text_comes_straight_from_the_person_and_a_ping_is_a_fact() {
    let (alice, bob) = two();
    alice.peer().make_offer(false);
    open(&alice).await;
    open(&bob).await;
    alice.peer().send("hello");
    alice.peer().ping();
    bob.heard
        .fact(|fact| matches!(fact, Fact::Pinged).then_some(()))
        .await;
    let direct = bob.heard.find(|news| match news {
        News::Direct(user, text) => Some((user.clone(), text.clone())),
        _ => None,
    });
    assert_eq!(direct, Some(("alice".into(), "hello".into())));
}

#[wasm_bindgen_test]
async fn a_message_that_is_no_text_is_nothing() {
    stubs::restore();
    let (alice, bob) = two();
    alice.peer().make_offer(false);
    open(&alice).await;
    open(&bob).await;
    stubs::send_bytes();
    exchange(&alice, &bob).await;
    for end in [&alice, &bob] {
        assert_eq!(end.heard.count(|fact| matches!(fact, Fact::Pinged)), 1);
        let direct = |news: &News| matches!(news, News::Direct(..)).then_some(());
        assert!(end.heard.find(direct).is_none());
    }
}

#[wasm_bindgen_test]
async fn closing_is_noticed_by_the_other_side_and_tells_nothing_here() {
    let (alice, bob) = two();
    alice.peer().make_offer(false);
    open(&alice).await;
    open(&bob).await;
    alice.heard.forget();
    alice.peers.close(ID);
    bob.heard
        .fact(|fact| matches!(fact, Fact::ChannelClosed).then_some(()))
        .await;
    assert!(!alice.heard.has(|_| true));
    assert!(alice.peers.find(ID).is_none());
}

#[wasm_bindgen_test]
async fn a_message_to_a_channel_that_is_not_open_is_lost_quietly() {
    let alice = End::new("bob");
    alice.peer().send("hello");
    assert!(
        alice
            .heard
            .find(|news| matches!(news, News::Logged("debug", ..)).then_some(()))
            .is_some()
    );
}
