//! Once two people are connected, messages between them go over the data channel as well as over the connection.

use callkit::call::input::Fact;

use crate::story::{connected, ringing};

#[test]
fn a_message_goes_both_ways_and_counts_once() {
    let mut story = connected();

    story.sets_camera("bob", false);

    let ways: Vec<bool> = story
        .sent_by("bob", "media")
        .map(|sent| sent.direct)
        .collect();
    assert_eq!(ways, [true, false]);
    story.told("alice", ["user-unpublished bob Camera"]);
}

#[test]
fn what_is_unacknowledged_when_the_channel_opens_goes_again_over_it() {
    let mut story = ringing();
    story.loses(|mail| mail.kind == "join" && !mail.direct);

    story.accepts("bob");
    story.pass(100);

    let ways: Vec<(u64, bool)> = story
        .sent_by("bob", "join")
        .map(|sent| (sent.at - 1_000_000, sent.direct))
        .collect();
    assert_eq!(ways, [(0, false), (50, true), (50, false)]);
    assert!(story.page("alice").told.contains(&"user-joined bob".into()));
}

#[test]
fn a_call_goes_on_and_mutes_while_both_connections_are_down() {
    let mut story = connected();
    story.goes_offline("alice");
    story.goes_offline("bob");
    story.turns_the_page();

    story.sets_camera("bob", false);
    story.pass(60_000);
    story.sets_camera("bob", true);

    story.told(
        "alice",
        ["user-unpublished bob Camera", "user-published bob Camera"],
    );
    story.told("bob", ["camera ok", "camera ok"]);
}

#[test]
fn hanging_up_arrives_while_both_connections_are_down() {
    let mut story = connected();
    story.goes_offline("alice");
    story.goes_offline("bob");
    story.turns_the_page();

    story.hangs_up("alice");

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
fn the_connection_takes_over_when_the_channel_has_closed() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.learns("bob", Fact::ChannelClosed);
    story.turns_the_page();

    story.sets_camera("bob", false);

    assert!(story.sent_by("bob", "media").all(|sent| !sent.direct));
    story.told("alice", ["user-unpublished bob Camera"]);
}
