//! Knows the paths that are made while a phone rings: to whom, how much of each, and when one is given up. Leaves what is agreed over
//! them to `negotiation`, and what becomes of them after the answer to `path`.

use super::incoming::{Incoming, Stage};
use super::input::{Fact, Path, Preconnect};
use super::message::{Ahead, Body, Envelope, Step};
use super::name::{CallId, DeviceId, PeerId, UserId};
use super::negotiation::Action;
use super::output::Effect;
use super::path::{Peer, withdraw_descriptions};
use super::post::Care;
use super::state::Phase;
use super::timer::{Slot, Timer};
use super::{Call, limits};

/// A path to a device that rings for us, or for which we ring.
pub(super) struct Early {
    slot: Slot,
    call: CallId,
    user: UserId,
    device: DeviceId,
    /// The load of that device's page.
    boot: u32,
    /// We call, and made its offer.
    is_ours: bool,
    much: Ahead,
    has_channel: bool,
    peer: Peer,
}

impl Early {
    fn is_with(&self, call: &CallId, user: &UserId, device: &DeviceId) -> bool {
        self.call == *call && self.user == *user && self.device == *device
    }
}

impl Call {
    /// How much of one more path we would like to be there before the answer.
    pub(super) fn wish(&self, preconnect: Preconnect) -> Ahead {
        if self.early.len() >= limits::AHEAD {
            return Ahead::Nothing;
        }
        match preconnect {
            Preconnect::Never => Ahead::Nothing,
            Preconnect::Accept => Ahead::Prepared,
            Preconnect::Path | Preconnect::Ring => Ahead::Built,
        }
    }

    /// A device rings for us: makes as much of the path to it as both sides want.
    pub(super) fn begin_early(&mut self, index: usize, envelope: &Envelope, wish: Ahead) {
        let Some(active) = &self.active else {
            return;
        };
        let about = &active.about;
        let member = &active.members[index];
        let user = member.user.clone();
        let mut last = member.incarnation;
        let known = self.early_with(&about.call, &user, &envelope.device);
        if known.is_some_and(|place| self.early[place].boot >= envelope.boot) {
            return;
        }
        let (kind, preconnect) = (about.kind, active.preconnect);
        if let Some(place) = known {
            last = self.early[place].peer.negotiation.incarnation;
            self.drop_early(place);
        }
        let ours = self.wish(preconnect);
        if wish == Ahead::Nothing || ours == Ahead::Nothing {
            return;
        }
        // With a key nobody gets a candidate before their token has been checked, which comes with the answer.
        let builds = wish == Ahead::Built && ours == Ahead::Built && !self.config.has_token_key;
        let place = self.open_early(&user, envelope, last.saturating_add(1), builds, true);
        let peer = self.early[place].peer.negotiation.peer;
        if builds && preconnect == Preconnect::Ring && kind.has_video() {
            self.effect(Effect::Rehearse(peer));
        }
        self.early[place].peer.negotiation.offer(false);
        self.follow_early(place);
    }

    fn open_early(
        &mut self,
        user: &UserId,
        envelope: &Envelope,
        incarnation: u32,
        builds: bool,
        is_ours: bool,
    ) -> usize {
        let id = PeerId(self.next_id());
        let offers = self.config.device < envelope.device;
        let mut peer = Peer::new(id, offers, incarnation, self.now);
        if !builds {
            peer.negotiation.is_discreet = true;
        }
        let slot = self.next_id();
        self.effect(Effect::OpenPeer(id, user.clone()));
        self.early.push(Early {
            slot,
            call: envelope.call.clone(),
            user: user.clone(),
            device: envelope.device.clone(),
            boot: envelope.boot,
            is_ours,
            much: match builds {
                true => Ahead::Built,
                false => Ahead::Prepared,
            },
            has_channel: false,
            peer,
        });
        self.early.len() - 1
    }

    fn early_with(&self, call: &CallId, user: &UserId, device: &DeviceId) -> Option<usize> {
        let is_it = |early: &Early| early.is_with(call, user, device);
        self.early.iter().position(is_it)
    }

    /// Tells how much of the path to a device is made.
    pub(super) fn ahead_with(&self, call: &CallId, user: &UserId, device: &DeviceId) -> Ahead {
        self.early_with(call, user, device)
            .map_or(Ahead::Nothing, |place| self.early[place].much)
    }

