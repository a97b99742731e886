//! Knows the path to each admitted device: its peer connection, its repair, and when somebody counts as lost. Leaves what is agreed
//! over it to `negotiation`, and what it means for the call to `talk`.

use super::input::{Fact, Path};
use super::message::{Body, Candidate, Description, Step};
use super::name::{CallId, DeviceId, MemberState, Millis, PeerId, Source, UserId};
use super::negotiation::{Action, Negotiation};
use super::output::Effect;
use super::post::{Care, Post};
use super::state::{Member, Phase};
use super::timer::{Slot, Timer};
use super::{Call, limits};

/// The path to one device.
pub(super) struct Peer {
    pub(super) negotiation: Negotiation,
    /// This side makes the pair's offers: it has the smaller device id.
    pub(super) offers: bool,
    pub(super) up: bool,
    pub(super) was_up: bool,
    /// No restart can help this peer connection.
    pub(super) broken: bool,
    pub(super) repairs: u32,
    pub(super) wait: Millis,
    pub(super) opened_at: Millis,
    pub(super) repaired_at: Millis,
    pub(super) arrived: [bool; 3],
    /// What comes over it is seen and heard.
    pub(super) is_revealed: bool,
}

impl Peer {
    pub(super) fn new(peer: PeerId, offers: bool, incarnation: u32, now: Millis) -> Self {
        Self {
            negotiation: Negotiation::new(peer, incarnation, !offers),
            offers,
            up: false,
            was_up: false,
            broken: false,
            repairs: 0,
            wait: limits::PATH_PATIENCE * 2,
            opened_at: now,
            repaired_at: 0,
            arrived: [false; 3],
            is_revealed: false,
        }
    }
}

impl Call {
    /// Builds the path to a member's admitted device, as far as it is not there.
    pub(super) fn open_path(&mut self, index: usize) {
        let slot = self.slot_of(index);
        self.wake(Timer::Lost(slot), self.config.connect_timeout);
        let first = self
            .member_mut(index)
            .and_then(|member| member.offers_first.take());
        if self.peer_mut(index).is_some() || self.adopt(index) {
            self.reveal(index);
            return self.check_connected();
        }
        let offers = self.is_offering(index);
        let incarnation = self
            .member_mut(index)
            .map_or(0, |member| member.incarnation);
        self.new_peer(index, offers, incarnation.saturating_add(1));
        if first.unwrap_or(offers) {
            self.offer(index, false);
        } else {
            self.wake(Timer::Offer(slot), limits::OFFER_PATIENCE);
        }
    }

    /// This side makes the offers of the pair.
    pub(super) fn is_offering(&mut self, index: usize) -> bool {
        let theirs = self
            .member_mut(index)
            .and_then(|member| member.device.clone());
        theirs.is_some_and(|theirs| self.config.device < theirs)
    }

    pub(super) fn new_peer(&mut self, index: usize, offers: bool, incarnation: u32) {
        let peer = PeerId(self.next_id());
        let opened_at = self.now;
        let Some(member) = self.member_mut(index) else {
            return;
        };
        member.incarnation = incarnation;
        let (repairs, wait) = member
            .peer
            .as_ref()
            .map_or((0, limits::PATH_PATIENCE * 2), |old| {
                (old.repairs, old.wait)
            });
        let old = member.peer.replace(Peer {
            repairs,
            wait,
            ..Peer::new(peer, offers, incarnation, opened_at)
        });
        let (user, joined, slot) = (member.user.clone(), member.joined, member.slot);
        let was_up = old.as_ref().is_some_and(|old| old.up);
        if let Some(old) = old {
            self.post.close_channel(old.negotiation.peer);
            self.effect(Effect::ClosePeer(old.negotiation.peer));
            self.timers.clear(Timer::Batch(slot));
            self.timers.clear(Timer::Ping(slot));
            self.timers.clear(Timer::Silence(slot));
        }
        self.wake(Timer::Restart(slot), limits::PATH_PATIENCE);
        self.effect(Effect::OpenPeer(peer, user));
        self.effect(Effect::Publish(peer));
        if joined {
            self.reveal(index);
        }
        if was_up {
            // They began anew, and it may never come up.
            self.member_is_unreachable(index, self.config.reconnect_timeout);
        }
    }

