//! The peer connections of all pages: who is connected with whom, as the descriptions they were given say.

use std::collections::VecDeque;

use callkit::call::input::{Fact, Input, Path};
use callkit::call::message::Step;
use callkit::call::name::{PeerId, Source};
use callkit::call::output::Effect;

use super::{Coming, Page};

struct End {
    page: usize,
    peer: PeerId,
    /// How many descriptions this one has made.
    made: u32,
    other: Option<usize>,
    is_up: bool,
    has_channel: bool,
    publishes: bool,
    reveals: bool,
    arrived: [bool; 2],
    shown: [bool; 2],
}

#[derive(Default)]
pub struct Paths {
    ends: Vec<End>,
    /// Pages between which nothing passes but by the connection.
    cut: Vec<[&'static str; 2]>,
}

impl Paths {
    pub fn cut(&mut self, one: &'static str, other: &'static str) {
        self.cut.push([one, other]);
    }

    pub fn mend(&mut self) {
        self.cut.clear();
    }

    pub fn is_cut(&self, one: &str, other: &str) -> bool {
        self.cut
            .iter()
            .any(|pair| pair.contains(&one) && pair.contains(&other))
    }

    /// The newest peer connection of a page.
    pub fn newest(&self, page: usize) -> PeerId {
        let end = self.ends.iter().rev().find(|end| end.page == page);
        end.expect("a peer connection").peer
    }

    /// The page at the other end of a channel.
    pub fn other_end(&self, page: usize, peer: PeerId) -> Option<usize> {
        let other = self.ends[self.find(page, peer)?].other?;
        Some(self.ends[other].page)
    }

    pub fn does(
        &mut self,
        pages: &[Page],
        page: usize,
        effect: &Effect,
        coming: &mut VecDeque<Coming>,
    ) {
        let by_hand = pages[page].by_hand;
        match effect {
            Effect::OpenPeer(peer, _) => self.ends.push(End {
                page,
                peer: *peer,
                made: 0,
                other: None,
                is_up: false,
                has_channel: false,
                publishes: false,
                reveals: false,
                arrived: [false; 2],
                shown: [false; 2],
            }),
            Effect::MakeOffer { peer, .. } if !by_hand => {
                let fact = self.describe(pages, page, *peer, Step::Offer);
                coming.push_back(Coming::Input(page, fact));
            }
            Effect::TakeOffer(peer, sdp) if !by_hand => {
                self.meets(pages, page, *peer, sdp);
                let fact = self.describe(pages, page, *peer, Step::Answer);
                coming.push_back(Coming::Input(page, fact));
            }
            Effect::TakeAnswer(peer, sdp) if !by_hand => {
                let end = self.meets(pages, page, *peer, sdp);
                let fact = Input::Peer(*peer, Fact::AnswerTaken);
                coming.push_back(Coming::Input(page, fact));
                self.comes_up(pages, end, coming);
            }
            Effect::Ping(peer) => self.pings(pages, page, *peer, coming),
            Effect::Publish(peer) => self.end(page, *peer).publishes = true,
            Effect::Reveal(peer, _) => self.end(page, *peer).reveals = true,
            Effect::ClosePeer(peer) => self.closes(pages, page, *peer, coming),
            _ => {}
        }
    }

    /// A page is gone, and with it its peer connections.
    pub fn forget(&mut self, pages: &[Page], page: usize, coming: &mut VecDeque<Coming>) {
        for index in 0..self.ends.len() {
            if self.ends[index].page == page {
                self.closes(pages, page, self.ends[index].peer, coming);
                self.ends[index].peer = PeerId(0);
            }
        }
    }

