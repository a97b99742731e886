//! Knows what happens when two people call each other at once: the smaller id stands, and nobody presses answer. Leaves each side's
//! ordinary course to `calling` and `ringing`.

use super::calling::Heard;
use super::incoming::{Incoming, Stage};
use super::message::{Body, ConfirmAnswer, LeaveReason, Roster, Verdict};
use super::name::{CallId, Status, UserId};
use super::output::What;
use super::post::Care;
use super::state::{Active, End, Phase, Words};
use super::timer::Timer;
use super::{Call, limits};

impl Call {
    /// Tells which call of ours cannot go on beside this invitation: its caller is the one we call, or it is of the group that we call.
    fn rival(&self, index: usize) -> Option<CallId> {
        let about = &self.incoming[index].about;
        if !about.kind.is_group() {
            return self.we_call(&about.from);
        }
        let active = self.active.as_ref()?;
        let is_it = active.phase == Phase::Calling
            && !active.was_in
            && active.about.is_of_group(&about.group_id);
        is_it.then(|| active.about.call.clone())
    }

    /// Tells whether another invitation into the same group is here already.
    pub(super) fn waits_for_rival(&self, index: usize) -> bool {
        let new = &self.incoming[index];
        self.incoming.iter().any(|other| {
            other.slot != new.slot
                && other.stage.is_told()
                && other.about.is_of_group(&new.about.group_id)
        })
    }

    /// Decides what an invitation meets where we call its caller, or its group; tells whether it does.
    pub(super) fn meets_rival(&mut self, index: usize) -> bool {
        let Some(ours) = self.rival(index) else {
            return false;
        };
        // Ours may be given up only where it could be made: who has no token for it may not answer either.
        let waits = self.active.as_ref().is_some_and(|active| active.waits);
        match !waits && self.incoming[index].about.call < ours {
            true => self.accept_instead(index, ours),
            false => self.incoming[index].stage = Stage::Held,
        }
        true
    }

    /// Tells which call of ours this invitation's caller has joined instead of waiting for us to answer theirs.
    pub(super) fn stands_for(&self, index: usize) -> Option<CallId> {
        let active = self.active.as_ref()?;
        let about = &self.incoming[index].about;
        let member = active
            .members
            .iter()
            .find(|member| member.user == about.from)?;
        (member.gave_up.as_ref() == Some(&about.call)).then(|| active.about.call.clone())
    }

    /// Both call each other and theirs stands: answers it without anybody pressing anything.
    pub(super) fn accept_instead(&mut self, index: usize, ours: CallId) {
        let (call, round) = self.invitation_of(index);
        let kind = self
            .active
            .as_ref()
            .map_or(self.incoming[index].about.kind, |active| active.about.kind);
        let incoming = &mut self.incoming[index];
        incoming.stage = Stage::Merging;
        let (slot, from, device) = (
            incoming.slot,
            incoming.about.from.clone(),
            incoming.device.clone(),
        );
        let mut body = self.answer_body(round, kind, Verdict::Accept, Words::default());
        if let Body::Answer(answer) = &mut body {
            answer.merges = Some(ours);
        }
        let until = self.now + limits::CONFIRM;
        // What was answered rings no longer, so its time cannot run out.
        self.timers.clear_slot(slot);
        self.timers.set(Timer::Confirm(slot), until);
        self.post
            .send(&call, &from, &device, body, Care::waiting(until));
    }

    /// Our own call gives way to theirs, which its caller has confirmed.
    pub(super) fn merge_into(&mut self, index: usize, boot: u32, confirm: &ConfirmAnswer) {
        if self.rival(index).is_none() {
            return self.leave_merged(index);
        }
        let incoming = self.incoming.remove(index);
        self.timers.clear_slot(incoming.slot);
        let Some(ours) = self.active.take() else {
            return;
        };
        self.give_up(&ours, &incoming);
        let into = What::Merged(incoming.about.call.clone());
        self.change_of(&ours.about, into);
        let call = incoming.about.call.clone();
        self.mark(&call, |timings| &mut timings.accepted);
        let slot = self.next_id();
        // Whoever waits for a token has been promised a call as well.
        let mut active = self.answered(slot, incoming, ours.request);
        active.mine = ours.mine;
        self.active = Some(active);
        self.change(What::Connecting);
        self.confirmed(boot, confirm);
        self.ask_for_group_token();
        let mut rest = Vec::new();
        for member in ours.members {
            let is_known = |active: &Active| active.member_of(&member.user).is_some();
            if !self.active.as_ref().is_some_and(is_known) {
                rest.push(member.user);
            }
        }
        if confirm.kind.is_group() {
            rest.truncate(self.room_beside(&self.config.user));
            self.invite_these(&rest);
        }
    }

