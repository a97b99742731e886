//! Knows which records of one call fit together. Leaves that each page has one to `diary`.

use callkit::call::name::Status;

use super::diary::Page;
use super::phone::Phone;
use super::world::World;

impl World {
    /// The records of all sides are those of the table, or of those that crossing messages make.
    pub fn check_records(&self) {
        for caller in &self.phones {
            for diary in caller.diaries() {
                for page in &diary.pages {
                    if page.started && !page.merged && !page.statuses.is_empty() {
                        self.check_call(caller, page);
                    }
                }
            }
        }
    }

    fn check_call(&self, caller: &Phone, page: &Page) {
        let call = page.call.as_str();
        let own = page.statuses[0];
        let mut theirs = Vec::new();
        for phone in self.phones.iter().filter(|phone| phone.user != caller.user) {
            for diary in phone.diaries() {
                let same = diary.pages.iter().filter(|theirs| theirs.call == page.call);
                theirs.extend(same);
            }
        }
        let was_in = matches!(own, Status::Completed | Status::Failed);
        assert!(
            was_in || theirs.iter().all(|page| !page.connected),
            "{call}: the caller has {own:?}, and the callee was connected"
        );
        // Who was cut off, or closed the page, cannot have heard how it ended; nor may ten seconds be enough where so much is lost.
        let apart = self.lossy
            || self
                .phones
                .iter()
                .any(|phone| !phone.alive || phone.was_away);
        if apart || theirs.is_empty() {
            return;
        }
        let pairs: Vec<_> = theirs
            .iter()
            .flat_map(|page| page.statuses.iter().map(|status| (*status, page.connected)))
            .collect();
        if pairs.is_empty() {
            return;
        }
        // Whose page has no token could not say that it answered.
        let no_token = caller.config.asks_token && !was_in && any_failed(&pairs);
        let fits = match page.is_group {
            false => no_token || pairs.iter().any(|theirs| fits(own, *theirs)),
            true => fits_group(own, &pairs),
        };
        assert!(
            fits,
            "{call}: the caller has {own:?}, the callees {pairs:?}"
        );
    }
}

fn any_failed(callees: &[(Status, bool)]) -> bool {
    callees.contains(&(Status::Failed, false))
}

fn fits(caller: Status, (callee, connected): (Status, bool)) -> bool {
    // An answer, or a hang-up of what was answered and not yet confirmed, can cross the caller's decision.
    let crossed = matches!(callee, Status::Refused | Status::AnsweredElsewhere)
        || (callee == Status::Completed && !connected);
    match caller {
        // A hang-up can cross the end of the time that the call had to connect.
        Status::Completed => {
            callee == Status::Completed || (callee == Status::Failed && !connected)
        }
        Status::Failed => callee == Status::Failed || (callee == Status::Completed && !connected),
        Status::Refused => callee == Status::Refused || crossed,
        Status::Busy | Status::Missed => callee == Status::Missed || crossed,
        Status::Cancelled => matches!(callee, Status::Missed | Status::Cancelled) || crossed,
        Status::AnsweredElsewhere => false,
    }
}

/// In a group the caller's record is of all: one that all refused was refused by each. Whoever entered, and hung up as they were let in,
/// has no record of a call in which somebody else was not alone.
fn fits_group(caller: Status, callees: &[(Status, bool)]) -> bool {
    let any = |wanted: Status| callees.iter().any(|(status, _)| *status == wanted);
    match caller {
        Status::Refused => any(Status::Refused),
        Status::Busy => any(Status::Missed),
        Status::Completed | Status::Failed | Status::Missed | Status::Cancelled => true,
        Status::AnsweredElsewhere => false,
    }
}
