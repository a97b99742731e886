//! Knows which messages of a device have come and are not acknowledged yet. Leaves the way that goes to `post`.

use super::limits;
use super::name::Millis;

/// Numbers that wait for a message to ride on, and how long they do.
#[derive(Default)]
pub(super) struct Acks {
    numbers: Vec<u32>,
    due: Millis,
}

impl Acks {
    /// Notes a number; the device is told by then.
    pub(super) fn push(&mut self, number: u32, due: Millis) {
        self.due = self.due().min(due);
        if self.numbers.len() < limits::ACKS_IN_ONE_MESSAGE && !self.numbers.contains(&number) {
            self.numbers.push(number);
        }
    }

    /// Takes them out, to be sent.
    pub(super) fn take(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.numbers)
    }

    /// Tells by when they are to be sent; never, where there are none.
    pub(super) fn due(&self) -> Millis {
        match self.numbers.is_empty() {
            true => Millis::MAX,
            false => self.due,
        }
    }
}
