//! Knows how an audio call becomes a video call, and back: between two with consent, since the cameras of both open; in a group for the
//! asking, since each opens their own when they like. Leaves devices to `media`.

use super::message::{Body, Turn};
use super::name::{CallType, Failure, Ticket, UserId};
use super::output::What;
use super::state::Phase;
use super::timer::Timer;
use super::{Call, limits};

/// What is going on about the kind of the call.
#[derive(Default)]
pub(super) struct Kind {
    /// How often it has changed.
    pub(super) version: u32,
    /// We asked for pictures: the promise of the method that asked.
    pub(super) asking: Option<Ticket>,
    theirs: Wish,
}

/// The other's wish for pictures.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Wish {
    #[default]
    None,
    /// Nobody has answered it.
    Open,
    /// This person said yes: our camera opens when the other says that the call has pictures.
    Granted,
}

impl Call {
    pub(super) fn switch_call_type(&mut self, ticket: Ticket, wanted: CallType) {
        let Some(active) = self.active.as_mut().filter(|active| {
            matches!(
                active.phase,
                Phase::Connecting | Phase::Connected | Phase::Reconnecting
            )
        }) else {
            return self.fail(ticket, Failure::NoCall);
        };
        let is_group = active.is_group();
        if is_group != wanted.is_group() {
            return self.fail(ticket, Failure::NotSupported);
        }
        let is_asking = active.kind.asking.is_some();
        if wanted == active.about.kind && !is_asking {
            return self.settle(ticket, None);
        }
        if is_group || !wanted.has_video() {
            if is_asking {
                self.say_kind(Turn::Withdraw);
                self.stop_asking(Failure::Declined);
            }
            self.turn_to(wanted, None);
            return self.settle(ticket, None);
        }
        if is_asking {
            return self.fail(ticket, Failure::AlreadyInCall);
        }
        active.kind.asking = Some(ticket);
        if active.kind.theirs == Wish::Open {
            return self.agreed(None);
        }
        self.wake(Timer::Kind, limits::KIND_PATIENCE);
        self.say_kind(Turn::Ask);
    }

    pub(super) fn answer_call_type(&mut self, ticket: Ticket, accept: bool) {
        let kind = self.active.as_mut().map(|active| &mut active.kind);
        let Some(kind) = kind.filter(|kind| kind.theirs == Wish::Open) else {
            return self.fail(ticket, Failure::NoCall);
        };
        kind.theirs = match accept {
            true => Wish::Granted,
            false => Wish::None,
        };
        self.timers.clear(Timer::Asked);
        self.say_kind(if accept { Turn::Accept } else { Turn::Refuse });
        self.settle(ticket, None);
    }

    pub(super) fn on_kind(&mut self, index: usize, turn: Turn, version: u32, kind: CallType) {
        let Some(active) = &mut self.active else {
            return;
        };
        let user = active.members[index].user.clone();
        let is_group = active.is_group();
        if is_group != kind.is_group() || is_group && turn != Turn::Set {
            return;
        }
        let own = &mut active.kind;
        if turn != Turn::Set {
            own.version = own.version.max(version);
        }
        match turn {
            Turn::Ask if active.about.kind == CallType::Video => {}
            // Both ask at once: both agree.
            Turn::Ask if own.asking.is_some() => self.agreed(Some(user)),
            Turn::Ask => {
                own.theirs = Wish::Open;
                self.wake(Timer::Asked, limits::KIND_PATIENCE);
                self.change(What::CallTypeRequest(user, CallType::Video));
            }
            Turn::Accept if own.asking.is_some() => self.agreed(None),
            // It comes after we gave up.
            Turn::Accept => self.say_kind(Turn::Set),
            Turn::Refuse => self.stop_asking(Failure::Declined),
            Turn::Withdraw => {
                own.theirs = Wish::None;
                self.timers.clear(Timer::Asked);
            }
            Turn::Set => {
                let was = active.about.kind;
                // Of two changes at once the one without pictures stands.
                let is_newer = version > own.version
                    || version == own.version && !kind.has_video() && was != kind;
                if is_newer {
                    own.version = version;
                    self.take_kind(kind, user, false);
                    self.relay_kind(index);
                } else if version < own.version {
                    self.say_kind_to(index);
                }
            }
        }
    }

