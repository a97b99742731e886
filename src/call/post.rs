//! Knows which messages are on their way, who has acknowledged what, and when to send again. Leaves their meaning to others.

use std::rc::Rc;

use super::acks::Acks;
pub(super) use super::care::Care;
use super::input::Config;
use super::limits;
use super::message::{Body, Envelope, Invitation};
use super::name::{CallId, DeviceId, Millis, PeerId, Text, UserId};
use super::output::{Effect, Output};
use super::window::Window;

/// Whether a message that came is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    New,
    /// Already taken; its acknowledgement goes again.
    Repeat,
    /// From a page that has been replaced by a newer load of itself.
    Stale,
}

struct Letter {
    to: UserId,
    envelope: Rc<Envelope>,
    due: Millis,
    wait: Millis,
    /// When it last went; 0 before it has.
    sent: Millis,
    care: Care,
}

/// What is known of one device of somebody.
struct Link {
    user: UserId,
    device: DeviceId,
    boot: u32,
    next: u32,
    direct: Window,
    all: Window,
    acks: Acks,
    acks_all: Acks,
    ack_call: CallId,
    channel: Option<PeerId>,
    heard: Millis,
    /// The number of its last word on going and coming back.
    moved: u32,
}

/// The messages on their way and the devices they go to.
pub(super) struct Post {
    app: Text,
    device: DeviceId,
    boot: u32,
    online: bool,
    /// The time of this turn.
    pub(super) now: Millis,
    links: Vec<Link>,
    letters: Vec<Letter>,
    /// The highest number used for any device: a device that was forgotten goes on from here.
    highest: u32,
    next_all: u32,
}

impl Post {
    pub(super) fn new(config: &Config) -> Self {
        // An acknowledgement that was meant for the page before names none of ours.
        let first = config.boot.wrapping_sub(1) << 16;
        Self {
            app: config.app.clone(),
            device: config.device.clone(),
            boot: config.boot,
            online: true,
            now: 0,
            links: Vec::new(),
            letters: Vec::new(),
            highest: first,
            next_all: first,
        }
    }

    /// Sends to one device until it acknowledges.
    pub(super) fn send(
        &mut self,
        call: &CallId,
        user: &UserId,
        device: &DeviceId,
        body: Body,
        care: Care,
    ) {
        let link = self.link(user, device, call);
        link.next += 1;
        let number = link.next;
        self.highest = self.highest.max(number);
        self.push(call, user, Some(device.clone()), number, body, care);
    }

    /// Sends to all devices of a person, whoever acknowledges; tells the number.
    pub(super) fn send_to_all(
        &mut self,
        call: &CallId,
        user: &UserId,
        body: Body,
        care: Care,
    ) -> u32 {
        self.next_all += 1;
        self.push(call, user, None, self.next_all, body, care);
        self.next_all
    }

    fn push(
        &mut self,
        call: &CallId,
        user: &UserId,
        to: Option<DeviceId>,
        number: u32,
        body: Body,
        care: Care,
    ) {
        let theirs = self.letters.iter().filter(|letter| letter.to == *user);
        let has_share = theirs.count() < limits::UNACKNOWLEDGED_BY_ONE;
        if !has_share || self.letters.len() == limits::UNACKNOWLEDGED {
            let gives_way = |letter: &Letter| has_share || letter.to == *user;
            let oldest = self.letters.iter().position(gives_way);
            self.letters.remove(oldest.unwrap_or(0));
        }
        let envelope = self.envelope(call, to, number, body);
        self.letters.push(Letter {
            to: user.clone(),
            envelope: Rc::new(envelope),
            due: self.now,
            wait: care.first,
            sent: 0,
            care,
        });
    }

    fn envelope(&self, call: &CallId, to: Option<DeviceId>, number: u32, body: Body) -> Envelope {
        Envelope {
            app: self.app.clone(),
            call: call.clone(),
            device: self.device.clone(),
            boot: self.boot,
            to,
            number,
            got: Vec::new(),
            body,
        }
    }

    /// Stops sending what the question says yes to.
    #[inline(never)]
    pub(super) fn withdraw(&mut self, is_it: &dyn Fn(&Envelope, &UserId) -> bool) {
        self.letters
            .retain(|letter| !is_it(&letter.envelope, &letter.to));
    }

    /// Shows every message on its way, and whom it is for.
    pub(super) fn look(&self, look: &mut dyn FnMut(&Envelope, &UserId)) {
        for letter in &self.letters {
            look(&letter.envelope, &letter.to);
        }
    }

    /// Stops sending everything of a call.
    pub(super) fn withdraw_call(&mut self, call: &CallId) {
        self.withdraw(&|envelope, _| envelope.call == *call);
    }

