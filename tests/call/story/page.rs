//! One page: a call, what it was told and what its browser had to do. Its browser opens devices as the test wants.

use std::collections::VecDeque;

use callkit::call::Call;
use callkit::call::input::{BeforeRing, Config, Input, Memory, Opened, Preconnect, Token};
use callkit::call::name::{Failure, Ticket, UserId};
use callkit::call::output::{CallInfo, Effect, Event, Record, What};

use super::{Coming, lines, user_of};

/// The set-up of an ordinary page.
pub fn config(name: &'static str) -> Config {
    Config {
        app: "app".into(),
        user: user_of(name),
        uid: None,
        device: name.into(),
        boot: 1,
        device_name: format!("{name}'s browser").into(),
        ring_timeout: 30_000,
        reconnect_timeout: 30_000,
        connect_timeout: 30_000,
        reload_grace: 4_000,
        busy_when_in_call: true,
        preconnect: Preconnect::Accept,
        asks_before_ring: false,
        max_members: 8,
        has_token_key: false,
        asks_token: false,
        can_call: true,
    }
}

pub struct Page {
    pub name: &'static str,
    pub user: UserId,
    pub call: Call,
    pub told: Vec<String>,
    pub did: Vec<String>,
    /// The connection reaches this page.
    pub online: bool,
    /// The page takes nothing in: asleep, or crashed for good.
    pub asleep: bool,
    /// The test itself says what becomes of descriptions.
    pub by_hand: bool,
    /// What the person or the browser says to a request for devices; none where the test says it later.
    pub microphone: Option<Result<(), Failure>>,
    pub camera: Option<Result<(), Failure>>,
    /// What the person says to a request for a screen; none where the test says it later.
    pub screen: Option<Result<(), Failure>>,
    pub screen_prompts: Vec<Ticket>,
    /// Requests for devices that wait for an answer.
    pub prompts: Vec<(Ticket, bool, bool)>,
    /// What the page says before its phone rings; none where the test says it later.
    pub before_ring: Option<BeforeRing>,
    pub asked: Vec<Ticket>,
    /// The token that the page gives when it is asked; none where the test gives it later.
    pub gives: Option<&'static str>,
    /// Requests for a token that wait for it.
    pub wanted: Vec<Ticket>,
    /// Microphone and camera are live.
    pub live: [bool; 2],
    pub requests: Vec<&'static str>,
    /// What its browser keeps for the next time.
    pub kept: Option<Memory>,
    /// The records that its browser keeps, if nothing more is heard of it.
    pub owed: Vec<Record>,
    /// What it was set up with.
    pub config: Config,
    record: Option<Record>,
}

impl Page {
    pub fn new(config: Config) -> Self {
        let name = Box::leak(config.device.as_str().to_owned().into_boxed_str());
        Self {
            name,
            user: config.user.clone(),
            call: Call::new(config.clone()),
            told: Vec::new(),
            did: Vec::new(),
            online: true,
            asleep: false,
            by_hand: false,
            microphone: Some(Ok(())),
            camera: Some(Ok(())),
            screen: Some(Ok(())),
            screen_prompts: Vec::new(),
            prompts: Vec::new(),
            before_ring: None,
            asked: Vec::new(),
            gives: Some("good"),
            wanted: Vec::new(),
            live: [false; 2],
            requests: Vec::new(),
            kept: None,
            owed: Vec::new(),
            config,
            record: None,
        }
    }

    pub fn with(name: &'static str, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = config(name);
        change(&mut config);
        Self::new(config)
    }

    /// A ticket for a request, which is named when it is settled.
    pub fn ticket(&mut self, request: &'static str) -> Ticket {
        self.requests.push(request);
        Ticket(self.requests.len() as u32)
    }

    pub fn hears(&mut self, event: &Event) {
        if let Event::Record(record) = event {
            self.record = Some((**record).clone());
        }
        if let Event::Change(change) = event
            && let What::Ended(record) = &change.what
        {
            let last = self.told.last().expect("a record before the end");
            assert!(last.contains("record "), "ended directly after {last}");
            assert_eq!(self.record.as_ref(), Some(&**record));
        }
        self.told.push(lines::event(event));
    }

    pub fn is_settled(&mut self, ticket: Ticket, outcome: &Result<Option<Box<CallInfo>>, Failure>) {
        let request = self.requests[ticket.0 as usize - 1];
        self.told.push(match outcome {
            Ok(_) => format!("{request} ok"),
            Err(failure) => format!("{request} fails {failure:?}"),
        });
    }

    pub fn does(&mut self, effect: &Effect, coming: &mut VecDeque<Coming>, page: usize) {
        if let Some(line) = lines::effect(effect) {
            self.did.push(line);
        }
        match effect {
            Effect::OpenDevices {
                ticket,
                microphone,
                camera,
            } => {
                let waits = *microphone && self.microphone.is_none();
                if waits || *camera && self.camera.is_none() {
                    self.prompts.push((*ticket, *microphone, *camera));
                } else {
                    let opened = Opened {
                        microphone: self.microphone.filter(|_| *microphone),
                        camera: self.camera.filter(|_| *camera),
                    };
                    self.opens(opened);
                    coming.push_back(Coming::Input(page, Input::DevicesOpened(*ticket, opened)));
                }
            }
            Effect::Keep(memory, owed) => {
                self.kept = memory.as_deref().cloned();
                self.owed = owed.clone();
            }
            Effect::AskToken(ticket, ..) => match self.gives {
                Some(text) => {
                    let token = Token {
                        text: text.into(),
                        expires_at: None,
                    };
                    coming.push_back(Coming::Input(page, Input::Token(*ticket, Some(token))));
                }
                None => self.wanted.push(*ticket),
            },
            Effect::VerifyToken { ticket, token, .. } => {
                let is_good = token.starts_with("good");
                coming.push_back(Coming::Input(page, Input::Verified(*ticket, is_good)));
            }
            Effect::OpenScreen { ticket, .. } => match self.screen {
                Some(outcome) => {
                    coming.push_back(Coming::Input(page, Input::ScreenOpened(*ticket, outcome)))
                }
                None => self.screen_prompts.push(*ticket),
            },
            Effect::CloseDevices => self.live = [false; 2],
            Effect::CloseCamera => self.live[1] = false,
            Effect::AskBeforeRing(ticket, _) => match self.before_ring {
                Some(verdict) => {
                    coming.push_back(Coming::Input(page, Input::BeforeRing(*ticket, verdict)));
                }
                None => self.asked.push(*ticket),
            },
            _ => {}
        }
    }

    pub fn opens(&mut self, opened: Opened) {
        self.live[0] |= opened.microphone == Some(Ok(()));
        self.live[1] |= opened.camera == Some(Ok(()));
    }
}