    pub(super) fn reveal(&mut self, index: usize) {
        let Some(member) = self.member_mut(index) else {
            return;
        };
        let user = member.user.clone();
        if let Some(peer) = &mut member.peer
            && !std::mem::replace(&mut peer.is_revealed, true)
        {
            let peer = peer.negotiation.peer;
            self.effect(Effect::Reveal(peer, user));
        }
    }

    pub(super) fn on_describe(&mut self, index: usize, description: Description) {
        let now = self.now;
        let Some(peer) = self.peer_mut(index) else {
            return;
        };
        let mine = peer.negotiation.incarnation;
        if description.incarnation < mine || description.incarnation - mine > limits::REBUILDS {
            return;
        }
        if description.step == Step::Restart {
            let is_old = peer.was_up || now - peer.opened_at >= limits::RESTART_FIRST;
            let is_next = description.incarnation > mine;
            peer.broken |= is_next && peer.offers && is_old;
            if is_next && description.incarnation - mine > 1 {
                // A page that was loaded again counts from the beginning.
                peer.negotiation.incarnation = description.incarnation;
            }
            // Both notice a broken path at the same time: one offer mends it.
            let is_asked =
                description.incarnation == mine && now - peer.repaired_at >= limits::RESTART_FIRST;
            if (is_next || is_asked) && peer.offers && is_old {
                self.repair(index);
            }
            return;
        }
        let offers = peer.offers;
        if description.incarnation > mine || peer.negotiation.must_start_anew_for(&description) {
            if description.step != Step::Offer {
                return;
            }
            self.withdraw_descriptions(index, None);
            self.new_peer(index, offers, description.incarnation);
        }
        if let Some(peer) = self.peer_mut(index) {
            peer.negotiation.on_description(description);
        }
        self.follow(index);
    }

    pub(super) fn on_candidates(&mut self, index: usize, incarnation: u32, list: Vec<Candidate>) {
        if let Some(peer) = self.peer_mut(index)
            && peer.negotiation.incarnation == incarnation
        {
            peer.negotiation.on_candidates(list);
        }
        self.follow(index);
    }

    /// Tells whether this message belongs to a peer connection that has not been announced: it is not taken yet.
    pub(super) fn is_early(&mut self, index: usize, body: &Body) -> bool {
        let mine = self
            .peer_mut(index)
            .map(|peer| peer.negotiation.incarnation);
        match (body, mine) {
            (Body::Describe(_) | Body::Candidates { .. }, None) => true,
            (Body::Candidates { incarnation, .. }, Some(mine)) => *incarnation > mine,
            _ => false,
        }
    }

    pub(super) fn on_fact(&mut self, peer: PeerId, fact: Fact) {
        let Some(index) = self.active.as_ref().and_then(|active| {
            active.members.iter().position(|member| {
                member
                    .peer
                    .as_ref()
                    .is_some_and(|own| own.negotiation.peer == peer)
            })
        }) else {
            return self.on_early_fact(peer, fact);
        };
        let slot = self.slot_of(index);
        match fact {
            Fact::Described { step, sdp, ufrag } => {
                if let Some(peer) = self.peer_mut(index) {
                    peer.negotiation.on_described(step, sdp, ufrag);
                }
                self.follow(index);
            }
            Fact::AnswerTaken => {
                if let Some(peer) = self.peer_mut(index) {
                    peer.negotiation.on_answer_taken();
                }
                self.follow(index);
            }
            Fact::StepFailed => self.on_step_failed(index),
            Fact::Found(candidate) => {
                let is_first = |peer: &mut Peer| peer.negotiation.on_found(candidate);
                if self.peer_mut(index).is_some_and(is_first) {
                    self.wake(Timer::Batch(slot), limits::CANDIDATE_BATCH);
                }
            }
            Fact::Path(Path::Connected) => self.path_up(index),
            Fact::Path(Path::Failed) => self.on_path_failed(index),
            Fact::Path(Path::Connecting | Path::Disconnected) => {}
            Fact::ChannelOpen => self.on_channel_open(index, peer),
            Fact::ChannelClosed => {
                self.post.close_channel(peer);
                self.timers.clear(Timer::Ping(slot));
                let was_up = self.peer_mut(index).is_some_and(|peer| {
                    peer.broken = true;
                    peer.up
                });
                self.path_down(index);
                if was_up && self.member_mut(index).is_some_and(|member| !member.away) {
                    // A page that goes closes it, and some browsers let it say no more. One that is here is heard soon.
                    self.wake(Timer::Gone(slot), self.config.reload_grace);
                }
            }
            Fact::Pinged => self.on_pinged(index),
            Fact::Arriving(source) => {
                if let Some(peer) = self.peer_mut(index) {
                    peer.arrived[source as usize] = true;
                }
                let is_lost = |member: &mut Member| member.state == MemberState::Lost;
                if self.member_mut(index).is_some_and(is_lost) {
                    self.member_is_back(index);
                }
                self.check_connected();
            }
            Fact::Shown(source) => self.on_shown(source),
        }
    }

