//! Knows chance and how a network mistreats messages. Leaves what is in them to others.

/// A small generator (SplitMix64): the same seed gives the same numbers.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
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
#[derive(Clone, Copy, Debug)]
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

impl Weather {
    pub fn roll(dice: &mut Dice) -> Self {
        match dice.below(4) {
            0 => FAIR,
            1 => Self {
                loss: 10,
                repeat: 10,
                usual_delay: 200,
                longest_delay: 900,
                slow: 20,
            },
            2 => Self {
                loss: 30,
                repeat: 20,
                usual_delay: 100,
                longest_delay: 2_500,
                slow: 30,
            },
            _ => Self {
                loss: 5,
                repeat: 40,
                usual_delay: 20,
                longest_delay: 6_000,
                slow: 10,
            },
        }
    }

    /// Tells when each copy of a message arrives; none where it is lost.
    pub fn delays(&self, dice: &mut Dice) -> Vec<u64> {
        let mut delays = Vec::new();
        if !dice.percent(self.loss) {
            delays.push(self.delay(dice));
        }
        if dice.percent(self.repeat) {
            delays.push(self.delay(dice));
        }
        delays
    }

    fn delay(&self, dice: &mut Dice) -> u64 {
        match dice.percent(self.slow) {
            true => dice.between(self.usual_delay, self.longest_delay),
            false => dice.between(1, self.usual_delay),
        }
    }
}
