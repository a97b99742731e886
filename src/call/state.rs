//! Knows what a call, a member and an invitation consist of, and how the page sees them. Leaves what happens to them to others.

use super::message::{Body, Invitation, Media};
use super::name::{
    CallId, CallState, CallType, Channel, ChatType, DeviceId, Direction, Failure, Json,
    MemberState, Millis, Source, Status, Text, Ticket, UserId,
};
use super::output::{self, CallInfo, Change, Invite, Record, What};
use super::path::Peer;
use super::timer::Slot;

/// What stays the same about a call from its invitation to its record, but for the kind, which both can agree to change.
#[derive(Clone, Debug)]
pub(super) struct About {
    pub(super) call: CallId,
    pub(super) channel: Channel,
    pub(super) kind: CallType,
    pub(super) chat: ChatType,
    pub(super) direction: Direction,
    pub(super) from: UserId,
    pub(super) group_id: Option<Text>,
    pub(super) group_name: Option<Text>,
    pub(super) started_at: Millis,
}

impl About {
    pub(super) fn change(&self, what: What) -> Change {
        Change {
            call: self.call.clone(),
            channel: self.channel.clone(),
            kind: self.kind,
            what,
        }
    }

    pub(super) fn record(
        &self,
        members: Vec<UserId>,
        connected_at: Option<Millis>,
        ended_at: Millis,
        end: End,
    ) -> Record {
        Record {
            call: self.call.clone(),
            channel: self.channel.clone(),
            kind: self.kind,
            chat: self.chat,
            direction: self.direction,
            from: self.from.clone(),
            members,
            group_id: self.group_id.clone(),
            group_name: self.group_name.clone(),
            status: end.status,
            started_at: self.started_at,
            connected_at,
            ended_at,
            ended_by: end.by,
            error: end.error,
        }
    }

    pub(super) fn info(
        &self,
        state: CallState,
        connected_at: Option<Millis>,
        members: Vec<output::Member>,
    ) -> CallInfo {
        CallInfo {
            call: self.call.clone(),
            channel: self.channel.clone(),
            kind: self.kind,
            chat: self.chat,
            state,
            direction: self.direction,
            from: self.from.clone(),
            group_id: self.group_id.clone(),
            group_name: self.group_name.clone(),
            started_at: self.started_at,
            connected_at,
            members,
        }
    }
}

/// How a call ends: its last change before the record, and the record's own words.
pub(super) struct End {
    pub(super) what: Option<What>,
    pub(super) status: Status,
    pub(super) by: Option<UserId>,
    pub(super) error: Option<Failure>,
}

impl End {
    pub(super) fn new(what: What, status: Status, by: Option<&UserId>) -> Self {
        Self {
            what: Some(what),
            status,
            by: by.cloned(),
            error: None,
        }
    }

    /// Nobody answered, and there is nothing to tell but the record.
    pub(super) fn missed() -> Self {
        Self {
            what: None,
            status: Status::Missed,
            by: None,
            error: None,
        }
    }

    pub(super) fn failed(error: Failure) -> Self {
        Self {
            what: None,
            status: Status::Failed,
            by: None,
            error: Some(error),
        }
    }
}

/// How far the call of this device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// We invited; nobody has answered.
    Calling,
    /// We answered; the caller has not confirmed.
    Answered,
    /// Confirmed; nothing arrives yet.
    Connecting,
    Connected,
    /// Every path is being repaired.
    Reconnecting,
}

/// The call that this device makes or is in.
pub(super) struct Active {
    pub(super) about: About,
    pub(super) phase: Phase,
    pub(super) members: Vec<Member>,
    pub(super) mine: Mine,
    pub(super) connected_at: Option<Millis>,
    /// Goes out with every invitation.
    pub(super) invitation: Invitation,
    /// The promise of `answerCall`.
    pub(super) request: Option<Ticket>,
    /// The page has been told that an invitation cannot reach somebody.
    pub(super) told_undeliverable: bool,
}

impl Active {
    pub(super) fn state(&self) -> CallState {
        match self.phase {
            Phase::Calling => CallState::Calling,
            Phase::Answered | Phase::Connecting => CallState::Connecting,
            Phase::Connected => CallState::Connected,
            Phase::Reconnecting => CallState::Reconnecting,
        }
    }

    pub(super) fn member_of(&self, user: &UserId) -> Option<usize> {
        self.members.iter().position(|member| member.user == *user)
    }

    pub(super) fn member_at(&self, slot: Slot) -> Option<usize> {
        self.members.iter().position(|member| member.slot == slot)
    }

    /// Finds the member whose admitted device this is.
    pub(super) fn admitted(&self, user: &UserId, device: &DeviceId) -> Option<usize> {
        self.members
            .iter()
            .position(|member| member.user == *user && member.device.as_ref() == Some(device))
    }

