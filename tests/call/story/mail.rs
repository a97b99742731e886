//! What is on its way: lost, held, let go one by one, repeated, or brought out of order.

use callkit::call::name::Millis;

use super::{Coming, Story, user_of};

/// One message on its way to one page.
#[derive(Clone)]
pub struct Mail {
    pub from: &'static str,
    pub to: &'static str,
    pub kind: &'static str,
    /// Over the data channel.
    pub direct: bool,
    pub text: String,
}

pub type Rule = Box<dyn Fn(&Mail) -> bool>;

impl Story {
    /// Messages of which the rule says so are lost, until the next `loses`.
    pub fn loses(&mut self, rule: impl Fn(&Mail) -> bool + 'static) {
        self.loses = Some(Box::new(rule));
    }

    /// Messages of which the rule says so wait for `releases`.
    pub fn holds(&mut self, rule: impl Fn(&Mail) -> bool + 'static) {
        self.holds = Some(Box::new(rule));
    }

    /// Delivers what was held, in the order of `held`.
    pub fn releases(&mut self) {
        self.holds = None;
        let held = std::mem::take(&mut self.held);
        self.coming.extend(held.into_iter().map(Coming::Mail));
        self.settle();
    }

    /// Delivers the first held message to this page of this kind; the others go on waiting.
    pub fn releases_one(&mut self, to: &str, kind: &str) {
        let is_it = |mail: &Mail| mail.to == to && mail.kind == kind;
        let found = self.held.iter().position(is_it).expect("held mail");
        self.releases_at(found);
    }

    /// Delivers all held messages of this kind; the others go on waiting.
    pub fn releases_kind(&mut self, kind: &str) {
        while let Some(found) = self.held.iter().position(|mail| mail.kind == kind) {
            self.releases_at(found);
        }
    }

    pub fn releases_at(&mut self, place: usize) {
        let mail = self.held.remove(place);
        self.receive_text(self.at(mail.to), user_of(mail.from), &mail.text);
        self.settle();
    }

    /// Delivers the last message of this kind to this page once more.
    pub fn repeats(&mut self, to: &str, kind: &str) {
        let is_it = |mail: &&Mail| mail.to == to && mail.kind == kind;
        let mail = self.delivered.iter().rev().find(is_it).cloned();
        self.deliver(mail.expect("delivered mail"));
        self.settle();
    }

    /// Everything on its way waits, and arrives in an order that the seed says, for as long as this.
    pub fn shuffles(&mut self, seed: u64, length: Millis) {
        let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let end = self.now + length;
        self.holds(|_| true);
        while self.now < end {
            random = random
                .wrapping_mul(0x5851_F42D_4C95_7F2D)
                .wrapping_add(0x1405_7B7E_F767_814F);
            let roll = (random >> 33) as usize;
            if self.held.is_empty() || roll % 16 == 0 {
                self.pass(100);
            } else {
                self.releases_at(roll / 16 % self.held.len());
            }
        }
        self.releases();
    }
}
