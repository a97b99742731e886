//! Knows everything that can follow from an input: effects, events and settled requests. Leaves doing it to the driver.

use std::rc::Rc;

use super::input::Memory;
use super::message::{Candidate, Envelope};
use super::name::{
    CallId, CallState, CallType, Channel, ChatType, Direction, Failure, Json, MemberState, Millis,
    PeerId, Source, Status, Text, Ticket, UserId,
};

/// One thing that follows. The order counts.
#[derive(Clone, Debug)]
pub enum Output {
    /// To be done now.
    Effect(Effect),
    /// To be told to the page after the last effect of this turn.
    Event(Event),
    /// The request with this ticket is done; told in the events' order. With the call as it was then, where there is one.
    Settle(Ticket, Result<Option<Box<CallInfo>>, Failure>),
}

/// Something for the browser to do. It starts it and returns; what comes of it is an input.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Sends by the connection.
    Send(UserId, Rc<Envelope>),
    /// Sends over the data channel; the channel is open.
    SendDirect(PeerId, Rc<Envelope>),
    /// Sends a ping over the data channel.
    Ping(PeerId),
    /// Sends a chat message that people see, where the connection can.
    SendChat(Chat, Text, Option<Json>),
    /// The same, of how a call went.
    SendRecord(Chat, Rc<Record>),

    /// Makes a peer connection to a device of this person, with its data channel and nothing else.
    OpenPeer(PeerId, UserId),
    /// Places audio, video and screen (the first time), makes an offer and sets it. → `Described` or `StepFailed`
    MakeOffer {
        #[allow(missing_docs)]
        peer: PeerId,
        /// With new ICE credentials (RFC 8445, section 2.4).
        restart: bool,
    },
    /// Sets a remote offer, where needed by rollback, makes an answer and sets it. → `Described` or `StepFailed`
    TakeOffer(PeerId, Text),
    /// Sets a remote answer. → `AnswerTaken` or `StepFailed`
    TakeAnswer(PeerId, Text),
    /// Adds remote candidates; the description they belong to is set. One that fails is logged.
    AddCandidates(PeerId, Vec<Candidate>),
    /// Sends this page's picture, from now on until `Publish`, to a peer that does not show it yet. Nothing is heard.
    Rehearse(PeerId),
    /// Sends what this page publishes, from now on, to this peer.
    Publish(PeerId),
    /// Shows and plays what comes from this peer as this person's, from now on.
    Reveal(PeerId, UserId),
    /// Closes the peer connection, at once; the messages sent directly before may still leave.
    ClosePeer(PeerId),

    /// Opens devices, together where the browser can. → `DevicesOpened`, in which they are live, and `CloseDevices` closes them.
    OpenDevices {
        #[allow(missing_docs)]
        ticket: Ticket,
        #[allow(missing_docs)]
        microphone: bool,
        #[allow(missing_docs)]
        camera: bool,
    },
    /// Stops every track of this page and forgets requests under way: what they open later is stopped as it comes.
    CloseDevices,
    /// Mutes or opens the microphone, without closing it.
    EnableMicrophone(bool),
    /// Stops the camera: its light goes off.
    CloseCamera,
    /// Asks the person which screen to show. → `ScreenOpened`, in which it is live
    OpenScreen {
        #[allow(missing_docs)]
        ticket: Ticket,
        /// With its sound.
        audio: bool,
    },
    /// Stops showing the screen, or asking for it.
    CloseScreen,

    /// Starts a tone; another that plays stops.
    Ring(Tone),
    /// Stops every tone.
    StopRing,
    /// Asks the page whether its phone may ring. → `BeforeRing`
    AskBeforeRing(Ticket, Box<Invite>),

    /// Keeps this, instead of what was kept before: what the next load of this page returns to (→ `Restored`, then), and the records of
    /// its calls if nothing more is heard of it. With neither there is nothing to keep.
    Keep(Option<Box<Memory>>, Vec<Record>),
    /// Asks the page for a token for this room. → `Token`
    AskToken(Ticket, CallId, Channel),
    /// Checks another person's token against the page's key: signature, expiry, `sub` is this person, `channel` this room. → `Verified`
    VerifyToken {
        #[allow(missing_docs)]
        ticket: Ticket,
        #[allow(missing_docs)]
        token: Text,
        #[allow(missing_docs)]
        user: UserId,
        #[allow(missing_docs)]
        channel: Channel,
    },
}

/// A conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Chat {
    #[allow(missing_docs)]
    With(UserId),
    /// Of a group, by its id in the chat service.
    Group(Text),
}

/// What sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// This phone rings.
    Incoming,
    /// The other's phone rings.
    Outgoing,
}

