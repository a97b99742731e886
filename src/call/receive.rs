//! Knows whom a message must come from before it means anything, and which room of the call it belongs to. Leaves its meaning to them.

use super::message::{Answer, Body, Envelope};
use super::name::{CallId, DeviceId, Failure, UserId};
use super::post::{Arrival, Care};
use super::state::{Member, Words};
use super::timer::Timer;
use super::{Call, limits};

/// Whether a message is done with, and so acknowledged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    Yes,
    /// It comes too early or from nobody: its sender may try again.
    No,
}

impl Call {
    pub(super) fn receive(&mut self, from: &UserId, mut envelope: Envelope) {
        let is_for_us = envelope
            .to
            .as_ref()
            .is_none_or(|to| *to == self.config.device);
        let is_own = *from == self.config.user && envelope.device == self.config.device;
        let is_late = self.signed_out && !matches!(envelope.body, Body::Ack { .. });
        if !is_for_us || is_own || is_late {
            return;
        }
        if envelope.app != self.config.app {
            self.dropped += 1;
            return;
        }
        match self.post.arrive(from, &envelope) {
            Arrival::New => {}
            // An invitation is sent again to say that it still stands.
            Arrival::Repeat if matches!(envelope.body, Body::Invite(_)) => {}
            Arrival::Repeat => {
                let at_once = is_waited_for(&envelope.body);
                return self.post.acknowledge(from, &envelope, at_once);
            }
            Arrival::Stale => return,
        }
        self.is_heard(from, &envelope);
        let body = std::mem::replace(&mut envelope.body, Body::Unsupported);
        self.take_or_leave(from, &envelope, body);
    }

    /// Who speaks has not gone, unless they said that they do.
    fn is_heard(&mut self, from: &UserId, envelope: &Envelope) {
        if let Some(active) = &self.active
            && active.about.call == envelope.call
            && let Some(index) = active.admitted(from, &envelope.device)
            && !active.members[index].away
        {
            self.timers.clear(Timer::Gone(active.members[index].slot));
        }
    }

    /// Takes a message whose token is good, or that needs none, and acknowledges what is done with.
    pub(super) fn take_or_leave(&mut self, from: &UserId, envelope: &Envelope, body: Body) {
        let at_once = is_waited_for(&body);
        let checked = self.admit_token(from, envelope, body);
        if let Some(body) = checked
            && self.take(from, envelope, body) == Taken::Yes
        {
            self.post.acknowledge(from, envelope, at_once);
        }
    }

    /// Takes a body out of its envelope.
    fn take(&mut self, from: &UserId, envelope: &Envelope, body: Body) -> Taken {
        let is_sibling = *from == self.config.user;
        match body {
            Body::Invite(_) if !self.config.can_call => return Taken::No,
            Body::Invite(invitation) => self.on_invite(from, envelope, invitation),
            Body::Alert { round, .. } | Body::Answer(Answer { round, .. })
                if !self.active_is(&envelope.call) && !self.past.has(&envelope.call) =>
            {
                self.tell_unknown(from, envelope, round);
                return Taken::No;
            }
            Body::Alert { round, path } => self.on_alert(from, envelope, round, path),
            // It answers an alert of the page before.
            Body::ConfirmRing { load, .. } if load > 0 && load != self.config.boot => {
                self.dropped += 1;
            }
            Body::ConfirmRing {
                round, left, path, ..
            } => {
                self.on_confirm_ring(from, envelope, round, left, path);
            }
            Body::Answer(answer) => self.on_answer(from, envelope, answer),
            Body::ConfirmAnswer(confirm) => self.on_confirm_answer(from, envelope, confirm),
            Body::Cancel {
                round,
                timed_out,
                reason,
                ext,
            } => self.on_cancel(from, envelope, round, timed_out, Words { reason, ext }),
            Body::Handled {
                round,
                accepted,
                device_name,
            } if is_sibling => self.on_handled(envelope, round, accepted, device_name),
            Body::Occupied { busy } if is_sibling => self.on_occupied(&envelope.device, busy),
            Body::Handled { .. } | Body::Occupied { .. } => {
                self.dropped += 1;
                return Taken::No;
            }
            // Its confirmation, without which nothing was joined, is on its way.
            Body::Leave { .. } if self.is_merging(&envelope.call) => return Taken::No,
            Body::Leave { counter, .. } if self.has_entered_again(from, envelope, counter) => {}
            Body::Leave {
                why,
                reason,
                ext,
                roster,
                ..
            } => {
                self.on_leave(from, envelope, why, Words { reason, ext }, &roster);
            }
            Body::Join(_)
            | Body::Away
            | Body::Back
            | Body::Describe(_)
            | Body::Candidates { .. }
            | Body::Media(_)
            | Body::Kind { .. } => return self.take_from_member(from, envelope, body),
            Body::Ack { direct, all } => {
                self.post.on_ack(from, &envelope.device, &direct);
                self.on_delivered(from, &envelope.device, &all);
            }
            Body::Unsupported => {
                if self.we_call(from).is_some_and(|call| call == envelope.call) {
                    self.on_undeliverable(Failure::UnsupportedPeer);
                }
            }
        }
        Taken::Yes
    }

