//! Knows what many people do with group calls, and what must be true of them at rest. Leaves the network to the world.

use callkit::call::Call;
use callkit::call::input::{Command, Input, JoinCall, StartCall};
use callkit::call::message::{Body, Join, Present, Roster};
use callkit::call::name::{CallState, CallType, ChatType, MemberState, UserId};

use super::network::Dice;
use super::people::{self, Act};
use super::rules::{Diary, is_in};
use super::world::{Happening, Phone, World};

const CROWD: [&str; 8] = [
    "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi",
];

/// What crowds must do now and then, as a trace tells it.
pub const WORDS: [&str; 9] = [
    "Kicked",
    "Merged",
    "Lost",
    "Reconnected",
    "does reload",
    "does resume",
    "does enter",
    "does add",
    "does cancel",
];

/// Somebody who knows the call but not its room claims to be in it, with others.
pub fn lie() -> Body {
    let ghost = Present {
        user: "ghost".into(),
        device: "ghost".into(),
        epoch: 9,
    };
    Body::Join(Box::new(Join {
        channel: Some("guessed".into()),
        epoch: 9,
        counter: 9,
        wants: true,
        roster: Roster {
            present: vec![ghost],
            invited: vec![("ghost".into(), MemberState::Ringing)],
        },
        ..Join::default()
    }))
}

impl World {
    /// Three to eight people, each with up to three devices.
    pub fn crowd(seed: u64) -> Self {
        let mut dice = Dice::new(seed ^ 0xC0FF_EE00);
        let mut phones = Vec::new();
        let people = dice.between(3, 8) as usize;
        for user in &CROWD[..people] {
            let devices = match dice.below(4) {
                0 => 2,
                1 if people < 6 => 3,
                _ => 1,
            };
            for number in 0..devices {
                let mut phone = Phone::new(user, number, &mut dice);
                phone.diary.in_crowd = true;
                phones.push(phone);
            }
        }
        Self::with(phones, dice, true)
    }

    fn some_people(&mut self, but: &str) -> Vec<UserId> {
        let most = self.dice.between(1, 5) as usize;
        let mut users: Vec<UserId> = Vec::new();
        for _ in 0..most {
            let phone = self.dice.below(self.phones.len() as u64) as usize;
            let user = UserId::from(self.phones[phone].user);
            if user.as_str() != but && !users.contains(&user) {
                users.push(user);
            }
        }
        if users.is_empty() {
            users.push(CROWD[usize::from(but == CROWD[0])].into());
        }
        users
    }

    pub fn act_in_crowd(&mut self, phone: usize) {
        if !self.phones[phone].alive || self.healed {
            return;
        }
        let state = self.phones[phone].call.state();
        let act = Act::roll(&mut self.dice, state);
        let roll = self.dice.below(20);
        let in_call = matches!(state, CallState::Connected | CallState::Calling);
        match (act, roll) {
            (_, 0) => self.reload(phone, false),
            (_, 1) => self.reload(phone, true),
            (Act::Call, 2..=5) if state == CallState::Idle => self.enter(phone),
            (Act::Call, _) => self.call_some(phone),
            (Act::Answer, _) if in_call => self.call_some(phone),
            (Act::HangUp, 2..=8) if in_call => self.cancel_some(phone),
            (Act::Camera(true), 10..) => self.does(phone, Act::Turn(CallType::GroupVideo)),
            (Act::Camera(false), 10..) => self.does(phone, Act::Turn(CallType::GroupAudio)),
            (act, _) => self.does(phone, act),
        }
    }

    /// Calls a few people, or adds them to the call that runs.
    fn call_some(&mut self, phone: usize) {
        let to = self.some_people(self.phones[phone].user);
        self.calls += 1;
        let id = self.dice.below(1 << 16) << 8 | u64::from(self.calls);
        let id = format!("{id:06x}");
        if self.phones[phone].call.state() == CallState::Idle {
            self.last_call.clone_from(&id);
        }
        self.note(phone, || format!("does add {id} {to:?}"));
        let between_two = self.dice.percent(10);
        let start = StartCall {
            call: id.as_str().into(),
            channel: format!("room {id}").as_str().into(),
            names_channel: false,
            token: None,
            kind: match between_two {
                true => CallType::Video,
                false => CallType::GroupVideo,
            },
            chat: ChatType::Group,
            to: match between_two {
                true => to[..1].to_vec(),
                false => to,
            },
            microphone: self.dice.percent(80),
            camera: self.dice.percent(80),
            message: "".into(),
            group_id: self.dice.percent(50).then(|| "friends".into()),
            group_name: None,
            timeout: None,
            ext: None,
            preconnect: people::preconnect(&mut self.dice),
        };
        self.command(phone, Command::StartCall(Box::new(start)));
    }

