//! Several devices of one person: they ring together, and one of them has the call.

use callkit::call::message::{Answer, Body, Verdict};
use callkit::call::name::{CallType, Status};

use crate::story::{Mail, Page, Sent, Story, kind, yes};

fn both_ring() -> Story {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone"]);
    story.calls("alice", "bob");
    story.turns_the_page();
    story
}

const ELSEWHERE: [&str; 3] = [
    "answered-elsewhere true on bob-phone's browser",
    "record AnsweredElsewhere by bob",
    "ended",
];

#[test]
fn all_devices_ring_and_the_caller_hears_it_once() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone"]);

    story.calls("alice", "bob");

    story.told("alice", ["start ok", "ringing bob"]);
    story.told("bob-laptop", ["invite from alice"]);
    story.told("bob-phone", ["invite from alice"]);
}

#[test]
fn siblings_stop_at_once_while_the_caller_is_offline() {
    let mut story = both_ring();
    story.goes_offline("alice");

    story.accepts("bob-phone");

    story.told("bob-laptop", ELSEWHERE);
}

#[test]
fn siblings_stop_by_the_word_of_the_caller_when_the_siblings_own_is_lost() {
    let mut story = both_ring();
    story.loses(|mail| mail.kind == "handled");

    story.accepts("bob-phone");

    story.told("bob-laptop", ELSEWHERE);
}

#[test]
fn a_refusal_on_one_device_stops_the_other_while_the_caller_is_offline() {
    let mut story = both_ring();
    story.goes_offline("alice");

    story.refuses("bob-phone");

    story.told(
        "bob-laptop",
        [
            "answered-elsewhere false on bob-phone's browser",
            "record AnsweredElsewhere by bob",
            "ended",
        ],
    );
}

#[test]
fn a_device_that_has_accepted_does_not_listen_to_its_siblings() {
    let mut story = both_ring();
    story.holds(|mail| mail.kind == "answer" || mail.kind == "handled");
    story.accepts("bob-phone");
    story.accepts("bob-laptop");
    story.turns_the_page();

    story.releases_one("bob-phone", "handled");
    story.releases_one("bob-laptop", "handled");

    story.told("bob-phone", []);
    story.told("bob-laptop", []);
}

#[test]
fn of_two_devices_that_accept_in_the_same_instant_the_caller_picks_one() {
    let mut story = both_ring();
    story.holds(|mail| mail.kind == "answer" || mail.kind == "handled");
    story.accepts("bob-laptop");
    story.accepts("bob-phone");
    story.turns_the_page();

    story.held.reverse();
    story.releases();

    let loser = std::mem::take(&mut story.page("bob-laptop").told);
    assert_eq!(
        loser,
        [
            "answered-elsewhere true on bob-phone's browser",
            "record AnsweredElsewhere by bob",
            "ended",
            "answer fails CallEnded",
        ]
    );
    assert_eq!(story.page("bob-laptop").live, [false, false]);
    story.did("bob-laptop", ["close-devices", "close-peer"]);
    assert!(story.page("bob-phone").told.contains(&"connected".into()));
    let told = story.page("alice").told.join(", ");
    assert_eq!(told.matches("accept bob").count(), 1);
}

#[test]
fn a_late_device_hears_who_has_the_call() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone"]);
    story.holds(|mail| mail.to == "bob-laptop" && mail.kind == "invite");
    story.loses(|mail| mail.to == "bob-laptop" && mail.kind != "invite");
    story.calls("alice", "bob");
    story.accepts("bob-phone");
    story.loses(|_| false);
    story.turns_the_page();

    story.releases();

    story.told("bob-laptop", ["record AnsweredElsewhere by bob"]);
    story.told("alice", []);
}

