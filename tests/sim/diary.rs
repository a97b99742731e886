//! Knows what one page was told, and what must be true of that: each call begins once, ends once and has one record. Leaves comparing pages
//! to `rules` and `records`.

use callkit::call::Call;
use callkit::call::input::Command;
use callkit::call::limits;
use callkit::call::message::{Body, Envelope, Step, Verdict};
use callkit::call::name::{CallId, CallState, Failure, MemberState, Status, Ticket, UserId};
use callkit::call::output::{CallInfo, Effect, Event, What};

use super::promises::Promises;

/// What happened to one call on one phone, as its page was told.
#[derive(Clone)]
pub struct Page {
    pub call: CallId,
    /// The page heard of it: by an invitation, or because it started it.
    pub told: bool,
    pub started: bool,
    pub merged: bool,
    pub connected: bool,
    /// Somebody else was in it.
    pub was_in: bool,
    pub is_group: bool,
    pub ended: u32,
    pub statuses: Vec<Status>,
    recorded_at: u64,
    pub confirmed_at: Option<u64>,
}

/// What one phone was told, and what its page asked for.
pub struct Diary {
    pub pages: Vec<Page>,
    pub meddled: bool,
    /// People may call a group.
    pub in_crowd: bool,
    /// The state and since when it has it; begun anew where somebody else has their own time.
    pub state: Option<(CallState, Option<CallId>, u64)>,
    /// How many invitations it has, and since when, while it neither calls nor talks.
    quiet: Option<(usize, u64)>,
    pub renewed_at: u64,
    was_busy_for: Vec<CallId>,
    /// Who invited it to which call.
    inviters: Vec<(CallId, UserId)>,
    closed: bool,
    pub promises: Promises,
    /// When a phone last began to ring here.
    pub rang_at: u64,
    starting: Vec<(Ticket, CallId)>,
    joining: Option<CallId>,
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
    pub fn new(in_crowd: bool) -> Self {
        Self {
            pages: Vec::new(),
            meddled: false,
            in_crowd,
            state: None,
            quiet: None,
            renewed_at: 0,
            was_busy_for: Vec::new(),
            inviters: Vec::new(),
            closed: false,
            promises: Promises::default(),
            rang_at: 0,
            starting: Vec::new(),
            joining: None,
        }
    }

    pub fn page(&mut self, call: &CallId) -> &mut Page {
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
        let page = self.page(call);
        page.told = true;
        page.was_in = true;
    }

    pub fn was_invited(&self, call: &CallId) -> bool {
        self.inviters.iter().any(|(known, _)| known == call)
    }

