//! Knows how a page sees its calls when it asks. Leaves telling it of changes to those who make them.

use super::Call;
use super::incoming::Incoming;
use super::name::{CallId, CallState, MemberState};
use super::output::{CallInfo, Invite, Member, Record, Timings};
use super::state::{Active, Phase};

impl Call {
    /// Tells what the page reads as `state`.
    pub fn state(&self) -> CallState {
        match &self.active {
            Some(active) => active.state(),
            None if self.incoming.iter().any(Incoming::rings) => CallState::Ringing,
            None => CallState::Idle,
        }
    }

    /// Shows the call this device is in, or calling, or the first that rings.
    pub fn info(&self) -> Option<CallInfo> {
        let Some(active) = &self.active else {
            return self.first_ringing();
        };
        let mut members = vec![self.show_me(active)];
        members.extend(active.members.iter().map(super::Member::show));
        let (state, connected_at) = (active.state(), active.connected_at);
        Some(active.about.info(state, connected_at, members))
    }

    fn first_ringing(&self) -> Option<CallInfo> {
        let incoming = self.incoming.iter().find(|incoming| incoming.rings())?;
        let me = &self.config.user;
        let members = incoming
            .users(me)
            .into_iter()
            .map(|user| Member {
                state: match user {
                    _ if user == incoming.about.from => MemberState::Joined,
                    _ if user == *me => MemberState::Ringing,
                    _ => MemberState::Inviting,
                },
                uid: None,
                microphone: false,
                camera: false,
                screen: false,
                user,
            })
            .collect();
        Some(incoming.about.info(CallState::Ringing, None, members))
    }

    pub(super) fn show_me(&self, active: &Active) -> Member {
        Member {
            user: self.config.user.clone(),
            uid: self.config.uid.clone(),
            state: match active.phase {
                Phase::Answered | Phase::Entering => MemberState::Joining,
                Phase::Calling | Phase::Connecting | Phase::Connected | Phase::Reconnecting => {
                    MemberState::Joined
                }
            },
            microphone: active.mine.media.microphone,
            camera: active.mine.media.camera,
            screen: active.mine.media.screen,
        }
    }

    /// Shows what rings now, oldest first.
    pub fn invites(&self) -> Vec<Invite> {
        self.incoming
            .iter()
            .filter(|incoming| incoming.rings())
            .map(Incoming::show)
            .collect()
    }

    /// Shows how the last call ended.
    pub fn last_record(&self) -> Option<&Record> {
        self.last_record.as_deref()
    }

    /// Shows how long each step of a recent call took.
    pub fn timings(&self, call: &CallId) -> Option<&Timings> {
        self.timings.iter().find(|timings| timings.call == *call)
    }

    /// Counts messages that were dropped because they could not be understood or came from nobody in the call.
    pub fn dropped(&self) -> u32 {
        self.dropped
    }

    /// Counts what is remembered: invitations, past calls, devices, messages on their way, timings.
    pub fn load(&self) -> [usize; 5] {
        let (devices, letters) = self.post.load();
        [
            self.incoming.len(),
            self.past.len(),
            devices,
            letters,
            self.timings.len(),
        ]
    }
}
