//! How a call went stands in the conversation once: whoever leaves last writes it, whoever that is.

use callkit::call::input::Input;
use callkit::call::limits;

use crate::story::{Story, connected, group, ringing, together, video, yes};

/// What each page wrote into a conversation: the page and the line.
fn chats(story: &mut Story) -> Vec<String> {
    let mut lines = Vec::new();
    for page in &mut story.pages {
        let did = std::mem::take(&mut page.did);
        for line in did.iter().filter(|line| line.starts_with("chat ")) {
            lines.push(format!("{}: {line}", page.name));
        }
    }
    lines
}

fn in_team(to: &[&str]) -> callkit::call::input::StartCall {
    let mut call = group(to, "call");
    call.group_id = Some("team".into());
    call
}

/// These people are in a call of the group "team", which the first started.
fn team<const N: usize>(names: [&'static str; N]) -> Story {
    let mut story = Story::of(names);
    story.starts(names[0], in_team(&names[1..]));
    for name in &names[1..] {
        story.accepts(name);
    }
    story.turns_the_page();
    story
}

#[test]
fn a_caller_whom_nobody_answered_writes_how_it_went() {
    type Ending = (fn(&mut Story), &'static str);
    let endings: [Ending; 4] = [
        (|story| story.hangs_up("alice"), "Cancelled by alice"),
        (|story| story.refuses("bob"), "Refused by bob"),
        (|story| story.pass(30_000), "Missed"),
        (
            |story| story.happens("alice", Input::Unload),
            "Cancelled by alice",
        ),
    ];
    for (ends, status) in endings {
        let mut story = ringing();
        ends(&mut story);
        story.pass(60_000);
        assert_eq!(
            chats(&mut story),
            [format!("alice: chat to bob record {status}")]
        );
    }
}

#[test]
fn a_person_who_is_busy_writes_nothing_and_the_caller_does() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.calls("alice", "bob");
    story.accepts("bob");
    story.turns_the_page();

    story.starts("carol", video("bob", "second"));

    assert_eq!(
        chats(&mut story),
        ["carol: chat to bob second: record Busy by bob"]
    );
}

#[test]
fn of_two_the_one_who_is_left_writes_whoever_that_is() {
    for (leaves, stays) in [("alice", "bob"), ("bob", "alice")] {
        let mut story = connected();
        story.hangs_up(leaves);
        story.pass(60_000);
        let line = format!("{stays}: chat to {leaves} record Completed by {leaves}");
        assert_eq!(chats(&mut story), [line]);
    }
}

#[test]
fn of_two_who_hang_up_at_the_same_time_one_writes() {
    let mut story = connected();
    story.holds(|_| true);
    story.hangs_up("alice");
    story.hangs_up("bob");
    assert_eq!(chats(&mut story), [""; 0]);

    story.releases();
    story.pass(60_000);

    assert_eq!(
        chats(&mut story),
        ["alice: chat to bob record Completed by alice"]
    );
}

#[test]
fn of_two_who_hang_up_at_the_same_time_the_one_who_is_still_there_writes() {
    for gone in ["alice", "bob"] {
        let mut story = connected();
        story.holds(|_| true);
        story.hangs_up("alice");
        story.hangs_up("bob");
        story.crashes(gone);
        story.releases();
        story.pass(60_000);
        assert_eq!(chats(&mut story).len(), 1, "{gone} is gone");
    }
}

#[test]
fn whoever_hangs_up_on_a_page_that_has_crashed_writes_when_it_does_not_answer() {
    for (leaves, crashed) in [("alice", "bob"), ("bob", "alice")] {
        let mut story = connected();
        story.crashes(crashed);
        story.hangs_up(leaves);
        story.pass(limits::OFFERED - 1);
        assert_eq!(chats(&mut story), [""; 0]);
        story.pass(1);
        let line = format!("{leaves}: chat to {crashed} record Completed by {leaves}");
        assert_eq!(chats(&mut story), [line]);
    }
}

#[test]
fn whoever_gives_up_a_page_that_has_crashed_writes() {
    let mut story = connected();
    story.crashes("bob");

    story.pass(120_000);

    let line = "alice: chat to bob record Completed ConnectionFailed";
    assert_eq!(chats(&mut story), [line]);
}

#[test]
fn of_two_who_lose_each_other_and_hear_each_other_by_the_connection_one_writes() {
    let mut story = connected();
    story.path_breaks("alice", "bob");

    story.pass(120_000);

    assert_eq!(chats(&mut story).len(), 1);
}

#[test]
fn of_two_who_give_each_other_up_at_the_same_time_one_writes() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.holds(|mail| mail.kind == "leave");
    story.pass(36_000);
    assert_eq!(chats(&mut story), [""; 0]);

    story.releases();
    story.pass(60_000);

    assert_eq!(chats(&mut story).len(), 1);
}

