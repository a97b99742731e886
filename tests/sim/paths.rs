//! Knows the media paths between pages: which ends fit, when they come up, what comes over them, and how they break. Leaves what a page
//! makes of that to its call.

use std::rc::Rc;

use callkit::call::input::{Fact, Input, Path};
use callkit::call::message::Envelope;
use callkit::call::name::{PeerId, UserId};

use super::browser::{self, FakePeer, Later};
use super::world::{Happening, Parted, World};

impl World {
    /// Cuts, or mends, every media path; one that is mended comes up again by itself.
    pub fn set_cut(&mut self, cut: bool) {
        self.cut = cut;
        self.stirred();
        for phone in &mut self.phones {
            for peer in &mut phone.browser.peers {
                peer.connected = false;
            }
        }
        self.match_paths();
    }

    pub fn part(&mut self, parted: Parted, wait: u64) {
        let [a, b] = parted.pages;
        if parted.path {
            for (own, other) in [(a, b), (b, a)] {
                for peer in self.phones[own].browser.peers.clone() {
                    let is_it = self.other_end(&peer).is_some_and(|(mate, _)| mate == other);
                    if let (true, Some(peer)) = (is_it, self.phones[own].browser.peer(peer.id)) {
                        peer.connected = false;
                    }
                }
            }
        }
        for page in [a, b] {
            self.phones[page].was_away = true;
        }
        self.stirred();
        self.after(wait, Happening::Together(parted.number));
        self.parted.push(parted);
    }

    pub fn together(&mut self, number: usize) {
        self.parted.retain(|parted| parted.number != number);
        self.stirred();
        self.match_paths();
    }

    pub fn are_parted(&self, a: usize, b: usize, how: fn(&Parted) -> bool) -> bool {
        self.parted
            .iter()
            .any(|parted| how(parted) && (parted.pages == [a, b] || parted.pages == [b, a]))
    }

    pub fn send_direct(&mut self, index: usize, peer: PeerId, envelope: &Envelope) {
        let own = self.phones[index].browser.peer(peer);
        assert!(
            own.is_some_and(|peer| peer.channel),
            "a message over a channel that is not open"
        );
        if let Some((phone, peer)) = self.mate(index, peer) {
            let happening = Happening::Direct {
                phone,
                load: self.phones[phone].config.boot,
                peer,
                from: UserId::from(self.phones[index].user),
                envelope: Self::through_the_wire(envelope),
            };
            self.after(20, happening);
        }
    }

    /// Finds the other end of a path that is up.
    pub fn mate(&mut self, index: usize, peer: PeerId) -> Option<(usize, PeerId)> {
        let own = self.phones[index].browser.peer(peer)?.clone();
        if !own.connected {
            return None;
        }
        let (mate, theirs) = self.other_end(&own)?;
        theirs.connected.then_some((mate, theirs.id))
    }

    pub fn other_end(&self, own: &FakePeer) -> Option<(usize, &FakePeer)> {
        let (local, remote) = (own.local.as_ref()?, own.remote.as_ref()?);
        for (index, phone) in self.phones.iter().enumerate() {
            for peer in &phone.browser.peers {
                if peer.local.as_ref() == Some(remote) && peer.remote.as_ref() == Some(local) {
                    return Some((index, peer));
                }
            }
        }
        None
    }

    /// Paths whose both ends fit come up a little later.
    pub fn match_paths(&mut self) {
        if self.cut {
            return;
        }
        for index in 0..self.phones.len() {
            for place in 0..self.phones[index].browser.peers.len() {
                let own = &self.phones[index].browser.peers[place];
                if own.connected {
                    continue;
                }
                let own = own.clone();
                let Some((mate, theirs)) = self.other_end(&own) else {
                    continue;
                };
                if !(own.has_candidate || theirs.has_candidate) {
                    continue;
                }
                let ends = [(index, own.id), (mate, theirs.id)];
                let wait = self.phones[index].dice.between(10, 80);
                self.after(wait, Happening::Join(ends));
            }
        }
    }

    pub fn join(&mut self, ends: [(usize, PeerId); 2]) {
        let [(a, own), (b, theirs)] = ends;
        let own = self.phones[a].browser.peer(own).cloned();
        let fits = own.is_some_and(|peer| {
            !peer.connected
                && self
                    .other_end(&peer)
                    .is_some_and(|(mate, other)| mate == b && other.id == theirs)
        });
        let is_parted = self.cut || self.are_parted(a, b, |parted| parted.path);
        if is_parted || !fits || !self.phones[a].hears() || !self.phones[b].hears() {
            return;
        }
        for ((phone, id), mate) in ends.into_iter().zip([b, a]) {
            let other = UserId::from(self.phones[mate].user);
            let Some(peer) = self.phones[phone].browser.peer(id) else {
                continue;
            };
            peer.connected = true;
            let had_channel = std::mem::replace(&mut peer.channel, true);
            let [path, channel] = browser::facts_of_a_new_path();
            if had_channel && self.now % 2 == 0 {
                // No browser tells of a break that it took for none.
                self.later(phone, Later(40, Input::Arrives(other, true), 0));
            } else {
                self.later(phone, Later(0, Input::Peer(id, path), 0));
            }
            if !had_channel {
                self.later(phone, Later(5, Input::Peer(id, channel), 0));
            }
        }
        self.media_arrives(a);
        self.media_arrives(b);
    }

    /// What this phone sends arrives at those it is connected with.
    pub fn media_arrives(&mut self, index: usize) {
        let facts = browser::arriving(&self.phones[index].browser);
        for peer in self.phones[index].browser.peers.clone() {
            let Some((mate, theirs)) = self.mate(index, peer.id).filter(|_| peer.published) else {
                continue;
            };
            for fact in &facts {
                self.later(mate, Later(40, Input::Peer(theirs, fact.clone()), 0));
            }
        }
    }

    /// A peer connection is gone: its other end notices, soon where it was closed in order.
    pub fn closed(&mut self, peer: &FakePeer, in_order: bool) {
        let Some((mate, theirs)) = self.other_end(peer) else {
            return;
        };
        let (id, connected) = (theirs.id, theirs.connected);
        if connected && in_order {
            self.later(mate, Later(50, Input::Peer(id, Fact::ChannelClosed), 0));
        }
        let failed = Input::Peer(id, Fact::Path(Path::Failed));
        self.later(mate, Later(15_000, failed, 0));
    }

    /// The page is gone, and all that was in it; a page that goes in order closes its paths.
    pub fn unload(&mut self, phone: usize, in_order: bool) {
        self.phones[phone].diary.close();
        self.stirred();
        let peers = std::mem::take(&mut self.phones[phone].browser.peers);
        for peer in peers {
            self.closed(&peer, in_order);
        }
    }
}

/// A description is its own ICE user name fragment here.
pub type Fragment = Rc<str>;
