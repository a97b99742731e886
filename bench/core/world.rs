//! Knows people with one page each, a network that loses nothing, and browsers to which everything succeeds at once. Leaves what is done
//! with them, and how long that takes, to `main`.

use std::collections::VecDeque;
use std::rc::Rc;

use callkit::call::Call;
use callkit::call::input::{
    AnswerCall, Command, Config, Fact, Input, Opened, Path, Preconnect, StartCall,
};
use callkit::call::message::{Candidate, Envelope, Step};
use callkit::call::name::{
    CallState, CallType, ChatType, Millis, PeerId, Source, Text, Ticket, UserId,
};
use callkit::call::output::{Effect, Event, Output, Outputs};
use callkit::wire::{self, Names};

/// A browser's offer with places for sound, picture and screen; nothing in it names a machine.
const DESCRIPTION: &str = include_str!("offer.sdp");
const CANDIDATE: &str = "candidate:2866385182 1 udp 2122260223 192.0.2.17 51842 typ host generation 0 ufrag kL3x network-id 1";

/// Everybody, and what is on its way between them.
pub struct World {
    pub now: Millis,
    pub people: Vec<Person>,
    coming: VecDeque<(usize, Coming)>,
    written: Option<(Rc<Envelope>, Rc<str>)>,
    text: String,
    outputs: Outputs,
    description: Text,
    calls: u64,
    /// Texts sent, and their bytes.
    pub messages: u64,
    pub bytes: u64,
    pub records: u64,
}

/// One page.
pub struct Person {
    user: UserId,
    pub call: Call,
    ends: Vec<End>,
    names: Names,
}

/// One peer connection.
struct End {
    peer: PeerId,
    other: usize,
    described: bool,
    reachable: bool,
    up: bool,
}

enum Coming {
    Text(UserId, Rc<str>),
    Input(Input),
}

impl World {
    pub fn new(people: usize) -> Self {
        let person = |index| Person {
            user: user(index),
            call: Call::new(config(index)),
            ends: Vec::new(),
            names: Names::default(),
        };
        Self {
            now: 1_000_000,
            people: (0..people).map(person).collect(),
            coming: VecDeque::new(),
            written: None,
            text: String::new(),
            outputs: Outputs::default(),
            description: DESCRIPTION.into(),
            calls: 0,
            messages: 0,
            bytes: 0,
            records: 0,
        }
    }

    /// One whole call of the first person with all the others: it rings, everybody answers, is seen and heard, the caller's microphone goes
    /// off and on, all hang up, and the time passes until nobody has anything left to do.
    pub fn live(&mut self) {
        let all = 0..self.people.len();
        self.start();
        self.pass_until(|world| {
            all.clone()
                .skip(1)
                .all(|person| world.state(person) == CallState::Ringing)
        });
        for person in all.clone().skip(1) {
            self.command(person, answer());
        }
        self.pass_until(|world| {
            all.clone()
                .all(|person| world.state(person) == CallState::Connected)
        });
        for on in [false, true] {
            self.command(0, Command::SetMicrophone(on));
        }
        let before = self.records;
        for person in all.clone() {
            self.command(
                person,
                Command::HangUp {
                    reason: None,
                    ext: None,
                },
            );
        }
        self.pass_until(|world| {
            world
                .people
                .iter()
                .all(|person| person.call.deadline().is_none())
        });
        assert_eq!(self.records - before, all.len() as u64, "a record each");
        assert!(
            all.clone()
                .all(|person| self.state(person) == CallState::Idle)
        );
        assert!(self.people.iter().all(|person| person.ends.is_empty()));
    }

    fn start(&mut self) {
        self.calls += 1;
        let id = format!("{:032x}", self.calls);
        let group = self.people.len() > 2;
        let command = StartCall {
            preconnect: Preconnect::Accept,
            call: id.as_str().into(),
            channel: id.as_str().into(),
            names_channel: false,
            kind: if group {
                CallType::GroupVideo
            } else {
                CallType::Video
            },
            chat: if group {
                ChatType::Group
            } else {
                ChatType::Single
            },
            to: (1..self.people.len()).map(user).collect(),
            token: None,
            microphone: true,
            camera: true,
            message: "Come".into(),
            group_id: None,
            group_name: None,
            timeout: None,
            ext: None,
        };
        self.command(0, Command::StartCall(Box::new(command)));
    }

