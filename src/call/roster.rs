//! Knows what the members of a group call tell each other of the others, and what it means. Leaves who is let in to `group`.

use super::Call;
use super::message::{Present, Roster};
use super::name::{DeviceId, MemberState, UserId};
use super::state::Active;

impl Call {
    /// Takes what a member says of the others.
    pub(super) fn hear_roster(&mut self, index: usize, roster: &Roster) {
        // Between two there are no others.
        if !self.active.as_ref().is_some_and(Active::is_group) {
            return;
        }
        let Some(member) = self.member_mut(index) else {
            return;
        };
        member.hears = roster.present.clone();
        let from = member.user.clone();
        for one in &roster.present {
            if one.user == from && Some(&one.device) == member.device.as_ref() {
                member.epoch = member.epoch.max(one.epoch);
            }
        }
        for (user, state) in &roster.invited {
            self.hear_of_invitation(&from, user, *state);
        }
        self.forget_invitations(&from, &roster.invited);
        self.must_meet = true;
    }

    /// A member invites somebody: its word on its own invitation, for a person of whom we know nothing better.
    fn hear_of_invitation(&mut self, from: &UserId, user: &UserId, state: MemberState) {
        let known = self.member_named(user);
        let is_known = known.is_some();
        let knows_better = known.is_some_and(|member| {
            let of_another = member
                .inviter
                .as_ref()
                .is_some_and(|inviter| inviter != from);
            member.is_reached()
                || member.asked.is_some()
                || of_another && member.state.is_open()
                || member.state == state
                || !state.is_open() && member.inviter.as_ref() != Some(from)
        });
        let has_room = is_known || state.is_open() && self.room_beside(user) > 0;
        if *user == self.config.user || !is_of_invitation(state) || knows_better || !has_room {
            return;
        }
        if let Some(index) = self.place_for(user) {
            if let Some(member) = self.member_mut(index) {
                member.inviter = Some(from.clone());
            }
            self.set_member_state(index, state);
        }
    }

    /// What this person no longer says of whom they invite is over.
    pub(super) fn forget_invitations(&mut self, from: &UserId, still: &[(UserId, MemberState)]) {
        for index in 0..self.members() {
            let is_over = self.member_mut(index).is_some_and(|member| {
                member.inviter.as_ref() == Some(from)
                    && member.state.is_open()
                    && !member.is_reached()
                    && still.iter().all(|(user, _)| *user != member.user)
            });
            if is_over {
                self.set_member_state(index, MemberState::Cancelled);
            }
        }
    }

    /// Writes down anew what we tell the others of each other.
    pub(super) fn renew_roster(&mut self) {
        let Some(active) = self.active.as_mut().filter(|active| active.is_group()) else {
            return;
        };
        let roster = roster(active, &self.config.user, &self.config.device);
        if roster != active.roster {
            active.roster = roster;
            active.version += 1;
        }
    }
}

/// Tells whether this is what becomes of an invitation, rather than of somebody who was in.
fn is_of_invitation(state: MemberState) -> bool {
    state.is_open()
        || matches!(
            state,
            MemberState::Refused
                | MemberState::Busy
                | MemberState::Timeout
                | MemberState::Cancelled
        )
}

fn roster(active: &Active, user: &UserId, device: &DeviceId) -> Roster {
    let mut roster = Roster::default();
    roster.present.push(Present {
        user: user.clone(),
        device: device.clone(),
        epoch: active.epoch,
    });
    for member in &active.members {
        match (&member.device, member.asked.is_some()) {
            (Some(device), _) if member.is_in() => roster.present.push(Present {
                user: member.user.clone(),
                device: device.clone(),
                epoch: member.epoch,
            }),
            (_, is_open)
                if is_open
                    || member.round > 0
                        && member.inviter.is_none()
                        && is_of_invitation(member.state) =>
            {
                let state = match member.state {
                    MemberState::Delivered => MemberState::Inviting,
                    other => other,
                };
                roster.invited.push((member.user.clone(), state));
            }
            _ => {}
        }
    }
    roster
}
