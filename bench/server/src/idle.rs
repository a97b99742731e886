//! Connections that say only that they are there.

use std::{
    cell::Cell,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    sync::Semaphore,
    task::LocalSet,
    time::{interval_at, sleep},
};

use crate::{Options, client::Client, process};

const AT_ONCE: usize = 100;
const HEARTBEAT: Duration = Duration::from_secs(25);

pub async fn run(options: &Options, hold: Duration) -> Value {
    let before = process::resident(options.pid);
    let (held, failed) = (Rc::new(Cell::new(0_usize)), Rc::new(Cell::new(0_usize)));
    let opening = Arc::new(Semaphore::new(AT_ONCE));
    let tasks = LocalSet::new();
    let start = Instant::now();
    let seen = tasks.run_until(async {
        for index in 0..options.idle {
            let place = opening.clone().acquire_owned().await.expect("never closed");
            let (held, failed, options) = (held.clone(), failed.clone(), options.clone());
            tokio::task::spawn_local(async move {
                let opened = Client::open(options.kind, options.address, index).await;
                drop(place);
                let Ok(client) = opened else { return failed.set(failed.get() + 1) };
                held.set(held.get() + 1);
                let _ = live(client).await;
                held.set(held.get() - 1);
            });
        }
        let _all = opening.acquire_many(AT_ONCE as u32).await;
        let opened_in = start.elapsed();
        let cpu = process::busy(options.pid);
        sleep(hold).await;
        let kilobytes = process::resident(options.pid).saturating_sub(before);
        json!({
            "wanted": options.idle,
            "held": held.get(),
            "failed": failed.get(),
            "secondsToOpen": opened_in.as_secs_f64(),
            "kilobytes": kilobytes,
            "kilobytesEach": kilobytes as f64 / held.get().max(1) as f64,
            "cpuPercent": (process::busy(options.pid) - cpu) / hold.as_secs_f64() * 100.0,
        })
    });
    seen.await
}

async fn live(mut client: Client) -> std::io::Result<()> {
    let mut beat = interval_at(tokio::time::Instant::now() + HEARTBEAT, HEARTBEAT);
    loop {
        tokio::select! {
            text = client.next() => drop(text?),
            _ = beat.tick() => client.ping().await?,
        }
    }
}
