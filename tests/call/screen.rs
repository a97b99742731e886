//! Showing a screen: one person at a time, the last who began.

use callkit::call::input::{Command, Input};
use callkit::call::name::{Failure, Source};

use crate::story::{Story, connected, together};

fn shares(story: &mut Story, name: &str, on: bool) {
    let audio = false;
    story.commands(name, "share", Command::ShareScreen { on, audio });
}

fn who_shows(story: &mut Story, name: &str) -> Vec<String> {
    let info = story.page(name).call.info().expect("a call");
    let shows = info.members.into_iter().filter(|member| member.screen);
    shows.map(|it| it.user.as_str().to_owned()).collect()
}

#[test]
fn a_screen_is_shown_beside_the_camera_and_both_are_told() {
    let mut story = connected();

    shares(&mut story, "alice", true);

    story.did("alice", ["open screen"]);
    story.told_in_full(
        "alice",
        [
            "member alice Joined +microphone +camera +screen",
            "share ok",
        ],
    );
    story.told_in_full(
        "bob",
        [
            "user-published alice Screen",
            "member alice Joined +microphone +camera +screen",
        ],
    );
}

#[test]
fn its_sound_is_asked_for_with_it() {
    let mut story = connected();

    let command = Command::ShareScreen {
        on: true,
        audio: true,
    };
    story.commands("alice", "share", command);

    story.did("alice", ["open screen with sound"]);
}

#[test]
fn a_screen_that_is_shown_already_is_not_asked_for_again() {
    let mut story = connected();
    shares(&mut story, "alice", true);
    story.turns_the_page();

    shares(&mut story, "alice", true);

    story.did("alice", []);
    story.told("alice", ["share ok"]);
}

#[test]
fn whoever_stops_shows_nothing_any_more() {
    let mut story = connected();
    shares(&mut story, "alice", true);
    story.turns_the_page();

    shares(&mut story, "alice", false);

    story.did("alice", ["close-screen"]);
    story.told("alice", ["share ok"]);
    story.told("bob", ["user-unpublished alice Screen"]);
}

#[test]
fn the_browsers_own_button_ends_it_for_both_and_is_no_error() {
    let mut story = connected();
    shares(&mut story, "alice", true);
    story.turns_the_page();

    story.happens(
        "alice",
        Input::SourceEnded(Source::Screen, Failure::DeviceNotFound),
    );

    story.told_in_full("alice", ["member alice Joined +microphone +camera"]);
    story.told("bob", ["user-unpublished alice Screen"]);
}

#[test]
fn whoever_chooses_no_screen_is_refused_and_nothing_is_told() {
    let mut story = connected();
    story.page("alice").screen = Some(Err(Failure::PermissionDenied));

    shares(&mut story, "alice", true);

    story.told("alice", ["share fails PermissionDenied"]);
    story.told("bob", []);
}

#[test]
fn without_a_call_there_is_nobody_to_show_it_to() {
    let mut story = Story::of(["alice"]);

    shares(&mut story, "alice", true);

    story.told("alice", ["share fails NoCall"]);
}

#[test]
fn a_screen_chosen_after_the_end_is_shown_to_nobody_and_its_promise_fails() {
    let mut story = connected();
    story.page("alice").screen = None;
    shares(&mut story, "alice", true);
    let prompt = story.page("alice").screen_prompts[0];
    story.turns_the_page();

    story.hangs_up("alice");

    let told = story.brief("alice");
    assert!(
        told.contains(&"share fails CallEnded".to_owned()),
        "{told:?}"
    );
    story.turns_the_page();
    story.happens("alice", Input::ScreenOpened(prompt, Ok(())));
    story.told("alice", []);
}

#[test]
fn a_screen_chosen_after_it_was_given_up_is_shown_to_nobody() {
    let mut story = connected();
    story.page("alice").screen = None;
    shares(&mut story, "alice", true);
    let prompt = story.page("alice").screen_prompts[0];
    shares(&mut story, "alice", false);
    story.did("alice", ["open screen", "close-screen"]);

    story.happens("alice", Input::ScreenOpened(prompt, Ok(())));

    story.told("alice", ["share ok", "share ok"]);
    story.told("bob", []);
}

#[test]
fn a_second_person_who_shares_ends_the_first() {
    let mut story = together(["alice", "bob", "carol"]);
    shares(&mut story, "alice", true);
    story.turns_the_page();

    shares(&mut story, "bob", true);

    story.did("alice", ["close-screen"]);
    for name in ["alice", "bob", "carol"] {
        assert_eq!(who_shows(&mut story, name), ["bob"], "as {name} sees it");
    }
}

#[test]
fn it_goes_back_and_forth_as_often_as_they_like() {
    let mut story = connected();
    for name in ["alice", "bob", "alice", "bob"] {
        shares(&mut story, name, true);

        assert_eq!(who_shows(&mut story, "alice"), [name]);
        assert_eq!(who_shows(&mut story, "bob"), [name]);
    }
}

#[test]
fn of_two_who_share_at_once_one_remains() {
    let mut story = connected();
    story.holds(|mail| mail.kind == "media");
    shares(&mut story, "alice", true);
    shares(&mut story, "bob", true);

    story.releases();

    assert_eq!(who_shows(&mut story, "alice"), ["bob"]);
    assert_eq!(who_shows(&mut story, "bob"), ["bob"]);
}

#[test]
fn the_end_of_the_call_ends_it() {
    let mut story = connected();
    shares(&mut story, "alice", true);
    story.turns_the_page();

    story.hangs_up("bob");

    let did = &story.page("alice").did;
    assert!(did.contains(&"close-devices".to_owned()), "{did:?}");
}
