//! What all connections share: who is here, keys, counters, and whether the server is ending.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::watch;

use crate::{call_token::CallTokens, metrics::Metrics, options::Options, origin::Origins, people::People, session::Sessions, state::State, turn::Turn};

/// The server, apart from its connections.
#[allow(missing_docs)]
pub struct Server {
    pub options: Options,
    pub sessions: Sessions,
    pub call_tokens: CallTokens,
    pub turn: Option<Turn>,
    pub origins: Origins,
    pub people: People,
    pub metrics: Metrics,
    open: AtomicUsize,
    ending: watch::Sender<bool>,
}

/// One of the sockets that there may be; given back when dropped.
pub struct Slot(Arc<Server>);

impl Server {
    /// Reads or makes the keys.
    ///
    /// # Errors
    /// One line saying which option cannot be used, and why.
    pub fn new(options: Options, state: &State) -> Result<Self, String> {
        let secret = match &options.session_secret {
            Some(secret) => secret.as_bytes().to_vec(),
            None => state.secret("session-secret")?.to_vec(),
        };
        Ok(Self {
            sessions: Sessions::new(&secret, options.session_life),
            call_tokens: CallTokens::new(&state.secret("call-token-key")?, options.call_token_life),
            turn: options
                .turn_secret
                .as_ref()
                .map(|secret| Turn::new(&options.turn_url, secret, options.turn_life)),
            origins: Origins::new(&options.allow_origin)?,
            people: People::new(&options.limits),
            metrics: Metrics::default(),
            open: AtomicUsize::new(0),
            ending: watch::Sender::new(false),
            options,
        })
    }

    /// A place for one more socket, if there is one.
    pub fn slot(self: &Arc<Self>) -> Option<Slot> {
        let most = self.options.limits.connections as usize;
        self.open
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |open| (open < most).then_some(open + 1))
            .ok()?;
        self.metrics.sockets.inc();
        self.metrics.opened.inc();
        Some(Slot(self.clone()))
    }

    /// Tells every connection to end.
    pub fn end(&self) {
        self.ending.send_replace(true);
    }

    /// Resolves when nobody waits for the end any more: every connection has ended.
    pub async fn ended(&self) {
        self.ending.closed().await;
    }

    /// What a connection holds while it lives, and hears of the end by.
    pub fn ending(&self) -> Ending {
        Ending(self.ending.subscribe())
    }
}

/// See [`Server::ending`].
pub struct Ending(watch::Receiver<bool>);

impl Ending {
    /// Resolves when the server is ending.
    pub async fn told(&mut self) {
        // An error means that the server is gone, which is an end as well.
        let _ = self.0.wait_for(|ending| *ending).await;
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
        self.0.metrics.sockets.dec();
    }
}
