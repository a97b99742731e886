//! Knows how another person is seen and heard, and notices the first of it. Leaves which tracks are theirs to `peer`.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use web_sys::{HtmlAudioElement, MediaStream, MediaStreamTrack};

use super::dom::{self, Listener, listen};
use super::{News, Tell};
use crate::call::input::{Fact, Input};
use crate::call::name::{PeerId, Source};

/// Another person, as streams for the page and as a voice.
pub struct Remote {
    /// Microphone and camera.
    pub camera: MediaStream,
    /// The shared screen.
    pub screen: MediaStream,
    peer: PeerId,
    tell: Tell,
    voice: HtmlAudioElement,
    listeners: RefCell<Vec<Listener>>,
}

impl Remote {
    /// Makes streams of a peer's tracks, by source, and plays the sound.
    pub fn new(
        peer: PeerId,
        tell: Tell,
        tracks: &[Option<MediaStreamTrack>; 3],
    ) -> Result<Rc<Self>, JsValue> {
        let remote = Rc::new(Self {
            camera: stream(&tracks[..2])?,
            screen: stream(&tracks[2..])?,
            peer,
            tell,
            voice: HtmlAudioElement::new()?,
            listeners: RefCell::default(),
        });
        remote.watch(&remote.voice, "playing", |remote| {
            remote.show(Source::Microphone);
        });
        Ok(remote)
    }

    /// Takes note that the first packet of a source came.
    pub fn on_arrival(self: &Rc<Self>, source: Source, track: &MediaStreamTrack) {
        match source {
            // Opening a loudspeaker takes the browser as long as showing a picture, which comes first.
            Source::Microphone => {
                if let Ok(sound) = stream(&[Some(Clone::clone(track))]) {
                    self.voice.set_src_object(Some(&sound));
                }
                (self.tell)(News::Sounding(self.peer, Clone::clone(&self.voice)));
            }
            Source::Camera => {
                let remote = Rc::downgrade(self);
                let seen = Box::new(move |_| {
                    if let Some(remote) = remote.upgrade() {
                        remote.show(source);
                    }
                });
                let seen = dom::function_of(seen);
                (self.tell)(News::Looking(Clone::clone(track), seen));
            }
            Source::Screen => {}
        }
    }

    fn show(&self, source: Source) {
        (self.tell)(News::Happened(Input::Peer(self.peer, Fact::Shown(source))));
    }

    fn watch(self: &Rc<Self>, target: &JsValue, kind: &'static str, act: impl Fn(&Self) + 'static) {
        let remote: Weak<Self> = Rc::downgrade(self);
        let act = Box::new(move |_| {
            if let Some(remote) = remote.upgrade() {
                act(&remote);
            }
        });
        let listener = listen(target, kind, act);
        self.listeners.borrow_mut().push(listener);
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.voice.set_src_object(None);
    }
}

fn stream(tracks: &[Option<MediaStreamTrack>]) -> Result<MediaStream, JsValue> {
    let stream = MediaStream::new()?;
    for track in tracks.iter().flatten() {
        stream.add_track(track);
    }
    Ok(stream)
}
