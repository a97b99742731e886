//! Knows how those who are in a group call find each other: what each says of the others, whom that makes us contact, and who is let in.
//! Leaves invitations to `calling` and what being in means to `talk`.
//!
//! What others say of a third makes us contact it; it never removes or advances anybody.

use super::message::{Answer, Body, Envelope, Join, LeaveReason, Present, Verdict};
use super::name::{CallType, DeviceId, Failure, MemberState, Status, UserId};
use super::output::{Event, Left, What};
use super::post::Care;
use super::state::{End, Member, Phase, Words};
use super::{Call, limits};

impl Call {
    /// Takes a device's word that it is in our call; tells whether that is done with.
    pub(super) fn on_join(&mut self, from: &UserId, envelope: &Envelope, join: &Join) -> bool {
        let Some(active) = &self.active else {
            return false;
        };
        // Whoever waits for a token has not begun.
        let waits = active.phase == Phase::Calling && active.waits;
        let is_early = active.phase == Phase::Answered || waits;
        let admitted = active.admitted(from, &envelope.device);
        let is_open = active.is_group() && join.channel.as_ref() == Some(&active.about.channel);
        if join.refuses && is_open && !is_early && *from != self.config.user {
            if !self.may_refuse(from, &envelope.device) {
                self.dropped += 1;
                return false;
            }
            self.outrank(from, &envelope.device, join);
            // Another device of ours that is in it settles with this one who stays.
            for one in &join.roster.present {
                if one.user == self.config.user {
                    self.contact(one);
                }
            }
            return true;
        }
        if let Some(index) = admitted
            && (!active.is_group() || is_open && join.epoch >= active.members[index].epoch)
        {
            if !is_early {
                self.hear_join(index, envelope, join);
            }
            return !is_early;
        }
        if !is_open {
            self.dropped += 1;
            return false;
        }
        if is_early {
            return false;
        }
        if *from == self.config.user {
            self.on_sibling_join(envelope, join);
            return true;
        }
        let names_us = join
            .roster
            .present
            .iter()
            .any(|one| one.user == self.config.user && one.device == self.config.device);
        if active.phase == Phase::Entering && !names_us {
            // They want to be let in themselves, or do not know us yet.
            return false;
        }
        if !self.is_newer(from, &envelope.device, join.epoch) {
            self.reply_join(from, &envelope.device);
            return false;
        }
        if self.room_beside(from) == 0 {
            let body = self.leave_body(LeaveReason::Full);
            let call = envelope.call.clone();
            self.post
                .mention(&call, from, &envelope.device, body, &mut self.out);
            return false;
        }
        self.let_in(from, envelope, join);
        true
    }

    /// Takes news from a device that is in.
    fn hear_join(&mut self, index: usize, envelope: &Envelope, join: &Join) {
        let Some(member) = self.member_mut(index) else {
            return;
        };
        let is_new_load = envelope.boot > member.boot;
        let is_anew = is_new_load || join.epoch > member.epoch;
        if !is_anew && join.counter > 0 && join.counter <= member.heard {
            return;
        }
        let user = member.user.clone();
        member.boot = envelope.boot;
        member.heard = join.counter;
        member.epoch = member.epoch.max(join.epoch);
        if join.uid.is_some() {
            member.uid = join.uid.clone();
        }
        let (joined, is_away) = (member.joined, member.away);
        let is_lost = member.state == MemberState::Lost;
        if is_new_load && !joined {
            member.media = join.media;
        }
        // Of a new load the page counts anew; of the same one, what it said since it went shows that it is here.
        if is_new_load || self.post.is_latest(&user, envelope) && is_away {
            self.on_back(index, is_new_load);
        }
        if joined && is_new_load {
            self.take_media(index, join.media);
        } else if joined || is_lost {
            self.on_media(index, join.media);
        } else {
            self.join(index, &user, join.media);
            self.reveal(index);
        }
        if join.wants {
            self.send_join_to(index, false);
            if self.peer_mut(index).is_some() {
                self.rebuild(index);
            }
        }
        self.hear_roster(index, &join.roster);
        self.check_connected();
    }

