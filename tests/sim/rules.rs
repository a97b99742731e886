//! Knows what must always be true, after every step and at rest. Leaves making things happen to the world.

use callkit::call::Call;
use callkit::call::input::Command;
use callkit::call::limits;
use callkit::call::message::{Body, Envelope, Step, Verdict};
use callkit::call::name::{CallId, CallState, Failure, MemberState, Status, Ticket, UserId};
use callkit::call::output::{CallInfo, Effect, Event, What};

use super::world::World;

/// What happened to one call on one phone, as its page was told.
pub struct Page {
    pub call: CallId,
    /// The page heard of it: by an invitation, or because it started it.
    pub told: bool,
    pub started: bool,
    pub merged: bool,
    pub connected: bool,
    pub ended: u32,
    pub statuses: Vec<Status>,
    expires: Option<u64>,
    confirmed_at: Option<u64>,
}

/// What one phone was told, and what its page asked for.
#[derive(Default)]
pub struct Diary {
    pub pages: Vec<Page>,
    pub was_offline: bool,
    pub meddled: bool,
    was_busy_for: Vec<CallId>,
    closed: bool,
    starting: Option<(Ticket, CallId)>,
    joining: Option<CallId>,
    /// In group calls.
    pub in_crowd: bool,
    state: Option<(CallState, Option<CallId>, u64)>,
}

/// Everything that the seeds must bring about now and then.
pub const KINDS: [&str; 19] = [
    "Connected",
    "Merged",
    "AnsweredElsewhere",
    "Busy",
    "Timeout",
    "Refuse",
    "Cancel",
    "Reconnecting",
    "Reconnected",
    "HungUp",
    "Lost",
    "Invite",
    "Error",
    "Completed",
    "Failed",
    "Missed",
    "Cancelled",
    "Refused",
    "UserPublished",
];

pub fn describe(event: &Event) -> String {
    match event {
        Event::Invite(invite) => format!("Invite {}", invite.call.as_str()),
        Event::Change(change) => format!("{:?} {}", change.what, change.call.as_str()),
        Event::Record(record) => format!("Record {:?} {}", record.status, record.call.as_str()),
        Event::Error { failure, .. } => format!("Error {failure:?}"),
        Event::Online(online) => format!("Online {online}"),
        Event::AddPerson(_) => "AddPerson".into(),
        Event::TokenWillExpire { .. } => "TokenWillExpire".into(),
    }
}

/// Names what a line of a trace is about, for counting.
pub fn kind_of(line: &str) -> Option<String> {
    let said = line.split_once(": tells ")?.1;
    KINDS
        .iter()
        .find(|kind| match said.strip_prefix("Record ") {
            Some(record) => record.split(' ').next() == Some(**kind),
            None => {
                let word = said.split(['(', ' ', '{']).next();
                word == Some(**kind) || (word == Some("UserLeft") && said.contains(**kind))
            }
        })
        .map(|kind| (*kind).to_owned())
}

impl Diary {
    fn page(&mut self, call: &CallId) -> &mut Page {
        let index = self
            .pages
            .iter()
            .rposition(|page| page.call == *call)
            .unwrap_or_else(|| self.new_page(call));
        &mut self.pages[index]
    }

    /// The page returns to a call that its earlier load was in.
    pub fn resumes(&mut self, call: &CallId) {
        self.begin(call);
        self.page(call).told = true;
    }

    /// A group call may begin again for a device that was in it, or refused it.
    fn begin(&mut self, call: &CallId) {
        let in_crowd = self.in_crowd;
        let page = self.page(call);
        if in_crowd && (!page.statuses.is_empty() || page.merged) {
            let confirmed_at = page.confirmed_at;
            let index = self.new_page(call);
            self.pages[index].confirmed_at = confirmed_at;
        }
    }

    fn new_page(&mut self, call: &CallId) -> usize {
        self.pages.push(Page {
            call: call.clone(),
            told: false,
            started: false,
            merged: false,
            connected: false,
            ended: 0,
            statuses: Vec::new(),
            expires: None,
            confirmed_at: None,
        });
        self.pages.len() - 1
    }

    /// The page is gone: nothing more is told it.
    pub fn close(&mut self) {
        self.closed = true;
    }

    pub fn on_command(&mut self, ticket: Ticket, command: &Command) {
        match command {
            Command::StartCall(start) => self.starting = Some((ticket, start.call.clone())),
            Command::JoinCall(join) => self.joining = Some(join.call.clone()),
            _ => {}
        }
    }

