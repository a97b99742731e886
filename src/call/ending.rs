//! Knows how a call ends: who is told, what is released, and its record. Leaves why it ends to its siblings.

use std::rc::Rc;

use super::incoming::Incoming;
use super::message::{Body, Envelope, LeaveReason, Roster};
use super::name::{CallId, DeviceId, Failure, MemberState, Millis, Status, Ticket, UserId};
use super::output::{Effect, Event, What};
use super::past::PastCall;
use super::post::Care;
use super::state::{About, Active, End, Phase, Words};
use super::timer::Timer;
use super::{Call, limits};

impl Call {
    pub(super) fn hang_up(&mut self, ticket: Ticket, words: Words) {
        if self.active.is_some() {
            self.leave_call(words);
            self.settle(ticket, None);
        } else if let Some(index) = self.incoming.iter().position(Incoming::rings) {
            self.refuse(index, words);
            self.settle(ticket, None);
        } else if self.resumable.is_some() {
            self.give_up_resumable();
            self.settle(ticket, None);
        } else {
            self.fail(ticket, Failure::NoCall);
        }
    }

    /// Leaves the running call because this person answers another.
    pub(super) fn leave_for_another(&mut self) {
        if self.active.is_some() {
            self.leave_call(Words::default());
        }
    }

    /// Leaves the call. Tracks stop before anything is sent: messages leave at the end of a turn.
    pub(super) fn leave_call(&mut self, words: Words) {
        let Some(active) = &self.active else {
            return;
        };
        if !active.has_begun() {
            return self.abandon(Failure::CallEnded);
        }
        let me = self.config.user.clone();
        let status = match active.phase == Phase::Calling && !active.was_in {
            true => Status::Cancelled,
            false => Status::Completed,
        };
        self.take_back_all(&words);
        self.leave_all(LeaveReason::HungUp, &words);
        let what = What::HangUp(words.reason);
        self.end(End::new(what, status, Some(&me)));
    }

    pub(super) fn leave_all(&mut self, why: LeaveReason, words: &Words) {
        for index in 0..self.members() {
            self.leave_one(index, why, words);
        }
    }

    pub(super) fn leave_one(&mut self, index: usize, why: LeaveReason, words: &Words) {
        let Some(active) = &self.active else {
            return;
        };
        let member = &active.members[index];
        let (Some(device), true) = (&member.device, member.is_reached()) else {
            return;
        };
        let body = Body::Leave {
            why,
            counter: self.said + 1,
            reason: words.reason.clone(),
            ext: words.ext.clone(),
            roster: active.roster.clone(),
        };
        let call = &active.about.call;
        self.post.withdraw(&|envelope, _| {
            let stays = matches!(envelope.body, Body::ConfirmAnswer(_));
            envelope.call == *call && envelope.to.as_ref() == Some(device) && !stays
        });
        let care = Care::waiting(self.now + limits::OFFERED);
        self.post.send(call, &member.user, device, body, care);
        let one = (member.user.clone(), device.clone());
        self.parting.left.push(one);
    }

    /// Ends the call where nobody else is in it or still asked.
    pub(super) fn end_if_alone(&mut self, end: End) {
        let Some(active) = &mut self.active else {
            return;
        };
        if active.members.iter().any(|member| member.is_in()) {
            return;
        }
        if active.members.iter().any(|member| member.asked.is_some()) {
            active.phase = Phase::Calling;
            return;
        }
        let end = outcome(active, end);
        self.end(end);
    }