    pub(super) fn on_kind_timer(&mut self) {
        self.say_kind(Turn::Withdraw);
        self.stop_asking(Failure::Declined);
    }

    pub(super) fn on_asked_timer(&mut self) {
        if let Some(active) = &mut self.active {
            active.kind.theirs = Wish::None;
        }
    }

    fn stop_asking(&mut self, failure: Failure) {
        self.timers.clear(Timer::Kind);
        let active = self.active.as_mut();
        if let Some(ticket) = active.and_then(|active| active.kind.asking.take()) {
            self.fail(ticket, failure);
        }
    }

    /// Who asked has consent: the call has pictures from here on, and our camera opens.
    fn agreed(&mut self, by: Option<UserId>) {
        let Some(active) = &mut self.active else {
            return;
        };
        let asked = active.kind.asking.take();
        self.timers.clear(Timer::Kind);
        self.turn_to(CallType::Video, by);
        if let Some(ticket) = asked {
            self.settle(ticket, None);
        }
    }

    fn turn_to(&mut self, kind: CallType, by: Option<UserId>) {
        let Some(active) = &mut self.active else {
            return;
        };
        if active.about.kind == kind {
            return;
        }
        active.kind.version = active.kind.version.saturating_add(1);
        let me = self.config.user.clone();
        self.take_kind(kind, by.unwrap_or(me), true);
    }

    fn take_kind(&mut self, kind: CallType, by: UserId, is_ours: bool) {
        let Some(active) = &mut self.active else {
            return;
        };
        let theirs = std::mem::take(&mut active.kind.theirs);
        let asking = active.kind.asking.take();
        let agrees = is_ours || asking.is_some() || theirs == Wish::Granted;
        let was = std::mem::replace(&mut active.about.kind, kind);
        self.timers.clear(Timer::Asked);
        self.timers.clear(Timer::Kind);
        if is_ours {
            self.say_kind(Turn::Set);
        }
        if was != kind {
            self.change(What::CallType(by, was));
            if !kind.has_video() {
                self.close_camera_in_audio();
            } else if agrees {
                self.open_camera();
            }
        }
        if let Some(ticket) = asking {
            if kind == CallType::Video {
                self.settle(ticket, None);
            } else {
                self.fail(ticket, Failure::Declined);
            }
        }
    }

    /// Tells a member who comes, or comes back, what the call has become.
    pub(super) fn say_kind_to(&mut self, index: usize) {
        let active = self.active.as_ref();
        if active.is_some_and(|active| active.kind.version > 0) {
            self.tell_kind(index, Turn::Set);
        }
    }

    /// Whom a member does not hear hears from us what they made of the call.
    fn relay_kind(&mut self, from: usize) {
        for index in 0..self.members() {
            let hears = self.active.as_ref().is_some_and(|active| {
                let mut heard = active.members[from].hears.iter();
                let member = &active.members[index];
                index == from || heard.any(|one| Some(&one.device) == member.device.as_ref())
            });
            if !hears {
                self.say_kind_to(index);
            }
        }
    }

    fn say_kind(&mut self, turn: Turn) {
        for index in 0..self.members() {
            self.tell_kind(index, turn);
        }
    }

    fn tell_kind(&mut self, index: usize, turn: Turn) {
        let Some(active) = &self.active else {
            return;
        };
        let (version, kind) = (active.kind.version, active.about.kind);
        let body = Body::Kind {
            turn,
            version,
            kind,
        };
        self.tell(index, body);
    }
}
