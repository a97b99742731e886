//! Knows the whole of a call: who is invited, rings, answers, is in it, and what follows from each thing that happens.
//! Leaves clocks, randomness, text and the browser to those who call `handle`.

mod absence;
mod acks;
mod adding;
mod answering;
mod calling;
mod care;
mod chat;
mod closing;
mod early;
mod ending;
mod group;
mod incoming;
pub mod input;
mod invited;
mod keeping;
mod kind;
pub mod limits;
mod media;
mod merging;
pub mod message;
pub mod name;
mod negotiation;
pub mod output;
mod past;
mod path;
mod post;
mod receive;
mod reload;
mod repair;
mod report;
mod ringing;
mod roster;
mod screen;
mod starting;
mod state;
mod talk;
mod timer;
mod timings;
mod token;
mod tone;
mod window;

use std::rc::Rc;

use closing::Closing;
use incoming::Incoming;
use input::{Command, Config, Input, Memory};
use name::{CallId, DeviceId, Failure, MemberState, Millis, Ticket, UserId};
use output::{CallInfo, Effect, Event, Output, Outputs, Record, Timings, Tone, What};
use past::Past;
use post::Post;
use state::{About, Active, Member, Phase, Words};
use timer::{Slot, Timer, Timers};

/// Everything one page knows of its calls.
pub struct Call {
    config: Config,
    now: Millis,
    /// The last number given to a ticket, a slot or a peer.
    last_id: u32,
    /// The counters of our last join and of our last word on what we send: they count on through all calls, since who leaves one and
    /// enters it again is the same page to the others.
    said: u32,
    told: u32,
    timers: Timers,
    post: Post,
    /// The call that this device makes or is in.
    active: Option<Active>,
    /// Invitations to this device that it has not answered, oldest first.
    incoming: Vec<Incoming>,
    past: Past,
    closing: Vec<Closing>,
    /// Paths made before the answer.
    early: Vec<early::Early>,
    parting: chat::Parting,
    /// Calls left while others were in them, until it is known who tells how they went.
    departures: Vec<chat::Departure>,
    /// Peer connections to close at the end of this turn.
    finished: Vec<name::PeerId>,
    /// Which devices of this person are in a call, and how long that is believed.
    occupied_siblings: Vec<(DeviceId, Millis)>,
    /// The call that our siblings believe us to be in.
    occupied_by: Option<CallId>,
    /// When somebody else last ended a ring here.
    ring_ended_at: Millis,
    tone: Option<Tone>,
    silenced: bool,
    destroying: Option<Ticket>,
    signed_out: bool,
    /// Calls about which somebody was told that we do not understand.
    told_unsupported: Vec<CallId>,
    /// A member said something of the others in this turn.
    must_meet: bool,
    /// Tokens of others, and what is known of them; the oldest forgotten first.
    checked: Vec<token::Checked>,
    /// The call that an earlier load of this page was in.
    resumable: Option<Memory>,
    /// How everything stood when the browser was last told what to keep, and when that was.
    kept: (u32, Millis),
    /// The page is being unloaded.
    leaving: bool,
    last_record: Option<Rc<Record>>,
    timings: Vec<Timings>,
    dropped: u32,
    out: Vec<Output>,
}

impl Call {
    /// Starts with no call.
    pub fn new(config: Config) -> Self {
        Self {
            post: Post::new(&config),
            config,
            now: 0,
            last_id: 0,
            said: 0,
            told: 0,
            timers: Timers::default(),
            active: None,
            incoming: Vec::new(),
            past: Past::default(),
            closing: Vec::new(),
            early: Vec::new(),
            parting: chat::Parting::default(),
            departures: Vec::new(),
            finished: Vec::new(),
            occupied_siblings: Vec::new(),
            occupied_by: None,
            ring_ended_at: 0,
            tone: None,
            silenced: false,
            destroying: None,
            signed_out: false,
            told_unsupported: Vec::new(),
            must_meet: false,
            checked: Vec::new(),
            resumable: None,
            kept: (0, 0),
            leaving: false,
            last_record: None,
            timings: Vec::new(),
            dropped: 0,
            out: Vec::new(),
        }
    }

    /// Takes one thing that happened and gives everything that follows from it. It never fails and never calls out.
    pub fn handle(&mut self, input: Input, now: Millis) -> Outputs {
        let mut outputs = Outputs::default();
        self.handle_over(input, now, &mut outputs);
        outputs
    }