    fn state(&self, person: usize) -> CallState {
        self.people[person].call.state()
    }

    fn command(&mut self, person: usize, command: Command) {
        self.handle(person, Input::Command(Ticket(2), command));
        self.settle();
    }

    /// Lets the time pass from one alarm to the next.
    fn pass_until(&mut self, holds: impl Fn(&Self) -> bool) {
        for _ in 0..10_000 {
            if holds(self) {
                return;
            }
            let alarms = self.people.iter().enumerate();
            let next = alarms
                .filter_map(|(index, person)| Some((person.call.deadline()?, index)))
                .min();
            let (due, person) = next.expect("somebody waits for something");
            self.now = self.now.max(due);
            self.handle(person, Input::Wake);
            self.settle();
        }
        panic!("the call does not go on");
    }

    /// Delivers until nothing is on its way.
    fn settle(&mut self) {
        while let Some((person, coming)) = self.coming.pop_front() {
            let input = match coming {
                Coming::Text(from, text) => Input::Received {
                    from,
                    envelope: Box::new(self.read(person, &text)),
                },
                Coming::Input(input) => input,
            };
            self.handle(person, input);
        }
    }

    fn read(&mut self, person: usize, text: &str) -> Envelope {
        let names = &mut self.people[person].names;
        wire::decode_among(text, names).expect("what we wrote")
    }

    fn handle(&mut self, person: usize, input: Input) {
        let mut outputs = std::mem::take(&mut self.outputs);
        let call = &mut self.people[person].call;
        call.handle_over(input, self.now, &mut outputs);
        for output in outputs.0.drain(..) {
            match output {
                Output::Effect(effect) => self.perform(person, effect),
                Output::Event(Event::Record(_)) => self.records += 1,
                Output::Event(_) | Output::Settle(..) => {}
            }
        }
        self.outputs = outputs;
    }

    fn perform(&mut self, person: usize, effect: Effect) {
        match effect {
            Effect::Send(to, envelope) => {
                let other = self
                    .people
                    .iter()
                    .position(|person| person.user == to)
                    .expect("a person");
                if other != person {
                    self.send(person, other, envelope);
                }
            }
            Effect::SendDirect(peer, envelope) => {
                let other = self.end(person, peer).other;
                self.send(person, other, envelope);
            }
            Effect::Ping(peer) => {
                let other = self.end(person, peer).other;
                self.tell_end(other, person, Fact::Pinged);
            }
            Effect::OpenPeer(peer, user) => {
                let other = self
                    .people
                    .iter()
                    .position(|person| person.user == user)
                    .expect("a person");
                self.people[person].ends.push(End {
                    peer,
                    other,
                    described: false,
                    reachable: false,
                    up: false,
                });
            }
            Effect::MakeOffer { peer, .. } => self.describe(person, peer, Step::Offer),
            Effect::TakeOffer(peer, _) => {
                self.end(person, peer).described = true;
                self.describe(person, peer, Step::Answer);
            }
            Effect::TakeAnswer(peer, _) => {
                self.end(person, peer).described = true;
                self.tell(person, peer, Fact::AnswerTaken);
                self.meet(person, peer);
            }
            Effect::AddCandidates(peer, _) => {
                self.end(person, peer).reachable = true;
                self.meet(person, peer);
            }
            Effect::ClosePeer(peer) => {
                let at = self.people[person]
                    .ends
                    .iter()
                    .position(|end| end.peer == peer)
                    .expect("an open one");
                let end = self.people[person].ends.swap_remove(at);
                if end.up {
                    self.tell_end(end.other, person, Fact::ChannelClosed);
                }
            }
            Effect::OpenDevices {
                ticket,
                microphone,
                camera,
            } => {
                let opened = Opened {
                    microphone: microphone.then_some(Ok(())),
                    camera: camera.then_some(Ok(())),
                };
                self.coming
                    .push_back((person, Coming::Input(Input::DevicesOpened(ticket, opened))));
            }
            Effect::SendChat(..)
            | Effect::SendRecord(..)
            | Effect::Rehearse { .. }
            | Effect::Publish(_)
            | Effect::Reveal(..)
            | Effect::CloseDevices
            | Effect::EnableMicrophone(_)
            | Effect::CloseCamera
            | Effect::OpenScreen { .. }
            | Effect::CloseScreen
            | Effect::Ring(_)
            | Effect::StopRing
            | Effect::AskBeforeRing(..)
            | Effect::Keep(..)
            | Effect::AskToken(..)
            | Effect::VerifyToken { .. } => {}
        }
    }