    /// Somebody who is not in asks, or answers us, and belongs to the call.
    fn let_in(&mut self, from: &UserId, envelope: &Envelope, join: &Join) {
        let Some(index) = self.place_for(from) else {
            return;
        };
        if self
            .active
            .as_ref()
            .is_some_and(|active| active.phase == Phase::Entering)
        {
            self.entered(join.kind);
        }
        let Some(member) = self.member_mut(index) else {
            return;
        };
        let replaced = member
            .device
            .clone()
            .filter(|known| *known != envelope.device);
        let was_in = member.is_in();
        if was_in {
            self.change(What::UserLeft(from.clone(), Left::Kicked, None));
        }
        self.leave_path(index);
        let Some(member) = self.member_mut(index) else {
            return;
        };
        member.device = Some(envelope.device.clone());
        member.epoch = join.epoch;
        member.boot = envelope.boot;
        member.heard = join.counter;
        member.uid = join.uid.clone();
        member.inviter = None;
        member.joined = false;
        member.away = false;
        member.media = Default::default();
        member.state = MemberState::Joining;
        if member.asked.is_some() {
            let mut answer = Answer::plain(member.round, Verdict::Accept, CallType::GroupVideo);
            answer.token = join.token.clone();
            self.decide(index, &envelope.device, &answer);
            self.mark_active(|timings| &mut timings.accepted);
            self.change(What::Accept(from.clone(), None));
        }
        self.start_if_first();
        self.join(index, from, join.media);
        self.send_join_to(index, false);
        if let Some(device) = replaced {
            // It may know of its sibling by nobody else, and settles with it.
            self.reply_join(from, &device);
        }
        self.open_path(index);
        self.hear_roster(index, &join.roster);
        self.check_connected();
        self.release_held();
    }

    /// Another device of this person says that it is in: one of the two leaves.
    fn on_sibling_join(&mut self, envelope: &Envelope, join: &Join) {
        let Some(active) = &mut self.active else {
            return;
        };
        let is_ahead = (active.epoch, &self.config.device) > (join.epoch, &envelope.device);
        if active.phase == Phase::Entering {
            if !is_ahead {
                active.epoch = active.epoch.max(join.epoch).saturating_add(1);
                self.knock();
            }
        } else if is_ahead {
            let user = self.config.user.clone();
            self.ask(&user, &envelope.device);
        } else {
            self.leave_kicked();
        }
    }

    fn leave_kicked(&mut self) {
        let (me, words) = (self.config.user.clone(), Words::default());
        self.take_back_all(&words);
        self.leave_all(LeaveReason::Kicked, &words);
        self.event(Event::Error {
            failure: Failure::Kicked,
            source: None,
            call: self.active.as_ref().map(|active| active.about.call.clone()),
        });
        self.end(End {
            what: Some(What::UserLeft(me.clone(), Left::Kicked, None)),
            status: Status::Completed,
            by: Some(me),
            error: Some(Failure::Kicked),
        });
    }

    /// Tells whether a device's claim counts against what is known of this person.
    fn is_newer(&self, user: &UserId, device: &DeviceId, epoch: u32) -> bool {
        let Some(member) = self.member_named(user) else {
            return true;
        };
        let Some(known) = &member.device else {
            return true;
        };
        let (theirs, ours) = ((epoch, device), (member.epoch, known));
        // A device that has left by its own word comes back by a higher epoch only.
        let is_enough = match member.state == MemberState::Left {
            true => theirs > ours && (epoch > member.epoch || device != known),
            false => theirs >= ours,
        };
        is_enough && epoch.saturating_sub(member.epoch) <= limits::EPOCHS
    }

    /// A member who has not let us in knows of an earlier device of ours that counts as much: we come again with a higher epoch, unless
    /// that device is in.
    pub(super) fn outrank(&mut self, from: &UserId, theirs: &DeviceId, join: &Join) {
        let (me, device) = (&self.config.user, &self.config.device);
        let Some(active) = &mut self.active else {
            return;
        };
        let is_entering = active.phase == Phase::Entering;
        let names_another = join
            .roster
            .present
            .iter()
            .any(|one| one.user == *me && one.device != *device);
        let ahead = join.yours.saturating_sub(active.epoch);
        let may = is_entering || !names_another;
        if may && join.yours >= active.epoch && ahead <= limits::EPOCHS {
            active.epoch = join.yours.saturating_add(1);
            active.version += 1;
            if is_entering {
                self.knock();
            } else {
                let care = Care::waiting(self.now + limits::CONTACT);
                self.send_join(from, theirs, true, care);
            }
        }
    }

    /// Answers a device that we do not let in with what we know.
    pub(super) fn reply_join(&mut self, user: &UserId, device: &DeviceId) {
        let Some(active) = self
            .active
            .as_ref()
            .filter(|active| active.phase != Phase::Entering)
        else {
            return;
        };
        let call = active.about.call.clone();
        let mut refusal = self.own_join(user, false);
        refusal.refuses = true;
        let body = Body::Join(Box::new(refusal));
        self.post.mention(&call, user, device, body, &mut self.out);
    }

    pub(super) fn own_join(&mut self, to: &UserId, wants: bool) -> Join {
        let yours = match *to == self.config.user {
            true => self.active.as_ref().map_or(0, |active| active.epoch),
            false => self.member_named(to).map_or(0, |member| member.epoch),
        };
        let Some(active) = &mut self.active else {
            return Join::default();
        };
        let mut join = Join {
            media: active.mine.media,
            wants,
            uid: self.config.uid.clone(),
            ..Join::default()
        };
        if active.is_group() {
            self.said += 1;
            join.channel = Some(active.about.channel.clone());
            join.kind = Some(active.about.kind);
            join.epoch = active.epoch;
            join.counter = self.said;
            join.yours = yours;
            join.roster = active.roster.clone();
            join.token = active.token.as_ref().map(|token| token.text.clone());
        }
        join
    }