    /// The same, over the outputs of an earlier input.
    pub fn handle_over(&mut self, input: Input, now: Millis, outputs: &mut Outputs) {
        let before = self.now;
        self.now = before.max(now);
        self.post.now = self.now;
        self.parting = chat::Parting::default();
        if before > 0 && self.now - before > limits::SLEEP {
            self.on_network_changed();
        }
        self.expire_invitations();
        match input {
            Input::Command(ticket, command) => self.on_command(ticket, command),
            Input::Received { from, envelope } => self.receive(&from, *envelope),
            Input::Malformed => self.dropped += 1,
            Input::Unsupported { from, device, call } => {
                self.answer_unsupported(&from, &device, &call)
            }
            Input::Online(online) => self.on_online(online),
            Input::SendFailed => self.on_undeliverable(Failure::NotDelivered),
            Input::Wake => {}
            Input::NetworkChanged => self.on_network_changed(),
            Input::Unload => self.on_unload(),
            Input::Reshown => self.on_reshown(),
            Input::BeforeRing(ticket, verdict) => self.on_before_ring(ticket, verdict),
            Input::DevicesOpened(ticket, opened) => self.on_devices_opened(ticket, opened),
            Input::SourceEnded(source, why) => self.on_source_ended(source, why),
            Input::ScreenOpened(ticket, outcome) => self.on_screen_opened(ticket, outcome),
            Input::Arrives(user, something) => self.on_arrives(&user, something),
            Input::PlaybackBlocked => self.event(Event::Error {
                failure: Failure::PlaybackBlocked,
                source: None,
                call: self.active.as_ref().map(|active| active.about.call.clone()),
            }),
            Input::Peer(peer, fact) => self.on_fact(peer, fact),
            Input::Restored(memory) => self.on_restored(*memory),
            Input::Token(ticket, token) => self.on_token(ticket, token),
            Input::Verified(ticket, valid) => self.on_verified(ticket, valid),
        }
        while let Some((timer, due)) = self.timers.take_due(self.now) {
            self.parting = chat::Parting::default();
            self.on_timer(timer, due);
        }
        self.sweep_early();
        self.meet();
        self.update_tone();
        self.update_occupied();
        self.post.flush(&mut self.out);
        self.keep();
        self.close_acknowledged();
        self.close_finished();
        self.settle_destroy();
        outputs.0.clear();
        std::mem::swap(&mut self.out, &mut outputs.0);
    }

    /// Tells when `Input::Wake` is due, at the latest.
    pub fn deadline(&self) -> Option<Millis> {
        self.timers.next().into_iter().chain(self.post.next()).min()
    }

    fn on_command(&mut self, ticket: Ticket, command: Command) {
        match command {
            Command::StartCall(command) => self.start_call(ticket, *command),
            Command::Answer(command) => self.answer(ticket, command),
            Command::Ignore(call) => self.ignore(ticket, call),
            Command::Silence => {
                self.silenced = true;
                self.settle(ticket, None);
            }
            Command::HangUp { reason, ext } => self.hang_up(ticket, Words { reason, ext }),
            Command::SetMicrophone(on) => self.set_microphone(ticket, on),
            Command::SetCamera(on) => self.set_camera(ticket, on),
            Command::ShareScreen { on, audio } => self.share_screen(ticket, on, audio),
            Command::SwitchCallType(kind) => self.switch_call_type(ticket, kind),
            Command::AnswerCallType(accept) => self.answer_call_type(ticket, accept),
            Command::CancelInvite(users) => self.cancel_invite(ticket, &users),
            Command::JoinCall(command) => self.join_call(ticket, *command),
            Command::RequestAddPerson => self.request_add_person(ticket),
            Command::Resume => self.resume(ticket),
            Command::RenewToken(token) => self.renew_token(ticket, token),
            Command::Destroy => self.destroy(ticket),
        }
    }

    fn on_timer(&mut self, timer: Timer, due: Millis) {
        match timer {
            Timer::Ring(slot) | Timer::Lease(slot) | Timer::Alert(slot) | Timer::Confirm(slot) => {
                self.on_ring_timer(timer, slot);
            }
            Timer::Outcome(slot) => self.on_outcome_timer(slot),
            Timer::Renew(slot) => self.renew_leases(slot),
            Timer::Enter => self.abandon(Failure::CallEnded),
            Timer::Resumable => self.on_resumable_timer(),
            Timer::Token => self.on_token_timer(),
            Timer::AskedToken => self.on_asked_token_timer(),
            Timer::Occupied => {
                self.occupied_by = None;
                // Whom others hear, and we asked in vain, is asked again.
                self.must_meet = true;
            }
            Timer::Kind => self.on_kind_timer(),
            Timer::Asked => self.on_asked_timer(),
            Timer::Offer(slot) => self.on_offer_timer(slot),
            Timer::Batch(slot) => self.on_batch_timer(slot),
            Timer::Ping(slot) => self.on_ping_timer(slot),
            Timer::Silence(slot) => self.on_silence_timer(slot, due),
            Timer::Restart(slot) => self.on_restart_timer(slot),
            Timer::Lost(slot) => self.on_lost_timer(slot),
            Timer::Gone(slot) => self.on_gone_timer(slot),
            Timer::Devices(_) => self.check_connected(),
            Timer::Closing(slot) => self.on_closing_timer(slot),
            Timer::Departed(slot) => self.on_departed_timer(slot),
        }
    }