/// Something for the page to know.
#[derive(Clone, Debug)]
pub enum Event {
    /// This phone rings.
    Invite(Box<Invite>),
    /// Something happened to a call.
    Change(Change),
    /// A call has its record.
    Record(Rc<Record>),
    /// Something did not work, and nobody's promise tells it.
    Error {
        #[allow(missing_docs)]
        failure: Failure,
        /// Which device, where it is about one.
        source: Option<Source>,
        #[allow(missing_docs)]
        call: Option<CallId>,
    },
    /// The connection became reachable, or unreachable.
    Online(bool),
    /// This person wants to choose people to add to the call.
    AddPerson(Box<AddPerson>),
    /// The token of this page's call expires soon.
    TokenWillExpire {
        #[allow(missing_docs)]
        channel: Channel,
        #[allow(missing_docs)]
        expires_at: Millis,
    },
}

/// A group call to which people may be added.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct AddPerson {
    pub call: CallId,
    pub channel: Channel,
    pub kind: CallType,
    pub group_id: Option<Text>,
    /// Who is in it or asked, oneself first.
    pub members: Vec<UserId>,
}

/// One invitation, as the page sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Invite {
    #[allow(missing_docs)]
    pub call: CallId,
    #[allow(missing_docs)]
    pub channel: Channel,
    #[allow(missing_docs)]
    pub kind: CallType,
    #[allow(missing_docs)]
    pub chat: ChatType,
    #[allow(missing_docs)]
    pub from: UserId,
    /// The inviter's id in the media room, where it differs.
    pub uid: Option<Text>,
    #[allow(missing_docs)]
    pub to: Vec<UserId>,
    #[allow(missing_docs)]
    pub group_id: Option<Text>,
    #[allow(missing_docs)]
    pub group_name: Option<Text>,
    #[allow(missing_docs)]
    pub message: Text,
    #[allow(missing_docs)]
    pub ext: Option<Json>,
    /// By this machine's clock; none where it rings until it is taken back.
    pub expires_at: Option<Millis>,
}

/// Something that happened to a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    #[allow(missing_docs)]
    pub call: CallId,
    #[allow(missing_docs)]
    pub channel: Channel,
    #[allow(missing_docs)]
    pub kind: CallType,
    /// What.
    pub what: What,
}

/// What happened, by the names of the public contract.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum What {
    Ringing(UserId),
    Accept(UserId, Option<Json>),
    Refuse(UserId, Option<Text>, Option<Json>),
    Busy(UserId),
    Timeout(UserId),
    Cancel(UserId, Option<Text>, Option<Json>),
    AnsweredElsewhere {
        accepted: bool,
        device_name: Text,
    },
    Connecting,
    Connected(Millis),
    /// Without a user: all paths of this device.
    Reconnecting(Option<UserId>),
    Reconnected(Option<UserId>),
    UserJoined(UserId),
    UserLeft(UserId, Left, Option<Text>),
    UserPublished(UserId, Source),
    UserUnpublished(UserId, Source),
    Member(Member),
    Merged(CallId),
    CallTypeRequest(UserId, CallType),
    /// Who changed it, and what it was.
    CallType(UserId, CallType),
    HangUp(Option<Text>),
    Ended(Rc<Record>),
}

/// Why a person is no longer in the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Left {
    HungUp,
    Lost,
    Kicked,
}

/// One person in a call, as the page sees it.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Member {
    pub user: UserId,
    /// The id in the media room, where it differs.
    pub uid: Option<Text>,
    pub state: MemberState,
    pub microphone: bool,
    pub camera: bool,
    pub screen: bool,
}

/// One call, as the page sees it.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct CallInfo {
    pub call: CallId,
    pub channel: Channel,
    pub kind: CallType,
    pub chat: ChatType,
    pub state: CallState,
    pub direction: Direction,
    pub from: UserId,
    pub group_id: Option<Text>,
    pub group_name: Option<Text>,
    pub started_at: Millis,
    pub connected_at: Option<Millis>,
    /// Oneself first.
    pub members: Vec<Member>,
}

/// How a call went.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Record {
    pub call: CallId,
    pub channel: Channel,
    pub kind: CallType,
    pub chat: ChatType,
    pub direction: Direction,
    pub from: UserId,
    /// Oneself included.
    pub members: Vec<UserId>,
    pub group_id: Option<Text>,
    pub group_name: Option<Text>,
    pub status: Status,
    pub started_at: Millis,
    pub connected_at: Option<Millis>,
    pub ended_at: Millis,
    pub ended_by: Option<UserId>,
    pub error: Option<Failure>,
}

/// How long each step of a call took, in milliseconds from its start; none where it never happened.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Timings {
    pub call: CallId,
    pub direction: Direction,
    pub started_at: Millis,
    pub delivered: Option<Millis>,
    pub ringing: Option<Millis>,
    pub accepted: Option<Millis>,
    pub local_ready: Option<Millis>,
    pub remote_ready: Option<Millis>,
    pub path_ready: Option<Millis>,
    pub connected: Option<Millis>,
    pub first_remote_audio: Option<Millis>,
    pub first_remote_video: Option<Millis>,
    pub answer_to_first_frame: Option<Millis>,
}

/// Everything that follows from one input, in order.
#[must_use]
#[derive(Debug, Default)]
pub struct Outputs(pub Vec<Output>);
