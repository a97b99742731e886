//! Knows one peer connection: its steps one after the other, its data channel, its places for media and the facts it gives.
//! Leaves the order of steps and all meaning to `call`.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use futures::task::Poll;
use js_sys::{JsString, Object, Promise, RegExp};
use wasm_bindgen::prelude::*;
use web_sys::{RtcDataChannel, RtcPeerConnection, RtcRtpTransceiver};

use super::dom::{self, Listener, Promised, listen};
use super::media::Media;
use super::{News, Tell};
use crate::call::input::{Fact, Input, Path};
use crate::call::message::{Candidate, Step};
use crate::call::name::{PeerId, Source, Text, UserId};

// What web-sys lacks, what it cannot fail at, and what is smaller without its enums.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = RtcPeerConnection)]
    type Connection;
    #[wasm_bindgen(method, js_name = createDataChannel)]
    fn create_channel(this: &Connection, label: &str, init: &Object) -> RtcDataChannel;
    #[wasm_bindgen(method, js_name = restartIce)]
    fn restart_ice(this: &Connection);
    #[wasm_bindgen(method, js_name = addTransceiver, catch)]
    fn add_transceiver(this: &Connection, kind: &str) -> Result<RtcRtpTransceiver, JsValue>;
    #[wasm_bindgen(method, js_name = setLocalDescription, catch)]
    fn set_local(this: &Connection) -> Result<Promised, JsValue>;
    #[wasm_bindgen(method, js_name = setRemoteDescription, catch)]
    fn set_remote(this: &Connection, description: &Object) -> Result<Promised, JsValue>;
    #[wasm_bindgen(method, js_name = addIceCandidate, catch)]
    fn add_candidate(this: &Connection, candidate: &Object) -> Result<Promised, JsValue>;
    #[wasm_bindgen(method, js_name = setConfiguration, catch)]
    fn configure(this: &Connection, configuration: &Object) -> Result<(), JsValue>;
}

/// The place of VP8 in a description (RFC 7741, section 6).
const VP8: &str = r"a=rtpmap:(\d+) VP8/90000";
/// Chromium begins with 300 kbit/s, at which the first picture alone takes a tenth of a second.
const START: &str = "$&\r\na=fmtp:$1 x-google-start-bitrate=1000";
/// A ping is an empty text.
const PING: &str = "";

/// One peer connection (W3C WebRTC, section 4.4); dropping it closes it.
pub struct Peer {
    /// Its id.
    pub id: PeerId,
    /// Whose device is at the other end.
    pub user: UserId,
    /// What goes to and comes from there.
    pub media: Rc<Media>,
    tell: Tell,
    connection: Connection,
    channel: RtcDataChannel,
    configuration: Object,
    steps: RefCell<Vec<Pending>>,
    /// The one that the browser is at.
    step: Cell<Option<Pending>>,
    is_working: Cell<bool>,
    /// What a promise calls that is kept, and one that is broken.
    settled: OnceCell<[JsValue; 2]>,
    listeners: RefCell<Vec<Listener>>,
}

/// Something that waits for what was asked before it.
enum Pending {
    Configure(JsValue),
    Local { step: Step, restart: bool },
    Remote(Step, Text),
    Candidate(Candidate),
}

type Outcome = Result<JsValue, JsValue>;

#[derive(Clone, Copy)]
enum Signal {
    Candidate,
    Path,
    Open,
    Close,
    Message,
}

impl Peer {
    /// Makes a peer connection with its data channel. The servers may be a promise, which the first step waits for.
    pub fn open(
        id: PeerId,
        user: UserId,
        tell: Tell,
        relay_only: bool,
        servers: JsValue,
    ) -> Result<Rc<Self>, JsValue> {
        let policy = if relay_only { "relay" } else { "all" };
        let configuration = dom::object(&[
            ("bundlePolicy", "max-bundle".into()),
            ("iceTransportPolicy", policy.into()),
        ]);
        let connection = RtcPeerConnection::new_with_configuration(configuration.unchecked_ref())?;
        let connection: Connection = connection.unchecked_into();
        let channel = dom::object(&[("negotiated", true.into()), ("id", 0.into())]);
        let channel = connection.create_channel("callkit", &channel);
        let peer = Rc::new(Self {
            id,
            user,
            media: Media::new(id, tell.clone()),
            tell,
            connection,
            channel,
            configuration,
            steps: RefCell::default(),
            step: Cell::default(),
            is_working: Cell::default(),
            settled: OnceCell::default(),
            listeners: RefCell::default(),
        });
        peer.watch();
        peer.enqueue(Pending::Configure(servers));
        Ok(peer)
    }

    /// Makes an offer and sets it.
    pub fn make_offer(self: &Rc<Self>, restart: bool) {
        self.enqueue(Pending::Local {
            step: Step::Offer,
            restart,
        });
    }

