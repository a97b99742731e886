//! Knows when each step of the recent calls happened. Leaves deciding what a step is to the call.

use super::name::{CallId, Source};
use super::output::Timings;
use super::state::About;
use super::{Call, limits};

type Step = fn(&mut Timings) -> &mut Option<u64>;

impl Call {
    /// Begins anew where the call is known already: whoever is asked again starts over.
    pub(super) fn start_timings(&mut self, about: &About) {
        self.timings.retain(|known| known.call != about.call);
        if self.timings.len() == limits::TIMINGS {
            self.timings.remove(0);
        }
        self.timings.push(Timings {
            call: about.call.clone(),
            direction: about.direction,
            started_at: about.started_at,
            delivered: None,
            ringing: None,
            accepted: None,
            local_ready: None,
            remote_ready: None,
            path_ready: None,
            connected: None,
            first_remote_audio: None,
            first_remote_video: None,
            answer_to_first_frame: None,
        });
    }

    /// Notes that a step of a call has happened, the first time it does.
    pub(super) fn mark(&mut self, call: &CallId, step: Step) {
        let now = self.now;
        let timings = self
            .timings
            .iter_mut()
            .find(|timings| timings.call == *call);
        if let Some(timings) = timings {
            let since = now - timings.started_at;
            step(timings).get_or_insert(since);
        }
    }

    pub(super) fn mark_active(&mut self, step: Step) {
        if let Some(call) = self.active.as_ref().map(|active| active.about.call.clone()) {
            self.mark(&call, step);
        }
    }

    /// Notes the first frame after the answer; in an audio call, the first sound.
    pub(super) fn mark_answered(&mut self, source: Source) {
        let Some(active) = &self.active else {
            return;
        };
        let expected = match active.about.kind.has_video() {
            true => Source::Camera,
            false => Source::Microphone,
        };
        let (call, now) = (active.about.call.clone(), self.now);
        if source != expected {
            return;
        }
        let timings = self.timings.iter_mut().find(|timings| timings.call == call);
        if let Some(timings) = timings
            && let Some(accepted) = timings.accepted
        {
            let since = now - timings.started_at;
            timings
                .answer_to_first_frame
                .get_or_insert(since - accepted);
        }
    }
}
