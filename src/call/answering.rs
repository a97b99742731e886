//! Knows what this person says to an invitation: yes, no, nothing, or that they are in another call. Leaves how it rang to `ringing`
//! and the answered call to `talk`.

use super::input::AnswerCall;
use super::message::{Answer, Body, Verdict};
use super::name::{CallId, CallType, Failure, MemberState, Status, Ticket};
use super::output::What;
use super::post::Care;
use super::state::{Active, End, Incoming, Member, Mine, Phase, Stage, Words};
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
        let slot = self.next_id();
        let incoming = self.incoming.remove(index);
        self.timers.clear_slot(old);
        let call = incoming.about.call.clone();
        let kind = incoming.about.kind;
        let device = incoming.device.clone();
        let from = incoming.about.from.clone();
        let body = self.answer_body(incoming.invitation.round, kind, Verdict::Accept, words);
        self.post.send(
            &call,
            &from,
            &device,
            body,
            Care::waiting(self.now + limits::CONFIRM),
        );
        self.tell_siblings(&call, incoming.invitation.round, true);
        self.wake(Timer::Confirm(slot), limits::CONFIRM);
        self.mark(&call, |timings| &mut timings.accepted);
        self.active = Some(self.answered(slot, incoming, Some(ticket)));
        self.change(What::Connecting);
        let microphone = command.microphone.unwrap_or(true);
        let camera = kind.has_video() && command.camera.unwrap_or(true);
        self.open_wanted(microphone, camera);
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
        caller.round = incoming.invitation.round;
        Active {
            about: incoming.about,
            phase: Phase::Answered,
            members: vec![caller],
            mine: Mine::default(),
            connected_at: None,
            invitation: incoming.invitation,
            request,
            told_undeliverable: false,
        }
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
        })
    }

    pub(super) fn refuse(&mut self, index: usize, words: Words) {
        let me = self.config.user.clone();
        let (call, round) = self.invitation_of(index);
        let what = What::Refuse(me.clone(), words.reason.clone(), words.ext.clone());
        self.send_answer(index, Verdict::Refuse, words);
        self.tell_siblings(&call, round, false);
        self.close_incoming(index, End::new(what, Status::Refused, Some(&me)));
    }

    pub(super) fn answer_busy(&mut self, index: usize) {
        self.send_answer(index, Verdict::Busy, Words::default());
        self.close_incoming(index, End::missed());
    }

    fn send_answer(&mut self, index: usize, verdict: Verdict, words: Words) {
        let incoming = &self.incoming[index];
        let body = self.answer_body(
            incoming.invitation.round,
            incoming.about.kind,
            verdict,
            words,
        );
        let until = incoming
            .expires
            .unwrap_or(0)
            .max(self.now + limits::OFFERED);
        self.withdraw_alert(index);
        self.tell_caller(index, body, until);
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
