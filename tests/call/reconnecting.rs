//! Silence on the data channel, and what the page is told while the path is away.

use callkit::call::input::{Fact, Path};
use callkit::call::message::{Body, LeaveReason};
use callkit::call::name::CallState;
use callkit::call::output::Effect;

use crate::story::connected;

#[test]
fn a_quiet_hour_in_a_call_is_no_reason_to_reconnect() {
    let mut story = connected();

    story.pass(3_600_000);

    story.told("alice", []);
    story.told("bob", []);
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}

#[test]
fn three_missed_pings_mean_reconnecting() {
    let mut story = connected();
    story.pass(10_000);
    story.path_breaks("alice", "bob");

    story.pass(3_499);
    story.told("alice", []);
    story.pass(1);

    story.told_in_full(
        "alice",
        [
            "reconnecting bob",
            "member bob Reconnecting +microphone +camera",
            "reconnecting",
        ],
    );
    assert_eq!(story.page("alice").call.state(), CallState::Reconnecting);
}

#[test]
fn when_the_path_is_back_both_are_told() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.pass(10_000);
    story.turns_the_page();

    story.path_mends();
    story.pass(10_000);

    story.told_in_full(
        "alice",
        [
            "reconnected bob",
            "member bob Joined +microphone +camera",
            "reconnected",
        ],
    );
    story.told("bob", ["reconnected alice", "reconnected"]);
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}

#[test]
fn who_crashes_as_soon_as_the_path_is_back_is_missed_again() {
    let mut story = connected();
    story.crashes("bob");
    story.pass(5_000);
    story.learns("alice", Fact::Path(Path::Connected));
    story.turns_the_page();

    story.pass(40_000);

    story.told(
        "alice",
        [
            "reconnecting bob",
            "reconnecting",
            "user-left bob lost",
            "record Completed ConnectionFailed",
            "ended",
        ],
    );
}

#[test]
fn a_person_who_is_away_for_too_long_is_lost() {
    let mut story = connected();
    story.crashes("bob");

    story.pass(33_500);

    story.told_in_full(
        "alice",
        [
            "reconnecting bob",
            "member bob Reconnecting +microphone +camera",
            "reconnecting",
            "user-left bob lost",
            "member bob Lost",
            "record Completed ConnectionFailed",
            "ended",
        ],
    );
    let said: Vec<&Body> = story
        .sent_by("alice", "leave")
        .map(|sent| &sent.envelope.body)
        .collect();
    assert!(matches!(
        said[0],
        Body::Leave {
            why: LeaveReason::Lost,
            ..
        }
    ));
}

#[test]
fn the_wait_is_not_prolonged_by_tries_that_fail() {
    let mut story = connected();
    story.pass(5_000);
    story.path_breaks("alice", "bob");

    story.pass(3_500 + 29_999);
    assert_eq!(story.page("alice").call.state(), CallState::Reconnecting);
    story.pass(1);

    assert_eq!(story.page("alice").call.state(), CallState::Idle);
}

#[test]
fn a_page_that_was_itself_asleep_listens_before_it_complains() {
    let mut story = connected();
    story.page("alice").asleep = true;
    story.pass(10_000);
    story.page("alice").asleep = false;
    story.page("alice").told.clear();

    story.pass(900);

    story.told("alice", []);
    story.pass(5_000);
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}

#[test]
fn hanging_up_while_reconnecting_ends_the_call_at_once() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.pass(10_000);
    story.turns_the_page();

    story.hangs_up("alice");

    story.told(
        "alice",
        ["hangup", "record Completed by alice", "ended", "hangup ok"],
    );
    story.told(
        "bob",
        [
            "user-left alice hangup",
            "record Completed by alice",
            "ended",
        ],
    );
}

#[test]
fn pings_go_every_second_while_the_path_is_up() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    let mut pings = Vec::new();
    while story.now < 1_003_500 {
        let now = story
            .page("alice")
            .call
            .deadline()
            .expect("a reason to wake");
        story.now = now;
        let outputs = story
            .page("alice")
            .call
            .handle(callkit::call::input::Input::Wake, now);
        let is_ping = |output: &callkit::call::output::Output| {
            matches!(
                output,
                callkit::call::output::Output::Effect(Effect::Ping(_))
            )
        };
        pings.extend(
            outputs
                .0
                .iter()
                .filter(|output| is_ping(output))
                .map(|_| now - 1_000_000),
        );
    }
    assert_eq!(pings, [1_000, 2_000, 3_000]);
}
