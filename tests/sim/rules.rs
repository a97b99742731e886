//! Knows what must always be true of the phones, after every step and once they rest. Leaves what a page was told to `diary` and records to
//! `records`.

use std::collections::BTreeMap;

use callkit::call::limits;
use callkit::call::message::{Body, Envelope};
use callkit::call::name::{CallId, CallState, MemberState, UserId};
use callkit::call::output::{CallInfo, Invite, Tone};

use super::phone::Phone;
use super::world::World;

/// How long two devices of one person may be in one group call, or two people call each other, while nothing is broken: each entered by a
/// word of its own, and somebody has to hear of both first.
const SETTLES: u64 = 12_000;
/// Each page loaded again, each further person and each repair has their own time; this is what one may take.
const CONNECTS: u64 = 20_000 + limits::CONFIRM;
const RECONNECTS: u64 = 20_000 + 4_000 + 1_000;

/// What is watched over several phones.
#[derive(Default)]
pub struct Watch {
    /// When something was last broken, or mended.
    pub stirred_at: u64,
    /// Until when each person may ring for each call, by those who called.
    deadlines: BTreeMap<(String, String), u64>,
    /// Since when something that must pass has been so, and of which call or person.
    since: BTreeMap<(&'static str, usize), (String, u64)>,
}

impl Watch {
    pub fn on_sent(&mut self, now: u64, to: &UserId, envelope: &Envelope) {
        if let Body::Invite(invitation) = &envelope.body {
            let left = invitation.left.unwrap_or(u64::MAX / 2);
            let key = (envelope.call.as_str().into(), to.as_str().into());
            let at = self.deadlines.entry(key).or_default();
            *at = (*at).max(now + left);
        }
    }
}

impl World {
    /// What must be true after every step of a phone.
    pub fn check_step(&mut self, index: usize) {
        let now = self.now;
        let asks_token = self.phones[index].config.asks_token;
        let phone = &mut self.phones[index];
        let state = phone.state;
        let call = phone.info.as_ref().map(|info| &info.call);
        let lasted = phone.diary.lasts(now, state, call);
        let is_quiet = matches!(state, CallState::Idle | CallState::Ringing);
        let invitations = phone.call.load()[0];
        let quiet = phone.diary.quiet_for(now, is_quiet.then_some(invitations));
        let name = &phone.name;
        // A page that is asked for a token has its own time for that.
        let patience = u64::from(asks_token) * limits::TOKEN_PATIENCE;
        match state {
            CallState::Connecting => assert!(
                lasted <= CONNECTS + patience,
                "{name} is connecting for {lasted}"
            ),
            CallState::Reconnecting => {
                assert!(lasted <= RECONNECTS, "{name} is reconnecting for {lasted}");
            }
            CallState::Ringing | CallState::Idle => {
                assert!(
                    !phone.browser.is_open(),
                    "{name} holds a device while {state:?}"
                );
                // Those of its invitations that are built while they ring.
                let ahead = invitations.min(limits::AHEAD);
                let peers = phone.browser.peers.len();
                assert!(
                    peers <= ahead || quiet <= limits::LEAVE_PATIENCE,
                    "{name} holds {peers} paths while {state:?}"
                );
            }
            CallState::Calling | CallState::Connected => {}
        }
        let tone = phone.browser.tone;
        let rings = !phone.call.invites().is_empty();
        assert_eq!(
            tone == Some(Tone::Incoming),
            rings,
            "{name} rings while {state:?}"
        );
        assert!(
            tone != Some(Tone::Outgoing) || state == CallState::Calling,
            "{name} hears the other's phone while {state:?}"
        );
        let load = phone.call.load();
        assert!(
            load.iter()
                .zip(limits::LOAD)
                .all(|(have, most)| *have <= most),
            "{name} keeps {load:?}"
        );
        if rings {
            self.check_rings(index);
        }
        self.check_in_once(index);
        self.check_both_call(index);
        self.check_members(index);
        self.check_soon(index);
    }