#[test]
fn a_late_device_hears_of_a_refusal_after_the_call_is_over() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone"]);
    story.holds(|mail| mail.to == "bob-laptop" && mail.kind == "invite");
    story.loses(|mail| mail.to == "bob-laptop" && mail.kind != "invite");
    story.calls("alice", "bob");
    story.refuses("bob-phone");
    story.loses(|_| false);
    story.turns_the_page();

    story.releases();

    story.told("bob-laptop", ["record AnsweredElsewhere by bob"]);
}

#[test]
fn after_a_confirmed_accept_another_devices_refusal_is_acknowledged_and_ignored() {
    let mut story = both_ring();
    story.accepts("bob-phone");
    story.pass(100);
    story.turns_the_page();

    let refusal = Body::Answer(Answer::plain(1, Verdict::Refuse, CallType::Video));
    let message = story.message("bob-laptop", Some("alice"), 20, refusal);
    story.receives("alice", "bob", &message);
    story.pass(100);

    story.told_in_full("alice", []);
    let acknowledges = |sent: &Sent| match &sent.envelope.body {
        Body::Ack { direct, .. } => direct.contains(&20),
        _ => sent.envelope.got.contains(&20),
    };
    let acks = story.sent.iter().filter(|sent| acknowledges(sent));
    assert_eq!(acks.count(), 1);
}

#[test]
fn a_device_without_webrtc_stays_silent_and_refuses_for_nobody() {
    let mut story = Story::of(["alice", "bob-laptop"]);
    let deaf = Page::with("bob-old", |config| config.can_call = false);
    story.add(deaf);

    story.calls("alice", "bob");
    story.accepts("bob-laptop");

    let said = |sent: &&Sent| sent.from == "bob-old" && kind(&sent.envelope.body) != "ack";
    assert_eq!(story.sent.iter().filter(said).count(), 0);
    story.told("bob-old", []);
    assert!(story.page("alice").told.contains(&"connected".into()));
}

#[test]
fn a_device_without_webrtc_does_not_count_as_reached() {
    let mut story = Story::of(["alice"]);
    story.add(Page::with("bob-old", |config| config.can_call = false));

    story.calls("alice", "bob");
    story.pass(30_000);

    story.told_in_full(
        "alice",
        [
            "start ok",
            "member alice Joined +microphone +camera",
            "timeout bob",
            "member bob Timeout",
            "record Missed",
            "ended",
        ],
    );
}

#[test]
fn the_devices_name_is_told_to_own_devices_and_to_the_caller_only_with_an_accept() {
    let mut story = both_ring();
    story.refuses("bob-phone");

    let names: Vec<String> = story
        .sent_by("bob-phone", "answer")
        .filter_map(|sent| match &sent.envelope.body {
            Body::Answer(answer) => Some(answer.device_name.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(names, [""]);
}

#[test]
fn an_accept_that_the_caller_neither_confirms_nor_cancels_fails_after_ten_seconds() {
    let mut story = both_ring();
    story.crashes("alice");
    story.answers("bob-phone", yes());
    story.turns_the_page();

    story.pass(9_999);
    story.told("bob-phone", []);
    story.pass(1);

    story.told(
        "bob-phone",
        [
            "record Failed ConnectionFailed",
            "ended",
            "answer fails CallEnded",
        ],
    );
    assert_eq!(story.page("bob-phone").live, [false, false]);
}

#[test]
fn a_device_that_does_not_ring_hears_of_the_answer_as_surely_as_those_that_do() {
    let mut story = Story::of(["alice", "bob-laptop"]);
    story.add(Page::with("bob-phone", |config| {
        config.asks_before_ring = true;
    }));
    story.calls("alice", "bob");
    let is_first =
        |mail: &Mail| mail.to == "bob-phone" && matches!(mail.kind, "confirm-answer" | "handled");
    story.loses(is_first);
    story.accepts("bob-laptop");
    story.pass(400);
    story.loses(|mail| mail.kind == "handled");
    story.pass(3_000);

    let record = story.page("bob-phone").call.last_record();
    assert!(record.is_some_and(|record| record.status == Status::AnsweredElsewhere));
}