    fn describe(&mut self, person: usize, peer: PeerId, step: Step) {
        let ufrag: Text = format!("{person}-{}", peer.0).into();
        let described = Fact::Described {
            step,
            sdp: self.description.clone(),
            ufrag: ufrag.clone(),
        };
        self.tell(person, peer, described);
        for line in 0..2 {
            let candidate = Candidate {
                text: CANDIDATE.into(),
                mid: "0".into(),
                line,
                ufrag: ufrag.clone(),
            };
            self.tell(person, peer, Fact::Found(candidate));
        }
    }

    /// The path is up as soon as both know of the other how to reach them, and everything arrives with it.
    fn meet(&mut self, person: usize, peer: PeerId) {
        let end = self.end(person, peer);
        let (other, ready) = (end.other, end.described && end.reachable && !end.up);
        let Some(far) = self.people[other]
            .ends
            .iter_mut()
            .find(|end| end.other == person)
        else {
            return;
        };
        if !ready || !far.described || !far.reachable {
            return;
        }
        far.up = true;
        self.end(person, peer).up = true;
        for (one, other) in [(person, other), (other, person)] {
            for fact in [Fact::Path(Path::Connected), Fact::ChannelOpen] {
                self.tell_end(one, other, fact);
            }
            for source in [Source::Microphone, Source::Camera] {
                self.tell_end(one, other, Fact::Arriving(source));
                self.tell_end(one, other, Fact::Shown(source));
            }
        }
    }

    fn send(&mut self, from: usize, to: usize, envelope: Rc<Envelope>) {
        // Written once for all carriers that it goes by, as the driver does it.
        let text = match &self.written {
            Some((last, text)) if Rc::ptr_eq(last, &envelope) => text.clone(),
            _ => {
                wire::encode_over(&envelope, &mut self.text);
                let text: Rc<str> = self.text.as_str().into();
                self.written = Some((envelope, text.clone()));
                text
            }
        };
        self.messages += 1;
        self.bytes += text.len() as u64;
        let from = self.people[from].user.clone();
        self.coming.push_back((to, Coming::Text(from, text)));
    }

    fn tell(&mut self, person: usize, peer: PeerId, fact: Fact) {
        self.coming
            .push_back((person, Coming::Input(Input::Peer(peer, fact))));
    }

    /// Tells somebody about their peer connection to another.
    fn tell_end(&mut self, person: usize, other: usize, fact: Fact) {
        let end = self.people[person]
            .ends
            .iter_mut()
            .find(|end| end.other == other);
        if let Some(end) = end {
            end.up &= !matches!(fact, Fact::ChannelClosed);
            let peer = end.peer;
            self.tell(person, peer, fact);
        }
    }

    fn end(&mut self, person: usize, peer: PeerId) -> &mut End {
        let ends = &mut self.people[person].ends;
        ends.iter_mut()
            .find(|end| end.peer == peer)
            .expect("an open one")
    }
}

fn user(index: usize) -> UserId {
    format!("person-{index}").as_str().into()
}

fn answer() -> Command {
    Command::Answer(AnswerCall {
        token: None,
        call: None,
        accept: true,
        microphone: None,
        camera: None,
        reason: None,
        ext: None,
    })
}

fn config(index: usize) -> Config {
    Config {
        app: "bench".into(),
        user: user(index),
        uid: None,
        device: format!("{index:032x}").as_str().into(),
        boot: 1,
        device_name: "Chromium on Linux".into(),
        ring_timeout: 30_000,
        reconnect_timeout: 30_000,
        connect_timeout: 30_000,
        reload_grace: 4_000,
        busy_when_in_call: true,
        asks_before_ring: false,
        max_members: 8,
        has_token_key: false,
        asks_token: false,
        can_call: true,
        preconnect: Preconnect::Accept,
    }
}
