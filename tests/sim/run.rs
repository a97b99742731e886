//! Knows how conversations are lived by the thousand on every core, and what is printed when one breaks a rule. Leaves making that one
//! smaller to `shrink`.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once};
use std::time::{Duration, Instant};

use super::plan::{Kind, Plan};
use super::shrink::shrink;
use super::world::World;

/// Which rule a conversation broke: where it is checked, and what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub place: String,
    pub said: String,
}

/// The most lines of a trace that are shown.
const LINES: usize = 120;

thread_local! {
    /// Where this thread last panicked, while somebody wants to know.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Lives a conversation; tells which rule it broke.
pub fn live(plan: &Plan) -> Result<(), Broken> {
    attempt(|| World::new(plan, None).live())
}

/// Lives a conversation and writes it down.
pub fn tell(plan: &Plan) -> (Vec<String>, Result<(), Broken>) {
    let trace = Rc::new(RefCell::new(Vec::new()));
    let result = attempt(|| World::new(plan, Some(trace.clone())).live());
    (trace.take(), result)
}

fn attempt(act: impl FnOnce()) -> Result<(), Broken> {
    be_quiet();
    IS_QUIET.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(act));
    IS_QUIET.set(false);
    result.map_err(|cause| Broken {
        place: PLACE.take().unwrap_or_default(),
        said: match cause.downcast::<String>() {
            Ok(said) => *said,
            Err(cause) => cause
                .downcast_ref::<&str>()
                .map_or_else(String::new, |said| (*said).to_owned()),
        },
    })
}

/// Panics of conversations are noted, not printed.
fn be_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_QUIET.get() {
                return usual(info);
            }
            let place = info
                .location()
                .map(|at| format!("{}:{}", at.file(), at.line()));
            PLACE.set(place);
        }));
    });
}

/// Lives so many conversations of a kind on every core, until one breaks a rule: its seed, and how many were lived.
pub fn live_many(kind: Kind, seeds: std::ops::Range<u64>) -> Result<(), (u64, Broken, u64)> {
    let next = AtomicU64::new(seeds.start);
    let found: Mutex<Option<(u64, Broken, u64)>> = Mutex::new(None);
    let start = Instant::now();
    let shown = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    if let Err(broken) = live(&Plan::roll(kind, seed)) {
                        let mut found = found.lock().expect("nobody panics with it");
                        let lived = seed - seeds.start + 1;
                        let first = found.as_ref().is_none_or(|(first, ..)| seed < *first);
                        if first {
                            *found = Some((seed, broken, lived));
                        }
                        next.store(seeds.end, Ordering::Relaxed);
                        break;
                    }
                    show_progress(kind, seed - seeds.start, start, &shown);
                }
            });
        }
    });
    match found.into_inner().expect("nobody panics with it") {
        Some(found) => Err(found),
        None => Ok(()),
    }
}

/// Says every ten seconds how far it is, where somebody asked for that.
fn show_progress(kind: Kind, done: u64, start: Instant, shown: &AtomicU64) {
    if std::env::var_os("CALLKIT_SIM_PROGRESS").is_none() {
        return;
    }
    let took = start.elapsed();
    let tens = took.as_secs() / 10;
    if shown.swap(tens, Ordering::Relaxed) < tens {
        eprintln!("{done} {} {}", kind.name(), speed(done, took));
    }
}

pub fn speed(lived: u64, took: Duration) -> String {
    let rate = lived as f64 / took.as_secs_f64().max(0.001);
    format!("in {:.0} s, {rate:.0} a second", took.as_secs_f64())
}

/// What is said of a conversation that broke a rule: the shortest like it that was found, and how to see it again.
pub fn report(kind: Kind, seed: u64, broken: &Broken) -> String {
    let whole = Plan::roll(kind, seed);
    let small = shrink(&whole, broken);
    let (trace, again) = tell(&small);
    let said = again
        .err()
        .map_or_else(|| broken.said.clone(), |it| it.said);
    let lines: Vec<&String> = trace.iter().filter(|line| is_telling(line)).collect();
    let hidden = lines.len().saturating_sub(LINES);
    let mut text = format!(
        "\n{} {seed} broke a rule ({}): {}\n\
         shrunk from {} deeds of {} pages to {} of {}, {:?}, fall {}: {said}\n",
        kind.name(),
        broken.place,
        broken.said,
        whole.deeds.len(),
        whole.pages.len(),
        small.deeds.len(),
        small.pages.len(),
        small.weather,
        small.salt,
    );
    for line in &lines[hidden..] {
        text.push_str(&line.chars().take(240).collect::<String>());
        text.push('\n');
    }
    text.push_str(&format!(
        "again, with every message: npm run sim -- --seed \"{} {seed}\"\n",
        kind.name()
    ));
    text
}

/// What people do, what befalls them and what they are told; not every message.
fn is_telling(line: &str) -> bool {
    !line.contains(": hears ") && !line.contains(": tells Member(")
}
