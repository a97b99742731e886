//! Knows everything that can happen to a call. Leaves what follows to `call::Call`.

use super::message::{Candidate, Envelope, Step};
use super::name::{
    CallId, CallType, Channel, ChatType, DeviceId, Failure, Json, MemberState, Millis, PeerId,
    Source, Text, Ticket, UserId,
};
pub use super::state::About;

/// What a page was set up with; it stays until the page signs out.
#[derive(Clone, Debug)]
pub struct Config {
    /// The application.
    pub app: Text,
    /// This person.
    pub user: UserId,
    /// This person's id in the media room, where it differs from the user id.
    pub uid: Option<Text>,
    /// This page; the caller of `Call::new` makes it up from 128 random bits.
    pub device: DeviceId,
    /// Counted up by each load of the page.
    pub boot: u32,
    /// What the other side is told this device is.
    pub device_name: Text,
    /// How long an unanswered invitation rings.
    pub ring_timeout: Millis,
    /// How long a lost person is waited for.
    pub reconnect_timeout: Millis,
    /// How long after the answer a call may take to connect.
    pub connect_timeout: Millis,
    /// How long an unloaded page may take to come back.
    pub reload_grace: Millis,
    /// Answer busy while in a call, or let a second invitation ring.
    pub busy_when_in_call: bool,
    /// The page wants to be asked before its phone rings.
    pub asks_before_ring: bool,
    /// How much is done before the answer.
    pub preconnect: Preconnect,
    /// People in a mesh, oneself included; `limits::MEMBERS` at most.
    pub max_members: usize,
    /// The page knows the key of call tokens: nobody gets a ring or a candidate without a valid one.
    pub has_token_key: bool,
    /// The page wants to be asked for a token where none was passed.
    pub asks_token: bool,
    /// The browser has WebRTC. Without it this device stays silent.
    pub can_call: bool,
}

/// How much of the path of a call between two is made while it rings, where the other side allows as much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preconnect {
    /// Nothing, as by pages that know of none of this.
    Never,
    /// What gives nothing away; the path itself is built on the answer.
    #[default]
    Accept,
    /// All of it; pictures wait for the answer.
    Path,
    /// All of it, and a caller's picture is on its way, unseen until the answer.
    Ring,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// The page wants something, and is told the end of it by `Output::Settle` with the same ticket.
    Command(Ticket, Command),
    /// A message came.
    Received {
        /// The sender as the connection authenticated it.
        from: UserId,
        /// What came.
        envelope: Box<Envelope>,
    },
    /// A message came that could not be understood.
    Malformed,
    /// A message came in a newer major version.
    Unsupported {
        /// The sender.
        from: UserId,
        /// Its device.
        device: DeviceId,
        /// The call it was about.
        call: CallId,
    },
    /// The connection became reachable, or unreachable.
    Online(bool),
    /// The connection refused to send.
    SendFailed,
    /// The alarm went off, or the page woke.
    Wake,
    /// The network changed or came back: broken paths are worth another try now.
    NetworkChanged,
    /// The page is being unloaded (`pagehide`).
    Unload,
    /// The page came back from the back/forward cache (`pageshow`, persisted).
    Reshown,
    /// `Effect::AskBeforeRing` was answered.
    BeforeRing(Ticket, BeforeRing),
    /// `Effect::OpenDevices` has settled.
    DevicesOpened(Ticket, Opened),
    /// A device stopped by itself, unplugged or no longer permitted, and why nothing takes its place.
    SourceEnded(Source, Failure),
    /// `Effect::OpenScreen` has settled.
    ScreenOpened(Ticket, Result<(), Failure>),
    /// Over a path that is up nothing comes of what this person publishes (false); or something does over one that was thought broken.
    Arrives(UserId, bool),
    /// The browser would not play sound before a gesture.
    PlaybackBlocked,
    /// Something became known of a peer connection.
    Peer(PeerId, Fact),
    /// What `Effect::Keep` kept last, in an earlier load of this page; comes before any command.
    Restored(Box<Memory>),
    /// `Effect::AskToken` has settled; none where there is no token to be had.
    Token(Ticket, Option<Token>),
    /// `Effect::VerifyToken` has settled.
    Verified(Ticket, bool),
}

/// Proof that this person may be in a room. It is shown to the others, and never kept.
#[derive(Clone, Debug)]
pub struct Token {
    /// The token itself.
    pub text: Text,
    /// When it expires, where it says so.
    pub expires_at: Option<Millis>,
}

/// What a page keeps of its call, to return to it after a reload.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Memory {
    pub about: About,
    /// How often its kind has changed.
    pub kinds: u32,
    pub connected_at: Option<Millis>,
    /// When the page was last known to be in it.
    pub seen_at: Millis,
    /// See `Join::epoch`.
    pub epoch: u32,
    /// What this person wants on.
    pub microphone: bool,
    pub camera: bool,
    pub members: Vec<Mate>,
    /// Who was in it before, or was asked.
    pub others: Vec<(UserId, MemberState)>,
}

/// A device that was in the call.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Mate {
    pub user: UserId,
    pub device: DeviceId,
    pub epoch: u32,
    /// How often their page was loaded.
    pub boot: u32,
    /// How often this page has invited them.
    pub round: u32,
}

