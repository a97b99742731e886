//! Knows what goes to and comes from one peer: the places for microphone, camera and screen, what is sent in them, and what arrives.
//! Leaves negotiating the places to `peer`, and showing a person to `remote`.

use std::cell::{Cell, RefCell};
use std::mem::replace;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{MediaStream, MediaStreamTrack, RtcRtpSender, RtcRtpTransceiver};

use super::dom::{self, Listener, Promised, listen};
use super::remote::Remote;
use super::{News, Tell};
use crate::call::input::{Fact, Input};
use crate::call::name::{PeerId, Source};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = RtcRtpSender)]
    type Sender;
    #[wasm_bindgen(method, js_name = getParameters)]
    fn parameters(this: &Sender) -> JsValue;
    #[wasm_bindgen(method, js_name = setParameters)]
    fn set_parameters(this: &Sender, parameters: &JsValue) -> Promised;
}

/// By how much the first picture is narrower and lower: what is encoded, sent and decoded in a fraction of the time is seen that much earlier.
const FIRST: u32 = 4;

/// What this page has to send, by source.
pub type Tracks = [Option<MediaStreamTrack>; 3];

/// What goes to and comes from one peer.
pub struct Media {
    peer: PeerId,
    tell: Tell,
    places: RefCell<Vec<Place>>,
    arrived: Cell<[bool; 3]>,
    /// What is sent; none before it is published.
    outgoing: RefCell<Option<Tracks>>,
    /// The picture alone is, before the answer.
    is_rehearsing: Cell<bool>,
    is_revealed: Cell<bool>,
    remote: RefCell<Option<Rc<Remote>>>,
    listeners: RefCell<Vec<Listener>>,
    on_not_sent: JsValue,
}

struct Place {
    sender: RtcRtpSender,
    track: MediaStreamTrack,
}

impl Media {
    /// Has no places yet.
    pub fn new(peer: PeerId, tell: Tell) -> Rc<Self> {
        let log = tell.clone();
        Rc::new(Self {
            peer,
            tell,
            on_not_sent: dom::function_of(Box::new(move |error| {
                log(News::Logged("warn", "a sender refused", error));
            })),
            places: RefCell::default(),
            arrived: Cell::default(),
            outgoing: RefCell::default(),
            is_rehearsing: Cell::default(),
            is_revealed: Cell::default(),
            remote: RefCell::default(),
            listeners: RefCell::default(),
        })
    }

    /// Sends these tracks from now on.
    pub fn publish(&self, tracks: &Tracks) {
        self.is_rehearsing.set(false);
        self.send(tracks.clone());
    }

    /// Sends the picture of these tracks, from now on until they are published.
    pub fn rehearse(&self, tracks: &Tracks) {
        self.is_rehearsing.set(true);
        self.send([None, tracks[Source::Camera as usize].clone(), None]);
    }

    fn send(&self, tracks: Tracks) {
        self.outgoing.replace(Some(tracks));
        self.attach();
    }

    /// Tells whether anything is to be sent.
    pub fn sends(&self) -> bool {
        self.outgoing.borrow().is_some()
    }

    /// Sends these tracks if anything is to be sent.
    pub fn carry(&self, tracks: &Tracks) {
        match self.is_rehearsing.get() {
            true => self.rehearse(tracks),
            false if self.sends() => self.publish(tracks),
            false => {}
        }
    }

    /// Makes the first picture small, where nothing is sent yet; the face makes those that follow as large as fits.
    pub fn begin_small(&self) {
        let places = self.places.borrow();
        let Some(place) = places.get(Source::Camera as usize) else {
            return;
        };
        let sender: &Sender = place.sender.unchecked_ref();
        // Firefox comes to whole pictures only after twenty seconds as it is.
        let is_chromium = !dom::get(&dom::window(), "MediaStreamTrackProcessor").is_undefined();
        if self.sends() || !is_chromium {
            return;
        }
        let parameters = sender.parameters();
        let encoding = dom::get(&dom::get(&parameters, "encodings"), "0");
        if encoding.is_object() {
            dom::set(&encoding, "scaleResolutionDownBy", &FIRST.into());
            let told = sender.set_parameters(&parameters);
            told.then(&JsValue::UNDEFINED, &self.on_not_sent);
        }
    }

