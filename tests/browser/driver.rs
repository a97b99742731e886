//! One message, once through.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use callkit::browser::dom;
use callkit::browser::driver::{Capture, Driver, Page};
use callkit::call::input::{Command, Config, Input, Preconnect, StartCall};
use callkit::call::name::{CallState, CallType, ChatType, Failure, Ticket};
use callkit::call::output::{self, CallInfo, Chat, Event, Invite, Tone};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlAudioElement, MediaStreamTrack};

use crate::stubs;

type React = Box<dyn Fn(&Driver)>;

#[derive(Default)]
struct Record {
    told: RefCell<Vec<String>>,
    driver: RefCell<Weak<Driver>>,
    react: RefCell<Option<React>>,
    depth: Cell<u32>,
}

struct Recorder(Rc<Record>);

impl Recorder {
    fn tell(&self, what: String) {
        assert_eq!(self.0.depth.replace(1), 0, "told inside another");
        self.0.told.borrow_mut().push(what);
        let react = self.0.react.take();
        if let (Some(react), Some(driver)) = (react, self.0.driver.borrow().upgrade()) {
            react(&driver);
        }
        self.0.depth.set(0);
    }
}

impl Page for Recorder {
    fn send(&self, to: &str, _: &str) {
        self.0.told.borrow_mut().push(format!("send {to}"));
    }
    fn send_chat(&self, _: &Chat, _: &str, _: Option<&str>) {}
    fn send_record(&self, _: &Chat, _: &output::Record) {}
    fn event(&self, event: Event) {
        self.tell(match event {
            Event::Online(on) => format!("online {on}"),
            _ => "event".into(),
        });
    }
    fn settle(&self, ticket: Ticket, result: Result<Option<Box<CallInfo>>, Failure>) {
        self.tell(format!("settled {} {}", ticket.0, result.is_ok()));
    }
    fn ask_before_ring(&self, _: Ticket, _: Invite) {}
    fn keep(&self, _: &str, _: &[output::Record]) {}
    fn ask_token(&self, _: Ticket, _: &str, _: &str) {}
    fn verify_token(&self, _: Ticket, _: &str, _: &str, _: &str) {}
    fn ice_servers(&self) -> JsValue {
        JsValue::UNDEFINED
    }
    fn streams_changed(&self) {}
    fn ring(&self, _: Option<Tone>) {}
    fn trace_direct(&self, _: bool, _: &str, _: &str) {}
    fn capture(&self, _: Capture) {}
    fn play(&self, _: &str, _: &HtmlAudioElement) {}
    fn look(&self, _: &MediaStreamTrack, _: &JsValue) {}
    fn log(&self, _: &str, _: &str, _: &JsValue) {}
}

fn driver() -> (Rc<Record>, Rc<Driver>) {
    stubs::restore();
    let config = Config {
        preconnect: Preconnect::Accept,
        app: "app".into(),
        user: "alice".into(),
        uid: None,
        device: "page".into(),
        boot: 1,
        device_name: "test".into(),
        ring_timeout: 30_000,
        reconnect_timeout: 30_000,
        connect_timeout: 30_000,
        reload_grace: 4_000,
        busy_when_in_call: true,
        asks_before_ring: false,
        max_members: 8,
        has_token_key: false,
        asks_token: false,
        can_call: true,
    };
    let record = Rc::new(Record::default());
    let driver = Driver::new(config, false, Box::new(Recorder(record.clone())));
    *record.driver.borrow_mut() = Rc::downgrade(&driver);
    (record, driver)
}

#[wasm_bindgen_test]
async fn a_request_made_inside_a_listener_is_done_at_once_and_told_afterwards() {
    let (record, driver) = driver();
    let seen = Rc::new(RefCell::new(None));
    let inside = seen.clone();
    let told = record.clone();
    *record.react.borrow_mut() = Some(Box::new(move |driver| {
        driver.take(Input::Command(
            Ticket(2),
            Command::HangUp {
                reason: None,
                ext: None,
            },
        ));
        *inside.borrow_mut() = Some(told.told.borrow().len());
    }));
    driver.take(Input::Online(false));
    assert_eq!(*seen.borrow(), Some(1), "told while a listener ran");
    assert_eq!(*record.told.borrow(), ["online false", "settled 2 false"]);
}

#[wasm_bindgen_test]
async fn what_the_call_answers_can_be_read_inside_a_listener() {
    let (record, driver) = driver();
    let state = Rc::new(Cell::new(None));
    let inside = state.clone();
    *record.react.borrow_mut() = Some(Box::new(move |driver| {
        inside.set(Some(driver.look(|call| call.state())))
    }));
    driver.take(Input::Online(false));
    assert_eq!(state.get(), Some(CallState::Idle));
}

#[wasm_bindgen_test]
async fn a_text_that_is_no_message_is_counted() {
    let (_record, driver) = driver();
    for text in ["", "{", "null", "\u{0}", "{\"v\":1}", "[[[[[[[["] {
        driver.receive("bob", text);
    }
    assert_eq!(driver.look(|call| call.dropped()), 6);
}

#[wasm_bindgen_test]
async fn nothing_is_heard_of_a_driver_that_is_gone() {
    let (record, driver) = driver();
    driver.take(Input::Online(false));
    let weak = Rc::downgrade(&driver);
    drop(driver);
    assert!(weak.upgrade().is_none());
    record.told.borrow_mut().clear();
    stubs::dispatch(&dom::window(), "online");
    stubs::dispatch(&dom::window(), "pagehide");
    stubs::settle().await;
    assert!(record.told.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn what_is_due_happens_by_itself() {
    let (record, driver) = driver();
    ring_bob(&driver);
    assert!(record.told.borrow().contains(&"send bob".into()));
    stubs::until(|| driver.look(|call| call.state()) == CallState::Idle).await;
    assert!(driver.look(|call| call.last_record().is_some()));
}

#[wasm_bindgen_test]
async fn an_alarm_that_rings_too_early_is_set_again() {
    let (_record, driver) = driver();
    stubs::hurry();
    ring_bob(&driver);
    stubs::until(|| driver.look(|call| call.state()) == CallState::Idle).await;
    stubs::restore();
}

/// Calls somebody who does not answer, for a moment.
fn ring_bob(driver: &Driver) {
    let start = StartCall {
        preconnect: Preconnect::Accept,
        names_channel: true,
        token: None,
        call: "one".into(),
        channel: "room".into(),
        kind: CallType::Audio,
        chat: ChatType::Single,
        to: vec!["bob".into()],
        microphone: false,
        camera: false,
        message: "".into(),
        group_id: None,
        group_name: None,
        timeout: Some(50),
        ext: None,
    };
    driver.take(Input::Command(
        Ticket(2),
        Command::StartCall(Box::new(start)),
    ));
    assert_eq!(driver.look(|call| call.state()), CallState::Calling);
}