    fn on_shown(&mut self, source: Source) {
        match source {
            Source::Microphone => self.mark_active(|timings| &mut timings.first_remote_audio),
            Source::Camera => self.mark_active(|timings| &mut timings.first_remote_video),
            Source::Screen => {}
        }
        self.mark_answered(source);
    }

    pub(super) fn on_channel_open(&mut self, index: usize, peer: PeerId) {
        let Some(active) = &self.active else {
            return;
        };
        let member = &active.members[index];
        if let Some(device) = &member.device {
            self.post
                .set_channel(&member.user, device, peer, &active.about.call);
        }
        let slot = member.slot;
        self.wake(Timer::Ping(slot), limits::PING_EVERY);
        self.on_pinged(index);
    }

    pub(super) fn on_batch_timer(&mut self, slot: Slot) {
        let Some(index) = self.index_at(slot) else {
            return self.on_early_batch(slot);
        };
        if let Some(peer) = self.peer_mut(index) {
            peer.negotiation.send_batch();
        }
        self.follow(index);
    }

    /// Makes an offer to a member, with new ICE credentials or not.
    pub(super) fn offer(&mut self, index: usize, restart: bool) {
        if let Some(peer) = self.peer_mut(index) {
            peer.negotiation.offer(restart);
        }
        self.follow(index);
    }

    /// Does what follows from a step of the negotiation with a member.
    pub(super) fn follow(&mut self, index: usize) {
        let Some(peer) = self.peer_mut(index) else {
            return;
        };
        for action in std::mem::take(&mut peer.negotiation.actions) {
            match action {
                Action::Do(effect) => self.effect(effect),
                Action::Tell(body) => self.tell(index, body),
            }
        }
    }

    /// Sends something about the path to the member's device; an older description of the same kind is superseded.
    pub(super) fn tell(&mut self, index: usize, body: Body) {
        if let Body::Describe(description) = &body {
            self.withdraw_descriptions(index, Some(description.step));
        }
        let Some(active) = &self.active else {
            return;
        };
        let member = &active.members[index];
        let Some(device) = member.device.as_ref().filter(|_| member.is_reached()) else {
            return;
        };
        let care = Care {
            most: match active.phase {
                Phase::Connected => limits::RESEND_IN_CALL,
                _ => limits::RESEND_WAITING,
            },
            ..Care::in_call()
        };
        self.post
            .send(&active.about.call, &member.user, device, body, care);
    }

    fn withdraw_descriptions(&mut self, index: usize, step: Option<Step>) {
        let Some(active) = &self.active else {
            return;
        };
        let (call, member) = (&active.about.call, &active.members[index]);
        if let Some(device) = &member.device {
            withdraw_descriptions(&mut self.post, call, &member.user, device, step);
        }
    }

    pub(super) fn peer_mut(&mut self, index: usize) -> Option<&mut Peer> {
        self.member_mut(index)?.peer.as_mut()
    }

    pub(super) fn peer_at(&mut self, slot: Slot) -> Option<PeerId> {
        let index = self.index_at(slot)?;
        Some(self.peer_mut(index)?.negotiation.peer)
    }

    pub(super) fn index_at(&self, slot: Slot) -> Option<usize> {
        self.active.as_ref()?.member_at(slot)
    }
}

/// Stops sending descriptions to a device, of any step or of one.
pub(super) fn withdraw_descriptions(
    post: &mut Post,
    call: &CallId,
    user: &UserId,
    device: &DeviceId,
    step: Option<Step>,
) {
    post.withdraw(&|envelope, to| {
        envelope.call == *call
            && to == user
            && envelope.to.as_ref() == Some(device)
            && matches!(&envelope.body, Body::Describe(old) if step.is_none_or(|step| old.step == step))
    });
}
