//! Knows the phones, the network between them and what happens when. Leaves media paths to `paths`, what people do to `acts` and what
//! must be true to `rules`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use callkit::call::input::{BeforeRing, Command, Fact, Input, Preconnect, Token};
use callkit::call::limits;
use callkit::call::message::{Body, Envelope};
use callkit::call::name::{PeerId, Ticket, UserId};
use callkit::call::output::{Effect, Event, Output};
use callkit::wire;

use super::acts::{STRANGER, is_no_secret};
use super::browser::Later;
use super::network::{Dice, FAIR, Weather};
use super::phone::Phone;
use super::plan::{Deed, HEALS, Kind, Plan};
use super::rules::Watch;
use super::soon::Words;

#[derive(Clone)]
pub enum Happening {
    Deliver {
        phone: usize,
        from: UserId,
        envelope: Rc<Envelope>,
    },
    Direct {
        phone: usize,
        load: u32,
        peer: PeerId,
        from: UserId,
        envelope: Rc<Envelope>,
    },
    Input {
        phone: usize,
        load: u32,
        input: Input,
        generation: u32,
    },
    Do(Deed),
    Woken(usize),
    Together(usize),
    Resume(usize, u32),
    Join([(usize, PeerId); 2]),
    Heal,
    Stop,
}

/// What is written down while a conversation is lived.
pub type Trace = Rc<RefCell<Vec<String>>>;

/// Two pages between which nothing comes through, until somebody mends it.
pub struct Parted {
    pub number: usize,
    pub pages: [usize; 2],
    pub post: bool,
    pub path: bool,
}

/// When people have rested.
const RESTS: u64 = HEALS + 46_000;
/// When it is over.
const ENDS: u64 = RESTS + 90_000;

/// A conversation.
pub struct World {
    pub now: u64,
    pub kind: Kind,
    pub phones: Vec<Phone>,
    pub weather: Weather,
    /// So much is lost that a message may not come through in the time it has.
    pub lossy: bool,
    /// Between each two pages: how the network's dice fall for what goes from one to the other.
    links: Vec<Dice>,
    queue: BTreeMap<(u64, u64), Happening>,
    count: u64,
    pub cut: bool,
    pub parted: Vec<Parted>,
    pub paths_changed: bool,
    pub healed: bool,
    pub last_call: String,
    pub watch: Watch,
    pub words: Words,
    /// The weather is fair all the time.
    pub is_fair: bool,
    trace: Option<Trace>,
}

impl World {
    pub fn new(plan: &Plan, trace: Option<Trace>) -> Self {
        let phones: Vec<Phone> = plan
            .pages
            .iter()
            .map(|page| Phone::new(page, plan))
            .collect();
        let mut links = Vec::new();
        for from in &phones {
            for to in &phones {
                let part = 2_000 + from.id * 64 + to.id;
                links.push(Dice::of(plan.seed, plan.salt, part));
            }
        }
        let mut world = Self {
            now: 0,
            kind: plan.kind,
            phones,
            weather: plan.weather,
            lossy: plan.weather.loss >= 30 || plan.weather.longest_delay > 10_000,
            links,
            queue: BTreeMap::new(),
            count: 0,
            cut: false,
            parted: Vec::new(),
            paths_changed: false,
            healed: false,
            last_call: "none".into(),
            watch: Watch::default(),
            words: Words::default(),
            is_fair: plan.weather == FAIR,
            trace,
        };
        for deed in &plan.deeds {
            world.after(deed.at, Happening::Do(*deed));
        }
        world.after(HEALS, Happening::Heal);
        world
    }

    /// Lives the conversation to its end.
    pub fn live(mut self) {
        loop {
            let planned = self.queue.first_key_value().map(|((at, _), _)| *at);
            match (planned, self.next_alarm()) {
                (Some(at), Some((due, phone))) if due < at => self.wake(due, phone),
                (Some(_), _) => {
                    let Some(((at, _), happening)) = self.queue.pop_first() else {
                        break;
                    };
                    self.now = self.now.max(at);
                    if matches!(happening, Happening::Stop) {
                        break;
                    }
                    self.happen(happening);
                }
                (None, _) => break,
            }
        }
        self.check_peace();
    }

