//! Knows both the call and the effects, and carries between them: what happened in, what follows out, events last. Leaves every
//! decision to `call` and every act to its siblings.

use std::cell::{Cell, Ref, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::{HtmlAudioElement, MediaStream, MediaStreamTrack};

use super::clock::{self, Clock};
use super::dom::{self, Listener};
use super::media::Tracks;
use super::peer::Peer;
use super::peers::Peers;
use super::{News, Tell};
use crate::call::Call;
use crate::call::input::{Config, Input};
use crate::call::message::Envelope;
use crate::call::name::{Failure, Millis, PeerId, Source, Ticket, UserId};
use crate::call::output::{CallInfo, Chat, Effect, Event, Invite, Output, Outputs, Record, Tone};
use crate::wire::{self, DecodeError, Names};

/// What the driver needs of the page. None of these throws; all but `event` and `settle` are called while a turn runs.
pub trait Page {
    /// Sends a text to a person.
    fn send(&self, to: &str, text: &str);
    /// Sends a chat message.
    fn send_chat(&self, to: &Chat, text: &str, ext: Option<&str>);
    /// Sends a chat message of how a call went.
    fn send_record(&self, to: &Chat, record: &Record);
    /// Hears an event.
    fn event(&self, event: Event);
    /// Hears that a request is done.
    fn settle(&self, ticket: Ticket, result: Result<Option<Box<CallInfo>>, Failure>);
    /// Says later whether its phone may ring.
    fn ask_before_ring(&self, ticket: Ticket, invite: Invite);
    /// Keeps a text for the next load of this page, instead of what was kept before, and records for whoever comes after it; nothing
    /// where there is none.
    fn keep(&self, text: &str, owed: &[Record]);
    /// Says later with which token this person enters a room.
    fn ask_token(&self, ticket: Ticket, call: &str, channel: &str);
    /// Says later whether this token lets this person into this room.
    fn verify_token(&self, ticket: Ticket, user: &str, channel: &str, token: &str);
    /// Gives the servers for a peer connection, or a promise of them.
    fn ice_servers(&self) -> JsValue;
    /// Hears that a stream appeared, changed or went.
    fn streams_changed(&self);
    /// Starts a tone, or stops every tone.
    fn ring(&self, tone: Option<Tone>);
    /// Hears of a text that goes over a data channel, for its trace.
    fn trace_direct(&self, sent: bool, user: &str, text: &str);
    /// Opens, mutes or closes what this page captures.
    fn capture(&self, what: Capture);
    /// Plays a person's sound as soon as the browser lets it.
    fn play(&self, user: &str, element: &HtmlAudioElement);
    /// Calls a function once the first picture of a track that is not blank is there.
    fn look(&self, track: &MediaStreamTrack, seen: &JsValue);
    /// Hears something for the log.
    fn log(&self, level: &str, words: &str, data: &JsValue);
}

/// What the page has to do with its devices and its screen; what it opens comes back by `Driver::carry`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capture {
    /// Open microphone, camera or both. → `Input::DevicesOpened`
    Devices(Ticket, bool, bool),
    /// Stop everything, and what a request under way may still open.
    Nothing,
    /// Open or mute the microphone.
    Microphone(bool),
    /// Stop the camera.
    NoCamera,
    /// Ask which screen to show, with its sound or without. → `Input::ScreenOpened`
    Screen(Ticket, bool),
    /// Stop showing it, or asking.
    NoScreen,
}

/// One running CallKit: a call, what it does in the browser, and the page that hears of it. Dropping it undoes everything.
pub struct Driver {
    call: RefCell<Call>,
    clock: Clock,
    page: Box<dyn Page>,
    inbox: RefCell<Vec<Input>>,
    outputs: RefCell<Outputs>,
    outbox: RefCell<Vec<Told>>,
    is_turning: Cell<bool>,
    is_delivering: Cell<bool>,
    alarm: RefCell<Option<(Millis, Timeout)>>,
    /// What was written last, and its text.
    written: RefCell<(Option<Rc<Envelope>>, String)>,
    names: RefCell<Names>,
    tell: Tell,
    peers: Peers,
    _listeners: Vec<Listener>,
}

enum Told {
    Event(Event),
    Settled(Ticket, Result<Option<Box<CallInfo>>, Failure>),
    Looking(MediaStreamTrack, JsValue),
}

