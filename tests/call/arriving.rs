//! A path that looks well and brings nothing is made anew; one that was thought broken and brings something is back.

use callkit::call::input::Input;
use callkit::call::name::CallState;

use crate::story::{Story, connected, ringing};

#[test]
fn whoever_offers_makes_the_path_anew() {
    let mut story = connected();
    story.pass(10_000);
    story.turns_the_page();

    story.happens("alice", Input::Arrives("bob".into(), false));

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

    story.happens("bob", Input::Arrives("alice".into(), false));

    let did = &story.page("alice").did;
    assert!(did.contains(&"open-peer bob".into()), "{did:?}");
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn the_page_is_told_that_it_is_repaired() {
    let mut story = connected();
    story.pass(10_000);
    story.turns_the_page();

    story.happens("alice", Input::Arrives("bob".into(), false));

    let told = story.brief("alice");
    assert_eq!(told[0], "reconnecting bob");
    assert_eq!(told.last().map(String::as_str), Some("reconnected"));
}

#[test]
fn whoever_is_heard_again_is_back_before_the_data_channel_is() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.pass(5_000);
    story.turns_the_page();

    story.happens("alice", Input::Arrives("bob".into(), true));
    story.happens("bob", Input::Arrives("alice".into(), true));
    story.pass(14_000);

    story.told("alice", ["reconnected bob", "reconnected"]);
}

#[test]
fn whoever_is_heard_again_and_says_nothing_is_missed_in_time() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.pass(5_000);
    story.happens("alice", Input::Arrives("bob".into(), true));
    story.turns_the_page();

    story.pass(15_000);

    story.told("alice", ["reconnecting bob", "reconnecting"]);
}

#[test]
fn what_still_comes_of_a_path_that_is_made_anew_means_nothing() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.happens("bob", Input::Arrives("alice".into(), false));
    story.turns_the_page();

    story.happens("bob", Input::Arrives("alice".into(), true));

    story.told("bob", []);
    assert_eq!(story.page("bob").call.state(), CallState::Reconnecting);
}

#[test]
fn of_a_stranger_and_without_a_call_it_means_nothing() {
    let mut story = connected();
    story.happens("alice", Input::Arrives("mallory".into(), false));
    story.did("alice", []);

    let mut story: Story = ringing();
    story.happens("bob", Input::Arrives("alice".into(), false));
    story.did("bob", []);
    story.told("bob", []);
}
