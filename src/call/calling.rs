//! Knows the caller's side: invitations and what becomes of each until its outcome. Leaves the answered call to `talk`.

use super::message::{
    Ahead, Answer, Body, ConfirmAnswer, Envelope, Invitation, Media, Roster, Verdict,
};
use super::name::{CallId, CallType, DeviceId, MemberState, Status, UserId};
use super::output::What;
use super::post::Care;
use super::state::{Asked, End, Words};
use super::timer::{Slot, Timer};
use super::{Call, limits};

/// A device of somebody we invite.
#[derive(Clone)]
pub(super) struct Heard {
    pub(super) device: DeviceId,
    /// The load of the page that rings there; 0 where none does.
    pub(super) load: u32,
    /// The number of its alert: what it said before was not about this invitation.
    pub(super) alert: u32,
}

impl Call {
    pub(super) fn invite(&mut self, index: usize) {
        let Some(active) = &mut self.active else {
            return;
        };
        let expires = (active.timeout > 0).then_some(self.now + active.timeout);
        let member = &mut active.members[index];
        member.round += 1;
        member.inviter = None;
        // What was answered had a time and a sender of its own.
        let invitation = Invitation {
            left: None,
            uid: self.config.uid.clone(),
            round: member.round,
            token: active.token.as_ref().map(|token| token.text.clone()),
            ..active.invitation.clone()
        };
        let care = Care {
            first: limits::INVITE_EVERY,
            most: limits::INVITE_EVERY,
            until: expires,
            expires,
        };
        let number = self.post.send_to_all(
            &active.about.call,
            &member.user,
            Body::Invite(invitation),
            care,
        );
        member.asked = Some(Asked {
            number,
            expires,
            devices: Vec::new(),
        });
        if let Some(at) = expires {
            self.timers.set(Timer::Outcome(member.slot), at);
        }
    }

    /// A device has the invitation.
    pub(super) fn on_delivered(&mut self, from: &UserId, device: &DeviceId, numbers: &[u32]) {
        let Some((index, asked)) = self.asked_of(from) else {
            return;
        };
        if !numbers.contains(&asked.number) {
            return;
        }
        note_device(asked, device);
        let member = self.member_mut(index);
        if member.is_some_and(|member| member.state == MemberState::Inviting) {
            self.set_member_state(index, MemberState::Delivered);
            self.mark_active(|timings| &mut timings.delivered);
        }
    }

    pub(super) fn on_alert(&mut self, from: &UserId, envelope: &Envelope, round: u32, path: Ahead) {
        let device = &envelope.device;
        let open = self.open_invitation(from, &envelope.call, round);
        let Some(index) = open else {
            return self.tell_fate(from, envelope);
        };
        let Some((_, asked)) = self.asked_of(from) else {
            return;
        };
        let Some(place) = note_device(asked, device) else {
            return;
        };
        let first = asked.devices.iter().all(|heard| heard.load == 0);
        asked.devices[place].load = envelope.boot;
        asked.devices[place].alert = envelope.number;
        self.begin_early(index, envelope, path);
        self.confirm_ring(index, device, envelope.boot);
        let slot = self.slot_of(index);
        if !self.timers.is_set(Timer::Renew(slot)) {
            self.wake(Timer::Renew(slot), limits::LEASE_EVERY);
        }
        if first {
            self.mark_active(|timings| &mut timings.delivered);
            self.mark_active(|timings| &mut timings.ringing);
            self.change(What::Ringing(from.clone()));
            self.set_member_state(index, MemberState::Ringing);
        }
    }

    fn confirm_ring(&mut self, index: usize, device: &DeviceId, load: u32) {
        let Some(active) = &self.active else {
            return;
        };
        let member = &active.members[index];
        let Some(asked) = &member.asked else {
            return;
        };
        self.post.withdraw(&|envelope, _| {
            envelope.to.as_ref() == Some(device)
                && matches!(envelope.body, Body::ConfirmRing { .. })
        });
        let care = Care {
            expires: asked.expires,
            ..Care::waiting(self.now + limits::LEASE)
        };
        let body = Body::ConfirmRing {
            load,
            round: member.round,
            left: asked.expires.map(|at| at - self.now),
            path: self.ahead_with(&active.about.call, &member.user, device),
        };
        self.post
            .send(&active.about.call, &member.user, device, body, care);
    }

