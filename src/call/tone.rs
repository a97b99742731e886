//! Knows what should sound, from who rings and who is called. Leaves sounding it to the page.

use super::Call;
use super::incoming::Incoming;
use super::name::MemberState;
use super::output::{Effect, Tone};
use super::state::{Member, Phase};

impl Call {
    /// Plays what should sound now: our phone, or theirs.
    pub(super) fn update_tone(&mut self) {
        let rings = self.incoming.iter().any(Incoming::rings);
        self.silenced &= rings;
        let calling = self.active.as_ref().is_some_and(|active| {
            let hears = |member: &Member| member.state == MemberState::Ringing;
            active.phase == Phase::Calling && active.members.iter().any(hears)
        });
        let tone = if rings && !self.silenced {
            Some(Tone::Incoming)
        } else if calling {
            Some(Tone::Outgoing)
        } else {
            None
        };
        if tone != self.tone {
            self.tone = tone;
            self.effect(tone.map_or(Effect::StopRing, Effect::Ring));
        }
    }
}
