//! Two peers of one page, and the signalling between them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use callkit::browser::media::Tracks;
use callkit::browser::peers::Peers;
use callkit::call::input::{Fact, Input};
use callkit::call::message::{Candidate, Step};
use callkit::call::name::PeerId;
use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::heard::Heard;
use crate::stubs;

pub const ID: PeerId = PeerId(1);

/// One end.
pub struct End {
    pub heard: Heard,
    pub peers: Rc<Peers>,
}

impl End {
    pub fn new(user: &str) -> Self {
        Self::with_servers(user, Array::new().into())
    }

    pub fn with_servers(user: &str, servers: JsValue) -> Self {
        let heard = Heard::default();
        let peers = Rc::new(Peers::new(heard.tell(), false));
        peers.open(ID, user.into(), servers);
        Self { heard, peers }
    }

    pub fn peer(&self) -> Rc<callkit::browser::peer::Peer> {
        self.peers.find(ID).expect("open")
    }

    /// Publishes the fake microphone, and the fake camera where it is wanted.
    pub async fn publish(&self, camera: bool) -> Tracks {
        let tracks = self.open(camera).await;
        self.peers.publish(ID);
        tracks
    }

    /// Opens them, to be sent to whom they are published.
    pub async fn open(&self, camera: bool) -> Tracks {
        let tracks = stubs::open(camera).await;
        self.peers.carry(tracks.clone());
        tracks
    }
}

/// Two ends; what one finds out, the other is told.
pub fn two() -> (End, End) {
    let (alice, bob) = (End::new("bob"), End::new("alice"));
    link(&alice, &bob);
    link(&bob, &alice);
    (alice, bob)
}

/// Candidates wait until the description that they belong to is on its way.
fn link(from: &End, to: &End) {
    let peers = to.peers.clone();
    let held: RefCell<Vec<Candidate>> = RefCell::default();
    let described = Cell::new(false);
    from.heard.react(move |input| {
        let (Input::Peer(_, fact), Some(peer)) = (input, peers.find(ID)) else {
            return;
        };
        match fact {
            Fact::Described { step, sdp, .. } => {
                match step {
                    Step::Offer => peer.take_offer((**sdp).into()),
                    _ => peer.take_answer((**sdp).into()),
                }
                described.set(true);
                peer.add_candidates(held.take());
            }
            Fact::Found(candidate) if described.get() => {
                peer.add_candidates(vec![candidate.clone()])
            }
            Fact::Found(candidate) => held.borrow_mut().push(candidate.clone()),
            _ => {}
        }
    });
}