    pub fn on_settled(
        &mut self,
        ticket: Ticket,
        outcome: &Result<Option<Box<CallInfo>>, Failure>,
        _now: u64,
    ) {
        if let Some((_, call)) = self.starting.take_if(|(asked, _)| *asked == ticket)
            && let Ok(info) = outcome
            && info.as_ref().is_none_or(|info| info.call == call)
        {
            let page = self.page(&call);
            page.told = true;
            page.started = true;
        }
    }

    pub fn on_message(&mut self, envelope: &Envelope, now: u64) {
        if let Body::ConfirmRing { .. } = envelope.body {
            self.page(&envelope.call).confirmed_at = Some(now);
        }
    }

    pub fn on_event(&mut self, event: &Event, now: u64, longest: u64) {
        assert!(!self.meddled, "a stranger made the page hear {event:?}");
        match event {
            Event::Invite(invite) => {
                self.begin(&invite.call);
                let page = self.page(&invite.call);
                assert!(!page.told, "a second invite of one call");
                page.told = true;
                page.expires = invite.expires_at;
                assert!(
                    invite
                        .expires_at
                        .is_none_or(|at| at <= now + 20_000 + longest),
                    "a ring without end"
                );
            }
            Event::Change(change) => self.on_change(&change.call, &change.what),
            Event::Record(record) => {
                // It may have been asked once more, while it was busy.
                self.begin(&record.call);
                let page = self.page(&record.call);
                assert_eq!(page.ended, 0, "a record after the end");
                page.statuses.push(record.status);
                assert_eq!(page.statuses.len(), 1, "a second record of one call");
                let never = matches!(
                    record.status,
                    Status::Cancelled | Status::Refused | Status::Busy | Status::Missed
                );
                assert!(
                    !(never && page.connected),
                    "{:?} after it was connected",
                    record.status
                );
            }
            Event::Error { .. }
            | Event::Online(_)
            | Event::AddPerson(_)
            | Event::TokenWillExpire { .. } => {}
        }
    }

    fn on_change(&mut self, call: &CallId, what: &What) {
        if let What::Merged(into) = what {
            self.begin(call);
            self.begin(into);
        }
        if *what == What::Connecting && self.joining.as_ref() == Some(call) {
            self.joining = None;
            self.begin(call);
        }
        let in_crowd = self.in_crowd;
        let page = self.page(call);
        assert!(page.ended == 0 && !page.merged, "{what:?} after the end");
        match what {
            What::Ended(record) => {
                assert!(page.told, "the end of a call that the page never heard of");
                assert_eq!(page.statuses, [record.status], "no record before the end");
                page.ended += 1;
            }
            What::Merged(_) => page.merged = true,
            What::Connected(_) => {
                assert!(!page.connected || in_crowd, "connected twice");
                page.connected = true;
            }
            What::Connecting => page.told = true,
            _ => assert!(page.told, "{what:?} of a call that the page never heard of"),
        }
    }

    /// An invitation from the person we are calling is both calling each other, never busy. What was said before is only said again.
    pub fn on_sent(&mut self, call: &Call, to: &UserId, envelope: &Envelope) {
        let busy =
            matches!(&envelope.body, Body::Answer(answer) if answer.verdict == Verdict::Busy);
        // Whoever calls a group is busy for a call between two.
        if !busy || self.in_crowd || self.was_busy_for.contains(&envelope.call) {
            return;
        }
        self.was_busy_for.push(envelope.call.clone());
        let calls = call.info().is_some_and(|info| {
            info.state == CallState::Calling && info.members.iter().any(|member| member.user == *to)
        });
        assert!(!calls, "busy for {}, whom we call", to.as_str());
    }

    /// Nothing that is real goes out, or is seen or heard, before an answer.
    pub fn may_do(&self, call: &Call, effect: &Effect) {
        let state = call.state();
        // Idle again: it was answered and over in one turn.
        let is_answered = match state {
            CallState::Ringing => false,
            // The first may be in and out again while others are still asked.
            CallState::Calling => self.in_crowd,
            _ => true,
        };
        let may = match effect {
            Effect::Publish(_) | Effect::Reveal(..) => is_answered,
            Effect::Rehearse(_) => state == CallState::Calling,
            _ => true,
        };
        assert!(may, "{effect:?} while {state:?}");
    }

