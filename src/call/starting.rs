//! Knows how a call begins on the caller's side. Leaves each invitation's course to `calling`.

use super::Call;
use super::incoming::Incoming;
use super::input::StartCall;
use super::message::Invitation;
use super::name::{Direction, Failure, MemberState, Ticket};
use super::state::{About, Active, Member, Phase};

impl Call {
    pub(super) fn start_call(&mut self, ticket: Ticket, command: StartCall) {
        if !self.config.can_call {
            return self.fail(ticket, Failure::NotSupported);
        }
        if self.adds_to_running(&command) {
            return self.add_people(ticket, command);
        }
        let is_group = command.kind.is_group();
        let other = |incoming: &Incoming| {
            let is_met = match is_group {
                true => incoming.about.is_of_group(&command.group_id),
                false => command.to == [incoming.about.from.clone()],
            };
            incoming.rings() && !is_met
        };
        if self.active.is_some() || self.incoming.iter().any(other) {
            return self.fail(ticket, Failure::AlreadyInCall);
        }
        if command.to.len() >= self.most_members() {
            return self.fail(ticket, Failure::TooManyMembers);
        }
        self.give_up_resumable();
        let about = About {
            call: command.call,
            channel: command.channel,
            kind: command.kind,
            chat: command.chat,
            direction: Direction::Outgoing,
            from: self.config.user.clone(),
            group_id: command.group_id,
            group_name: command.group_name,
            started_at: self.now,
        };
        self.start_timings(&about);
        let invitation = Invitation {
            message: command.message,
            ext: command.ext,
            ..about.invitation(command.to, self.config.uid.clone())
        };
        let mut active = Active::new(about, Phase::Calling, invitation, self.told);
        for user in &active.invitation.to {
            let member = Member::new(self.next_id(), user.clone(), MemberState::Inviting);
            active.members.push(member);
        }
        active.timeout = command.timeout.unwrap_or(self.config.ring_timeout);
        active.token = command.token;
        active.preconnect = command.preconnect;
        active.request = Some(ticket);
        self.active = Some(active);
        self.proceed_with_token();
        self.open_wanted(
            command.microphone,
            command.camera && command.kind.has_video(),
        );
        self.settle_start();
    }

    /// Sends the call's first invitations.
    pub(super) fn invite_all(&mut self) {
        for index in 0..self.members() {
            self.invite(index);
        }
        if let Some(to) = self
            .active
            .as_ref()
            .map(|active| active.invitation.to.clone())
        {
            self.write_invitation(&to);
        }
    }

    /// Settles `startCall` once its invitations are on their way.
    pub(super) fn settle_start(&mut self) {
        let Some(active) = &mut self.active else {
            return;
        };
        if active.phase != Phase::Calling || active.waits {
            return;
        }
        if let Some(ticket) = active.request.take() {
            let info = self.info().map(Box::new);
            self.settle(ticket, info);
            self.meet_invitations();
        }
    }
}
