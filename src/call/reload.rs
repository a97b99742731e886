//! Knows how a page goes, and how its next load returns to the call that it kept, or gives it up. Leaves what is kept to `keeping`.

use super::chat::is_old;
use super::input::{Mate, Memory};
use super::message::{Body, Envelope, LeaveReason, Roster};
use super::name::{CallId, CallState, Failure, MemberState, Ticket, UserId};
use super::output::{self, CallInfo};
use super::post::Care;
use super::state::{Active, End, Member, Phase, Words, is_in};
use super::timer::Timer;
use super::{Call, limits};

impl Call {
    pub(super) fn on_unload(&mut self) {
        self.leaving = true;
        match self.active.as_ref().map(|active| active.phase) {
            None => {}
            Some(Phase::Calling | Phase::Entering) => self.leave_call(Words::default()),
            Some(Phase::Answered | Phase::Connecting | Phase::Connected | Phase::Reconnecting) => {
                // Nobody could confirm an answer meanwhile.
                self.take_back_all(&Words::default());
                // What is said of that after the word of going would mean that the page is here.
                self.meet();
                for index in 0..self.members() {
                    self.tell(index, Body::Away);
                }
            }
        }
    }

    pub(super) fn on_reshown(&mut self) {
        self.leaving = false;
        for index in 0..self.members() {
            self.tell(index, Body::Back);
        }
        self.on_network_changed();
    }

    /// An earlier load of this page was in a call: the others hear that it is here again, before this person says whether to return.
    pub(super) fn on_restored(&mut self, memory: Memory) {
        let people = memory.members.len() + memory.others.len();
        if self.active.is_some() || memory.members.is_empty() || people >= limits::PEOPLE {
            return;
        }
        for mate in &memory.members {
            let care = Care::waiting(self.now + self.config.reconnect_timeout);
            self.post.send(
                &memory.about.call,
                &mate.user,
                &mate.device,
                Body::Back,
                care,
            );
        }
        self.wake(Timer::Resumable, self.config.reconnect_timeout);
        self.resumable = Some(memory);
    }

    /// Shows the call that this page can return to.
    pub fn resumable(&self) -> Option<CallInfo> {
        let memory = self.resumable.as_ref()?;
        let shown = |user: &UserId, state| output::Member {
            user: user.clone(),
            uid: None,
            state,
            microphone: false,
            camera: false,
            screen: false,
        };
        let mut members = vec![shown(&self.config.user, MemberState::Reconnecting)];
        for mate in &memory.members {
            members.push(shown(&mate.user, MemberState::Joined));
        }
        let state = CallState::Reconnecting;
        Some(memory.about.info(state, memory.connected_at, members))
    }

    pub(super) fn may_resume(&self, call: &CallId) -> bool {
        self.resumable
            .as_ref()
            .is_some_and(|memory| memory.about.call == *call)
    }

    pub(super) fn resume(&mut self, ticket: Ticket) {
        if self.active.is_some() {
            return self.fail(ticket, Failure::AlreadyInCall);
        }
        let Some(memory) = self.resumable.take() else {
            return self.fail(ticket, Failure::NoCall);
        };
        self.timers.clear(Timer::Resumable);
        let about = memory.about;
        self.start_timings(&about);
        let invitation = about.invitation(Vec::new(), self.config.uid.clone());
        let (phase, state) = match memory.connected_at {
            Some(_) => (Phase::Reconnecting, MemberState::Reconnecting),
            None => (Phase::Connecting, MemberState::Joined),
        };
        let mut active = Active::new(about, phase, invitation, self.told);
        active.was_in = true;
        active.epoch = memory.epoch;
        active.kind.version = memory.kinds;
        active.connected_at = memory.connected_at;
        active.timeout = self.config.ring_timeout;
        for mate in memory.members {
            let mut member = Member::new(self.next_id(), mate.user, state);
            member.device = Some(mate.device);
            member.joined = true;
            member.epoch = mate.epoch;
            member.boot = mate.boot;
            member.round = mate.round;
            active.members.push(member);
        }
        for (user, mut state) in memory.others {
            // Nobody waits for whom this page had asked.
            if state.is_open() || is_in(state) {
                state = MemberState::Cancelled;
            }
            active
                .members
                .push(Member::new(self.next_id(), user, state));
        }
        self.active = Some(active);
        self.proceed_with_token();
        for index in 0..self.members() {
            self.return_to(index);
        }
        self.open_wanted(memory.microphone, memory.camera);
        let info = self.info().map(Box::new);
        self.settle(ticket, info);
    }

