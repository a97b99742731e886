//! Knows the answered call: who is in it, whether it is connected, and how it ends. Leaves paths to `path`, devices to `media`, and who is
//! not heard to `absence`.

use super::calling::Heard;
use super::chat::is_old;
use super::message::{Answer, Body, ConfirmAnswer, Envelope, LeaveReason, Media, Roster, Verdict};
use super::name::{CallType, Failure, MemberState, Source, Text, UserId};
use super::output::{Left, What};
use super::state::{End, Phase, Words, is_in};
use super::timer::Timer;
use super::{Call, limits};

impl Call {
    /// The caller confirmed that this device has the call.
    pub(super) fn confirmed(&mut self, boot: u32, confirm: &ConfirmAnswer) {
        let Some(active) = &mut self.active else {
            return;
        };
        if confirm.kind.is_group() == active.is_group() {
            active.about.kind = confirm.kind;
        }
        // One that is behind for it comes again above what its caller knows; one that is beyond all others could not.
        active.epoch = confirm.epoch.clamp(1, limits::EPOCHS);
        let request = active.request.take();
        let call = active.about.call.clone();
        active.members[0].boot = boot;
        let caller = active.members[0].user.clone();
        self.timers.clear(Timer::Confirm(self.slot_of(0)));
        self.post.withdraw(&|envelope, _| {
            envelope.call == call && matches!(envelope.body, Body::Answer(_))
        });
        self.start_connecting();
        self.show_oneself();
        self.close_camera_in_audio();
        if let Some(ticket) = request {
            let info = self.info().map(Box::new);
            self.settle(ticket, info);
        }
        self.send_join_to(0, false);
        self.join(0, &caller, confirm.media);
        self.open_path(0);
        self.hear_roster(0, &confirm.roster);
        self.release_held();
    }

    /// Somebody is there: the call has its time to connect.
    pub(super) fn start_connecting(&mut self) {
        if let Some(active) = &mut self.active {
            active.phase = Phase::Connecting;
            active.was_in = true;
            active.waits = false;
        }
    }

    /// The first to come changes how far the call is.
    pub(super) fn start_if_first(&mut self) {
        if self
            .active
            .as_ref()
            .is_some_and(|active| active.phase == Phase::Calling)
        {
            self.start_connecting();
            self.change(What::Connecting);
        }
    }

    pub(super) fn join(&mut self, index: usize, user: &UserId, media: Media) {
        let Some(member) = self.member_mut(index) else {
            return;
        };
        member.joined = true;
        // A media message that overtook this one is newer.
        let newest = if member.media.counter > media.counter {
            member.media
        } else {
            media
        };
        member.media = Media::default();
        self.change(What::UserJoined(user.clone()));
        self.set_member_state(index, MemberState::Joined);
        self.take_media(index, newest);
        self.say_kind_to(index);
        self.is_heard_again(index);
    }

    pub(super) fn on_media(&mut self, index: usize, media: Media) {
        let Some(member) = self.member_mut(index) else {
            return;
        };
        if media.counter <= member.media.counter {
            return;
        }
        if member.joined {
            self.take_media(index, media);
        } else {
            member.media = media;
        }
        self.check_connected();
    }

    pub(super) fn take_media(&mut self, index: usize, media: Media) {
        let Some(member) = self.member_mut(index) else {
            return;
        };
        let old = std::mem::replace(&mut member.media, media);
        let user = member.user.clone();
        let slot = member.slot;
        let mut changed = false;
        for source in Source::ALL {
            let what = match (sends(old, source), sends(media, source)) {
                (false, true) => What::UserPublished(user.clone(), source),
                (true, false) => What::UserUnpublished(user.clone(), source),
                (true, true) | (false, false) => continue,
            };
            changed = true;
            self.change(what);
        }
        if changed {
            self.show_member(index);
        }
        self.give_way(index);
        if media.pending {
            self.wake(Timer::Devices(slot), limits::DEVICES_PATIENCE);
        } else {
            self.timers.clear(Timer::Devices(slot));
            self.mark_active(|timings| &mut timings.remote_ready);
        }
    }

    /// Connected: answered, the path to somebody is up, and the first packet of what they publish has come.
    pub(super) fn check_connected(&mut self) {
        let Some(active) = &self.active else {
            return;
        };
        let arrives = active.members.iter().any(|member| {
            let Some(peer) = &member.peer else {
                return false;
            };
            let (mut here, mut publishes) = (false, false);
            for source in Source::ALL {
                if sends(member.media, source) {
                    publishes = true;
                    here |= peer.arrived[source as usize];
                }
            }
            let may_come = publishes || self.timers.is_set(Timer::Devices(member.slot));
            member.joined && peer.up && (here || !may_come)
        });
        if active.phase != Phase::Connecting || !arrives {
            return;
        }
        let mut up = Vec::new();
        if let Some(active) = &mut self.active {
            active.phase = Phase::Connected;
            active.connected_at.get_or_insert(self.now);
            for member in &active.members {
                if member.peer.as_ref().is_some_and(|peer| peer.up) {
                    up.push(member.slot);
                }
            }
        }
        for slot in up {
            self.timers.clear(Timer::Lost(slot));
        }
        self.mark_active(|timings| &mut timings.connected);
        self.change(What::Connected(self.now));
    }

