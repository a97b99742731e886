//! Knows what must happen soon where nothing was ever broken: who is called rings, who is gone is not waited for, what is over rings no
//! longer. Leaves what holds in any weather to `rules`.

use std::collections::BTreeMap;

use callkit::call::limits;
use callkit::call::message::{Body, Envelope};
use callkit::call::name::{CallId, CallState, DeviceId, MemberState, UserId};
use callkit::call::output::{Event, Invite, Left, What};

use super::phone::Phone;
use super::rules::is_in;
use super::world::World;

/// The longest way of a message in fair weather.
const WAY: u64 = 60;
/// A few messages there and back.
const FEW_WAYS: u64 = 1_000;
/// As an invitation is repeated, and answered.
const RINGS: u64 = limits::INVITE_EVERY + FEW_WAYS;
/// From the last trouble until a path is tried again, with time to spare before somebody is given up.
const REPAIRS: u64 = 18_000;

/// What was said, and when.
#[derive(Default)]
pub struct Words {
    /// Until when each page lets each person ring for a call.
    until: BTreeMap<(usize, CallId, UserId), u64>,
    /// When somebody last told their own devices that they have answered.
    handled: BTreeMap<(UserId, CallId), u64>,
    /// When each page first said its last alert, to which device and by which number.
    alerts: BTreeMap<(usize, CallId), (Option<DeviceId>, u32, u64)>,
}

impl Words {
    pub fn on_sent(&mut self, now: u64, page: usize, to: &UserId, envelope: &Envelope) {
        let call = envelope.call.clone();
        match &envelope.body {
            Body::Invite(invitation) => {
                let left = invitation.left.unwrap_or(u64::MAX / 2);
                self.until.insert((page, call, to.clone()), now + left);
            }
            Body::Handled { .. } => {
                self.handled.entry((to.clone(), call)).or_insert(now);
            }
            Body::Alert { .. } => {
                let known = self.alerts.get(&(page, call.clone()));
                let is_same = |(device, number, _): &(_, _, _)| {
                    (device, *number) == (&envelope.to, envelope.number)
                };
                if !known.is_some_and(is_same) {
                    let first = (envelope.to.clone(), envelope.number, now);
                    self.alerts.insert((page, call), first);
                }
            }
            _ => {}
        }
    }
}

/// Tells whether this page has given somebody up: who slept for too long comes back to nobody.
fn has_lost(phone: &Phone, user: &str) -> bool {
    let members = phone.info.iter().flat_map(|info| &info.members);
    let mut theirs = members.filter(|member| member.user.as_str() == user);
    theirs.any(|member| member.state == MemberState::Lost)
}

impl World {
    /// Before something happens to a page: what rang until now was allowed to.
    pub fn check_before(&self, index: usize) {
        let phone = &self.phones[index];
        phone.diary.promises.check(self.now, phone.woke_at);
        if phone.browser.tone.is_none() || !self.was_never_apart(phone.user) {
            return;
        }
        for invite in phone.call.invites() {
            let key = (UserId::from(phone.user), invite.call.clone());
            let handled = self.words.handled.get(&key).copied();
            assert!(
                handled.is_none_or(|at| self.now <= at + WAY || phone.diary.rang_at > at),
                "{} rings though it was answered elsewhere",
                phone.name
            );
        }
    }

    pub fn check_soon(&mut self, index: usize) {
        self.check_nobody_called(index);
        self.check_who_is_called(index);
        self.check_who_is_gone(index);
    }

    /// What a page is told comes when it must.
    pub fn check_told(&self, index: usize, event: &Event) {
        match event {
            Event::Invite(invite) => self.check_invite(index, invite),
            Event::Change(change) => match &change.what {
                What::Timeout(user) if user.as_str() == self.phones[index].user => {
                    self.check_given_up(index, &change.call);
                }
                What::Timeout(user) => self.check_run_out(index, &change.call, user),
                What::UserLeft(user, Left::Lost, _) => self.check_lost(index, user),
                _ => {}
            },
            _ => {}
        }
    }