    /// Nobody rings longer than the lease or the deadline allows.
    fn check_rings(&mut self, index: usize) {
        let now = self.now;
        let phone = &mut self.phones[index];
        for invite in phone.call.invites() {
            assert!(
                invite.expires_at.is_none_or(|at| now + phone.offset <= at),
                "rings past its time"
            );
            let lease = phone.diary.has_lease(&invite.call, now);
            assert!(
                lease || !phone.online,
                "{} rings without its caller's word",
                phone.name
            );
            // Its first confirmation may have been under way as long as an alert waits for it; nothing that comes later prolongs it.
            let key = (invite.call.as_str().to_owned(), phone.user.to_owned());
            let deadline = self.watch.deadlines.get(&key).copied();
            let last = deadline.expect("somebody called") + limits::ALERT;
            // What waited while it slept may ring until the caller has answered its alert.
            let just_woke = now <= phone.woke_at + 2_000;
            assert!(
                now <= last || just_woke,
                "{} rings {} longer than its caller wanted",
                phone.name,
                now - last
            );
        }
    }

    /// Never two devices of one user in one call. In a group, where each is let in by somebody else, not for long.
    fn check_in_once(&mut self, index: usize) {
        let own = &self.phones[index];
        let call = is_in(own);
        let is_group = own.info.as_ref().is_some_and(|info| info.kind.is_group());
        let has_twin = self.phones.iter().enumerate().any(|(other, phone)| {
            let is_twin = other != index && phone.alive && phone.user == own.user;
            // Whom nobody hears is in by its own word alone.
            let is_there = !is_group || is_heard(phone) && is_heard(own);
            is_twin && call.is_some() && is_there && is_in(phone) == call
        });
        let (user, call) = (own.user, call.filter(|_| has_twin).cloned());
        let call = call.map(|call| call.as_str().to_owned());
        let lasted = self.lasts("in twice", index, call);
        assert!(
            lasted.is_none_or(|lasted| is_group && lasted <= SETTLES),
            "two devices of {user} are in one call"
        );
    }

    /// Two who call each other get one call.
    fn check_both_call(&mut self, index: usize) {
        let own = &self.phones[index];
        let other = whom_calls(own).filter(|other| {
            // Who may not call gets none, and is not told so.
            let may = !own.forges && !self.forges(other);
            may && self.phones.iter().any(|phone| {
                let is_theirs = phone.alive && phone.user == *other;
                let calls = is_theirs && whom_calls(phone) == Some(own.user);
                // Who has missed the other's call before they call back does not answer that one any more.
                calls && !self.has_ended(own, phone) && !self.has_ended(phone, own)
            })
        });
        let (name, other) = (own.name.clone(), other.map(str::to_owned));
        // Where a token is needed each waits for its own first.
        let patience = u64::from(own.config.asks_token) * limits::TOKEN_PATIENCE;
        let lasted = self.lasts("call each other", index, other.clone());
        assert!(
            lasted.is_none_or(|lasted| lasted <= SETTLES + patience),
            "{name} and {other:?} call each other"
        );
    }

    /// The call that this phone makes has ended for a device of somebody.
    fn has_ended(&self, caller: &Phone, other: &Phone) -> bool {
        let call = caller.info.as_ref().map(|info| &info.call);
        let theirs = self.phones.iter().filter(|phone| phone.user == other.user);
        theirs.flat_map(Phone::diaries).any(|diary| {
            diary
                .pages
                .iter()
                .any(|page| Some(&page.call) == call && !page.statuses.is_empty())
        })
    }

