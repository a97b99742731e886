//! Credentials for a TURN server that shares a secret with this one, as coturn's `use-auth-secret` reads them.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use ring::hmac;
use serde::Serialize;

use crate::session::now;

/// A TURN server and the secret shared with it.
pub struct Turn {
    urls: Vec<String>,
    key: hmac::Key,
    life: Duration,
}

/// What `RTCPeerConnection` takes as one of its `iceServers`.
#[derive(Serialize, Debug)]
#[allow(missing_docs)]
pub struct IceServer {
    pub urls: Vec<String>,
    pub username: String,
    pub credential: String,
}

impl Turn {
    /// The server at these addresses.
    pub fn new(urls: &[String], secret: &str, life: Duration) -> Self {
        Self {
            urls: urls.to_vec(),
            key: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes()),
            life,
        }
    }

    /// Credentials for this person, and when they expire, in milliseconds since the Unix epoch.
    pub fn issue(&self, user: &str) -> (IceServer, u64) {
        let expiry = (now() + self.life).as_secs();
        let username = format!("{expiry}:{user}");
        let credential = BASE64_STANDARD.encode(hmac::sign(&self.key, username.as_bytes()));
        (
            IceServer {
                urls: self.urls.clone(),
                username,
                credential,
            },
            expiry * 1000,
        )
    }
}
