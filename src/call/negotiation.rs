//! Knows how two devices agree on session descriptions and candidates: perfect negotiation (W3C WebRTC, section 10.7) with
//! generations, so that no order of arrival is needed. Leaves peer connections to the browser and sending to the call.

use super::limits;
use super::message::{Body, Candidate, Description, Step};
use super::name::{PeerId, Text};
use super::output::Effect;

/// What follows for the peer connection, or for the other side.
#[derive(Debug)]
pub(super) enum Action {
    Do(Effect),
    Tell(Body),
}

/// What the browser is doing for this peer; it does one thing at a time.
#[derive(Debug)]
enum Doing {
    MakingOffer,
    TakingOffer { generation: u32, ufrag: Text },
    TakingAnswer { ufrag: Text },
}

/// The negotiation of one peer connection with one device.
#[derive(Debug)]
pub(super) struct Negotiation {
    pub(super) peer: PeerId,
    /// Which peer connection of the pair this is.
    pub(super) incarnation: u32,
    /// Yields when both offer at once.
    polite: bool,
    doing: Option<Doing>,
    /// The highest generation that we offered.
    ours: u32,
    /// The highest generation that they offered.
    theirs: u32,
    /// The generation of our offer that has no answer.
    offered: Option<u32>,
    /// An offer to make as soon as the browser is free; with new ICE credentials or not.
    wanted: Option<bool>,
    /// The newest description that waits until the browser is free.
    waiting: Option<Description>,
    /// A description of each side has been set.
    settled: bool,
    remote_ufrag: Option<Text>,
    /// Remote candidates whose description has not been set.
    held: Vec<Candidate>,
    /// Local candidates not yet sent.
    found: Vec<Candidate>,
    /// Nobody has answered: no address of ours is told, and none of theirs is tried.
    pub(super) is_discreet: bool,
    /// What follows and has not been done.
    pub(super) actions: Vec<Action>,
}

impl Negotiation {
    pub(super) fn new(peer: PeerId, incarnation: u32, polite: bool) -> Self {
        Self {
            peer,
            incarnation,
            polite,
            doing: None,
            ours: 0,
            theirs: 0,
            offered: None,
            wanted: None,
            waiting: None,
            settled: false,
            remote_ufrag: None,
            held: Vec::new(),
            found: Vec::new(),
            is_discreet: false,
            actions: Vec::new(),
        }
    }

    /// Tells whether any offer was made or seen.
    pub(super) fn has_begun(&self) -> bool {
        self.ours > 0 || self.theirs > 0 || self.doing.is_some()
    }

    /// Tells whether this offer would need the other peer connection to be thrown away: both sides made the first offer at once, and what
    /// was placed in ours cannot be matched with theirs.
    pub(super) fn must_start_anew_for(&self, offer: &Description) -> bool {
        self.polite && !self.settled && offer.step == Step::Offer && self.collides()
    }

    /// Says and does what waited for the answer.
    pub(super) fn open_up(&mut self) {
        self.send_batch();
        if std::mem::take(&mut self.is_discreet) {
            if let (None, Some(ufrag)) = (&self.doing, self.remote_ufrag.clone()) {
                self.release(&ufrag);
            }
            self.go_on();
        }
    }

    /// Takes what may be done now: before the answer nothing is told but an offer, in which there are no addresses yet.
    pub(super) fn take_actions(&mut self) -> Vec<Action> {
        let mut ready = std::mem::take(&mut self.actions);
        if self.is_discreet {
            let may_be_told =
                |body: &Body| matches!(body, Body::Describe(it) if it.step == Step::Offer);
            let mut index = 0;
            while index < ready.len() {
                match &ready[index] {
                    Action::Tell(body) if !may_be_told(body) => {
                        self.actions.push(ready.remove(index));
                    }
                    _ => index += 1,
                }
            }
        }
        ready
    }

    /// Makes an offer as soon as the browser is free.
    pub(super) fn offer(&mut self, restart: bool) {
        self.wanted = Some(restart || self.wanted == Some(true));
        self.go_on();
    }

    /// Takes an offer or answer of the same incarnation.
    pub(super) fn on_description(&mut self, description: Description) {
        match description.step {
            Step::Offer => {
                if description.generation <= self.theirs {
                    return;
                }
                self.theirs = description.generation;
                if self.collides() && !self.polite {
                    return;
                }
                self.waiting = Some(description);
            }
            Step::Answer => {
                if self.offered != Some(description.generation) {
                    return;
                }
                self.waiting = Some(description);
            }
            Step::Restart => return,
        }
        self.go_on();
    }