    /// Takes an offer, and makes and sets an answer.
    pub fn take_offer(self: &Rc<Self>, sdp: Text) {
        self.enqueue(Pending::Remote(Step::Offer, sdp));
    }

    /// Takes an answer.
    pub fn take_answer(self: &Rc<Self>, sdp: Text) {
        self.enqueue(Pending::Remote(Step::Answer, sdp));
    }

    /// Adds remote candidates.
    pub fn add_candidates(self: &Rc<Self>, candidates: Vec<Candidate>) {
        for candidate in candidates {
            self.enqueue(Pending::Candidate(candidate));
        }
    }

    /// Shows the browser's own.
    pub fn browsers(&self) -> &RtcPeerConnection {
        &self.connection
    }

    /// Sends a text over the data channel.
    pub fn send(&self, text: &str) {
        if let Err(error) = self.channel.send_with_str(text) {
            self.log("debug", "the data channel took no message", error);
        }
    }

    /// Sends a ping over the data channel.
    pub fn ping(&self) {
        self.send(PING);
    }

    fn watch(self: &Rc<Self>) {
        let (connection, channel): (&JsValue, &JsValue) = (&self.connection, &self.channel);
        for (target, kind, signal) in [
            (connection, "icecandidate", Signal::Candidate),
            (connection, "connectionstatechange", Signal::Path),
            (channel, "open", Signal::Open),
            (channel, "close", Signal::Close),
            (channel, "message", Signal::Message),
        ] {
            let listener = self.hear(target, kind, signal);
            self.listeners.borrow_mut().push(listener);
        }
    }

    fn hear(self: &Rc<Self>, target: &JsValue, kind: &'static str, signal: Signal) -> Listener {
        let peer = Rc::downgrade(self);
        let act = Box::new(move |event| {
            if let Some(peer) = peer.upgrade() {
                peer.on(signal, &event);
            }
        });
        listen(target, kind, act)
    }

    fn on(self: &Rc<Self>, signal: Signal, event: &JsValue) {
        match signal {
            Signal::Candidate => self.on_candidate(&dom::get(event, "candidate")),
            Signal::Path => self.on_path(&dom::text(&self.connection, "connectionState")),
            Signal::Open => self.report(Fact::ChannelOpen),
            Signal::Close => self.report(Fact::ChannelClosed),
            Signal::Message => match dom::get(event, "data").as_string() {
                None => {}
                Some(ping) if ping == PING => self.report(Fact::Pinged),
                Some(text) => (self.tell)(News::Direct(self.user.clone(), text)),
            },
        }
    }

    fn on_candidate(&self, candidate: &JsValue) {
        // Neither the end of all candidates nor the end of one generation is of use to the other side.
        let line = dom::text(candidate, "candidate");
        if line.is_empty() {
            return;
        }
        let named = dom::text(candidate, "usernameFragment");
        let ufrag = if named.is_empty() {
            ufrag(&self.local_description()).into()
        } else {
            named
        };
        self.report(Fact::Found(Candidate {
            text: line.into(),
            mid: dom::text(candidate, "sdpMid").into(),
            line: dom::get(candidate, "sdpMLineIndex")
                .as_f64()
                .unwrap_or_default() as u32,
            ufrag: ufrag.into(),
        }));
    }

    fn on_path(self: &Rc<Self>, state: &str) {
        let path = match state {
            "connecting" => Path::Connecting,
            "connected" => Path::Connected,
            "disconnected" => Path::Disconnected,
            "failed" => Path::Failed,
            _ => return,
        };
        self.report(Fact::Path(path));
        self.media.look_for_arrivals();
    }

    fn enqueue(self: &Rc<Self>, pending: Pending) {
        self.steps.borrow_mut().push(pending);
        if !self.is_working.replace(true) {
            self.go_on();
        }
    }

    /// Works until a step has to wait, or until none is left.
    fn go_on(self: &Rc<Self>) {
        while let Some(pending) = dom::next(&self.steps) {
            if self.attempt(pending).is_pending() {
                return;
            }
        }
        self.is_working.set(false);
    }

    fn attempt(self: &Rc<Self>, pending: Pending) -> Poll<()> {
        match self.start(&pending) {
            Ok(promise) => {
                let [done, failed] = self
                    .settled
                    .get_or_init(|| [self.on_settled(Ok), self.on_settled(Err)]);
                self.step.set(Some(pending));
                promise.then(done, failed);
                Poll::Pending
            }
            Err(error) => {
                self.finish(pending, Err(error));
                Poll::Ready(())
            }
        }
    }

    // It holds no peer: what waits when a connection closes is never answered.
    fn on_settled(self: &Rc<Self>, outcome: fn(JsValue) -> Outcome) -> JsValue {
        let peer = Rc::downgrade(self);
        dom::function_of(Box::new(move |value| {
            if let Some(peer) = peer.upgrade()
                && let Some(pending) = peer.step.take()
            {
                peer.finish(pending, outcome(value));
                peer.go_on();
            }
        }))
    }

