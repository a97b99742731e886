//! Knows the callee's side: what becomes of an invitation from its arrival to the answer. Leaves the answered call to `talk`.

use super::incoming::{Incoming, Stage};
use super::input::{BeforeRing, Preconnect};
use super::message::{Ahead, Body, ConfirmAnswer, Envelope, Invitation, Verdict};
use super::name::{CallId, DeviceId, Direction, Failure, Millis, Status, Text, Ticket, UserId};
use super::output::{Effect, Event, What};
use super::post::Care;
use super::state::{About, End, Phase, Words};
use super::timer::{Slot, Timer};
use super::{Call, limits};

impl Call {
    pub(super) fn on_invite(
        &mut self,
        from: &UserId,
        envelope: &Envelope,
        mut invitation: Invitation,
    ) {
        if !self.config.can_call {
            return;
        }
        let (call, round) = (&envelope.call, invitation.round);
        if let Some(index) = self.invited_to(call) {
            let known = &mut self.incoming[index];
            let is_known = |(user, device, _): &(UserId, DeviceId, u32)| {
                user == from && *device == envelope.device
            };
            if known.about.from == *from && known.device == envelope.device {
                let is_ringing = known.stage == Stage::Ringing;
                self.hear_caller(index, is_ringing);
            } else if known.about.kind.is_group() && known.others.len() < limits::INVITERS {
                known.others.retain(|other| !is_known(other));
                let other = (from.clone(), envelope.device.clone(), round);
                known.others.push(other);
            }
            return;
        }
        if *from == self.config.user {
            self.dropped += 1;
            return;
        }
        if self.active_is(call) {
            return self.invited_again(from, envelope, &invitation);
        }
        // Whoever can return to the call needs no invitation to it.
        if self.past.has_round(call, from, round) || self.may_resume(call) {
            return;
        }
        if !self.has_room_for(from) {
            self.dropped += 1;
            return;
        }
        invitation.to.truncate(limits::INVITED);
        let slot = self.next_id();
        let incoming = Incoming {
            slot,
            about: About {
                call: call.clone(),
                channel: invitation.channel.clone(),
                kind: invitation.kind,
                chat: invitation.chat,
                direction: Direction::Incoming,
                from: from.clone(),
                group_id: invitation.group_id.clone(),
                group_name: invitation.group_name.clone(),
                started_at: self.now,
            },
            device: envelope.device.clone(),
            expires: invitation.left.map(|left| self.now + left),
            invitation,
            stage: Stage::Silent,
            told: false,
            wants: Ahead::Nothing,
            gets: Ahead::Nothing,
            spent: 0,
            others: Vec::new(),
        };
        self.start_timings(&incoming.about);
        self.mark(call, |timings| &mut timings.delivered);
        if let Some(at) = incoming.expires {
            self.timers.set(Timer::Ring(slot), at);
        }
        self.wake(Timer::Lease(slot), limits::LEASE);
        self.incoming.push(incoming);
        self.consider(self.incoming.len() - 1);
    }

    /// Decides what a new invitation meets here.
    pub(super) fn consider(&mut self, index: usize) {
        if let Some(into) = self.stands_for(index) {
            let incoming = self.incoming.remove(index);
            self.forget_incoming(&incoming);
            self.tell_siblings(&incoming.about.call, incoming.invitation.round, true);
            return self.change_of(&incoming.about, What::Merged(into));
        }
        if self.meets_rival(index) {
            return;
        }
        if self.waits_for_rival(index) {
            self.incoming[index].stage = Stage::Held;
        } else if self.is_busy_for(index) {
            self.answer_busy(index);
        } else if !self.sibling_is_busy() {
            self.ask_or_alert(index);
        }
    }

    fn ask_or_alert(&mut self, index: usize) {
        if self.config.asks_before_ring {
            let ticket = Ticket(self.next_id());
            self.incoming[index].stage = Stage::Asking(ticket);
            let invite = Box::new(self.incoming[index].show());
            self.effect(Effect::AskBeforeRing(ticket, invite));
        } else {
            self.alert(index, self.config.preconnect);
        }
    }

    pub(super) fn on_before_ring(&mut self, ticket: Ticket, verdict: BeforeRing) {
        let asked = |incoming: &Incoming| incoming.stage == Stage::Asking(ticket);
        let Some(index) = self.incoming.iter().position(asked) else {
            return;
        };
        match verdict {
            BeforeRing::Ring => self.alert(index, self.config.preconnect),
            BeforeRing::RingAndBuild => self.alert(index, Preconnect::Path),
            BeforeRing::Busy => self.answer_busy(index),
            BeforeRing::Ignore => self.incoming[index].stage = Stage::Silent,
        }
    }

    fn alert(&mut self, index: usize, preconnect: Preconnect) {
        let path = self.wish(preconnect);
        let incoming = &mut self.incoming[index];
        incoming.stage = Stage::Alerting;
        incoming.wants = path;
        let until = self.now + limits::ALERT;
        self.timers.set(Timer::Alert(incoming.slot), until);
        let round = incoming.invitation.round;
        self.tell_caller(index, Body::Alert { round, path }, until);
    }