    /// Takes what only the admitted device of a member may say.
    fn take_from_member(&mut self, from: &UserId, envelope: &Envelope, body: Body) -> Taken {
        if let Some(is_taken) = self.take_early(from, envelope, &body) {
            return match is_taken {
                true => Taken::Yes,
                false => Taken::No,
            };
        }
        let active = self.active.as_ref();
        let Some(active) = active.filter(|active| active.about.call == envelope.call) else {
            self.dropped += 1;
            if envelope.to.is_some()
                && !self.may_resume(&envelope.call)
                && *from != self.config.user
                && self.invited_to(&envelope.call).is_none()
            {
                self.tell_over(from, envelope);
            }
            return Taken::No;
        };
        if let Body::Join(join) = &body {
            return match self.on_join(from, envelope, join) {
                true => Taken::Yes,
                false => Taken::No,
            };
        }
        let Some(index) = active.admitted(from, &envelope.device) else {
            self.dropped += 1;
            // Whoever was away for so long that they have left here enters again.
            let was_in = active.is_group() && self.member_named(from).is_some_and(Member::was_in);
            if matches!(body, Body::Back) && was_in {
                self.reply_join(from, &envelope.device);
            }
            return Taken::No;
        };
        let is_of_new_load = envelope.boot > active.members[index].boot;
        self.expect(index, &body);
        if self.is_early(index, &body) || is_of_new_load && matches!(body, Body::Media(_)) {
            return Taken::No;
        }
        match body {
            Body::Away | Body::Back if !self.post.is_latest(from, envelope) => {}
            Body::Away => self.on_away(index),
            Body::Back => self.on_back(index, is_of_new_load),
            Body::Describe(description) => self.on_describe(index, description),
            Body::Candidates { incarnation, list } => self.on_candidates(index, incarnation, list),
            Body::Media(media) => self.on_media(index, media),
            Body::Kind {
                turn,
                version,
                kind,
            } => self.on_kind(index, turn, version, kind),
            _ => return Taken::No,
        }
        Taken::Yes
    }

    /// Tells our siblings whether this device is in a call, when that changes and again before they stop believing it.
    pub(super) fn update_occupied(&mut self) {
        let call = self.active.as_ref().map(|active| &active.about.call);
        if call == self.occupied_by.as_ref() {
            return;
        }
        let call = call.cloned();
        let busy = call.is_some();
        let about = call.as_ref().or(self.occupied_by.as_ref()).cloned();
        self.timers.clear(Timer::Occupied);
        if busy {
            self.wake(Timer::Occupied, limits::OCCUPIED_EVERY);
        }
        self.occupied_by = call;
        if let Some(about) = about.filter(|_| self.config.busy_when_in_call) {
            let body = Body::Occupied { busy };
            let care = Care::once(self.now);
            self.post.send_to_all(&about, &self.config.user, body, care);
        }
    }

    pub(super) fn sibling_is_busy(&self) -> bool {
        self.occupied_siblings
            .iter()
            .any(|(_, until)| *until > self.now)
    }

    fn on_occupied(&mut self, device: &DeviceId, busy: bool) {
        self.occupied_siblings
            .retain(|(known, until)| known != device && *until > self.now);
        if busy && self.occupied_siblings.len() < limits::DEVICES_OF_ONE {
            self.occupied_siblings
                .push((device.clone(), self.now + limits::OCCUPIED_GOOD));
        }
    }

    /// Says once that a newer major version is not understood; the saying itself is never answered.
    pub(super) fn answer_unsupported(&mut self, from: &UserId, device: &DeviceId, call: &CallId) {
        self.dropped += 1;
        if self.told_unsupported.contains(call) {
            return;
        }
        if self.told_unsupported.len() == limits::UNSUPPORTED_CALLS {
            self.told_unsupported.remove(0);
        }
        self.told_unsupported.push(call.clone());
        self.post
            .mention(call, from, device, Body::Unsupported, &mut self.out);
    }
}

/// Tells whether the sender of this message can do nothing else until it is acknowledged.
fn is_waited_for(body: &Body) -> bool {
    matches!(body, Body::Leave { .. } | Body::Describe(_))
}
