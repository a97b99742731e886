//! What waits to be written to one socket: bounded in number and bytes. Who has a text for a full queue waits a moment for room, and is then
//! refused; a socket whose full queue stands still is cut. Changes of who is here wait for nobody: they are made up for by a fresh list.

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
    outdated: Notify,
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
    // A change of who is here is missing, until the next list.
    outdated: bool,
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
            outdated: Notify::new(),
        }
    }

    /// Puts a text in where there is room. Where there has been none for too long, the queue has stalled for good and lets go of what it holds.
    pub fn push(&self, text: &Utf8Bytes) -> Pushed {
        let mut waiting = self.lock();
        if waiting.stalled {
            return Pushed::Refused;
        }
        if waiting.fits(text, self.most, self.most_bytes) {
            waiting.add(text);
            self.filled.notify_one();
            return Pushed::Taken;
        }
        let still = waiting.moved.elapsed();
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

    /// Puts in a change of who is here, where that leaves half of the queue to messages. Else it is dropped, and so are those that follow
    /// until [`Outbox::list`].
    pub fn change(&self, text: &Utf8Bytes) {
        let mut waiting = self.lock();
        if !waiting.outdated {
            self.mention(&mut waiting, text);
        }
    }

    /// Puts in the list of who is here, which makes up for what was dropped; or leaves that to a later one.
    pub fn list(&self, text: &Utf8Bytes) {
        let mut waiting = self.lock();
        waiting.outdated = false;
        self.mention(&mut waiting, text);
    }

    fn mention(&self, waiting: &mut Waiting, text: &Utf8Bytes) {
        if waiting.stalled {
            return;
        }
        if waiting.fits(text, self.most / 2, self.most_bytes / 2) {
            waiting.add(text);
            self.filled.notify_one();
        } else {
            waiting.outdated = true;
            self.outdated.notify_one();
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

    /// Resolves when a list of who is here is due. For one task at a time.
    pub async fn outdated(&self) {
        self.outdated.notified().await;
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
            outdated: false,
        }
    }

    // One text always fits: the limit on bytes is about a queue, and each text has its own.
    fn fits(&self, text: &Utf8Bytes, most: usize, most_bytes: usize) -> bool {
        self.texts.is_empty() || (self.texts.len() < most && self.bytes + text.len() <= most_bytes)
    }

    fn add(&mut self, text: &Utf8Bytes) {
        if self.texts.is_empty() {
            self.moved = Instant::now();
        }
        self.bytes += text.len();
        self.texts.push_back(text.clone());
    }
}
