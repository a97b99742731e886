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
        Self { origin: Cell::new(wall() - monotonic()) }
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
    for (target, kind, input) in [
        (&window, "online", Input::NetworkChanged),
        (&network, "change", Input::NetworkChanged),
        (&window, "pagehide", Input::Unload),
        (&window, "pageshow", Input::Reshown),
        (&document, "visibilitychange", Input::Wake),
        (&document, "resume", Input::Wake),
    ] {
        if target.is_undefined() {
            continue;
        }
        let tell = tell.clone();
        listeners.push(listen(target, kind, move |event| {
            // The first `pageshow` of a page is not a return.
            if kind != "pageshow" || dom::get(&event, "persisted").is_truthy() {
                tell(News::Happened(input.clone()));
            }
        }));
    }
    listeners
}