    fn cancel_some(&mut self, phone: usize) {
        let users = self.some_people(self.phones[phone].user);
        self.note(phone, || format!("does cancel {users:?}"));
        self.command(phone, Command::CancelInvite(users));
    }

    /// Enters the last call without an invitation.
    fn enter(&mut self, phone: usize) {
        let members = self.some_people(self.phones[phone].user);
        self.note(phone, || "does enter".into());
        let join = JoinCall {
            call: self.last_call.as_str().into(),
            channel: format!("room {}", self.last_call).as_str().into(),
            kind: CallType::GroupVideo,
            members,
            group_id: None,
            group_name: None,
            token: None,
            microphone: true,
            camera: self.dice.percent(50),
        };
        self.command(phone, Command::JoinCall(Box::new(join)));
    }

    /// The page is loaded again, with a good-bye or after a crash.
    fn reload(&mut self, phone: usize, crashed: bool) {
        self.note(phone, || format!("does reload, crashed: {crashed}"));
        if !crashed {
            self.input(phone, Input::Unload);
        }
        self.unload(phone);
        let own = &mut self.phones[phone];
        own.config.boot += 1;
        own.call = Call::new(own.config.clone());
        let was_offline = own.diary.was_offline;
        own.diary = Diary::default();
        own.diary.in_crowd = true;
        own.diary.was_offline = was_offline;
        let browser = &mut own.browser;
        browser.microphone = false;
        browser.camera = false;
        browser.rings = false;
        browser.generation += 1;
        let (online, load) = (own.online, own.config.boot);
        if let Some(memory) = own.kept.clone() {
            self.input(phone, Input::Restored(Box::new(memory)));
            let wait = self.dice.below(8_000);
            if self.dice.percent(75) {
                self.after(wait, Happening::Resume(phone, load));
            }
        }
        if !online {
            self.input(phone, Input::Online(false));
        }
    }

    pub fn resume(&mut self, phone: usize, load: u32) {
        let own = &self.phones[phone];
        if !own.alive || own.config.boot != load {
            return;
        }
        if let Some(info) = own.call.resumable() {
            self.note(phone, || "does resume".into());
            let state = self.phones[phone].call.state();
            if matches!(state, CallState::Idle | CallState::Ringing) {
                self.phones[phone].diary.resumes(&info.call);
            }
            self.command(phone, Command::Resume);
        }
    }

    /// Once the network has healed and people have rested: who says that somebody is in is right, and is said to be in by them; whom
    /// they hear, those who hear them hear as well.
    pub fn check_crowd(&self) {
        for phone in self.phones.iter().filter(|phone| phone.alive) {
            let name = &phone.name;
            let state = phone.call.state();
            let waits = matches!(state, CallState::Connecting | CallState::Reconnecting);
            assert!(!waits, "{name} rests {state:?}");
            let Some(call) = is_in(&phone.call) else {
                continue;
            };
            for (user, mate) in self.mates(phone) {
                let mate = mate.unwrap_or_else(|| panic!("{name} hears {user}, who is not in"));
                let info = mate.call.info().expect("a call");
                assert_eq!(is_in(&mate.call).as_ref(), Some(&call));
                let seen = info
                    .members
                    .iter()
                    .find(|it| it.user.as_str() == phone.user);
                let seen = seen.unwrap_or_else(|| panic!("{} knows nothing of {name}", mate.name));
                assert_eq!(
                    seen.state,
                    MemberState::Joined,
                    "{} about {name}",
                    mate.name
                );
                let own = &phone.call.info().expect("a call").members[0];
                assert_eq!(
                    (seen.microphone, seen.camera),
                    (own.microphone, own.camera),
                    "{} has a wrong picture of {name}",
                    mate.name
                );
                for (third, _) in self.mates(mate) {
                    let knows = third == phone.user
                        || self.mates(phone).iter().any(|(user, _)| *user == third);
                    assert!(
                        knows,
                        "{name} hears {user}, who hears {third}; {name} does not"
                    );
                }
            }
            let twins = self.phones.iter().filter(|other| {
                other.alive
                    && other.user == phone.user
                    && is_in(&other.call).as_ref() == Some(&call)
            });
            let heard = twins.filter(|twin| !self.mates(twin).is_empty()).count();
            assert!(heard <= 1, "two devices of {} are in", phone.user);
        }
    }

    /// Whom a phone says it is with, and the phone that they are in with.
    fn mates(&self, phone: &Phone) -> Vec<(String, Option<&Phone>)> {
        let info = phone.call.info().expect("a call");
        let mut mates = Vec::new();
        for member in &info.members[1..] {
            if member.state != MemberState::Joined {
                continue;
            }
            let user = member.user.as_str();
            let mate = self.phones.iter().find(|other| {
                let is_there = other.alive && other.user == user;
                is_there && is_in(&other.call).as_ref() == Some(&info.call)
            });
            mates.push((user.to_owned(), mate));
        }
        mates
    }
}