    /// A phone that rings tells its addresses only where its person said so.
    pub fn may_tell(&self, call: &Call, body: &Body, builds: bool) {
        let tells = match body {
            Body::Candidates { .. } => true,
            Body::Describe(description) => description.step == Step::Answer,
            _ => false,
        };
        let rings = call.state() == CallState::Ringing;
        assert!(!tells || !rings || builds, "an address of whom only rings");
    }

    pub fn may_open_devices(&self, call: &Call) {
        let state = call.state();
        assert!(
            !matches!(state, CallState::Idle | CallState::Ringing),
            "a device was asked for while {state:?}"
        );
    }
}

impl World {
    /// What must be true after every step of a phone.
    pub fn check_step(&mut self, index: usize) {
        let now = self.now;
        let longest = self.weather.longest_delay;
        // Each who answers has their own time.
        let times = if self.crowd { 8 } else { 1 };
        let phone = &mut self.phones[index];
        let state = phone.call.state();
        let call = phone.call.info().map(|info| info.call);
        let since = match phone.diary.state.take() {
            Some((known, of, since)) if known == state && of == call => since,
            _ => now,
        };
        phone.diary.state = Some((state, call, since));
        let lasted = now - since;
        match state {
            CallState::Connecting => assert!(
                lasted <= (20_000 + limits::CONFIRM) * times,
                "connecting for {lasted}"
            ),
            CallState::Reconnecting => assert!(
                lasted <= (20_000 + 4_000 + 1_000) * times,
                "reconnecting for {lasted}"
            ),
            CallState::Ringing | CallState::Idle => {
                let peers = phone.browser.peers.len();
                assert!(
                    !phone.browser.is_open(),
                    "{} holds a device while {state:?}",
                    phone.name
                );
                let most = times + limits::AHEAD as u64;
                assert!(peers as u64 <= most, "{peers} paths while {state:?}");
            }
            CallState::Calling | CallState::Connected => {}
        }
        for invite in phone.call.invites() {
            assert!(
                invite.expires_at.is_none_or(|at| now <= at),
                "rings past its time"
            );
            let offline = phone.diary.was_offline;
            let heard = phone.diary.page(&invite.call).confirmed_at;
            let lease = heard.is_some_and(|at| now <= at + limits::LEASE);
            assert!(
                lease || offline,
                "rings without its caller's word, {longest}"
            );
        }
        let [invitations, past, devices, letters, timings] = phone.call.load();
        assert!(
            invitations <= limits::INVITATIONS
                && past <= limits::PAST_CALLS
                && devices <= limits::DEVICES
        );
        assert!(letters <= limits::UNACKNOWLEDGED && timings <= limits::TIMINGS);
        if !self.crowd {
            self.check_in_once(index);
        }
    }

    /// Never two devices of one user in one call.
    fn check_in_once(&self, index: usize) {
        let own = &self.phones[index];
        let Some(call) = is_in(&own.call) else {
            return;
        };
        for (other, phone) in self.phones.iter().enumerate() {
            if other != index && phone.alive && phone.user == own.user {
                assert_ne!(
                    is_in(&phone.call),
                    Some(call.clone()),
                    "two devices of {} are in",
                    own.user
                );
            }
        }
    }

    /// What must be true once the network has healed and people have rested.
    pub fn check_rest(&self) {
        for phone in self.phones.iter().filter(|phone| phone.alive) {
            let state = phone.call.state();
            let Some(info) = phone.call.info() else {
                continue;
            };
            match state {
                CallState::Connecting | CallState::Reconnecting => {
                    panic!("{} rests {state:?}", phone.name)
                }
                CallState::Connected => self.check_agreement(&phone.name, phone.user, &info),
                CallState::Idle | CallState::Calling | CallState::Ringing => {}
            }
        }
    }

    /// All who are in one call agree on its type and on each other's own state.
    fn check_agreement(&self, name: &str, user: &str, info: &CallInfo) {
        let others = self
            .phones
            .iter()
            .filter(|phone| phone.alive && phone.user != user);
        let mut mates = others.filter_map(|phone| {
            let theirs = phone.call.info()?;
            (theirs.call == info.call && theirs.state == CallState::Connected).then_some(theirs)
        });
        let mate = mates
            .next()
            .unwrap_or_else(|| panic!("{name} is connected with nobody"));
        assert_eq!(
            mate.kind, info.kind,
            "{name} disagrees on the type of the call"
        );
        let shown = info.members.iter().filter(|member| member.screen);
        assert!(shown.count() <= 1, "{name} sees two screens");
        let own = &mate.members[0];
        let seen = info
            .members
            .iter()
            .find(|member| member.user == own.user)
            .expect("a member");
        assert_eq!(seen.state, MemberState::Joined);
        assert_eq!(
            (seen.microphone, seen.camera, seen.screen),
            (own.microphone, own.camera, own.screen),
            "{name} has a wrong picture of {}",
            own.user.as_str()
        );
    }

