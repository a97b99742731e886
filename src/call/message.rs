//! Knows what two pages say to each other, as types. Leaves the text of it to `wire`, and when to say it to its siblings.

use super::name::{
    CallId, CallType, Channel, ChatType, DeviceId, Json, MemberState, Millis, Text, UserId,
};

/// One message with what every message carries. The sender's user is the connection's `from` and stands nowhere in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// Pages of different applications never hear each other.
    pub app: Text,
    /// The call that this is about.
    pub call: CallId,
    /// The sending device.
    pub device: DeviceId,
    /// How often the sending device's page was loaded.
    pub boot: u32,
    /// The device it is for; none means all of the receiving person.
    pub to: Option<DeviceId>,
    /// Counted by the sender for each `to`, from 1.
    pub number: u32,
    /// Numbers of messages from that device that have come; at most `limits::ACKS_IN_ONE_MESSAGE`.
    pub got: Vec<u32>,
    /// What it says.
    pub body: Body,
}

/// What a message says. `round` is which invitation of this person to this call it belongs to, from 1.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// The caller asks a person to come.
    Invite(Invitation),
    /// A device could ring.
    Alert {
        #[allow(missing_docs)]
        round: u32,
        /// How much of the path it would like to be there before the answer.
        path: Ahead,
    },
    /// The caller still wants this device to ring.
    ConfirmRing {
        /// Which load of the page it answers; 0 where it does not say.
        load: u32,
        #[allow(missing_docs)]
        round: u32,
        /// How long; none means until it is told otherwise.
        left: Option<Millis>,
        /// How much of the path to it the caller makes before the answer; its offer follows in a description.
        path: Ahead,
    },
    /// A device gives its person's answer.
    Answer(Answer),
    /// The caller says which answer counts.
    ConfirmAnswer(ConfirmAnswer),
    /// A device tells its siblings that the person has answered on it.
    Handled {
        #[allow(missing_docs)]
        round: u32,
        /// Accepted, or refused.
        accepted: bool,
        /// The device on which it happened.
        device_name: Text,
    },
    /// A device tells its siblings whether it is in a call.
    Occupied {
        /// In one, or no longer.
        busy: bool,
    },
    /// The caller takes an invitation back.
    Cancel {
        #[allow(missing_docs)]
        round: u32,
        /// The time was up, rather than the caller's will.
        timed_out: bool,
        /// The caller's words.
        reason: Option<Text>,
        /// Whatever the page wants the other side to have.
        ext: Option<Json>,
    },
    /// A device is in the call.
    Join(Box<Join>),
    /// A device is out of the call for good.
    Leave {
        /// Why.
        why: LeaveReason,
        /// What this load of the page says of itself from here on counts as much, or more; 0 where it does not say.
        counter: u32,
        /// The person's words.
        reason: Option<Text>,
        /// Whatever the page wants the other side to have.
        ext: Option<Json>,
        /// What it knows of the others, in a group.
        roster: Roster,
    },
    /// The page is being unloaded.
    Away,
    /// The page is here again.
    Back,
    /// A session description (RFC 8829).
    Describe(Description),
    /// ICE candidates (RFC 8838).
    Candidates {
        /// Which peer connection of this pair they belong to.
        incarnation: u32,
        /// At most `limits::CANDIDATES_IN_ONE_MESSAGE`.
        list: Vec<Candidate>,
    },
    /// What a device sends has changed.
    Media(Media),
    /// An audio call becomes a video call, or the other way round.
    Kind {
        /// What is said of it.
        turn: Turn,
        /// How often it has changed; the higher counts.
        version: u32,
        /// What the call is for the sender.
        kind: CallType,
    },
    /// The receiver has these.
    Ack {
        /// Numbers of messages to the acknowledging device.
        direct: Vec<u32>,
        /// Numbers of messages to all devices.
        all: Vec<u32>,
    },
    /// The receiver does not speak the sender's version.
    Unsupported,
}

/// How much of a path is made before the answer; one that sends none of this makes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Ahead {
    /// Nothing.
    #[default]
    Nothing = 0,
    /// What gives no address away: both peer connections and their descriptions.
    Prepared = 1,
    /// All of it.
    Built = 2,
}

/// The caller asks a person to come.
#[derive(Clone, Debug, PartialEq)]
pub struct Invitation {
    /// Audio or video, two people or a group.
    pub kind: CallType,
    /// Which conversation it belongs to.
    pub chat: ChatType,
    /// The room.
    pub channel: Channel,
    /// Everyone invited together.
    pub to: Vec<UserId>,
    /// The group's id in the chat service.
    pub group_id: Option<Text>,
    /// The group's name.
    pub group_name: Option<Text>,
    /// Text to show.
    pub message: Text,
    /// Whatever the page wants the other side to have.
    pub ext: Option<Json>,
    /// How long it still rings; none means until it is taken back.
    pub left: Option<Millis>,
    /// Which invitation of this person to this call it is.
    pub round: u32,
    /// The caller's id in the media room, where it differs from the user id.
    pub uid: Option<Text>,
    /// Proof that the caller may be in this room.
    pub token: Option<Text>,
}

