//! What others say they send, by its own counter.

use callkit::call::message::{Body, Join, Media};

use crate::story::{Story, connected};

fn says(story: &mut Story, number: u32, media: Media) {
    let message = story.message("alice", Some("bob"), number, Body::Media(media));
    story.receives("bob", "alice", &message);
}

const NOTHING: Media = Media {
    counter: 10,
    microphone: false,
    camera: false,
    screen: false,
    pending: false,
    turn: 0,
};

#[test]
fn published_and_unpublished_come_from_the_media_message() {
    let mut story = connected();

    says(
        &mut story,
        90,
        Media {
            screen: true,
            microphone: true,
            ..NOTHING
        },
    );

    story.told_in_full(
        "bob",
        [
            "user-unpublished alice Camera",
            "user-published alice Screen",
            "member alice Joined +microphone +screen",
        ],
    );
}

#[test]
fn a_media_message_that_comes_late_is_ignored() {
    let mut story = connected();
    says(&mut story, 91, NOTHING);
    story.turns_the_page();

    let late = Media {
        counter: 9,
        camera: true,
        ..NOTHING
    };
    says(&mut story, 90, late);

    story.told_in_full("bob", []);
}

#[test]
fn a_media_message_that_overtakes_the_join_counts_and_tells_after_it() {
    let mut story = Story::of(["alice", "bob"]);
    story.loses(|mail| mail.kind == "join");
    story.calls("alice", "bob");
    story.accepts("bob");
    story.sets_camera("bob", false);
    story.loses(|_| false);
    story.turns_the_page();

    story.pass(2_000);

    story.told(
        "alice",
        [
            "user-joined bob",
            "user-published bob Microphone",
            "connected",
        ],
    );
}

#[test]
fn a_join_that_comes_again_joins_nobody_again() {
    let mut story = connected();
    let media = Media {
        counter: 10,
        microphone: true,
        camera: true,
        ..NOTHING
    };
    let join = Join {
        media,
        ..Join::default()
    };
    let body = Body::Join(Box::new(join));
    let message = story.message("bob", Some("alice"), 90, body);

    story.receives("alice", "bob", &message);

    story.told_in_full("alice", []);
}

#[test]
fn of_changes_that_were_not_acknowledged_only_the_last_goes_again() {
    let mut story = connected();
    story.loses(|mail| mail.kind == "media");
    for on in [false, true, false] {
        story.sets_camera("alice", on);
    }
    story.turns_the_page();

    story.pass(500);

    let again: Vec<&Body> = story
        .sent_by("alice", "media")
        .filter(|sent| !sent.direct)
        .map(|sent| &sent.envelope.body)
        .collect();
    assert_eq!(again.len(), 1, "{again:?}");
}