    pub(super) fn on_confirm_ring(
        &mut self,
        from: &UserId,
        envelope: &Envelope,
        round: u32,
        left: Option<Millis>,
        path: Ahead,
    ) {
        let Some(index) = self.invited_by(from, envelope, round) else {
            self.dropped += 1;
            return;
        };
        let alert = Timer::Alert(self.incoming[index].slot);
        match self.incoming[index].stage {
            // It came while this page slept: whether it is still so, the caller is asked.
            Stage::Alerting if self.timers.is_due(alert, self.now) => {
                self.withdraw_alert(index);
                self.alert(index, self.config.preconnect);
                self.hear_caller(index, false);
            }
            Stage::Alerting => {
                self.incoming[index].gets = path;
                self.ring(index, left);
            }
            Stage::Ringing | Stage::Ignored => self.hear_caller(index, false),
            Stage::Asking(_) | Stage::Silent | Stage::Held | Stage::Merging => return,
        }
        if let (Some(index), Some(left)) = (self.invited_to(&envelope.call), left) {
            // One that was longer under way than another knows no better.
            let known = self.incoming[index].expires;
            let expires = known.unwrap_or(Millis::MAX).min(self.now + left);
            self.incoming[index].expires = Some(expires);
            self.timers
                .set(Timer::Ring(self.incoming[index].slot), expires);
        }
    }

    fn ring(&mut self, index: usize, left: Option<Millis>) {
        self.withdraw_alert(index);
        let (from, device) = {
            let incoming = &self.incoming[index];
            (incoming.about.from.clone(), incoming.device.clone())
        };
        if self.meets_rival(index) {
            return;
        }
        if self.is_busy_for(index) {
            return self.answer_busy(index);
        }
        let slot = self.incoming[index].slot;
        // A caller is in one call at a time: that it wants this one to ring means that its last is over.
        while let Some(old) = self.incoming.iter().position(|other| {
            other.slot != slot
                && other.stage.is_told()
                && other.about.from == from
                && other.device == device
        }) {
            let end = End::new(
                What::Cancel(from.clone(), None, None),
                Status::Missed,
                Some(&from),
            );
            self.close_incoming(old, end);
        }
        let Some(index) = self.incoming_at(slot) else {
            return;
        };
        self.incoming[index].stage = Stage::Ringing;
        self.incoming[index].told = true;
        if left.is_none() {
            self.incoming[index].expires = None;
            self.timers.clear(Timer::Ring(slot));
        }
        self.silenced = false;
        self.hear_caller(index, false);
        let call = self.incoming[index].about.call.clone();
        self.mark(&call, |timings| &mut timings.ringing);
        let invite = Box::new(self.incoming[index].show());
        self.event(Event::Invite(invite));
    }

    /// Notes that the caller still wants this; a ring hears only its own confirmation.
    fn hear_caller(&mut self, index: usize, is_ringing: bool) {
        if !is_ringing {
            let slot = self.incoming[index].slot;
            self.wake(Timer::Lease(slot), limits::LEASE);
        }
    }

    pub(super) fn on_confirm_answer(
        &mut self,
        from: &UserId,
        envelope: &Envelope,
        confirm: ConfirmAnswer,
    ) {
        let is_ours = confirm.device == self.config.device && confirm.verdict == Verdict::Accept;
        if let Some(index) = self.invited_by(from, envelope, confirm.round) {
            // A call of two lets nobody in.
            let lets_in = self.active_is(&envelope.call) && confirm.kind.is_group();
            return match (self.incoming[index].stage, is_ours) {
                (Stage::Merging, true) => self.merge_into(index, envelope.boot, &confirm),
                // It lets us into the call that we enter, where the invitation ends as well.
                (_, true) if lets_in => {}
                _ => self.close_incoming(index, self.elsewhere(&confirm)),
            };
        }
        if !self.is_answered_to(from, envelope, confirm.round) {
            self.drop_unless_past(&envelope.call);
            return;
        }
        if is_ours {
            self.confirmed(envelope.boot, &confirm);
        } else {
            self.end(self.elsewhere(&confirm));
        }
    }

    pub(super) fn on_handled(
        &mut self,
        envelope: &Envelope,
        round: u32,
        accepted: bool,
        device_name: Text,
    ) {
        if let Some(index) = self.invited_to(&envelope.call) {
            let incoming = &self.incoming[index];
            let is_open = !matches!(incoming.stage, Stage::Held | Stage::Merging);
            // Each inviter counts their own: there it may have been another's.
            let mut others = incoming.others.iter();
            if is_open
                && (round >= incoming.invitation.round
                    || others.any(|(_, _, theirs)| round >= *theirs))
            {
                self.close_incoming(index, self.answered_elsewhere(accepted, device_name));
            }
        }
    }