    pub(super) fn renew_leases(&mut self, slot: Slot) {
        let Some((index, asked)) = self.asked_at(slot) else {
            return;
        };
        for heard in asked.devices.clone() {
            if heard.load > 0 {
                self.confirm_ring(index, &heard.device, heard.load);
            }
        }
        self.wake(Timer::Renew(slot), limits::LEASE_EVERY);
    }

    pub(super) fn on_answer(&mut self, from: &UserId, envelope: &Envelope, answer: Answer) {
        let Some(index) = self.open_invitation(from, &envelope.call, answer.round) else {
            return self.tell_fate(from, envelope);
        };
        match answer.verdict {
            Verdict::Accept => {
                if let Some(member) = self.member_mut(index) {
                    member.boot = envelope.boot;
                }
                self.admit(index, &envelope.device, answer);
            }
            Verdict::Refuse | Verdict::Busy => self.on_declined(index, from, envelope, answer),
        }
    }

    fn on_declined(&mut self, index: usize, from: &UserId, envelope: &Envelope, answer: Answer) {
        let (what, state, status) = match answer.verdict {
            Verdict::Busy => (What::Busy(from.clone()), MemberState::Busy, Status::Busy),
            Verdict::Accept | Verdict::Refuse => (
                What::Refuse(from.clone(), answer.reason.clone(), answer.ext.clone()),
                MemberState::Refused,
                Status::Refused,
            ),
        };
        self.decide(index, &envelope.device, &answer);
        self.change(what);
        self.set_member_state(index, state);
        self.end_if_alone(End {
            what: None,
            status,
            by: Some(from.clone()),
            error: None,
        });
    }

    /// The person accepted on this device: it has the call, and their others hear of it.
    fn admit(&mut self, index: usize, device: &DeviceId, mut answer: Answer) {
        let Some(active) = &mut self.active else {
            return;
        };
        // Both called each other: audio if either wanted audio.
        if !active.is_group() && answer.merges.is_some() && answer.kind == CallType::Audio {
            active.about.kind = CallType::Audio;
        }
        let member = &mut active.members[index];
        member.uid = answer.uid.take();
        member.gave_up = answer.merges.take();
        member.device = Some(device.clone());
        member.joined = false;
        member.away = false;
        member.epoch = member.epoch.saturating_add(1).min(limits::EPOCH);
        member.heard = 0;
        member.media = Media::default();
        member.state = MemberState::Joining;
        let user = member.user.clone();
        self.decide(index, device, &answer);
        self.mark_active(|timings| &mut timings.accepted);
        self.change(What::Accept(user, answer.ext));
        self.show_member(index);
        self.start_if_first();
        self.close_camera_in_audio();
        self.open_path(index);
        self.release_held();
    }

    /// Closes an invitation with the answer that counts, and tells every device of the person.
    pub(super) fn decide(&mut self, index: usize, device: &DeviceId, answer: &Answer) {
        self.renew_roster();
        // Who left before their token came never hears of the others.
        let is_shown = !self.config.has_token_key || answer.token.is_some();
        let Some(active) = &mut self.active else {
            return;
        };
        let member = &mut active.members[index];
        let mut roster = Roster::default();
        if answer.verdict == Verdict::Accept && is_shown {
            member.knows = active.version;
            roster = active.roster.clone();
        }
        let fate = Body::ConfirmAnswer(ConfirmAnswer {
            round: member.round,
            device: device.clone(),
            verdict: answer.verdict,
            device_name: answer.device_name.clone(),
            kind: active.about.kind,
            media: active.mine.media,
            epoch: member.epoch,
            roster,
        });
        self.close_invitation(index, Some(device), fate);
    }

    /// Stops asking a person, and tells every device of theirs why: those heard of until they acknowledge, the others once.
    fn close_invitation(&mut self, index: usize, also: Option<&DeviceId>, fate: Body) {
        let Some(active) = &mut self.active else {
            return;
        };
        let call = active.about.call.clone();
        let member = &mut active.members[index];
        let user = member.user.clone();
        let slot = member.slot;
        let asked = member.asked.take();
        member.fate = Some(fate.clone());
        self.timers.clear(Timer::Outcome(slot));
        self.timers.clear(Timer::Renew(slot));
        self.post.withdraw(&|envelope, to| {
            envelope.call == call
                && *to == user
                && matches!(envelope.body, Body::Invite(_) | Body::ConfirmRing { .. })
        });
        let mut devices = Vec::new();
        devices.extend(also.cloned());
        if let Some(asked) = asked {
            for heard in asked.devices {
                if also != Some(&heard.device) {
                    devices.push(heard.device);
                }
            }
        }
        for device in &devices {
            let care = Care::waiting(self.now + limits::OFFERED);
            self.post.send(&call, &user, device, fate.clone(), care);
        }
        self.post
            .send_to_all(&call, &user, fate, Care::once(self.now));
    }