    /// Takes what is said of a path before the answer, and tells whether it is; none where it belongs to no such path.
    pub(super) fn take_early(
        &mut self,
        from: &UserId,
        envelope: &Envelope,
        body: &Body,
    ) -> Option<bool> {
        let known = self.early_with(&envelope.call, from, &envelope.device);
        let place = match (known, body) {
            (Some(place), Body::Describe(_) | Body::Candidates { .. }) => place,
            (None, Body::Describe(offer)) if offer.step == Step::Offer => {
                self.answer_early(from, envelope, offer.incarnation)?
            }
            _ => return None,
        };
        let early = &mut self.early[place];
        let negotiation = &mut early.peer.negotiation;
        let mine = negotiation.incarnation;
        let expected = match early.is_ours {
            true => Step::Answer,
            false => Step::Offer,
        };
        match body {
            Body::Describe(it) if it.incarnation == mine && it.step == expected => {
                negotiation.on_description(it.clone());
            }
            Body::Candidates { incarnation, list } if *incarnation == mine => {
                negotiation.on_candidates(list.clone());
            }
            _ => return Some(false),
        }
        self.follow_early(place);
        Some(true)
    }

    /// The caller's offer for this device, which rings.
    fn answer_early(
        &mut self,
        from: &UserId,
        envelope: &Envelope,
        incarnation: u32,
    ) -> Option<usize> {
        let is_it = |incoming: &&Incoming| {
            incoming.rings() && incoming.is_from(&envelope.call, from, &envelope.device)
        };
        let incoming = self.incoming.iter().find(is_it)?;
        let (wants, gets) = (incoming.wants, incoming.gets);
        let is_wanted = wants != Ahead::Nothing && gets != Ahead::Nothing && incoming.spent == 0;
        if !is_wanted || self.early.len() >= limits::AHEAD || incarnation > limits::REBUILDS {
            return None;
        }
        let builds = wants == Ahead::Built && gets == Ahead::Built;
        Some(self.open_early(from, envelope, incarnation, builds, false))
    }

    fn follow_early(&mut self, place: usize) {
        let actions = self.early[place].peer.negotiation.take_actions();
        for action in actions {
            match action {
                Action::Do(effect) => self.effect(effect),
                Action::Tell(body) => {
                    let care = Care {
                        most: limits::RESEND_WAITING,
                        ..Care::in_call()
                    };
                    let early = &self.early[place];
                    if matches!(body, Body::Describe(_)) {
                        let (call, user) = (&early.call, &early.user);
                        withdraw_descriptions(&mut self.post, call, user, &early.device, None);
                    }
                    self.post
                        .send(&early.call, &early.user, &early.device, body, care);
                }
            }
        }
    }

    /// Takes what became known of a peer connection before the answer.
    pub(super) fn on_early_fact(&mut self, peer: PeerId, fact: Fact) {
        let is_it = |early: &Early| early.peer.negotiation.peer == peer;
        let Some(place) = self.early.iter().position(is_it) else {
            return;
        };
        let early = &mut self.early[place];
        let path = &mut early.peer;
        match fact {
            Fact::Described { step, sdp, ufrag } => {
                path.negotiation.on_described(step, sdp, ufrag);
            }
            Fact::AnswerTaken => path.negotiation.on_answer_taken(),
            Fact::Found(candidate) => {
                if path.negotiation.on_found(candidate) {
                    let slot = early.slot;
                    self.wake(Timer::Batch(slot), limits::CANDIDATE_BATCH);
                }
            }
            Fact::Path(Path::Connected) => path.up = true,
            Fact::ChannelOpen => {
                early.has_channel = true;
                self.post
                    .set_channel(&early.user, &early.device, peer, &early.call);
            }
            // What breaks while it rings is built anew on the answer.
            Fact::StepFailed | Fact::Path(Path::Failed) | Fact::ChannelClosed => {
                path.broken = true;
                self.post.close_channel(peer);
            }
            Fact::Arriving(source) => path.arrived[source as usize] = true,
            Fact::Path(Path::Connecting | Path::Disconnected) | Fact::Pinged | Fact::Shown(_) => {}
        }
        self.follow_early(place);
    }

