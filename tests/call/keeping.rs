//! A browser keeps how each call of a page went if nothing more is heard of that page: closed, crashed or never loaded again.

use callkit::call::input::Input;
use callkit::call::limits;
use callkit::call::name::Millis;

use crate::both_call;
use crate::story::{Page, Story, connected, ringing, together, video};

/// How long the one call of a page lasted, as its browser keeps it.
fn lasted(story: &mut Story, name: &str) -> Millis {
    let [record] = &story.page(name).owed[..] else {
        panic!("{:?}", story.page(name).owed);
    };
    record.ended_at - record.connected_at.expect("it was connected")
}

#[test]
fn who_closes_the_page_in_a_call_has_hung_up() {
    let mut story = connected();
    story.pass(7_300);

    story.happens("bob", Input::Unload);

    assert_eq!(story.owed("bob"), ["record Completed by bob"]);
    assert_eq!(lasted(&mut story, "bob"), 7_300);
    story.turns_the_page();
    story.crashes("bob");
    story.pass(4_000);
    let told = story.brief("alice");
    assert!(told.contains(&"record Completed by bob".into()), "{told:?}");
}

#[test]
fn of_a_page_that_crashes_in_a_call_the_path_was_lost_and_its_length_is_right_to_two_seconds() {
    for length in [0, 900, 5_000, 61_234] {
        let mut story = connected();
        story.pass(length);
        assert_eq!(story.owed("bob"), ["record Completed ConnectionFailed"]);
        let kept = lasted(&mut story, "bob");
        assert!(kept <= length && length - kept <= limits::KEPT, "{kept}");
    }
}

#[test]
fn a_call_that_was_answered_and_not_connected_has_failed_where_the_page_crashed() {
    for name in ["alice", "bob"] {
        let mut story = ringing();
        story.path_breaks("alice", "bob");
        story.accepts("bob");
        assert_eq!(story.owed(name), ["record Failed MediaFailed"]);

        story.happens(name, Input::Unload);

        assert_eq!(story.owed(name), [format!("record Completed by {name}")]);
    }
}

#[test]
fn a_call_that_nobody_had_answered_was_missed_at_both() {
    let mut story = ringing();
    for name in ["alice", "bob"] {
        assert_eq!(story.owed(name), ["record Missed"]);
    }
    story.happens("bob", Input::Unload);
    assert_eq!(story.owed("bob"), ["record Missed"]);
}

#[test]
fn an_answer_that_nobody_confirmed_has_not_kept_a_call_from_being_missed() {
    let mut story = ringing();
    story.holds(|mail| mail.from == "bob");
    story.accepts("bob");
    assert_eq!(story.owed("bob"), ["record Missed"]);

    story.happens("bob", Input::Unload);

    assert_eq!(story.owed("bob"), ["record Missed"]);
}

#[test]
fn a_caller_who_closes_the_page_has_taken_the_call_back_and_nothing_is_left_to_say() {
    let mut story = ringing();
    story.happens("alice", Input::Unload);
    let told = story.brief("alice");
    assert!(told.contains(&"record Cancelled by alice".into()));
    assert_eq!(story.owed("alice"), [""; 0]);
}

#[test]
fn nothing_is_kept_of_a_call_that_has_its_record() {
    type Ending = fn(&mut Story);
    let endings: [Ending; 4] = [
        |story| story.refuses("bob"),
        |story| story.pass(40_000),
        |story| {
            story.accepts("bob");
            story.hangs_up("alice");
        },
        |story| story.signs_out("bob"),
    ];
    for (at, end) in endings.iter().enumerate() {
        let mut story = ringing();
        end(&mut story);
        assert!(story.page("bob").told.join(" ").contains("record"), "{at}");
        assert_eq!(story.owed("bob"), [""; 0], "{at}");
    }
}

#[test]
fn of_two_calls_that_became_one_one_is_kept() {
    let mut story = both_call::crossing();
    story.holds(|mail| mail.kind != "invite");
    story.releases_kind("invite");
    story.pass(limits::KEPT);
    for name in ["alice", "bob"] {
        assert_eq!(story.owed(name).len(), 1, "{name}");
    }
    story.releases();
    both_call::are_in_one_call(&mut story);
    for name in ["alice", "bob"] {
        assert_eq!(story.owed(name), ["record Completed ConnectionFailed"]);
    }
}

#[test]
fn who_called_back_and_goes_leaves_that_they_were_called() {
    let mut story = ringing();
    story.holds(|mail| mail.from == "bob");
    story.starts("bob", video("alice", "zzz"));
    assert_eq!(story.owed("bob"), ["zzz: record Missed"]);

    story.happens("bob", Input::Unload);

    assert_eq!(story.owed("bob"), ["record Missed"]);
}

#[test]
fn a_page_that_is_in_a_call_and_rings_owes_both() {
    let mut story = Story::of(["alice", "carol"]);
    story.add(Page::with("bob", |config| config.busy_when_in_call = false));
    story.calls("alice", "bob");
    story.accepts("bob");
    story.starts("carol", video("bob", "second"));

    story.happens("bob", Input::Unload);

    let owed = story.owed("bob");
    assert_eq!(owed, ["second: record Missed", "record Completed by bob"]);
}

#[test]
fn everybody_of_a_group_is_in_what_is_kept() {
    let mut story = together(["alice", "bob", "carol"]);
    story.happens("bob", Input::Unload);
    let mut users: Vec<_> = story.page("bob").owed[0].members.clone();
    users.sort();
    let users: Vec<_> = users.iter().map(|user| user.as_str()).collect();
    assert_eq!(users, ["alice", "bob", "carol"]);
}

#[test]
fn a_page_that_is_shown_again_has_not_hung_up() {
    let mut story = connected();
    story.happens("bob", Input::Unload);
    story.happens("bob", Input::Reshown);
    story.pass(limits::KEPT);
    assert_eq!(story.owed("bob"), ["record Completed ConnectionFailed"]);
}

#[test]
fn a_call_that_nobody_returned_to_ended_when_the_page_was_last_in_it() {
    for crashes in [true, false] {
        let mut story = connected();
        story.pass(10_000);
        if !crashes {
            story.happens("bob", Input::Unload);
        }
        story.crashes("bob");
        story.pass(3_600_000);
        story.is_loaded("bob");

        story.pass(60_000);

        let record = story.page("bob").call.last_record().expect("a record");
        let lasted = record.ended_at - record.connected_at.expect("it was connected");
        assert!((8_000..=10_000).contains(&lasted), "{lasted}");
        assert_eq!(story.owed("bob"), [""; 0]);
    }
}

#[test]
fn a_page_that_could_return_and_is_closed_leaves_the_record_of_when_it_was_in_the_call() {
    let mut story = connected();
    story.pass(10_000);
    story.reloads("bob");
    assert_eq!(story.owed("bob"), ["record Completed ConnectionFailed"]);
    story.pass(5_000);

    story.happens("bob", Input::Unload);

    assert_eq!(story.owed("bob"), ["record Completed by bob"]);
    assert_eq!(lasted(&mut story, "bob"), 10_000);
}