    /// What must be true when everybody has hung up.
    pub fn check_peace(&self) {
        for phone in self.phones.iter().filter(|phone| phone.alive) {
            let name = &phone.name;
            assert_eq!(
                phone.call.state(),
                CallState::Idle,
                "{name} never comes to rest"
            );
            assert!(
                phone.browser.peers.is_empty() && !phone.browser.is_open() && !phone.browser.rings,
                "{name} holds on"
            );
            let invitations = phone.call.load()[0];
            assert_eq!(invitations, 0, "{name} remembers an invitation for ever");
            for page in &phone.diary.pages {
                let call = page.call.as_str();
                if page.told && !page.merged {
                    assert_eq!(page.ended, 1, "{name} never heard the end of {call}");
                    assert_eq!(page.statuses.len(), 1, "{name} has no record of {call}");
                }
                if page.merged {
                    assert!(
                        page.statuses.is_empty(),
                        "{name} has a record of {call}, which was merged"
                    );
                }
            }
        }
        if !self.crowd {
            self.check_pairs();
        }
    }

    /// The records of both sides are one of the table's pairs, or of those that crossing messages make.
    fn check_pairs(&self) {
        let started = self
            .phones
            .iter()
            .filter(|phone| phone.alive)
            .flat_map(|phone| {
                phone
                    .diary
                    .pages
                    .iter()
                    .filter(|page| page.started && !page.merged)
                    .map(move |page| (phone, page))
            });
        for (caller, page) in started {
            let theirs: Vec<(Status, bool)> = self
                .phones
                .iter()
                .filter(|phone| phone.user != caller.user)
                .flat_map(|phone| &phone.diary.pages)
                .filter(|theirs| theirs.call == page.call)
                .flat_map(|theirs| {
                    theirs
                        .statuses
                        .iter()
                        .map(|status| (*status, theirs.connected))
                })
                .collect();
            // Who was cut off, or closed the page, cannot have heard how it ended; nor may ten seconds be enough where so much is lost.
            let apart = self.lossy
                || self
                    .phones
                    .iter()
                    .any(|phone| !phone.alive || phone.diary.was_offline);
            let own = page.statuses[0];
            assert!(
                apart || theirs.is_empty() || theirs.iter().any(|theirs| fits(own, *theirs)),
                "{}: the caller has {own:?}, the callee {theirs:?}",
                page.call.as_str()
            );
            let was_in = matches!(own, Status::Completed | Status::Failed);
            assert!(
                was_in || theirs.iter().all(|(_, connected)| !connected),
                "{}: the caller has {own:?}, and the callee was connected",
                page.call.as_str()
            );
        }
    }
}

fn fits(caller: Status, (callee, connected): (Status, bool)) -> bool {
    // An answer, or a hang-up of what was answered and not yet confirmed, can cross the caller's decision.
    let crossed = matches!(callee, Status::Refused | Status::AnsweredElsewhere)
        || (callee == Status::Completed && !connected);
    match caller {
        // A hang-up can cross the end of the time that the call had to connect.
        Status::Completed => {
            callee == Status::Completed || (callee == Status::Failed && !connected)
        }
        Status::Failed => callee == Status::Failed || (callee == Status::Completed && !connected),
        Status::Refused => callee == Status::Refused || crossed,
        Status::Busy | Status::Missed => callee == Status::Missed || crossed,
        Status::Cancelled => matches!(callee, Status::Missed | Status::Cancelled) || crossed,
        Status::AnsweredElsewhere => false,
    }
}

/// The call that this phone is in: answered and confirmed.
pub fn is_in(call: &Call) -> Option<CallId> {
    let info = call.info()?;
    let confirmed = info.members[0].state == MemberState::Joined;
    let live = matches!(
        info.state,
        CallState::Connecting | CallState::Connected | CallState::Reconnecting
    );
    (confirmed && live).then_some(info.call)
}
