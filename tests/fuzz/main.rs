//! Whatever comes, nothing breaks: texts that nobody would write, and inputs in an order that no browser would give them.
//!
//! `CALLKIT_FUZZ_CASES` says how many of each are tried, `CALLKIT_FUZZ_SEED` which.

#![cfg(not(target_arch = "wasm32"))]

mod handle;
mod messages;
mod wire;

use proptest::test_runner::{Config, RngSeed};

/// The same cases each time, unless somebody wants others.
fn cases(usual: u32) -> Config {
    let number = |name: &str| std::env::var(name).ok()?.parse().ok();
    Config {
        cases: number("CALLKIT_FUZZ_CASES").unwrap_or(usual),
        rng_seed: RngSeed::Fixed(number("CALLKIT_FUZZ_SEED").unwrap_or(1).into()),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    }
}
