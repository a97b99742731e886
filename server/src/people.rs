//! Who is online: the sockets of each person, and who watches. Delivers to all sockets of a person; what is delivered is left to others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::{
    frame::Told,
    limits,
    options::Limits,
    outbox::{Outbox, Pushed},
};

/// Everyone who is online.
#[derive(Debug)]
pub struct People {
    here: Mutex<Here>,
    per_user: usize,
    most_watchers: usize,
    most_listed: usize,
}

#[derive(Debug, Default)]
struct Here {
    sockets: HashMap<Arc<str>, Vec<Arc<Outbox>>>,
    watchers: Vec<Arc<Outbox>>,
}

/// One socket's place among them; left when dropped.
#[derive(Debug)]
pub struct Seat<'a> {
    people: &'a People,
    user: Arc<str>,
    outbox: Arc<Outbox>,
}

/// How many sockets took a message, and how many had no room for it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Sent {
    pub taken: usize,
    pub refused: usize,
}

/// There are as many watchers as there may be.
#[derive(Debug)]
pub struct TooManyWatchers;

impl People {
    /// Nobody yet.
    pub fn new(limits: &Limits) -> Self {
        Self {
            here: Mutex::default(),
            per_user: limits.connections_per_user as usize,
            most_watchers: limits.watchers as usize,
            most_listed: limits.present as usize,
        }
    }

    /// Seats a socket of this person, unless the person has as many as one may have.
    pub fn enter(&self, user: &str, outbox: &Arc<Outbox>) -> Option<Seat<'_>> {
        let mut here = self.lock();
        let user = match here.sockets.get_key_value(user) {
            Some((_, sockets)) if sockets.len() >= self.per_user => return None,
            Some((user, _)) => user.clone(),
            None => {
                here.tell(&Told::Joined { user_id: user });
                user.into()
            }
        };
        // Most people have one socket: room for one, not for the four that a vector begins with.
        here.sockets.entry(user.clone()).or_insert_with(|| Vec::with_capacity(1)).push(outbox.clone());
        Some(Seat {
            people: self,
            user,
            outbox: outbox.clone(),
        })
    }

    /// How many people are here, and how many sockets watch.
    pub fn count(&self) -> (usize, usize) {
        let here = self.lock();
        (here.sockets.len(), here.watchers.len())
    }

    fn lock(&self) -> MutexGuard<'_, Here> {
        self.here.lock().expect("nothing panics while it holds this lock")
    }
}

impl Seat<'_> {
    /// Who sits here.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Puts a message from this person in the queue of every socket of `to` but this one. Waits a moment for those that are full.
    pub async fn send(&self, to: &str, text: &str) -> Sent {
        let mut sent = Sent::default();
        let sockets = match self.people.lock().sockets.get(to) {
            Some(sockets) => sockets.clone(),
            None => return sent,
        };
        let message = Told::Message { from: &self.user, text }.text();
        let mut full = Vec::new();
        for socket in sockets.iter().filter(|socket| !Arc::ptr_eq(socket, &self.outbox)) {
            match socket.push(&message) {
                Pushed::Taken => sent.taken += 1,
                Pushed::Full => full.push(socket),
                Pushed::Refused => sent.refused += 1,
            }
        }
        let until = Instant::now() + limits::ROOM;
        for socket in full {
            match socket.put(&message, until).await {
                true => sent.taken += 1,
                false => sent.refused += 1,
            }
        }
        sent
    }

    /// Tells this socket who is here, and from here on who comes and goes.
    ///
    /// # Errors
    /// Where too many sockets watch already.
    pub fn watch(&self) -> Result<(), TooManyWatchers> {
        let mut here = self.people.lock();
        let watches = here.watchers.iter().any(|watcher| Arc::ptr_eq(watcher, &self.outbox));
        if !watches {
            if here.watchers.len() >= self.people.most_watchers {
                return Err(TooManyWatchers);
            }
            here.watchers.push(self.outbox.clone());
        }
        here.list(self.people.most_listed, &self.outbox);
        Ok(())
    }

    /// Tells this socket again who is here.
    pub fn list(&self) {
        self.people.lock().list(self.people.most_listed, &self.outbox);
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut here = self.people.lock();
        here.watchers.retain(|watcher| !Arc::ptr_eq(watcher, &self.outbox));
        let Some(sockets) = here.sockets.get_mut(&self.user) else { return };
        sockets.retain(|socket| !Arc::ptr_eq(socket, &self.outbox));
        if sockets.is_empty() {
            here.sockets.remove(&self.user);
            here.tell(&Told::Gone { user_id: &self.user });
        }
    }
}

impl Here {
    fn tell(&self, told: &Told) {
        if self.watchers.is_empty() {
            return;
        }
        let text: Utf8Bytes = told.text();
        for watcher in &self.watchers {
            watcher.change(&text);
        }
    }

    // Under the lock, so that the changes that follow are changes of this list.
    fn list(&self, most: usize, watcher: &Outbox) {
        let mut users: Vec<&str> = self.sockets.keys().map(AsRef::as_ref).take(most).collect();
        users.sort_unstable();
        watcher.list(&Told::Present { users }.text());
    }
}
