//! Knows what sounds while a phone rings: the built-in tones or the page's own. Leaves when to `call`, and how to `player`.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use web_sys::{HtmlAudioElement, Url};

use super::dom;
use super::player::{Player, Voice};
use super::tone;
use crate::call::output::Tone;

/// Plays one tone at a time.
pub struct Tones {
    player: Rc<Player>,
    /// The page's own for a phone that rings: a URL, or empty for silence.
    own: Option<Rc<str>>,
    lock: Rc<str>,
    /// The built-in tones, made when they are first needed.
    built_in: [OnceCell<Option<String>>; 2],
    due: Cell<Option<Tone>>,
    sounding: RefCell<Option<Rc<Voice>>>,
}

impl Tones {
    /// Is silent yet. Of the pages that take the same lock, one rings aloud.
    pub fn new(player: Rc<Player>, own: Option<Rc<str>>, lock: Rc<str>) -> Rc<Self> {
        Rc::new(Self {
            player,
            own,
            lock,
            built_in: Default::default(),
            due: Cell::default(),
            sounding: RefCell::default(),
        })
    }

    /// Starts a tone once the page has heard what is going on; another that plays stops.
    pub fn ring(self: &Rc<Self>, tone: Tone) {
        self.stop();
        self.due.set(Some(tone));
        dom::spawn(start(Rc::downgrade(self)));
    }

    /// Stops whatever tone sounds, or is about to.
    pub fn stop(&self) {
        self.due.take();
        self.sounding.take();
    }

    fn start(&self) -> Option<()> {
        let tone = self.due.take()?;
        let url = match self.own.as_deref() {
            Some("") => None,
            Some(own) if tone == Tone::Incoming => Some(own),
            _ => self.built_in[tone as usize]
                .get_or_init(|| tone::make(tone))
                .as_deref(),
        };
        let element = HtmlAudioElement::new_with_src(url?).ok()?;
        element.set_loop(true);
        let voice = Voice::new(element, (tone == Tone::Incoming).then(|| self.lock.clone()));
        self.player.play(&voice);
        self.sounding.replace(Some(voice));
        Some(())
    }
}

async fn start(tones: Weak<Tones>) {
    let _ = tones.upgrade().and_then(|tones| tones.start());
}

impl Drop for Tones {
    fn drop(&mut self) {
        for url in self.built_in.iter().flat_map(OnceCell::get).flatten() {
            let _ = Url::revoke_object_url(url);
        }
    }
}
