//! Knows one page: its call, its browser, its clock and what has happened to it. Leaves what happens to the world.

use callkit::call::Call;
use callkit::call::input::{Config, Memory};
use callkit::call::name::CallState;
use callkit::call::output::{CallInfo, Record};

use super::browser::Browser;
use super::diary::Diary;
use super::network::Dice;
use super::plan::{Kind, PagePlan, Plan};

pub struct Phone {
    pub id: u64,
    pub user: &'static str,
    pub name: String,
    pub call: Call,
    pub browser: Browser,
    pub config: Config,
    /// What its browser keeps across a reload.
    pub kept: Option<Memory>,
    /// What it keeps of this page's calls if nothing more is heard of them, and what it has kept of earlier loads.
    pub owed: Vec<Record>,
    pub left: Vec<Record>,
    pub dice: Dice,
    pub forges: bool,
    /// It was asked for a token and had none.
    pub lacks_token: bool,
    /// How far its clock is ahead of the world's.
    pub offset: u64,
    pub alive: bool,
    pub online: bool,
    pub offline_since: u64,
    /// Until when its machine sleeps, and whether it loses what comes meanwhile.
    pub asleep: Option<(u64, bool)>,
    pub woke_at: u64,
    /// It sleeps because it was left, and will be shown again.
    pub is_hidden: bool,
    /// How many messages it has sent.
    pub sent: usize,
    /// It was away in some way: others may know better than it how a call ended.
    pub was_away: bool,
    pub diary: Diary,
    /// Those of earlier loads of this page.
    pub earlier: Vec<Diary>,
    /// It has said of some invitation that the path may be built while it rings.
    pub said_build: bool,
    /// When its alarm is due, by the world's clock.
    pub due: Option<u64>,
    /// The call and its state, as the page reads them.
    pub info: Option<CallInfo>,
    pub state: CallState,
    /// What it was before this turn.
    pub before: CallState,
}

impl Phone {
    pub fn new(page: &PagePlan, plan: &Plan) -> Self {
        let config = page.config.clone();
        Self {
            id: page.id,
            user: page.user,
            name: config.device.as_str().to_owned(),
            call: Call::new(config.clone()),
            browser: Browser::default(),
            config,
            kept: None,
            owed: Vec::new(),
            left: Vec::new(),
            dice: Dice::of(plan.seed, plan.salt, 1_000 + page.id),
            forges: page.forges,
            lacks_token: false,
            offset: page.offset,
            alive: true,
            online: true,
            offline_since: 0,
            asleep: None,
            woke_at: 0,
            is_hidden: false,
            sent: 0,
            was_away: false,
            diary: Diary::new(plan.kind == Kind::Crowd),
            earlier: Vec::new(),
            said_build: false,
            due: None,
            info: None,
            state: CallState::Idle,
            before: CallState::Idle,
        }
    }

    /// Starts the page anew, with nothing but what its browser kept.
    pub fn reload(&mut self) {
        self.config.boot += 1;
        self.call = Call::new(self.config.clone());
        let diary = Diary::new(self.diary.in_crowd);
        self.earlier.push(std::mem::replace(&mut self.diary, diary));
        self.was_away = true;
        self.left.append(&mut self.owed);
        self.browser.reload();
        self.look();
    }

    /// Reads what a page reads.
    pub fn look(&mut self) {
        self.info = self.call.info();
        self.state = self.call.state();
    }

    pub fn hears(&self) -> bool {
        self.alive && self.asleep.is_none()
    }

    /// Everything that its person's page was told of any call, over all its loads.
    pub fn diaries(&self) -> impl Iterator<Item = &Diary> {
        self.earlier.iter().chain([&self.diary])
    }
}