#[test]
fn a_page_that_is_closed_in_a_call_leaves_the_writing_to_the_other() {
    let mut story = connected();
    story.happens("bob", Input::Unload);
    story.crashes("bob");

    story.pass(60_000);

    assert_eq!(
        chats(&mut story),
        ["alice: chat to bob record Completed by bob"]
    );
}

#[test]
fn a_call_that_is_given_up_after_a_reload_is_written_by_the_other() {
    for name in ["alice", "bob"] {
        let mut story = connected();
        story.reloads(name);
        story.hangs_up(name);
        story.pass(60_000);
        let chats = chats(&mut story);
        assert_eq!(chats.len(), 1, "{name}: {chats:?}");
        assert!(!chats[0].starts_with(name));
    }
}

#[test]
fn of_two_who_were_reloaded_and_do_not_return_one_writes() {
    for hangs_up in [false, true] {
        let mut story = connected();
        story.reloads("alice");
        story.reloads("bob");
        if hangs_up {
            story.hangs_up("bob");
        }
        story.pass(120_000);
        assert_eq!(chats(&mut story).len(), 1);
    }
}

#[test]
fn a_page_that_returns_to_a_call_long_over_does_not_write_it_again() {
    let mut story = connected();
    story.goes_offline("bob");
    story.path_breaks("alice", "bob");
    story.hangs_up("alice");
    story.pass(12_000);
    assert_eq!(chats(&mut story).len(), 1);

    story.comes_online("bob");
    story.pass(60_000);

    assert_eq!(chats(&mut story), [""; 0]);
}

#[test]
fn devices_that_only_rang_or_answered_too_late_write_nothing() {
    let mut story = Story::of(["alice", "bob-desk", "bob-pocket"]);
    story.calls("alice", "bob");
    story.turns_the_page();
    story.holds(|mail| mail.kind == "answer" || mail.kind == "handled");
    story.accepts("bob-desk");
    story.accepts("bob-pocket");
    story.releases();
    story.hangs_up("alice");
    story.pass(60_000);

    let chats = chats(&mut story);
    assert_eq!(chats.len(), 1, "{chats:?}");
    assert!(chats[0].contains("Completed by alice"));
}

#[test]
fn an_answer_that_nobody_confirms_writes_nothing() {
    let mut story = ringing();
    story.crashes("alice");

    story.accepts("bob");
    story.pass(60_000);

    assert_eq!(chats(&mut story), [""; 0]);
}

#[test]
fn two_who_called_each_other_have_one_line_of_one_call() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|_| true);
    story.starts("alice", video("bob", "1"));
    story.starts("bob", video("alice", "2"));
    story.releases();
    story.pass(3_000);
    story.hangs_up("bob");
    story.pass(60_000);

    assert_eq!(
        chats(&mut story),
        ["alice: chat to bob 1: record Completed by bob"]
    );
}

#[test]
fn the_last_to_leave_a_group_writes_to_the_group() {
    let mut story = team(["alice", "bob", "carol"]);
    for name in ["alice", "carol"] {
        story.hangs_up(name);
        story.pass(20_000);
    }

    assert_eq!(
        chats(&mut story),
        ["bob: chat in team record Completed by carol"]
    );
}

#[test]
fn of_a_group_that_leaves_at_the_same_time_one_writes() {
    let names = ["alice", "bob", "carol", "dave"];
    let mut story = team(names);
    story.holds(|_| true);
    for name in names {
        story.hangs_up(name);
    }
    story.releases();
    story.pass(60_000);

    assert_eq!(
        chats(&mut story),
        ["alice: chat in team record Completed by alice"]
    );
}