    /// Who is in a call or is called by another does not hear a second one; what rings was asked for a moment ago.
    fn check_invite(&self, index: usize, invite: &Invite) {
        let phone = &self.phones[index];
        let state = phone.state;
        let is_busy = !matches!(state, CallState::Idle | CallState::Ringing);
        let calls_again = phone.info.as_ref().is_some_and(|info| {
            let is_theirs = info.members.iter().any(|one| one.user == invite.from);
            let waits = matches!(state, CallState::Reconnecting | CallState::Calling);
            waits && !info.kind.is_group() && is_theirs
        });
        assert!(
            !phone.config.busy_when_in_call || !is_busy || calls_again,
            "{} rings while {state:?}",
            phone.name
        );
        let alerted = self.words.alerts.get(&(index, invite.call.clone()));
        let is_late = alerted.is_none_or(|(.., at)| self.now > at + limits::ALERT);
        assert!(
            !is_late || self.now == phone.woke_at,
            "{} rings long after it asked",
            phone.name
        );
        let same = phone.call.invites();
        let same = same.iter().filter(|other| other.from == invite.from);
        let has_one = self.pages_of(invite.from.as_str()).count() == 1;
        assert!(
            same.count() <= 1 || !has_one,
            "{} rings twice for one caller",
            phone.name
        );
    }

    /// A ring is not given up while its only caller, who was always there, wants it.
    fn check_given_up(&self, index: usize, call: &CallId) {
        let user = self.phones[index].user;
        let mut inviters = self.words.until.keys();
        let of_it = |key: &&(usize, CallId, UserId)| key.1 == *call && key.2.as_str() == user;
        let is_one = inviters.by_ref().filter(of_it).count() == 1;
        // Who calls back with a token for another room is not heard as one who answers.
        let needs_token = self.phones[index].config.has_token_key;
        if is_one && !needs_token && self.was_never_apart(user) {
            for (number, caller) in self.phones.iter().enumerate() {
                let until = self.words.until.get(&(number, call.clone(), user.into()));
                let wants = until.is_some_and(|at| *at > self.now)
                    && self.was_never_apart(caller.user)
                    && asks(caller, call, user);
                assert!(!wants, "{} calls {user}, whose phone gave up", caller.name);
            }
        }
    }

    /// A caller's invitation ends when its time is up.
    fn check_run_out(&self, index: usize, call: &CallId, user: &UserId) {
        let key = (index, call.clone(), user.clone());
        let until = self.words.until.get(&key).copied();
        let is_in_time = until.is_none_or(|at| self.now <= at);
        // What a page says while it is offline is not seen here.
        assert!(
            is_in_time || self.phones[index].was_away,
            "an invitation outlives its time by {}",
            self.now - until.unwrap_or(0)
        );
    }

    /// Nobody gives up somebody who is there and has not given them up, if nothing was broken for long enough.
    fn check_lost(&self, index: usize, user: &UserId) {
        let own = &self.phones[index];
        let is_calm = !self.is_troubled() && self.now >= self.watch.stirred_at + REPAIRS;
        if !is_calm || own.config.has_token_key || own.config.asks_token {
            return;
        }
        // Whom they let in, as that page went for good, stood for the person until now.
        if self.pages_of(user.as_str()).any(|other| !other.alive) {
            return;
        }
        let call = own.info.as_ref().map(|info| &info.call);
        let is_there = self.pages_of(user.as_str()).any(|other| {
            other.alive && call.is_some() && is_in(other) == call && !has_lost(other, own.user)
        });
        assert!(!is_there, "{} gives up {user:?}, who is there", own.name);
    }

