//! What waits to be written to one socket: bounded in number and bytes. Whoever puts something in never waits; where it does not fit,
//! the socket is cut.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard},
};

use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::options::Limits;

// An empty queue that once held more than this gives its memory back.
const KEPT: usize = 8;

/// The queue of one socket.
#[derive(Debug)]
pub struct Outbox {
    waiting: Mutex<Waiting>,
    most: usize,
    most_bytes: usize,
    filled: Notify,
    overflowed: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    texts: VecDeque<Utf8Bytes>,
    bytes: usize,
    overflowed: bool,
}

impl Outbox {
    /// An empty queue.
    pub fn new(limits: &Limits) -> Self {
        Self {
            waiting: Mutex::default(),
            most: limits.queue as usize,
            most_bytes: limits.queue_bytes as usize,
            filled: Notify::new(),
            overflowed: Notify::new(),
        }
    }

    /// Puts a text in, or marks the queue as overflowed and returns false.
    pub fn push(&self, text: Utf8Bytes) -> bool {
        let mut waiting = self.lock();
        // One text always fits: the limit on bytes is about a queue, and each text has its own.
        let fits = waiting.texts.is_empty() || (waiting.texts.len() < self.most && waiting.bytes + text.len() <= self.most_bytes);
        if waiting.overflowed {
            return false;
        }
        if !fits {
            *waiting = Waiting {
                overflowed: true,
                ..Waiting::default()
            };
            self.overflowed.notify_one();
            return false;
        }
        waiting.bytes += text.len();
        waiting.texts.push_back(text);
        self.filled.notify_one();
        true
    }

    /// Takes the oldest text.
    pub fn take(&self) -> Option<Utf8Bytes> {
        let mut waiting = self.lock();
        let text = waiting.texts.pop_front();
        match &text {
            Some(text) => waiting.bytes -= text.len(),
            None if waiting.texts.capacity() > KEPT => waiting.texts = VecDeque::new(),
            None => {}
        }
        text
    }

    /// Resolves when there may be something to take. For one task at a time.
    pub async fn filled(&self) {
        self.filled.notified().await;
    }

    /// Resolves once something did not fit. For one task at a time.
    pub async fn overflowed(&self) {
        self.overflowed.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().expect("nothing panics while it holds this lock")
    }
}
