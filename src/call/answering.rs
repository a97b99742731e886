//! Knows what this person says to an invitation: yes, no, nothing, or that they are in another call. Leaves how it rang to `ringing`
//! and the answered call to `talk`.

use super::incoming::{Incoming, Stage};
use super::input::AnswerCall;
use super::message::{Ahead, Answer, Body, Verdict};
use super::name::{CallId, CallType, Failure, MemberState, Status, Ticket};
use super::output::What;
use super::post::Care;
use super::state::{Active, End, Member, Phase, Words};
use super::timer::{Slot, Timer};
use super::{Call, limits};

impl Call {
    pub(super) fn answer(&mut self, ticket: Ticket, command: AnswerCall) {
        let wanted = |incoming: &Incoming| match &command.call {
            Some(call) => incoming.about.call == *call && incoming.stage.is_told(),
            None => incoming.stage == Stage::Ringing,
        };
        let Some(index) = self.incoming.iter().position(wanted) else {
            return self.fail(ticket, self.no_call(command.call.as_ref()));
        };
        let words = Words {
            reason: command.reason,
            ext: command.ext,
        };
        if !command.accept {
            self.refuse(index, words);
            return self.settle(ticket, None);
        }
        let old = self.incoming[index].slot;
        self.leave_for_another();
        let Some(index) = self.incoming_at(old) else {
            return self.fail(ticket, Failure::CallEnded);
        };
        self.give_up_resumable();
        let slot = self.next_id();
        let incoming = self.incoming.remove(index);
        self.timers.clear_slot(old);
        self.remember_others(&incoming);
        let call = incoming.about.call.clone();
        let kind = incoming.about.kind;
        self.mark(&call, |timings| &mut timings.accepted);
        let mut active = self.answered(slot, incoming, Some(ticket));
        active.words = words;
        active.token = command.token;
        self.active = Some(active);
        self.reveal_early(0);
        self.proceed_with_token();
        self.adopt(0);
        self.change(What::Connecting);
        let microphone = command.microphone.unwrap_or(true);
        let camera = kind.has_video() && command.camera.unwrap_or(true);
        self.open_wanted(microphone, camera);
    }

    /// Tells the caller that this person accepts.
    pub(super) fn send_accept(&mut self) {
        let Some(active) = &self.active else {
            return;
        };
        let (call, kind, round) = (active.about.call.clone(), active.about.kind, active.round);
        let caller = &active.members[0];
        let (from, device) = (caller.user.clone(), caller.device.clone());
        let body = self.answer_body(round, kind, Verdict::Accept, active.words.clone());
        if let Some(device) = device {
            let care = Care::waiting(self.now + limits::CONFIRM);
            self.post.send(&call, &from, &device, body, care);
        }
        self.tell_siblings(&call, round, true);
        self.wake(Timer::Confirm(self.slot_of(0)), limits::CONFIRM);
    }

    pub(super) fn answered(
        &self,
        slot: Slot,
        incoming: Incoming,
        request: Option<Ticket>,
    ) -> Active {
        let mut caller = Member::new(slot, incoming.about.from.clone(), MemberState::Joined);
        caller.device = Some(incoming.device);
        caller.uid = incoming.invitation.uid.clone();
        let round = incoming.invitation.round;
        caller.incarnation = incoming.spent;
        caller.offers_first = (incoming.gets != Ahead::Nothing).then_some(incoming.spent > 0);
        let mut active = Active::new(
            incoming.about,
            Phase::Answered,
            incoming.invitation,
            self.told,
        );
        active.round = round;
        active.members.push(caller);
        active.request = request;
        active.timeout = self.config.ring_timeout;
        active
    }

    pub(super) fn answer_body(
        &self,
        round: u32,
        kind: CallType,
        verdict: Verdict,
        words: Words,
    ) -> Body {
        let accepts = verdict == Verdict::Accept;
        Body::Answer(Answer {
            round,
            verdict,
            kind,
            merges: None,
            reason: words.reason,
            ext: words.ext,
            device_name: match accepts {
                true => self.config.device_name.clone(),
                false => "".into(),
            },
            uid: self.config.uid.clone().filter(|_| accepts),
            token: self.own_token().filter(|_| accepts),
        })
    }

    pub(super) fn refuse(&mut self, index: usize, words: Words) {
        let me = self.config.user.clone();
        let (call, round) = self.invitation_of(index);
        let what = What::Refuse(me.clone(), words.reason.clone(), words.ext.clone());
        // They learn the device's name from here alone, and so before the caller can tell them the rest.
        self.tell_siblings(&call, round, false);
        self.send_answer(index, Verdict::Refuse, &words);
        self.close_incoming(index, End::new(what, Status::Refused, Some(&me)));
    }

    pub(super) fn answer_busy(&mut self, index: usize) {
        self.send_answer(index, Verdict::Busy, &Words::default());
        self.close_incoming(index, End::missed());
    }

    fn send_answer(&mut self, index: usize, verdict: Verdict, words: &Words) {
        let incoming = &self.incoming[index];
        let until = incoming
            .expires
            .unwrap_or(0)
            .clamp(self.now + limits::OFFERED, self.now + limits::REFUSED);
        let (call, kind) = (incoming.about.call.clone(), incoming.about.kind);
        let mut callers = incoming.others.clone();
        callers.push((
            incoming.about.from.clone(),
            incoming.device.clone(),
            incoming.invitation.round,
        ));
        self.withdraw_alert(index);
        for (user, device, round) in callers {
            let body = self.answer_body(round, kind, verdict, words.clone());
            self.post
                .send(&call, &user, &device, body, Care::waiting(until));
        }
        self.remember_others_of(index);
    }

    pub(super) fn ignore(&mut self, ticket: Ticket, call: Option<CallId>) {
        let found = self.incoming.iter_mut().find(|incoming| {
            incoming.stage == Stage::Ringing
                && call
                    .as_ref()
                    .is_none_or(|call| incoming.about.call == *call)
        });
        match found {
            Some(incoming) => {
                incoming.stage = Stage::Ignored;
                self.settle(ticket, None);
            }
            None => self.fail(ticket, self.no_call(call.as_ref())),
        }
    }

    /// Tells our other devices that this person has answered here.
    pub(super) fn tell_siblings(&mut self, call: &CallId, round: u32, accepted: bool) {
        let body = Body::Handled {
            round,
            accepted,
            device_name: self.config.device_name.clone(),
        };
        let me = self.config.user.clone();
        let until = self.now + limits::RESEND_WAITING;
        self.post.send_to_all(call, &me, body, Care::waiting(until));
    }
}
