//! Knows that each promise of a page is kept or broken once, and by when. Leaves what it was about to others.

use callkit::call::input::{Command, Config};
use callkit::call::limits;
use callkit::call::name::Ticket;

/// The longest that a person in the simulation looks at a prompt for devices.
const PROMPT: u64 = 20_000;

/// The promises of one page that are open, and when each is due.
#[derive(Default)]
pub struct Promises {
    open: Vec<(Ticket, u64)>,
}

impl Promises {
    pub fn make(&mut self, ticket: Ticket, command: &Command, config: &Config, now: u64) {
        let token = u64::from(config.asks_token) * limits::TOKEN_PATIENCE;
        let wait = match command {
            Command::StartCall(_) => token,
            Command::Answer(_) => limits::CONFIRM + token,
            Command::JoinCall(_) => limits::ENTER + token,
            Command::SetMicrophone(_) | Command::SetCamera(_) | Command::ShareScreen { .. } => {
                PROMPT
            }
            Command::SwitchCallType(_) => limits::KIND_PATIENCE,
            _ => 0,
        };
        self.open.push((ticket, now + wait));
    }

    pub fn settle(&mut self, ticket: Ticket) {
        let place = self.open.iter().position(|(open, _)| *open == ticket);
        let place = place.expect("a promise that is open");
        self.open.remove(place);
    }

    /// What was due while the machine slept is done with as it wakes.
    pub fn check(&self, now: u64, woke_at: u64) {
        for (ticket, due) in &self.open {
            let is_due = now > (*due).max(woke_at);
            assert!(!is_due, "promise {} is open since {due}", ticket.0);
        }
    }
}
