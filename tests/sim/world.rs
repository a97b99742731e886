//! Knows the people, their phones, the network between them and what happens when. Leaves what must be true to `rules`.

use std::collections::BTreeMap;

use callkit::call::Call;
use callkit::call::input::{BeforeRing, Command, Config, Fact, Input, Memory, Path, Preconnect};
use callkit::call::message::{Ahead, Body, Envelope, LeaveReason, Roster};
use callkit::call::name::{CallState, PeerId, Ticket, UserId};
use callkit::call::output::{Effect, Event, Output};
use callkit::wire;

use super::browser::{self, Browser, Later};
use super::network::{Dice, FAIR, Weather};
use super::people::{self, Act};
use super::rules::Diary;

/// One page of one person.
pub struct Phone {
    pub user: &'static str,
    pub name: String,
    pub call: Call,
    pub browser: Browser,
    pub online: bool,
    pub alive: bool,
    pub diary: Diary,
    pub config: Config,
    /// What its browser keeps across a reload.
    pub kept: Option<Memory>,
    /// It has said of some invitation that the path may be built while it rings.
    pub said_build: bool,
}

pub enum Happening {
    Deliver {
        phone: usize,
        from: UserId,
        text: String,
    },
    Direct {
        phone: usize,
        load: u32,
        peer: PeerId,
        from: UserId,
        text: String,
    },
    Input {
        phone: usize,
        load: u32,
        input: Input,
        generation: u32,
    },
    Act(usize),
    Resume(usize, u32),
    Join([(usize, PeerId); 2]),
    Meddle,
    Heal,
    Stop,
}

/// A conversation.
pub struct World {
    pub now: u64,
    pub phones: Vec<Phone>,
    pub weather: Weather,
    /// So much is lost that a message may not come through in the time it has.
    pub lossy: bool,
    /// Many people, in group calls.
    pub crowd: bool,
    pub dice: Dice,
    queue: BTreeMap<(u64, u64), Happening>,
    count: u64,
    cut: bool,
    pub healed: bool,
    pub calls: u32,
    pub last_call: String,
    trace: Option<Vec<String>>,
    /// Prints what happens as it happens.
    pub aloud: bool,
    /// People show their screens, and turn to pictures and back.
    pub shows: bool,
}

const PEOPLE: [&str; 2] = ["alice", "bob"];
const STRANGER: &str = "mallory";