    /// Tells whether a message is new, and learns the sender's newest boot and what it acknowledges along with it.
    pub(super) fn arrive(&mut self, from: &UserId, envelope: &Envelope) -> Arrival {
        let now = self.now;
        let link = self.link(from, &envelope.device, &envelope.call);
        link.heard = now;
        if envelope.boot < link.boot {
            return Arrival::Stale;
        }
        if envelope.boot > link.boot {
            link.boot = envelope.boot;
            link.direct = Window::default();
            link.all = Window::default();
            // The new load counts from 1 again.
            link.acks = Acks::default();
        }
        let window = if envelope.to.is_some() {
            &link.direct
        } else {
            &link.all
        };
        let is_new = envelope.number == 0 || !window.has(envelope.number);
        self.on_ack(from, &envelope.device, &envelope.got);
        match is_new {
            true => Arrival::New,
            false => Arrival::Repeat,
        }
    }

    /// Notes that a message was taken: its repeats are dropped and its sender is told, at once or by and by.
    pub(super) fn acknowledge(&mut self, from: &UserId, envelope: &Envelope, at_once: bool) {
        if envelope.number == 0 {
            return;
        }
        let now = self.now;
        let link = self.link(from, &envelope.device, &envelope.call);
        link.ack_call = envelope.call.clone();
        let (window, acks) = match envelope.to {
            None => (&mut link.all, &mut link.acks_all),
            Some(_) => (&mut link.direct, &mut link.acks),
        };
        // What went to all devices has no answer to ride on.
        let patience = match at_once || envelope.to.is_none() {
            true => 0,
            false => limits::ACK_PATIENCE,
        };
        window.take(envelope.number);
        acks.push(envelope.number, now + patience);
    }

    /// Tells whether a device has said nothing later of its going or coming back.
    pub(super) fn is_latest(&mut self, from: &UserId, envelope: &Envelope) -> bool {
        let link = self.link(from, &envelope.device, &envelope.call);
        let last = link.moved;
        link.moved = last.max(envelope.number);
        envelope.number > last
    }

    /// Takes back what a device has acknowledged.
    pub(super) fn on_ack(&mut self, from: &UserId, device: &DeviceId, numbers: &[u32]) {
        if numbers.is_empty() {
            return;
        }
        self.withdraw(&|envelope, to| {
            numbers.contains(&envelope.number) && envelope.to.as_ref() == Some(device) && to == from
        });
    }

    /// Tells whether a message of this call to this device still waits for its acknowledgement.
    pub(super) fn waits_for(&self, call: &CallId, device: &DeviceId) -> bool {
        self.letters.iter().any(|letter| {
            letter.envelope.call == *call && letter.envelope.to.as_ref() == Some(device)
        })
    }

    /// Learns whether the connection is reachable; what waited goes at once.
    pub(super) fn set_online(&mut self, online: bool) {
        if online && !self.online {
            for letter in &mut self.letters {
                letter.due = self.now;
                letter.wait = letter.care.first;
            }
        }
        self.online = online;
    }

    pub(super) fn is_online(&self) -> bool {
        self.online
    }

    /// Learns of a data channel to a device; what is unacknowledged goes again over it.
    pub(super) fn set_channel(
        &mut self,
        user: &UserId,
        device: &DeviceId,
        channel: PeerId,
        call: &CallId,
    ) {
        self.link(user, device, call).channel = Some(channel);
        for letter in &mut self.letters {
            if letter.to == *user && letter.envelope.to.as_ref() == Some(device) {
                // It may be acknowledged by and by.
                letter.due = self.now.max(letter.sent + limits::ACK_PATIENCE);
            }
        }
    }

    /// What of this call a device has not acknowledged goes again, after what is new.
    pub(super) fn hurry(&mut self, call: &CallId, device: &DeviceId) {
        let mut index = 0;
        for _ in 0..self.letters.len() {
            let envelope = &self.letters[index].envelope;
            if envelope.call == *call && envelope.to.as_ref() == Some(device) {
                let mut letter = self.letters.remove(index);
                letter.due = self.now;
                self.letters.push(letter);
            } else {
                index += 1;
            }
        }
    }

    /// Forgets a data channel.
    pub(super) fn close_channel(&mut self, peer: PeerId) {
        for link in &mut self.links {
            link.channel.take_if(|channel| *channel == peer);
        }
    }

    /// Tells when something is to be sent, or sent again.
    pub(super) fn next(&self) -> Option<Millis> {
        let mut next = Millis::MAX;
        for letter in &self.letters {
            let link = self.link_for(&letter.to, &letter.envelope);
            if self.online || link.is_some_and(|index| self.links[index].channel.is_some()) {
                next = next.min(letter.due);
            }
        }
        for link in &self.links {
            next = next.min(link.acks.due());
        }
        (next < Millis::MAX).then_some(next)
    }

