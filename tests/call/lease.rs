//! A ring is a lease: it ends by itself when the caller stops saying that it is still wanted.

use callkit::call::input::{Input, StartCall};
use callkit::call::message::{Ahead, Body};
use callkit::call::name::CallState;

use crate::story::{Story, ringing, video};

const HOUR: u64 = 3_600_000;

#[test]
fn a_caller_says_every_five_seconds_that_it_still_wants_the_ring() {
    let mut story = ringing();

    story.pass(29_000);

    assert_eq!(
        story.times("alice", "confirm-ring"),
        [5_000, 10_000, 15_000, 20_000, 25_000]
    );
    let lefts: Vec<_> = story
        .sent_by("alice", "confirm-ring")
        .map(|sent| sent.envelope.body.clone())
        .collect();
    let left = Some(25_000);
    assert_eq!(
        lefts[0],
        Body::ConfirmRing {
            load: 1,
            round: 1,
            left,
            path: Ahead::Prepared
        }
    );
}

#[test]
fn a_device_that_joins_the_ringing_does_not_put_off_the_word_to_the_others() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone"]);
    story.goes_offline("bob-phone");
    story.calls("alice", "bob");
    story.turns_the_page();
    story.pass(3_000);
    story.comes_online("bob-phone");

    story.pass(3_000);

    let words: Vec<_> = story
        .sent_by("alice", "confirm-ring")
        .map(|sent| {
            (
                sent.at - 1_000_000,
                sent.envelope.to.as_ref().map(|to| to.as_str()),
            )
        })
        .collect();
    let (laptop, phone) = (Some("bob-laptop"), Some("bob-phone"));
    assert_eq!(words, [(4_000, phone), (5_000, laptop), (5_000, phone)]);
}

#[test]
fn a_ring_ends_as_missed_fifteen_seconds_after_the_last_word_of_its_caller() {
    let mut story = ringing();
    story.pass(5_000);
    story.crashes("alice");

    story.pass(14_999);
    story.told("bob", []);
    story.pass(1);

    story.told("bob", ["timeout bob", "record Missed", "ended"]);
    assert_eq!(story.page("bob").call.state(), CallState::Idle);
}

#[test]
fn repeated_invitations_do_not_keep_a_phone_ringing() {
    let mut story = ringing();
    story.loses(|mail| mail.kind == "confirm-ring");

    story.pass(15_000);

    story.told("bob", ["timeout bob", "record Missed", "ended"]);
}

#[test]
fn time_in_which_our_own_connection_is_offline_does_not_count() {
    let mut story = Story::of(["alice", "bob"]);
    story.starts(
        "alice",
        StartCall {
            timeout: Some(0),
            ..video("bob", "call")
        },
    );
    story.turns_the_page();
    story.pass(4_000);
    story.goes_offline("bob");
    story.pass(60_000);
    story.told("bob", ["offline"]);
    story.crashes("alice");

    story.comes_online("bob");
    story.pass(10_999);
    story.told("bob", ["online"]);
    story.pass(1);

    story.told("bob", ["timeout bob", "record Missed", "ended"]);
}

#[test]
fn a_timeout_of_nought_rings_until_it_is_taken_back() {
    let mut story = Story::of(["alice", "bob"]);
    story.starts(
        "alice",
        StartCall {
            timeout: Some(0),
            ..video("bob", "call")
        },
    );
    assert_eq!(story.page("bob").call.invites()[0].expires_at, None);
    story.turns_the_page();

    story.pass(600_000);
    story.told("bob", []);
    story.hangs_up("alice");

    story.told("bob", ["cancel alice", "record Missed by alice", "ended"]);
}

#[test]
fn a_timeout_of_nought_does_not_ring_on_after_its_caller_has_crashed() {
    let mut story = Story::of(["alice", "bob"]);
    story.starts(
        "alice",
        StartCall {
            timeout: Some(0),
            ..video("bob", "call")
        },
    );
    story.turns_the_page();
    story.crashes("alice");

    story.pass(15_000);

    story.told("bob", ["timeout bob", "record Missed", "ended"]);
}

#[test]
fn a_call_may_have_a_time_of_its_own() {
    let mut story = Story::of(["alice", "bob"]);
    story.starts(
        "alice",
        StartCall {
            timeout: Some(7_000),
            ..video("bob", "call")
        },
    );
    story.turns_the_page();

    story.pass(7_000);

    story.told("bob", ["timeout bob", "record Missed", "ended"]);
    story.told("alice", ["timeout bob", "record Missed", "ended"]);
}

#[test]
fn an_alert_goes_on_for_ten_seconds_and_then_is_given_up() {
    let mut story = Story::of(["alice", "bob"]);
    story.loses(|mail| mail.kind == "alert");

    story.calls("alice", "bob");
    story.pass(20_000);

    let times = story.times("bob", "alert");
    assert_eq!(times, [0, 500, 1_500, 3_500, 5_500, 7_500, 9_500]);
    story.told("bob", []);
    story.pass(10_000);
    story.told("bob", ["record Missed"]);
}

