//! How fast one socket may send: a bucket of tokens that refills with time. What becomes of a refused message is left to the socket.

use std::time::Instant;

/// Whether a message goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Pass,
    /// It does not, and the sender has not heard that yet.
    Refuse,
    /// It does not, as the one before.
    Ignore,
    /// Whoever was told and goes on like this is no slow learner.
    Flood,
}

/// The bucket. A full one is a burst; below zero, as deep as a burst, patience ends.
#[derive(Debug)]
pub struct Pace {
    rate: f64,
    burst: f64,
    level: f64,
    at: Instant,
    refusing: bool,
}

impl Pace {
    /// A full bucket, refilled at `rate` a second.
    pub fn new(rate: u32, burst: u32, now: Instant) -> Self {
        Self {
            rate: rate.into(),
            burst: burst.into(),
            level: burst.into(),
            at: now,
            refusing: false,
        }
    }

    /// Takes `cost` for a message. What is refused costs as well.
    pub fn take(&mut self, cost: usize, now: Instant) -> Verdict {
        let refill = now.saturating_duration_since(self.at).as_secs_f64() * self.rate;
        self.at = now;
        self.level = (self.level + refill).min(self.burst) - (cost as f64).min(self.burst);
        let was_refusing = std::mem::replace(&mut self.refusing, self.level < 0.0);
        match (self.level, was_refusing) {
            (0.0.., _) => Verdict::Pass,
            (level, _) if level < -self.burst => Verdict::Flood,
            (_, false) => Verdict::Refuse,
            (_, true) => Verdict::Ignore,
        }
    }
}