    /// Tells a member's device that we are in.
    pub(super) fn send_join_to(&mut self, index: usize, wants: bool) {
        self.renew_roster();
        let Some(active) = &mut self.active else {
            return;
        };
        let version = active.version;
        let member = &mut active.members[index];
        member.knows = version;
        let (user, device) = (member.user.clone(), member.device.clone());
        if let Some(device) = device {
            self.send_join(&user, &device, wants, Care::in_call());
        }
    }

    /// Instead of what was said before and is still on its way.
    pub(super) fn send_join(&mut self, user: &UserId, device: &DeviceId, wants: bool, care: Care) {
        let join = Body::Join(Box::new(self.own_join(user, wants)));
        self.withdraw_joins(user, device);
        if let Some(active) = &self.active {
            let call = active.about.call.clone();
            self.post.send(&call, user, device, join, care);
        }
    }

    pub(super) fn withdraw_joins(&mut self, user: &UserId, device: &DeviceId) {
        self.post.withdraw(&|envelope, to| {
            to == user
                && envelope.to.as_ref() == Some(device)
                && matches!(envelope.body, Body::Join(_))
        });
    }

    /// Asks a device of which we heard whether it is in our call.
    pub(super) fn contact(&mut self, one: &Present) {
        if one.device == self.config.device {
            return;
        }
        if one.user != self.config.user {
            let known = self.member_named(&one.user);
            let is_it = known.is_some_and(|member| member.device.as_ref() == Some(&one.device));
            let is_reached = known.is_some_and(Member::is_reached);
            if is_it && is_reached {
                return;
            }
            // Whoever knows of another device than the one that is out here may be right.
            let is_another = known.is_some() && !is_it && !is_reached;
            let counts = is_another || self.is_newer(&one.user, &one.device, one.epoch);
            if !counts || self.room_beside(&one.user) == 0 {
                return;
            }
        }
        self.ask(&one.user, &one.device);
    }

    /// Asks a device for its join, and a new path, unless it is being asked.
    pub(super) fn ask(&mut self, user: &UserId, device: &DeviceId) {
        let Some(active) = &self.active else {
            return;
        };
        let call = &active.about.call;
        let (mut waiting, mut asked) = (0, false);
        self.post.look(&mut |envelope, to| {
            if let (Body::Join(join), true) = (&envelope.body, envelope.call == *call) {
                waiting += usize::from(join.wants);
                asked |= join.wants && to == user && envelope.to.as_ref() == Some(device);
            }
        });
        if !asked && waiting < limits::CONTACTS {
            let care = Care::waiting(self.now + limits::CONTACT);
            self.send_join(user, device, true, care);
        }
    }

    /// Follows what was heard in this turn: contacts whom others hear, gives up whom nobody hears, tells what has changed here.
    pub(super) fn meet(&mut self) {
        let is_there = self.active.as_ref().is_some_and(|active| {
            active.is_group() && !matches!(active.phase, Phase::Answered | Phase::Entering)
        });
        if !is_there {
            return;
        }
        if std::mem::take(&mut self.must_meet) {
            for index in 0..self.members() {
                let member = self.member_mut(index).filter(|member| member.is_in());
                let hears = member.map_or(Vec::new(), |member| std::mem::take(&mut member.hears));
                for one in &hears {
                    self.contact(one);
                }
                if let Some(member) = self.member_mut(index).filter(|member| member.is_in()) {
                    member.hears = hears;
                }
                let is_lost = self.member_mut(index).is_some_and(|member| {
                    member.state == MemberState::Lost && member.peer.is_some()
                });
                if is_lost && !self.others_hear(index, Member::is_in) {
                    self.leave_one(index, LeaveReason::Lost, &Default::default());
                    self.drop_path(index);
                }
            }
        }
        self.renew_roster();
        let version = self.active.as_ref().map_or(0, |active| active.version);
        for index in 0..self.members() {
            let is_behind = self
                .member_mut(index)
                .is_some_and(|member| member.is_in() && member.knows != version);
            if is_behind {
                let wants = self.member_mut(index).and_then(|member| {
                    let device = member.device.clone()?;
                    Some((member.user.clone(), device))
                });
                let wants =
                    wants.is_some_and(|(user, device)| self.is_asked_for_join(&user, &device));
                self.send_join_to(index, wants);
            }
        }
    }

    /// Tells whether one of those who count says that they hear this member's device.
    pub(super) fn others_hear(&self, index: usize, counts: fn(&Member) -> bool) -> bool {
        let Some(active) = &self.active else {
            return false;
        };
        let lost = &active.members[index];
        active.members.iter().any(|member| {
            member.slot != lost.slot
                && counts(member)
                && member
                    .hears
                    .iter()
                    .any(|one| one.user == lost.user && Some(&one.device) == lost.device.as_ref())
        })
    }
}