    /// Sends what is due. Acknowledgements ride on what goes to their device; those that have waited go alone.
    pub(super) fn flush(&mut self, out: &mut Vec<Output>) {
        self.flush_acks(out);
        let mut letters = std::mem::take(&mut self.letters);
        for letter in &mut letters {
            let link = self.link_for(&letter.to, &letter.envelope);
            let channel = link.and_then(|index| self.links[index].channel);
            if letter.due > self.now || !(self.online || channel.is_some()) {
                continue;
            }
            // It may go again to a page that was loaded anew: it carries what came since, and nothing older.
            let got = link.map_or_else(Vec::new, |index| self.links[index].acks.take());
            if letter.care.expires.is_some() || !got.is_empty() || !letter.envelope.got.is_empty() {
                let envelope = Rc::make_mut(&mut letter.envelope);
                envelope.got = got;
                if let Some(expires) = letter.care.expires {
                    renew(envelope, expires.saturating_sub(self.now));
                }
            }
            self.emit(&letter.to, &letter.envelope, channel, out);
            letter.sent = self.now;
            letter.due = self.now + letter.wait;
            letter.wait = (letter.wait * 2).min(letter.care.most);
        }
        letters.retain(|letter| letter.care.until.is_none_or(|until| until > self.now));
        self.letters = letters;
    }

    fn flush_acks(&mut self, out: &mut Vec<Output>) {
        for index in 0..self.links.len() {
            let link = &mut self.links[index];
            if link.acks.due().min(link.acks_all.due()) <= self.now {
                let body = Body::Ack {
                    direct: link.acks.take(),
                    all: link.acks_all.take(),
                };
                self.emit_unnumbered(index, body, out);
            }
        }
    }

    fn emit_unnumbered(&self, index: usize, body: Body, out: &mut Vec<Output>) {
        let link = &self.links[index];
        let envelope = self.envelope(&link.ack_call, Some(link.device.clone()), 0, body);
        self.emit(&link.user, &Rc::new(envelope), link.channel, out);
    }

    /// Says something to a device once, without wanting to know whether it came.
    pub(super) fn mention(
        &mut self,
        call: &CallId,
        user: &UserId,
        device: &DeviceId,
        body: Body,
        out: &mut Vec<Output>,
    ) {
        self.link(user, device, call).ack_call = call.clone();
        if let Some(index) = self.position(user, device) {
            self.emit_unnumbered(index, body, out);
        }
    }

    fn emit(
        &self,
        to: &UserId,
        envelope: &Rc<Envelope>,
        channel: Option<PeerId>,
        out: &mut Vec<Output>,
    ) {
        if let Some(peer) = channel {
            out.push(Output::Effect(Effect::SendDirect(peer, envelope.clone())));
        }
        if self.online {
            out.push(Output::Effect(Effect::Send(to.clone(), envelope.clone())));
        }
    }

    fn link_for(&self, to: &UserId, envelope: &Envelope) -> Option<usize> {
        self.position(to, envelope.to.as_ref()?)
    }

    fn position(&self, user: &UserId, device: &DeviceId) -> Option<usize> {
        self.links
            .iter()
            .position(|link| link.device == *device && link.user == *user)
    }

    fn link(&mut self, user: &UserId, device: &DeviceId, call: &CallId) -> &mut Link {
        let index = self.position(user, device).unwrap_or_else(|| {
            self.make_room();
            self.links.push(Link {
                user: user.clone(),
                device: device.clone(),
                boot: 0,
                next: self.highest,
                direct: Window::default(),
                all: Window::default(),
                acks: Acks::default(),
                acks_all: Acks::default(),
                ack_call: call.clone(),
                channel: None,
                heard: self.now,
                moved: 0,
            });
            self.links.len() - 1
        });
        &mut self.links[index]
    }

    fn make_room(&mut self) {
        if self.links.len() < limits::DEVICES {
            return;
        }
        let silent = (0..self.links.len())
            .filter(|index| self.links[*index].channel.is_none())
            .min_by_key(|index| self.links[*index].heard);
        if let Some(index) = silent {
            self.links.swap_remove(index);
        }
    }

    /// Counts what is remembered, for the tests of the limits.
    pub(super) fn load(&self) -> (usize, usize) {
        (self.links.len(), self.letters.len())
    }
}

fn renew(envelope: &mut Envelope, remaining: Millis) {
    match &mut envelope.body {
        Body::Invite(Invitation { left, .. }) | Body::ConfirmRing { left, .. } => {
            *left = Some(remaining);
        }
        _ => {}
    }
}
