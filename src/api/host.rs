//! Knows the functions that the TypeScript face gives. Leaves what it does with them to it.

use wasm_bindgen::prelude::*;

use super::{code, detail};
use crate::browser::driver::Page;
use crate::call::name::{Failure, Ticket};
use crate::call::output::{CallInfo, Event, Invite};

#[wasm_bindgen]
extern "C" {
    /// What the page gives to be called. A throwing function is its own loss.
    pub type Host;
    #[wasm_bindgen(method, catch)]
    fn send(this: &Host, to: &str, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = sendChat)]
    fn send_chat(this: &Host, to: &str, text: &str, ext: Option<&str>) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn event(this: &Host, kind: &str, detail: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn settle(this: &Host, ticket: u32, code: Option<&str>, call: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = askBeforeRing)]
    fn ask_before_ring(this: &Host, ticket: u32, invite: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = iceServers)]
    fn ice_servers(this: &Host) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = streamsChanged)]
    fn streams_changed(this: &Host) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn log(this: &Host, level: &str, message: &str, data: &JsValue) -> Result<(), JsValue>;
}

impl Page for Host {
    fn send(&self, to: &str, text: &str) {
        let _ = self.send(to, text);
    }

    fn send_chat(&self, to: &str, text: &str, ext: Option<&str>) {
        let _ = self.send_chat(to, text, ext);
    }

    fn event(&self, event: Event) {
        let (kind, detail) = detail::of_event(&event);
        let _ = self.event(kind, &detail);
    }

    fn settle(&self, ticket: Ticket, result: Result<Option<Box<CallInfo>>, Failure>) {
        let (code, call) = match result {
            Ok(call) => (
                None,
                call.map_or(JsValue::UNDEFINED, |call| detail::of_call(&call)),
            ),
            Err(failure) => (Some(code::of(failure)), JsValue::UNDEFINED),
        };
        let _ = self.settle(ticket.0, code, &call);
    }

    fn ask_before_ring(&self, ticket: Ticket, invite: Invite) {
        let _ = self.ask_before_ring(ticket.0, &detail::of_invite(&invite));
    }

    fn ice_servers(&self) -> JsValue {
        self.ice_servers().unwrap_or_default()
    }

    fn streams_changed(&self) {
        let _ = self.streams_changed();
    }

    fn log(&self, level: &str, words: &str, data: &JsValue) {
        let _ = self.log(level, words, data);
    }
}
