//! A path that broke is restarted by one fixed side; one that never came up is built anew.

use callkit::call::input::{Config, Fact, Input, Path};
use callkit::call::message::{Body, Description, Step};
use callkit::call::name::CallState;

use crate::story::{Page, Story, connected, ringing};

fn requests(story: &Story, name: &str) -> Vec<u64> {
    story
        .sent_by(name, "describe")
        .filter(|sent| !sent.direct)
        .filter(
            |sent| matches!(&sent.envelope.body, Body::Describe(it) if it.step == Step::Restart),
        )
        .map(|sent| sent.at - 1_000_000)
        .collect()
}

#[test]
fn the_smaller_device_id_restarts_a_path_that_failed() {
    let mut story = connected();

    story.learns("alice", Fact::Path(Path::Failed));

    story.did("alice", ["make-offer restart", "take-answer"]);
    story.told(
        "alice",
        [
            "reconnecting bob",
            "reconnecting",
            "reconnected bob",
            "reconnected",
        ],
    );
}

#[test]
fn the_larger_device_id_asks_the_other_to_restart() {
    let mut story = connected();
    story.pass(10_000);

    story.learns("bob", Fact::Path(Path::Failed));

    story.did("bob", ["take-offer"]);
    story.did("alice", ["make-offer restart", "take-answer"]);
    assert_eq!(requests(&story, "bob"), [10_000]);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn a_path_that_says_disconnected_is_given_time() {
    let mut story = connected();

    story.learns("alice", Fact::Path(Path::Disconnected));
    story.pass(3_000);

    story.did("alice", []);
    story.told("alice", []);
}

#[test]
fn restarts_are_tried_again_with_growing_waits_until_the_person_counts_as_lost() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.turns_the_page();

    story.pass(40_000);

    let did = std::mem::take(&mut story.page("alice").did);
    let tries = did
        .iter()
        .filter(|line| line.starts_with("make-offer"))
        .count();
    assert!((3..=8).contains(&tries), "{tries} offers: {did:?}");
    assert_eq!(did.last().map(String::as_str), Some("close-peer"));
}

#[test]
fn the_waits_between_repairs_double_up_to_eight_seconds() {
    let mut story = Story::of([]);
    for name in ["alice", "bob"] {
        let patient = |config: &mut Config| config.reconnect_timeout = 100_000;
        story.add(Page::with(name, patient));
    }
    story.calls("alice", "bob");
    story.accepts("bob");
    story.turns_the_page();
    story.path_breaks("alice", "bob");

    story.pass(90_000);

    let mut offers: Vec<((u32, u32), u64)> = Vec::new();
    for sent in story.sent_by("alice", "describe") {
        if let Body::Describe(it) = &sent.envelope.body
            && it.step == Step::Offer
            && offers
                .iter()
                .all(|(known, _)| *known != (it.incarnation, it.generation))
        {
            offers.push(((it.incarnation, it.generation), sent.at));
        }
    }
    let waits: Vec<u64> = offers.windows(2).map(|two| two[1].1 - two[0].1).collect();
    assert_eq!(waits[..3], [2_000, 4_000, 8_000]);
    assert!(waits[3..].iter().all(|wait| *wait == 8_000), "{waits:?}");
}

#[test]
fn after_two_restarts_in_vain_the_path_is_built_anew() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.loses(|mail| mail.to == "alice");

    story.pass(30_000);

    let did = &story.page("alice").did;
    assert_eq!(did[0], "make-offer restart");
    assert!(did.contains(&"open-peer bob".into()), "{did:?}");
}

#[test]
fn a_path_that_heals_by_itself_needs_no_new_offer() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.loses(|mail| mail.kind == "describe");
    story.pass(4_500);
    story.turns_the_page();

    story.path_mends();
    story.pass(1_100);

    story.told("alice", ["reconnected bob", "reconnected"]);
    story.told("bob", ["reconnected alice", "reconnected"]);
}

