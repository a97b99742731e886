//! Knows the peer connections of this page and what it sends to them. Leaves each of them to `peer`.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::MediaStream;

use super::media::Tracks;
use super::peer::Peer;
use super::{News, Tell};
use crate::call::input::{Fact, Input};
use crate::call::name::{PeerId, Source, UserId};

/// All peer connections of this page.
pub struct Peers {
    tell: Tell,
    relay_only: bool,
    list: RefCell<Vec<Rc<Peer>>>,
    tracks: RefCell<Tracks>,
}

impl Peers {
    /// Has none yet.
    pub fn new(tell: Tell, relay_only: bool) -> Self {
        Self {
            tell,
            relay_only,
            list: RefCell::default(),
            tracks: RefCell::default(),
        }
    }

    /// Makes one; the servers may be a promise.
    pub fn open(&self, id: PeerId, user: UserId, servers: JsValue) {
        match Peer::open(id, user, self.tell.clone(), self.relay_only, servers) {
            Ok(peer) => self.list.borrow_mut().push(peer),
            Err(error) => {
                (self.tell)(News::Logged(
                    "error",
                    "the browser makes no RTCPeerConnection",
                    error,
                ));
                (self.tell)(News::Happened(Input::Peer(id, Fact::StepFailed)));
            }
        }
    }

    /// Finds one.
    pub fn find(&self, id: PeerId) -> Option<Rc<Peer>> {
        self.list
            .borrow()
            .iter()
            .find(|peer| peer.id == id)
            .cloned()
    }

    /// Sends what this page publishes to one, from now on.
    pub fn publish(&self, id: PeerId) {
        if let Some(peer) = self.find(id) {
            peer.media.publish(&self.tracks.borrow());
        }
    }

    /// Sends the picture of what this page publishes to one, from now on until it is published.
    pub fn rehearse(&self, id: PeerId) {
        if let Some(peer) = self.find(id) {
            peer.media.rehearse(&self.tracks.borrow());
        }
    }

    /// Publishes other tracks.
    pub fn carry(&self, tracks: Tracks) {
        for peer in &*self.list.borrow() {
            peer.media.carry(&tracks);
        }
        *self.tracks.borrow_mut() = tracks;
    }

    /// Closes one.
    pub fn close(&self, id: PeerId) {
        let place = self.list.borrow().iter().position(|peer| peer.id == id);
        // What it does as it goes may ask for the list.
        let closed = place.map(|place| self.list.borrow_mut().remove(place));
        drop(closed);
        (self.tell)(News::StreamsChanged);
    }

    /// Lists those to which anything is sent, each with whose other end it is.
    pub fn show(&self) -> Array {
        let shown = Array::new();
        for peer in self.list.borrow().iter().filter(|peer| peer.media.sends()) {
            shown.push(&Array::of2(&peer.user.as_str().into(), peer.browsers()));
        }
        shown
    }

    /// Shows what comes from a person, once it is revealed.
    pub fn remote_stream(&self, user: &str, source: Source) -> Option<MediaStream> {
        self.list
            .borrow()
            .iter()
            .rev()
            .filter(|peer| peer.user.as_str() == user)
            .find_map(|peer| peer.media.stream(source))
    }
}
