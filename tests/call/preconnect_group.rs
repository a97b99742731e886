//! What is made of the paths of a group before its people answer.

use callkit::call::input::{Preconnect, StartCall};
use callkit::call::limits;
use callkit::call::name::CallState;

use crate::story::{Page, Story, group, together};

fn builds(to: &[&str]) -> StartCall {
    StartCall {
        preconnect: Preconnect::Ring,
        ..group(to, "call")
    }
}

/// Alice calls these into a group, and everybody wants the path built while it rings.
fn ringing(names: &[&'static str]) -> Story {
    let mut story = Story::of(["alice"]);
    for name in names {
        story.add(Page::with(name, |config| {
            config.preconnect = Preconnect::Ring;
        }));
    }
    story.starts("alice", builds(names));
    story.pass(100);
    story.turns_the_page();
    story
}

#[test]
fn on_the_answer_only_tracks_start_between_whoever_calls_and_whoever_answers() {
    let mut story = ringing(&["bob", "carol"]);

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
    story.did("carol", []);
    assert_eq!(story.page("carol").call.state(), CallState::Ringing);
}

#[test]
fn those_who_answered_do_not_wait_for_their_path_to_each_other() {
    let mut story = ringing(&["bob", "carol"]);
    story.accepts("bob");
    story.accepts("carol");

    story.pass(100);

    for (name, other) in [("bob", "carol"), ("carol", "bob")] {
        let told = &story.page(name).told;
        let here = told
            .iter()
            .any(|line| line.contains(&format!("{other} Camera")));
        assert!(here, "{name}: {told:?}");
    }
    let offers = story.sent_by("bob", "describe").count();
    assert_eq!(offers, 1, "one offer to carol");
}

#[test]
fn whoever_is_added_has_the_path_to_whoever_adds_them() {
    let mut story = together(["alice", "bob"]);
    story.add(Page::with("carol", |config| {
        config.preconnect = Preconnect::Ring;
    }));
    story.starts("bob", builds(&["carol"]));
    story.pass(100);
    story.turns_the_page();

    story.accepts("carol");

    let did = &story.page("bob").did;
    assert_eq!(did[..2], ["publish", "reveal carol"]);
    assert!(story.page("carol").told.contains(&"connected".into()));
}

#[test]
fn beyond_the_limit_paths_are_built_on_the_answer() {
    let names = ["bob", "carol", "dave", "erin", "frank"];
    let mut story = Story::of([]);
    for name in ["alice"].iter().chain(&names) {
        story.add(Page::with(name, |config| {
            config.preconnect = Preconnect::Ring;
        }));
    }
    story.starts("alice", builds(&names));
    story.pass(100);

    let did = &story.page("alice").did;
    let opened = did.iter().filter(|line| line.starts_with("open-peer"));
    assert_eq!(opened.count(), limits::AHEAD);

    for name in names {
        story.accepts(name);
    }
    story.pass(100);
    for name in names {
        assert_eq!(story.members(name).len(), 6, "{name}");
        assert_eq!(story.page(name).call.state(), CallState::Connected);
    }
}