#[test]
fn a_path_that_never_came_up_is_built_anew() {
    let mut story = ringing();
    story.path_breaks("alice", "bob");
    story.accepts("bob");
    story.turns_the_page();
    story.path_mends();

    story.pass(8_000);

    story.did(
        "alice",
        [
            "close-peer",
            "open-peer bob",
            "publish",
            "reveal bob",
            "make-offer",
            "take-answer",
        ],
    );
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn a_path_that_failed_before_it_came_up_is_built_anew_sooner() {
    let mut story = ringing();
    story.path_breaks("alice", "bob");
    story.accepts("bob");
    story.path_mends();

    story.learns("bob", Fact::Path(Path::Failed));
    story.pass(2_000);

    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn a_step_that_fails_leads_to_a_new_peer_connection() {
    for name in ["alice", "bob"] {
        let mut story = ringing();
        story.page(name).by_hand = true;
        story.accepts("bob");
        story.page(name).by_hand = false;

        story.learns(name, Fact::StepFailed);
        story.pass(2_000);

        assert_eq!(
            story.page("alice").call.state(),
            CallState::Connected,
            "{name}"
        );
        assert_eq!(
            story.page("bob").call.state(),
            CallState::Connected,
            "{name}"
        );
    }
}

#[test]
fn a_failed_restart_leads_to_a_new_peer_connection() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.page("alice").by_hand = true;
    story.learns("alice", Fact::Path(Path::Failed));
    story.page("alice").by_hand = false;
    story.turns_the_page();

    story.learns("alice", Fact::StepFailed);
    story.pass(1_999);
    story.did("alice", []);
    story.path_mends();
    story.loses(|mail| mail.kind == "describe" && mail.to == "alice");
    story.pass(1);

    let did = &story.page("alice").did;
    assert!(did.contains(&"open-peer bob".into()), "{did:?}");
    story.loses(|_| false);
    story.pass(10_000);
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn a_data_channel_that_closed_by_itself_needs_a_new_peer_connection() {
    for name in ["alice", "bob"] {
        let mut story = connected();

        story.learns(name, Fact::ChannelClosed);
        story.pass(10_000);

        assert_eq!(
            story.page("alice").call.state(),
            CallState::Connected,
            "{name}"
        );
        assert_eq!(
            story.page("bob").call.state(),
            CallState::Connected,
            "{name}"
        );
        assert_ne!(story.peer_of("alice").0, 2, "a new peer connection");
    }
}

#[test]
fn a_changed_network_starts_the_repair_at_once() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.pass(10_000);
    story.path_mends();
    story.turns_the_page();

    story.happens("alice", Input::NetworkChanged);

    story.told("alice", ["reconnected bob", "reconnected"]);
}

#[test]
fn after_a_changed_network_silence_is_noticed_sooner() {
    let mut story = connected();
    story.path_breaks("alice", "bob");

    story.happens("alice", Input::NetworkChanged);
    story.pass(2_000);

    story.told("alice", ["reconnecting bob", "reconnecting"]);
}

#[test]
fn waking_from_a_long_sleep_starts_the_repair_at_once() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.pass(10_000);
    story.page("alice").asleep = true;
    story.turns_the_page();
    story.pass(15_000);
    story.page("alice").asleep = false;
    story.path_mends();
    story.now += 61_000;

    story.happens("alice", Input::Wake);

    assert!(
        story
            .page("alice")
            .did
            .iter()
            .any(|line| line.starts_with("make-offer"))
    );
}

#[test]
fn a_path_that_the_other_began_anew_and_never_brought_up_is_lost_in_time() {
    let mut story = connected();
    story.pass(10_000);
    let anew = Body::Describe(Description {
        incarnation: 2,
        generation: 1,
        step: Step::Offer,
        sdp: "bob/2/1".into(),
        ufrag: "new".into(),
    });
    let message = story.message("bob", Some("alice"), 90, anew);
    story.crashes("bob");

    story.receives("alice", "bob", &message);

    story.told("alice", ["reconnecting bob", "reconnecting"]);
    story.pass(30_000);
    story.told(
        "alice",
        [
            "user-left bob lost",
            "record Completed ConnectionFailed",
            "ended",
        ],
    );
}

#[test]
fn who_is_asked_for_a_path_by_one_who_counted_further_begins_it_above_theirs() {
    let mut story = connected();
    story.pass(3_000);
    let wanted = Description {
        incarnation: 40,
        generation: 0,
        step: Step::Restart,
        sdp: "".into(),
        ufrag: "".into(),
    };
    let message = story.message("bob", Some("alice"), 5_000, Body::Describe(wanted));
    story.turns_the_page();

    story.receives("alice", "bob", &message);

    let offers = story.sent_by("alice", "describe");
    let counts: Vec<u32> = offers
        .filter_map(|sent| match &sent.envelope.body {
            Body::Describe(it) => Some(it.incarnation),
            _ => None,
        })
        .collect();
    assert!(
        !counts.is_empty() && counts.iter().all(|count| *count == 41),
        "{counts:?}"
    );
}
