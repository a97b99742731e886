//! People with pages, what is on its way between them, and the time. Messages travel as text; nothing sleeps.

mod lines;
mod mail;
mod page;
mod paths;
mod verbs;

use std::collections::VecDeque;

use callkit::call::input::Input;
use callkit::call::message::Envelope;
use callkit::call::name::{Millis, PeerId, UserId};
use callkit::call::output::{Effect, Output};
use callkit::wire::{DecodeError, decode, encode};

pub use lines::kind;
pub use mail::Mail;
pub use page::{Page, config};
pub use verbs::{connected, group, ringing, ringing_unprepared, together, video, voice, yes};

use mail::Rule;
use paths::Paths;

/// When every story begins.
pub const START: Millis = 1_000_000;

pub enum Coming {
    Mail(Mail),
    Input(usize, Input),
}

/// What a page sent, and when.
pub struct Sent {
    pub at: Millis,
    pub from: &'static str,
    pub envelope: Envelope,
    pub direct: bool,
}

pub struct Story {
    pub now: Millis,
    pub pages: Vec<Page>,
    pub sent: Vec<Sent>,
    /// What `hold` kept back, oldest first.
    pub held: Vec<Mail>,
    coming: VecDeque<Coming>,
    delivered: Vec<Mail>,
    loses: Option<Rule>,
    holds: Option<Rule>,
    paths: Paths,
}

