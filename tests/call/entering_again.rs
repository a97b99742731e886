//! Who leaves a group call and enters it again is in it, as they are since; what was said of the time before comes too late.

use callkit::call::name::CallState;

use crate::story::{Page, Story, together};

fn sends(story: &mut Story, name: &str, who: &str) -> (bool, bool) {
    let info = story.page(name).call.info().expect("a call");
    let member = info.members.iter().find(|one| one.user.as_str() == who);
    member.map_or((false, false), |one| (one.microphone, one.camera))
}

#[test]
fn what_they_send_since_counts_for_those_who_never_heard_that_they_left() {
    let mut story = together(["alice", "bob", "carol"]);
    for on in [false, true, false, true] {
        story.sets_microphone("bob", on);
    }
    story.loses(|mail| mail.to == "alice" && mail.kind == "leave");
    story.hangs_up("bob");
    story.joins("bob", &["alice", "carol"]);
    story.sets_microphone("bob", false);
    story.pass(1_000);

    assert_eq!(sends(&mut story, "bob", "bob"), (false, true));
    assert_eq!(sends(&mut story, "carol", "bob"), (false, true));
    assert_eq!(sends(&mut story, "alice", "bob"), (false, true));
}

fn stays_in_though_the_leave_comes_late(goes: fn(&mut Story)) {
    let mut story = together(["alice", "bob", "carol"]);
    story.holds(|mail| mail.to == "alice" && mail.kind == "leave");
    goes(&mut story);
    story.joins("bob", &["alice", "carol"]);
    story.pass(1_000);
    story.turns_the_page();

    story.releases();
    story.pass(20_000);

    story.told("alice", []);
    assert!(story.members("alice").contains(&"bob Joined".to_owned()));
}

#[test]
fn a_leave_that_comes_after_they_have_entered_again_means_nothing() {
    stays_in_though_the_leave_comes_late(|story| story.hangs_up("bob"));
}

#[test]
fn a_page_that_is_loaded_again_and_enters_instead_of_returning_is_in_it() {
    stays_in_though_the_leave_comes_late(|story| story.reloads("bob"));
}

#[test]
fn who_leaves_once_more_is_out() {
    let mut story = together(["alice", "bob", "carol"]);
    story.hangs_up("bob");
    story.joins("bob", &["alice", "carol"]);
    story.turns_the_page();

    story.hangs_up("bob");

    assert_eq!(story.brief("alice"), ["user-left bob hangup"]);
}

#[test]
fn an_answer_to_what_was_said_before_comes_too_late_as_well() {
    let mut story = together(["alice", "bob"]);
    story.add(Page::with("carol", |_| {}));
    story.joins("carol", &["alice", "bob"]);
    story.holds(|mail| mail.from == "bob" && mail.to == "alice");
    story.hangs_up("bob");
    story.sets_microphone("alice", false);
    story.pass(12_000);
    story.joins("bob", &["carol"]);
    while let Some(place) = story.held.iter().rposition(|mail| mail.kind != "leave") {
        story.releases_at(place);
    }
    story.turns_the_page();

    story.releases();
    story.pass(5_000);

    assert!(story.members("alice").contains(&"bob Joined".to_owned()));
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}
