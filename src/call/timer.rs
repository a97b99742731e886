//! Knows every reason to wake and when the next one is due. Leaves what happens then to the call.

use super::name::Millis;

/// Names one invitation or member of this page; it is never used twice.
pub(super) type Slot = u32;

/// A reason to wake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// An invitation to us has had its time.
    Ring(Slot),
    /// The caller's last word that it wants us to ring has run out.
    Lease(Slot),
    /// The caller has not answered our alert.
    Alert(Slot),
    /// The caller has not confirmed our answer.
    Confirm(Slot),
    /// An invitation of ours has had its time.
    Outcome(Slot),
    /// Devices that ring for us want to hear that they still should.
    Renew(Slot),
    /// Nobody has let us into the call that we want to enter.
    Enter,
    /// Nobody has returned to the call of the page's earlier load.
    Resumable,
    /// Our token expires soon.
    Token,
    /// The page has not given the token that it was asked for.
    AskedToken,
    /// Our siblings want to hear that we are in a call.
    Occupied,
    /// The other side has not made the pair's first offer.
    Offer(Slot),
    /// Local candidates have been collected long enough.
    Batch(Slot),
    /// The other side wants to hear us.
    Ping(Slot),
    /// The other side has not been heard.
    Silence(Slot),
    /// The path has not come up, or the last repair has not helped.
    Restart(Slot),
    /// The member has been waited for long enough.
    Lost(Slot),
    /// The member's page has not come back.
    Gone(Slot),
    /// The member's devices have been waited for long enough.
    Devices(Slot),
    /// Nobody has answered our wish for pictures.
    Kind,
    /// We have not answered theirs.
    Asked,
    /// A leave has had its time to be acknowledged; by peer.
    Closing(Slot),
    /// Those who were in a call that we left have had their time to acknowledge it.
    Departed(Slot),
}

impl Timer {
    fn slot(self) -> Option<Slot> {
        match self {
            Self::Ring(slot)
            | Self::Lease(slot)
            | Self::Alert(slot)
            | Self::Confirm(slot)
            | Self::Outcome(slot)
            | Self::Renew(slot)
            | Self::Offer(slot)
            | Self::Batch(slot)
            | Self::Ping(slot)
            | Self::Silence(slot)
            | Self::Restart(slot)
            | Self::Lost(slot)
            | Self::Gone(slot)
            | Self::Devices(slot)
            | Self::Closing(slot)
            | Self::Departed(slot) => Some(slot),
            Self::Enter
            | Self::Resumable
            | Self::Token
            | Self::AskedToken
            | Self::Occupied
            | Self::Kind
            | Self::Asked => None,
        }
    }
}

/// All reasons to wake. There are few at a time, so a plain list is the fastest table.
#[derive(Default)]
pub(super) struct Timers {
    table: Vec<(Timer, Millis)>,
    /// Since when our own connection is gone: leases do not run meanwhile.
    leases_paused: Option<Millis>,
}

impl Timers {
    /// Sets a timer, instead of where it stood before.
    #[inline(never)]
    pub(super) fn set(&mut self, timer: Timer, at: Millis) {
        self.clear(timer);
        self.table.push((timer, at));
    }

    #[inline(never)]
    pub(super) fn is_set(&self, timer: Timer) -> bool {
        self.table.iter().any(|(set, _)| *set == timer)
    }

    /// Tells whether a timer's time has come, though nobody has looked.
    pub(super) fn is_due(&self, timer: Timer, now: Millis) -> bool {
        self.table
            .iter()
            .any(|(set, at)| *set == timer && *at <= now)
    }

    /// Names an invitation to us that has had its time, though nobody has looked.
    pub(super) fn due_ring(&self, now: Millis) -> Option<Slot> {
        self.table.iter().find_map(|(timer, at)| match timer {
            Timer::Ring(slot) if *at <= now => Some(*slot),
            _ => None,
        })
    }

    #[inline(never)]
    pub(super) fn clear(&mut self, timer: Timer) {
        self.table.retain(|(set, _)| *set != timer);
    }

    /// Clears all timers of one invitation or member.
    #[inline(never)]
    pub(super) fn clear_slot(&mut self, slot: Slot) {
        self.table.retain(|(set, _)| set.slot() != Some(slot));
    }

    /// Stops leases from running out, from now until `resume_leases`.
    pub(super) fn pause_leases(&mut self, now: Millis) {
        self.leases_paused.get_or_insert(now);
    }

    /// Lets leases run again, with what was left of them.
    pub(super) fn resume_leases(&mut self, now: Millis) {
        if let Some(since) = self.leases_paused.take() {
            for (timer, at) in &mut self.table {
                if matches!(timer, Timer::Lease(_)) {
                    *at = (*at).max(since) + (now - since);
                }
            }
        }
    }

    /// Tells when the next timer that runs is due.
    pub(super) fn next(&self) -> Option<Millis> {
        self.running().map(|(_, at)| *at).min()
    }

    /// Takes the timer that was due first, if its time has come, and tells when that was.
    pub(super) fn take_due(&mut self, now: Millis) -> Option<(Timer, Millis)> {
        let (timer, at) = *self.running().min_by_key(|(_, at)| *at)?;
        if at > now {
            return None;
        }
        self.clear(timer);
        Some((timer, at))
    }

    fn running(&self) -> impl Iterator<Item = &(Timer, Millis)> {
        let paused = self.leases_paused.is_some();
        self.table
            .iter()
            .filter(move |(timer, _)| !(paused && matches!(timer, Timer::Lease(_))))
    }
}
