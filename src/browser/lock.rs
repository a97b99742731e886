//! Knows how to hold a Web Lock for as long as a value lives. Leaves what is guarded by it to its siblings.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

use super::dom;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request(name: &str, options: &JsValue, granted: &JsValue) -> Result<Settling, JsValue>;

    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout, catch)]
    fn after(millis: u32) -> Result<JsValue, JsValue>;

    type Settling;
    #[wasm_bindgen(method, js_name = catch)]
    fn on_rejected(this: &Settling, act: &Function);
}

/// How long a lock that another has is waited for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Not at all.
    No,
    /// As long as a page that is going may take to let go.
    Moment,
    /// As long as it takes.
    Forever,
}

const MOMENT: u32 = 300;

/// A held Web Lock (W3C Web Locks API, section 2.3); dropping it lets go.
pub struct Lock(Function);

impl Lock {
    /// Takes a lock; none where another has it for longer than is waited, or where there are no locks.
    pub async fn take(name: &str, wait: Wait) -> Option<Self> {
        let answer = Promise::new(&mut |answer, _| {
            let told = answer.clone();
            let granted = Closure::once_into_js(move |lock: JsValue| {
                Promise::new(&mut |release, _| {
                    // An answer that is no function says no; the promise of a lock not granted holds nothing.
                    let release: JsValue = release.into();
                    let _ = told.call1(&lock, if lock.is_null() { &lock } else { &release });
                })
            });
            let end = if wait == Wait::Moment {
                after(MOMENT).ok()
            } else {
                None
            };
            let is_now = wait != Wait::Forever && end.is_none();
            let options = match end {
                Some(signal) => dom::object(&[("signal", signal)]),
                None => dom::object(&[("ifAvailable", is_now.into())]),
            };
            match request(name, &options, &granted) {
                Ok(settling) => settling.on_rejected(&answer),
                Err(error) => drop(answer.call1(&error, &error)),
            }
        });
        Some(Self(answer.await.ok()?.dyn_into().ok()?))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}
