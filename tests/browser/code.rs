//! The words of the public contract.

use callkit::api::code;
use callkit::call::name::Failure;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn every_failure_has_its_code() {
    for (failure, word) in [
        (Failure::AlreadyInCall, "already-in-call"),
        (Failure::NoCall, "no-call"),
        (Failure::CallEnded, "call-ended"),
        (Failure::ConnectionFailed, "connection-failed"),
        (Failure::NotDelivered, "not-delivered"),
        (Failure::UnsupportedPeer, "unsupported-peer"),
        (Failure::PermissionDenied, "permission-denied"),
        (Failure::DeviceNotFound, "device-not-found"),
        (Failure::DeviceInUse, "device-in-use"),
        (Failure::PlaybackBlocked, "playback-blocked"),
        (Failure::MediaFailed, "media-failed"),
        (Failure::NotSupported, "not-supported"),
        (Failure::TooManyMembers, "too-many-members"),
        (Failure::Kicked, "kicked"),
        (Failure::TokenRejected, "token-rejected"),
        (Failure::Internal, "internal"),
    ] {
        assert_eq!(code::of(failure), word);
    }
}