impl Story {
    /// One page for each name; the person's name is what stands before a dash, the device's is all of it.
    pub fn of<const N: usize>(names: [&'static str; N]) -> Self {
        Self {
            now: START,
            pages: names.map(|name| Page::new(config(name))).into(),
            sent: Vec::new(),
            held: Vec::new(),
            coming: VecDeque::new(),
            delivered: Vec::new(),
            loses: None,
            holds: None,
            paths: Paths::default(),
        }
    }

    pub fn add(&mut self, page: Page) {
        self.pages.push(page);
    }

    pub fn at(&self, name: &str) -> usize {
        let found = self.pages.iter().position(|page| page.name == name);
        found.expect("a page of this name")
    }

    pub fn page(&mut self, name: &str) -> &mut Page {
        let index = self.at(name);
        &mut self.pages[index]
    }

    /// Something happens on a page, and what follows from it happens everywhere.
    pub fn happens(&mut self, name: &str, input: Input) {
        self.handle(self.at(name), input);
        self.settle();
    }

    /// Delivers what is on its way until nothing is.
    pub fn settle(&mut self) {
        let mut steps = 0;
        while let Some(coming) = self.coming.pop_front() {
            steps += 1;
            assert!(steps < 100_000, "the pages talk without end");
            match coming {
                Coming::Input(page, input) => {
                    if self.is_awake(page) {
                        self.handle(page, input);
                    }
                }
                Coming::Mail(mail) => self.deliver(mail),
            }
            self.paths.media(&self.pages, &mut self.coming);
        }
    }

    /// Lets time pass, and each page wake when it wants to.
    pub fn pass(&mut self, length: Millis) {
        let end = self.now + length;
        loop {
            self.settle();
            let due = (0..self.pages.len())
                .filter(|page| self.is_awake(*page))
                .filter_map(|page| Some((self.pages[page].call.deadline()?, page)))
                .min();
            let Some((at, page)) = due.filter(|(at, _)| *at <= end) else {
                break;
            };
            self.now = self.now.max(at);
            self.handle(page, Input::Wake);
        }
        self.now = end;
    }

    /// A message of a test's own making arrives.
    pub fn receives(&mut self, to: &str, from: &str, envelope: &Envelope) {
        let text = encode(envelope);
        assert_eq!(decode(&text).as_ref(), Ok(envelope));
        self.receive_text(self.at(to), UserId::from(from), &text);
        self.settle();
    }

    pub fn receives_text(&mut self, to: &str, from: &str, text: &str) {
        self.receive_text(self.at(to), UserId::from(from), text);
        self.settle();
    }

    /// When this page sent messages of this kind, in milliseconds since the story began.
    pub fn times(&self, from: &str, what: &str) -> Vec<Millis> {
        self.sent_by(from, what)
            .map(|sent| sent.at - START)
            .collect()
    }

    pub fn sent_by<'s>(&'s self, from: &'s str, what: &'s str) -> impl Iterator<Item = &'s Sent> {
        self.sent
            .iter()
            .filter(move |sent| sent.from == from && kind(&sent.envelope.body) == what)
    }

    /// Takes what happened on a page, without changes of members, and compares all of it.
    #[track_caller]
    pub fn told<const N: usize>(&mut self, name: &str, expected: [&str; N]) {
        let mut told = std::mem::take(&mut self.page(name).told);
        told.retain(|line| !line.contains("member "));
        assert_eq!(told, expected, "what {name} was told");
    }

    /// Takes what happened on a page and compares all of it.
    #[track_caller]
    pub fn told_in_full<const N: usize>(&mut self, name: &str, expected: [&str; N]) {
        let told = std::mem::take(&mut self.page(name).told);
        assert_eq!(told, expected, "what {name} was told");
    }

    /// Takes what happened on a page, without changes of members and of what they send.
    pub fn brief(&mut self, name: &str) -> Vec<String> {
        let mut told = std::mem::take(&mut self.page(name).told);
        told.retain(|line| !line.contains("member ") && !line.contains("published"));
        told
    }

    /// Takes what the browser of a page had to do, but for sending, and compares all of it.
    #[track_caller]
    pub fn did<const N: usize>(&mut self, name: &str, expected: [&str; N]) {
        let did = std::mem::take(&mut self.page(name).did);
        assert_eq!(did, expected, "what {name}'s browser did");
    }

    /// Forgets what has happened so far.
    pub fn turns_the_page(&mut self) {
        for page in &mut self.pages {
            page.told.clear();
            page.did.clear();
        }
        self.sent.clear();
    }

    fn is_awake(&self, page: usize) -> bool {
        !self.pages[page].asleep
    }

    fn deliver(&mut self, mail: Mail) {
        let to = self.at(mail.to);
        let reachable = match mail.direct {
            true => !self.paths.is_cut(mail.from, mail.to),
            false => self.pages[to].online,
        };
        if !reachable || self.loses.as_ref().is_some_and(|rule| rule(&mail)) {
            return;
        }
        if self.holds.as_ref().is_some_and(|rule| rule(&mail)) {
            return self.held.push(mail);
        }
        if self.is_awake(to) {
            self.receive_text(to, user_of(mail.from), &mail.text);
            self.delivered.push(mail);
        }
    }

    fn receive_text(&mut self, to: usize, from: UserId, text: &str) {
        let input = match decode(text) {
            Ok(envelope) => Input::Received {
                from,
                envelope: Box::new(envelope),
            },
            Err(DecodeError::Malformed(_)) => Input::Malformed,
            Err(DecodeError::Unsupported { device, call }) => {
                Input::Unsupported { from, device, call }
            }
        };
        self.handle(to, input);
    }

    fn handle(&mut self, page: usize, input: Input) {
        let outputs = self.pages[page].call.handle(input, self.now);
        for output in outputs.0 {
            match output {
                Output::Event(event) => self.pages[page].hears(&event),
                Output::Settle(ticket, outcome) => self.pages[page].is_settled(ticket, &outcome),
                Output::Effect(Effect::Send(to, envelope)) => {
                    assert!(self.pages[page].online, "sent while offline");
                    self.sends(page, &envelope, None, &to);
                }
                Output::Effect(Effect::SendDirect(peer, envelope)) => {
                    let to = self.pages[page].user.clone();
                    self.sends(page, &envelope, Some(peer), &to);
                }
                Output::Effect(effect) => {
                    self.pages[page].does(&effect, &mut self.coming, page);
                    self.paths
                        .does(&self.pages, page, &effect, &mut self.coming);
                }
            }
        }
        let deadline = self.pages[page].call.deadline();
        assert!(deadline.is_none_or(|at| at > self.now), "overdue");
    }

    fn sends(&mut self, page: usize, envelope: &Envelope, peer: Option<PeerId>, to: &UserId) {
        let from = self.pages[page].name;
        let text = encode(envelope);
        assert_eq!(decode(&text).as_ref(), Ok(envelope), "{text}");
        self.sent.push(Sent {
            at: self.now,
            from,
            envelope: envelope.clone(),
            direct: peer.is_some(),
        });
        let other = peer.and_then(|peer| self.paths.other_end(page, peer));
        for (index, page) in self.pages.iter().enumerate() {
            let reaches = match peer {
                Some(_) => other == Some(index),
                None => page.user == *to && page.name != from,
            };
            if reaches {
                self.coming.push_back(Coming::Mail(Mail {
                    from,
                    to: page.name,
                    kind: kind(&envelope.body),
                    direct: peer.is_some(),
                    text: text.clone(),
                }));
            }
        }
    }
}

/// The person whose device has this name.
pub fn user_of(name: &str) -> UserId {
    name.split('-').next().unwrap_or(name).into()
}
