//! Knows what an invitation meets here before it rings: one that is known or over, another call, too many others. Leaves its course to
//! `ringing`.

use super::incoming::{Incoming, Stage};
use super::message::{Envelope, Invitation};
use super::name::{CallId, UserId};
use super::past::PastCall;
use super::state::{End, Phase};
use super::{Call, limits};

impl Call {
    /// Makes room by giving up the oldest invitation that the page has not heard of.
    pub(super) fn has_room_for(&mut self, from: &UserId) -> bool {
        let of_them = |incoming: &&Incoming| incoming.about.from == *from;
        let theirs = self.incoming.iter().filter(of_them).count();
        let full = self.incoming.len() >= limits::INVITATIONS;
        if !full && theirs < limits::INVITATIONS_OF_ONE {
            return true;
        }
        let oldest = self.incoming.iter().position(|incoming| {
            !incoming.stage.is_told() && (full || incoming.about.from == *from)
        });
        if let Some(index) = oldest {
            self.close_incoming(index, End::missed());
        }
        oldest.is_some()
    }

    /// Tells whether this person is in another call as far as this invitation is concerned.
    pub(super) fn is_busy_for(&self, index: usize) -> bool {
        if !self.config.busy_when_in_call {
            return false;
        }
        let new = &self.incoming[index];
        // Whom we call by themselves and who calls a group is in that; ours will hear busy.
        if new.about.kind.is_group() && self.we_call(&new.about.from).is_some() {
            return false;
        }
        let in_call = self.active.as_ref().is_some_and(|active| {
            // Somebody whose path is lost and who calls again is the same conversation.
            let calls_again = active.phase == Phase::Reconnecting
                && !active.about.kind.is_group()
                && active.member_of(&new.about.from).is_some();
            !calls_again
        });
        in_call
            || self.incoming.iter().any(|other| {
                other.stage == Stage::Ringing
                    && !(other.about.from == new.about.from && other.device == new.device)
            })
    }

    /// Tells whether this is an invitation that we have taken, or a repeat of one that is over.
    pub(super) fn is_invited_by(&self, from: &UserId, envelope: &Envelope, round: u32) -> bool {
        self.invited_by(from, envelope, round).is_some()
            || self.past.has_round(&envelope.call, from, round)
    }

    /// We are in the call that somebody invites us to: in a group, they hear that we are.
    pub(super) fn invited_again(
        &mut self,
        from: &UserId,
        envelope: &Envelope,
        invitation: &Invitation,
    ) {
        let is_in = self.active.as_ref().is_some_and(|active| {
            // Whom we hear has known it since; this was long under way.
            let hears_us = active
                .admitted(from, &envelope.device)
                .and_then(|index| active.members[index].peer.as_ref())
                .is_some_and(|peer| peer.up);
            active.is_group()
                && active.about.channel == invitation.channel
                && !matches!(active.phase, Phase::Answered | Phase::Entering)
                && !hears_us
        });
        if is_in && *from != self.config.user {
            self.ask(from, &envelope.device);
        }
    }

    pub(super) fn forget_incoming(&mut self, incoming: &Incoming) {
        self.timers.clear_slot(incoming.slot);
        let about = &incoming.about;
        self.forget_round(&about.call, &about.from, incoming.invitation.round);
    }

    pub(super) fn remember_others_of(&mut self, index: usize) {
        let others = std::mem::take(&mut self.incoming[index].others);
        let call = self.incoming[index].about.call.clone();
        for (user, _, round) in others {
            self.forget_round(&call, &user, round);
        }
    }

    /// This person has answered the call, whoever else invites them to it.
    pub(super) fn remember_others(&mut self, incoming: &Incoming) {
        for (user, _, round) in &incoming.others {
            self.forget_round(&incoming.about.call, user, *round);
        }
    }

    /// From here on this invitation, and those before it, are repeats.
    pub(super) fn forget_round(&mut self, call: &CallId, from: &UserId, round: u32) {
        self.past.remember(PastCall {
            call: call.clone(),
            fates: Vec::new(),
            from: from.clone(),
            round,
        });
    }
}
