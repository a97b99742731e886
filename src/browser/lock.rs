//! Knows how to hold a Web Lock for as long as a value lives. Leaves what is guarded by it to its siblings.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

use super::dom;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request(name: &str, options: &JsValue, granted: &JsValue) -> Result<Settling, JsValue>;

    type Settling;
    #[wasm_bindgen(method, js_name = catch)]
    fn on_rejected(this: &Settling, act: &Function);
}

/// A held Web Lock (W3C Web Locks API, section 2.3); dropping it lets go.
pub struct Lock(Function);

impl Lock {
    /// Takes a lock, at once or after waiting for it; none where another has it, or where there are no locks.
    pub async fn take(name: &str, waits: bool) -> Option<Self> {
        let answer = Promise::new(&mut |answer, _| {
            let told = answer.clone();
            let granted = Closure::once_into_js(move |lock: JsValue| {
                Promise::new(&mut |release, _| {
                    // An answer that is no function says no; the promise of a lock not granted holds nothing.
                    let release: JsValue = release.into();
                    let _ = told.call1(&lock, if lock.is_null() { &lock } else { &release });
                })
            });
            let options = dom::object([("ifAvailable", (!waits).into())]);
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
