//! Knows chance and how a network mistreats messages. Leaves what is in them to others.

/// A small generator (SplitMix64): the same seed gives the same numbers.
#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    /// Dice of their own for one part of a conversation: what falls elsewhere does not change how these fall.
    pub fn of(seed: u64, salt: u64, part: u64) -> Self {
        let mut dice = Self::new(seed ^ salt << 48);
        dice.0 ^= part.wrapping_mul(0xA076_1D64_78BD_642F);
        dice.next();
        dice
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub fn between(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last - first + 1)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// How a network treats messages until it heals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weather {
    pub loss: u64,
    pub repeat: u64,
    pub usual_delay: u64,
    pub longest_delay: u64,
    pub slow: u64,
}

pub const FAIR: Weather = Weather {
    loss: 0,
    repeat: 0,
    usual_delay: 60,
    longest_delay: 60,
    slow: 0,
};

const BAD: [Weather; 4] = [
    Weather {
        loss: 10,
        repeat: 10,
        usual_delay: 200,
        longest_delay: 900,
        slow: 20,
    },
    Weather {
        loss: 30,
        repeat: 20,
        usual_delay: 100,
        longest_delay: 2_500,
        slow: 30,
    },
    Weather {
        loss: 5,
        repeat: 40,
        usual_delay: 20,
        longest_delay: 6_000,
        slow: 10,
    },
    Weather {
        loss: 2,
        repeat: 30,
        usual_delay: 60,
        longest_delay: 150_000,
        slow: 4,
    },
];

impl Weather {
    pub fn roll(dice: &mut Dice) -> Self {
        match dice.below(5) {
            0 => FAIR,
            bad => BAD[bad as usize - 1],
        }
    }

    /// Tells when each copy of a message arrives; none where it is lost.
    pub fn delays(&self, dice: &mut Dice) -> [Option<u64>; 2] {
        let (lost, repeated) = (dice.percent(self.loss), dice.percent(self.repeat));
        [
            (!lost).then(|| self.delay(dice)),
            repeated.then(|| self.delay(dice)),
        ]
    }

    fn delay(&self, dice: &mut Dice) -> u64 {
        match dice.percent(self.slow) {
            true => dice.between(self.usual_delay, self.longest_delay),
            false => dice.between(1, self.usual_delay),
        }
    }
}
