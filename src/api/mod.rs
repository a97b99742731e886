//! Knows the class that JavaScript sees. Converts and forwards; leaves every decision to `call`, by way of `browser`.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::MediaStream;

use crate::browser::dom;
use crate::browser::driver::{Driver, Setup};
use crate::browser::storage::{Identity, random_name};
use crate::call::input::{AnswerCall, BeforeRing, Command, Config, Input, StartCall};
use crate::call::name::{CallId, CallType, ChatType, Source, Ticket, UserId};

pub mod code;
mod detail;
mod host;
mod options;

use host::Host;
use options::Options;

/// One running CallKit.
#[wasm_bindgen]
pub struct Core {
    driver: Rc<Driver>,
    device: Rc<str>,
}

#[wasm_bindgen]
impl Core {
    /// Finds out which device this page is, and starts with no call.
    pub async fn start(options: JsValue, host: Host) -> Core {
        let options = Options(options);
        let (app, user) = (options.name("app"), options.name("user"));
        let identity = Identity::take(&app, &user).await;
        let device = identity.device.clone();
        let millis = |name| options.millis(name).unwrap_or_default();
        let config = Config {
            app,
            user: user.into(),
            uid: options.text("uid"),
            device: device.clone().into(),
            boot: identity.boot,
            device_name: options.name("deviceName"),
            ring_timeout: millis("ringTimeout"),
            reconnect_timeout: millis("reconnectTimeout"),
            connect_timeout: millis("connectTimeout"),
            reload_grace: millis("reloadGrace"),
            busy_when_in_call: options.is("busyWhenInCall"),
            asks_before_ring: options.is("asksBeforeRing"),
            can_call: !dom::get(&dom::window(), "RTCPeerConnection").is_undefined(),
        };
        let setup = Setup {
            relay_only: options.is("relayOnly"),
            ringing_source: options.text("ringingSource").map(|url| (*url).into()),
            constraints: ["audio", "video"].map(|name| dom::get(&options.0, name)),
        };
        let driver = Driver::new(config, setup, identity, Box::new(host));
        Core { driver, device }
    }

    /// Takes a message from the connection.
    pub fn receive(&self, from: &str, text: &str) {
        self.driver.receive(from, text);
    }

    /// Takes the connection's state.
    pub fn online(&self, on: bool) {
        self.driver.take(Input::Online(on));
    }

    /// Takes note that the connection refused to send.
    #[wasm_bindgen(js_name = sendFailed)]
    pub fn send_failed(&self) {
        self.driver.take(Input::SendFailed);
    }

    /// Invites.
    #[wasm_bindgen(js_name = startCall)]
    pub fn start_call(&self, ticket: u32, options: JsValue) {
        let options = Options(options);
        let number = |name| options.number(name).unwrap_or_default() as u32;
        let command = Command::StartCall(Box::new(StartCall {
            call: random_name().into(),
            channel: options
                .text("channel")
                .unwrap_or_else(|| random_name().into())
                .into(),
            kind: CallType::from_number(number("callType")).unwrap_or(CallType::Audio),
            chat: ChatType::from_number(number("chatType")).unwrap_or(ChatType::Single),
            to: options.texts("to").into_iter().map(UserId::from).collect(),
            microphone: options.is("microphone"),
            camera: options.is("camera"),
            message: options.name("message"),
            group_id: options.text("groupId"),
            group_name: options.text("groupName"),
            timeout: options.millis("timeout"),
            ext: options.json(),
        }));
        self.command(ticket, command);
    }

    /// Answers.
    #[wasm_bindgen(js_name = answerCall)]
    pub fn answer_call(&self, ticket: u32, options: JsValue) {
        let options = Options(options);
        let command = Command::Answer(AnswerCall {
            call: options.text("callId").map(CallId::from),
            accept: options.is("accept"),
            microphone: options.maybe("microphone"),
            camera: options.maybe("camera"),
            reason: options.text("reason"),
            ext: options.json(),
        });
        self.command(ticket, command);
    }