    fn on_online(&mut self, online: bool) {
        if online == self.post.is_online() {
            return;
        }
        if online {
            self.timers.resume_leases(self.now);
        } else {
            self.timers.pause_leases(self.now);
        }
        self.post.set_online(online);
        self.must_meet |= online;
        self.event(Event::Online(online));
    }

    /// The connection, or the other side's version, keeps an invitation from its person: the page is told once for each call.
    fn on_undeliverable(&mut self, failure: Failure) {
        let Some(active) = &mut self.active else {
            return;
        };
        if active.phase != Phase::Calling || std::mem::replace(&mut active.told_undeliverable, true)
        {
            return;
        }
        let call = Some(active.about.call.clone());
        self.event(Event::Error {
            failure,
            source: None,
            call,
        });
    }

    fn destroy(&mut self, ticket: Ticket) {
        self.leave_call(Words::default());
        self.give_up_resumable();
        while !self.incoming.is_empty() {
            self.close_incoming(0, state::End::missed());
        }
        self.destroying = Some(ticket);
        self.signed_out = true;
    }

    fn settle_destroy(&mut self) {
        if self.closing.is_empty()
            && let Some(ticket) = self.destroying.take()
        {
            self.settle(ticket, None);
        }
    }

    fn next_id(&mut self) -> u32 {
        self.last_id += 1;
        self.last_id
    }

    fn members(&self) -> usize {
        self.active
            .as_ref()
            .map_or(0, |active| active.members.len())
    }

    #[inline(never)]
    fn member_mut(&mut self, index: usize) -> Option<&mut Member> {
        self.active.as_mut()?.members.get_mut(index)
    }

    /// The slot of a member; 0, which nobody has, where there is none.
    #[inline(never)]
    fn slot_of(&self, index: usize) -> Slot {
        self.active
            .as_ref()
            .and_then(|active| active.members.get(index))
            .map_or(0, |member| member.slot)
    }

    fn member_named(&self, user: &UserId) -> Option<&Member> {
        let active = self.active.as_ref()?;
        Some(&active.members[active.member_of(user)?])
    }

    fn active_is(&self, call: &CallId) -> bool {
        self.active
            .as_ref()
            .is_some_and(|active| active.about.call == *call)
    }

    /// Counts a message that nothing here is about; the last words of a call that is over are none.
    fn drop_unless_past(&mut self, call: &CallId) {
        if !self.past.has(call) {
            self.dropped += 1;
        }
    }

    fn no_call(&self, call: Option<&CallId>) -> Failure {
        match call {
            Some(call) if self.active_is(call) => Failure::AlreadyInCall,
            Some(call) if self.past.has(call) => Failure::CallEnded,
            // Whoever answers without a name, and too late, means what rang a moment ago.
            None if self.ring_ended_at > 0 && self.now - self.ring_ended_at < limits::JUST_NOW => {
                Failure::CallEnded
            }
            Some(_) | None => Failure::NoCall,
        }
    }

    #[inline(never)]
    fn set_member_state(&mut self, index: usize, state: MemberState) {
        if let Some(member) = self.member_mut(index) {
            member.state = state;
        }
        self.show_member(index);
    }

    #[inline(never)]
    fn show_member(&mut self, index: usize) {
        if let Some(member) = self.member_mut(index) {
            let shown = member.show();
            self.change(What::Member(shown));
        }
    }

    fn show_oneself(&mut self) {
        if let Some(active) = &self.active {
            let shown = self.show_me(active);
            self.change(What::Member(shown));
        }
    }

    /// Sets a timer to go off after so long.
    #[inline(never)]
    fn wake(&mut self, timer: Timer, wait: Millis) {
        self.timers.set(timer, self.now + wait);
    }

    #[inline(never)]
    fn effect(&mut self, effect: Effect) {
        self.out.push(Output::Effect(effect));
    }

    #[inline(never)]
    fn event(&mut self, event: Event) {
        self.out.push(Output::Event(event));
    }

    /// Tells the page what happened to the call of this device.
    #[inline(never)]
    fn change(&mut self, what: What) {
        let told = self.active.as_ref().filter(|active| active.has_begun());
        let change = told.map(|active| active.about.change(what));
        if let Some(change) = change {
            self.event(Event::Change(change));
        }
    }

    fn change_of(&mut self, about: &About, what: What) {
        self.event(Event::Change(about.change(what)));
    }

    #[inline(never)]
    fn settle(&mut self, ticket: Ticket, info: Option<Box<CallInfo>>) {
        self.out.push(Output::Settle(ticket, Ok(info)));
    }

    #[inline(never)]
    fn fail(&mut self, ticket: Ticket, failure: Failure) {
        self.out.push(Output::Settle(ticket, Err(failure)));
    }
}