#[test]
fn whoever_leaves_a_group_beside_a_crashed_page_leaves_the_writing_to_the_living() {
    let mut story = team(["alice", "bob", "carol"]);
    story.crashes("carol");
    story.hangs_up("alice");
    story.pass(120_000);

    let chats = chats(&mut story);
    assert_eq!(chats.len(), 1, "{chats:?}");
    assert!(chats[0].starts_with("bob: chat in team record Completed"));
}

#[test]
fn a_group_that_nobody_joined_is_written_by_its_inviter() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("alice", in_team(&["bob", "carol"]));
    story.refuses("bob");
    story.refuses("carol");

    assert_eq!(
        chats(&mut story),
        ["alice: chat in team record Refused by carol"]
    );
}

#[test]
fn a_group_call_without_a_group_has_no_conversation() {
    let mut story = together(["alice", "bob", "carol"]);
    for name in ["alice", "bob", "carol"] {
        story.hangs_up(name);
    }
    story.pass(60_000);

    assert_eq!(chats(&mut story), [""; 0]);
}

#[test]
fn a_device_that_another_of_the_same_person_replaces_writes_nothing() {
    let mut story = Story::of(["alice", "bob-desk"]);
    story.starts("alice", in_team(&["bob"]));
    story.accepts("bob-desk");
    story.turns_the_page();
    story.add(crate::story::Page::new(crate::story::config("bob-pocket")));
    story.joins("bob-pocket", &["alice"]);
    story.pass(20_000);
    assert_eq!(chats(&mut story), [""; 0]);

    story.hangs_up("bob-pocket");
    story.pass(60_000);

    assert_eq!(
        chats(&mut story),
        ["alice: chat in team record Completed by bob"]
    );
}

#[test]
fn the_words_of_an_invitation_go_to_the_group_once_or_to_each_where_there_is_none() {
    let words = |mut call: callkit::call::input::StartCall| {
        call.message = "Come".into();
        call
    };
    let mut story = Story::of(["alice", "bob", "carol", "dave"]);
    story.starts("alice", words(in_team(&["bob", "carol"])));
    assert_eq!(chats(&mut story), ["alice: chat in team \"Come\""]);
    story.answers("bob", yes());
    story.starts("alice", words(in_team(&["dave"])));
    assert_eq!(chats(&mut story), ["alice: chat in team \"Come\""]);

    let mut story = Story::of(["alice", "bob", "carol"]);
    story.starts("alice", words(group(&["bob", "carol"], "call")));
    let each = ["bob", "carol"].map(|user| format!("alice: chat to {user} \"Come\""));
    assert_eq!(chats(&mut story), each);
}

/// Alice leaves one call more than may wait for the others' word; who is with her in the first has crashed, or not.
fn left_one_after_another(crashes: &dyn Fn(&str) -> bool) -> Story {
    let names = ["b", "c", "d", "e", "f", "g", "h", "i", "j"];
    assert_eq!(names.len(), limits::DEPARTURES + 1);
    let mut story = Story::of(["alice", "b", "c", "d", "e", "f", "g", "h", "i", "j"]);
    for name in names {
        story.starts("alice", video(name, name));
        story.accepts(name);
        if crashes(name) {
            story.crashes(name);
        }
        story.hangs_up("alice");
    }
    story
}

#[test]
fn where_more_calls_are_left_to_others_than_can_wait_the_oldest_is_told_at_once() {
    let mut story = left_one_after_another(&|_| true);
    let line = "alice: chat to b b: record Completed by alice";
    assert_eq!(chats(&mut story), [line]);
    story.pass(60_000);
    assert_eq!(chats(&mut story).len(), limits::DEPARTURES);
}

#[test]
fn and_not_where_somebody_who_was_in_it_knows() {
    let mut story = left_one_after_another(&|name| name != "b");
    story.pass(60_000);
    let chats = chats(&mut story);
    assert_eq!(chats.len(), limits::DEPARTURES + 1);
    assert!(chats.contains(&"b: chat to alice b: record Completed by alice".into()));
}
