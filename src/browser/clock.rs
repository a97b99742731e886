//! Knows what time it is and when the page wakes, sleeps, leaves and returns. Leaves what is due to `call`.

use std::cell::Cell;

use wasm_bindgen::prelude::*;

use super::dom::{self, Listener, listen};
use super::{News, Tell};
use crate::call::input::Input;
use crate::call::limits;
use crate::call::name::Millis;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn monotonic() -> f64;
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn wall() -> f64;
}

/// A clock that never runs backwards, whatever happens to the machine's.
pub struct Clock {
    origin: Cell<f64>,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            origin: Cell::new(wall() - monotonic()),
        }
    }
}

impl Clock {
    /// Tells the time. The monotonic clock may stand still while the machine sleeps; a wall clock far ahead of it shows that.
    pub fn now(&self) -> Millis {
        let ahead = wall() - monotonic() - self.origin.get();
        if ahead > limits::SLEEP as f64 {
            self.origin.set(self.origin.get() + ahead);
        }
        (self.origin.get() + monotonic()) as Millis
    }
}

/// Watches the page's life until the listeners are dropped.
pub fn watch(tell: &Tell) -> Vec<Listener> {
    let window = dom::window();
    let document = dom::get(&window, "document");
    let network = dom::get(&dom::get(&window, "navigator"), "connection");
    let mut listeners = Vec::new();
    for (target, kind, sign) in [
        (&window, "online", Sign::Network),
        (&network, "change", Sign::Network),
        (&window, "pagehide", Sign::Hide),
        (&window, "pageshow", Sign::Show),
        (&document, "visibilitychange", Sign::Wake),
        (&document, "resume", Sign::Wake),
    ] {
        if target.is_undefined() {
            continue;
        }
        let tell = tell.clone();
        listeners.push(listen(
            target,
            kind,
            Box::new(move |event| tell(News::Happened(sign.read(&event)))),
        ));
    }
    listeners
}

#[derive(Clone, Copy)]
enum Sign {
    Network,
    Hide,
    Show,
    Wake,
}

impl Sign {
    fn read(self, event: &JsValue) -> Input {
        match self {
            Self::Network => Input::NetworkChanged,
            Self::Hide => Input::Unload,
            Self::Show if dom::get(event, "persisted").is_truthy() => Input::Reshown,
            // The first `pageshow` of a page is no return, and nothing is wrong with looking at what is due.
            Self::Show | Self::Wake => Input::Wake,
        }
    }
}