    /// No phone rings for whom nobody calls.
    fn check_nobody_called(&mut self, index: usize) {
        let phone = &self.phones[index];
        let mut nobody = None;
        if phone.browser.tone.is_some() && self.was_never_apart(phone.user) {
            for invite in phone.call.invites() {
                let from = invite.from.as_str();
                let mut callers = self.phones.iter();
                if self.was_never_apart(from)
                    && !callers.any(|caller| asks(caller, &invite.call, phone.user))
                {
                    nobody = Some(invite.call.as_str().to_owned());
                }
            }
        }
        let lasted = self.lasts("rings for nobody", index, nobody);
        assert!(
            lasted.is_none_or(|lasted| lasted <= FEW_WAYS),
            "{} rings, and nobody calls",
            self.phones[index].name
        );
    }

    /// Who is called and has nothing else to do rings, or has said why not.
    fn check_who_is_called(&mut self, index: usize) {
        let caller = &self.phones[index];
        let mut silent = None;
        if let (CallState::Calling, Some(info)) = (caller.state, &caller.info)
            && self.was_never_apart(caller.user)
            && !caller.config.asks_token
        {
            let waiting = info.members[1..]
                .iter()
                .filter(|one| matches!(one.state, MemberState::Inviting | MemberState::Delivered));
            for member in waiting {
                let mut pages = self.pages_of(member.user.as_str());
                if let (Some(page), None) = (pages.next(), pages.next())
                    && page.state == CallState::Idle
                    && page.alive
                    // What it ignores may be what this one waits for.
                    && page.call.load()[0] <= 1
                    && page.config.can_call
                    && !page.config.asks_before_ring
                    && self.was_never_apart(page.user)
                    && !page.diary.pages.iter().any(|one| one.call == info.call)
                {
                    silent = Some(info.call.as_str().to_owned());
                }
            }
        }
        let lasted = self.lasts("is called in vain", index, silent);
        assert!(
            lasted.is_none_or(|lasted| lasted <= RINGS),
            "{} calls somebody whose phone says nothing",
            self.phones[index].name
        );
    }

    /// Nobody waits for somebody who has gone.
    fn check_who_is_gone(&mut self, index: usize) {
        let own = &self.phones[index];
        let mut gone = None;
        if let (Some(call), Some(info)) = (is_in(own), &own.info)
            && self.was_never_apart(own.user)
        {
            let waited = info.members[1..].iter().filter(|one| {
                matches!(
                    one.state,
                    MemberState::Joining | MemberState::Joined | MemberState::Reconnecting
                )
            });
            for member in waited {
                let mut theirs = self.pages_of(member.user.as_str());
                if self.was_never_apart(member.user.as_str())
                    && theirs.all(|page| page.info.as_ref().is_none_or(|its| its.call != *call))
                {
                    gone = Some(member.user.as_str().to_owned());
                }
            }
        }
        let lasted = self.lasts("waits for who is gone", index, gone);
        assert!(
            lasted.is_none_or(|lasted| lasted <= FEW_WAYS),
            "{} waits for somebody who is gone",
            self.phones[index].name
        );
    }

    fn pages_of<'a>(&'a self, user: &'a str) -> impl Iterator<Item = &'a Phone> {
        self.phones.iter().filter(move |phone| phone.user == user)
    }

    /// In fair weather, with nothing cut and no page of this person ever away.
    fn was_never_apart(&self, user: &str) -> bool {
        self.is_fair
            && self.watch.stirred_at == 0
            && self
                .pages_of(user)
                .all(|phone| phone.alive && !phone.was_away)
    }
}

/// This page has an open invitation for somebody to this call.
fn asks(caller: &Phone, call: &CallId, user: &str) -> bool {
    let makes_it = !matches!(caller.state, CallState::Idle | CallState::Ringing);
    caller.alive
        && caller.user != user
        && makes_it
        && caller.info.as_ref().is_some_and(|info| {
            info.call == *call
                && info.members[1..]
                    .iter()
                    .any(|one| one.user.as_str() == user && one.state.is_open())
        })
}
