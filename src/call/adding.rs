//! Knows how people come to a call that is under way: added by a member, or entering by themselves; and how an invitation is taken
//! back. Leaves how those who are in find each other to `group`.

use super::incoming::Incoming;
use super::input::{AnswerCall, JoinCall, StartCall};
use super::message::{Body, Invitation};
use super::name::{
    CallType, ChatType, DeviceId, Direction, Failure, MemberState, Status, Ticket, UserId,
};
use super::output::{AddPerson, Effect, Event, What};
use super::post::Care;
use super::state::{About, Active, End, Member, Phase, Words};
use super::timer::Timer;
use super::{Call, limits};

impl Call {
    /// People in a call, oneself included.
    pub(super) fn most_members(&self) -> usize {
        self.config.max_members.min(limits::MEMBERS)
    }

    /// How many more can be in the call or asked, this person not counted.
    pub(super) fn room_beside(&self, user: &UserId) -> usize {
        let Some(active) = &self.active else {
            return 0;
        };
        let mut taken = 1;
        for member in &active.members {
            taken += usize::from(member.user != *user && (member.is_in() || member.is_asked()));
        }
        self.most_members().saturating_sub(taken)
    }

    pub(super) fn adds_to_running(&self, command: &StartCall) -> bool {
        self.active.as_ref().is_some_and(|active| {
            let is_here = !command.names_channel || active.about.channel == command.channel;
            let is_under_way = active.has_begun() && active.phase != Phase::Answered;
            active.is_group() && command.kind.is_group() && is_here && is_under_way
        })
    }

    /// Invites people into the running group call; those who are in it, or asked, are left alone.
    pub(super) fn add_people(&mut self, ticket: Ticket, command: StartCall) {
        let Some(active) = &mut self.active else {
            return;
        };
        let mut new = Vec::new();
        for user in command.to {
            let known = active.member_of(&user);
            if !known.is_some_and(|index| {
                // Whom only we do not hear is in it, and still tried.
                active.members[index].is_reached() || active.members[index].asked.is_some()
            }) {
                new.push(user);
            }
        }
        let mut room = self.room_beside(&self.config.user);
        for user in &new {
            // Whom another member has asked has their place already.
            let has_place = self.active.as_ref().is_some_and(|active| {
                active
                    .member_of(user)
                    .is_some_and(|index| active.members[index].is_asked())
            });
            if !has_place {
                if room == 0 {
                    return self.fail(ticket, Failure::TooManyMembers);
                }
                room -= 1;
            }
        }
        if let Some(active) = &mut self.active {
            active.timeout = command.timeout.unwrap_or(self.config.ring_timeout);
            active.preconnect = command.preconnect;
            active.token = command.token.or(active.token.take());
            active.invitation = Invitation {
                to: new.clone(),
                message: command.message,
                ext: command.ext,
                ..active.invitation.clone()
            };
        }
        self.invite_these(&new);
        self.write_invitation(&new);
        let info = self.info().map(Box::new);
        self.settle(ticket, info);
    }

    pub(super) fn invite_these(&mut self, users: &[UserId]) {
        for user in users {
            let Some(index) = self.place_for(user) else {
                continue;
            };
            if let Some(member) = self.member_mut(index) {
                member.fate = None;
            }
            self.invite(index);
            self.set_member_state(index, MemberState::Inviting);
        }
    }

    /// Finds a person's place among the members, or makes one; who is out is forgotten first.
    pub(super) fn place_for(&mut self, user: &UserId) -> Option<usize> {
        let slot = self.next_id();
        let active = self.active.as_mut()?;
        if let Some(index) = active.member_of(user) {
            return Some(index);
        }
        if active.members.len() >= limits::PEOPLE - 1 {
            let out = |member: &Member| !member.is_reached() && !member.is_asked();
            let index = active.members.iter().position(out)?;
            active.members.remove(index);
        }
        let member = Member::new(slot, user.clone(), MemberState::Inviting);
        active.members.push(member);
        Some(active.members.len() - 1)
    }

    pub(super) fn cancel_invite(&mut self, ticket: Ticket, users: &[UserId]) {
        let Some(active) = &mut self.active else {
            return self.fail(ticket, Failure::NoCall);
        };
        if !active.has_begun() {
            // Nobody has been asked yet.
            active
                .members
                .retain(|member| !users.contains(&member.user));
            if active.phase == Phase::Calling && active.members.is_empty() {
                self.abandon(Failure::CallEnded);
            }
            return self.settle(ticket, None);
        }
        for index in 0..self.members() {
            if self
                .member_mut(index)
                .is_some_and(|member| users.contains(&member.user))
            {
                self.take_back_one(index, &Words::default());
            }
        }
        let me = self.config.user.clone();
        self.end_if_alone(End::new(What::HangUp(None), Status::Cancelled, Some(&me)));
        self.settle(ticket, None);
    }

    pub(super) fn request_add_person(&mut self, ticket: Ticket) {
        let Some(active) = &self.active else {
            return self.fail(ticket, Failure::NoCall);
        };
        if !active.is_group() {
            return self.fail(ticket, Failure::NotSupported);
        }
        let mut members = vec![self.config.user.clone()];
        for member in &active.members {
            if member.is_in() || member.is_asked() {
                members.push(member.user.clone());
            }
        }
        let add = AddPerson {
            call: active.about.call.clone(),
            channel: active.about.channel.clone(),
            kind: active.about.kind,
            group_id: active.about.group_id.clone(),
            members,
        };
        self.event(Event::AddPerson(Box::new(add)));
        self.settle(ticket, None);
    }