    pub(super) fn users(&self, me: &UserId) -> Vec<UserId> {
        let mut users = vec![me.clone()];
        for member in &self.members {
            users.push(member.user.clone());
        }
        users
    }
}

/// Another person in the call, or invited to it.
pub(super) struct Member {
    pub(super) slot: Slot,
    pub(super) user: UserId,
    pub(super) uid: Option<Text>,
    pub(super) state: MemberState,
    /// The device that is in the call for them.
    pub(super) device: Option<DeviceId>,
    /// Our open invitation to them.
    pub(super) asked: Option<Asked>,
    /// How often we have invited them.
    pub(super) round: u32,
    /// What their other devices are told, once it is decided.
    pub(super) fate: Option<Body>,
    pub(super) media: Media,
    /// They said that they are in.
    pub(super) joined: bool,
    /// The call of theirs that this one stands for: both called each other.
    pub(super) gave_up: Option<CallId>,
    /// Their page is being unloaded.
    pub(super) away: bool,
    pub(super) peer: Option<Peer>,
}

impl Member {
    pub(super) fn new(slot: Slot, user: UserId, state: MemberState) -> Self {
        Self {
            slot,
            user,
            uid: None,
            state,
            device: None,
            asked: None,
            round: 0,
            fate: None,
            media: Media::default(),
            joined: false,
            gave_up: None,
            away: false,
            peer: None,
        }
    }

    pub(super) fn show(&self) -> output::Member {
        output::Member {
            user: self.user.clone(),
            uid: self.uid.clone(),
            state: self.state,
            microphone: self.joined && self.media.microphone,
            camera: self.joined && self.media.camera,
            screen: self.joined && self.media.screen,
        }
    }
}

/// An open invitation of ours.
pub(super) struct Asked {
    /// The number of its message to all devices.
    pub(super) number: u32,
    pub(super) expires: Option<Millis>,
    /// The devices heard of, and whether each rings.
    pub(super) devices: Vec<(DeviceId, bool)>,
}

/// What this person sends, or wants to.
#[derive(Default)]
pub(super) struct Mine {
    pub(super) media: Media,
    /// What this person wants on, whatever the devices say.
    pub(super) wants_microphone: bool,
    pub(super) wants_camera: bool,
    pub(super) has_microphone: bool,
    pub(super) has_camera: bool,
    pub(super) opening: Vec<Opening>,
}

impl Mine {
    pub(super) fn is_opening(&self, source: Source) -> bool {
        self.opening.iter().any(|opening| match source {
            Source::Microphone => opening.microphone,
            Source::Camera => opening.camera,
            Source::Screen => false,
        })
    }
}

/// Devices that were asked for.
pub(super) struct Opening {
    pub(super) ticket: Ticket,
    pub(super) microphone: bool,
    pub(super) camera: bool,
    /// The promise of the method that asked.
    pub(super) request: Option<Ticket>,
}

/// An invitation to this device.
pub(super) struct Incoming {
    pub(super) slot: Slot,
    pub(super) about: About,
    pub(super) device: DeviceId,
    pub(super) invitation: Invitation,
    pub(super) expires: Option<Millis>,
    pub(super) stage: Stage,
    /// The page has heard of it.
    pub(super) told: bool,
}

/// How far an invitation to this device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The page is asked whether its phone may ring.
    Asking(Ticket),
    /// The caller is asked whether it still wants us to ring.
    Alerting,
    Ringing,
    /// Rings elsewhere; this person does not want to hear it here.
    Ignored,
    /// Will not ring here; kept for its record.
    Silent,
    /// We call each other and our call stands: theirs waits until ours is answered, or over.
    Held,
    /// We call each other and theirs stands: answered; the caller has not confirmed.
    Merging,
}

impl Stage {
    /// Tells whether the page has heard of it.
    pub(super) fn is_told(self) -> bool {
        matches!(self, Self::Ringing | Self::Ignored)
    }
}

impl Incoming {
    pub(super) fn rings(&self) -> bool {
        self.stage == Stage::Ringing
    }

    pub(super) fn show(&self) -> Invite {
        Invite {
            call: self.about.call.clone(),
            channel: self.about.channel.clone(),
            kind: self.about.kind,
            chat: self.about.chat,
            from: self.about.from.clone(),
            uid: self.invitation.uid.clone(),
            to: self.invitation.to.clone(),
            group_id: self.about.group_id.clone(),
            group_name: self.about.group_name.clone(),
            message: self.invitation.message.clone(),
            ext: self.invitation.ext.clone(),
            expires_at: self.expires,
        }
    }

    pub(super) fn users(&self, me: &UserId) -> Vec<UserId> {
        let mut users = vec![self.about.from.clone(), me.clone()];
        if self.about.kind.is_group() {
            for user in &self.invitation.to {
                if user != me {
                    users.push(user.clone());
                }
            }
        }
        users
    }
}

/// The words that go with an answer, a cancel or a hang-up.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) reason: Option<Text>,
    pub(super) ext: Option<Json>,
}