impl Driver {
    /// Starts with no call.
    pub fn new(config: Config, relay_only: bool, page: Box<dyn Page>) -> Rc<Self> {
        Rc::new_cyclic(|driver: &Weak<Self>| {
            let driver = driver.clone();
            let tell: Tell = Rc::new(move |news| {
                if let Some(driver) = driver.upgrade() {
                    driver.hear(news);
                }
            });
            Self {
                call: RefCell::new(Call::new(config)),
                clock: Clock::default(),
                page,
                inbox: RefCell::default(),
                outputs: RefCell::default(),
                outbox: RefCell::default(),
                is_turning: Cell::default(),
                is_delivering: Cell::default(),
                alarm: RefCell::default(),
                written: RefCell::default(),
                names: RefCell::default(),
                peers: Peers::new(tell.clone(), relay_only),
                _listeners: clock::watch(&tell),
                tell,
            }
        })
    }

    /// Takes one thing that happened. What follows is done on return, but what the page hears of it may have to wait its turn.
    pub fn take(&self, input: Input) {
        (self.tell)(News::Happened(input));
    }

    /// Takes a text that the connection brought.
    pub fn receive(&self, from: &str, text: &str) {
        self.take(self.read(from.into(), text));
    }

    /// Shows the call as it is.
    pub fn look<T>(&self, look: impl FnOnce(&Call) -> T) -> T {
        look(&self.call.borrow())
    }

    /// Lists the peer connections, each with whose other end it is.
    pub fn peers(&self) -> Array {
        self.peers.show()
    }

    /// Sends these tracks, to whom anything is sent.
    pub fn carry(&self, tracks: Tracks) {
        self.peers.carry(tracks);
    }

    /// Shows what comes from another person.
    pub fn remote_stream(&self, user: &str, source: Source) -> Option<MediaStream> {
        self.peers.remote_stream(user, source)
    }

    fn hear(self: &Rc<Self>, news: News) {
        match news {
            News::Happened(input) => {
                if matches!(input, Input::Wake) {
                    // It may have rung, or the machine may have slept: set again after the turn.
                    self.alarm.take();
                }
                self.inbox.borrow_mut().push(input);
            }
            News::Direct(from, text) => {
                self.page.trace_direct(false, from.as_str(), &text);
                let input = self.read(from, &text);
                self.inbox.borrow_mut().push(input);
            }
            News::StreamsChanged => self.page.streams_changed(),
            News::Sounding(peer, element) => {
                self.with_peer(peer, |peer| self.page.play(peer.user.as_str(), &element));
            }
            News::Looking(track, seen) => self.put(Told::Looking(track, seen)),
            News::Logged(level, words, data) => self.page.log(level, words, &data),
        }
        self.turn();
    }

    /// Drains the inbox, unless that is being done already, and then delivers.
    fn turn(self: &Rc<Self>) {
        if self.is_turning.replace(true) {
            return;
        }
        let mut outputs = self.outputs.take();
        while let Some(input) = dom::next(&self.inbox) {
            let (call, now) = (&self.call, self.clock.now());
            call.borrow_mut().handle_over(input, now, &mut outputs);
            for output in outputs.0.drain(..) {
                match output {
                    Output::Effect(effect) => self.perform(effect),
                    Output::Event(event) => self.put(Told::Event(event)),
                    Output::Settle(ticket, result) => self.put(Told::Settled(ticket, result)),
                }
            }
        }
        *self.outputs.borrow_mut() = outputs;
        self.set_alarm();
        self.is_turning.set(false);
        self.deliver();
    }

    fn put(&self, told: Told) {
        self.outbox.borrow_mut().push(told);
    }

    /// Tells the page, in order and one at a time: what a listener asks for is done at once and told after this.
    fn deliver(&self) {
        if self.is_delivering.replace(true) {
            return;
        }
        loop {
            match dom::next(&self.outbox) {
                Some(Told::Event(event)) => self.page.event(event),
                Some(Told::Settled(ticket, result)) => self.page.settle(ticket, result),
                Some(Told::Looking(track, seen)) => self.page.look(&track, &seen),
                None => break,
            }
        }
        self.is_delivering.set(false);
    }