    fn next_alarm(&self) -> Option<(u64, usize)> {
        let mut next = None;
        for (index, phone) in self.phones.iter().enumerate() {
            if let (true, Some(due)) = (phone.hears(), phone.due)
                && next.is_none_or(|(first, _)| due < first)
            {
                next = Some((due, index));
            }
        }
        next
    }

    fn wake(&mut self, due: u64, phone: usize) {
        self.now = self.now.max(due);
        self.input(phone, Input::Wake);
        let again = self.phones[phone].due;
        assert!(
            again.is_none_or(|at| at > self.now),
            "an alarm that never stops"
        );
    }

    /// Whose page has to hear of this, where it is one.
    fn hearer(happening: &Happening) -> Option<usize> {
        match happening {
            Happening::Deliver { phone, .. }
            | Happening::Direct { phone, .. }
            | Happening::Input { phone, .. }
            | Happening::Resume(phone, _) => Some(*phone),
            Happening::Do(_)
            | Happening::Woken(_)
            | Happening::Together(_)
            | Happening::Join(_)
            | Happening::Heal
            | Happening::Stop => None,
        }
    }

    fn happen(&mut self, happening: Happening) {
        if let Some(phone) = Self::hearer(&happening)
            && let Some((until, loses)) = self.phones[phone].asleep
        {
            if !(loses && matches!(happening, Happening::Deliver { .. })) {
                self.after(until - self.now, happening);
            }
            return;
        }
        match happening {
            Happening::Deliver {
                phone,
                from,
                envelope,
            } => {
                if self.phones[phone].online {
                    self.receive(phone, from, &envelope);
                }
            }
            Happening::Direct {
                phone,
                load,
                peer,
                from,
                envelope,
            } => {
                let own = &mut self.phones[phone];
                let is_open = own.config.boot == load
                    && own.browser.peer(peer).is_some_and(|peer| peer.connected);
                if is_open {
                    self.receive(phone, from, &envelope);
                }
            }
            Happening::Input {
                phone,
                load,
                input,
                generation,
            } => {
                let own = &self.phones[phone];
                if own.config.boot == load && own.browser.wants(&input, generation) {
                    self.input(phone, input);
                }
            }
            Happening::Do(deed) => self.do_deed(deed),
            Happening::Woken(phone) => self.woken(phone),
            Happening::Together(number) => self.together(number),
            Happening::Resume(phone, load) => self.resume(phone, load),
            Happening::Join(ends) => self.join(ends),
            Happening::Heal => self.heal(),
            Happening::Stop => {}
        }
    }

    pub fn command(&mut self, phone: usize, command: Command) {
        self.count += 1;
        let ticket = Ticket(self.count as u32);
        let own = &mut self.phones[phone];
        if !own.hears() {
            return;
        }
        own.diary
            .promises
            .make(ticket, &command, &own.config, self.now);
        own.diary.on_command(ticket, &command);
        self.input(phone, Input::Command(ticket, command));
    }

    pub fn hang_up(&mut self, phone: usize) {
        let (reason, ext) = (None, None);
        self.command(phone, Command::HangUp { reason, ext });
    }

    /// The network heals and people rest.
    fn heal(&mut self) {
        for phone in 0..self.phones.len() {
            // As if it crashed here.
            if self.phones[phone].hears() {
                self.check_owed(phone, false);
            }
        }
        if !self.healed {
            self.healed = true;
            self.weather = FAIR;
            self.parted.clear();
            self.set_cut(false);
            for phone in 0..self.phones.len() {
                self.woken(phone);
                if self.phones[phone].alive {
                    self.set_online(phone, true);
                }
            }
            self.stirred();
            self.after(RESTS - HEALS, Happening::Heal);
            return;
        }
        self.check_rest();
        for phone in 0..self.phones.len() {
            if self.phones[phone].alive && self.phones[phone].call.state() as u32 != 0 {
                self.hang_up(phone);
            }
        }
        self.after(ENDS - self.now, Happening::Stop);
    }

    pub fn receive(&mut self, phone: usize, from: UserId, envelope: &Envelope) {
        self.note(phone, || {
            let to = envelope.to.as_ref().map(|to| to.as_str().to_owned());
            format!(
                "hears {} #{} of {} to {to:?} {:?}",
                from.as_str(),
                envelope.number,
                envelope.call.as_str(),
                envelope.body
            )
        });
        let now = self.now;
        self.phones[phone].diary.on_message(&from, envelope, now);
        let envelope = Box::new(envelope.clone());
        self.input(phone, Input::Received { from, envelope });
    }

