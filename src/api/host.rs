//! Knows the functions that the TypeScript face gives. Leaves what it does with them to it.

use wasm_bindgen::prelude::*;
use web_sys::{HtmlAudioElement, MediaStreamTrack};

use super::{code, detail};
use crate::browser::driver::{Capture, Page};
use crate::call::name::{Failure, Ticket};
use crate::call::output::{CallInfo, Chat, Event, Invite, Record, Tone};

#[wasm_bindgen]
extern "C" {
    /// What the page gives to be called. A throwing function is its own loss.
    pub type Host;
    /// Tells something, by its place in the face's table: a number and texts.
    #[wasm_bindgen(method, catch)]
    fn tell(this: &Host, what: u32, number: u32, one: &str, two: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = iceServers)]
    fn ice_servers(this: &Host) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn play(this: &Host, user: &str, element: &HtmlAudioElement) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn look(this: &Host, track: &MediaStreamTrack, seen: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn log(this: &Host, level: &str, message: &str, data: &JsValue) -> Result<(), JsValue>;
}

impl Host {
    #[inline(never)]
    fn say(&self, what: u32, number: u32, one: &str, two: &str) {
        let _ = self.tell(what, number, one, two);
    }

    fn say_in(&self, what: u32, chat: &Chat, words: &str) {
        match chat {
            Chat::With(user) => self.say(what, 0, user.as_str(), words),
            Chat::Group(group) => self.say(what, 1, group, words),
        }
    }
}

impl Page for Host {
    fn send(&self, to: &str, text: &str) {
        self.say(0, 0, to, text);
    }

    fn send_chat(&self, to: &Chat, text: &str, ext: Option<&str>) {
        self.say_in(1, to, &detail::of_chat(text, ext));
    }

    fn send_record(&self, to: &Chat, record: &Record) {
        self.say_in(17, to, &detail::of_record(record));
    }

    fn event(&self, event: Event) {
        let (kind, detail) = detail::of_event(&event);
        self.say(2, 0, kind, &detail);
    }

    fn settle(&self, ticket: Ticket, result: Result<Option<Box<CallInfo>>, Failure>) {
        match result {
            Ok(None) => self.say(3, ticket.0, "", ""),
            Ok(Some(call)) => self.say(3, ticket.0, "", &detail::of_call(&call)),
            Err(failure) => self.say(3, ticket.0, code::of(failure), ""),
        }
    }

    fn ask_before_ring(&self, ticket: Ticket, invite: Invite) {
        self.say(4, ticket.0, &detail::of_invite(&invite), "");
    }

    fn keep(&self, text: &str, owed: &[Record]) {
        self.say(14, 0, text, &detail::of_records(owed));
    }

    fn ask_token(&self, ticket: Ticket, call: &str, channel: &str) {
        self.say(15, ticket.0, call, channel);
    }

    fn verify_token(&self, ticket: Ticket, user: &str, channel: &str, token: &str) {
        self.say(16, ticket.0, &detail::of_token(user, channel), token);
    }

    fn ice_servers(&self) -> JsValue {
        self.ice_servers().unwrap_or_default()
    }

    fn streams_changed(&self) {
        self.say(5, 0, "", "");
    }

    fn ring(&self, tone: Option<Tone>) {
        self.say(6, tone.map_or(2, |tone| tone as u32), "", "");
    }

    fn trace_direct(&self, sent: bool, user: &str, text: &str) {
        self.say(7, sent.into(), user, text);
    }

    fn capture(&self, what: Capture) {
        let word = |wanted: bool| if wanted { "1" } else { "" };
        match what {
            Capture::Devices(ticket, microphone, camera) => {
                self.say(8, ticket.0, word(microphone), word(camera));
            }
            Capture::Nothing => self.say(9, 0, "", ""),
            Capture::Microphone(on) => self.say(10, on.into(), "", ""),
            Capture::NoCamera => self.say(11, 0, "", ""),
            Capture::Screen(ticket, audio) => self.say(12, ticket.0, word(audio), ""),
            Capture::NoScreen => self.say(13, 0, "", ""),
        }
    }

    fn play(&self, user: &str, element: &HtmlAudioElement) {
        let _ = self.play(user, element);
    }

    fn look(&self, track: &MediaStreamTrack, seen: &JsValue) {
        let _ = self.look(track, seen);
    }

    fn log(&self, level: &str, words: &str, data: &JsValue) {
        let _ = self.log(level, words, data);
    }
}
