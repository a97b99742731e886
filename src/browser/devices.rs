//! Knows this page's microphone and camera: how they are opened, refused, muted and closed. Leaves when to do so to `call`.

use std::array;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use futures::future::join;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::{MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack};

use super::dom::{self, Listener, listen};
use super::{News, Tell};
use crate::call::input::{Input, Opened};
use crate::call::name::{Failure, Source, Ticket};

/// What this page has to send, by source.
pub type Tracks = [Option<MediaStreamTrack>; 3];

/// This page's microphone and camera.
pub struct Devices {
    tell: Tell,
    constraints: [JsValue; 2],
    open: RefCell<[Option<Open>; 2]>,
    stream: OnceCell<MediaStream>,
    /// Requests of an older generation are forgotten.
    generation: Cell<u32>,
    muted: Cell<bool>,
}

struct Open {
    track: MediaStreamTrack,
    _ended: Listener,
}

const DEVICES: [Source; 2] = [Source::Microphone, Source::Camera];

impl Devices {
    /// Opens nothing yet. The constraints are for microphone and camera; where undefined, the browser chooses.
    pub fn new(tell: Tell, constraints: [JsValue; 2]) -> Rc<Self> {
        Rc::new(Self {
            tell,
            constraints,
            open: RefCell::default(),
            stream: OnceCell::new(),
            generation: Cell::default(),
            muted: Cell::default(),
        })
    }

    /// Opens devices (W3C Media Capture, section 10.3) and tells `DevicesOpened`, unless all were closed meanwhile.
    pub fn open(self: &Rc<Self>, ticket: Ticket, microphone: bool, camera: bool) {
        dom::spawn(open(
            Rc::downgrade(self),
            self.generation.get(),
            ticket,
            [microphone, camera],
        ));
    }

    /// Mutes or opens the microphone that is open, or the next.
    pub fn enable_microphone(&self, on: bool) {
        self.muted.set(!on);
        if let Some(open) = &self.open.borrow()[0] {
            open.track.set_enabled(on);
        }
    }

    /// Stops the camera.
    pub fn close_camera(&self) {
        self.stop(Source::Camera);
        (self.tell)(News::TracksChanged);
    }

    /// Stops everything, and what a request under way may still open.
    pub fn close(&self) {
        self.generation.set(self.generation.get() + 1);
        self.muted.set(false);
        DEVICES.into_iter().for_each(|source| self.stop(source));
        (self.tell)(News::TracksChanged);
    }

    /// Shows what there is to send.
    pub fn tracks(&self) -> Tracks {
        let open = self.open.borrow();
        // `track.clone()` would be JavaScript's, which makes another track.
        array::from_fn(|index| Some(Clone::clone(&open.get(index)?.as_ref()?.track)))
    }

    /// Shows microphone and camera in one stream, which stays the same; none while nothing is open.
    pub fn stream(&self) -> Option<MediaStream> {
        let is_open = self.open.borrow().iter().any(Option::is_some);
        self.stream.get().filter(|_| is_open).cloned()
    }

    fn request(&self, wanted: [bool; 2]) -> Result<Promise, JsValue> {
        let constraints = MediaStreamConstraints::new();
        for ((name, wanted), constraint) in
            ["audio", "video"].iter().zip(wanted).zip(&self.constraints)
        {
            if wanted && constraint.is_undefined() {
                dom::set(&constraints, name, &true.into());
            } else if wanted {
                dom::set(&constraints, name, constraint);
            }
        }
        // Where the page is not secure there is nothing to ask, and the call throws a TypeError.
        dom::get(&dom::get(&dom::window(), "navigator"), "mediaDevices")
            .unchecked_into::<MediaDevices>()
            .get_user_media_with_constraints(&constraints)
    }

    fn adopt(self: &Rc<Self>, track: MediaStreamTrack) {
        let source = if track.kind() == "audio" {
            Source::Microphone
        } else {
            Source::Camera
        };
        self.stop(source);
        track.set_enabled(source == Source::Camera || !self.muted.get());
        if let Ok(stream) = MediaStream::new() {
            self.stream.get_or_init(|| stream).add_track(&track);
        }
        let devices = Rc::downgrade(self);
        let on_end = Box::new(move |_| {
            if let Some(devices) = devices.upgrade() {
                devices.stop(source);
                (devices.tell)(News::TracksChanged);
                (devices.tell)(News::Happened(Input::SourceEnded(source)));
            }
        });
        let ended = listen(&track, "ended", on_end);
        self.open.borrow_mut()[source as usize] = Some(Open {
            track,
            _ended: ended,
        });
    }

    fn stop(&self, source: Source) {
        let Some(open) = self.open.borrow_mut()[source as usize].take() else {
            return;
        };
        open.track.stop();
        if let Some(stream) = self.stream.get() {
            stream.remove_track(&open.track);
        }
    }
}

impl Drop for Devices {
    fn drop(&mut self) {
        DEVICES.into_iter().for_each(|source| self.stop(source));
    }
}

async fn open(devices: Weak<Devices>, generation: u32, ticket: Ticket, wanted: [bool; 2]) {
    let ask = |wanted| ask(devices.clone(), generation, wanted);
    let together = ask(wanted).await;
    let (microphone, camera) = match together {
        // Asked again for all, the person would have to refuse again.
        Err(Failure::PermissionDenied) if wanted == [true; 2] => {
            (ask([true, false]).await, together)
        }
        Err(_) if wanted == [true; 2] => join(ask([true, false]), ask([false, true])).await,
        Ok(()) | Err(_) => (together, together),
    };
    if let Some(devices) = devices.upgrade()
        && devices.generation.get() == generation
    {
        let opened = Opened {
            microphone: wanted[0].then_some(microphone),
            camera: wanted[1].then_some(camera),
        };
        (devices.tell)(News::Happened(Input::DevicesOpened(ticket, opened)));
    }
}

async fn ask(devices: Weak<Devices>, generation: u32, wanted: [bool; 2]) -> Result<(), Failure> {
    let current = || {
        devices
            .upgrade()
            .filter(|devices| devices.generation.get() == generation)
    };
    let asked = current().map_or(Err(JsValue::UNDEFINED), |devices| devices.request(wanted));
    let answer = match asked {
        Ok(promise) => promise.await.map(JsValue::unchecked_into::<MediaStream>),
        Err(error) => Err(error),
    };
    let Some(devices) = current() else {
        for track in answer.iter().flat_map(MediaStream::get_tracks) {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
        return Err(Failure::Internal);
    };
    match answer {
        Ok(stream) => {
            for track in stream.get_tracks() {
                devices.adopt(track.unchecked_into());
            }
            (devices.tell)(News::TracksChanged);
            Ok(())
        }
        Err(error) => {
            let failure = failure(&dom::text(&error, "name"));
            let remedy = "no device: the page must be secure (https or localhost), allowed to use devices, and have them";
            (devices.tell)(News::Logged("warn", remedy, error));
            Err(failure)
        }
    }
}

/// Tells what the name of a `getUserMedia` error means.
fn failure(name: &str) -> Failure {
    match name {
        "NotFoundError" | "OverconstrainedError" => Failure::DeviceNotFound,
        "NotReadableError" | "AbortError" => Failure::DeviceInUse,
        // NotAllowedError, SecurityError, and the TypeError of a page that is not secure.
        _ => Failure::PermissionDenied,
    }
}