/// A device is in the call. What only a group needs is absent, or 0, between two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Join {
    /// What it sends.
    pub media: Media,
    /// The room: who does not know it is not let in.
    pub channel: Option<Channel>,
    /// What the call is.
    pub kind: Option<CallType>,
    /// Which of a person's devices is in: the higher counts, of equals the larger device id.
    pub epoch: u32,
    /// Higher is newer, of what this load of the page said.
    pub counter: u32,
    /// The sender wants to hear the receiver's join, and a new path: it has none.
    pub wants: bool,
    /// The sender has not let the receiver in: what it knows of them counts as much, or more.
    pub refuses: bool,
    /// The highest epoch the sender knows of the receiver.
    pub yours: u32,
    /// What it knows of the others.
    pub roster: Roster,
    /// The sender's id in the media room, where it differs from the user id.
    pub uid: Option<Text>,
    /// Proof that the sender may be in this room.
    pub token: Option<Text>,
}

/// What a device knows of a group call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roster {
    /// Who is in it, the sender included.
    pub present: Vec<Present>,
    /// Whom the sender has invited, and how far that is.
    pub invited: Vec<(UserId, MemberState)>,
}

/// A device that is in a group call.
#[derive(Clone, Debug, PartialEq)]
pub struct Present {
    #[allow(missing_docs)]
    pub user: UserId,
    #[allow(missing_docs)]
    pub device: DeviceId,
    /// See `Join::epoch`.
    pub epoch: u32,
}

/// What a person said to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Verdict {
    /// Yes.
    Accept = 0,
    /// No.
    Refuse = 1,
    /// In another call, or does not want to be disturbed.
    Busy = 2,
}

/// A device gives its person's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    #[allow(missing_docs)]
    pub round: u32,
    /// Yes, no, busy.
    pub verdict: Verdict,
    /// What the accepting side wants: both calling each other get audio if either wants audio.
    pub kind: CallType,
    /// The answering device's own call that this one would replace.
    pub merges: Option<CallId>,
    /// The person's words.
    pub reason: Option<Text>,
    /// Whatever the page wants the other side to have.
    pub ext: Option<Json>,
    /// The device, told after accept only.
    pub device_name: Text,
    /// The answering person's id in the media room, where it differs from the user id.
    pub uid: Option<Text>,
    /// Proof that the answering person may be in this room.
    pub token: Option<Text>,
}

impl Answer {
    /// One that says no more than this.
    pub fn plain(round: u32, verdict: Verdict, kind: CallType) -> Self {
        Self {
            round,
            verdict,
            kind,
            merges: None,
            reason: None,
            ext: None,
            device_name: "".into(),
            uid: None,
            token: None,
        }
    }
}

/// The caller says which answer counts.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfirmAnswer {
    #[allow(missing_docs)]
    pub round: u32,
    /// The device whose answer it is.
    pub device: DeviceId,
    /// The answer.
    pub verdict: Verdict,
    /// That device's name.
    pub device_name: Text,
    /// What the call is from here on.
    pub kind: CallType,
    /// What the caller sends.
    pub media: Media,
    /// The confirmed device's `Join::epoch`, in a group.
    pub epoch: u32,
    /// Who else is in it, in a group.
    pub roster: Roster,
}

/// Why a device is out of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum LeaveReason {
    /// The person hung up.
    HungUp = 0,
    /// Nothing ever connected.
    Failed = 1,
    /// The path to the receiver could not be repaired.
    Lost = 2,
    /// Another device of the person is in instead.
    Kicked = 3,
    /// The call has as many members as it may; the receiver is not let in.
    Full = 4,
    /// The receiver's token is not accepted.
    Rejected = 5,
}

/// What one device sends, and how often that has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Media {
    /// Higher is newer.
    pub counter: u32,
    /// Sound.
    pub microphone: bool,
    /// Picture.
    pub camera: bool,
    /// Screen.
    pub screen: bool,
    /// Devices are being opened: more may come.
    pub pending: bool,
    /// Who shows a screen last has the highest; 0 before anybody has.
    pub turn: u32,
}

/// A step of the way from an audio call to a video call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Turn {
    /// The sender asks for pictures.
    Ask = 0,
    /// Yes; whoever asked says when.
    Accept = 1,
    /// No.
    Refuse = 2,
    /// The sender asks no more.
    Withdraw = 3,
    /// From here on.
    Set = 4,
}

/// A session description and its place in the order.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// Which peer connection of this pair it belongs to; higher replaces lower.
    pub incarnation: u32,
    /// Which offer of that peer connection; an answer carries its offer's.
    pub generation: u32,
    /// Offer, answer, or a request for a new offer.
    pub step: Step,
    /// The description; empty for a request.
    pub sdp: Text,
    /// The ICE user name fragment in it, which candidates name.
    pub ufrag: Text,
}

/// What a description is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Step {
    /// An offer.
    Offer = 0,
    /// An answer.
    Answer = 1,
    /// The sender found the path broken and asks for an offer that restarts it.
    Restart = 2,
}

/// One ICE candidate, as `RTCIceCandidateInit` has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The candidate attribute.
    pub text: Text,
    /// The media description's id.
    pub mid: Text,
    /// The media description's place.
    pub line: u32,
    /// The ICE user name fragment it belongs to.
    pub ufrag: Text,
}