    pub fn input(&mut self, index: usize, input: Input) {
        if !self.phones[index].hears() {
            return;
        }
        self.check_before(index);
        let phone = &mut self.phones[index];
        if let Input::DevicesOpened(_, opened) = &input {
            phone.browser.on_opened(opened);
        }
        let mut media_may_change = matches!(input, Input::DevicesOpened(..));
        phone.before = phone.state;
        let outputs = phone.call.handle(input, self.now + phone.offset);
        phone.due = phone
            .call
            .deadline()
            .map(|at| at.saturating_sub(phone.offset));
        phone.look();
        for output in outputs.0 {
            match output {
                Output::Effect(effect) => {
                    media_may_change |= matches!(effect, Effect::Publish(_));
                    self.perform(index, effect);
                }
                Output::Event(event) => {
                    self.note(index, || {
                        format!("tells {}", super::diary::describe(&event))
                    });
                    self.on_event(index, &event);
                }
                Output::Settle(ticket, outcome) => {
                    self.phones[index].diary.on_settled(ticket, &outcome);
                }
            }
        }
        if media_may_change {
            self.media_arrives(index);
        }
        if std::mem::take(&mut self.paths_changed) {
            self.match_paths();
        }
        self.check_step(index);
    }

    fn on_event(&mut self, index: usize, event: &Event) {
        let now = self.now;
        if let Event::Invite(invite) = event {
            self.check_token(index, invite);
        }
        if let Event::Record(record) = event {
            self.check_replaced(index, record);
            let left = &mut self.phones[index].left;
            left.retain(|kept| kept.call != record.call);
        }
        self.check_told(index, event);
        let phone = &mut self.phones[index];
        phone.diary.on_event(event, now, phone.offset);
    }

    fn perform(&mut self, index: usize, effect: Effect) {
        let phone = &mut self.phones[index];
        phone.diary.may_do(&phone.call, phone.before, &effect);
        match &effect {
            Effect::Send(to, envelope) => {
                let builds = phone.config.preconnect != Preconnect::Accept || phone.said_build;
                phone.diary.may_tell(&phone.call, &envelope.body, builds);
                // Whoever does not want to be disturbed is busy for a group as well.
                if !phone.config.asks_before_ring {
                    phone.diary.on_sent(&phone.call, self.now, to, envelope);
                }
                let is_told = to.as_str() != STRANGER || is_no_secret(&envelope.body);
                assert!(is_told, "{} tells a stranger of its call", phone.name);
                phone.sent += 1;
                self.watch.on_sent(self.now, to, envelope);
                self.words.on_sent(self.now, index, to, envelope);
                self.send(index, to, envelope);
            }
            Effect::SendDirect(peer, envelope) => self.send_direct(index, *peer, envelope),
            Effect::Ping(peer) => {
                if let Some((mate, peer)) = self.mate(index, *peer) {
                    self.later(mate, Later(30, Input::Peer(peer, Fact::Pinged), 0));
                }
            }
            Effect::OpenDevices { .. } => phone.diary.may_open_devices(&phone.call),
            Effect::Keep(memory, owed) => {
                phone.kept = memory.as_deref().cloned();
                phone.owed.clone_from(owed);
            }
            Effect::AskBeforeRing(ticket, _) => {
                let verdict = match phone.dice.below(10) {
                    0 => BeforeRing::Busy,
                    1 => BeforeRing::Ignore,
                    2 => return,
                    3 => {
                        phone.said_build = true;
                        BeforeRing::RingAndBuild
                    }
                    _ => BeforeRing::Ring,
                };
                let wait = phone.dice.between(0, 500);
                self.later(index, Later(wait, Input::BeforeRing(*ticket, verdict), 0));
            }
            Effect::AskToken(ticket, _, channel) => {
                let answer = self.token_for(index, channel.as_str());
                let dice = &mut self.phones[index].dice;
                let wait = match dice.percent(5) {
                    true => dice.between(5_000, 40_000),
                    false => dice.between(1, 1_500),
                };
                // What comes after its time does not come.
                self.phones[index].lacks_token |= wait > limits::TOKEN_PATIENCE;
                self.later(index, Later(wait, Input::Token(*ticket, answer), 0));
            }
            Effect::VerifyToken {
                ticket,
                token,
                user,
                channel,
            } => {
                let is_good = **token == *good_token(user.as_str(), channel.as_str());
                let wait = phone.dice.between(1, 400);
                self.later(index, Later(wait, Input::Verified(*ticket, is_good), 0));
            }
            Effect::ClosePeer(id) => {
                if let Some(peer) = phone.browser.peer(*id).cloned() {
                    self.closed(&peer, true);
                }
            }
            _ => {}
        }
        let phone = &mut self.phones[index];
        self.paths_changed |= super::browser::touches_paths(&effect);
        let later = phone.browser.perform(&effect, &phone.name, &mut phone.dice);
        for later in later {
            self.later(index, later);
        }
    }

