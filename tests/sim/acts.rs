//! Knows how the world does what is planned: what people do, what befalls their pages, what strangers say. Leaves what must be true of it
//! to `rules`.

use callkit::call::input::{Command, Input, JoinCall};
use callkit::call::message::{
    Ahead, Answer, Body, Join, LeaveReason, Present, Roster, Turn, Verdict,
};
use callkit::call::name::{CallState, CallType, Failure, MemberState, Source, UserId};

use super::network::Dice;
use super::people::{self, Act};
use super::plan::{Deed, HEALS, What};
use super::world::{Happening, Parted, World};

pub const STRANGER: &str = "mallory";

impl World {
    pub fn do_deed(&mut self, deed: Deed) {
        let Deed {
            page, what, dice, ..
        } = deed;
        if self.healed {
            return;
        }
        let mut dice = Dice::new(dice);
        if what == What::Meddle {
            return self.meddle();
        }
        if !self.phones[page].hears() {
            return;
        }
        if what != What::Act {
            self.note(page, || format!("meets {what:?}"));
        }
        match what {
            What::Act => self.act(page, &mut dice),
            What::Meddle => {}
            What::Sleep { wait, loses } => {
                // Everybody is awake when the network heals.
                let wait = wait.min(HEALS - self.now);
                self.sleep(page, wait, loses);
            }
            What::Hide { wait, loses } => {
                self.input(page, Input::Unload);
                self.check_owed(page, true);
                self.phones[page].is_hidden = true;
                self.sleep(page, wait.min(HEALS - self.now), loses);
            }
            What::Part {
                other,
                wait,
                post,
                path,
            } => {
                let number = deed.dice as usize;
                let pages = [page, other];
                let parted = Parted {
                    number,
                    pages,
                    post,
                    path,
                };
                self.part(parted, wait);
            }
            What::Reload { crashed } => self.reload(page, crashed, &mut dice),
            What::Crash => {
                self.check_owed(page, false);
                self.phones[page].alive = false;
                self.unload(page, false);
                self.leaves_for_good(page);
            }
            What::Jolt => {
                let input = match dice.below(5) {
                    0 => Input::SendFailed,
                    1 => Input::Reshown,
                    2 => Input::SourceEnded(Source::Camera, Failure::DeviceInUse),
                    3 => Input::Malformed,
                    _ => Input::NetworkChanged,
                };
                self.input(page, input);
            }
        }
    }

    fn act(&mut self, page: usize, dice: &mut Dice) {
        let act = Act::of(self.kind, dice, self.phones[page].state);
        self.note(page, || format!("does {act:?}"));
        match act {
            Act::Call => {
                let mine = self.phones[page].user;
                let other = self.phones.iter().find(|phone| phone.user != mine);
                let Some(other) = other.map(|phone| UserId::from(phone.user)) else {
                    return;
                };
                let kind = match dice.percent(50) {
                    true => CallType::Video,
                    false => CallType::Audio,
                };
                self.call(page, vec![other], kind, dice);
            }
            Act::Add => self.call_some(page, dice),
            Act::Enter => self.enter(page, dice),
            Act::CancelSome => {
                let users = self.some_people(page, dice);
                self.command(page, Command::CancelInvite(users));
            }
            Act::Answer => self.command(page, people::answer(true)),
            Act::Refuse => self.command(page, people::answer(false)),
            Act::Ignore => self.command(page, Command::Ignore(None)),
            Act::HangUp => self.hang_up(page),
            Act::Microphone(on) => self.command(page, Command::SetMicrophone(on)),
            Act::Camera(on) => self.command(page, Command::SetCamera(on)),
            Act::Show(on) => self.command(page, Command::ShareScreen { on, audio: false }),
            Act::Turn(kind) => self.command(page, Command::SwitchCallType(kind)),
            Act::AnswerTurn(accept) => self.command(page, Command::AnswerCallType(accept)),
            Act::GoOffline => self.set_online(page, false),
            Act::GoOnline => self.set_online(page, true),
            Act::CutPath => self.set_cut(true),
            Act::MendPath => self.set_cut(false),
            Act::Close => {
                self.input(page, Input::Unload);
                self.check_owed(page, true);
                self.phones[page].alive = false;
                self.unload(page, true);
                self.leaves_for_good(page);
            }
        }
    }