impl World {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut phones = Vec::new();
        for user in PEOPLE {
            for number in 0..dice.between(1, 2) {
                phones.push(Phone::new(user, number, &mut dice));
            }
        }
        Self::with(phones, dice, false)
    }

    pub fn with(phones: Vec<Phone>, mut dice: Dice, crowd: bool) -> Self {
        let weather = Weather::roll(&mut dice);
        let mut world = Self {
            crowd,
            now: 1_000_000,
            phones,
            weather,
            lossy: weather.loss >= 30,
            dice,
            queue: BTreeMap::new(),
            count: 0,
            cut: false,
            healed: false,
            calls: 0,
            last_call: "none".into(),
            trace: None,
            aloud: false,
            shows: false,
        };
        world.plan();
        world
    }

    /// Plans what people do and when the network heals.
    fn plan(&mut self) {
        let acts = match self.crowd {
            true => self.dice.between(6, 30),
            false => self.dice.between(3, 12),
        };
        let hurry = self.dice.percent(40);
        for _ in 0..acts {
            let phone = self.dice.below(self.phones.len() as u64) as usize;
            let at = match hurry {
                true => self.dice.below(4_000),
                false => self.dice.below(45_000),
            };
            self.after(at, Happening::Act(phone));
        }
        if self.dice.percent(30) {
            let at = self.dice.below(30_000);
            self.after(at, Happening::Meddle);
        }
        self.after(50_000, Happening::Heal);
    }

    /// Lives the conversation to its end; gives the trace where asked to.
    pub fn live(mut self, traced: bool) -> Vec<String> {
        self.trace = traced.then(Vec::new);
        loop {
            let planned = self.queue.first_key_value().map(|((at, _), _)| *at);
            let alarm = self.next_alarm();
            match (planned, alarm) {
                (Some(at), Some((due, phone))) if due < at => self.wake(due, phone),
                (Some(_), _) => {
                    let Some(((at, _), happening)) = self.queue.pop_first() else {
                        break;
                    };
                    self.now = self.now.max(at);
                    if matches!(happening, Happening::Stop) {
                        break;
                    }
                    self.happen(happening);
                }
                (None, _) => break,
            }
        }
        self.check_peace();
        self.trace.unwrap_or_default()
    }

    fn next_alarm(&self) -> Option<(u64, usize)> {
        let alarms = self
            .phones
            .iter()
            .enumerate()
            .filter(|(_, phone)| phone.alive);
        alarms
            .filter_map(|(index, phone)| Some((phone.call.deadline()?, index)))
            .min()
    }

    fn wake(&mut self, due: u64, phone: usize) {
        self.now = self.now.max(due);
        self.input(phone, Input::Wake);
        let again = self.phones[phone].call.deadline();
        assert!(again.is_none_or(|at| at > due), "an alarm that never stops");
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Deliver { phone, from, text } => {
                if self.phones[phone].online {
                    self.receive(phone, from, &text);
                }
            }
            Happening::Direct {
                phone,
                load,
                peer,
                from,
                text,
            } => {
                let is_same = self.phones[phone].config.boot == load;
                let is_open = is_same
                    && self.phones[phone]
                        .browser
                        .peer(peer)
                        .is_some_and(|peer| peer.connected);
                if is_open {
                    self.receive(phone, from, &text);
                }
            }
            Happening::Input {
                phone,
                load,
                input,
                generation,
            } => {
                let is_same = self.phones[phone].config.boot == load;
                if is_same && self.phones[phone].browser.wants(&input, generation) {
                    self.input(phone, input);
                }
            }
            Happening::Act(phone) if self.crowd => self.act_in_crowd(phone),
            Happening::Act(phone) => self.act(phone),
            Happening::Resume(phone, load) => self.resume(phone, load),
            Happening::Join(ends) => self.join(ends),
            Happening::Meddle => self.meddle(),
            Happening::Heal => self.heal(),
            Happening::Stop => {}
        }
    }

    pub fn act(&mut self, phone: usize) {
        if !self.phones[phone].alive || self.healed {
            return;
        }
        let state = self.phones[phone].call.state();
        let act = match self.shows && state == CallState::Connected && self.dice.percent(40) {
            true => Act::show(&mut self.dice),
            false => Act::roll(&mut self.dice, state),
        };
        self.does(phone, act);
    }

    pub fn does(&mut self, phone: usize, act: Act) {
        self.note(phone, || format!("does {act:?}"));
        match act {
            Act::Call => {
                self.calls += 1;
                // Ids without an order in time: who calls first must not decide whose call stands.
                self.last_call = format!(
                    "{:04x}",
                    self.dice.below(1 << 16) << 4 | u64::from(self.calls)
                );
                let other = PEOPLE[usize::from(self.phones[phone].user == PEOPLE[0])];
                let video = self.dice.percent(50);
                let command =
                    people::start_call(self.last_call.clone(), other, video, &mut self.dice);
                self.command(phone, command);
            }
            Act::Answer => self.command(phone, people::answer(true)),
            Act::Refuse => self.command(phone, people::answer(false)),
            Act::Ignore => self.command(phone, Command::Ignore(None)),
            Act::HangUp => self.hang_up(phone),
            Act::Microphone(on) => self.command(phone, Command::SetMicrophone(on)),
            Act::Camera(on) => self.command(phone, Command::SetCamera(on)),
            Act::Show(on) => self.command(phone, Command::ShareScreen { on, audio: false }),
            Act::Turn(kind) => self.command(phone, Command::SwitchCallType(kind)),
            Act::AnswerTurn(accept) => self.command(phone, Command::AnswerCallType(accept)),
            Act::GoOffline => self.set_online(phone, false),
            Act::GoOnline => self.set_online(phone, true),
            Act::CutPath => self.set_cut(true),
            Act::MendPath => self.set_cut(false),
            Act::Close => {
                self.input(phone, Input::Unload);
                self.phones[phone].alive = false;
                self.unload(phone);
            }
        }
    }

    /// The page is gone, and all that was in it.
    pub fn unload(&mut self, phone: usize) {
        self.phones[phone].diary.close();
        let peers = std::mem::take(&mut self.phones[phone].browser.peers);
        peers.into_iter().for_each(|peer| self.closed(&peer));
    }

    fn hang_up(&mut self, phone: usize) {
        self.command(
            phone,
            Command::HangUp {
                reason: None,
                ext: None,
            },
        );
    }

    pub fn command(&mut self, phone: usize, command: Command) {
        self.count += 1;
        let ticket = Ticket(self.count as u32);
        self.phones[phone].diary.on_command(ticket, &command);
        self.input(phone, Input::Command(ticket, command));
    }

    fn set_online(&mut self, phone: usize, online: bool) {
        if self.phones[phone].online != online {
            self.phones[phone].online = online;
            self.phones[phone].diary.was_offline |= !online;
            self.input(phone, Input::Online(online));
        }
    }

    /// Cuts, or mends, every media path; one that is mended comes up again by itself.
    fn set_cut(&mut self, cut: bool) {
        self.cut = cut;
        for phone in &mut self.phones {
            for peer in &mut phone.browser.peers {
                peer.connected = false;
            }
        }
        self.match_paths();
    }

    /// The network heals and people rest.
    fn heal(&mut self) {
        if !self.healed {
            self.healed = true;
            self.weather = FAIR;
            self.set_cut(false);
            for phone in 0..self.phones.len() {
                if self.phones[phone].alive {
                    self.set_online(phone, true);
                }
            }
            self.after(46_000, Happening::Heal);
            return;
        }
        match self.crowd {
            true => self.check_crowd(),
            false => self.check_rest(),
        }
        for phone in 0..self.phones.len() {
            if self.phones[phone].alive && self.phones[phone].call.state() != CallState::Idle {
                self.hang_up(phone);
            }
        }
        self.after(40_000, Happening::Stop);
    }

    /// A stranger who has learned the call's id says things about it, to everybody.
    fn meddle(&mut self) {
        let lies = [
            Body::Alert {
                round: 1,
                path: Ahead::Nothing,
            },
            Body::ConfirmRing {
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
            Body::Leave {
                why: LeaveReason::HungUp,
                reason: None,
                ext: None,
                roster: Roster::default(),
            },
            Body::Handled {
                round: 1,
                accepted: true,
                device_name: "mine".into(),
            },
            Body::Occupied { busy: true },
            Body::Away,
            super::crowd::lie(),
        ];
        for phone in 0..self.phones.len() {
            // What is due anyway is not the stranger's doing.
            self.input(phone, Input::Wake);
            for lie in &lies {
                let text = wire::encode(&Envelope {
                    app: "app".into(),
                    call: self.last_call.as_str().into(),
                    device: "theirs".into(),
                    boot: 1,
                    to: None,
                    number: 0,
                    body: lie.clone(),
                });
                self.phones[phone].diary.meddled = true;
                self.receive(phone, STRANGER.into(), &text);
                self.phones[phone].diary.meddled = false;
            }
        }
        let (again, open) = (self.dice.below(10_000), self.dice.percent(50));
        if open && !self.healed {
            self.after(again, Happening::Meddle);
        }
    }

    fn receive(&mut self, phone: usize, from: UserId, text: &str) {
        let envelope = wire::decode(text).expect("what we wrote can be read");
        self.note(phone, || {
            format!(
                "hears {} #{} to {:?} {:?}",
                from.as_str(),
                envelope.number,
                envelope.to.as_ref().map(|to| to.as_str().to_owned()),
                envelope.body
            )
        });
        self.phones[phone].diary.on_message(&envelope, self.now);
        self.input(
            phone,
            Input::Received {
                from,
                envelope: Box::new(envelope),
            },
        );
    }

    pub fn input(&mut self, index: usize, input: Input) {
        if !self.phones[index].alive {
            return;
        }
        if let Input::DevicesOpened(_, opened) = &input {
            self.phones[index].browser.on_opened(opened);
        }
        let media_may_change = matches!(input, Input::DevicesOpened(..));
        let outputs = self.phones[index].call.handle(input, self.now);
        for output in outputs.0 {
            match output {
                Output::Effect(effect) => self.perform(index, effect),
                Output::Event(event) => {
                    self.note(index, || {
                        format!("tells {}", super::rules::describe(&event))
                    });
                    self.on_event(index, &event);
                }
                Output::Settle(ticket, outcome) => {
                    let now = self.now;
                    self.phones[index].diary.on_settled(ticket, &outcome, now);
                }
            }
        }
        if media_may_change {
            self.media_arrives(index);
        }
        self.match_paths();
        self.check_step(index);
    }

    fn on_event(&mut self, index: usize, event: &Event) {
        let now = self.now;
        let longest = self.weather.longest_delay.max(FAIR.longest_delay);
        self.phones[index].diary.on_event(event, now, longest);
    }

    fn perform(&mut self, index: usize, effect: Effect) {
        if let Effect::OpenDevices { .. } = effect {
            self.phones[index]
                .diary
                .may_open_devices(&self.phones[index].call);
        }
        if let Effect::Send(to, envelope) = &effect {
            let phone = &mut self.phones[index];
            phone.diary.on_sent(&phone.call, to, envelope);
            let builds = phone.config.preconnect != Preconnect::Accept || phone.said_build;
            phone.diary.may_tell(&phone.call, &envelope.body, builds);
        }
        let phone = &self.phones[index];
        phone.diary.may_do(&phone.call, &effect);
        match &effect {
            Effect::Send(to, envelope) => self.send(index, to, &wire::encode(envelope)),
            Effect::SendDirect(peer, envelope) => {
                self.send_direct(index, *peer, &wire::encode(envelope))
            }
            Effect::Ping(peer) => {
                if let Some((mate, peer)) = self.mate(index, *peer) {
                    self.later(mate, Later(30, Input::Peer(peer, Fact::Pinged), 0));
                }
            }
            Effect::Remember(memory) => self.phones[index].kept = Some((**memory).clone()),
            Effect::Forget => self.phones[index].kept = None,
            Effect::AskBeforeRing(ticket, _) => {
                let verdict = match self.dice.below(10) {
                    0 => BeforeRing::Busy,
                    1 => BeforeRing::Ignore,
                    2 => return,
                    3 => {
                        self.phones[index].said_build = true;
                        BeforeRing::RingAndBuild
                    }
                    _ => BeforeRing::Ring,
                };
                let wait = self.dice.between(0, 500);
                self.later(index, Later(wait, Input::BeforeRing(*ticket, verdict), 0));
            }
            Effect::ClosePeer(id) => {
                if let Some(peer) = self.phones[index].browser.peer(*id).cloned() {
                    self.closed(&peer);
                }
            }
            _ => {}
        }
        let phone = &mut self.phones[index];
        let later = phone.browser.perform(&effect, &phone.name, &mut self.dice);
        for later in later {
            self.later(index, later);
        }
    }

    fn later(&mut self, phone: usize, Later(wait, input, generation): Later) {
        self.after(
            wait,
            Happening::Input {
                phone,
                load: self.phones[phone].config.boot,
                input,
                generation,
            },
        );
    }

    pub fn after(&mut self, wait: u64, happening: Happening) {
        self.count += 1;
        self.queue.insert((self.now + wait, self.count), happening);
    }

    fn send(&mut self, index: usize, to: &UserId, text: &str) {
        if !self.phones[index].online {
            return;
        }
        for phone in 0..self.phones.len() {
            if phone == index || self.phones[phone].user != to.as_str() {
                continue;
            }
            for delay in self.weather.delays(&mut self.dice) {
                let from = UserId::from(self.phones[index].user);
                let text = text.to_owned();
                self.after(delay, Happening::Deliver { phone, from, text });
            }
        }
    }

    fn send_direct(&mut self, index: usize, peer: PeerId, text: &str) {
        let own = self.phones[index].browser.peer(peer);
        assert!(
            own.is_some_and(|peer| peer.channel),
            "a message over a channel that is not open"
        );
        if let Some((phone, peer)) = self.mate(index, peer) {
            let from = UserId::from(self.phones[index].user);
            let text = text.to_owned();
            self.after(
                20,
                Happening::Direct {
                    phone,
                    load: self.phones[phone].config.boot,
                    peer,
                    from,
                    text,
                },
            );
        }
    }

    /// Finds the other end of a path that is up.
    fn mate(&mut self, index: usize, peer: PeerId) -> Option<(usize, PeerId)> {
        let own = self.phones[index].browser.peer(peer)?.clone();
        let (mate, theirs) = self.other_end(&own)?;
        (own.connected && theirs.connected).then_some((mate, theirs.id))
    }

    fn other_end(&self, own: &browser::FakePeer) -> Option<(usize, browser::FakePeer)> {
        let (local, remote) = (own.local.as_ref()?, own.remote.as_ref()?);
        self.phones.iter().enumerate().find_map(|(index, phone)| {
            let is_it = |peer: &&browser::FakePeer| {
                peer.local.as_ref() == Some(remote) && peer.remote.as_ref() == Some(local)
            };
            Some((index, phone.browser.peers.iter().find(is_it)?.clone()))
        })
    }

    /// Paths whose both ends fit come up a little later.
    fn match_paths(&mut self) {
        if self.cut {
            return;
        }
        for index in 0..self.phones.len() {
            for place in 0..self.phones[index].browser.peers.len() {
                let own = self.phones[index].browser.peers[place].clone();
                let Some((mate, theirs)) = self.other_end(&own) else {
                    continue;
                };
                if own.connected || !(own.has_candidate || theirs.has_candidate) {
                    continue;
                }
                let wait = self.dice.between(10, 80);
                self.after(wait, Happening::Join([(index, own.id), (mate, theirs.id)]));
            }
        }
    }

    fn join(&mut self, ends: [(usize, PeerId); 2]) {
        let [(a, own), (b, theirs)] = ends;
        let fits = self.phones[a]
            .browser
            .peer(own)
            .cloned()
            .is_some_and(|peer| {
                !peer.connected
                    && self
                        .other_end(&peer)
                        .is_some_and(|(mate, other)| mate == b && other.id == theirs)
            });
        if self.cut || !fits {
            return;
        }
        for (phone, id) in ends {
            let Some(peer) = self.phones[phone].browser.peer(id) else {
                continue;
            };
            peer.connected = true;
            let had_channel = std::mem::replace(&mut peer.channel, true);
            let [path, channel] = browser::facts_of_a_new_path();
            self.later(phone, Later(0, Input::Peer(id, path), 0));
            if !had_channel {
                self.later(phone, Later(5, Input::Peer(id, channel), 0));
            }
        }
        self.media_arrives(a);
        self.media_arrives(b);
    }

    /// What this phone sends arrives at those it is connected with.
    fn media_arrives(&mut self, index: usize) {
        let facts = browser::arriving(&self.phones[index].browser);
        for peer in self.phones[index].browser.peers.clone() {
            let Some((mate, theirs)) = self.mate(index, peer.id).filter(|_| peer.published) else {
                continue;
            };
            for fact in &facts {
                self.later(mate, Later(40, Input::Peer(theirs, fact.clone()), 0));
            }
        }
    }

    /// A peer connection was closed: its other end notices.
    fn closed(&mut self, peer: &browser::FakePeer) {
        let Some((mate, theirs)) = self.other_end(peer) else {
            return;
        };
        if let Some(other) = self.phones[mate].browser.peer(theirs.id) {
            if other.connected {
                self.later(
                    mate,
                    Later(50, Input::Peer(theirs.id, Fact::ChannelClosed), 0),
                );
            }
            self.later(
                mate,
                Later(15_000, Input::Peer(theirs.id, Fact::Path(Path::Failed)), 0),
            );
        }
    }

    pub fn note(&mut self, phone: usize, what: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            let name = &self.phones[phone].name;
            let line = format!("{:>7} {name}: {}", self.now - 1_000_000, what());
            if self.aloud {
                println!("{line}");
            }
            trace.push(line);
        }
    }
}

impl Phone {
    pub fn new(user: &'static str, number: u64, dice: &mut Dice) -> Self {
        let name = format!("{:02x}-{user}{number}", dice.below(256));
        let config = Config {
            app: "app".into(),
            user: user.into(),
            uid: None,
            device: name.as_str().into(),
            boot: 1,
            device_name: name.as_str().into(),
            ring_timeout: 20_000,
            reconnect_timeout: 20_000,
            connect_timeout: 20_000,
            reload_grace: 4_000,
            busy_when_in_call: dice.percent(80),
            preconnect: people::preconnect(dice),
            asks_before_ring: dice.percent(20),
            max_members: 8,
            has_token_key: false,
            asks_token: false,
            can_call: dice.percent(98),
        };
        Self {
            user,
            name,
            call: Call::new(config.clone()),
            config,
            kept: None,
            said_build: false,
            browser: Browser::default(),
            online: true,
            alive: true,
            diary: Diary::default(),
        }
    }
}
