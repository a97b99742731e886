//! Knows the literal words of the public contract for what is an enum in here. Leaves what they mean to `call`.

use crate::call::name::{CallState, Direction, Failure, MemberState, Source, Status};
use crate::call::output::Left;

/// Names a failure, as `CallKitErrorCode`.
pub fn of(failure: Failure) -> &'static str {
    match failure {
        Failure::AlreadyInCall => "already-in-call",
        Failure::NoCall => "no-call",
        Failure::CallEnded => "call-ended",
        Failure::ConnectionFailed => "connection-failed",
        Failure::NotDelivered => "not-delivered",
        Failure::UnsupportedPeer => "unsupported-peer",
        Failure::PermissionDenied => "permission-denied",
        Failure::DeviceNotFound => "device-not-found",
        Failure::DeviceInUse => "device-in-use",
        Failure::PlaybackBlocked => "playback-blocked",
        Failure::MediaFailed => "media-failed",
        Failure::NotSupported => "not-supported",
        Failure::TooManyMembers => "too-many-members",
        Failure::Kicked => "kicked",
        Failure::TokenRejected => "token-rejected",
        Failure::Declined => "declined",
        Failure::Internal => "internal",
    }
}

/// Reads what the face says of a device.
pub fn failure(code: &str) -> Failure {
    [
        Failure::PermissionDenied,
        Failure::DeviceNotFound,
        Failure::DeviceInUse,
        Failure::NotSupported,
    ]
    .into_iter()
    .find(|failure| of(*failure) == code)
    .unwrap_or(Failure::Internal)
}

/// Names the state, as `CallState`.
pub fn of_state(state: CallState) -> &'static str {
    match state {
        CallState::Idle => "idle",
        CallState::Calling => "calling",
        CallState::Ringing => "ringing",
        CallState::Connecting => "connecting",
        CallState::Connected => "connected",
        CallState::Reconnecting => "reconnecting",
    }
}

/// Names a member's state, as `Member.state`.
pub fn of_member(state: MemberState) -> &'static str {
    match state {
        MemberState::Inviting => "inviting",
        MemberState::Delivered => "delivered",
        MemberState::Ringing => "ringing",
        MemberState::Joining => "joining",
        MemberState::Joined => "joined",
        MemberState::Reconnecting => "reconnecting",
        MemberState::Refused => "refused",
        MemberState::Busy => "busy",
        MemberState::Timeout => "timeout",
        MemberState::Cancelled => "cancelled",
        MemberState::Left => "left",
        MemberState::Lost => "lost",
    }
}

/// Names how a call ended, as `CallRecord.status`.
pub fn of_status(status: Status) -> &'static str {
    match status {
        Status::Completed => "completed",
        Status::Cancelled => "cancelled",
        Status::Refused => "refused",
        Status::Busy => "busy",
        Status::Missed => "missed",
        Status::AnsweredElsewhere => "answered-elsewhere",
        Status::Failed => "failed",
    }
}

/// Names the side of a call, as `CallInfo.direction`.
pub fn of_direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Outgoing => "outgoing",
        Direction::Incoming => "incoming",
    }
}

/// Names a source, as `MediaType`.
pub fn of_source(source: Source) -> &'static str {
    match source {
        Source::Microphone => "audio",
        Source::Camera => "video",
        Source::Screen => "screen",
    }
}

/// Names why a person left, as the `reason` of `user-left`.
pub fn of_leaving(left: Left) -> &'static str {
    match left {
        Left::HungUp => "hangup",
        Left::Lost => "lost",
        Left::Kicked => "kicked",
    }
}
