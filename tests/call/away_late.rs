//! A word of going that comes after the word of being back changes nothing.

use callkit::call::input::Input;
use callkit::call::name::CallState;

use crate::story::{Page, Story, connected, together};

/// Everybody goes on, as after a page that was here all the time.
#[track_caller]
fn all_go_on(story: &mut Story, names: &[&str]) {
    story.pass(30_000);
    for name in names {
        let told = story.brief(name).join(", ");
        assert!(!told.contains("user-left"), "{name}: {told}");
        assert_eq!(
            story.page(name).call.state(),
            CallState::Connected,
            "{name}: {told}"
        );
        assert!(
            story
                .members(name)
                .iter()
                .all(|one| one.ends_with("Joined")),
            "{name}"
        );
    }
}

#[test]
fn of_the_same_load() {
    let mut story = connected();
    story.holds(|mail| mail.kind == "away");
    story.happens("bob", Input::Unload);
    story.happens("bob", Input::Reshown);
    story.pass(200);
    story.turns_the_page();

    story.releases();
    story.told("alice", []);
    all_go_on(&mut story, &["alice", "bob"]);
}

#[test]
fn of_the_load_before() {
    let mut story = connected();
    story.holds(|mail| mail.kind == "away");
    story.reloads("bob");
    story.resumes("bob");
    story.pass(200);
    story.releases();
    all_go_on(&mut story, &["alice", "bob"]);
}

#[test]
fn of_the_load_before_that_was_lost_for_somebody() {
    let mut story = together(["alice", "bob", "carol"]);
    story.holds(|mail| mail.kind == "away" && mail.to == "carol");
    story.reloads("bob");
    story.resumes("bob");
    story.pass(200);
    story.releases();
    all_go_on(&mut story, &["alice", "bob", "carol"]);
}

#[test]
fn nor_does_a_word_of_being_back_that_comes_when_the_page_has_gone_again() {
    let mut story = connected();
    story.happens("bob", Input::Unload);
    story.holds(|mail| mail.kind == "back");
    story.happens("bob", Input::Reshown);
    story.happens("bob", Input::Unload);
    story.crashes("bob");
    story.releases();

    story.pass(4_000);

    let told = story.brief("alice");
    assert!(told.contains(&"record Completed by bob".into()), "{told:?}");
}

#[test]
fn another_device_of_the_same_person_counts_for_itself() {
    let mut story = together(["alice", "bob", "carol"]);
    story.happens("bob", Input::Unload);
    story.happens("bob", Input::Reshown);
    story.reloads("bob");
    story.resumes("bob");
    story.pass(1_000);
    story.add(Page::with("bob-2", |_| {}));
    story.joins("bob-2", &["alice", "carol"]);
    story.pass(5_000);
    story.turns_the_page();

    story.happens("bob-2", Input::Unload);

    assert_eq!(story.brief("alice"), ["reconnecting bob"]);
}
