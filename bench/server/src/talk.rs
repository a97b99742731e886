//! People who talk in pairs: each sends the other one message a second, evenly spread, and how long each message takes is measured.

use std::{cell::RefCell, rc::Rc, sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio::{
    sync::Semaphore,
    task::LocalSet,
    time::{Instant, MissedTickBehavior, interval_at, sleep_until},
};

use crate::{
    Options,
    client::{Client, name},
    process,
};

const AT_ONCE: usize = 100;
const EACH: Duration = Duration::from_secs(1);

pub async fn run(options: &Options, length: Duration) -> Value {
    let epoch = Instant::now();
    let tasks = LocalSet::new();
    tasks
        .run_until(async {
            let clients = open(options).await;
            let opened = clients.len();
            let taken = Rc::new(RefCell::new(Vec::with_capacity(opened * length.as_secs() as usize)));
            let sent = Rc::new(RefCell::new(0_u64));
            let start = Instant::now() + EACH;
            for (place, (index, client)) in clients.into_iter().enumerate() {
                let first = start + EACH.mul_f64(place as f64 / opened as f64);
                let (options, taken, sent) = (options.clone(), taken.clone(), sent.clone());
                tokio::task::spawn_local(async move {
                    let _ = talk(client, index, &options, first, start + length, epoch, (&taken, &sent)).await;
                });
            }
            sleep_until(start).await;
            let cpu = process::busy(options.pid);
            let own = process::busy(std::process::id());
            sleep_until(start + length).await;
            let busy = |pid, before| (process::busy(pid) - before) / length.as_secs_f64() * 100.0;
            let (cpu, own) = (busy(options.pid, cpu), busy(std::process::id(), own));
            let resident = process::resident(options.pid);
            sleep_until(start + length + EACH).await;
            let mut taken = taken.take();
            taken.sort_unstable();
            let at = |part: f64| {
                taken
                    .get(((taken.len() as f64 * part) as usize).min(taken.len().saturating_sub(1)))
                    .map(|micros| *micros as f64 / 1000.0)
            };
            json!({
                "opened": opened,
                "sent": *sent.borrow(),
                "delivered": taken.len(),
                "perSecond": taken.len() as f64 / length.as_secs_f64(),
                "medianMs": at(0.5),
                "p99Ms": at(0.99),
                "cpuPercent": cpu,
                "generatorCpuPercent": own,
                "residentKilobytes": resident,
            })
        })
        .await
}

async fn open(options: &Options) -> Vec<(usize, Client)> {
    let opening = Arc::new(Semaphore::new(AT_ONCE));
    let clients = Rc::new(RefCell::new(Vec::new()));
    for index in 0..options.talk {
        let place = opening.clone().acquire_owned().await.expect("never closed");
        let (options, clients) = (options.clone(), clients.clone());
        tokio::task::spawn_local(async move {
            if let Ok(client) = Client::open(options.kind, options.address, index).await {
                clients.borrow_mut().push((index, client));
            }
            drop(place);
        });
    }
    let _all = opening.acquire_many(AT_ONCE as u32).await;
    clients.take()
}

async fn talk(
    mut client: Client,
    index: usize,
    options: &Options,
    first: Instant,
    end: Instant,
    epoch: Instant,
    (taken, sent): (&RefCell<Vec<u64>>, &RefCell<u64>),
) -> std::io::Result<()> {
    let partner = name(index ^ 1);
    let mut tick = interval_at(first, EACH);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            body = client.next() => {
                let at: u64 = body?.split(' ').next().and_then(|at| at.parse().ok()).unwrap_or(0);
                taken.borrow_mut().push(epoch.elapsed().as_micros() as u64 - at);
            }
            due = tick.tick() => {
                if due >= end {
                    tick.reset_after(EACH * 3600);
                    continue;
                }
                // Counted from when it was due, so that a generator that is late does not flatter the server.
                let at = due.duration_since(epoch).as_micros();
                let body = format!("{at:<width$}", width = options.bytes);
                *sent.borrow_mut() += 1;
                client.send(&partner, &body).await?;
            }
        }
    }
}
