//! Knows what a browser would do with the effects of one page: descriptions, candidates, paths, devices. Leaves time to the world.

use callkit::call::input::{Fact, Input, Opened, Path};
use callkit::call::message::{Candidate, Step};
use callkit::call::name::{Failure, PeerId, Source, Text};
use callkit::call::output::{Effect, Tone};

use super::network::Dice;
use super::paths::Fragment;

/// One peer connection.
#[derive(Clone, Debug)]
pub struct FakePeer {
    pub id: PeerId,
    /// ICE user name fragment of our own description.
    pub local: Option<Fragment>,
    /// That of the remote description, once it is set.
    pub remote: Option<Fragment>,
    pub has_candidate: bool,
    pub connected: bool,
    pub channel: bool,
    pub published: bool,
}

/// The browser of one page.
#[derive(Default)]
pub struct Browser {
    pub peers: Vec<FakePeer>,
    pub microphone: bool,
    pub camera: bool,
    pub tone: Option<Tone>,
    pub generation: u32,
    pub descriptions: u32,
}

/// What the world must bring back later, after so many milliseconds.
pub struct Later(pub u64, pub Input, pub u32);

impl Browser {
    pub fn peer(&mut self, id: PeerId) -> Option<&mut FakePeer> {
        self.peers.iter_mut().find(|peer| peer.id == id)
    }

    /// Tells whether what comes back later still means something: devices asked for before they were all closed do not.
    pub fn wants(&self, later: &Input, generation: u32) -> bool {
        !matches!(later, Input::DevicesOpened(..) | Input::ScreenOpened(..))
            || generation == self.generation
    }

    /// The page is loaded again: nothing is open any more.
    pub fn reload(&mut self) {
        self.microphone = false;
        self.camera = false;
        self.tone = None;
        self.generation += 1;
    }

    /// Tells whether a device is open.
    pub fn is_open(&self) -> bool {
        self.microphone || self.camera
    }

    /// Does an effect; tells what comes of it later.
    pub fn perform(&mut self, effect: &Effect, name: &str, dice: &mut Dice) -> Vec<Later> {
        match effect {
            Effect::OpenPeer(id, _) => {
                self.peers.push(FakePeer {
                    id: *id,
                    local: None,
                    remote: None,
                    has_candidate: false,
                    connected: false,
                    channel: false,
                    published: false,
                });
                Vec::new()
            }
            Effect::MakeOffer { peer, .. } => self.describe(*peer, Step::Offer, name, dice),
            Effect::TakeOffer(peer, sdp) => {
                self.set_remote(*peer, sdp);
                self.describe(*peer, Step::Answer, name, dice)
            }
            Effect::TakeAnswer(peer, sdp) => {
                self.set_remote(*peer, sdp);
                vec![Later(
                    dice.between(1, 20),
                    Input::Peer(*peer, Fact::AnswerTaken),
                    0,
                )]
            }
            Effect::AddCandidates(peer, list) => {
                let peer = self
                    .peer(*peer)
                    .expect("candidates for a peer that is open");
                for candidate in list {
                    assert_eq!(
                        Some(&*candidate.ufrag),
                        peer.remote.as_deref(),
                        "a candidate before its description"
                    );
                    peer.has_candidate = true;
                }
                Vec::new()
            }
            Effect::Publish(peer) => {
                if let Some(peer) = self.peer(*peer) {
                    peer.published = true;
                }
                Vec::new()
            }
            Effect::Rehearse(peer) => {
                let peer = self.peer(*peer).expect("a peer to rehearse with");
                assert!(!peer.published, "a rehearsal after the answer");
                Vec::new()
            }
            Effect::ClosePeer(id) => {
                self.peers.retain(|peer| peer.id != *id);
                Vec::new()
            }
            Effect::OpenDevices {
                ticket,
                microphone,
                camera,
            } => {
                let outcome = |wanted: bool, dice: &mut Dice| {
                    wanted.then(|| match dice.percent(10) {
                        true => Err(Failure::PermissionDenied),
                        false => Ok(()),
                    })
                };
                let opened = Opened {
                    microphone: outcome(*microphone, dice),
                    camera: outcome(*camera, dice),
                };
                let wait = match dice.percent(10) {
                    true => dice.between(1_000, 20_000),
                    false => dice.between(10, 300),
                };
                vec![Later(
                    wait,
                    Input::DevicesOpened(*ticket, opened),
                    self.generation,
                )]
            }
            Effect::CloseDevices => {
                self.microphone = false;
                self.camera = false;
                self.generation += 1;
                Vec::new()
            }
            Effect::OpenScreen { ticket, .. } => {
                let outcome = match dice.percent(10) {
                    true => Err(Failure::PermissionDenied),
                    false => Ok(()),
                };
                let wait = dice.between(10, 3_000);
                vec![Later(
                    wait,
                    Input::ScreenOpened(*ticket, outcome),
                    self.generation,
                )]
            }
            Effect::CloseScreen => Vec::new(),
            Effect::CloseCamera => {
                self.camera = false;
                Vec::new()
            }
            Effect::Ring(tone) => {
                self.tone = Some(*tone);
                Vec::new()
            }
            Effect::StopRing => {
                self.tone = None;
                Vec::new()
            }
            Effect::Send(..)
            | Effect::SendDirect(..)
            | Effect::Ping(_)
            | Effect::SendChat(..)
            | Effect::SendRecord(..)
            | Effect::Reveal(..)
            | Effect::EnableMicrophone(_)
            | Effect::Keep(..)
            | Effect::AskToken(..)
            | Effect::VerifyToken { .. }
            | Effect::AskBeforeRing(..) => Vec::new(),
        }
    }

