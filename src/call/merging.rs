//! Knows what happens when two people call each other at once: the smaller id stands, and nobody presses answer. Leaves each side's
//! ordinary course to `calling` and `ringing`.

use super::message::{Body, ConfirmAnswer, LeaveReason, Verdict};
use super::name::{CallId, Status, UserId};
use super::output::What;
use super::post::Care;
use super::state::{Active, End, Incoming, Phase, Stage, Words};
use super::timer::Timer;
use super::{Call, limits};

impl Call {
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
    pub(super) fn merge_into(&mut self, index: usize, confirm: &ConfirmAnswer) {
        let from = self.incoming[index].about.from.clone();
        if self.we_call(&from).is_none() {
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
        let mut active = self.answered(slot, incoming, None);
        active.mine = ours.mine;
        self.active = Some(active);
        self.change(What::Connecting);
        self.confirmed(confirm);
    }

    /// The person hung up meanwhile: what was answered in their name is left again.
    fn leave_merged(&mut self, index: usize) {
        let me = self.config.user.clone();
        let until = self.now + limits::OFFERED;
        let body = Body::Leave {
            why: LeaveReason::HungUp,
            reason: None,
            ext: None,
        };
        self.tell_caller(index, body, until);
        let end = End::new(What::HangUp(None), Status::Completed, Some(&me));
        self.close_incoming(index, end);
    }

    /// This person calls somebody whose invitation is already here: both call each other.
    pub(super) fn meet_invitations(&mut self, user: &UserId) {
        for index in (0..self.incoming.len()).rev() {
            let incoming = &self.incoming[index];
            if incoming.about.from == *user && incoming.stage != Stage::Merging {
                self.withdraw_alert(index);
                self.consider(index);
            }
        }
    }

    /// Our own call is over or answered: what of theirs waited for that goes its own way.
    pub(super) fn release_held(&mut self) {
        while let Some(index) = self
            .incoming
            .iter()
            .position(|incoming| incoming.stage == Stage::Held)
        {
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
            let fate = Body::ConfirmAnswer(ConfirmAnswer {
                round: member.round,
                device: theirs.device.clone(),
                verdict: Verdict::Accept,
                device_name: "".into(),
                kind: theirs.about.kind,
                media: ours.mine.media,
            });
            let heard = member.asked.iter().flat_map(|asked| &asked.devices);
            for (device, _) in heard {
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
