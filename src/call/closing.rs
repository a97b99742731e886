//! Knows when a path that is no longer wanted closes: at once, with its last word acknowledged, or a moment later. Leaves why to others.

use super::ending::is_last_word;
use super::name::{CallId, DeviceId, PeerId};
use super::output::Effect;
use super::post::Post;
use super::timer::{Slot, Timer};
use super::{Call, limits};

/// A peer connection that stays until its leave is acknowledged.
pub(super) struct Closing {
    pub(super) peer: PeerId,
    pub(super) call: CallId,
    pub(super) device: DeviceId,
    /// It stays for the whole of that time.
    lingers: bool,
}

impl Call {
    pub(super) fn close_peer(&mut self, peer: PeerId) {
        self.finished.push(peer);
    }

    /// Closes what was done with in this turn, after its last messages.
    pub(super) fn close_finished(&mut self) {
        for peer in std::mem::take(&mut self.finished) {
            self.post.close_channel(peer);
            self.effect(Effect::ClosePeer(peer));
        }
    }

    /// Closes a member's path now, or as soon as the leave that goes over it is acknowledged.
    pub(super) fn drop_path(&mut self, index: usize) {
        self.close_path(index, false);
    }

    /// Closes the path to a device whose place another of the same person takes. That one tells it: a path that closes before would look
    /// broken to it.
    pub(super) fn leave_path(&mut self, index: usize) {
        self.close_path(index, true);
    }

    fn close_path(&mut self, index: usize, lingers: bool) {
        let Some(active) = &mut self.active else {
            return;
        };
        let call = active.about.call.clone();
        let member = &mut active.members[index];
        self.timers.clear_slot(member.slot);
        let (Some(peer), Some(device)) = (member.peer.take(), member.device.clone()) else {
            return;
        };
        let peer = peer.negotiation.peer;
        self.post.withdraw(&|envelope, _| {
            envelope.call == call
                && envelope.to.as_ref() == Some(&device)
                && !is_last_word(&envelope.body)
        });
        self.close_when_told(peer, call, device, lingers);
    }

    /// Closes a peer connection as soon as what is said last to its device is acknowledged; at once, where nothing is and nothing lingers.
    pub(super) fn close_when_told(
        &mut self,
        peer: PeerId,
        call: CallId,
        device: DeviceId,
        lingers: bool,
    ) {
        if lingers || self.post.waits_for(&call, &device) {
            self.wake(Timer::Closing(peer.0), limits::LEAVE_PATIENCE);
            if self.closing.len() >= limits::CLOSING {
                let oldest = self.closing[0].peer;
                self.on_closing_timer(oldest.0);
            }
            self.closing.push(Closing {
                peer,
                call,
                device,
                lingers,
            });
        } else {
            self.close_peer(peer);
        }
    }

    pub(super) fn on_closing_timer(&mut self, slot: Slot) {
        self.close_those(&|closing, _| closing.peer.0 == slot);
    }

    /// Closes the peer connections whose leave has been acknowledged.
    pub(super) fn close_acknowledged(&mut self) {
        self.close_those(&|closing, post| {
            !closing.lingers && !post.waits_for(&closing.call, &closing.device)
        });
    }

    fn close_those(&mut self, is_done: &dyn Fn(&Closing, &Post) -> bool) {
        while let Some(index) = self
            .closing
            .iter()
            .position(|closing| is_done(closing, &self.post))
        {
            let closing = self.closing.remove(index);
            self.timers.clear(Timer::Closing(closing.peer.0));
            self.close_peer(closing.peer);
        }
    }
}