    /// Notes what opened, just before the page hears of it.
    pub fn on_opened(&mut self, opened: &Opened) {
        self.microphone |= opened.microphone == Some(Ok(()));
        self.camera |= opened.camera == Some(Ok(()));
    }

    fn set_remote(&mut self, peer: PeerId, sdp: &str) {
        if let Some(peer) = self.peer(peer) {
            if peer.remote.as_deref() != Some(sdp) {
                peer.has_candidate = false;
            }
            peer.remote = Some(sdp.into());
        }
    }

    /// A description is its own user name fragment here.
    fn describe(&mut self, id: PeerId, step: Step, name: &str, dice: &mut Dice) -> Vec<Later> {
        self.descriptions += 1;
        let ufrag = format!("{name}{}", self.descriptions);
        let Some(peer) = self.peer(id) else {
            return Vec::new();
        };
        peer.local = Some(ufrag.as_str().into());
        if dice.percent(1) {
            return vec![Later(5, Input::Peer(id, Fact::StepFailed), 0)];
        }
        let text: Text = ufrag.as_str().into();
        let wait = dice.between(1, 30);
        let candidate = Candidate {
            text: "candidate".into(),
            mid: "0".into(),
            line: 0,
            ufrag: text.clone(),
        };
        let described = Fact::Described {
            step,
            sdp: text.clone(),
            ufrag: text,
        };
        vec![
            Later(wait, Input::Peer(id, described), 0),
            Later(wait + 1, Input::Peer(id, Fact::Found(candidate.clone())), 0),
            Later(wait + 4, Input::Peer(id, Fact::Found(candidate)), 0),
        ]
    }
}

/// Tells whether an effect can make two ends of a path fit.
pub fn touches_paths(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::MakeOffer { .. }
            | Effect::TakeOffer(..)
            | Effect::TakeAnswer(..)
            | Effect::AddCandidates(..)
    )
}

/// What a page hears of its peer connection when its path comes up.
pub fn facts_of_a_new_path() -> [Fact; 2] {
    [Fact::Path(Path::Connected), Fact::ChannelOpen]
}

/// What arrives from somebody who has these open.
pub fn arriving(browser: &Browser) -> Vec<Fact> {
    let mut facts = Vec::new();
    if browser.microphone {
        facts.push(Fact::Arriving(Source::Microphone));
    }
    if browser.camera {
        facts.push(Fact::Arriving(Source::Camera));
    }
    facts
}
