//! Knows every bound and every fixed length of time of the call, with its reason. Leaves enforcing them to their users.

use super::name::Millis;

/// Longest name, in UTF-16 units.
pub const NAME: usize = 128;
/// Longest message text, in bytes; a session description with three media sections is under 10 KiB.
pub const MESSAGE: usize = 256 * 1024;
/// Longest `ext`, in bytes of JSON.
pub const EXT: usize = 4 * 1024;
/// Longest text shown with an invitation, and longest reason, in bytes.
pub const TEXT: usize = 1024;
/// Candidates held per peer until the description they belong to has come.
pub const HELD_CANDIDATES: usize = 256;
/// How far ahead of ours the number of a pair's peer connection may be; each newer one costs a peer connection.
pub const REBUILDS: u32 = 64;
/// Peer connections that stay for their leave to be acknowledged; the oldest is closed first.
pub const CLOSING: usize = 16;
/// Candidates in one message; a batch that is larger becomes several messages.
pub const CANDIDATES_IN_ONE_MESSAGE: usize = 32;
/// Invitations remembered, rung or not.
pub const INVITATIONS: usize = 256;
/// Invitations remembered of one sender; the ringing one is never evicted.
pub const INVITATIONS_OF_ONE: usize = 8;
/// People named in one invitation.
pub const INVITED: usize = 64;
/// People in a call, oneself included, whatever `Config::max_members` says: each pair costs a peer connection.
pub const MEMBERS: usize = 8;
/// People remembered in a call, and named in one message: those in it, those asked, and those who were either.
pub const PEOPLE: usize = 32;
/// Devices we heard of and ask at the same time whether they are in our call.
pub const CONTACTS: usize = 16;
/// How far ahead of what we know of a person their epoch may be.
pub const EPOCHS: u32 = 64;
/// The highest epoch that a message may name: it is one more each time a person comes again, so no honest one is near it.
pub const EPOCH: u32 = 1 << 30;
/// People who invite this person to the same call and are remembered with the invitation that rings.
pub const INVITERS: usize = 8;
/// Longest token, in bytes.
pub const TOKEN: usize = 4 * 1024;
/// Messages that wait until their sender's token has been checked.
pub const VERIFYING: usize = 16;
/// Tokens whose check is remembered, so that a repeat costs none.
pub const VERIFIED: usize = 32;
/// How long what was found of a token is believed; a page that is open for days must notice that one has expired.
pub const VERDICT: Millis = 60_000;
/// Calls whose end is remembered, to answer those who were away when it came.
pub const PAST_CALLS: usize = 256;
/// Milliseconds after which the browser is told anew what to keep of a call, so that its record is right to so much after a crash.
pub const KEPT: Millis = 2_000;
/// Calls in a version we do not speak that are remembered, so that each is answered once.
pub const UNSUPPORTED_CALLS: usize = 16;
/// Calls that were left while others were in them, and whose end may still be ours to tell; with one more it is decided for the oldest.
pub const DEPARTURES: usize = 8;
/// Devices whose message numbers are remembered; the longest silent is forgotten first.
pub const DEVICES: usize = 256;
/// Devices of one person that one invitation keeps ringing.
pub const DEVICES_OF_ONE: usize = 16;
/// Messages waiting for their acknowledgement, over all devices; the oldest is given up first.
pub const UNACKNOWLEDGED: usize = 512;
/// The same for one recipient, so that one who has us answer without end pushes out nobody else's.
pub const UNACKNOWLEDGED_BY_ONE: usize = 64;
/// Paths made before the answer, over all devices that ring and all that we ring; the others' are made on it.
pub const AHEAD: usize = 3;
/// Numbers acknowledged in one message.
pub const ACKS_IN_ONE_MESSAGE: usize = 64;
/// Calls whose timings are kept.
pub const TIMINGS: usize = 20;

/// An acknowledgement waits so long for a message to ride on.
pub const ACK_PATIENCE: Millis = 50;
/// First wait before a message is sent again.
pub const RESEND_FIRST: Millis = 500;
/// Longest wait while somebody waits for an answer or a path.
pub const RESEND_WAITING: Millis = 2_000;
/// Longest wait in a call that is connected.
pub const RESEND_IN_CALL: Millis = 8_000;
/// How long a message that nobody waits for any more is still offered.
pub const OFFERED: Millis = 10_000;
/// How long a refusal is offered at most to a caller who is not there, whatever time their invitation had.
pub const REFUSED: Millis = 120_000;
/// An invitation is sent to all devices this often until its outcome is known.
pub const INVITE_EVERY: Millis = 2_000;
/// A caller says "still wanted" this often.
pub const LEASE_EVERY: Millis = 5_000;
/// A ring without "still wanted" ends after this.
pub const LEASE: Millis = 15_000;
/// An alert that the caller does not answer is given up after this.
pub const ALERT: Millis = 10_000;
/// An accept that the caller neither confirms nor cancels has failed after this.
pub const CONFIRM: Millis = 10_000;
/// Whoever enters a call without an invitation and is not let in by anybody has failed after this.
pub const ENTER: Millis = 10_000;
/// A device that somebody says is in our call is asked for this long.
pub const CONTACT: Millis = 30_000;
/// A page is told this long before its token expires.
pub const TOKEN_AHEAD: Millis = 30_000;
/// A page that is asked for a token and gives none for so long has none.
pub const TOKEN_PATIENCE: Millis = 30_000;
/// The first offer is due from the smaller device id; the other side steps in after this.
pub const OFFER_PATIENCE: Millis = 2_000;
/// A path that has not come up is built anew after this, and then again after twice as long.
pub const PATH_PATIENCE: Millis = 8_000;
/// Local candidates are collected for this long before they are sent; 20 ms is the most that a person may be made to wait.
pub const CANDIDATE_BATCH: Millis = 10;
/// The data channel is pinged this often.
pub const PING_EVERY: Millis = 1_000;
/// Silence on the data channel that means three pings were missed.
pub const PING_LOST: Millis = 3_500;
/// How long the data channel may be silent where sound or pictures came back before it.
pub const PING_BACK: Millis = 15_000;
/// First wait before an ICE restart is tried again.
pub const RESTART_FIRST: Millis = 2_000;
/// Longest wait between two ICE restarts.
pub const RESTART_MOST: Millis = 8_000;
/// An answer this long after a ring was ended by somebody else was meant for that ring.
pub const JUST_NOW: Millis = 5_000;
/// Silence noticed this much too late is our own: the page was busy or asleep, and messages wait unread.
pub const LATE: Millis = 500;
/// Whoever asks for pictures and hears nothing has been refused after this.
pub const KIND_PATIENCE: Millis = 20_000;
/// How long `connected` waits for devices that the other side is still opening.
pub const DEVICES_PATIENCE: Millis = 5_000;
/// How long hanging up waits for its acknowledgement before the path closes.
pub const LEAVE_PATIENCE: Millis = 300;
/// A device that is in a call says so to its siblings this often.
pub const OCCUPIED_EVERY: Millis = 12_000;
/// How long a sibling's "I am in a call" is believed.
pub const OCCUPIED_GOOD: Millis = 30_000;
/// A gap in time that means the machine slept.
pub const SLEEP: Millis = 60_000;
/// The most of what `Call::load` counts, in its order.
pub const LOAD: [usize; 5] = [INVITATIONS, PAST_CALLS, DEVICES, UNACKNOWLEDGED, TIMINGS];