    /// Shows and plays what comes, from now on.
    pub fn reveal(&self) {
        self.is_revealed.set(true);
        self.show();
    }

    /// Shows what comes from here as a person; none before it is revealed.
    pub fn stream(&self, source: Source) -> Option<MediaStream> {
        let remote = self.remote.borrow();
        let remote = remote.as_ref()?;
        Some(Clone::clone(match source {
            Source::Microphone | Source::Camera => &remote.camera,
            Source::Screen => &remote.screen,
        }))
    }

    /// Tells whether there are places.
    pub fn has_places(&self) -> bool {
        !self.places.borrow().is_empty()
    }

    /// Takes the places of the first description, or those of an offer that replaced ours, in the order of their sources.
    pub fn place(self: &Rc<Self>, transceivers: &[RtcRtpTransceiver]) {
        let mut places = Vec::new();
        for transceiver in transceivers {
            places.push(Place {
                sender: transceiver.sender(),
                track: transceiver.receiver().track(),
            });
        }
        if let (Some(old), Some(new)) = (self.places.borrow().first(), places.first())
            && old.sender == new.sender
        {
            return;
        }
        self.listeners.borrow_mut().clear();
        for (place, source) in places.iter().zip(Source::ALL) {
            let media = Rc::downgrade(self);
            let on_packet = Box::new(move |_| {
                if let Some(media) = media.upgrade() {
                    media.on_arrival(source);
                }
            });
            let listener = listen(&place.track, "unmute", on_packet);
            self.listeners.borrow_mut().push(listener);
        }
        self.places.replace(places);
        self.attach();
        self.remote.take();
        self.show();
        self.look_for_arrivals();
    }

    /// Looks where packets have come already, which browsers tell as the end of a track's silence.
    pub fn look_for_arrivals(&self) {
        for source in Source::ALL {
            if self
                .track(source)
                .is_some_and(|track| dom::get(&track, "muted").is_falsy())
            {
                self.on_arrival(source);
            }
        }
    }

    fn track(&self, source: Source) -> Option<MediaStreamTrack> {
        Some(Clone::clone(
            &self.places.borrow().get(source as usize)?.track,
        ))
    }

    fn on_arrival(&self, source: Source) {
        let mut arrived = self.arrived.get();
        if replace(&mut arrived[source as usize], true) {
            return;
        }
        self.arrived.set(arrived);
        (self.tell)(News::Happened(Input::Peer(
            self.peer,
            Fact::Arriving(source),
        )));
        self.note_arrival(source);
    }

    fn note_arrival(&self, source: Source) {
        let remote = self.remote.borrow().clone();
        if let (Some(remote), Some(track)) = (remote, self.track(source)) {
            remote.on_arrival(source, &track);
        }
    }

    fn show(&self) {
        if !self.is_revealed.get() || !self.has_places() || self.remote.borrow().is_some() {
            return;
        }
        let tracks = Source::ALL.map(|source| self.track(source));
        match Remote::new(self.peer, self.tell.clone(), &tracks) {
            Ok(remote) => drop(self.remote.replace(Some(remote))),
            Err(error) => {
                return (self.tell)(News::Logged("error", "a person cannot be shown", error));
            }
        }
        (self.tell)(News::StreamsChanged);
        for source in Source::ALL {
            if self.arrived.get()[source as usize] {
                self.note_arrival(source);
            }
        }
    }

    /// Brings what is sent in line with what is to be sent; the connection keeps replacements in order.
    fn attach(&self) {
        let outgoing = self.outgoing.borrow();
        let Some(tracks) = &*outgoing else {
            return;
        };
        for (place, track) in self.places.borrow().iter().zip(tracks) {
            if place.sender.track() != *track {
                let replaced = place.sender.replace_track(track.as_ref());
                let replaced: &Promised = replaced.unchecked_ref();
                replaced.then(&JsValue::UNDEFINED, &self.on_not_sent);
            }
        }
    }
}
