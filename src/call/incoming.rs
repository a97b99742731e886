//! Knows what an invitation to this device consists of, and how the page sees it. Leaves what happens to it to others.

use super::message::{Ahead, Invitation};
use super::name::{CallId, DeviceId, Millis, Ticket, UserId};
use super::output::Invite;
use super::state::About;
use super::timer::Slot;

/// An invitation to this device.
pub(super) struct Incoming {
    pub(super) slot: Slot,
    pub(super) about: About,
    pub(super) device: DeviceId,
    pub(super) invitation: Invitation,
    pub(super) expires: Option<Millis>,
    pub(super) stage: Stage,
    /// The page has heard of it.
    pub(super) told: bool,
    /// How much of the path we would like to be there before the answer, and how much the caller makes.
    pub(super) wants: Ahead,
    pub(super) gets: Ahead,
    /// The number of the path that was given up before the answer; 0 where none was.
    pub(super) spent: u32,
    /// Others who invite this person to the same call: user, device and round.
    pub(super) others: Vec<(UserId, DeviceId, u32)>,
}

/// How far an invitation to this device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The page is asked whether its phone may ring.
    Asking(Ticket),
    /// The caller is asked whether it still wants us to ring.
    Alerting,
    Ringing,
    /// Rings elsewhere; this person does not want to hear it here.
    Ignored,
    /// Will not ring here; kept for its record.
    Silent,
    /// We call each other and our call stands: theirs waits until ours is answered, or over.
    Held,
    /// We call each other and theirs stands: answered; the caller has not confirmed.
    Merging,
}

impl Stage {
    /// Tells whether the page has heard of it.
    pub(super) fn is_told(self) -> bool {
        matches!(self, Self::Ringing | Self::Ignored)
    }
}

impl Incoming {
    pub(super) fn rings(&self) -> bool {
        self.stage == Stage::Ringing
    }

    pub(super) fn is_from(&self, call: &CallId, user: &UserId, device: &DeviceId) -> bool {
        self.about.call == *call && self.about.from == *user && self.device == *device
    }

    pub(super) fn show(&self) -> Invite {
        Invite {
            call: self.about.call.clone(),
            channel: self.about.channel.clone(),
            kind: self.about.kind,
            chat: self.about.chat,
            from: self.about.from.clone(),
            uid: self.invitation.uid.clone(),
            to: self.invitation.to.clone(),
            group_id: self.about.group_id.clone(),
            group_name: self.about.group_name.clone(),
            message: self.invitation.message.clone(),
            ext: self.invitation.ext.clone(),
            expires_at: self.expires,
        }
    }

    pub(super) fn users(&self, me: &UserId) -> Vec<UserId> {
        let mut users = vec![self.about.from.clone(), me.clone()];
        if self.about.kind.is_group() {
            for user in &self.invitation.to {
                if user != me {
                    users.push(user.clone());
                }
            }
        }
        users
    }
}
