//! Knows what sounds while a phone rings: the built-in tones or the page's own. Leaves when to `call`, and how to `player`.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{HtmlAudioElement, Url};

use super::player::{Player, Voice};
use super::tone;
use crate::call::output::Tone;

/// Plays one tone at a time.
pub struct Tones {
    player: Rc<Player>,
    /// The page's own for a phone that rings: a URL, or empty for silence.
    own: Option<String>,
    lock: Rc<str>,
    sounding: RefCell<Option<Sounding>>,
}

struct Sounding {
    _voice: Rc<Voice>,
    made: Option<String>,
}

impl Tones {
    /// Is silent yet. Of the pages that take the same lock, one rings aloud.
    pub fn new(player: Rc<Player>, own: Option<String>, lock: Rc<str>) -> Self {
        Self { player, own, lock, sounding: RefCell::default() }
    }

    /// Starts a tone; another that plays stops.
    pub fn ring(&self, tone: Tone) {
        self.stop();
        let own = self.own.as_deref().filter(|own| own.is_empty() || tone == Tone::Incoming);
        if own == Some("") {
            return;
        }
        let made = if own.is_some() { None } else { tone::make(tone) };
        let Some(url) = own.or(made.as_deref()) else {
            return;
        };
        let Ok(element) = HtmlAudioElement::new_with_src(url) else {
            return;
        };
        element.set_loop(true);
        let voice = Voice::new(element, (tone == Tone::Incoming).then(|| self.lock.clone()));
        self.player.play(&voice);
        *self.sounding.borrow_mut() = Some(Sounding { _voice: voice, made });
    }

    /// Stops whatever tone sounds, or is about to.
    pub fn stop(&self) {
        self.sounding.borrow_mut().take();
    }
}

impl Drop for Sounding {
    fn drop(&mut self) {
        if let Some(url) = &self.made {
            let _ = Url::revoke_object_url(url);
        }
    }
}