    /// Asks a member for their word and a new path; they offer it, since the last they saw is the newer.
    fn return_to(&mut self, index: usize) {
        let Some(member) = self.member_mut(index) else {
            return;
        };
        let slot = member.slot;
        let Some(device) = member.device.clone() else {
            return;
        };
        self.send_join_to(index, true);
        self.say_kind_to(index);
        self.new_peer(index, self.config.device < device, 1);
        self.wake(Timer::Offer(slot), limits::OFFER_PATIENCE);
        self.wake(Timer::Lost(slot), self.config.reconnect_timeout);
    }

    /// This person goes on to something else than the call of the page's earlier load.
    pub(super) fn give_up_resumable(&mut self) {
        let me = self.config.user.clone();
        self.end_resumable(End::completed(Some(me), None), false);
    }

    pub(super) fn on_resumable_timer(&mut self) {
        let connected_at = self.resumable.as_ref().and_then(|it| it.connected_at);
        self.end_resumable(self.unheard(connected_at), false);
    }

    fn end_resumable(&mut self, end: End, is_last: bool) {
        let Some(memory) = self.resumable.take() else {
            return;
        };
        self.timers.clear(Timer::Resumable);
        self.post.withdraw_call(&memory.about.call);
        for mate in &memory.members {
            if is_last {
                continue;
            }
            let body = self.leave_body(match end.error {
                None => LeaveReason::HungUp,
                Some(Failure::MediaFailed) => LeaveReason::Failed,
                Some(_) => LeaveReason::Lost,
            });
            let care = Care::waiting(self.now + limits::OFFERED);
            self.post
                .send(&memory.about.call, &mate.user, &mate.device, body, care);
            let one = (mate.user.clone(), mate.device.clone());
            self.parting.left.push(one);
        }
        self.remember(&memory.about.call, Vec::new());
        let users = users_of(&memory, &self.config.user);
        let (since, until) = (memory.connected_at, memory.seen_at);
        self.finish(&memory.about, users.clone(), since, until, end, false);
        if let Some(record) = self.last_record.clone() {
            self.part(&memory.about, &users, record);
        }
    }

    /// Somebody left a call that we are not in, or not yet again.
    pub(super) fn left_while_away(
        &mut self,
        from: &UserId,
        envelope: &Envelope,
        why: LeaveReason,
        roster: &Roster,
    ) {
        if !self.may_resume(&envelope.call) {
            self.left_too(from, envelope, why, roster);
            return self.drop_unless_past(&envelope.call);
        }
        let Some(memory) = &mut self.resumable else {
            return;
        };
        let is_it = |mate: &Mate| mate.user == *from && mate.device == envelope.device;
        if !memory.members.iter().all(is_it) {
            if let Some(at) = memory.members.iter().position(is_it) {
                let user = memory.members.remove(at).user;
                memory.others.push((user, MemberState::Left));
            }
            return;
        }
        self.parting.is_old = memory
            .members
            .iter()
            .any(|mate| is_old(envelope, mate.boot));
        let end = match why {
            LeaveReason::HungUp => End::completed(Some(from.clone()), None),
            LeaveReason::Failed => End::failed(Failure::MediaFailed),
            _ => End::completed(None, Some(Failure::ConnectionFailed)),
        };
        self.end_resumable(end, true);
    }
}

pub(super) fn users_of(memory: &Memory, me: &UserId) -> Vec<UserId> {
    let mut users = vec![me.clone()];
    for mate in &memory.members {
        users.push(mate.user.clone());
    }
    for (user, _) in &memory.others {
        users.push(user.clone());
    }
    users
}