    /// Ids without an order in time: who calls first must not decide whose call stands.
    fn call(&mut self, page: usize, to: Vec<UserId>, kind: CallType, dice: &mut Dice) {
        let id = format!("{:08x}", dice.below(1 << 32));
        if self.phones[page].state == CallState::Idle {
            self.last_call.clone_from(&id);
        }
        self.note(page, || format!("calls {to:?} with {id} as {kind:?}"));
        let start = people::start_call(&id, to, kind, dice);
        self.command(page, Command::StartCall(Box::new(start)));
    }

    /// Calls a few people, or adds them to the call that runs.
    fn call_some(&mut self, page: usize, dice: &mut Dice) {
        let mut to = self.some_people(page, dice);
        let are_two = self
            .phones
            .iter()
            .all(|phone| phone.user == self.phones[page].user || phone.user == to[0].as_str());
        let between_two = dice.percent(if are_two { 90 } else { 15 });
        let has_pictures = dice.percent(60);
        let kind = match (between_two, has_pictures) {
            (true, true) => CallType::Video,
            (true, false) => CallType::Audio,
            (false, true) => CallType::GroupVideo,
            (false, false) => CallType::GroupAudio,
        };
        if between_two {
            to.truncate(1);
        }
        self.call(page, to, kind, dice);
    }

    fn some_people(&self, page: usize, dice: &mut Dice) -> Vec<UserId> {
        let mine = self.phones[page].user;
        let mut users: Vec<UserId> = Vec::new();
        for _ in 0..dice.between(1, 5) {
            let phone = dice.below(self.phones.len() as u64) as usize;
            let user = UserId::from(self.phones[phone].user);
            if user.as_str() != mine && !users.contains(&user) {
                users.push(user);
            }
        }
        if users.is_empty() {
            let other = self.phones.iter().find(|phone| phone.user != mine);
            users.push(other.map_or("nobody", |phone| phone.user).into());
        }
        users
    }

    fn enter(&mut self, page: usize, dice: &mut Dice) {
        let join = JoinCall {
            call: self.last_call.as_str().into(),
            channel: format!("room {}", self.last_call).as_str().into(),
            kind: CallType::GroupVideo,
            members: self.some_people(page, dice),
            group_id: None,
            group_name: None,
            token: None,
            microphone: true,
            camera: dice.percent(50),
        };
        self.command(page, Command::JoinCall(Box::new(join)));
    }

    pub fn set_online(&mut self, page: usize, online: bool) {
        let now = self.now;
        let phone = &mut self.phones[page];
        if phone.online == online {
            return;
        }
        phone.online = online;
        phone.was_away = true;
        match online {
            true => phone.diary.was_offline(phone.offline_since, now),
            false => phone.offline_since = now,
        }
        self.stirred();
        let before = self.phones[page].sent;
        self.input(page, Input::Online(online));
        let phone = &self.phones[page];
        let [.., waiting, _] = phone.call.load();
        assert!(
            !online || !phone.hears() || phone.sent - before >= waiting,
            "{} keeps to itself what waited for the connection",
            phone.name
        );
    }

    fn sleep(&mut self, page: usize, wait: u64, loses: bool) {
        let until = self.now + wait.saturating_sub(1);
        let phone = &mut self.phones[page];
        phone.asleep = Some((until, loses));
        phone.was_away = true;
        self.stirred();
        self.after(wait.saturating_sub(1), Happening::Woken(page));
    }

    pub fn woken(&mut self, page: usize) {
        if self.phones[page].asleep.take().is_some() {
            self.stirred();
            self.phones[page].woke_at = self.now;
            let input = match std::mem::take(&mut self.phones[page].is_hidden) {
                true => Input::Reshown,
                false => Input::Wake,
            };
            self.note(page, || format!("wakes with {input:?}"));
            self.input(page, input);
            self.match_paths();
        }
    }

    /// The page is loaded again, with a good-bye or after a crash.
    fn reload(&mut self, page: usize, crashed: bool, dice: &mut Dice) {
        if !crashed {
            self.input(page, Input::Unload);
        }
        self.check_owed(page, !crashed);
        self.unload(page, !crashed);
        let phone = &mut self.phones[page];
        phone.reload();
        let (online, load) = (phone.online, phone.config.boot);
        if let Some(memory) = phone.kept.clone() {
            self.input(page, Input::Restored(Box::new(memory)));
            let wait = dice.below(8_000);
            if dice.percent(75) {
                self.after(wait, Happening::Resume(page, load));
            }
        }
        if !online {
            self.input(page, Input::Online(false));
        }
    }