    pub(super) fn on_cancel(
        &mut self,
        from: &UserId,
        envelope: &Envelope,
        round: u32,
        timed_out: bool,
        words: Words,
    ) {
        let me = self.config.user.clone();
        let cancel = What::Cancel(from.clone(), words.reason, words.ext);
        if let Some(index) = self.invited_by(from, envelope, round) {
            let end = match timed_out {
                true => End::new(What::Timeout(me), Status::Missed, None),
                false => End::new(cancel, Status::Missed, Some(from)),
            };
            self.close_incoming(index, end);
        } else if self.is_answered_to(from, envelope, round) {
            self.end(match timed_out {
                true => End::new(What::Timeout(me), Status::Missed, None),
                false => End::new(cancel, Status::Cancelled, Some(from)),
            });
        } else {
            self.drop_unless_past(&envelope.call);
        }
    }

    pub(super) fn on_ring_timer(&mut self, timer: Timer, slot: Slot) {
        if let (Timer::Confirm(_), Some(active)) = (timer, &self.active) {
            if active.phase == Phase::Answered && active.member_at(slot).is_some() {
                return self.end(End::failed(Failure::ConnectionFailed));
            }
        }
        let Some(index) = self.incoming_at(slot) else {
            return;
        };
        if timer == Timer::Alert(slot) {
            self.fall_silent(index);
        } else {
            let me = self.config.user.clone();
            self.close_incoming(index, End::new(What::Timeout(me), Status::Missed, None));
        }
    }

    /// It does not ring here; what becomes of it is heard all the same.
    pub(super) fn fall_silent(&mut self, index: usize) {
        self.withdraw_alert(index);
        self.incoming[index].stage = Stage::Silent;
    }

    /// Ends an invitation here. The page hears only the record where it never heard of the invitation.
    pub(super) fn close_incoming(&mut self, index: usize, mut end: End) {
        let incoming = self.incoming.remove(index);
        self.withdraw_alert_of(&incoming);
        self.forget_incoming(&incoming);
        if !incoming.told || incoming.stage == Stage::Ignored {
            end.what = None;
        }
        let here = matches!(end.status, Status::Refused | Status::Completed);
        if incoming.told && !here {
            self.ring_ended_at = self.now;
        }
        if matches!(end.status, Status::AnsweredElsewhere) {
            self.remember_others(&incoming);
        }
        let users = incoming.users(&self.config.user);
        self.finish(&incoming.about, users, None, self.now, end, incoming.told);
        if incoming.told && incoming.about.kind.is_group() {
            self.release_held();
        }
    }

    pub(super) fn tell_caller(&mut self, index: usize, body: Body, until: Millis) {
        let incoming = &self.incoming[index];
        self.post.send(
            &incoming.about.call,
            &incoming.about.from,
            &incoming.device,
            body,
            Care::waiting(until),
        );
    }

    pub(super) fn withdraw_alert(&mut self, index: usize) {
        let call = self.incoming[index].about.call.clone();
        self.timers.clear(Timer::Alert(self.incoming[index].slot));
        self.post.withdraw(&|envelope, _| {
            envelope.call == call && matches!(envelope.body, Body::Alert { .. })
        });
    }

    fn withdraw_alert_of(&mut self, incoming: &Incoming) {
        self.post.withdraw(&|envelope, _| {
            envelope.call == incoming.about.call && matches!(envelope.body, Body::Alert { .. })
        });
    }

    pub(super) fn invitation_of(&self, index: usize) -> (CallId, u32) {
        let incoming = &self.incoming[index];
        (incoming.about.call.clone(), incoming.invitation.round)
    }

    pub(super) fn invited_to(&self, call: &CallId) -> Option<usize> {
        self.incoming
            .iter()
            .position(|incoming| incoming.about.call == *call)
    }

    pub(super) fn incoming_at(&self, slot: Slot) -> Option<usize> {
        self.incoming
            .iter()
            .position(|incoming| incoming.slot == slot)
    }

    /// Finds the invitation that this message of its caller is about.
    pub(super) fn invited_by(
        &self,
        from: &UserId,
        envelope: &Envelope,
        round: u32,
    ) -> Option<usize> {
        self.incoming.iter().position(|incoming| {
            incoming.about.call == envelope.call
                && incoming.about.from == *from
                && incoming.device == envelope.device
                && incoming.invitation.round == round
        })
    }

    /// Tells whether we answered this caller's invitation and wait to hear what it says to that.
    fn is_answered_to(&self, from: &UserId, envelope: &Envelope, round: u32) -> bool {
        self.active.as_ref().is_some_and(|active| {
            active.phase == Phase::Answered
                && active.about.call == envelope.call
                && active
                    .admitted(from, &envelope.device)
                    .is_some_and(|_| active.round == round)
        })
    }

    fn elsewhere(&self, confirm: &ConfirmAnswer) -> End {
        let accepted = confirm.verdict == Verdict::Accept;
        let end = self.answered_elsewhere(accepted, confirm.device_name.clone());
        match confirm.verdict {
            Verdict::Accept | Verdict::Refuse => end,
            // Nobody answered: a device of ours was in another call.
            Verdict::Busy => End {
                status: Status::Missed,
                by: None,
                ..end
            },
        }
    }

    fn answered_elsewhere(&self, accepted: bool, device_name: Text) -> End {
        let what = What::AnsweredElsewhere {
            accepted,
            device_name,
        };
        End::new(what, Status::AnsweredElsewhere, Some(&self.config.user))
    }
}
