//! Knows how recent calls ended, to answer devices that were away at the time. Leaves answering to the call.

use super::limits;
use super::message::Body;
use super::name::{CallId, UserId};

/// What becomes of someone who still wants something of a call that is over.
pub(super) struct PastCall {
    pub(super) call: CallId,
    /// For each person invited: what their devices are told.
    pub(super) fates: Vec<(UserId, Body)>,
    /// Who invited this device, and the newest invitation of theirs; older ones are repeats.
    pub(super) from: UserId,
    pub(super) round: u32,
}

/// The recent calls, the oldest forgotten first, each with the end of its name: most are told apart by that.
#[derive(Default)]
pub(super) struct Past {
    calls: Vec<(u32, PastCall)>,
}

impl Past {
    pub(super) fn remember(&mut self, call: PastCall) {
        if self.calls.len() == limits::PAST_CALLS {
            self.calls.remove(0);
        }
        self.calls.push((tail(&call.call), call));
    }

    pub(super) fn has(&self, call: &CallId) -> bool {
        self.named(call).next().is_some()
    }

    /// Tells whether this invitation, or a later one of the same person to the same call, is over.
    pub(super) fn has_round(&self, call: &CallId, from: &UserId, round: u32) -> bool {
        self.named(call)
            .any(|past| past.from == *from && past.round >= round)
    }

    /// Shows what the devices of a person are told of a call.
    pub(super) fn fate(&self, call: &CallId, user: &UserId) -> Option<&Body> {
        self.named(call)
            .flat_map(|past| &past.fates)
            .find(|(who, _)| who == user)
            .map(|(_, body)| body)
    }

    /// All that is remembered of a call, the newest first.
    fn named(&self, call: &CallId) -> impl Iterator<Item = &PastCall> {
        let tail = tail(call);
        let calls = self.calls.iter().rev();
        calls.filter_map(move |(end, past)| (*end == tail && past.call == *call).then_some(past))
    }

    pub(super) fn len(&self) -> usize {
        self.calls.len()
    }
}

fn tail(call: &CallId) -> u32 {
    let end = call.as_str().as_bytes().last_chunk();
    end.map_or(0, |end| u32::from_le_bytes(*end))
}
