//! What the server counts, as Prometheus reads it. Who counts is left to others; no name and no text of anyone is in here.

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

/// The content type of [`Metrics::text`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The counters.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Metrics {
    registry: Registry,
    pub sockets: Gauge,
    pub people: Gauge,
    pub watchers: Gauge,
    pub opened: Counter,
    pub closed: Family<Code, Counter>,
    pub received: Counter,
    pub received_bytes: Counter,
    pub delivered: Counter,
    pub undeliverable: Counter,
    pub refused: Family<Reason, Counter>,
    pub sign_ins: Counter,
    pub call_tokens: Counter,
}

/// A WebSocket close code; 1005 where the client said none, 1006 where it just went.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
#[allow(missing_docs)]
pub struct Code {
    pub code: u32,
}

/// Why a frame was not taken.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
#[allow(missing_docs)]
pub struct Reason {
    pub reason: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("callkit"),
            sockets: Gauge::default(),
            people: Gauge::default(),
            watchers: Gauge::default(),
            opened: Counter::default(),
            closed: Family::default(),
            received: Counter::default(),
            received_bytes: Counter::default(),
            delivered: Counter::default(),
            undeliverable: Counter::default(),
            refused: Family::default(),
            sign_ins: Counter::default(),
            call_tokens: Counter::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("sockets", "WebSockets open now", metrics.sockets.clone());
        registry.register("people", "People with a socket now", metrics.people.clone());
        registry.register("watchers", "Sockets that watch who is here", metrics.watchers.clone());
        registry.register("sockets_opened", "WebSockets opened", metrics.opened.clone());
        registry.register("sockets_closed", "WebSockets closed, by close code", metrics.closed.clone());
        registry.register("messages_received", "Messages from clients", metrics.received.clone());
        registry.register("messages_received_bytes", "Bytes of their texts", metrics.received_bytes.clone());
        registry.register("messages_delivered", "Messages put in a socket's queue", metrics.delivered.clone());
        registry.register(
            "messages_undeliverable",
            "Messages to people without another socket",
            metrics.undeliverable.clone(),
        );
        registry.register("frames_refused", "Frames not taken, by reason", metrics.refused.clone());
        registry.register("sign_ins", "Sessions issued", metrics.sign_ins.clone());
        registry.register("call_tokens", "Call tokens issued", metrics.call_tokens.clone());
        metrics
    }
}

impl Metrics {
    /// All of them as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing into a String does not fail");
        text
    }
}
