//! People with phones on a bad network, from a seed: the rules that must always be true are checked after every step and at rest.
//!
//! `CALLKIT_SIM_SEEDS` sets how many conversations, `CALLKIT_SIM_SEED` runs one alone and prints what happens in it.

mod browser;
mod network;
mod people;
mod rules;
mod world;

use std::sync::atomic::{AtomicU64, Ordering};

use world::World;

const SEEDS: u64 = 100_000;

#[test]
fn whatever_the_network_does_the_rules_hold() {
    if let Some(seed) = number("CALLKIT_SIM_SEED") {
        let mut world = World::new(seed);
        world.aloud = true;
        println!("{:?}", world.weather);
        world.live(true);
        return;
    }
    let seeds = number("CALLKIT_SIM_SEEDS").unwrap_or(SEEDS);
    let kept = include_str!("seeds.txt")
        .lines()
        .filter_map(|line| line.parse().ok());
    kept.for_each(run);
    let next = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds {
                        break;
                    }
                    run(seed);
                }
            });
        }
    });
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in 0..200 {
        assert_eq!(
            World::new(seed).live(true),
            World::new(seed).live(true),
            "seed {seed}"
        );
    }
}

#[test]
fn conversations_of_every_kind_happen() {
    let mut seen: Vec<(String, u32)> = Vec::new();
    for seed in 0..3_000 {
        for word in World::new(seed)
            .live(true)
            .iter()
            .filter_map(|line| rules::kind_of(line))
        {
            match seen.iter_mut().find(|(known, _)| *known == word) {
                Some((_, count)) => *count += 1,
                None => seen.push((word, 1)),
            }
        }
    }
    for wanted in rules::KINDS {
        let count = seen
            .iter()
            .find(|(known, _)| known == wanted)
            .map_or(0, |(_, count)| *count);
        assert!(count >= 10, "{wanted} happened {count} times in: {seen:?}");
    }
}

fn run(seed: u64) {
    let result = std::panic::catch_unwind(|| World::new(seed).live(false));
    if let Err(cause) = result {
        eprintln!("seed {seed} broke a rule; CALLKIT_SIM_SEED={seed} prints what happened");
        std::panic::resume_unwind(cause);
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
