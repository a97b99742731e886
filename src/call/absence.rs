//! Knows members who are not heard: unreachable, away, back, lost. Leaves mending the path to `repair`.

use super::Call;
use super::message::LeaveReason;
use super::name::{Failure, MemberState, Millis};
use super::output::{Left, What};
use super::state::{End, Phase, Words};
use super::timer::{Slot, Timer};

impl Call {
    /// A member cannot be heard: they are waited for, and the page is told.
    pub(super) fn member_is_unreachable(&mut self, index: usize, wait: Millis) {
        let phase = self.active.as_ref().map(|active| active.phase);
        if !matches!(phase, Some(Phase::Connected | Phase::Reconnecting)) {
            return;
        }
        let Some(member) = self.member_mut(index) else {
            return;
        };
        let (user, slot, away) = (member.user.clone(), member.slot, member.away);
        let is_known = member.state == MemberState::Reconnecting || !member.joined;
        if member.state == MemberState::Lost {
            // Already given up here, and still tried.
            return;
        }
        if !away {
            self.wake(Timer::Lost(slot), wait);
        }
        if is_known {
            return;
        }
        self.change(What::Reconnecting(Some(user)));
        self.set_member_state(index, MemberState::Reconnecting);
        let Some(active) = &mut self.active else {
            return;
        };
        let heard = active
            .members
            .iter()
            .any(|member| member.state == MemberState::Joined && member.peer.is_some());
        if !heard && active.phase == Phase::Connected {
            active.phase = Phase::Reconnecting;
            self.change(What::Reconnecting(None));
        }
    }

    /// The path to a member works again.
    pub(super) fn member_is_back(&mut self, index: usize) {
        let phase = self.active.as_ref().map(|active| active.phase);
        let Some(member) = self.member_mut(index) else {
            return;
        };
        if member.away {
            return;
        }
        let (user, slot, media) = (member.user.clone(), member.slot, member.media);
        let state = member.state;
        self.timers.clear(Timer::Gone(slot));
        if phase != Some(Phase::Connecting) {
            self.timers.clear(Timer::Lost(slot));
        }
        match state {
            MemberState::Reconnecting => {
                self.change(What::Reconnected(Some(user)));
                self.set_member_state(index, MemberState::Joined);
                self.must_meet = true;
            }
            MemberState::Lost => {
                self.join(index, &user, media);
                self.reveal(index);
                self.must_meet = true;
            }
            _ => {}
        }
        self.is_heard_again(index);
    }

    /// One who is in, and whose path works, is enough to go on with.
    pub(super) fn is_heard_again(&mut self, index: usize) {
        if let Some(active) = &mut self.active
            && active.phase == Phase::Reconnecting
            && let member = &active.members[index]
            && member.state == MemberState::Joined
            && member.peer.as_ref().is_some_and(|peer| peer.up)
        {
            active.phase = Phase::Connected;
            self.change(What::Reconnected(None));
        }
    }

    pub(super) fn on_away(&mut self, index: usize) {
        if let Some(member) = self.member_mut(index) {
            member.away = true;
        }
        self.member_is_unreachable(index, self.config.reload_grace);
        // Before the call is connected there is nothing to come back to.
        let slot = self.slot_of(index);
        self.wake(Timer::Gone(slot), self.config.reload_grace);
    }

    pub(super) fn on_back(&mut self, index: usize, is_new_load: bool) {
        if is_new_load {
            // What was connected was with the page before.
            if let Some(peer) = self.peer_mut(index) {
                peer.broken = true;
            }
            self.path_down(index);
            // What was acknowledged before is not known any more.
            self.send_join_to(index, false);
        }
        let slot = self.slot_of(index);
        let Some(member) = self.member_mut(index) else {
            return;
        };
        member.away = false;
        let is_up = member.peer.as_ref().is_some_and(|peer| peer.up);
        self.timers.clear(Timer::Gone(slot));
        if is_up {
            self.member_is_back(index);
        } else {
            self.member_is_unreachable(index, self.config.reconnect_timeout);
        }
    }

    pub(super) fn on_lost_timer(&mut self, slot: Slot) {
        let Some(index) = self.index_at(slot) else {
            return;
        };
        if self.others_hear(index, |member| member.state == MemberState::Joined) {
            // Lost is our own view: we go on trying.
            return self.lose(index);
        }
        let Some(active) = &self.active else {
            return;
        };
        let is_alone = active
            .members
            .iter()
            .all(|member| member.slot == slot || !member.is_in() && member.asked.is_none());
        if active.phase == Phase::Connecting && is_alone {
            self.leave_one(index, LeaveReason::Failed, &Words::default());
            return self.end(End::failed(Failure::MediaFailed));
        }
        self.leave_one(index, LeaveReason::Lost, &Words::default());
        self.member_left(index, Left::Lost, None);
    }

    /// A person is no longer heard here, though others hear them.
    fn lose(&mut self, index: usize) {
        if let Some(member) = self.member_mut(index) {
            let user = member.user.clone();
            member.joined = false;
            self.change(What::UserLeft(user, Left::Lost, None));
            self.set_member_state(index, MemberState::Lost);
        }
    }

    pub(super) fn on_gone_timer(&mut self, slot: Slot) {
        let Some(index) = self.index_at(slot) else {
            return;
        };
        self.member_left(index, Left::HungUp, None);
        if let Some(member) = self.member_mut(index)
            && !member.away
        {
            // They never said that they go: whoever still hears them is believed.
            member.device = None;
        }
    }
}
