//! Knows the names and small kinds that every part of a call speaks of. Leaves their text form to `wire` and `api`.

use std::fmt::{self, Display};
use std::ops::Deref;
use std::rc::Rc;

use arcstr::ArcStr;

/// Text behind one pointer. It is copied, kept and compared everywhere, each by one function that is there once.
#[derive(Debug, Default, Eq, PartialOrd, Ord)]
pub struct Text(ArcStr);

impl Clone for Text {
    #[inline(never)]
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl PartialEq for Text {
    #[inline(never)]
    fn eq(&self, other: &Self) -> bool {
        // Most are the same text, or are told apart by their last letter.
        ArcStr::ptr_eq(&self.0, &other.0)
            || self.0.as_bytes().last() == other.0.as_bytes().last() && **self == **other
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Display for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self)
    }
}

impl AsMut<Text> for Text {
    fn as_mut(&mut self) -> &mut Text {
        self
    }
}

impl From<&str> for Text {
    #[inline(never)]
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        (&*text).into()
    }
}

impl From<Rc<str>> for Text {
    fn from(text: Rc<str>) -> Self {
        (&*text).into()
    }
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(Text);

        impl $name {
            /// Shows the name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<Rc<str>> for $name {
            fn from(text: Rc<str>) -> Self {
                Self(text.into())
            }
        }

        impl From<Text> for $name {
            fn from(text: Text) -> Self {
                Self(text)
            }
        }

        impl AsMut<Text> for $name {
            fn as_mut(&mut self) -> &mut Text {
                &mut self.0
            }
        }
    )+};
}

names! {
    /// An account; all devices of one person share it.
    UserId,
    /// One running page.
    DeviceId,
    /// 128 random bits, as text.
    CallId,
    /// The room a call happens in.
    Channel,
    /// A piece of JSON that passes through unread.
    Json,
}

/// A time in milliseconds since the Unix epoch, or a length in milliseconds. It never runs backwards.
pub type Millis = u64;

/// Something this page started and will be told the end of; it is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u32);

/// One peer connection of this page; it is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PeerId(pub u32);

/// The four kinds of call, by the numbers of the public contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CallType {
    /// Two people, sound.
    Audio = 0,
    /// Two people, sound and pictures.
    Video = 1,
    /// Several people, sound and pictures.
    GroupVideo = 2,
    /// Several people, sound.
    GroupAudio = 3,
}

impl CallType {
    /// Reads the number of the public contract.
    pub fn from_number(number: u32) -> Option<Self> {
        [Self::Audio, Self::Video, Self::GroupVideo, Self::GroupAudio]
            .into_iter()
            .find(|kind| *kind as u32 == number)
    }

    /// Tells whether pictures belong to it.
    pub fn has_video(self) -> bool {
        matches!(self, Self::Video | Self::GroupVideo)
    }

    /// Tells whether it is for more than two people.
    pub fn is_group(self) -> bool {
        matches!(self, Self::GroupVideo | Self::GroupAudio)
    }
}

/// Where the conversation that a call belongs to happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ChatType {
    /// Two people.
    Single = 0,
    /// A group with members.
    Group = 1,
    /// An open room.
    Room = 2,
}

impl ChatType {
    /// Reads the wire number.
    pub fn from_number(number: u32) -> Option<Self> {
        [Self::Single, Self::Group, Self::Room]
            .into_iter()
            .find(|chat| *chat as u32 == number)
    }
}

/// One kind of media that a person sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Source {
    /// Audio.
    Microphone = 0,
    /// Video.
    Camera = 1,
    /// A shared screen.
    Screen = 2,
}

impl Source {
    /// All of them, in the order of their places in an offer.
    pub const ALL: [Self; 3] = [Self::Microphone, Self::Camera, Self::Screen];

    /// Reads its place in an offer.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.get(number as usize).copied()
    }
}

/// Which side of a call this page is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// This user invited.
    Outgoing,
    /// This user was invited.
    Incoming,
}

/// What the page reads as `state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallState {
    /// No call.
    Idle,
    /// Invited, nobody has answered.
    Calling,
    /// Invited by another, not answered.
    Ringing,
    /// Answered; nothing arrives yet.
    Connecting,
    /// A path is up and the first packet has come.
    Connected,
    /// Was connected; every path is being repaired.
    Reconnecting,
}

/// How far a member of a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum MemberState {
    /// The invitation is on its way.
    Inviting = 0,
    /// A device of theirs has it.
    Delivered,
    /// A device of theirs rings.
    Ringing,
    /// They accepted.
    Joining,
    /// They are in the call.
    Joined,
    /// Their path is being repaired.
    Reconnecting,
    /// They said no.
    Refused,
    /// They were in another call.
    Busy,
    /// They did not answer.
    Timeout,
    /// Their invitation was taken back.
    Cancelled,
    /// They hung up.
    Left,
    /// Their path could not be repaired.
    Lost,
}

impl MemberState {
    /// Tells whether they are asked to come and have not answered.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Inviting | Self::Delivered | Self::Ringing)
    }
}

/// How a call ended, as a record tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It was answered, and somebody hung up or was lost.
    Completed,
    /// The caller took it back.
    Cancelled,
    /// The callee said no.
    Refused,
    /// The callee was in another call.
    Busy,
    /// Nobody answered.
    Missed,
    /// Another device of the callee has, or refused, the call.
    AnsweredElsewhere,
    /// It was answered and never connected.
    Failed,
}

/// Why something asked for did not happen; each has its literal code in the public contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Asked for twice, or beside a running call.
    AlreadyInCall,
    /// There is no call that this could be for.
    NoCall,
    /// The call ended, or another device has it.
    CallEnded,
    /// No path, or the caller was never heard again.
    ConnectionFailed,
    /// The connection would not take the message.
    NotDelivered,
    /// The other side speaks a version that this one does not.
    UnsupportedPeer,
    /// The person or the browser said no.
    PermissionDenied,
    /// There is no such device.
    DeviceNotFound,
    /// Another program has it.
    DeviceInUse,
    /// The browser wants a gesture before it plays sound.
    PlaybackBlocked,
    /// The media path did not work.
    MediaFailed,
    /// This release cannot do it yet.
    NotSupported,
    /// More people than a call may have.
    TooManyMembers,
    /// Another device of this person is in the call instead.
    Kicked,
    /// The other side did not accept this person's token, or there is none.
    TokenRejected,
    /// The other side said no, or nothing.
    Declined,
    /// A mistake of ours.
    Internal,
}
