//! Knows what a conversation consists of before it is lived: people, their pages, the weather, and what is done when. Leaves living it to
//! the world.

use callkit::call::input::Config;

use super::network::{Dice, FAIR, Weather};

/// Which conversations there are, and how a seed of each is written: `two 17`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Two people call each other.
    Two,
    /// Two people who show their screens and turn to pictures and back.
    Shows,
    /// Two to eight people with up to three devices each, to whom everything happens.
    Crowd,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Two, Self::Shows, Self::Crowd];

    pub fn name(self) -> &'static str {
        match self {
            Self::Two => "two",
            Self::Shows => "shows",
            Self::Crowd => "crowd",
        }
    }
}

/// A conversation that can be lived, again and again, and made smaller.
#[derive(Clone)]
pub struct Plan {
    pub kind: Kind,
    pub seed: u64,
    /// Another fall of the dice for everything that is not planned.
    pub salt: u64,
    pub pages: Vec<PagePlan>,
    pub weather: Weather,
    pub deeds: Vec<Deed>,
}

/// A page of a person.
#[derive(Clone)]
pub struct PagePlan {
    pub id: u64,
    pub user: &'static str,
    pub config: Config,
    /// How far its clock is ahead of the slowest.
    pub offset: u64,
    /// Has only tokens that are no good.
    pub forges: bool,
}

/// Something that happens to a page, or that its person does.
#[derive(Clone, Copy, Debug)]
pub struct Deed {
    pub at: u64,
    pub page: usize,
    pub what: What,
    pub dice: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The person does what somebody in this state might do.
    Act,
    /// A stranger who has learned the call's id says things about it, to everybody.
    Meddle,
    /// The machine sleeps; what comes meanwhile waits, or is lost.
    Sleep {
        wait: u64,
        loses: bool,
    },
    /// Nothing comes from this page to that one, or back.
    Part {
        other: usize,
        wait: u64,
        post: bool,
        path: bool,
    },
    /// The page is left and shown again as it was, out of the browser's memory; what comes meanwhile waits, or is lost.
    Hide {
        wait: u64,
        loses: bool,
    },
    Reload {
        crashed: bool,
    },
    /// The page dies, and is not opened again.
    Crash,
    /// The browser says something of its own.
    Jolt,
}

const CROWD: [&str; 8] = [
    "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi",
];
/// When the network heals.
pub const HEALS: u64 = 50_000;
/// The last digit of the seeds in whose plans pages are hidden.
const HIDES: u64 = 2;
/// The slowest clock at the beginning: far from 0, which some things must not depend on.
const CLOCK: u64 = 1_000_000_000;
const HOURS: u64 = 10 * 3_600_000;

impl Plan {
    pub fn roll(kind: Kind, seed: u64) -> Self {
        let mut dice = Dice::of(seed, 0, kind as u64);
        let people = match kind {
            Kind::Two | Kind::Shows => 2,
            Kind::Crowd => match dice.below(20) {
                0..=9 => 2,
                10..=17 => dice.between(3, 4),
                _ => dice.between(5, 8),
            },
        };
        let tokens = kind == Kind::Crowd && dice.percent(25);
        let mut pages = Vec::new();
        for user in &CROWD[..people as usize] {
            let forges = tokens && dice.percent(12);
            for _ in 0..devices(kind, people, &mut dice) {
                let id = pages.len() as u64;
                let offset = CLOCK + dice.below(HOURS);
                let mut config = config(user, id, &mut dice);
                config.has_token_key = tokens;
                config.asks_token = tokens;
                pages.push(PagePlan {
                    id,
                    user,
                    config,
                    offset,
                    forges,
                });
            }
        }
        let mut plan = Self {
            kind,
            seed,
            salt: 0,
            pages,
            weather: Weather::roll(&mut dice),
            deeds: Vec::new(),
        };
        plan.roll_deeds(&mut dice);
        plan
    }

    fn roll_deeds(&mut self, dice: &mut Dice) {
        let acts = match (self.kind, self.pages.len()) {
            (Kind::Crowd, 0..=6) => dice.between(4, 16),
            (Kind::Crowd, _) => dice.between(6, 30),
            (Kind::Two | Kind::Shows, _) => dice.between(3, 12),
        };
        let hurry = dice.percent(40);
        for _ in 0..acts {
            let at = match hurry {
                true => dice.below(4_000),
                false => dice.below(45_000),
            };
            self.plan(at, What::Act, dice);
        }
        while dice.percent(25) {
            let at = dice.below(HEALS);
            self.plan(at, What::Meddle, dice);
        }
        if self.kind == Kind::Crowd {
            while dice.percent(65) {
                let at = dice.below(HEALS);
                let what = self.trouble(dice);
                self.plan(at, what, dice);
            }
        }
        // With dice of their own, in plans that say so by their seed: all others are what they are without.
        if self.seed % 10 == HIDES {
            self.roll_hides(&mut Dice::of(self.seed, 0, 16 + self.kind as u64));
        }
        self.deeds.sort_by_key(|deed| deed.at);
    }