    pub fn resume(&mut self, page: usize, load: u32) {
        let phone = &mut self.phones[page];
        if !phone.alive || phone.config.boot != load {
            return;
        }
        if let Some(info) = phone.call.resumable() {
            if matches!(phone.state, CallState::Idle | CallState::Ringing) {
                phone.diary.resumes(&info.call);
            }
            self.note(page, || "does Resume".into());
            self.command(page, Command::Resume);
        }
    }

    /// A stranger says things to everybody, and they change nothing but a counter.
    fn meddle(&mut self) {
        for phone in 0..self.phones.len() {
            // What is due anyway is not the stranger's doing.
            self.input(phone, Input::Wake);
            if !self.phones[phone].hears() {
                continue;
            }
            let seen = self.phones[phone].info.clone();
            for lie in lies(&format!("room {}", self.last_call)) {
                for app in ["app", "other app"] {
                    let envelope = self.forged(app, lie.clone());
                    self.phones[phone].diary.meddled = true;
                    self.receive(phone, STRANGER.into(), &Self::through_the_wire(&envelope));
                    self.phones[phone].diary.meddled = false;
                }
                // Their own friend, in another app.
                let envelope = self.forged("other app", lie.clone());
                for friend in [0, self.phones.len() - 1] {
                    let friend = self.phones[friend].user.into();
                    self.phones[phone].diary.meddled = true;
                    self.receive(phone, friend, &envelope);
                    self.phones[phone].diary.meddled = false;
                }
            }
            let name = &self.phones[phone].name;
            let after = &self.phones[phone].info;
            assert_eq!(&seen, after, "a stranger changed the call of {name}");
        }
    }

    /// Something was broken, or mended: what takes time begins anew.
    pub fn stirred(&mut self) {
        self.watch.stirred_at = self.now;
    }

    pub fn is_troubled(&self) -> bool {
        let ill =
            |phone: &super::phone::Phone| phone.alive && (!phone.online || phone.asleep.is_some());
        self.cut
            || !self.parted.is_empty()
            || self.weather != super::network::FAIR
            || self.phones.iter().any(ill)
    }
}

/// Tells whether what a stranger hears tells them nothing of a call.
pub fn is_no_secret(body: &Body) -> bool {
    matches!(
        body,
        Body::Cancel { .. } | Body::Leave { .. } | Body::Ack { .. } | Body::Unsupported
    )
}

/// Lies of somebody who has guessed the room, which alone lets nobody in who does not ask.
fn lies(room: &str) -> Vec<Body> {
    let ghost = Present {
        user: "ghost".into(),
        device: "ghost".into(),
        epoch: 9,
    };
    let roster = Roster {
        present: vec![ghost],
        invited: vec![("ghost".into(), MemberState::Ringing)],
    };
    let leave = |why, roster| Body::Leave {
        why,
        counter: 0,
        reason: None,
        ext: None,
        roster,
    };
    let mut instead = Answer::plain(1, Verdict::Accept, CallType::Audio);
    instead.merges = Some("theirs".into());
    vec![
        Body::Alert {
            round: 1,
            path: Ahead::Nothing,
        },
        Body::ConfirmRing {
            load: 0,
            round: 1,
            left: None,
            path: Ahead::Nothing,
        },
        Body::Cancel {
            round: 1,
            timed_out: false,
            reason: None,
            ext: None,
        },
        leave(LeaveReason::HungUp, roster.clone()),
        leave(LeaveReason::Full, Roster::default()),
        leave(LeaveReason::Rejected, Roster::default()),
        Body::Back,
        Body::Answer(instead),
        Body::Kind {
            turn: Turn::Set,
            version: 99,
            kind: CallType::Video,
        },
        // Somebody who is not in the call says that they let nobody in.
        Body::Join(Box::new(Join {
            channel: Some(room.into()),
            epoch: 9,
            counter: 9,
            refuses: true,
            yours: 9,
            ..Join::default()
        })),
        Body::Handled {
            round: 1,
            accepted: true,
            device_name: "mine".into(),
        },
        Body::Occupied { busy: true },
        Body::Away,
        Body::Media(callkit::call::message::Media {
            counter: 99,
            camera: true,
            ..Default::default()
        }),
        // Somebody who knows the call but not its room claims to be in it, with others.
        Body::Join(Box::new(Join {
            channel: Some("guessed".into()),
            epoch: 9,
            counter: 9,
            wants: true,
            roster,
            ..Join::default()
        })),
    ]
}
