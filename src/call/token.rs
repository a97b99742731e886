//! Knows when a token is needed, whose has been checked and what waits for that. Leaves what is in one to those who can read it.

use super::incoming::Stage;
use super::input::Token;
use super::message::{Body, Envelope, LeaveReason, Verdict};
use super::name::{Channel, Failure, Millis, Text, Ticket, UserId};
use super::output::{Effect, Event};
use super::state::{Active, End, Phase};
use super::timer::Timer;
use super::{Call, limits};

/// Another person's token, and what is known of it.
pub(super) struct Checked {
    user: UserId,
    channel: Channel,
    token: Text,
    ticket: Ticket,
    /// None while it is being checked; then until when it is believed.
    valid: Option<(bool, Millis)>,
    /// What waits for that.
    waiting: Option<(Envelope, Body)>,
}

/// What a message's token is good for.
enum Standing {
    Valid,
    Invalid,
    Unknown,
}

impl Call {
    /// Goes on with a call as soon as there is a token for it, where there must be one.
    pub(super) fn proceed_with_token(&mut self) {
        let wants = self.config.asks_token
            && self
                .active
                .as_ref()
                .is_some_and(|active| active.token.is_none());
        if !wants {
            self.watch_token();
            return self.proceed();
        }
        if let Some(active) = &mut self.active {
            // Who returns has begun long ago.
            active.waits = !active.was_in;
        }
        self.ask_token();
    }

    fn ask_token(&mut self) {
        let ticket = Ticket(self.next_id());
        if let Some(active) = &mut self.active {
            active.token_ticket = Some(ticket);
            let about = &active.about;
            let ask = Effect::AskToken(ticket, about.call.clone(), about.channel.clone());
            self.effect(ask);
            self.wake(Timer::AskedToken, limits::TOKEN_PATIENCE);
        }
    }

    /// Ours was for the room of the call that was given up; those in this one want to see one for theirs.
    pub(super) fn ask_for_group_token(&mut self) {
        let is_group = self.active.as_ref().is_some_and(Active::is_group);
        if self.config.asks_token && is_group {
            self.ask_token();
        }
    }

    pub(super) fn on_asked_token_timer(&mut self) {
        if let Some(ticket) = self.active.as_ref().and_then(|active| active.token_ticket) {
            self.on_token(ticket, None);
        }
    }

    pub(super) fn clear_token_timers(&mut self) {
        self.timers.clear(Timer::Token);
        self.timers.clear(Timer::AskedToken);
    }

    fn proceed(&mut self) {
        match self.active.as_ref().map(|active| active.phase) {
            Some(Phase::Calling) => self.invite_all(),
            Some(Phase::Answered) => self.send_accept(),
            Some(Phase::Entering) => self.knock(),
            Some(Phase::Connecting | Phase::Connected | Phase::Reconnecting) | None => {}
        }
    }

    pub(super) fn on_token(&mut self, ticket: Ticket, token: Option<Token>) {
        let Some(active) = &mut self.active else {
            return;
        };
        if active
            .token_ticket
            .take_if(|asked| *asked == ticket)
            .is_none()
        {
            return;
        }
        self.timers.clear(Timer::AskedToken);
        let waits = std::mem::take(&mut active.waits);
        let phase = active.phase;
        if token.is_some() {
            active.token = token;
            self.watch_token();
            // Whoever would not have us without it may have us with it.
            self.must_meet = true;
            if waits {
                self.proceed();
                self.settle_start();
            }
            return;
        }
        let failure = Failure::TokenRejected;
        match phase {
            Phase::Calling | Phase::Entering if waits => self.abandon(failure),
            Phase::Answered => {
                if let Some(ticket) = active.request.take() {
                    self.fail(ticket, failure);
                }
                self.end(End::failed(failure));
            }
            _ => {
                let call = Some(active.about.call.clone());
                self.event(Event::Error {
                    failure,
                    source: None,
                    call,
                });
            }
        }
    }

    pub(super) fn renew_token(&mut self, ticket: Ticket, token: Token) {
        let Some(active) = &mut self.active else {
            return self.fail(ticket, Failure::NoCall);
        };
        active.token = Some(token);
        self.must_meet = true;
        self.watch_token();
        self.settle(ticket, None);
    }

    fn watch_token(&mut self) {
        self.timers.clear(Timer::Token);
        let token = self
            .active
            .as_ref()
            .and_then(|active| active.token.as_ref());
        if let Some(at) = token.and_then(|token| token.expires_at) {
            // One that is given again, or does not live so long, is not asked for without a pause.
            let told = self
                .active
                .as_ref()
                .map_or(0, |active| active.expiry_told_until);
            let at = at.saturating_sub(limits::TOKEN_AHEAD).max(told);
            self.timers.set(Timer::Token, at);
        }
    }

    pub(super) fn on_token_timer(&mut self) {
        let Some(active) = &mut self.active else {
            return;
        };
        let Some(expires_at) = active.token.as_ref().and_then(|token| token.expires_at) else {
            return;
        };
        active.expiry_told_until = self.now + limits::TOKEN_AHEAD;
        let channel = active.about.channel.clone();
        self.event(Event::TokenWillExpire {
            channel,
            expires_at,
        });
        if self.config.asks_token {
            self.ask_token();
        }
    }

