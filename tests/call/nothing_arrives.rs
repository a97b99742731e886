//! A path that looks well and brings nothing is made anew.

use callkit::call::input::Input;
use callkit::call::name::CallState;

use crate::story::{Story, connected, ringing};

#[test]
fn whoever_offers_makes_the_path_anew() {
    let mut story = connected();
    story.pass(10_000);
    story.turns_the_page();

    story.happens("alice", Input::NothingArrives("bob".into()));

    let did = &story.page("alice").did;
    assert!(did.contains(&"open-peer bob".into()), "{did:?}");
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn whoever_does_not_offer_has_the_other_make_it_anew() {
    let mut story = connected();
    story.pass(10_000);
    story.turns_the_page();

    story.happens("bob", Input::NothingArrives("alice".into()));

    let did = &story.page("alice").did;
    assert!(did.contains(&"open-peer bob".into()), "{did:?}");
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn the_page_is_told_that_it_is_repaired() {
    let mut story = connected();
    story.pass(10_000);
    story.turns_the_page();

    story.happens("alice", Input::NothingArrives("bob".into()));

    let told = story.brief("alice");
    assert_eq!(told[0], "reconnecting bob");
    assert_eq!(told.last().map(String::as_str), Some("reconnected"));
}

#[test]
fn of_a_stranger_and_without_a_call_it_means_nothing() {
    let mut story = connected();
    story.happens("alice", Input::NothingArrives("mallory".into()));
    story.did("alice", []);

    let mut story: Story = ringing();
    story.happens("bob", Input::NothingArrives("alice".into()));
    story.did("bob", []);
    story.told("bob", []);
}