    /// For how long something has been so while nothing was broken; none where it is not so.
    pub fn lasts(&mut self, what: &'static str, index: usize, of: Option<String>) -> Option<u64> {
        let known = self.watch.since.remove(&(what, index));
        let of = of?;
        let since = match known {
            Some((same, since)) if same == of && !self.is_troubled() => since,
            _ => self.now,
        };
        let since = since.max(self.watch.stirred_at);
        self.watch.since.insert((what, index), (of, since));
        Some(self.now - since)
    }

    /// As many as may be are in it, and nobody whose token is no good.
    fn check_members(&self, index: usize) {
        let phone = &self.phones[index];
        let Some(info) = &phone.info else {
            return;
        };
        let there = info.members.iter().filter(|member| {
            matches!(
                member.state,
                MemberState::Joining | MemberState::Joined | MemberState::Reconnecting
            )
        });
        let mut count = 0;
        for member in there {
            count += 1;
            let forges = phone.config.has_token_key
                && matches!(phone.state, CallState::Connecting | CallState::Connected)
                && member.user.as_str() != phone.user
                && self.forges(member.user.as_str());
            assert!(!forges, "{} lets {:?} in", phone.name, member.user);
        }
        assert!(count <= limits::MEMBERS, "{count} are in");
    }

    /// Nobody rings for somebody whose token is no good.
    pub fn check_token(&self, index: usize, invite: &Invite) {
        let phone = &self.phones[index];
        assert!(
            !phone.config.has_token_key || !self.forges(invite.from.as_str()),
            "{} rings for {:?}, who may not",
            phone.name,
            invite.from
        );
    }

    fn lacks_token(&self, user: &str) -> bool {
        self.phones
            .iter()
            .any(|phone| phone.user == user && phone.lacks_token)
    }

    fn forges(&self, user: &str) -> bool {
        self.phones
            .iter()
            .any(|phone| phone.user == user && phone.forges)
    }

    /// Once the network has healed and people have rested: who says that somebody is in is right, and is said to be in by them; whom
    /// they hear, those who hear them hear as well.
    pub fn check_rest(&self) {
        for phone in self.phones.iter().filter(|phone| phone.alive) {
            let name = &phone.name;
            let waits = matches!(phone.state, CallState::Connecting | CallState::Reconnecting);
            assert!(!waits, "{name} rests {:?}", phone.state);
            let Some(info) = &phone.info else {
                continue;
            };
            let shown = info.members.iter().filter(|member| member.screen);
            assert!(shown.count() <= 1, "{name} sees two screens");
            let Some(call) = is_in(phone) else {
                continue;
            };
            let mates = self.mates(phone, info);
            let waits = info.members[1..].iter().any(|member| {
                matches!(
                    member.state,
                    MemberState::Joining | MemberState::Reconnecting
                )
            });
            assert!(!waits, "{name} waits for somebody for ever");
            assert!(
                !mates.is_empty() || self.still_asks(phone),
                "{name} is connected with nobody"
            );
            for (user, mate) in &mates {
                let mate = mate.unwrap_or_else(|| panic!("{name} hears {user}, who is not in"));
                self.check_agreement(phone, info, mate);
            }
            let heard = self.phones.iter().filter(|twin| {
                let is_twin = twin.alive && twin.user == phone.user;
                is_twin && is_in(twin) == Some(call) && is_heard(twin)
            });
            let heard = heard.count();
            assert!(heard <= 1, "two devices of {} are in", phone.user);
        }
    }

    /// Who waits for nobody but one who was asked without end.
    fn still_asks(&self, phone: &Phone) -> bool {
        let info = phone.info.as_ref();
        info.is_some_and(|info| {
            info.members[1..]
                .iter()
                .any(|member| member.state.is_open())
        })
    }

