//! What sounds, and when it stops.

use callkit::call::input::StartCall;

use crate::story::{Page, Story, connected, ringing, video};

fn tones(story: &mut Story, name: &str) -> Vec<String> {
    let mut did = std::mem::take(&mut story.page(name).did);
    did.retain(|line| line.contains("ring"));
    did
}

#[test]
fn the_callers_tone_starts_when_the_other_phone_rings_and_stops_with_the_answer() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.kind == "alert");
    story.calls("alice", "bob");
    assert!(tones(&mut story, "alice").is_empty());

    story.releases();
    assert_eq!(tones(&mut story, "alice"), ["ring-back"]);
    assert_eq!(tones(&mut story, "bob"), ["ring"]);
    story.accepts("bob");

    assert_eq!(tones(&mut story, "alice"), ["stop-ring"]);
    assert_eq!(tones(&mut story, "bob"), ["stop-ring"]);
}

#[test]
fn every_other_end_stops_both_tones() {
    let ends: [fn(&mut Story); 4] = [
        |story| story.refuses("bob"),
        |story| story.hangs_up("alice"),
        |story| story.hangs_up("bob"),
        |story| story.pass(30_000),
    ];
    for end in ends {
        let mut story = ringing();
        end(&mut story);
        assert_eq!(tones(&mut story, "alice"), ["stop-ring"]);
        assert_eq!(tones(&mut story, "bob"), ["stop-ring"]);
    }
}

#[test]
fn a_silenced_ring_goes_on_without_sound() {
    let mut story = ringing();

    story.silences("bob");
    story.pass(20_000);

    assert_eq!(tones(&mut story, "bob"), ["stop-ring"]);
    assert_eq!(story.page("bob").call.invites().len(), 1);
    assert!(tones(&mut story, "alice").is_empty());
}

#[test]
fn the_next_ring_after_a_silenced_one_sounds_again() {
    let mut story = ringing();
    story.silences("bob");
    story.hangs_up("alice");
    tones(&mut story, "bob");

    story.starts("alice", video("bob", "second"));

    assert_eq!(tones(&mut story, "bob"), ["ring"]);
}

#[test]
fn silence_without_a_ring_silences_no_later_one() {
    let mut story = Story::of(["alice", "bob"]);
    story.silences("bob");

    story.calls("alice", "bob");

    assert_eq!(tones(&mut story, "bob"), ["ring"]);
}

#[test]
fn a_second_invitation_in_a_call_rings() {
    let mut story = Story::of(["alice", "carol"]);
    story.add(Page::with("bob", |config| config.busy_when_in_call = false));
    story.calls("alice", "bob");
    story.accepts("bob");
    tones(&mut story, "bob");

    story.starts(
        "carol",
        StartCall {
            ..video("bob", "second")
        },
    );
    assert_eq!(tones(&mut story, "bob"), ["ring"]);
    story.accepts("bob");

    assert_eq!(tones(&mut story, "bob"), ["stop-ring"]);
}

#[test]
fn nothing_sounds_in_a_call() {
    let mut story = connected();
    story.pass(60_000);
    assert!(tones(&mut story, "alice").is_empty());
    assert!(tones(&mut story, "bob").is_empty());
}
