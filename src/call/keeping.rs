//! Knows what the browser keeps of a page's calls: what its next load needs to return, and how each went if nothing more is heard of this
//! page. Leaves where that is kept to the browser, and returning to `reload`.

use super::incoming::Stage;
use super::input::{Mate, Memory};
use super::name::{Failure, Millis};
use super::output::{Effect, Record};
use super::reload::users_of;
use super::state::{Active, End, Phase};
use super::{Call, limits};

/// An odd number whose bits look random.
const MIXES: u32 = 0x9E37_79B1;

impl Call {
    /// Has the browser keep how everything stands, when that changes and every other second.
    pub(super) fn keep(&mut self) {
        let (stood, at) = self.kept;
        let stands = self.stands();
        if stands != stood || stands != 0 && self.now - at >= limits::KEPT {
            self.kept = (stands, self.now);
            let memory = self.memory().map(Box::new);
            self.effect(Effect::Keep(memory, self.owed()));
        }
    }

    /// A number that is another when there is something else to be kept, and 0 where there is nothing.
    fn stands(&self) -> u32 {
        let mut mixed = 0;
        let mut mix = |number: u32| mixed = (mixed ^ number).wrapping_mul(MIXES).rotate_left(15);
        for (index, incoming) in self.incoming.iter().enumerate() {
            mix(incoming.slot * 2 + u32::from(self.is_owed(index)));
        }
        if let Some(active) = self.active.as_ref().filter(|active| active.has_begun()) {
            let mine = &active.mine;
            mix(active.phase as u32 + 1);
            for is_so in [mine.wants_microphone, mine.wants_camera, active.was_in] {
                mix(u32::from(is_so));
            }
            mix(active.epoch);
            mix(active.kind.version);
            for member in &active.members {
                mix(member.slot * 2 + u32::from(member.is_in()));
                mix(member.epoch);
                mix(member.boot);
                mix(member.round);
            }
        }
        if self.resumable.is_some() {
            mix(1);
        }
        match mixed {
            0 => 0,
            mixed => mixed ^ u32::from(self.leaving),
        }
    }

    /// The records of all calls of this page, as they are if nothing more is heard of it.
    fn owed(&self) -> Vec<Record> {
        let me = &self.config.user;
        let mut owed = Vec::new();
        for (index, incoming) in self.incoming.iter().enumerate() {
            if self.is_owed(index) {
                let users = incoming.users(me);
                let end = End::missed();
                owed.push(incoming.about.record(users, None, self.now, end));
            }
        }
        if let Some(active) = self.active.as_ref().filter(|active| active.has_begun()) {
            // Not even where it was answered: the caller may ask anew.
            let end = match !active.was_in {
                true => End::missed(),
                false => self.unheard(active.connected_at),
            };
            let (users, since) = (active.users(me), active.connected_at);
            owed.push(active.about.record(users, since, self.now, end));
        }
        if let Some(memory) = &self.resumable {
            let (since, until) = (memory.connected_at, memory.seen_at);
            let end = self.unheard(since);
            let users = users_of(memory, me);
            owed.push(memory.about.record(users, since, until, end));
        }
        owed
    }

    /// Of two calls that become one, one is kept.
    fn is_owed(&self, index: usize) -> bool {
        let stage = self.incoming[index].stage;
        !matches!(stage, Stage::Held | Stage::Merging) || self.active.is_none()
    }

    /// How a call ends for a page of which nothing more is heard: who said that they go have hung up.
    pub(super) fn unheard(&self, connected_at: Option<Millis>) -> End {
        match connected_at {
            _ if self.leaving => End::completed(Some(self.config.user.clone()), None),
            Some(_) => End::completed(None, Some(Failure::ConnectionFailed)),
            None => End::failed(Failure::MediaFailed),
        }
    }

    fn memory(&self) -> Option<Memory> {
        let is_in = |active: &&Active| {
            let phase = active.phase;
            matches!(
                phase,
                Phase::Connecting | Phase::Connected | Phase::Reconnecting
            )
        };
        match self.active.as_ref().filter(is_in) {
            Some(active) => Some(memory(active, self.now)),
            None => self.resumable.clone(),
        }
    }
}

fn memory(active: &Active, now: Millis) -> Memory {
    let (mut members, mut others) = (Vec::new(), Vec::new());
    for member in &active.members {
        if let (Some(device), true) = (&member.device, member.is_in()) {
            members.push(Mate {
                user: member.user.clone(),
                device: device.clone(),
                epoch: member.epoch,
                boot: member.boot,
                round: member.round,
            });
        } else {
            others.push((member.user.clone(), member.state));
        }
    }
    Memory {
        about: active.about.clone(),
        kinds: active.kind.version,
        connected_at: active.connected_at,
        seen_at: now,
        epoch: active.epoch,
        microphone: active.mine.wants_microphone,
        camera: active.mine.wants_camera,
        members,
        others,
    }
}
