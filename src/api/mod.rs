//! Knows the class that JavaScript sees. Converts and forwards; leaves every decision to `call`, by way of `browser`.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::browser::dom;
use crate::browser::driver::Driver;
use crate::call::Call;
use crate::call::input::{
    AnswerCall, BeforeRing, Command, Config, Input, JoinCall, Opened, Preconnect, StartCall,
};
use crate::call::name::{CallId, CallType, ChatType, Source, Ticket, UserId};
use crate::wire;

pub mod code;
mod detail;
mod host;
mod options;
mod timings;

use host::Host;
use options::Options;

/// One running CallKit.
#[wasm_bindgen]
pub struct Core {
    driver: Rc<Driver>,
}

#[wasm_bindgen]
impl Core {
    /// Starts with no call.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue, host: Host) -> Core {
        let options = Options(options);
        let millis = |name| options.millis(name).unwrap_or_default();
        let config = Config {
            app: options.name("app"),
            user: options.name("user").into(),
            uid: options.text("uid"),
            device: options.name("device").into(),
            boot: options.number("boot"),
            device_name: options.name("deviceName"),
            ring_timeout: millis("ringTimeout"),
            reconnect_timeout: millis("reconnectTimeout"),
            connect_timeout: millis("connectTimeout"),
            reload_grace: millis("reloadGrace"),
            busy_when_in_call: options.is("busyWhenInCall"),
            preconnect: preconnect(&options),
            asks_before_ring: options.is("asksBeforeRing"),
            max_members: options.millis("maxMembers").unwrap_or(8) as usize,
            has_token_key: options.is("hasTokenKey"),
            asks_token: options.is("asksToken"),
            can_call: !dom::get(&dom::window(), "RTCPeerConnection").is_undefined(),
        };
        Core {
            driver: Driver::new(config, options.is("relayOnly"), Box::new(host)),
        }
    }

    /// Takes a message from the connection.
    pub fn receive(&self, from: &str, text: &str) {
        self.driver.receive(from, text);
    }

    /// Takes something that happened, by its place in the face's table; one that is not in it is nothing.
    pub fn take(&self, what: u32, ticket: u32, options: JsValue) {
        let options = Options(options);
        if what == 27 {
            self.driver.carry(options.tracks());
        } else if let Some(input) = input(what, Ticket(ticket), &options) {
            self.driver.take(input);
        }
    }

    /// Shows something of this call or person, by its place in the face's table; undefined where there is none. A call, an
    /// invitation or a record is JSON as text.
    pub fn look(&self, what: u32, of: &str) -> JsValue {
        match what {
            6 => self.driver.peers().into(),
            7 => self.driver.remote_stream(of, Source::Camera).into(),
            8 => self.driver.remote_stream(of, Source::Screen).into(),
            _ => self.driver.look(|calls| shown(what, of, calls)),
        }
    }
}

fn shown(what: u32, of: &str, calls: &Call) -> JsValue {
    let text = match what {
        0 => Some(code::of_state(calls.state()).into()),
        1 => calls.info().as_ref().map(detail::of_call),
        2 => Some(detail::of_invites(&calls.invites())),
        3 => calls.last_record().map(detail::of_record),
        4 => calls.resumable().as_ref().map(detail::of_call),
        _ => return timings::show(calls, of),
    };
    text.into()
}

fn input(what: u32, ticket: Ticket, options: &Options) -> Option<Input> {
    let is_on = || options.is("on");
    let command = match what {
        0 => Command::StartCall(Box::new(start_call(options))),
        1 => Command::Answer(AnswerCall {
            token: options.token(),
            call: options.text("callId").map(CallId::from),
            accept: options.is("accept"),
            microphone: options.maybe("microphone"),
            camera: options.maybe("camera"),
            reason: options.text("reason"),
            ext: options.json(),
        }),
        2 => Command::HangUp {
            reason: options.text("reason"),
            ext: options.json(),
        },
        3 => Command::Ignore(options.text("callId").map(CallId::from)),
        4 => Command::Silence,
        5 => Command::SetMicrophone(is_on()),
        6 => Command::SetCamera(is_on()),
        7 => Command::Destroy,
        8 => {
            return Some(Input::BeforeRing(
                ticket,
                match options.number("verdict") {
                    0 => BeforeRing::Ring,
                    1 => BeforeRing::Busy,
                    2 => BeforeRing::Ignore,
                    _ => BeforeRing::RingAndBuild,
                },
            ));
        }
        9 => return Some(Input::Online(is_on())),
        10 => return Some(Input::SendFailed),
        11 => return Some(Input::PlaybackBlocked),
        12 => {
            let opened = Opened {
                microphone: options.outcome("microphone"),
                camera: options.outcome("camera"),
            };
            return Some(Input::DevicesOpened(ticket, opened));
        }
        13 => {
            let source = Source::from_number(options.number("source"))?;
            return Some(Input::SourceEnded(source, options.outcome("why")?.err()?));
        }
        14 => Command::ShareScreen {
            on: is_on(),
            audio: options.is("audio"),
        },
        15 => return Some(Input::ScreenOpened(ticket, options.outcome("screen")?)),
        16 => Command::SwitchCallType(CallType::from_number(options.number("type"))?),
        17 => Command::AnswerCallType(options.is("accept")),
        18 => return Some(Input::Arrives(options.name("user").into(), is_on())),
        19 => Command::CancelInvite(people(options)),
        20 => Command::JoinCall(Box::new(join_call(options))),
        21 => Command::RequestAddPerson,
        22 => Command::Resume,
        23 => Command::RenewToken(options.token()?),
        24 => {
            return Some(Input::Restored(Box::new(wire::recall(
                &options.name("memory"),
            )?)));
        }
        25 => return Some(Input::Token(ticket, options.token())),
        26 => return Some(Input::Verified(ticket, is_on())),
        _ => return None,
    };
    Some(Input::Command(ticket, command))
}

fn start_call(options: &Options) -> StartCall {
    StartCall {
        call: options.name("callId").into(),
        channel: options.name("channel").into(),
        names_channel: options.is("namesChannel"),
        token: options.token(),
        kind: CallType::from_number(options.number("callType")).unwrap_or(CallType::Audio),
        chat: ChatType::from_number(options.number("chatType")).unwrap_or(ChatType::Single),
        to: people(options),
        microphone: options.is("microphone"),
        camera: options.is("camera"),
        message: options.name("message"),
        group_id: options.text("groupId"),
        group_name: options.text("groupName"),
        timeout: options.millis("timeout"),
        ext: options.json(),
        preconnect: preconnect(options),
    }
}

fn preconnect(options: &Options) -> Preconnect {
    match options.number("preconnect") {
        0 => Preconnect::Accept,
        1 => Preconnect::Path,
        _ => Preconnect::Ring,
    }
}

fn join_call(options: &Options) -> JoinCall {
    JoinCall {
        call: options.name("callId").into(),
        channel: options.name("channel").into(),
        kind: CallType::from_number(options.number("callType")).unwrap_or(CallType::GroupVideo),
        members: people(options),
        group_id: options.text("groupId"),
        group_name: options.text("groupName"),
        token: options.token(),
        microphone: options.is("microphone"),
        camera: options.is("camera"),
    }
}

fn people(options: &Options) -> Vec<UserId> {
    let mut people = Vec::new();
    for user in options.texts("to") {
        people.push(user.into());
    }
    people
}
