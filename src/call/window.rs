//! Knows which of a sender's message numbers have come. Leaves what a repeat means to `post`.

/// The numbers that have come, from the highest downwards.
#[derive(Default)]
pub(super) struct Window {
    highest: u32,
    below: u128,
}

impl Window {
    /// Tells whether a number has come, or is too old to know.
    pub(super) fn has(&self, number: u32) -> bool {
        match self.highest.checked_sub(number) {
            None => false,
            Some(back) => back >= 128 || self.below & (1 << back) != 0,
        }
    }

    /// Notes that a number has come.
    pub(super) fn take(&mut self, number: u32) {
        match number.checked_sub(self.highest) {
            Some(0) | None => {
                let back = self.highest - number;
                if back < 128 {
                    self.below |= 1 << back;
                }
            }
            Some(ahead) => {
                self.below = self.below.checked_shl(ahead).unwrap_or(0) | 1;
                self.highest = number;
            }
        }
    }
}
