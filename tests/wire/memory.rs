//! What a page keeps of its call comes back as it was, and nothing else is taken for it.

use callkit::call::input::{About, Mate, Memory};
use callkit::call::name::{CallType, ChatType, Direction, MemberState};
use callkit::wire::{recall, remember};

fn memory() -> Memory {
    let mate = |name: &str, number: u32| Mate {
        user: name.into(),
        device: format!("{name}'s").as_str().into(),
        epoch: number,
        boot: number + 1,
        round: number + 2,
    };
    let about = About {
        call: "call".into(),
        channel: "room".into(),
        kind: CallType::GroupVideo,
        chat: ChatType::Group,
        direction: Direction::Outgoing,
        from: "alice".into(),
        group_id: Some("g".into()),
        group_name: Some("Friends".into()),
        started_at: 1_790_000_000_000,
    };
    Memory {
        about,
        kinds: 2,
        connected_at: Some(1_790_000_001_000),
        seen_at: 1_790_000_002_000,
        epoch: 3,
        microphone: true,
        camera: true,
        members: vec![mate("bob", 1), mate("carol", 10)],
        others: vec![
            ("dave".into(), MemberState::Left),
            ("erin".into(), MemberState::Refused),
        ],
    }
}

#[test]
fn it_comes_back_as_it_was() {
    let about = About {
        kind: CallType::Audio,
        chat: ChatType::Single,
        direction: Direction::Incoming,
        group_id: None,
        group_name: None,
        ..memory().about
    };
    let bare = Memory {
        about,
        connected_at: None,
        microphone: false,
        camera: false,
        members: Vec::new(),
        others: Vec::new(),
        ..memory()
    };
    for memory in [memory(), bare] {
        assert_eq!(recall(&remember(&memory)), Some(memory));
    }
}

#[test]
fn what_another_page_wrote_there_is_nothing() {
    for text in ["", "null", "[]", "{}", "5", "\"text\"", r#"{"c":"call"}"#] {
        assert_eq!(recall(text), None, "{text}");
    }
    let whole = remember(&memory());
    for at in (1..whole.len()).filter(|at| whole.is_char_boundary(*at)) {
        assert_eq!(recall(&whole[..at]), None, "{at}");
    }
}

#[test]
fn more_members_than_a_call_has_are_nothing() {
    let many = Memory {
        members: vec![memory().members[0].clone(); 9],
        ..memory()
    };
    assert_eq!(recall(&remember(&many)), None);
}