    /// Lets the first packets come where a path is up and the other side publishes.
    pub fn media(&mut self, pages: &[Page], coming: &mut VecDeque<Coming>) {
        for index in 0..self.ends.len() {
            let end = &self.ends[index];
            let Some(other) = end.other.filter(|_| end.is_up) else {
                continue;
            };
            let other = &self.ends[other];
            let names = [pages[end.page].name, pages[other.page].name];
            if !other.publishes || !other.is_up || self.is_cut(names[0], names[1]) {
                continue;
            }
            let live = pages[other.page].live;
            for (place, source) in [Source::Microphone, Source::Camera].into_iter().enumerate() {
                let end = &mut self.ends[index];
                let mut tell = |fact| {
                    coming.push_back(Coming::Input(end.page, Input::Peer(end.peer, fact)));
                };
                if live[place] && !std::mem::replace(&mut end.arrived[place], true) {
                    tell(Fact::Arriving(source));
                }
                let can_show = end.arrived[place] && end.reveals;
                if can_show && !std::mem::replace(&mut end.shown[place], true) {
                    tell(Fact::Shown(source));
                }
            }
        }
    }

    fn describe(&mut self, pages: &[Page], page: usize, peer: PeerId, step: Step) -> Input {
        let end = self.end(page, peer);
        end.made += 1;
        let name = format!("{}/{}/{}", pages[page].name, peer.0, end.made);
        let fact = Fact::Described {
            step,
            sdp: name.as_str().into(),
            ufrag: name.as_str().into(),
        };
        Input::Peer(peer, fact)
    }

    fn meets(&mut self, pages: &[Page], page: usize, peer: PeerId, sdp: &str) -> usize {
        let mut parts = sdp.split('/');
        let name = parts.next().expect("a page");
        let number: u32 = parts.next().and_then(|it| it.parse().ok()).expect("a peer");
        let other_page = pages.iter().position(|page| page.name == name);
        let other = self.find(other_page.expect("a page"), PeerId(number));
        let index = self.find(page, peer).expect("a peer");
        self.ends[index].other = other;
        index
    }

    fn comes_up(&mut self, pages: &[Page], index: usize, coming: &mut VecDeque<Coming>) {
        let Some(other) = self.ends[index].other else {
            return;
        };
        let names = [index, other].map(|it| pages[self.ends[it].page].name);
        if self.ends[other].other != Some(index) || self.is_cut(names[0], names[1]) {
            return;
        }
        for it in [index, other] {
            let end = &mut self.ends[it];
            end.is_up = true;
            let mut facts = vec![Fact::Path(Path::Connected)];
            if !std::mem::replace(&mut end.has_channel, true) {
                facts.push(Fact::ChannelOpen);
            }
            for fact in facts {
                coming.push_back(Coming::Input(end.page, Input::Peer(end.peer, fact)));
            }
        }
    }

    fn pings(&mut self, pages: &[Page], page: usize, peer: PeerId, coming: &mut VecDeque<Coming>) {
        let Some(other) = self.end(page, peer).other else {
            return;
        };
        let other = &self.ends[other];
        if !self.is_cut(pages[page].name, pages[other.page].name) {
            let fact = Input::Peer(other.peer, Fact::Pinged);
            coming.push_back(Coming::Input(other.page, fact));
        }
    }

    fn closes(&mut self, pages: &[Page], page: usize, peer: PeerId, coming: &mut VecDeque<Coming>) {
        let index = self.find(page, peer).expect("a peer");
        let had_channel = std::mem::take(&mut self.ends[index].has_channel);
        self.ends[index].is_up = false;
        let Some(other) = self.ends[index].other.take() else {
            return;
        };
        let is_cut = self.is_cut(pages[page].name, pages[self.ends[other].page].name);
        let end = &mut self.ends[other];
        if end.other == Some(index) && !is_cut {
            end.other = None;
            end.is_up = false;
            if std::mem::take(&mut end.has_channel) && had_channel {
                let fact = Input::Peer(end.peer, Fact::ChannelClosed);
                coming.push_back(Coming::Input(end.page, fact));
            }
        }
    }

    fn end(&mut self, page: usize, peer: PeerId) -> &mut End {
        let index = self.find(page, peer).expect("a peer");
        &mut self.ends[index]
    }

    fn find(&self, page: usize, peer: PeerId) -> Option<usize> {
        self.ends
            .iter()
            .position(|end| end.page == page && end.peer == peer)
    }
}