    pub fn was_invited_by(&self, call: &CallId, user: &UserId) -> bool {
        let mut inviters = self.inviters.iter();
        inviters.any(|(known, by)| known == call && by == user)
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
            was_in: false,
            is_group: false,
            ended: 0,
            statuses: Vec::new(),
            recorded_at: 0,
            confirmed_at: None,
        });
        self.pages.len() - 1
    }

    /// The page is gone: nothing more is told it.
    pub fn close(&mut self) {
        self.closed = true;
    }

    /// Leases do not run while the page's own connection is gone.
    pub fn was_offline(&mut self, since: u64, until: u64) {
        for page in &mut self.pages {
            if let Some(at) = &mut page.confirmed_at {
                *at = (*at).max(since) + (until - since);
            }
        }
    }

    pub fn on_command(&mut self, ticket: Ticket, command: &Command) {
        match command {
            Command::StartCall(start) => self.starting.push((ticket, start.call.clone())),
            Command::JoinCall(join) => self.joining = Some(join.call.clone()),
            _ => {}
        }
    }

    pub fn on_settled(&mut self, ticket: Ticket, outcome: &Result<Option<Box<CallInfo>>, Failure>) {
        self.promises.settle(ticket);
        let asked = self.starting.iter().position(|(asked, _)| *asked == ticket);
        if let Some((_, call)) = asked.map(|index| self.starting.remove(index))
            && let Ok(info) = outcome
            && info.as_ref().is_none_or(|info| info.call == call)
        {
            let page = self.page(&call);
            page.told = true;
            page.started = true;
        }
    }

    pub fn on_message(&mut self, from: &UserId, envelope: &Envelope, now: u64) {
        match envelope.body {
            Body::Invite(_) => {
                let one = (envelope.call.clone(), from.clone());
                if !self.inviters.contains(&one) {
                    self.inviters.push(one);
                }
            }
            Body::ConfirmRing { .. } => self.page(&envelope.call).confirmed_at = Some(now),
            // Whoever goes, or comes back, has the time for that from here on.
            Body::Away | Body::Back | Body::Join(_) => self.renewed_at = now,
            _ => {}
        }
    }

    pub fn on_event(&mut self, event: &Event, now: u64, offset: u64) {
        assert!(!self.meddled, "a stranger made the page hear {event:?}");
        assert!(!self.closed, "{event:?} to a page that is gone");
        match event {
            Event::Invite(invite) => {
                self.rang_at = now;
                self.begin(&invite.call);
                let page = self.page(&invite.call);
                assert!(!page.told, "a second invite of one call");
                page.told = true;
                page.is_group = invite.kind.is_group();
                let longest = now + offset + 20_000;
                let is_bounded = invite.expires_at.is_none_or(|at| at <= longest);
                assert!(is_bounded, "a ring without end");
            }
            Event::Change(change) => self.on_change(&change.call, &change.what, now),
            Event::Record(record) => {
                // It may have been asked once more, while it was busy.
                self.begin(&record.call);
                let page = self.page(&record.call);
                page.is_group = record.kind.is_group();
                assert_eq!(page.ended, 0, "a record after the end");
                page.statuses.push(record.status);
                page.recorded_at = now;
                assert_eq!(page.statuses.len(), 1, "a second record of one call");
                let never = matches!(
                    record.status,
                    Status::Cancelled | Status::Refused | Status::Busy | Status::Missed
                );
                let status = record.status;
                assert!(
                    !(never && page.connected),
                    "{status:?} after it was connected"
                );
                let is_known = matches!(status, Status::Completed | Status::Failed);
                let is_silent = record.ended_by.is_none() || record.error.is_none();
                assert!(is_known || is_silent, "{status:?} by somebody, by an error");
            }
            Event::Error { .. }
            | Event::Online(_)
            | Event::AddPerson(_)
            | Event::TokenWillExpire { .. } => {}
        }
    }

    fn on_change(&mut self, call: &CallId, what: &What, now: u64) {
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
            What::Accept(..) | What::UserJoined(_) => page.was_in = true,
            _ => assert!(page.told, "{what:?} of a call that the page never heard of"),
        }
        let is_renewed = match what {
            What::Accept(..) | What::UserJoined(_) | What::Reconnecting(Some(_)) => true,
            What::Member(member) => matches!(member.state, MemberState::Inviting),
            _ => false,
        };
        if is_renewed {
            self.renewed_at = now;
        }
    }

    /// An invitation from the person we are calling is both calling each other, never busy. What was said before is only said again.
    pub fn on_sent(&mut self, call: &Call, now: u64, to: &UserId, envelope: &Envelope) {
        let busy =
            matches!(&envelope.body, Body::Answer(answer) if answer.verdict == Verdict::Busy);
        if !busy || self.was_busy_for.contains(&envelope.call) {
            return;
        }
        self.was_busy_for.push(envelope.call.clone());
        let page = self.page(&envelope.call);
        if !page.statuses.is_empty() && page.recorded_at < now {
            return;
        }
        let calls = call.info().is_some_and(|info| {
            // Whoever calls a group is busy for a call between two.
            // Whose path to them is lost is in touch with them all the same.
            let is_lost = info.state == CallState::Reconnecting && call.invites().is_empty();
            let waits = info.state == CallState::Calling || is_lost;
            waits && !info.kind.is_group() && info.members.iter().any(|member| member.user == *to)
        });
        // Whoever is asked to one call by several answers the first.
        let mut inviters = self.inviters.iter();
        let is_first = inviters.find(|(call, _)| *call == envelope.call);
        let is_first = is_first.is_none_or(|(_, user)| user == to);
        assert!(
            !(calls && is_first),
            "busy for {}, whom we call",
            to.as_str()
        );
    }

    /// Nothing that is real goes out, or is seen or heard, before an answer.
    pub fn may_do(&self, call: &Call, before: CallState, effect: &Effect) {
        let state = call.state();
        // Idle again, or another rings: it was answered and over in one turn.
        let is_answered = match state {
            CallState::Ringing => !matches!(before, CallState::Idle | CallState::Ringing),
            // The first may be in and out again while others are still asked.
            CallState::Calling => self.in_crowd,
            _ => true,
        };
        let may = match effect {
            Effect::Publish(_) | Effect::Reveal(..) => is_answered,
            Effect::Rehearse(_) => state == CallState::Calling || self.in_crowd,
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

    /// Since when the page shows this; begun anew where a further person has their own time.
    pub fn lasts(&mut self, now: u64, state: CallState, call: Option<&CallId>) -> u64 {
        let since = match self.state.take() {
            Some((known, of, since)) if known == state && of.as_ref() == call => {
                since.max(self.renewed_at)
            }
            _ => now,
        };
        self.state = Some((state, call.cloned(), since));
        now - since
    }

    /// For how long it has neither called nor talked, with so many invitations.
    pub fn quiet_for(&mut self, now: u64, invitations: Option<usize>) -> u64 {
        let known = self.quiet.take();
        let Some(invitations) = invitations else {
            return 0;
        };
        let since = match known {
            Some((same, since)) if same == invitations => since,
            _ => now,
        };
        self.quiet = Some((invitations, since));
        now - since
    }

    /// Tells whether the caller's last word that it wants this to ring still holds.
    pub fn has_lease(&mut self, call: &CallId, now: u64) -> bool {
        let heard = self.page(call).confirmed_at;
        heard.is_some_and(|at| now <= at + limits::LEASE)
    }
}
