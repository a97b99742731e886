//! Knows who shows their screen: one person at a time, the last who began. Leaves opening a screen to the browser.

use super::Call;
use super::name::{Failure, Ticket};
use super::output::Effect;

/// This person's screen.
#[derive(Default)]
pub(super) struct Screen {
    pub(super) is_open: bool,
    /// The browser asks the person which screen: its ticket, and the promise of the method that asked.
    pub(super) opening: Option<(Ticket, Ticket)>,
}

impl Call {
    pub(super) fn share_screen(&mut self, ticket: Ticket, on: bool, audio: bool) {
        let prompt = Ticket(self.next_id());
        let Some(active) = &mut self.active else {
            return self.fail(ticket, Failure::NoCall);
        };
        let screen = &mut active.mine.screen;
        if on && !screen.is_open && screen.opening.is_none() {
            screen.opening = Some((prompt, ticket));
            return self.effect(Effect::OpenScreen {
                ticket: prompt,
                audio,
            });
        }
        if !on {
            self.close_screen();
        }
        self.settle(ticket, None);
    }

    pub(super) fn on_screen_opened(&mut self, ticket: Ticket, outcome: Result<(), Failure>) {
        let Some(active) = &mut self.active else {
            return;
        };
        let mine = &mut active.mine;
        let Some((_, request)) = mine.screen.opening.take_if(|(own, _)| *own == ticket) else {
            return;
        };
        if let Err(failure) = outcome {
            return self.fail(request, failure);
        }
        mine.screen.is_open = true;
        let turns = active.members.iter().map(|member| member.media.turn);
        let last = turns.fold(active.mine.media.turn, u32::max);
        active.mine.media.turn = last.saturating_add(1);
        self.tell_media();
        self.settle(request, None);
    }

    /// Shows it no more; a person who is still being asked which is asked no more.
    pub(super) fn close_screen(&mut self) {
        let Some(active) = &mut self.active else {
            return;
        };
        let screen = std::mem::take(&mut active.mine.screen);
        if screen.is_open || screen.opening.is_some() {
            self.effect(Effect::CloseScreen);
        }
        if let Some((_, request)) = screen.opening {
            self.settle(request, None);
        }
        self.tell_media();
    }

    /// A member shows their screen: of two the later stays, of two at once the one with the larger device id.
    pub(super) fn give_way(&mut self, index: usize) {
        let Some(active) = &self.active else {
            return;
        };
        let member = &active.members[index];
        let theirs = (member.media.turn, member.device.as_ref());
        let ours = (active.mine.media.turn, Some(&self.config.device));
        if member.media.screen && active.mine.screen.is_open && theirs > ours {
            self.close_screen();
        }
    }
}