    pub(super) fn on_early_batch(&mut self, slot: Slot) {
        if let Some(place) = self.early.iter().position(|early| early.slot == slot) {
            self.early[place].peer.negotiation.send_batch();
            self.follow_early(place);
        }
    }

    /// Shows at once what comes from the member over a path that is there, before anything is said of the answer.
    pub(super) fn reveal_early(&mut self, index: usize) {
        if let Some(place) = self.early_of(index)
            && !self.early[place].peer.broken
        {
            let early = &mut self.early[place];
            early.peer.is_revealed = true;
            let (peer, user) = (early.peer.negotiation.peer, early.user.clone());
            self.effect(Effect::Reveal(peer, user));
        }
    }

    fn early_of(&self, index: usize) -> Option<usize> {
        let active = self.active.as_ref()?;
        let member = &active.members[index];
        self.early_with(&active.about.call, &member.user, member.device.as_ref()?)
    }

    /// The answer is there: what was made of the path to the member's device becomes their path. Tells whether anything was.
    pub(super) fn adopt(&mut self, index: usize) -> bool {
        let Some(place) = self.early_of(index) else {
            return false;
        };
        let early = self.early.remove(place);
        self.timers.clear_slot(early.slot);
        let now = self.now;
        let Some(member) = self.member_mut(index) else {
            return false;
        };
        let peer = member.peer.insert(early.peer);
        peer.opened_at = now;
        peer.negotiation.open_up();
        let (id, broken) = (peer.negotiation.peer, peer.broken);
        let was_up = std::mem::take(&mut peer.up);
        member.incarnation = peer.negotiation.incarnation;
        let slot = member.slot;
        if broken {
            self.rebuild(index);
            return true;
        }
        self.wake(Timer::Restart(slot), limits::PATH_PATIENCE);
        self.effect(Effect::Publish(id));
        self.reveal(index);
        self.follow(index);
        self.post.hurry(&early.call, &early.device);
        if early.has_channel {
            self.on_channel_open(index, id);
        }
        if was_up {
            self.path_up(index);
        }
        true
    }

    /// The caller's offer came before its word that we have the call: this person has answered, so it is taken.
    pub(super) fn expect(&mut self, index: usize, body: &Body) {
        let is_answered = self
            .active
            .as_ref()
            .is_some_and(|active| active.phase == Phase::Answered);
        if let Body::Describe(offer) = body
            && is_answered
            && offer.step == Step::Offer
            && offer.incarnation <= limits::REBUILDS
            && self.peer_mut(index).is_none()
        {
            let offers = self.is_offering(index);
            self.new_peer(index, offers, offer.incarnation);
            self.reveal(index);
        }
    }

    /// Gives up what nobody rings for any more.
    pub(super) fn sweep_early(&mut self) {
        for place in (0..self.early.len()).rev() {
            if !self.is_early_wanted(&self.early[place]) {
                self.drop_early(place);
            }
        }
    }

    fn is_early_wanted(&self, early: &Early) -> bool {
        if !early.is_ours {
            return self.incoming.iter().any(|incoming| {
                matches!(incoming.stage, Stage::Ringing | Stage::Merging)
                    && incoming.is_from(&early.call, &early.user, &early.device)
            });
        }
        let asked = self.active.as_ref().and_then(|active| {
            let member = &active.members[active.member_of(&early.user)?];
            let asked = member.asked.as_ref()?;
            (active.about.call == early.call).then_some(asked)
        });
        asked.is_some_and(|asked| asked.devices.iter().any(|it| it.device == early.device))
    }

    fn drop_early(&mut self, place: usize) {
        let early = self.early.remove(place);
        // It may be answered all the same; then the caller, who knows nothing of this, needs another offer.
        for incoming in &mut self.incoming {
            if !early.is_ours && incoming.is_from(&early.call, &early.user, &early.device) {
                incoming.spent = early.peer.negotiation.incarnation;
            }
        }
        self.timers.clear_slot(early.slot);
        self.post.withdraw(&|envelope, to| {
            *to == early.user
                && envelope.call == early.call
                && envelope.to.as_ref() == Some(&early.device)
                && matches!(envelope.body, Body::Describe(_) | Body::Candidates { .. })
        });
        self.close_when_told(early.peer.negotiation.peer, early.call, early.device, false);
    }
}