    /// Pages are left and shown again about when something else happens.
    fn roll_hides(&mut self, dice: &mut Dice) {
        for _ in 0..dice.between(1, 4) {
            let near = self.deeds[dice.below(self.deeds.len() as u64) as usize].at;
            let wait = match dice.below(10) {
                0..=3 => dice.below(300),
                4..=7 => dice.between(300, 6_000),
                _ => dice.between(6_000, 40_000),
            };
            let loses = dice.percent(50);
            let at = near + dice.below(3_000);
            self.plan(at, What::Hide { wait, loses }, dice);
        }
    }

    fn trouble(&self, dice: &mut Dice) -> What {
        let wait = match dice.percent(70) {
            true => dice.between(1_000, 12_000),
            false => dice.between(12_000, 90_000),
        };
        match dice.below(20) {
            0..=3 => What::Sleep {
                wait,
                loses: dice.percent(50),
            },
            4..=9 => {
                let kind = dice.below(3);
                What::Part {
                    other: dice.below(self.pages.len() as u64) as usize,
                    wait,
                    post: kind != 1,
                    path: kind != 0,
                }
            }
            10..=12 => What::Reload { crashed: false },
            13..=15 => What::Reload { crashed: true },
            16 => What::Crash,
            _ => What::Jolt,
        }
    }

    fn plan(&mut self, at: u64, what: What, dice: &mut Dice) {
        self.deeds.push(Deed {
            at,
            page: dice.below(self.pages.len() as u64) as usize,
            what,
            dice: dice.next(),
        });
    }

    /// The same without one page, and what it does.
    pub fn without_page(&self, page: usize) -> Self {
        let mut plan = self.clone();
        plan.pages.remove(page);
        let moved = |index: usize| index - usize::from(index > page);
        plan.deeds.retain(|deed| {
            let with = matches!(deed.what, What::Part { other, .. } if other == page);
            deed.page != page && !with
        });
        for deed in &mut plan.deeds {
            deed.page = moved(deed.page);
            if let What::Part { other, .. } = &mut deed.what {
                *other = moved(*other);
            }
        }
        plan
    }

    /// The same in good weather and with nothing special about any page, as far as `step` says.
    pub fn simpler(&self, step: usize) -> Option<Self> {
        let mut plan = self.clone();
        match step {
            0 => plan.weather = FAIR,
            1 => plan.weather.repeat = 0,
            2 => plan.weather.loss = 0,
            3 => plan.each(&|config| {
                config.has_token_key = false;
                config.asks_token = false;
            }),
            4 => plan.each(&|config| config.asks_before_ring = false),
            5 => plan.each(&|config| config.busy_when_in_call = true),
            6 => plan.pages.iter_mut().for_each(|page| page.offset = CLOCK),
            _ => return None,
        }
        Some(plan)
    }

    fn each(&mut self, change: &dyn Fn(&mut Config)) {
        for page in &mut self.pages {
            change(&mut page.config);
        }
    }
}

fn devices(kind: Kind, people: u64, dice: &mut Dice) -> u64 {
    match (kind, dice.below(4)) {
        (Kind::Two | Kind::Shows, _) => dice.between(1, 2),
        (Kind::Crowd, 0) => 2,
        (Kind::Crowd, 1) if people < 5 => 3,
        (Kind::Crowd, _) => 1,
    }
}

fn config(user: &'static str, id: u64, dice: &mut Dice) -> Config {
    let name = format!("{:02x}-{user}{id}", dice.below(256));
    Config {
        app: "app".into(),
        user: user.into(),
        uid: None,
        device: name.as_str().into(),
        boot: 1,
        device_name: name.as_str().into(),
        ring_timeout: 20_000,
        reconnect_timeout: 20_000,
        connect_timeout: 20_000,
        reload_grace: 4_000,
        busy_when_in_call: dice.percent(80),
        preconnect: super::people::preconnect(dice),
        asks_before_ring: dice.percent(20),
        max_members: 8,
        has_token_key: false,
        asks_token: false,
        can_call: dice.percent(98),
    }
}