    /// Takes the local description that the browser has set.
    pub(super) fn on_described(&mut self, step: Step, sdp: Text, ufrag: Text) {
        let (generation, taken) = match self.doing.take() {
            Some(Doing::MakingOffer) => {
                self.ours += 1;
                self.offered = Some(self.ours);
                (self.ours, None)
            }
            Some(Doing::TakingOffer { generation, ufrag }) => {
                self.offered = None;
                self.settled = true;
                (generation, Some(ufrag))
            }
            Some(Doing::TakingAnswer { .. }) | None => return,
        };
        // One that waits for this person's answer is superseded.
        let waits = |action: &Action| matches!(action, Action::Tell(Body::Describe(_)));
        self.actions.retain(|action| !waits(action));
        self.actions.push(Action::Tell(Body::Describe(Description {
            incarnation: self.incarnation,
            generation,
            step,
            sdp,
            ufrag,
        })));
        if let Some(remote) = taken {
            self.remote_is(remote);
        }
        self.go_on();
    }

    /// Learns that the answer has been set.
    pub(super) fn on_answer_taken(&mut self) {
        if let Some(Doing::TakingAnswer { ufrag }) = self.doing.take() {
            self.offered = None;
            self.settled = true;
            self.remote_is(ufrag);
        }
        self.go_on();
    }

    /// Takes remote candidates: those whose description is set go on, the others wait for it.
    pub(super) fn on_candidates(&mut self, list: Vec<Candidate>) {
        for candidate in list {
            if self.held.len() < limits::HELD_CANDIDATES {
                self.held.push(candidate);
            }
        }
        if let (None, Some(ufrag)) = (&self.doing, self.remote_ufrag.clone()) {
            self.release(&ufrag);
        }
    }

    /// Keeps a local candidate for the next batch; tells whether it is the batch's first.
    pub(super) fn on_found(&mut self, candidate: Candidate) -> bool {
        if self.found.len() < limits::HELD_CANDIDATES {
            self.found.push(candidate);
        }
        self.found.len() == 1 && !self.is_discreet
    }

    /// Sends the local candidates collected so far.
    pub(super) fn send_batch(&mut self) {
        let mut rest = std::mem::take(&mut self.found);
        while !rest.is_empty() {
            let most = limits::CANDIDATES_IN_ONE_MESSAGE.min(rest.len());
            let later = rest.split_off(most);
            let list = std::mem::replace(&mut rest, later);
            self.actions.push(Action::Tell(Body::Candidates {
                incarnation: self.incarnation,
                list,
            }));
        }
    }

    fn collides(&self) -> bool {
        self.offered.is_some() || matches!(self.doing, Some(Doing::MakingOffer))
    }

    fn remote_is(&mut self, ufrag: Text) {
        if let Some(old) = self.remote_ufrag.replace(ufrag.clone())
            && old != ufrag
        {
            self.held.retain(|candidate| candidate.ufrag != old);
        }
        self.release(&ufrag);
    }

    fn release(&mut self, ufrag: &Text) {
        if self.is_discreet {
            return;
        }
        let mut ready = Vec::new();
        for candidate in std::mem::take(&mut self.held) {
            let list = match candidate.ufrag == *ufrag {
                true => &mut ready,
                false => &mut self.held,
            };
            list.push(candidate);
        }
        if !ready.is_empty() {
            self.actions
                .push(Action::Do(Effect::AddCandidates(self.peer, ready)));
        }
    }

    /// Starts the next step where the browser is free: theirs before ours.
    fn go_on(&mut self) {
        let is_answer = |description: &Description| description.step == Step::Answer;
        if self.doing.is_some() || self.is_discreet && self.waiting.as_ref().is_some_and(is_answer)
        {
            return;
        }
        if let Some(Description {
            generation,
            step,
            sdp,
            ufrag,
            ..
        }) = self.waiting.take()
        {
            let (doing, effect) = match step {
                Step::Answer => {
                    if self.offered != Some(generation) {
                        return self.go_on();
                    }
                    (
                        Doing::TakingAnswer { ufrag },
                        Effect::TakeAnswer(self.peer, sdp),
                    )
                }
                Step::Offer | Step::Restart => (
                    Doing::TakingOffer { generation, ufrag },
                    Effect::TakeOffer(self.peer, sdp),
                ),
            };
            self.doing = Some(doing);
            self.actions.push(Action::Do(effect));
        } else if let Some(restart) = self.wanted.take_if(|_| self.offered.is_none()) {
            self.doing = Some(Doing::MakingOffer);
            self.actions.push(Action::Do(Effect::MakeOffer {
                peer: self.peer,
                restart,
            }));
        }
    }
}
