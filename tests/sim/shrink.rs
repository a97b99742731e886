//! Knows how to make a conversation that breaks a rule smaller: fewer deeds, fewer pages, better weather, while the same rule still breaks.
//! Leaves living it to `run`.

use super::plan::Plan;
use super::run::{Broken, live};

/// How often the dice fall anew for what is left, before a smaller conversation is given up.
const FALLS: u64 = 4;
/// The most conversations that are lived for it.
const TRIES: u32 = 1_500;

/// Finds a smaller conversation that breaks the same rule; the same for the same plan.
pub fn shrink(plan: &Plan, broken: &Broken) -> Plan {
    let mut best = plan.clone();
    let mut tries = 0;
    loop {
        let size = measure(&best);
        let mut chunk = best.deeds.len().div_ceil(2);
        while chunk > 0 {
            let mut start = 0;
            while start < best.deeds.len() {
                let mut smaller = best.clone();
                let end = (start + chunk).min(best.deeds.len());
                smaller.deeds.drain(start..end);
                if !take(&mut best, smaller, broken, &mut tries) {
                    start += chunk;
                }
            }
            chunk /= 2;
        }
        for page in (0..best.pages.len()).rev() {
            let smaller = best.without_page(page);
            take(&mut best, smaller, broken, &mut tries);
        }
        for step in 0.. {
            let Some(simpler) = best.simpler(step) else {
                break;
            };
            take(&mut best, simpler, broken, &mut tries);
        }
        if measure(&best) == size || tries >= TRIES {
            return best;
        }
    }
}

/// Takes a smaller conversation where it breaks the same rule, perhaps by another fall of the dice.
fn take(best: &mut Plan, smaller: Plan, broken: &Broken, tries: &mut u32) -> bool {
    if smaller.pages.is_empty() {
        return false;
    }
    for fall in 0..FALLS {
        if *tries >= TRIES {
            return false;
        }
        *tries += 1;
        let mut smaller = smaller.clone();
        smaller.salt = best.salt + fall;
        if live(&smaller).is_err_and(|other| other.place == broken.place) {
            *best = smaller;
            return true;
        }
    }
    false
}

fn measure(plan: &Plan) -> (usize, usize) {
    (plan.deeds.len(), plan.pages.len())
}