    /// Leaves.
    pub fn hangup(&self, ticket: u32, reason: Option<String>, ext: Option<String>) {
        let command = Command::HangUp {
            reason: reason.map(Into::into),
            ext: ext.as_deref().map(Into::into),
        };
        self.command(ticket, command);
    }

    /// Ignores an invitation.
    #[wasm_bindgen(js_name = ignoreCall)]
    pub fn ignore_call(&self, ticket: u32, call: Option<String>) {
        self.command(ticket, Command::Ignore(call.as_deref().map(Into::into)));
    }

    /// Silences the ring.
    #[wasm_bindgen(js_name = silenceRing)]
    pub fn silence_ring(&self, ticket: u32) {
        self.command(ticket, Command::Silence);
    }

    /// Turns the microphone on or off.
    #[wasm_bindgen(js_name = setMicrophone)]
    pub fn set_microphone(&self, ticket: u32, on: bool) {
        self.command(ticket, Command::SetMicrophone(on));
    }

    /// Turns the camera on or off.
    #[wasm_bindgen(js_name = setCamera)]
    pub fn set_camera(&self, ticket: u32, on: bool) {
        self.command(ticket, Command::SetCamera(on));
    }

    /// Leaves whatever is going on.
    pub fn destroy(&self, ticket: u32) {
        self.command(ticket, Command::Destroy);
    }

    /// Takes the page's word on whether its phone may ring: 0 yes, 1 busy, 2 ignore.
    #[wasm_bindgen(js_name = beforeRing)]
    pub fn before_ring(&self, ticket: u32, verdict: u32) {
        let verdict = match verdict {
            0 => BeforeRing::Ring,
            1 => BeforeRing::Busy,
            _ => BeforeRing::Ignore,
        };
        self.driver.take(Input::BeforeRing(Ticket(ticket), verdict));
    }

    /// Shows the state.
    #[wasm_bindgen(getter)]
    pub fn state(&self) -> JsValue {
        code::of_state(self.driver.look(|call| call.state())).into()
    }

    /// Shows which device this page is.
    #[wasm_bindgen(getter, js_name = deviceId)]
    pub fn device_id(&self) -> JsValue {
        (&*self.device).into()
    }

    /// Shows the call.
    pub fn call(&self) -> JsValue {
        self.driver
            .look(|call| call.info())
            .map_or(JsValue::UNDEFINED, |info| detail::of_call(&info))
    }

    /// Shows what rings.
    pub fn invites(&self) -> Array {
        self.driver
            .look(|call| call.invites())
            .iter()
            .map(detail::of_invite)
            .collect()
    }

    /// Shows how the last call ended.
    #[wasm_bindgen(js_name = lastRecord)]
    pub fn last_record(&self) -> JsValue {
        self.driver.look(|call| {
            call.last_record()
                .map_or(JsValue::UNDEFINED, detail::of_record)
        })
    }

    /// Shows how long the steps of a call took.
    pub fn timings(&self, call: &str) -> JsValue {
        self.driver.look(|calls| {
            calls
                .timings(&call.into())
                .map_or(JsValue::UNDEFINED, detail::of_timings)
        })
    }

    /// Shows this page's microphone and camera.
    #[wasm_bindgen(js_name = localStream)]
    pub fn local_stream(&self) -> Option<MediaStream> {
        self.driver.local_stream()
    }

    /// Shows another person: 1 camera and microphone, 2 screen.
    #[wasm_bindgen(js_name = remoteStream)]
    pub fn remote_stream(&self, user: &str, source: u32) -> Option<MediaStream> {
        let source = if source == 2 {
            Source::Screen
        } else {
            Source::Camera
        };
        self.driver.remote_stream(user, source)
    }

    /// Counts messages that were dropped.
    pub fn dropped(&self) -> u32 {
        self.driver.look(|call| call.dropped())
    }

    fn command(&self, ticket: u32, command: Command) {
        self.driver.take(Input::Command(Ticket(ticket), command));
    }
}
