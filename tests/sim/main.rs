//! People with phones on a bad network, from a seed: the rules that must always be true are checked after every step and at rest.
//!
//! `npm run sim` says what can be asked of it from outside; `CALLKIT_SIM_TWO`, `CALLKIT_SIM_SHOWS` and `CALLKIT_SIM_CROWD` say how many
//! conversations of each kind are lived.

mod acts;
mod browser;
mod diary;
mod network;
mod owed;
mod paths;
mod people;
mod phone;
mod plan;
mod promises;
mod records;
mod rules;
mod run;
mod shrink;
mod soon;
mod world;

use plan::{Kind, Plan};

const TWO: u64 = 100_000;
const SHOWS: u64 = 10_000;
const CROWD: u64 = 20_000;

/// What crowds must do now and then, as a trace tells it.
const WORDS: [&str; 17] = [
    "Kicked",
    "Merged",
    "Lost",
    "Reconnected",
    "CallType(",
    "Reload { crashed: false",
    "Reload { crashed: true",
    "does Resume",
    "does Enter",
    "does Add",
    "does CancelSome",
    "Sleep",
    "Hide",
    "Part",
    "Crash",
    "Jolt",
    "TokenWillExpire",
];

#[test]
fn whatever_the_network_does_the_rules_hold() {
    hold(Kind::Two, "CALLKIT_SIM_TWO", TWO);
}

#[test]
fn whatever_they_show_and_turn_to_the_rules_hold() {
    hold(Kind::Shows, "CALLKIT_SIM_SHOWS", SHOWS);
}

#[test]
fn whatever_happens_in_a_crowd_the_rules_hold() {
    hold(Kind::Crowd, "CALLKIT_SIM_CROWD", CROWD);
}

/// Lives the kept conversations, and so many others, on every core.
fn hold(kind: Kind, name: &str, usual: u64) {
    let kept = include_str!("seeds.txt");
    for seed in kept.lines().filter_map(|line| seed_of(line, kind)) {
        if let Err(broken) = run::live(&Plan::roll(kind, seed)) {
            println!("broken after 0: {} {}", broken.place, broken.said);
            panic!("{}", run::report(kind, seed, &broken));
        }
    }
    let count = std::env::var(name).ok().and_then(|text| text.parse().ok());
    let from = std::env::var("CALLKIT_SIM_FROM").ok();
    let from = from.and_then(|text| text.parse().ok()).unwrap_or(0);
    let seeds = from..from + count.unwrap_or(usual);
    if let Err((seed, broken, lived)) = run::live_many(kind, seeds) {
        println!("broken after {lived}: {} {}", broken.place, broken.said);
        if std::env::var_os("CALLKIT_SIM_BRIEF").is_none() {
            print!("{}", run::report(kind, seed, &broken));
        }
        panic!("{} {seed} broke a rule: {}", kind.name(), broken.said);
    }
}

/// `two 17`: the 17th conversation of two.
fn seed_of(line: &str, kind: Kind) -> Option<u64> {
    let (name, seed) = line.split_once(' ')?;
    (name == kind.name()).then(|| seed.parse().expect("a number"))
}

#[test]
#[ignore = "tells one conversation, named by CALLKIT_SIM_SEED"]
fn one_conversation_aloud() {
    let wanted = std::env::var("CALLKIT_SIM_SEED").expect("CALLKIT_SIM_SEED=\"crowd 17\"");
    for kind in Kind::ALL {
        if let Some(seed) = seed_of(&wanted, kind) {
            let plan = Plan::roll(kind, seed);
            println!("{:?}", plan.weather);
            let (trace, result) = run::tell(&plan);
            trace.iter().for_each(|line| println!("{line}"));
            if let Err(broken) = result {
                print!("{}", run::report(kind, seed, &broken));
                panic!("{}", broken.said);
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for kind in Kind::ALL {
        for seed in 0..60 {
            let plan = Plan::roll(kind, seed);
            assert_eq!(run::tell(&plan), run::tell(&plan), "{} {seed}", kind.name());
        }
    }
}

#[test]
fn crowds_do_everything_that_crowds_do() {
    let mut seen = [0; WORDS.len()];
    for seed in 0..400 {
        for line in run::tell(&Plan::roll(Kind::Crowd, seed)).0 {
            for (count, word) in seen.iter_mut().zip(WORDS) {
                *count += u32::from(!line.contains(": hears ") && line.contains(word));
            }
        }
    }
    for (count, word) in seen.iter().zip(WORDS) {
        assert!(*count >= 5, "{word} happened {count} times");
    }
}

#[test]
fn half_the_crowds_are_two_people_and_a_tenth_are_five_or_more() {
    let mut people = [0; 9];
    let (seeds, mut devices) = (2_000, 0);
    for seed in 0..seeds {
        let plan = Plan::roll(Kind::Crowd, seed);
        let mut users: Vec<&str> = plan.pages.iter().map(|page| page.user).collect();
        users.dedup();
        people[users.len()] += 1;
        devices = devices.max(plan.pages.len() - users.len());
    }
    let many: u64 = people[5..].iter().sum();
    assert!(
        people[2] * 100 / seeds >= 45 && many * 100 / seeds >= 9,
        "{people:?}"
    );
    assert!(people[8] > 0 && devices >= 4, "{people:?} {devices}");
}

#[test]
fn conversations_of_every_kind_happen() {
    let mut seen: Vec<(String, u32)> = Vec::new();
    for seed in 0..3_000 {
        for word in run::tell(&Plan::roll(Kind::Two, seed))
            .0
            .iter()
            .filter_map(|line| diary::kind_of(line))
        {
            match seen.iter_mut().find(|(known, _)| *known == word) {
                Some((_, count)) => *count += 1,
                None => seen.push((word, 1)),
            }
        }
    }
    for wanted in diary::KINDS {
        let count = seen
            .iter()
            .find(|(known, _)| known == wanted)
            .map_or(0, |(_, count)| *count);
        assert!(count >= 10, "{wanted} happened {count} times in: {seen:?}");
    }
}
