//! Knows which records a browser must have kept of a page's calls when that page goes, and that what is heard later of one replaces it.
//! Leaves the records that a page tells to `records`.

use callkit::call::limits;
use callkit::call::name::{CallId, CallState, Failure, Status, UserId};
use callkit::call::output::{CallInfo, Record};

use super::diary::Page;
use super::phone::Phone;
use super::world::World;

type End = (Status, Option<UserId>, Option<Failure>);

const MISSED: End = (Status::Missed, None, None);
/// What is kept of a call whose path is up is no older: its pings come every second.
const OLDEST: u64 = limits::KEPT + 2 * limits::PING_EVERY;

impl World {
    /// What is kept of a page of which nothing more may be heard, with or without a word of going.
    pub fn check_owed(&self, index: usize, has_said: bool) {
        let phone = &self.phones[index];
        let name = &phone.name;
        for (at, record) in phone.owed.iter().enumerate() {
            let call = record.call.as_str();
            let once = phone.owed[..at].iter().all(|one| one.call != record.call);
            assert!(once, "{name} keeps {call} twice");
            self.check_times(phone, record, has_said);
            let kept = (record.status, record.ended_by.clone(), record.error);
            let right = end(phone, &record.call, has_said);
            assert_eq!(Some(kept), right, "{name} keeps {call}");
        }
        let keeps = |call: &CallId| phone.owed.iter().any(|one| one.call == *call);
        for (at, page) in phone.diary.pages.iter().enumerate() {
            let mut later = phone.diary.pages[at + 1..].iter();
            let is_open = page.told && !page.merged && page.statuses.is_empty();
            let is_last = later.all(|other| other.call != page.call);
            assert!(
                !(is_open && is_last) || keeps(&page.call) || becomes_another(phone, page),
                "{name} keeps nothing of {}",
                page.call.as_str()
            );
        }
        let to_return = phone.call.resumable();
        assert!(
            to_return.is_none_or(|info| keeps(&info.call)),
            "{name} keeps nothing of the call that it can return to"
        );
    }

    /// It began, was connected and ended in this order, and the last of it is known.
    fn check_times(&self, phone: &Phone, record: &Record, has_said: bool) {
        let now = self.now + phone.offset;
        let times = (record.started_at, record.connected_at, record.ended_at);
        let since = record.connected_at.unwrap_or(record.started_at);
        assert!(
            record.started_at <= since && since <= record.ended_at && record.ended_at <= now,
            "{} keeps {times:?} at {now}",
            phone.name
        );
        let Some(info) = running(phone, &record.call) else {
            return;
        };
        let is_known = info
            .members
            .iter()
            .all(|one| record.members.contains(&one.user));
        assert!(
            is_known,
            "{} keeps {:?} of {:?}",
            phone.name, record.members, info.members
        );
        assert_eq!(record.connected_at, info.connected_at, "{}", phone.name);
        let is_heard = phone.browser.peers.iter().any(|peer| peer.connected);
        let is_calm = self.now >= OLDEST + phone.woke_at.max(self.watch.stirred_at);
        let is_up = phone.state == CallState::Connected && is_heard && is_calm;
        let oldest = match has_said {
            true => 0,
            false if is_up => OLDEST,
            false => u64::MAX,
        };
        assert!(
            now - record.ended_at <= oldest,
            "{} keeps what was {} ago",
            phone.name,
            now - record.ended_at
        );
    }

    /// A record of a call counts more than what was kept of it in case nothing more is heard.
    pub fn check_replaced(&self, index: usize, record: &Record) {
        let phone = &self.phones[index];
        for kept in phone.left.iter().filter(|kept| kept.call == record.call) {
            // What failed for somebody who was never connected has failed for both, whatever this page was told until then.
            let failed = record.status == Status::Failed;
            assert!(
                failed || weight(record) >= weight(kept),
                "{} has {:?} of {}, and what was kept says {:?}",
                phone.name,
                weight(record),
                record.call.as_str(),
                weight(kept)
            );
        }
    }

    /// Nothing more is heard of this page: what its browser has kept is what is known of its calls.
    pub fn leaves_for_good(&mut self, index: usize) {
        let phone = &mut self.phones[index];
        for record in &phone.owed {
            let page = phone.diary.page(&record.call);
            if page.statuses.is_empty() {
                page.is_group = record.kind.is_group();
                page.statuses.push(record.status);
            }
        }
    }
}

/// How a call may end for a page that goes.
fn end(phone: &Phone, call: &CallId, has_said: bool) -> Option<End> {
    let unheard = |info: &CallInfo| match info.connected_at {
        _ if has_said => (Status::Completed, Some(phone.user.into()), None),
        Some(_) => (Status::Completed, None, Some(Failure::ConnectionFailed)),
        None => (Status::Failed, None, Some(Failure::MediaFailed)),
    };
    if let Some(info) = running(phone, call) {
        let mut pages = phone.diary.pages.iter().rev();
        let page = pages.find(|page| page.call == *call);
        let was_in = page.is_some_and(|page| page.was_in && page.statuses.is_empty());
        return Some(match was_in {
            true => unheard(info),
            false => MISSED,
        });
    }
    if let Some(info) = phone.call.resumable().filter(|info| info.call == *call) {
        return Some(unheard(&info));
    }
    phone.diary.was_invited(call).then_some(MISSED)
}

/// The call that this page makes or is in, where it is this one.
fn running<'a>(phone: &'a Phone, call: &CallId) -> Option<&'a CallInfo> {
    let is_idle = matches!(phone.state, CallState::Idle | CallState::Ringing);
    let info = phone.info.as_ref().filter(|_| !is_idle);
    info.filter(|info| info.call == *call)
}

/// Of two who call each other, or the same group, one call stands, and that one is kept.
fn becomes_another(phone: &Phone, page: &Page) -> bool {
    phone.info.as_ref().is_some_and(|info| {
        let mut others = info.members[1..].iter();
        let is_kept = phone.owed.iter().any(|one| one.call == info.call);
        let is_of_group = page.is_group && info.group_id.is_some();
        is_kept
            && (is_of_group || others.any(|one| phone.diary.was_invited_by(&page.call, &one.user)))
    })
}

/// What the list of records goes by, of two of one call.
fn weight(record: &Record) -> (u32, u64) {
    let rank = match record.status {
        Status::Completed => 3,
        Status::Refused | Status::Cancelled | Status::Busy | Status::Failed => 2,
        Status::AnsweredElsewhere => 1,
        Status::Missed => 0,
    };
    (rank, record.ended_at)
}