    pub(super) fn own_token(&self) -> Option<Text> {
        let token = self.active.as_ref()?.token.as_ref()?;
        Some(token.text.clone())
    }

    /// Takes a message whose token has to be checked first; gives it back where it has not, or is good.
    pub(super) fn admit_token(
        &mut self,
        from: &UserId,
        envelope: &Envelope,
        body: Body,
    ) -> Option<Body> {
        if !self.config.has_token_key {
            return Some(body);
        }
        if self.is_before_its_invitation(&body) {
            return None;
        }
        let Some((channel, token)) = self.needs_token(from, envelope, &body) else {
            return Some(body);
        };
        let standing = match &token {
            None => Standing::Invalid,
            Some(token) => self.standing(from, &channel, token),
        };
        match standing {
            Standing::Valid => return Some(body),
            Standing::Invalid => self.reject(from, envelope, &body),
            Standing::Unknown => {
                let envelope = envelope.clone();
                for checked in &mut self.checked {
                    if checked.valid.is_none()
                        && checked.user == *from
                        && checked.channel == channel
                        && Some(&checked.token) == token.as_ref()
                    {
                        checked.waiting = Some((envelope, body));
                        break;
                    }
                }
            }
        }
        None
    }

    /// Who answers instead of calling shows what they call with; for which room that is stands in their own invitation, which comes again.
    fn is_before_its_invitation(&self, body: &Body) -> bool {
        let Body::Answer(answer) = body else {
            return false;
        };
        let theirs = answer.merges.as_ref();
        theirs.is_some_and(|call| self.invited_to(call).is_none() && !self.past.has(call))
    }

    /// The room and the token that a message must show a valid token for; none where it needs none.
    fn needs_token(
        &self,
        from: &UserId,
        envelope: &Envelope,
        body: &Body,
    ) -> Option<(Channel, Option<Text>)> {
        if let Body::Invite(invitation) = body {
            let is_known = self.is_invited_by(from, envelope, invitation.round);
            let (channel, token) = (&invitation.channel, &invitation.token);
            return (!is_known).then(|| (channel.clone(), token.clone()));
        }
        let active = self.active.as_ref()?;
        let channel = &active.about.channel;
        if active.about.call != envelope.call {
            return None;
        }
        match body {
            Body::Answer(answer) if answer.verdict == Verdict::Accept => {
                self.open_invitation(from, &envelope.call, answer.round)?;
                // Who answers instead of calling shows what they call with, where theirs waits for ours.
                let theirs = answer.merges.as_ref().and_then(|call| {
                    let index = self.invited_to(call)?;
                    (self.incoming[index].stage == Stage::Held).then_some(index)
                });
                let channel = theirs.map_or(channel, |index| &self.incoming[index].about.channel);
                Some((channel.clone(), answer.token.clone()))
            }
            Body::Join(join)
                if active.is_group()
                    && !join.refuses
                    && *from != self.config.user
                    && join.channel.as_ref() == Some(channel)
                    && active.admitted(from, &envelope.device).is_none() =>
            {
                Some((channel.clone(), join.token.clone()))
            }
            _ => None,
        }
    }

    fn standing(&mut self, user: &UserId, channel: &Channel, token: &Text) -> Standing {
        let is_good = |known: &Checked| known.valid.is_none_or(|(_, until)| until > self.now);
        self.checked.retain(is_good);
        for checked in &self.checked {
            if checked.user == *user && checked.channel == *channel && checked.token == *token {
                return match checked.valid {
                    Some((true, _)) => Standing::Valid,
                    Some((false, _)) => Standing::Invalid,
                    None => Standing::Unknown,
                };
            }
        }
        let waiting = |checked: &&Checked| checked.valid.is_none();
        if self.checked.iter().filter(waiting).count() >= limits::VERIFYING {
            return Standing::Unknown;
        }
        if self.checked.len() >= limits::VERIFIED
            && let Some(oldest) = self.checked.iter().position(|known| known.valid.is_some())
        {
            self.checked.remove(oldest);
        }
        let ticket = Ticket(self.next_id());
        self.checked.push(Checked {
            user: user.clone(),
            channel: channel.clone(),
            token: token.clone(),
            ticket,
            valid: None,
            waiting: None,
        });
        self.effect(Effect::VerifyToken {
            ticket,
            token: token.clone(),
            user: user.clone(),
            channel: channel.clone(),
        });
        Standing::Unknown
    }

    pub(super) fn on_verified(&mut self, ticket: Ticket, valid: bool) {
        let is_it = |checked: &Checked| checked.ticket == ticket && checked.valid.is_none();
        let Some(index) = self.checked.iter().position(is_it) else {
            return;
        };
        let checked = &mut self.checked[index];
        checked.valid = Some((valid, self.now + limits::VERDICT));
        let from = checked.user.clone();
        if let Some((envelope, body)) = checked.waiting.take() {
            self.take_or_leave(&from, &envelope, body);
        }
    }

    /// Nobody learns anything without a valid token but that it is not valid, and that only where they were asked for it.
    fn reject(&mut self, from: &UserId, envelope: &Envelope, body: &Body) {
        self.dropped += 1;
        if !matches!(body, Body::Invite(_)) {
            let body = self.leave_body(LeaveReason::Rejected);
            let call = envelope.call.clone();
            self.post
                .mention(&call, from, &envelope.device, body, &mut self.out);
        }
    }
}
