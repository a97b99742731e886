//! Knows JavaScript objects, their properties and their listeners. Leaves what they mean to its siblings.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

/// Shows the global object, which in a page is the window.
pub fn window() -> JsValue {
    js_sys::global().into()
}

/// Reads a property; undefined where there is none.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// Writes a plain object.
pub fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, &value);
    }
    object
}

/// Writes a property of a plain object.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    // A plain object takes any property.
    let _ = Reflect::set(object, &name.into(), value);
}

/// Reads the `name` of an error.
pub fn name_of(error: &JsValue) -> String {
    get(error, "name").as_string().unwrap_or_default()
}

// The signature that promises use as well, so that the page loads one of the kind.
type Handler = dyn FnMut(JsValue) -> Result<(), JsError>;

/// A listener that goes when it is dropped.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<Handler>,
}

/// Listens, also to events that the page stops on their way.
pub fn listen(
    target: &JsValue,
    kind: &'static str,
    mut act: impl FnMut(JsValue) + 'static,
) -> Listener {
    let target: EventTarget = target.clone().unchecked_into();
    let closure = Closure::wrap(Box::new(move |event| {
        act(event);
        Ok(())
    }) as Box<Handler>);
    let _ = target.add_event_listener_with_callback_and_bool(kind, function(&closure), true);
    Listener { target, kind, closure }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.kind,
            function(&self.closure),
            true,
        );
    }
}

fn function(closure: &Closure<Handler>) -> &Function {
    closure.as_ref().unchecked_ref()
}