    pub(super) fn on_leave(
        &mut self,
        from: &UserId,
        envelope: &Envelope,
        why: LeaveReason,
        words: Words,
        roster: &Roster,
    ) {
        let active = self.active.as_ref();
        let Some(active) = active.filter(|active| active.about.call == envelope.call) else {
            return self.left_while_away(from, envelope, why, roster);
        };
        let Some(index) = active.admitted(from, &envelope.device) else {
            return self.stranger_left(from, envelope, why, words);
        };
        self.parting.is_old = is_old(envelope, active.members[index].boot);
        if active.is_group() {
            for one in &roster.present {
                self.contact(one);
            }
        }
        match why {
            LeaveReason::HungUp => self.member_left(index, Left::HungUp, words.reason),
            LeaveReason::Lost => self.member_left(index, Left::Lost, None),
            LeaveReason::Kicked => self.member_left(index, Left::Kicked, None),
            LeaveReason::Failed | LeaveReason::Full => {
                self.fail_member(index, Failure::MediaFailed);
            }
            LeaveReason::Rejected => self.fail_member(index, Failure::TokenRejected),
        }
    }

    /// Tells whether who left before they entered again has said so too late.
    pub(super) fn has_entered_again(
        &self,
        from: &UserId,
        envelope: &Envelope,
        counter: u32,
    ) -> bool {
        let active = self.active.as_ref();
        let active = active.filter(|active| counter > 0 && active.about.call == envelope.call);
        active.is_some_and(|active| {
            active.members.iter().any(|member| {
                member.user == *from
                    && (member.device.as_ref(), member.boot)
                        == (Some(&envelope.device), envelope.boot)
                    && counter <= member.heard
            })
        })
    }

    /// The path to somebody never came up, or they will not have us.
    fn fail_member(&mut self, index: usize, failure: Failure) {
        if self
            .active
            .as_ref()
            .is_some_and(|active| active.is_group() && active.phase != Phase::Answered)
        {
            return self.member_left(index, Left::Lost, None);
        }
        self.drop_path(index);
        self.end(End::failed(failure));
    }

    /// A device that is not in our call says that it is out of it.
    fn stranger_left(
        &mut self,
        from: &UserId,
        envelope: &Envelope,
        why: LeaveReason,
        words: Words,
    ) {
        // Who has lost us is still there to be asked.
        if why != LeaveReason::Lost {
            self.withdraw_joins(from, &envelope.device);
        }
        let is_refusal = self.active.as_ref().is_some_and(|active| {
            active.phase == Phase::Entering && self.may_refuse(from, &envelope.device)
        });
        match why {
            LeaveReason::Full if is_refusal => self.abandon(Failure::TooManyMembers),
            LeaveReason::Rejected if is_refusal => {
                self.abandon(Failure::TokenRejected);
            }
            // Without a number it is said by a device that knows nothing of the call, of which it was offered a path.
            LeaveReason::HungUp if envelope.number > 0 => {
                self.accepted_and_left(from, envelope, words);
            }
            _ => self.dropped += 1,
        }
    }

    /// A leave that overtook its accept counts for both, where the invitation rang there before it was said.
    fn accepted_and_left(&mut self, from: &UserId, envelope: &Envelope, words: Words) {
        let Some(round) = self.active.as_ref().and_then(|active| {
            let member = &active.members[active.member_of(from)?];
            let rang = |heard: &Heard| {
                let (load, alert) = (heard.load, heard.alert);
                heard.device == envelope.device && load > 0 && alert < envelope.number
            };
            let mut devices = member.asked.as_ref()?.devices.iter();
            devices.any(rang).then_some(member.round)
        }) else {
            self.dropped += 1;
            return;
        };
        let kind = self
            .active
            .as_ref()
            .map_or(CallType::Audio, |active| active.about.kind);
        let answer = Answer::plain(round, Verdict::Accept, kind);
        self.on_answer(from, envelope, answer);
        if let Some(index) = self
            .active
            .as_ref()
            .and_then(|active| active.admitted(from, &envelope.device))
        {
            self.member_left(index, Left::HungUp, words.reason);
        }
    }

    pub(super) fn member_left(&mut self, index: usize, left: Left, message: Option<Text>) {
        let Some(member) = self.member_mut(index) else {
            return;
        };
        let user = member.user.clone();
        let was_told = is_in(member.state);
        member.joined = false;
        if was_told {
            self.change(What::UserLeft(user.clone(), left, message));
        }
        let state = match left {
            Left::HungUp | Left::Kicked => MemberState::Left,
            Left::Lost => MemberState::Lost,
        };
        self.drop_path(index);
        self.set_member_state(index, state);
        self.forget_invitations(&user, &[]);
        // What they made of the call may have reached us alone.
        for other in 0..self.members() {
            self.say_kind_to(other);
        }
        self.must_meet = true;
        self.end_if_alone(End::completed(
            (left == Left::HungUp).then_some(user),
            (left == Left::Lost).then_some(Failure::ConnectionFailed),
        ));
    }
}

pub(super) fn sends(media: Media, source: Source) -> bool {
    match source {
        Source::Microphone => media.microphone,
        Source::Camera => media.camera,
        Source::Screen => media.screen,
    }
}