    fn perform(&self, effect: Effect) {
        match effect {
            Effect::Send(to, envelope) => self.page.send(to.as_str(), &self.write(envelope)),
            Effect::SendDirect(peer, envelope) => {
                let text = self.write(envelope);
                self.with_peer(peer, |peer| {
                    self.page.trace_direct(true, peer.user.as_str(), &text);
                    peer.send(&text);
                });
            }
            Effect::Ping(peer) => self.with_peer(peer, |peer| peer.ping()),
            Effect::SendChat(to, text, ext) => {
                self.page
                    .send_chat(&to, &text, ext.as_ref().map(|ext| ext.as_str()));
            }
            Effect::SendRecord(to, record) => self.page.send_record(&to, &record),
            Effect::OpenPeer(peer, user) => self.peers.open(peer, user, self.page.ice_servers()),
            Effect::MakeOffer { peer, restart } => {
                self.with_peer(peer, |peer| peer.make_offer(restart))
            }
            Effect::TakeOffer(peer, sdp) => self.with_peer(peer, |peer| peer.take_offer(sdp)),
            Effect::TakeAnswer(peer, sdp) => self.with_peer(peer, |peer| peer.take_answer(sdp)),
            Effect::AddCandidates(peer, list) => {
                self.with_peer(peer, |peer| peer.add_candidates(list))
            }
            Effect::Rehearse(peer) => self.peers.rehearse(peer),
            Effect::Publish(peer) => self.peers.publish(peer),
            Effect::Reveal(peer, _) => self.with_peer(peer, |peer| peer.media.reveal()),
            Effect::ClosePeer(peer) => self.peers.close(peer),
            Effect::OpenDevices {
                ticket,
                microphone,
                camera,
            } => self
                .page
                .capture(Capture::Devices(ticket, microphone, camera)),
            Effect::CloseDevices => self.page.capture(Capture::Nothing),
            Effect::EnableMicrophone(on) => self.page.capture(Capture::Microphone(on)),
            Effect::CloseCamera => self.page.capture(Capture::NoCamera),
            Effect::OpenScreen { ticket, audio } => {
                self.page.capture(Capture::Screen(ticket, audio));
            }
            Effect::CloseScreen => self.page.capture(Capture::NoScreen),
            Effect::Ring(tone) => self.page.ring(Some(tone)),
            Effect::StopRing => self.page.ring(None),
            Effect::AskBeforeRing(ticket, invite) => self.page.ask_before_ring(ticket, *invite),
            Effect::Keep(memory, owed) => {
                let memory = memory.map_or_else(String::new, |it| wire::remember(&it));
                self.page.keep(&memory, &owed);
            }
            Effect::AskToken(ticket, call, channel) => {
                self.page.ask_token(ticket, call.as_str(), channel.as_str());
            }
            Effect::VerifyToken {
                ticket,
                token,
                user,
                channel,
            } => self
                .page
                .verify_token(ticket, user.as_str(), channel.as_str(), &token),
        }
    }

    fn with_peer(&self, id: PeerId, act: impl FnOnce(&Rc<Peer>)) {
        if let Some(peer) = self.peers.find(id) {
            act(&peer);
        }
    }

    fn read(&self, from: UserId, text: &str) -> Input {
        match wire::decode_among(text, &mut self.names.borrow_mut()) {
            Ok(envelope) => Input::Received {
                from,
                envelope: Box::new(envelope),
            },
            Err(DecodeError::Malformed(why)) => {
                self.page.log("debug", why, &JsValue::UNDEFINED);
                Input::Malformed
            }
            Err(DecodeError::Unsupported { device, call }) => {
                Input::Unsupported { from, device, call }
            }
        }
    }

    /// Writes a message, once for all carriers that it goes by.
    fn write(&self, envelope: Rc<Envelope>) -> Ref<'_, String> {
        let mut written = self.written.borrow_mut();
        let (last, text) = &mut *written;
        if !last
            .as_ref()
            .is_some_and(|last| Rc::ptr_eq(last, &envelope))
        {
            wire::encode_over(&envelope, text);
            *last = Some(envelope);
        }
        drop(written);
        Ref::map(self.written.borrow(), |(_, text)| text)
    }

    fn set_alarm(&self) {
        let due = self.call.borrow().deadline();
        let mut alarm = self.alarm.borrow_mut();
        if alarm.as_ref().map(|(due, _)| *due) == due {
            return;
        }
        *alarm = due.map(|due| {
            // A longer wait than a timer can take is waited for in parts.
            let wait = due.saturating_sub(self.clock.now()).min(i32::MAX as Millis);
            let tell = self.tell.clone();
            (
                due,
                Timeout::new(wait as u32, move || tell(News::Happened(Input::Wake))),
            )
        });
    }
}