    /// Two who hear each other agree on each other's own state, on the call, and on who else is there.
    fn check_agreement(&self, phone: &Phone, info: &CallInfo, mate: &Phone) {
        let name = &phone.name;
        let theirs = mate.info.as_ref().expect("a call");
        assert_eq!(
            theirs.kind, info.kind,
            "{name} disagrees on the type of the call"
        );
        let seen = theirs
            .members
            .iter()
            .find(|member| member.user.as_str() == phone.user);
        let seen = seen.unwrap_or_else(|| panic!("{} knows nothing of {name}", mate.name));
        let about = format!("{} about {name}", mate.name);
        assert_eq!(seen.state, MemberState::Joined, "{about}");
        let own = &info.members[0];
        assert_eq!(
            (seen.microphone, seen.camera, seen.screen),
            (own.microphone, own.camera, own.screen),
            "{about}"
        );
        for (third, _) in self.mates(mate, theirs) {
            // Who has no token is let in by nobody who asks for one.
            let knows = third == phone.user
                || phone.lacks_token
                || self.lacks_token(third)
                || self
                    .mates(phone, info)
                    .iter()
                    .any(|(user, _)| *user == third);
            assert!(
                knows,
                "{name} hears {}, who hears {third}; {name} does not",
                mate.user
            );
        }
    }

    /// Whom a phone says it is with, and the phone that they are in with.
    fn mates<'a>(&'a self, phone: &Phone, info: &'a CallInfo) -> Vec<(&'a str, Option<&'a Phone>)> {
        let mut mates = Vec::new();
        for member in &info.members[1..] {
            if member.state != MemberState::Joined {
                continue;
            }
            let user = member.user.as_str();
            let there = |other: &&Phone| {
                other.alive && other.user == user && is_in(other) == Some(&info.call)
            };
            // Of two devices of one person the one that hears us is the one that counts.
            let hears_us = |other: &&Phone| {
                there(other)
                    && other.info.as_ref().is_some_and(|theirs| {
                        theirs.members[1..].iter().any(|member| {
                            member.user.as_str() == phone.user
                                && member.state == MemberState::Joined
                        })
                    })
            };
            let mate = self.phones.iter().find(hears_us);
            mates.push((user, mate.or_else(|| self.phones.iter().find(there))));
        }
        mates
    }

    /// What must be true when everybody has hung up.
    pub fn check_peace(&self) {
        for phone in self.phones.iter().filter(|phone| phone.alive) {
            let name = &phone.name;
            assert_eq!(phone.state, CallState::Idle, "{name} never comes to rest");
            let browser = &phone.browser;
            assert!(
                browser.peers.is_empty() && !browser.is_open() && browser.tone.is_none(),
                "{name} holds on"
            );
            let invitations = phone.call.load()[0];
            assert_eq!(invitations, 0, "{name} remembers an invitation for ever");
            for page in &phone.diary.pages {
                let call = page.call.as_str();
                if page.told && !page.merged {
                    assert_eq!(page.ended, 1, "{name} never heard the end of {call}");
                    assert_eq!(page.statuses.len(), 1, "{name} has no record of {call}");
                }
                if page.merged {
                    assert!(
                        page.statuses.is_empty(),
                        "{name} has a record of {call}, which was merged"
                    );
                }
            }
        }
        self.check_records();
    }
}

/// The call that this phone is in: answered and confirmed.
pub fn is_in(phone: &Phone) -> Option<&CallId> {
    let info = phone.info.as_ref()?;
    let confirmed = info.members[0].state == MemberState::Joined;
    let live = matches!(
        info.state,
        CallState::Connecting | CallState::Connected | CallState::Reconnecting
    );
    (confirmed && live).then_some(&info.call)
}

/// Somebody is in it with this phone.
fn is_heard(phone: &Phone) -> bool {
    phone.info.as_ref().is_some_and(|info| {
        info.members[1..]
            .iter()
            .any(|member| member.state == MemberState::Joined)
    })
}

/// The one person whom this phone calls by themselves.
fn whom_calls(phone: &Phone) -> Option<&str> {
    let info = phone.info.as_ref()?;
    let is_it = info.state == CallState::Calling && !info.kind.is_group();
    is_it.then(|| info.members[1].user.as_str())
}
