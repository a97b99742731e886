//! Knows what people read of a call in their conversation: the words of an invitation and, once, how the call went. Leaves carrying
//! it to the connection.
//!
//! Whoever is the last to leave tells how it went. Who leaves others behind has one of them tell it, unless none of them is there any
//! more: all have left at the same time, or nobody has acknowledged that we leave.

use std::rc::Rc;

use super::message::{Body, Envelope, LeaveReason, Roster};
use super::name::{CallId, DeviceId, UserId};
use super::output::{Chat, Effect, Record};
use super::state::About;
use super::timer::{Slot, Timer};
use super::{Call, limits};

/// What this turn says of those who are still in a call that ends in it.
#[derive(Default)]
pub(super) struct Parting {
    /// The devices that hear from us that we leave.
    pub(super) left: Vec<(UserId, DeviceId)>,
    /// Somebody told us that it was over long ago, and so how it went.
    pub(super) is_old: bool,
}

/// A call that we left while others were in it.
pub(super) struct Departure {
    slot: Slot,
    chat: Chat,
    record: Rc<Record>,
    others: Vec<Other>,
}

/// A device that was in a call when we left it.
struct Other {
    user: UserId,
    device: DeviceId,
    has_left: bool,
}

impl Call {
    /// Writes the words of an invitation to the group that it is for, or to each of these.
    pub(super) fn write_invitation(&mut self, to: &[UserId]) {
        let Some(active) = &self.active else {
            return;
        };
        let (text, ext) = (&active.invitation.message, &active.invitation.ext);
        if text.is_empty() || to.is_empty() {
            return;
        }
        let chats = match active.about.group_chat() {
            Some(group) => vec![group],
            None => to.iter().cloned().map(Chat::With).collect(),
        };
        let (text, ext) = (text.clone(), ext.clone());
        for chat in chats {
            self.effect(Effect::SendChat(chat, text.clone(), ext.clone()));
        }
    }

    /// A call that we were in is over here: tells how it went, where that is ours to tell.
    pub(super) fn part(&mut self, about: &About, users: &[UserId], record: Rc<Record>) {
        let parting = std::mem::take(&mut self.parting);
        let chat = match about.kind.is_group() {
            true => about.group_chat(),
            false => users.get(1).cloned().map(Chat::With),
        };
        let Some(chat) = chat.filter(|_| !parting.is_old) else {
            return;
        };
        if parting.left.is_empty() {
            return self.effect(Effect::SendRecord(chat, record));
        }
        if self.departures.len() == limits::DEPARTURES {
            self.on_departed_timer(self.departures[0].slot);
        }
        let slot = self.next_id();
        self.wake(Timer::Departed(slot), limits::OFFERED);
        let others = parting.left.into_iter().map(|(user, device)| Other {
            user,
            device,
            has_left: false,
        });
        self.departures.push(Departure {
            slot,
            chat,
            record,
            others: others.collect(),
        });
    }

    /// Somebody has left a call that we had left.
    pub(super) fn left_too(
        &mut self,
        from: &UserId,
        envelope: &Envelope,
        why: LeaveReason,
        roster: &Roster,
    ) {
        // Who gives up one person alone is still there for the others.
        let is_out = why == LeaveReason::HungUp || roster.present.len() <= 2;
        let found = self
            .departures
            .iter()
            .position(|departure| departure.record.call == envelope.call);
        let Some(index) = found.filter(|_| is_out && envelope.number > 0) else {
            return;
        };
        let departure = &mut self.departures[index];
        for other in &mut departure.others {
            other.has_left |= other.user == *from && other.device == envelope.device;
        }
        let me = &self.config.user;
        if departure
            .others
            .iter()
            .all(|other| other.has_left && me < &other.user)
        {
            self.tell_departed(index);
        }
    }

    /// Those who were there have had their time to acknowledge that we leave.
    pub(super) fn on_departed_timer(&mut self, slot: Slot) {
        let Some(index) = self
            .departures
            .iter()
            .position(|departure| departure.slot == slot)
        else {
            return;
        };
        let departure = &self.departures[index];
        let call = &departure.record.call;
        let tells = departure.others.iter().any(|other| {
            let knows = !self.waits_for_leave(call, other);
            knows && (!other.has_left || other.user < self.config.user)
        });
        match tells {
            true => drop(self.departures.remove(index)),
            false => self.tell_departed(index),
        }
    }

    fn tell_departed(&mut self, index: usize) {
        let departure = self.departures.remove(index);
        self.timers.clear(Timer::Departed(departure.slot));
        self.effect(Effect::SendRecord(departure.chat, departure.record));
    }

    fn waits_for_leave(&self, call: &CallId, other: &Other) -> bool {
        let mut waits = false;
        self.post.look(&mut |envelope, to| {
            waits |= envelope.call == *call
                && *to == other.user
                && envelope.to.as_ref() == Some(&other.device)
                && matches!(envelope.body, Body::Leave { .. });
        });
        waits
    }
}

/// Tells whether this leave only answers what came too late: the page that says it knows of the call, and so of how it went.
pub(super) fn is_old(envelope: &Envelope, boot: u32) -> bool {
    envelope.number == 0 && envelope.boot == boot
}
