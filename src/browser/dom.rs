//! Knows JavaScript objects, their properties, listeners and promises. Leaves what they mean to its siblings.

use std::cell::RefCell;

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = window)]
    type Window;
    #[wasm_bindgen(static_method_of = Window, js_class = "window", getter, js_name = window)]
    fn itself() -> JsValue;

    /// A promise (ECMA-262, section 27.2), heard by functions that are made once for many.
    pub type Promised;
    /// Calls one of the two when it is settled.
    #[wasm_bindgen(method)]
    pub fn then(this: &Promised, done: &JsValue, failed: &JsValue);
}

/// Shows the window.
pub fn window() -> JsValue {
    Window::itself()
}

/// Reads a property; undefined where there is none.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// Reads a property that is a text; empty where there is none.
pub fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_default()
}

/// Writes a plain object.
pub fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, value);
    }
    object
}

/// Writes a property of a plain object.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    // A plain object takes any property.
    let _ = Reflect::set(object, &name.into(), value);
}

/// Joins texts.
pub fn join(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// Takes what is first in a short queue.
pub fn next<T>(queue: &RefCell<Vec<T>>) -> Option<T> {
    let mut queue = queue.borrow_mut();
    if queue.is_empty() {
        None
    } else {
        Some(queue.remove(0))
    }
}

/// What is done with an event, or with what came of a promise.
pub type Act = Box<dyn Fn(JsValue)>;

/// Makes a function that JavaScript may call at any time: it goes when nothing there can call it any more.
pub fn function_of(act: Act) -> JsValue {
    Closure::wrap(act).into_js_value()
}

/// A listener that goes when it is dropped.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn Fn(JsValue)>,
}

/// Listens, also to events that the page stops on their way.
pub fn listen(target: &JsValue, kind: &'static str, act: Act) -> Listener {
    let target: EventTarget = target.clone().unchecked_into();
    let closure = Closure::wrap(act);
    let _ = target.add_event_listener_with_callback_and_bool(kind, function(&closure), true);
    Listener {
        target,
        kind,
        closure,
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = function(&self.closure);
        let _ = self
            .target
            .remove_event_listener_with_callback_and_bool(self.kind, function, true);
    }
}

fn function(closure: &Closure<dyn Fn(JsValue)>) -> &Function {
    closure.as_ref().unchecked_ref()
}