#[test]
fn an_invitation_delayed_for_an_hour_never_rings() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.to == "bob" && mail.kind == "invite");
    story.calls("alice", "bob");
    story.hangs_up("alice");
    story.pass(3_600_000);

    story.releases();

    story.told("bob", ["record Missed by alice"]);
}

#[test]
fn an_invitation_of_a_page_that_was_loaded_again_never_rings() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.to == "bob" && mail.kind == "invite");
    story.calls("alice", "bob");
    story.crashes("alice");
    let again = crate::story::Page::with("alice", |config| config.boot = 2);
    *story.page("alice") = again;

    story.releases();

    story.told("bob", ["record Missed by alice"]);
}

#[test]
fn that_a_page_that_was_loaded_again_does_not_know_the_call_is_said_as_often_as_it_is_asked() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.to == "bob" && mail.kind == "invite");
    story.calls("alice", "bob");
    story.crashes("alice");
    let again = crate::story::Page::with("alice", |config| config.boot = 2);
    *story.page("alice") = again;
    story.loses(|mail| mail.kind == "cancel");
    story.releases();
    story.told("bob", []);

    story.loses(|_| false);
    story.pass(500);

    story.told("bob", ["record Missed by alice"]);
    story.pass(10_000);
    assert_eq!(story.times("alice", "cancel"), [0, 500]);
}

/// Bob's page sleeps for so long before it reads that it may ring.
fn slept(timeout: u64, length: u64, alice: impl Fn(&mut Story)) -> Story {
    let mut story = Story::of(["alice", "bob"]);
    let mut call = video("bob", "call");
    call.timeout = Some(timeout);
    story.holds(|mail| mail.kind == "confirm-ring");
    story.starts("alice", call);
    alice(&mut story);
    story.page("bob").asleep = true;
    story.pass(length);
    story.page("bob").asleep = false;
    story.turns_the_page();
    story.releases_one("bob", "confirm-ring");
    story
}

#[test]
fn a_page_that_slept_past_the_deadline_does_not_ring_for_what_came_meanwhile() {
    for (timeout, length) in [(30_000, HOUR), (5_000, 5_000)] {
        let mut story = slept(timeout, length, |_| {});

        story.told_in_full("bob", ["record Missed"]);
    }
}

#[test]
fn a_page_that_slept_asks_anew_whether_it_may_ring() {
    let mut story = slept(0, HOUR, |_| {});
    assert_eq!(story.sent_by("bob", "alert").count(), 1);
    story.told("bob", []);

    story.releases();

    story.told("bob", ["invite from alice"]);
}

#[test]
fn a_page_that_slept_does_not_ring_for_a_caller_who_has_gone() {
    let mut story = slept(0, HOUR, |story| story.crashes("alice"));

    story.pass(14_999);
    story.told("bob", []);
    story.pass(1);

    story.told_in_full("bob", ["record Missed"]);
}

#[test]
fn the_deadline_is_computed_by_the_clock_of_the_page_that_rings() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.to == "bob" && mail.kind == "invite");
    story.calls("alice", "bob");
    story.pass(10_000);

    story.releases();

    let expires = story.page("bob").call.invites()[0].expires_at;
    assert_eq!(expires, Some(story.now + 20_000));
}

#[test]
fn a_page_that_slept_past_the_deadline_ends_the_ring_when_it_wakes() {
    let mut story = ringing();
    story.page("bob").asleep = true;
    story.pass(3_600_000);
    story.page("bob").asleep = false;

    story.happens("bob", Input::Wake);

    story.told("bob", ["timeout bob", "record Missed", "ended"]);
}

#[test]
fn a_confirmation_that_was_long_under_way_prolongs_no_ring() {
    let mut story = ringing();
    let expires = story.page("bob").call.invites()[0].expires_at;
    story.holds(|mail| mail.kind == "confirm-ring");
    story.pass(5_500);
    let late = story.held.pop().expect("a confirmation");
    story.held.clear();
    story.holds(|_| false);
    // Had it come, or its next copy, this one would be a repeat.
    story.loses(|mail| mail.kind == "confirm-ring");
    story.pass(4_000);
    story.loses(|_| false);

    story.held.push(late);
    story.releases();

    assert_eq!(story.page("bob").call.invites()[0].expires_at, expires);
}

#[test]
fn what_the_caller_said_to_the_page_before_rings_nothing() {
    let mut story = ringing();
    story.holds(|mail| mail.to == "bob");
    story.pass(6_000);
    story.crashes("alice");
    story.reloads("bob");

    story.releases();

    assert!(story.page("bob").call.invites().is_empty());
}

#[test]
fn an_alert_that_the_caller_answers_after_ten_seconds_rings_nothing() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.kind == "confirm-ring");
    story.calls("alice", "bob");
    story.pass(10_001);

    story.releases();

    story.told("bob", []);
}