    /// Ends the invitations whose time is up, before anything that came while this page slept is looked at.
    pub(super) fn expire_invitations(&mut self) {
        while let Some(slot) = self.timers.due_ring(self.now) {
            let timer = Timer::Ring(slot);
            self.timers.clear(timer);
            self.on_ring_timer(timer, slot);
        }
        for index in 0..self.members() {
            let slot = self.slot_of(index);
            let asked = self.asked_at(slot).and_then(|(_, asked)| asked.expires);
            if asked.is_some_and(|at| at <= self.now) {
                self.timers.clear(Timer::Outcome(slot));
                self.on_outcome_timer(slot);
            }
        }
    }

    pub(super) fn on_outcome_timer(&mut self, slot: Slot) {
        let Some((index, _)) = self.asked_at(slot) else {
            return;
        };
        self.take_back(index, true, Words::default());
        let Some(user) = self.member_mut(index).map(|member| member.user.clone()) else {
            return;
        };
        self.change(What::Timeout(user));
        self.set_member_state(index, MemberState::Timeout);
        self.end_if_alone(End::missed());
    }

    /// Takes back every open invitation.
    pub(super) fn take_back_all(&mut self, words: &Words) {
        for index in 0..self.members() {
            self.take_back_one(index, words);
        }
    }

    pub(super) fn take_back_one(&mut self, index: usize, words: &Words) {
        if self
            .member_mut(index)
            .is_some_and(|member| member.asked.is_some())
        {
            self.take_back(index, false, words.clone());
            self.set_member_state(index, MemberState::Cancelled);
        }
    }

    pub(super) fn take_back(&mut self, index: usize, timed_out: bool, words: Words) {
        let round = self.member_mut(index).map_or(0, |member| member.round);
        let fate = Body::Cancel {
            round,
            timed_out,
            reason: words.reason,
            ext: words.ext,
        };
        self.close_invitation(index, None, fate);
    }

    /// A call this page knows nothing of, perhaps because it was reloaded, is over. Each time that is asked it is said once.
    pub(super) fn tell_unknown(&mut self, from: &UserId, envelope: &Envelope, round: u32) {
        let body = Body::Cancel {
            round,
            timed_out: false,
            reason: None,
            ext: None,
        };
        let (call, device) = (&envelope.call, &envelope.device);
        self.post.mention(call, from, device, body, &mut self.out);
    }

    /// Answers a device that is too late with what became of its person's invitation.
    fn tell_fate(&mut self, from: &UserId, envelope: &Envelope) {
        let call = &envelope.call;
        let fate = match &self.active {
            Some(active) if active.about.call == *call => active
                .member_of(from)
                .and_then(|index| active.members[index].fate.clone()),
            _ => self.past.fate(call, from).cloned(),
        };
        match fate {
            Some(body) => self.post.send(
                call,
                from,
                &envelope.device,
                body,
                Care::waiting(self.now + limits::OFFERED),
            ),
            None => self.dropped += 1,
        }
    }

    pub(super) fn open_invitation(
        &self,
        user: &UserId,
        call: &CallId,
        round: u32,
    ) -> Option<usize> {
        let active = self.active.as_ref()?;
        let index = active.member_of(user)?;
        let member = &active.members[index];
        (active.about.call == *call && member.asked.is_some() && member.round == round)
            .then_some(index)
    }

    fn asked_of(&mut self, user: &UserId) -> Option<(usize, &mut Asked)> {
        let active = self.active.as_mut()?;
        let index = active.member_of(user)?;
        Some((index, active.members[index].asked.as_mut()?))
    }

    fn asked_at(&mut self, slot: Slot) -> Option<(usize, &mut Asked)> {
        let active = self.active.as_mut()?;
        let index = active.member_at(slot)?;
        Some((index, active.members[index].asked.as_mut()?))
    }
}

/// Remembers a device of an invited person, and tells its place; none where there are too many.
fn note_device(asked: &mut Asked, device: &DeviceId) -> Option<usize> {
    let mut devices = asked.devices.iter();
    let known = devices.position(|heard| heard.device == *device);
    if known.is_none() && asked.devices.len() < limits::DEVICES_OF_ONE {
        asked.devices.push(Heard {
            device: device.clone(),
            load: 0,
            alert: 0,
        });
        return Some(asked.devices.len() - 1);
    }
    known
}
