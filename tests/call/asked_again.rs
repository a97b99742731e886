//! Who is invited to a group again answers that, and not by what was said of the time before.

use callkit::call::message::Body;

use crate::story::{Page, Story, together};

/// Alice is in a group call with carol, and bob has two devices.
fn with_two_devices() -> Story {
    let mut story = together(["alice", "carol"]);
    for name in ["bob-1", "bob-2"] {
        story.add(Page::with(name, |_| {}));
    }
    story
}

fn rings(story: &mut Story, name: &str) -> bool {
    !story.page(name).call.invites().is_empty()
}

#[test]
fn that_they_left_before_is_no_answer_when_it_comes_late() {
    let mut story = together(["alice", "carol", "bob"]);
    story.holds(|mail| mail.from == "bob" && mail.kind == "leave");
    story.hangs_up("bob");
    story.pass(6_000);
    story.turns_the_page();
    story.adds("alice", &["bob"]);
    story.told("bob", ["invite from alice"]);

    story.releases();

    story.told("alice", ["start ok", "ringing bob"]);
    assert!(rings(&mut story, "bob"));
    story.accepts("bob");
    assert!(story.members("alice").contains(&"bob Joined".into()));
}

#[test]
fn that_a_device_left_before_is_no_answer_where_the_other_rings() {
    let mut story = with_two_devices();
    story.adds("alice", &["bob"]);
    story.accepts("bob-1");
    story.holds(|mail| mail.from == "bob-1" && mail.kind == "leave");
    story.hangs_up("bob-1");
    story.pass(6_000);
    story.crashes("bob-1");
    story.turns_the_page();
    story.adds("alice", &["bob"]);

    story.releases();

    story.told("alice", ["start ok", "ringing bob"]);
    assert!(rings(&mut story, "bob-2"));
}

#[test]
fn that_they_left_at_once_is_an_answer_though_it_overtakes_their_yes() {
    let mut story = together(["alice", "carol", "bob"]);
    story.hangs_up("bob");
    story.adds("alice", &["bob"]);
    story.turns_the_page();
    story.holds(|mail| mail.kind == "answer");
    story.accepts("bob");

    story.hangs_up("bob");

    story.told("alice", ["accept bob", "user-left bob hangup"]);
}

#[test]
fn that_their_other_device_refused_before_ends_no_ring_when_it_comes_late() {
    let mut story = with_two_devices();
    story.holds(|mail| mail.kind == "handled");
    story.adds("alice", &["bob"]);
    story.refuses("bob-1");
    story.pass(1_000);
    story.adds("alice", &["bob"]);
    assert!(rings(&mut story, "bob-2"));

    story.releases();

    assert!(rings(&mut story, "bob-2"));
}

#[test]
fn that_their_other_device_answered_somebody_else_who_asked_ends_the_ring() {
    let mut story = with_two_devices();
    story.adds("alice", &["bob"]);
    story.refuses("bob-1");
    story.adds("alice", &["bob"]);
    story.adds("carol", &["bob"]);
    assert!(rings(&mut story, "bob-2"));
    // There carol's invitation came first, which is her first.
    let handled = Body::Handled {
        round: 1,
        accepted: true,
        device_name: "phone".into(),
    };

    let message = story.message("bob-1", None, 90, handled);
    story.receives("bob-2", "bob", &message);

    assert!(!rings(&mut story, "bob-2"));
}