    /// What the page's server gives it; somebody who may not be in the room gets something else.
    fn token_for(&mut self, index: usize, channel: &str) -> Option<Token> {
        let now = self.now;
        let phone = &mut self.phones[index];
        if phone.dice.percent(5) {
            phone.lacks_token = true;
            return None;
        }
        let expires = phone.dice.percent(40);
        let lasts = phone.dice.between(31_000, 90_000);
        Some(Token {
            text: match phone.forges {
                true => "forged".into(),
                false => good_token(phone.user, channel).into(),
            },
            expires_at: expires.then_some(now + phone.offset + lasts),
        })
    }

    pub fn later(&mut self, phone: usize, Later(wait, input, generation): Later) {
        let load = self.phones[phone].config.boot;
        let happening = Happening::Input {
            phone,
            load,
            input,
            generation,
        };
        self.after(wait, happening);
    }

    pub fn after(&mut self, wait: u64, happening: Happening) {
        self.count += 1;
        self.queue.insert((self.now + wait, self.count), happening);
    }

    /// Everything goes through its text once.
    pub fn through_the_wire(envelope: &Envelope) -> Rc<Envelope> {
        Rc::new(wire::decode(&wire::encode(envelope)).expect("what we wrote can be read"))
    }

    fn send(&mut self, index: usize, to: &UserId, envelope: &Envelope) {
        if !self.phones[index].online {
            return;
        }
        let envelope = Self::through_the_wire(envelope);
        let from = UserId::from(self.phones[index].user);
        for phone in 0..self.phones.len() {
            if phone == index || self.phones[phone].user != to.as_str() {
                continue;
            }
            let link = index * self.phones.len() + phone;
            let delays = self.weather.delays(&mut self.links[link]);
            if self.are_parted(index, phone, |parted| parted.post) {
                continue;
            }
            for delay in delays.into_iter().flatten() {
                let delay = self.in_time(delay);
                let (from, envelope) = (from.clone(), envelope.clone());
                let happening = Happening::Deliver {
                    phone,
                    from,
                    envelope,
                };
                self.after(delay, happening);
            }
        }
    }

    /// What comes at all comes in time to be done with when they rest, or else after that, and at the end.
    fn in_time(&self, delay: u64) -> u64 {
        let late = HEALS + 20_000..RESTS + 1;
        let delay = match late.contains(&(self.now + delay)) && self.now < HEALS {
            true => delay + RESTS - late.start,
            false => delay,
        };
        delay.min((ENDS - 20_000).saturating_sub(self.now))
    }

    pub fn note(&mut self, phone: usize, what: impl FnOnce() -> String) {
        if let Some(trace) = &self.trace {
            let name = &self.phones[phone].name;
            let line = format!("{:>6} {name}: {}", self.now, what());
            trace.borrow_mut().push(line);
        }
    }

    /// A stranger's message about the last call.
    pub fn forged(&self, app: &str, body: Body) -> Envelope {
        Envelope {
            app: app.into(),
            call: self.last_call.as_str().into(),
            device: "theirs".into(),
            boot: 1,
            to: None,
            number: 0,
            got: Vec::new(),
            body,
        }
    }
}

fn good_token(user: &str, channel: &str) -> String {
    format!("{user} in {channel}")
}
