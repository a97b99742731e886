//! People with phones on a bad network, from a seed: the rules that must always be true are checked after every step and at rest.
//!
//! `CALLKIT_SIM_SEEDS` sets how many conversations, `CALLKIT_SIM_SEED` runs one alone and prints what happens in it; the same of group
//! calls with `CALLKIT_SIM_CROWD_SEEDS` and `CALLKIT_SIM_CROWD_SEED`.

mod browser;
mod crowd;
mod network;
mod people;
mod rules;
mod world;

use std::sync::atomic::{AtomicU64, Ordering};

use world::World;

const SEEDS: u64 = 100_000;
const CROWD_SEEDS: u64 = 2_500;
const SHOW_SEEDS: u64 = 20_000;

#[test]
fn whatever_the_network_does_the_rules_hold() {
    if let Some(seed) = number("CALLKIT_SIM_SEED") {
        let mut world = World::new(seed);
        world.aloud = true;
        println!("{:?}", world.weather);
        world.live(true);
        return;
    }
    for_all(
        "CALLKIT_SIM_SEEDS",
        SEEDS,
        include_str!("seeds.txt"),
        World::new,
    );
}

#[test]
fn whatever_they_show_and_turn_to_the_rules_hold() {
    let make = |seed| {
        let mut world = World::new(seed);
        world.shows = true;
        world
    };
    if let Some(seed) = number("CALLKIT_SIM_SHOW_SEED") {
        let mut world = make(seed);
        world.aloud = true;
        world.live(true);
        return;
    }
    for_all("CALLKIT_SIM_SHOW_SEEDS", SHOW_SEEDS, "", make);
}

#[test]
fn whatever_happens_in_a_crowd_the_rules_hold() {
    if let Some(seed) = number("CALLKIT_SIM_CROWD_SEED") {
        let mut world = World::crowd(seed);
        world.aloud = true;
        println!("{:?}", world.weather);
        world.live(true);
        return;
    }
    let kept = include_str!("crowd_seeds.txt");
    for_all("CALLKIT_SIM_CROWD_SEEDS", CROWD_SEEDS, kept, World::crowd);
}

/// Lives the kept conversations, and so many others, on every core.
fn for_all(name: &str, usual: u64, kept: &str, make: fn(u64) -> World) {
    let run = |seed| run(name, seed, make);
    let seeds = number(name).unwrap_or(usual);
    let kept = kept.lines().filter_map(|line| line.parse().ok());
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
fn the_same_crowd_gives_the_same_trace() {
    for seed in 0..20 {
        assert_eq!(
            World::crowd(seed).live(true),
            World::crowd(seed).live(true),
            "seed {seed}"
        );
    }
}

#[test]
fn crowds_do_everything_that_crowds_do() {
    let mut seen = [0; crowd::WORDS.len()];
    for seed in 0..400 {
        for line in World::crowd(seed).live(true) {
            for (count, word) in seen.iter_mut().zip(crowd::WORDS) {
                *count += u32::from(line.contains(word));
            }
        }
    }
    for (count, word) in seen.iter().zip(crowd::WORDS) {
        assert!(*count >= 5, "{word} happened {count} times");
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

fn run(name: &str, seed: u64, make: fn(u64) -> World) {
    let result = std::panic::catch_unwind(|| make(seed).live(false));
    if let Err(cause) = result {
        let one = name.trim_end_matches('S');
        eprintln!("seed {seed} broke a rule; {one}={seed} prints what happened");
        std::panic::resume_unwind(cause);
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