/// What the page asked for.
#[derive(Clone, Debug)]
pub enum Command {
    /// `startCall`
    StartCall(Box<StartCall>),
    /// `answerCall`
    Answer(AnswerCall),
    /// `ignoreCall`
    Ignore(Option<CallId>),
    /// `silenceRing`
    Silence,
    /// `hangup`
    HangUp {
        /// The person's words.
        reason: Option<Text>,
        /// Whatever the page wants the other side to have.
        ext: Option<Json>,
    },
    /// `setMicrophone`
    SetMicrophone(bool),
    /// `setCamera`
    SetCamera(bool),
    /// `shareScreen`
    ShareScreen {
        #[allow(missing_docs)]
        on: bool,
        /// With its sound.
        audio: bool,
    },
    /// `switchCallType`
    SwitchCallType(CallType),
    /// `answerCallType`
    AnswerCallType(bool),
    /// `cancelInvite`
    CancelInvite(Vec<UserId>),
    /// `joinCall`
    JoinCall(Box<JoinCall>),
    /// `requestAddPerson`
    RequestAddPerson,
    /// `resume`
    Resume,
    /// `renewToken`
    RenewToken(Token),
    /// `destroy`: leaves whatever is going on, at once.
    Destroy,
}

/// `startCall`, checked and completed: ids that the page left out are made up by whoever has randomness.
#[derive(Clone, Debug)]
pub struct StartCall {
    #[allow(missing_docs)]
    pub call: CallId,
    #[allow(missing_docs)]
    pub channel: Channel,
    /// The page named the channel; one that was made up adds people to whatever group call runs.
    pub names_channel: bool,
    #[allow(missing_docs)]
    pub kind: CallType,
    #[allow(missing_docs)]
    pub chat: ChatType,
    /// Others than oneself, each once.
    pub to: Vec<UserId>,
    #[allow(missing_docs)]
    pub token: Option<Token>,
    /// Start with it on.
    pub microphone: bool,
    /// Start with it on.
    pub camera: bool,
    #[allow(missing_docs)]
    pub message: Text,
    #[allow(missing_docs)]
    pub group_id: Option<Text>,
    #[allow(missing_docs)]
    pub group_name: Option<Text>,
    /// None means `Config::ring_timeout`, 0 means until it is taken back.
    pub timeout: Option<Millis>,
    #[allow(missing_docs)]
    pub ext: Option<Json>,
    /// As in `Config`, for this call.
    pub preconnect: Preconnect,
}

/// `joinCall`, checked.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct JoinCall {
    pub call: CallId,
    pub channel: Channel,
    pub kind: CallType,
    /// Others than oneself, each once.
    pub members: Vec<UserId>,
    pub group_id: Option<Text>,
    pub group_name: Option<Text>,
    pub token: Option<Token>,
    /// Start with it on.
    pub microphone: bool,
    /// Start with it on.
    pub camera: bool,
}

/// `answerCall`
#[derive(Clone, Debug)]
pub struct AnswerCall {
    #[allow(missing_docs)]
    pub token: Option<Token>,
    /// The oldest that rings where none.
    pub call: Option<CallId>,
    /// Yes or no.
    pub accept: bool,
    /// Start with it on; where none, on.
    pub microphone: Option<bool>,
    /// Start with it on; where none, on in a video call.
    pub camera: Option<bool>,
    #[allow(missing_docs)]
    pub reason: Option<Text>,
    #[allow(missing_docs)]
    pub ext: Option<Json>,
}

/// What the page says before its phone rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeforeRing {
    /// Ring.
    Ring,
    /// Ring, and build the path meanwhile.
    RingAndBuild,
    /// Do not disturb: answer busy.
    Busy,
    /// Stay silent.
    Ignore,
}

/// What became of asking for devices. None: not asked for. The tracks are live and held by the effects from here on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    #[allow(missing_docs)]
    pub microphone: Option<Result<(), Failure>>,
    #[allow(missing_docs)]
    pub camera: Option<Result<(), Failure>>,
}

/// What became known of a peer connection.
#[derive(Clone, Debug)]
pub enum Fact {
    /// `MakeOffer` or `TakeOffer` is done: the local description is set, and this is it.
    Described {
        /// Offer after `MakeOffer`, answer after `TakeOffer`.
        step: Step,
        /// The local description.
        sdp: Text,
        /// Its ICE user name fragment.
        ufrag: Text,
    },
    /// `TakeAnswer` is done.
    AnswerTaken,
    /// The running step failed.
    StepFailed,
    /// A local candidate was found.
    Found(Candidate),
    /// `connectionState` changed.
    Path(Path),
    /// The data channel opened.
    ChannelOpen,
    /// The data channel closed.
    ChannelClosed,
    /// A ping came.
    Pinged,
    /// The first packet of a source came.
    Arriving(Source),
    /// The first frame of a source was shown, or its first packet played.
    Shown(Source),
}

/// `RTCPeerConnectionState` (W3C WebRTC, section 4.3.3), as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Being tried.
    Connecting,
    /// Up.
    Connected,
    /// Perhaps broken.
    Disconnected,
    /// Broken.
    Failed,
}
