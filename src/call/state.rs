//! Knows what a call, a member and an invitation consist of, and how the page sees them. Leaves what happens to them to others.

use super::calling::Heard;
use super::input::{Preconnect, Token};
use super::kind::Kind;
use super::message::{Body, Invitation, Media, Present, Roster};
use super::name::{
    CallId, CallState, CallType, Channel, ChatType, DeviceId, Direction, Failure, Json,
    MemberState, Millis, Source, Status, Text, Ticket, UserId,
};
use super::output::{self, CallInfo, Change, Chat, Record, What};
use super::path::Peer;
use super::screen::Screen;
use super::timer::Slot;

/// What stays the same about a call from its invitation to its record, but for the kind, which both can agree to change.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct About {
    pub call: CallId,
    pub channel: Channel,
    pub kind: CallType,
    pub chat: ChatType,
    pub direction: Direction,
    pub from: UserId,
    pub group_id: Option<Text>,
    pub group_name: Option<Text>,
    pub started_at: Millis,
}

impl About {
    /// What goes out with every invitation to it, to whom it names.
    pub(super) fn invitation(&self, to: Vec<UserId>, uid: Option<Text>) -> Invitation {
        Invitation {
            kind: self.kind,
            chat: self.chat,
            channel: self.channel.clone(),
            to,
            group_id: self.group_id.clone(),
            group_name: self.group_name.clone(),
            message: "".into(),
            ext: None,
            left: None,
            round: 0,
            uid,
            token: None,
        }
    }

    pub(super) fn change(&self, what: What) -> Change {
        Change {
            call: self.call.clone(),
            channel: self.channel.clone(),
            kind: self.kind,
            what,
        }
    }

    /// Tells whether it is a call of this group.
    pub(super) fn is_of_group(&self, group: &Option<Text>) -> bool {
        self.kind.is_group() && group.is_some() && self.group_id == *group
    }

    /// The conversation of its group, where it has one.
    pub(super) fn group_chat(&self) -> Option<Chat> {
        let group = self.group_id.clone().filter(|_| self.kind.is_group());
        group.map(Chat::Group)
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

    /// Somebody else was in it.
    pub(super) fn completed(by: Option<UserId>, error: Option<Failure>) -> Self {
        Self {
            what: None,
            status: Status::Completed,
            by,
            error,
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
    /// We invited; nobody is there.
    Calling,
    /// We asked to be let into a group call; nobody has let us in.
    Entering,
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
    pub(super) kind: Kind,
    pub(super) connected_at: Option<Millis>,
    /// Goes out with every invitation.
    pub(super) invitation: Invitation,
    /// The invitation that we answered.
    pub(super) round: u32,
    /// The promise of `answerCall`, `joinCall` or `resume`; of `startCall` while it waits for a token.
    pub(super) request: Option<Ticket>,
    /// The page has been told that an invitation cannot reach somebody.
    pub(super) told_undeliverable: bool,
    /// Somebody else has been in it with us.
    pub(super) was_in: bool,
    /// Our own place among this person's devices.
    pub(super) epoch: u32,
    /// What the others were last told of each other, and how often that has changed.
    pub(super) roster: Roster,
    pub(super) version: u32,
    pub(super) token: Option<Token>,
    /// Until when nothing more is told of its expiry.
    pub(super) expiry_told_until: Millis,
    /// A token was asked for.
    pub(super) token_ticket: Option<Ticket>,
    /// Our first words wait for it.
    pub(super) waits: bool,
    /// How long its invitations ring; 0 until they are taken back.
    pub(super) timeout: Millis,
    /// What goes with our answer.
    pub(super) words: Words,
    /// How much of the paths to those who ring is made before they answer.
    pub(super) preconnect: Preconnect,
}

impl Active {
    /// Begins with nothing sent; `told` counts what this page said of that before.
    pub(super) fn new(about: About, phase: Phase, invitation: Invitation, told: u32) -> Self {
        let mut mine = Mine::default();
        mine.media.counter = told + 1;
        Self {
            about,
            phase,
            members: Vec::new(),
            mine,
            kind: Kind::default(),
            connected_at: None,
            round: 0,
            invitation,
            request: None,
            told_undeliverable: false,
            was_in: false,
            epoch: 1,
            roster: Roster::default(),
            version: 0,
            token: None,
            expiry_told_until: 0,
            token_ticket: None,
            waits: false,
            timeout: 0,
            words: Words::default(),
            preconnect: Preconnect::Accept,
        }
    }

    pub(super) fn state(&self) -> CallState {
        match self.phase {
            Phase::Calling => CallState::Calling,
            Phase::Answered | Phase::Entering | Phase::Connecting => CallState::Connecting,
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
        self.members.iter().position(|member| {
            member.user == *user && member.device.as_ref() == Some(device) && member.is_reached()
        })
    }

    /// Tells whether there is a call to speak of: it is under way, or its invitations are.
    pub(super) fn has_begun(&self) -> bool {
        self.phase != Phase::Entering && (self.phase != Phase::Calling || !self.waits)
    }

    pub(super) fn is_group(&self) -> bool {
        self.about.kind.is_group()
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
    /// The number of the last peer connection with them.
    pub(super) incarnation: u32,
    /// Whether this side makes their first offer; by device id where nothing was made before the answer.
    pub(super) offers_first: Option<bool>,
    /// Their device's place among their devices, the load of its page and the counter of its last join.
    pub(super) epoch: u32,
    pub(super) boot: u32,
    pub(super) heard: u32,
    /// Whom they say they hear.
    pub(super) hears: Vec<Present>,
    /// Which version of our roster they were told.
    pub(super) knows: u32,
    /// Who invited them, where it was not us: we know of it by that person's word alone.
    pub(super) inviter: Option<UserId>,
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
            incarnation: 0,
            offers_first: None,
            epoch: 0,
            boot: 0,
            heard: 0,
            hears: Vec::new(),
            knows: 0,
            inviter: None,
        }
    }

    /// Tells whether they are in the call, as far as we know.
    pub(super) fn is_in(&self) -> bool {
        is_in(self.state)
    }

    /// Tells whether they have been in the call: they know what it consists of.
    pub(super) fn was_in(&self) -> bool {
        self.epoch > 0 || matches!(self.state, MemberState::Left | MemberState::Lost)
    }

    /// Tells whether we are in touch with their device: they are in, or we still try to reach them.
    pub(super) fn is_reached(&self) -> bool {
        self.is_in() || self.peer.is_some()
    }

    /// Tells whether somebody waits for their answer.
    pub(super) fn is_asked(&self) -> bool {
        self.asked.is_some() || self.inviter.is_some() && self.state.is_open()
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
    pub(super) devices: Vec<Heard>,
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
    pub(super) screen: Screen,
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

    /// The promises that wait for what is being opened.
    pub(super) fn waiting(&self) -> impl Iterator<Item = Ticket> {
        let devices = self.opening.iter().filter_map(|opening| opening.request);
        devices.chain(self.screen.opening.map(|(_, request)| request))
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

/// The words that go with an answer, a cancel or a hang-up.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) reason: Option<Text>,
    pub(super) ext: Option<Json>,
}

/// Tells whether a member in this state is in the call.
pub(super) fn is_in(state: MemberState) -> bool {
    matches!(
        state,
        MemberState::Joining | MemberState::Joined | MemberState::Reconnecting
    )
}