    /// Ends the call of this device: releases everything, then tells.
    pub(super) fn end(&mut self, end: End) {
        self.effect(Effect::CloseDevices);
        for index in 0..self.members() {
            self.drop_path(index);
        }
        let Some(active) = self.active.take() else {
            return;
        };
        let call = active.about.call.clone();
        self.clear_token_timers();
        self.post
            .withdraw(&|envelope, _| envelope.call == call && !is_last_word(&envelope.body));
        let users = active.users(&self.config.user);
        let mut fates = Vec::new();
        for member in active.members {
            self.timers.clear_slot(member.slot);
            fates.extend(member.fate.map(|fate| (member.user, fate)));
        }
        self.past.remember(PastCall {
            call,
            fates,
            from: active.about.from.clone(),
            round: active.round,
        });
        self.timers.clear(Timer::Kind);
        self.timers.clear(Timer::Asked);
        for ticket in active.mine.waiting().chain(active.kind.asking) {
            self.fail(ticket, Failure::CallEnded);
        }
        let request = active.request;
        let why = end
            .error
            .filter(|error| *error == Failure::TokenRejected)
            .unwrap_or(Failure::CallEnded);
        // Whoever had not been let in, or is in by another device, is not the last.
        let was_there = active.phase != Phase::Answered && end.error != Some(Failure::Kicked);
        let since = active.connected_at;
        self.finish(&active.about, users.clone(), since, self.now, end, true);
        if let Some(record) = self.last_record.clone().filter(|_| was_there) {
            self.part(&active.about, &users, record);
        }
        if let Some(ticket) = request {
            self.fail(ticket, why);
        }
        self.release_held();
    }

    pub(super) fn remember(&mut self, call: &CallId, fates: Vec<(UserId, Body)>) {
        self.past.remember(PastCall {
            call: call.clone(),
            fates,
            from: self.config.user.clone(),
            round: 0,
        });
    }

    /// Tells how a call ended: its last change, its record and, where the page knew of it, that it is over.
    pub(super) fn finish(
        &mut self,
        about: &About,
        members: Vec<UserId>,
        connected_at: Option<Millis>,
        ended_at: Millis,
        mut end: End,
        is_told: bool,
    ) {
        if let Some(what) = end.what.take() {
            self.change_of(about, what);
        }
        let record = Rc::new(about.record(members, connected_at, ended_at, end));
        self.last_record = Some(record.clone());
        self.event(Event::Record(record.clone()));
        if is_told {
            self.change_of(about, What::Ended(record));
        }
    }

    /// Says to a device that still talks about a call that is over here, unless our own leave is still on its way to it.
    pub(super) fn tell_over(&mut self, from: &UserId, envelope: &Envelope) {
        if self.post.waits_for(&envelope.call, &envelope.device) {
            return;
        }
        let body = self.leave_body(LeaveReason::HungUp);
        let (call, device): (_, &DeviceId) = (&envelope.call, &envelope.device);
        self.post.mention(call, from, device, body, &mut self.out);
    }

    /// A leave without words.
    pub(super) fn leave_body(&self, why: LeaveReason) -> Body {
        Body::Leave {
            why,
            counter: self.said + 1,
            reason: None,
            ext: None,
            roster: Roster::default(),
        }
    }
}

/// Tells whether a message is still wanted when the call it is about is over here.
pub(super) fn is_last_word(body: &Body) -> bool {
    matches!(
        body,
        Body::Leave { .. } | Body::Cancel { .. } | Body::ConfirmAnswer(_) | Body::Handled { .. }
    )
}

/// How a call ends in which nobody else is left: as its last ended, but completed where somebody was in it, and missed where not all of
/// those asked said the same.
fn outcome(active: &Active, end: End) -> End {
    let mut asked = active.members.iter().filter(|member| member.round > 0);
    let wanted = match end.status {
        Status::Refused => MemberState::Refused,
        Status::Busy => MemberState::Busy,
        _ => MemberState::Cancelled,
    };
    let by_all = asked.all(|member| member.state == wanted);
    match end.status {
        Status::Failed | Status::Completed => end,
        _ if active.was_in => End {
            status: Status::Completed,
            ..end
        },
        Status::Missed => end,
        _ if by_all => end,
        _ => End {
            status: Status::Missed,
            by: None,
            ..end
        },
    }
}
