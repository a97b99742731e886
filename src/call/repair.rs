//! Knows when a path is broken and what is tried to mend it: pings, restarts and building anew, with growing waits. Leaves what a
//! path consists of to `path`.

use super::message::{Body, Description, Step};
use super::name::{Millis, UserId};
use super::output::Effect;
use super::timer::{Slot, Timer};
use super::{Call, limits};

impl Call {
    /// Builds the path anew, as the next of the pair's peer connections.
    pub(super) fn rebuild(&mut self, index: usize) {
        let Some((offers, incarnation)) = self
            .peer_mut(index)
            .map(|peer| (peer.offers, peer.negotiation.incarnation))
        else {
            return;
        };
        self.new_peer(index, offers, incarnation.saturating_add(1));
        self.offer(index, false);
    }

    pub(super) fn on_step_failed(&mut self, index: usize) {
        if let Some(peer) = self.peer_mut(index) {
            peer.broken = true;
        }
        self.repair_soon(index);
    }

    pub(super) fn on_path_failed(&mut self, index: usize) {
        if self.peer_mut(index).is_some_and(|peer| peer.up) {
            self.path_down(index);
        } else {
            self.repair_soon(index);
        }
    }

    fn repair_soon(&mut self, index: usize) {
        let slot = self.slot_of(index);
        self.wake(Timer::Restart(slot), limits::RESTART_FIRST);
    }

    pub(super) fn on_pinged(&mut self, index: usize) {
        let slot = self.slot_of(index);
        self.wake(Timer::Silence(slot), limits::PING_LOST);
        if self
            .peer_mut(index)
            .is_some_and(|peer| peer.was_up && !peer.up)
        {
            self.path_up(index);
        }
    }

    pub(super) fn on_ping_timer(&mut self, slot: Slot) {
        let Some(peer) = self.peer_at(slot) else {
            return;
        };
        self.effect(Effect::Ping(peer));
        self.wake(Timer::Ping(slot), limits::PING_EVERY);
    }

    pub(super) fn on_silence_timer(&mut self, slot: Slot, due: Millis) {
        if self.now - due > limits::LATE {
            self.wake(Timer::Silence(slot), limits::PING_EVERY);
        } else if let Some(index) = self.index_at(slot) {
            self.path_down(index);
        }
    }

    pub(super) fn on_offer_timer(&mut self, slot: Slot) {
        let Some(index) = self.index_at(slot) else {
            return;
        };
        if self
            .peer_mut(index)
            .is_some_and(|peer| !peer.negotiation.has_begun())
        {
            self.offer(index, false);
        }
    }

    pub(super) fn on_restart_timer(&mut self, slot: Slot) {
        if let Some(index) = self.index_at(slot)
            && self.peer_mut(index).is_some_and(|peer| !peer.up)
        {
            self.repair(index);
        }
    }

    /// The network changed: what is broken is repaired now, and what looks well is asked.
    pub(super) fn on_network_changed(&mut self) {
        for index in 0..self.members() {
            let slot = self.slot_of(index);
            let Some(up) = self.peer_mut(index).map(|peer| peer.up) else {
                continue;
            };
            if !up {
                self.repair(index);
            } else if self.timers.is_set(Timer::Ping(slot)) {
                self.on_ping_timer(slot);
                self.wake(Timer::Silence(slot), limits::PING_EVERY * 2);
            }
        }
    }

    /// What they publish does not come over a path that looks well: the places for it are made anew. Where it comes again over one
    /// that was given up for its silence, the path is back: the data channel says so only when it next tries.
    pub(super) fn on_arrives(&mut self, user: &UserId, something: bool) {
        let Some(index) = self
            .active
            .as_ref()
            .and_then(|active| active.member_of(user))
        else {
            return;
        };
        let slot = self.slot_of(index);
        let Some(peer) = self.peer_mut(index) else {
            return;
        };
        if something && peer.was_up && !peer.up && !peer.broken {
            self.path_up(index);
            self.wake(Timer::Silence(slot), limits::PING_BACK);
        } else if !something && peer.up {
            peer.broken = true;
            self.path_down(index);
        }
    }

    pub(super) fn path_up(&mut self, index: usize) {
        let slot = self.slot_of(index);
        let Some(peer) = self.peer_mut(index) else {
            return;
        };
        let is_new = !peer.up;
        peer.up = true;
        peer.was_up = true;
        peer.repairs = 0;
        peer.wait = limits::RESTART_FIRST;
        self.timers.clear(Timer::Restart(slot));
        self.timers.clear(Timer::Offer(slot));
        if is_new {
            self.mark_active(|timings| &mut timings.path_ready);
            if self.timers.is_set(Timer::Ping(slot)) {
                // Up again: whether anybody is there is for the next pings to tell.
                self.wake(Timer::Silence(slot), limits::PING_LOST);
            }
            self.member_is_back(index);
            self.check_connected();
        }
    }

    pub(super) fn path_down(&mut self, index: usize) {
        let slot = self.slot_of(index);
        let Some(peer) = self.peer_mut(index) else {
            return;
        };
        if !std::mem::take(&mut peer.up) {
            return;
        }
        self.timers.clear(Timer::Silence(slot));
        self.member_is_unreachable(index, self.config.reconnect_timeout);
        self.repair(index);
    }

    /// Tries to mend a path: the fixed side offers, the other asks it to. Tried again with growing waits.
    pub(super) fn repair(&mut self, index: usize) {
        let slot = self.slot_of(index);
        let at = self.now;
        let Some(peer) = self.peer_mut(index) else {
            return;
        };
        peer.repairs += 1;
        peer.repaired_at = at;
        let wait = peer.wait;
        let most = if peer.was_up {
            limits::RESTART_MOST
        } else {
            limits::PATH_PATIENCE * 2
        };
        peer.wait = (wait * 2).min(most);
        let anew = !peer.was_up || peer.broken || peer.repairs > 2;
        // Asked of the other side as the next of the pair's peer connections.
        let incarnation = peer.negotiation.incarnation + u32::from(peer.broken);
        match (peer.offers, anew) {
            (true, true) => self.rebuild(index),
            (true, false) => {
                self.offer(index, true);
            }
            (false, _) => self.tell(
                index,
                Body::Describe(Description {
                    incarnation,
                    generation: 0,
                    step: Step::Restart,
                    sdp: "".into(),
                    ufrag: "".into(),
                }),
            ),
        }
        self.timers.set(Timer::Restart(slot), at + wait);
    }
}
