//! Which pages may use this server from a browser: those it serves itself, and those whose origin the operator allowed.

use axum::http::{HeaderMap, HeaderValue, header};

/// The origins that the operator allowed.
#[derive(Debug, Clone)]
pub struct Origins(Vec<HeaderValue>);

impl Origins {
    /// Reads them, as in `https://app.example.org`.
    ///
    /// # Errors
    /// One line naming the one that is no origin.
    pub fn new(origins: &[String]) -> Result<Self, String> {
        origins
            .iter()
            .map(|origin| read(origin).ok_or_else(|| format!("--allow-origin {origin}: expected scheme, host and port, as in https://app.example.org")))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether a request with these headers may open a socket. What is no browser names no origin and may.
    pub fn allow(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else { return true };
        self.0.contains(origin) || is_own(origin, headers.get(header::HOST))
    }

    /// The allowed ones, for answers to browsers.
    pub fn allowed(&self) -> &[HeaderValue] {
        &self.0
    }
}

fn read(origin: &str) -> Option<HeaderValue> {
    let origin = origin.to_ascii_lowercase();
    let (scheme, host) = origin.split_once("://")?;
    let plain = !host.is_empty() && !host.contains(['/', '?', '#', '@', '*', ' ']);
    (plain && ["http", "https"].contains(&scheme))
        .then(|| format!("{scheme}://{}", without_default_port(scheme, host)).parse().ok())
        .flatten()
}

// Browsers leave it out of an origin (HTML Standard, section 7.1.1).
fn without_default_port<'a>(scheme: &str, host: &'a str) -> &'a str {
    let port = if scheme == "https" { ":443" } else { ":80" };
    host.strip_suffix(port).unwrap_or(host)
}

fn is_own(origin: &HeaderValue, host: Option<&HeaderValue>) -> bool {
    let (Ok(origin), Some(Ok(host))) = (origin.to_str(), host.map(HeaderValue::to_str)) else {
        return false;
    };
    origin
        .split_once("://")
        .is_some_and(|(scheme, name)| name.eq_ignore_ascii_case(without_default_port(scheme, host)))
}
