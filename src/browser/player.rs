//! Knows how sound is played: at once, at the next gesture where the browser wants one, or when no other page of this person sounds.
//! Leaves what is played to its siblings.

use std::cell::{Cell, RefCell};
use std::mem::take;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsValue;
use web_sys::HtmlAudioElement;

use super::dom::{self, Listener, listen};
use super::lock::{Lock, Wait};
use super::{News, Tell};
use crate::call::input::Input;

/// Plays voices, and those that the browser refused at the next gesture.
pub struct Player {
    tell: Tell,
    has_told: Cell<bool>,
    blocked: RefCell<Vec<Weak<Voice>>>,
    gestures: RefCell<Vec<Listener>>,
}

/// Something that sounds until it is dropped.
pub struct Voice {
    /// What sounds; in no document.
    pub element: HtmlAudioElement,
    /// The Web Lock without which it stays silent.
    needs: Option<Rc<str>>,
    has_lock: Cell<bool>,
    lock: RefCell<Option<Lock>>,
}

impl Voice {
    /// Prepares an element to be played, while holding the lock of this name where one is given.
    pub fn new(element: HtmlAudioElement, needs: Option<Rc<str>>) -> Rc<Self> {
        Rc::new(Self {
            element,
            needs,
            has_lock: Cell::default(),
            lock: RefCell::default(),
        })
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        let _ = self.element.pause();
    }
}

impl Player {
    /// Has nothing to play yet.
    pub fn new(tell: Tell) -> Rc<Self> {
        Rc::new(Self {
            tell,
            has_told: Cell::default(),
            blocked: RefCell::default(),
            gestures: RefCell::default(),
        })
    }

    /// Starts a voice, now or as soon as it may sound.
    pub fn play(self: &Rc<Self>, voice: &Rc<Voice>) {
        dom::spawn(play(Rc::downgrade(self), Rc::downgrade(voice)));
    }

    fn on_refused(self: &Rc<Self>, voice: &Rc<Voice>, error: JsValue) {
        match &*dom::text(&error, "name") {
            "NotAllowedError" => self.wait_for_gesture(voice),
            // Something else started or stopped it.
            "AbortError" => {}
            _ => (self.tell)(News::Logged(
                "warn",
                "a sound cannot be played; its source must be allowed (media-src)",
                error,
            )),
        }
    }

    fn wait_for_gesture(self: &Rc<Self>, voice: &Rc<Voice>) {
        self.blocked.borrow_mut().push(Rc::downgrade(voice));
        // With touch the finger's leaving is the gesture, with a mouse its coming.
        for kind in ["pointerdown", "pointerup", "keydown"] {
            let player = Rc::downgrade(self);
            let on_gesture = Box::new(move |_| {
                if let Some(player) = player.upgrade() {
                    player.on_gesture();
                }
            });
            self.gestures
                .borrow_mut()
                .push(listen(&dom::window(), kind, on_gesture));
        }
        if !self.has_told.replace(true) {
            (self.tell)(News::Happened(Input::PlaybackBlocked));
        }
    }

    fn on_gesture(self: &Rc<Self>) {
        self.gestures.borrow_mut().clear();
        for voice in take(&mut *self.blocked.borrow_mut()) {
            dom::spawn(play(Rc::downgrade(self), voice));
        }
    }
}

async fn play(player: Weak<Player>, voice: Weak<Voice>) {
    // A voice that was dropped while something was awaited is silent already.
    loop {
        let Some(started) = voice.upgrade().and_then(|voice| voice.element.play().ok()) else {
            return;
        };
        let result = started.await;
        let Some(wanted) = voice.upgrade() else {
            return;
        };
        if let Err(error) = result {
            if let Some(player) = player.upgrade() {
                player.on_refused(&wanted, error);
            }
            return;
        }
        let Some(name) = wanted
            .needs
            .clone()
            .filter(|_| !wanted.has_lock.replace(true))
        else {
            return;
        };
        drop(wanted);
        // Only a page that was able to sound asks for the lock. Tones begin with silence that covers this moment.
        let lock = Lock::take(&name, Wait::No).await;
        if let Some(lock) = lock {
            let _ = voice.upgrade().map(|voice| voice.lock.replace(Some(lock)));
            return;
        }
        if let Some(voice) = voice.upgrade() {
            let _ = voice.element.pause();
        }
        let lock = Lock::take(&name, Wait::Forever).await;
        let Some(wanted) = voice.upgrade() else {
            return;
        };
        *wanted.lock.borrow_mut() = lock;
    }
}