    /// The person hung up meanwhile: what was answered in their name is left again.
    fn leave_merged(&mut self, index: usize) {
        let me = self.config.user.clone();
        let until = self.now + limits::OFFERED;
        let body = self.leave_body(LeaveReason::HungUp);
        self.tell_caller(index, body, until);
        let end = End::new(What::HangUp(None), Status::Completed, Some(&me));
        self.close_incoming(index, end);
    }

    /// This person calls somebody, or a group, whose invitation is already here: both call each other.
    pub(super) fn meet_invitations(&mut self) {
        for index in (0..self.incoming.len()).rev() {
            if self.incoming[index].stage != Stage::Merging && self.rival(index).is_some() {
                self.withdraw_alert(index);
                self.consider(index);
            }
        }
    }

    /// Our own call is over or answered: what of theirs waited for that goes its own way.
    pub(super) fn release_held(&mut self) {
        let mut held = Vec::new();
        for incoming in &self.incoming {
            if incoming.stage == Stage::Held {
                held.push(incoming.slot);
            }
        }
        for slot in held {
            let Some(index) = self.incoming_at(slot) else {
                continue;
            };
            if self.incoming[index].told && self.stands_for(index).is_none() {
                // This person called back instead of answering; that call is over, and a second ring would be no news.
                self.incoming[index].stage = Stage::Ignored;
            } else {
                self.incoming[index].stage = Stage::Silent;
                self.consider(index);
            }
        }
    }

    pub(super) fn is_merging(&self, call: &CallId) -> bool {
        self.invited_to(call)
            .is_some_and(|index| self.incoming[index].stage == Stage::Merging)
    }

    /// Our call gives way to theirs: their other devices, which ring for ours, hear that the calling one has it.
    pub(super) fn give_up(&mut self, ours: &Active, theirs: &Incoming) {
        self.post.withdraw_call(&ours.about.call);
        let mut fates = Vec::new();
        for member in &ours.members {
            self.timers.clear_slot(member.slot);
            let fate = match ours.is_group() {
                // They are invited into the other.
                true => Body::Cancel {
                    round: member.round,
                    timed_out: false,
                    reason: None,
                    ext: None,
                },
                false => Body::ConfirmAnswer(ConfirmAnswer {
                    round: member.round,
                    device: theirs.device.clone(),
                    verdict: Verdict::Accept,
                    device_name: "".into(),
                    kind: theirs.about.kind,
                    media: ours.mine.media,
                    epoch: 0,
                    roster: Roster::default(),
                }),
            };
            let heard = member.asked.iter().flat_map(|asked| &asked.devices);
            for Heard { device, .. } in heard {
                let care = Care::waiting(self.now + limits::OFFERED);
                self.post
                    .send(&ours.about.call, &member.user, device, fate.clone(), care);
            }
            let once = Care::once(self.now);
            self.post
                .send_to_all(&ours.about.call, &member.user, fate.clone(), once);
            fates.push((member.user.clone(), fate));
        }
        self.remember(&ours.about.call, fates);
    }

    /// Tells the call that we make to this person, and to nobody else, where nobody has answered it.
    pub(super) fn we_call(&self, user: &UserId) -> Option<CallId> {
        let active = self.active.as_ref()?;
        let is_it = active.phase == Phase::Calling
            && !active.about.kind.is_group()
            && active.member_of(user).is_some();
        is_it.then(|| active.about.call.clone())
    }
}