    /// Asks the people of a group call to be let in.
    pub(super) fn join_call(&mut self, ticket: Ticket, command: JoinCall) {
        if !self.config.can_call || !command.kind.is_group() {
            return self.fail(ticket, Failure::NotSupported);
        }
        if self.active.is_some() {
            return self.fail(ticket, Failure::AlreadyInCall);
        }
        let rings =
            |incoming: &Incoming| incoming.stage.is_told() && incoming.about.call == command.call;
        if self.incoming.iter().any(rings) {
            let answer = AnswerCall {
                call: Some(command.call),
                accept: true,
                microphone: Some(command.microphone),
                camera: Some(command.camera),
                reason: None,
                ext: None,
                token: command.token,
            };
            return self.answer(ticket, answer);
        }
        if command.members.len() >= self.most_members() {
            return self.fail(ticket, Failure::TooManyMembers);
        }
        if let Some(index) = self.invited_to(&command.call)
            && self.incoming[index].about.kind.is_group()
        {
            // Entering it answers the invitation, which outlasts that by a lease.
            let slot = self.incoming[index].slot;
            self.fall_silent(index);
            self.timers.clear(Timer::Ring(slot));
            self.wake(Timer::Lease(slot), limits::LEASE);
        }
        self.give_up_resumable();
        let about = About {
            call: command.call,
            channel: command.channel,
            kind: command.kind,
            chat: ChatType::Group,
            direction: Direction::Outgoing,
            from: self.config.user.clone(),
            group_id: command.group_id,
            group_name: command.group_name,
            started_at: self.now,
        };
        self.start_timings(&about);
        let invitation = about.invitation(command.members, self.config.uid.clone());
        let mut active = Active::new(about, Phase::Entering, invitation, self.told);
        active.token = command.token;
        active.request = Some(ticket);
        self.active = Some(active);
        self.wake(Timer::Enter, limits::ENTER);
        self.proceed_with_token();
        self.open_wanted(
            command.microphone,
            command.camera && command.kind.has_video(),
        );
    }

    /// Says to all devices of those who may be in the call that this one wants to be let in.
    pub(super) fn knock(&mut self) {
        let Some(active) = &self.active else {
            return;
        };
        let (call, users) = (active.about.call.clone(), active.invitation.to.clone());
        self.post.withdraw(&|envelope, _| {
            envelope.call == call && matches!(envelope.body, Body::Join(_))
        });
        for user in users {
            let join = self.own_join(&user, true);
            let care = Care::waiting(self.now + limits::ENTER);
            self.post
                .send_to_all(&call, &user, Body::Join(Box::new(join)), care);
        }
    }

    /// Tells whether we asked this person to let us in, or they were in with us.
    pub(super) fn may_refuse(&self, user: &UserId, device: &DeviceId) -> bool {
        let Some(active) = &self.active else {
            return false;
        };
        if active.phase == Phase::Entering {
            return active.invitation.to.contains(user);
        }
        self.member_named(user).is_some_and(Member::was_in) || self.is_asked_for_join(user, device)
    }

    /// Tells whether a device is still being asked for its join.
    pub(super) fn is_asked_for_join(&self, user: &UserId, device: &DeviceId) -> bool {
        let mut is_asked = false;
        self.post.look(&mut |envelope, to| {
            if let Body::Join(join) = &envelope.body {
                is_asked |= join.wants && to == user && envelope.to.as_ref() == Some(device);
            }
        });
        is_asked
    }

    /// Nobody let us in, or we may not come in: as if we had never asked.
    pub(super) fn abandon(&mut self, failure: Failure) {
        let Some(active) = self.active.take() else {
            return;
        };
        self.timers.clear(Timer::Enter);
        self.clear_token_timers();
        self.post.withdraw_call(&active.about.call);
        self.effect(Effect::CloseDevices);
        for ticket in active.mine.waiting().chain(active.request) {
            self.fail(ticket, failure);
        }
        self.release_held();
    }

    /// A member let us in.
    pub(super) fn entered(&mut self, kind: Option<CallType>) {
        self.timers.clear(Timer::Enter);
        let Some(active) = &mut self.active else {
            return;
        };
        if let Some(kind) = kind.filter(|kind| kind.is_group()) {
            active.about.kind = kind;
        }
        let call = active.about.call.clone();
        let request = active.request.take();
        self.post
            .withdraw(&|envelope, _| envelope.call == call && envelope.to.is_none());
        while let Some(index) = self.invited_to(&call) {
            let incoming = self.incoming.remove(index);
            self.forget_incoming(&incoming);
        }
        self.start_connecting();
        self.change(What::Connecting);
        self.show_oneself();
        self.close_camera_in_audio();
        // Another device of this person that is in it hears this from nobody else.
        let me = self.config.user.clone();
        let join = Body::Join(Box::new(self.own_join(&me, true)));
        let care = Care::waiting(self.now + limits::ENTER);
        self.post.send_to_all(&call, &me, join, care);
        if let Some(ticket) = request {
            let info = self.info().map(Box::new);
            self.settle(ticket, info);
        }
    }
}
