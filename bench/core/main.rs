//! Measures the core without a browser, on one core of this machine: whole calls through the text of every message and back. Prints what it
//! saw as one line of JSON, which `run.mjs` shows.

mod memory;
mod world;

use std::time::{Duration, Instant};

use world::World;

const PAIR: usize = 2;
const GROUP: usize = 8;
const LENGTH: Duration = Duration::from_secs(3);
/// Rounds of that length; the best counts, since other programs only ever take time away.
const ROUNDS: usize = 3;
const FEW: u64 = 1_000;
const MANY: u64 = 100_000;

fn main() {
    let pair = measure(PAIR);
    let group = measure(GROUP);
    let [few, many] = grown();
    println!(
        "{{\"pair\":{},\"group\":{},\"calls\":[{FEW},{MANY}],\"bytes\":[{few},{many}]}}",
        pair.show(),
        group.show()
    );
}

/// How long this program has had a core to itself, where the system says so; elsewhere the time that has passed.
fn worked(since: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

struct Seen {
    calls_per_second: f64,
    messages: f64,
    bytes: f64,
    allocations: f64,
}

impl Seen {
    fn show(&self) -> String {
        let Self {
            calls_per_second,
            messages,
            bytes,
            allocations,
        } = self;
        format!(
            "{{\"callsPerSecond\":{calls_per_second},\"messages\":{messages},\"bytes\":{bytes},\"allocations\":{allocations}}}"
        )
    }
}

/// Lives as many calls as go into each round; the other figures are of one call.
fn measure(people: usize) -> Seen {
    let mut world = World::new(people);
    // As many as anything is remembered of.
    for _ in 0..FEW {
        world.live();
    }
    let (messages, bytes, allocations) = (world.messages, world.bytes, memory::times());
    let mut calls = 0;
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let (worked_before, calls_before) = (worked(start), calls);
        while start.elapsed() < LENGTH {
            world.live();
            calls += 1;
        }
        let work = worked(start) - worked_before;
        best = best.min(work.as_secs_f64() / (calls - calls_before) as f64);
    }
    let each = |before: u64, after: u64| (after - before) as f64 / calls as f64;
    Seen {
        calls_per_second: 1.0 / best,
        messages: each(messages, world.messages),
        bytes: each(bytes, world.bytes),
        allocations: each(allocations, memory::times()),
    }
}

/// The bytes that two people hold after few calls and after many.
fn grown() -> [u64; 2] {
    let before = memory::bytes();
    let mut world = World::new(PAIR);
    let mut lived = 0;
    [FEW, MANY].map(|calls| {
        while lived < calls {
            world.live();
            lived += 1;
        }
        memory::bytes() - before
    })
}