    fn start(self: &Rc<Self>, pending: &Pending) -> Result<Promised, JsValue> {
        match pending {
            Pending::Configure(servers) => Ok(Promise::resolve(servers).unchecked_into()),
            Pending::Local { step, restart } => self.describe(*step, *restart),
            Pending::Remote(step, sdp) => {
                let kind = if *step == Step::Offer {
                    "offer"
                } else {
                    "answer"
                };
                // What a description says of Opus is how its writer wants to be sent to: silence costs next to nothing.
                let sdp =
                    JsString::from(&**sdp).replace("useinbandfec=1", "useinbandfec=1;usedtx=1");
                let sdp = sdp.replace_by_pattern(&RegExp::new(VP8, "g"), START);
                let description = dom::object(&[("type", kind.into()), ("sdp", sdp.into())]);
                self.connection.set_remote(&description)
            }
            Pending::Candidate(candidate) => self.connection.add_candidate(&dom::object(&[
                ("candidate", (&*candidate.text).into()),
                ("sdpMid", (&*candidate.mid).into()),
                ("sdpMLineIndex", candidate.line.into()),
                ("usernameFragment", (&*candidate.ufrag).into()),
            ])),
        }
    }

    fn describe(self: &Rc<Self>, step: Step, restart: bool) -> Result<Promised, JsValue> {
        if step == Step::Offer && !self.media.has_places() {
            let mut places = Vec::new();
            for kind in ["audio", "video", "video"] {
                places.push(self.connection.add_transceiver(kind)?);
            }
            self.media.place(&places);
        }
        if restart {
            self.connection.restart_ice();
        }
        self.connection.set_local()
    }

    fn finish(self: &Rc<Self>, pending: Pending, outcome: Outcome) {
        match (pending, outcome) {
            (Pending::Configure(_), Ok(servers)) => {
                dom::set(&self.configuration, "iceServers", &servers);
                if let Err(error) = self.connection.configure(&self.configuration) {
                    self.log(
                        "warn",
                        "iceServers is not what RTCPeerConnection takes",
                        error,
                    );
                }
            }
            (Pending::Configure(_), Err(error)) => {
                self.log("warn", "iceServers failed; going on without", error)
            }
            (Pending::Local { step, .. }, Ok(_)) => {
                if step == Step::Answer {
                    self.media.begin_small();
                }
                let sdp = self.local_description();
                self.report(Fact::Described {
                    step,
                    ufrag: ufrag(&sdp).into(),
                    sdp: sdp.into(),
                });
            }
            (Pending::Remote(Step::Offer, _), Ok(_)) => {
                self.place_offered();
                let answer = Pending::Local {
                    step: Step::Answer,
                    restart: false,
                };
                self.steps.borrow_mut().insert(0, answer);
            }
            (Pending::Remote(..), Ok(_)) => self.report(Fact::AnswerTaken),
            (Pending::Candidate(_), Ok(_)) => {}
            (Pending::Candidate(_), Err(error)) => {
                self.log("debug", "a candidate was not taken", error)
            }
            (Pending::Local { .. } | Pending::Remote(..), Err(error)) => {
                self.log("warn", "a description was not taken", error);
                self.report(Fact::StepFailed);
            }
        }
    }

    /// Takes the places that the offer has. Ours, if we had made an offer that was rolled back, are in no description any more.
    fn place_offered(self: &Rc<Self>) {
        let mut places = Vec::new();
        for transceiver in self.connection.get_transceivers() {
            let transceiver: RtcRtpTransceiver = transceiver.unchecked_into();
            if dom::get(&transceiver, "mid").is_null() {
                transceiver.stop();
            } else if places.len() < Source::ALL.len() {
                // The other side may have rejected the place, which then takes no direction.
                dom::set(&transceiver, "direction", &"sendrecv".into());
                places.push(transceiver);
            }
        }
        self.media.place(&places);
    }

    fn local_description(&self) -> String {
        dom::text(&dom::get(&self.connection, "localDescription"), "sdp")
    }

    fn report(&self, fact: Fact) {
        (self.tell)(News::Happened(Input::Peer(self.id, fact)));
    }

    fn log(&self, level: &'static str, words: &'static str, error: JsValue) {
        (self.tell)(News::Logged(level, words, error));
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.connection.close();
    }
}

/// Reads the ICE user name fragment (RFC 8839, section 5.4) of a description.
fn ufrag(sdp: &str) -> &str {
    const NAME: &str = "a=ice-ufrag:";
    let start = sdp
        .as_bytes()
        .windows(NAME.len())
        .position(|line| line == NAME.as_bytes());
    let line = start
        .and_then(|start| sdp.get(start + NAME.len()..))
        .unwrap_or_default();
    let end = line
        .bytes()
        .position(|byte| byte <= b' ')
        .unwrap_or(line.len());
    line.get(..end).unwrap_or_default()
}
