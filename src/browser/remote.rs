//! Knows how another person is seen and heard, and notices the first of it. Leaves which tracks are theirs to `peer`.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlAudioElement, HtmlVideoElement, MediaStream, MediaStreamTrack};

use super::dom::{Listener, listen};
use super::{News, Tell};
use crate::call::input::{Fact, Input};
use crate::call::name::{PeerId, Source};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create_element(name: &str) -> HtmlVideoElement;
}

/// Pictures up to this width only keep an encoder running.
const BLANK: u32 = 16;

/// Another person, as streams for the page and as a voice.
pub struct Remote {
    /// Microphone and camera.
    pub camera: MediaStream,
    /// The shared screen.
    pub screen: MediaStream,
    /// A screen was seen. A packet is not enough: bandwidth is probed with empty ones in any place for video.
    pub has_screen: Cell<bool>,
    peer: PeerId,
    tell: Tell,
    voice: HtmlAudioElement,
    has_arrived: Cell<bool>,
    plays: Cell<bool>,
    listeners: RefCell<Vec<Listener>>,
}

impl Remote {
    /// Makes streams of a peer's tracks, by source, and plays the sound.
    pub fn new(
        peer: PeerId,
        tell: Tell,
        tracks: &[Option<MediaStreamTrack>; 3],
    ) -> Result<Rc<Self>, JsValue> {
        let voice = HtmlAudioElement::new()?;
        voice.set_src_object(Some(&stream(&tracks[..1])?));
        let remote = Rc::new(Self {
            camera: stream(&tracks[..2])?,
            screen: stream(&tracks[2..])?,
            has_screen: Cell::default(),
            peer,
            tell,
            voice,
            has_arrived: Cell::default(),
            plays: Cell::default(),
            listeners: RefCell::default(),
        });
        remote.watch(&remote.voice, "playing", |remote| {
            remote.plays.set(true);
            remote.check_heard();
        });
        (remote.tell)(News::Sounding(peer, Clone::clone(&remote.voice)));
        Ok(remote)
    }

    /// Takes note that the first packet of a source came.
    pub fn on_arrival(self: &Rc<Self>, source: Source, track: &MediaStreamTrack) {
        match source {
            Source::Microphone => {
                self.has_arrived.set(true);
                self.check_heard();
            }
            Source::Camera | Source::Screen => {
                let (remote, track) = (Rc::downgrade(self), Clone::clone(track));
                // The page's own view comes first.
                Timeout::new(0, move || {
                    if let Some(remote) = remote.upgrade() {
                        remote.look(source, &track);
                    }
                })
                .forget();
            }
        }
    }

    /// An element plays a track on which nothing has come yet, as silence.
    fn check_heard(&self) {
        if self.has_arrived.get() && self.plays.get() {
            self.has_arrived.set(false);
            self.show(Source::Microphone);
        }
    }

    /// Waits for the first picture that is not blank, in an element that is let go as soon as it has come.
    fn look(self: &Rc<Self>, source: Source, track: &MediaStreamTrack) {
        let Ok(stream) = stream(&[Some(Clone::clone(track))]) else {
            return;
        };
        let video = create_element("video");
        video.set_muted(true);
        video.set_src_object(Some(&stream));
        for kind in ["loadeddata", "resize"] {
            let seen = video.clone();
            self.watch(&video, kind, move |remote| {
                if seen.video_width() > BLANK {
                    seen.set_src_object(None);
                    remote.show(source);
                }
            });
        }
    }

    fn show(&self, source: Source) {
        if source == Source::Screen {
            self.has_screen.set(true);
            (self.tell)(News::StreamsChanged);
        }
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
