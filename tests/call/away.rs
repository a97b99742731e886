//! Reload and close look the same while they happen: the others wait for a while.

use callkit::call::input::{Fact, Input};
use callkit::call::name::CallState;

use crate::story::{Page, Story, connected, ringing, together};

#[test]
fn the_other_side_sees_reconnecting_at_once() {
    let mut story = connected();

    story.happens("bob", Input::Unload);

    story.told("alice", ["reconnecting bob", "reconnecting"]);
}

fn has_hung_up_after_the_grace(story: &mut Story) {
    story.turns_the_page();

    story.pass(3_999);
    story.told("alice", []);
    story.pass(1);

    story.told(
        "alice",
        ["user-left bob hangup", "record Completed by bob", "ended"],
    );
}

#[test]
fn a_page_that_does_not_come_back_has_hung_up() {
    let mut story = connected();
    story.happens("bob", Input::Unload);
    story.crashes("bob");
    has_hung_up_after_the_grace(&mut story);
}

#[test]
fn the_grace_is_the_waiting_pages_own() {
    let mut story = Story::of(["bob"]);
    story.add(Page::with("alice", |config| config.reload_grace = 10_000));
    story.calls("alice", "bob");
    story.accepts("bob");
    story.happens("bob", Input::Unload);
    story.crashes("bob");
    story.turns_the_page();

    story.pass(9_999);
    story.told("alice", []);
    story.pass(1);

    story.told(
        "alice",
        ["user-left bob hangup", "record Completed by bob", "ended"],
    );
}

#[test]
fn a_page_that_comes_back_from_the_cache_goes_on() {
    let mut story = connected();
    story.happens("bob", Input::Unload);
    story.page("bob").asleep = true;
    story.pass(3_000);
    story.page("bob").asleep = false;
    story.turns_the_page();

    story.happens("bob", Input::Reshown);
    story.pass(10_000);

    story.told("alice", ["reconnected bob", "reconnected"]);
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn back_with_a_broken_path_waits_as_for_anybody_whose_path_is_broken() {
    let mut story = connected();
    story.happens("bob", Input::Unload);
    story.path_breaks("alice", "bob");
    story.pass(3_900);
    story.happens("bob", Input::Reshown);
    story.crashes("bob");
    story.turns_the_page();

    story.pass(29_999);
    assert_eq!(story.page("alice").call.state(), CallState::Reconnecting);
    story.pass(1);

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
fn pings_of_a_page_that_is_going_away_do_not_mean_that_it_is_back() {
    let mut story = connected();
    story.happens("bob", Input::Unload);
    story.turns_the_page();

    story.pass(3_000);

    story.told("alice", []);
    assert_eq!(story.page("alice").call.state(), CallState::Reconnecting);
}

#[test]
fn a_path_that_heals_does_not_mean_that_the_page_is_back() {
    let mut story = Story::of(["bob"]);
    story.add(Page::with("alice", |config| config.reload_grace = 20_000));
    story.calls("alice", "bob");
    story.accepts("bob");
    story.happens("bob", Input::Unload);
    story.path_breaks("alice", "bob");
    story.pass(5_000);
    story.turns_the_page();

    story.path_mends();
    story.pass(10_000);
    story.told("alice", []);
    story.happens("bob", Input::Reshown);

    story.told("alice", ["reconnected bob", "reconnected"]);
}

#[test]
fn a_page_that_is_only_calling_takes_its_call_back() {
    let mut story = ringing();

    story.happens("alice", Input::Unload);

    story.told("alice", ["hangup", "record Cancelled by alice", "ended"]);
    story.told("bob", ["cancel alice", "record Missed by alice", "ended"]);
}

#[test]
fn a_page_that_rings_says_nothing_when_it_goes() {
    let mut story = ringing();

    story.happens("bob", Input::Unload);

    story.told("bob", []);
    assert!(story.sent.iter().all(|sent| sent.from != "bob"));
}

#[test]
fn away_before_the_call_is_connected_is_waited_for_as_well() {
    let mut story = ringing();
    story.path_breaks("alice", "bob");
    story.accepts("bob");
    story.happens("bob", Input::Unload);
    story.crashes("bob");
    story.turns_the_page();

    story.pass(4_000);

    story.told(
        "alice",
        ["user-left bob hangup", "record Completed by bob", "ended"],
    );
}

#[test]
fn a_page_that_closed_the_data_channel_and_says_no_more_has_hung_up() {
    let mut story = connected();
    story.crashes("bob");
    story.learns("alice", Fact::ChannelClosed);
    has_hung_up_after_the_grace(&mut story);
}

#[test]
fn a_page_that_is_heard_after_its_data_channel_closed_is_waited_for_as_one_whose_path_broke() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.learns("alice", Fact::ChannelClosed);

    story.pass(20_000);
    assert_eq!(story.page("alice").call.state(), CallState::Reconnecting);
    story.path_mends();
    story.pass(10_000);

    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn a_path_whose_data_channel_closed_is_made_anew() {
    let mut story = connected();

    story.learns("alice", Fact::ChannelClosed);
    story.pass(100);

    let did = &story.page("alice").did;
    assert!(did.contains(&"open-peer bob".to_owned()), "{did:?}");
}

#[test]
fn who_is_shown_again_after_the_grace_is_let_into_a_group_again() {
    let mut story = together(["alice", "bob", "carol"]);
    story.loses(|mail| mail.to == "carol" && mail.kind == "away");
    story.happens("bob", Input::Unload);
    story.page("bob").asleep = true;
    story.pass(10_000);
    story.loses(|_| false);
    assert_eq!(
        story.members("alice"),
        ["alice Joined", "bob Left", "carol Joined"]
    );
    story.page("bob").asleep = false;

    story.happens("bob", Input::Reshown);
    story.pass(10_000);

    for name in ["alice", "bob", "carol"] {
        let mut members = story.members(name);
        members.sort();
        assert_eq!(
            members,
            ["alice Joined", "bob Joined", "carol Joined"],
            "{name}"
        );
    }
}

#[test]
fn who_says_that_they_are_in_after_they_went_is_here() {
    let mut story = together(["alice", "bob"]);
    story.add(Page::with("carol", |_| {}));
    story.happens("bob", Input::Unload);
    story.loses(|mail| mail.from == "bob" && mail.kind == "back");
    story.turns_the_page();

    story.happens("bob", Input::Reshown);
    story.adds("bob", &["carol"]);
    story.pass(10_000);

    let told = story.brief("alice");
    assert_eq!(told[..2], ["reconnected bob", "reconnected"], "{told:?}");
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}

#[test]
fn who_goes_and_takes_an_invitation_back_is_gone() {
    let mut story = together(["alice", "bob"]);
    story.add(Page::with("carol", |_| {}));
    story.adds("bob", &["carol"]);
    story.turns_the_page();

    story.happens("bob", Input::Unload);
    story.pass(3_000);

    let told = story.brief("alice");
    assert!(!told.contains(&"reconnected bob".into()), "{told:?}");
    assert_eq!(story.page("alice").call.state(), CallState::Reconnecting);
}
