//! Knows JavaScript objects, their properties and listeners, and how to wait for promises. Leaves what they mean to its siblings.

use std::cell::RefCell;
use std::future::Future;

use futures::future::{FutureExt, LocalBoxFuture};
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::EventTarget;

/// Shows the global object, which in a page is the window.
pub fn window() -> JsValue {
    js_sys::global().into()
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

/// Runs something that waits for promises. All tasks are of one type, so that the page loads what runs them once.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    let task: LocalBoxFuture<'static, ()> = task.boxed_local();
    spawn_local(task);
}

/// What is done with an event.
pub type Act = Box<dyn Fn(JsValue)>;

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
