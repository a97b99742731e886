//! What waits to be written to one socket: bounded in number and bytes. Who has a text for a full queue waits a moment for room, and is then
//! refused; a socket whose full queue stands still is cut.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::{limits, options::Limits};

// An empty queue that once held more than this gives its memory back.
const KEPT: usize = 8;

/// The queue of one socket.
#[derive(Debug)]
pub struct Outbox {
    waiting: Mutex<Waiting>,
    most: usize,
    most_bytes: usize,
    longest_stall: Duration,
    filled: Notify,
    room: Notify,
    stalled: Notify,
}

/// What became of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pushed {
    /// It is in the queue.
    Taken,
    /// There is no room for it, but there was movement a moment ago: see [`Outbox::put`].
    Full,
    /// There is no room for it, and nothing moves.
    Refused,
}

#[derive(Debug)]
struct Waiting {
    texts: VecDeque<Utf8Bytes>,
    bytes: usize,
    // When the oldest text became the oldest.
    moved: Instant,
    stalled: bool,
}

impl Outbox {
    /// An empty queue.
    pub fn new(limits: &Limits) -> Self {
        Self {
            waiting: Mutex::new(Waiting::new()),
            most: limits.queue as usize,
            most_bytes: limits.queue_bytes as usize,
            longest_stall: limits.stall_timeout,
            filled: Notify::new(),
            room: Notify::new(),
            stalled: Notify::new(),
        }
    }

    /// Puts a text in where there is room. Where there has been none for too long, the queue has stalled for good and lets go of what it holds.
    pub fn push(&self, text: &Utf8Bytes) -> Pushed {
        let mut waiting = self.lock();
        if waiting.stalled {
            return Pushed::Refused;
        }
        let now = Instant::now();
        // One text always fits: the limit on bytes is about a queue, and each text has its own.
        let fits = waiting.texts.is_empty() || (waiting.texts.len() < self.most && waiting.bytes + text.len() <= self.most_bytes);
        if fits {
            if waiting.texts.is_empty() {
                waiting.moved = now;
            }
            waiting.bytes += text.len();
            waiting.texts.push_back(text.clone());
            self.filled.notify_one();
            return Pushed::Taken;
        }
        let still = now - waiting.moved;
        if still >= self.longest_stall {
            *waiting = Waiting {
                stalled: true,
                ..Waiting::new()
            };
            self.stalled.notify_one();
            return Pushed::Refused;
        }
        if still < limits::ROOM { Pushed::Full } else { Pushed::Refused }
    }

    /// Puts a text in as soon as there is room, and returns whether there was before `until`.
    pub async fn put(&self, text: &Utf8Bytes, until: Instant) -> bool {
        loop {
            match self.push(text) {
                Pushed::Taken => return true,
                Pushed::Refused => return false,
                Pushed::Full => {}
            }
            if timeout_at(until, self.room.notified()).await.is_err() {
                return false;
            }
        }
    }

    /// Takes the oldest text.
    pub fn take(&self) -> Option<Utf8Bytes> {
        let mut waiting = self.lock();
        let text = waiting.texts.pop_front();
        match &text {
            Some(text) => {
                waiting.bytes -= text.len();
                waiting.moved = Instant::now();
                // One of those who wait; when its text is taken, the next.
                self.room.notify_one();
            }
            None if waiting.texts.capacity() > KEPT => waiting.texts = VecDeque::new(),
            None => {}
        }
        text
    }

    /// Resolves when there may be something to take. For one task at a time.
    pub async fn filled(&self) {
        self.filled.notified().await;
    }

    /// Resolves once the queue has stalled. For one task at a time.
    pub async fn stalled(&self) {
        self.stalled.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().expect("nothing panics while it holds this lock")
    }
}

impl Waiting {
    fn new() -> Self {
        Self {
            texts: VecDeque::new(),
            bytes: 0,
            moved: Instant::now(),
            stalled: false,
        }
    }
}
