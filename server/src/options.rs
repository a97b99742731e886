//! The flags and their environment variables: names, defaults and what they mean. What becomes of them is left to others.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use clap::{Parser, ValueEnum, builder::BoolishValueParser};

use crate::limits;

/// Carries CallKit's messages between signed-in people, for development and single-machine use.
#[derive(Parser, Debug, Clone)]
#[command(
    name = "callkit-server",
    version,
    after_help = "Each flag can be given as an environment variable too. A flag wins over its variable."
)]
pub struct Options {
    /// Address and port; port 0 takes a free one. [default: 127.0.0.1:8787, with --tls 0.0.0.0:8787]
    #[arg(long, env = "CALLKIT_LISTEN", value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// HTTPS with a certificate made at the start, for a phone on the same network
    #[arg(long, env = "CALLKIT_TLS", value_parser = BoolishValueParser::new())]
    pub tls: bool,
    /// Keeps session secret, call token key and certificate, so that they survive a restart
    #[arg(long, env = "CALLKIT_STATE_DIR", value_name = "DIRECTORY")]
    pub state_dir: Option<PathBuf>,
    /// Served at /
    #[arg(long, env = "CALLKIT_DEMO", value_name = "DIRECTORY")]
    pub demo: Option<PathBuf>,
    /// The built npm package, served at /dist/
    #[arg(long, env = "CALLKIT_PACKAGE", value_name = "DIRECTORY")]
    pub package: Option<PathBuf>,
    /// Origin of a page on another host that may use this server; repeatable
    #[arg(long, env = "CALLKIT_ALLOW_ORIGIN", value_name = "ORIGIN", value_delimiter = ',')]
    pub allow_origin: Vec<String>,

    /// Whether POST /sign-in gives a session to anyone under any name
    #[arg(long, env = "CALLKIT_SIGN_IN", value_name = "on|off", default_value = "on", hide_possible_values = true)]
    pub sign_in: Switch,
    /// Signs session tokens (HS256), 32 bytes or more; made up or kept in the state directory where not given
    #[arg(long, env = "CALLKIT_SESSION_SECRET", value_name = "TEXT", hide_env_values = true, value_parser = secret)]
    pub session_secret: Option<String>,
    /// How long a session from /sign-in lasts
    #[arg(long, env = "CALLKIT_SESSION_LIFE", value_name = "SECONDS", default_value = "43200", value_parser = seconds)]
    pub session_life: Duration,
    /// How long a call token lasts
    #[arg(long, env = "CALLKIT_CALL_TOKEN_LIFE", value_name = "SECONDS", default_value = "3600", value_parser = seconds)]
    pub call_token_life: Duration,
    /// Address of a TURN server, as in turn:turn.example.org:3478?transport=udp; repeatable
    #[arg(long, env = "CALLKIT_TURN_URL", value_name = "URL", value_delimiter = ',', requires = "turn_secret", value_parser = turn_url)]
    pub turn_url: Vec<String>,
    /// The TURN server's static-auth-secret
    #[arg(long, env = "CALLKIT_TURN_SECRET", value_name = "TEXT", hide_env_values = true, requires = "turn_url")]
    pub turn_secret: Option<String>,
    /// How long TURN credentials last
    #[arg(long, env = "CALLKIT_TURN_LIFE", value_name = "SECONDS", default_value = "43200", value_parser = seconds)]
    pub turn_life: Duration,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub limits: Limits,

    /// text or json, on standard error
    #[arg(long, env = "CALLKIT_LOG_FORMAT", value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub log_format: LogFormat,
    /// error, warn, info or debug
    #[arg(long, env = "CALLKIT_LOG_LEVEL", value_name = "LEVEL", default_value = "info")]
    pub log_level: tracing::Level,
}

/// What one person, one socket and all of them together may take.
#[derive(clap::Args, Debug, Clone)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Longest text of a message; a frame of more than twice that closes its socket
    #[arg(long, env = "CALLKIT_MAX_MESSAGE", value_name = "BYTES", default_value = "262144", value_parser = clap::value_parser!(u32).range(1024..=16_777_216))]
    pub max_message: u32,
    /// Messages a second from one socket, in the long run; a message of more than 16 KiB counts as several
    #[arg(long, env = "CALLKIT_RATE", value_name = "NUMBER", default_value = "50", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub rate: u32,
    /// Messages from one socket at once; as many again are refused, then it is closed
    #[arg(long, env = "CALLKIT_BURST", value_name = "NUMBER", default_value = "400", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub burst: u32,
    /// Sockets of one person
    #[arg(long, env = "CALLKIT_CONNECTIONS_PER_USER", value_name = "NUMBER", default_value = "16", value_parser = clap::value_parser!(u32).range(1..))]
    pub connections_per_user: u32,
    /// Sockets in all
    #[arg(long, env = "CALLKIT_CONNECTIONS", value_name = "NUMBER", default_value = "100000", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub connections: u32,
    /// Messages that wait for one socket; where more would, they are refused
    #[arg(long, env = "CALLKIT_QUEUE", value_name = "NUMBER", default_value = "256", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub queue: u32,
    /// Bytes that wait for one socket; where more would, they are refused
    #[arg(long, env = "CALLKIT_QUEUE_BYTES", value_name = "BYTES", default_value = "1048576", value_parser = clap::value_parser!(u32).range(1024..))]
    pub queue_bytes: u32,
    /// A socket is closed for which more would wait, and that has taken nothing for so long
    #[arg(long, env = "CALLKIT_STALL_TIMEOUT", value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub stall_timeout: Duration,
    /// A socket from which nothing comes for so long is closed
    #[arg(long, env = "CALLKIT_IDLE_TIMEOUT", value_name = "SECONDS", default_value = "75", value_parser = seconds)]
    pub idle_timeout: Duration,
    /// A socket that does not say who it is for so long is closed
    #[arg(long, env = "CALLKIT_HELLO_TIMEOUT", value_name = "SECONDS", default_value = "5", value_parser = seconds)]
    pub hello_timeout: Duration,
    /// Sockets that watch who is here
    #[arg(long, env = "CALLKIT_WATCHERS", value_name = "NUMBER", default_value = "1000", value_parser = clap::value_parser!(u32).range(0..))]
    pub watchers: u32,
    /// People that a watching socket is told of at first
    #[arg(long, env = "CALLKIT_PRESENT", value_name = "NUMBER", default_value = "1000", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub present: u32,
}

/// A feature that is on or off.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Switch {
    On,
    Off,
}

/// How log lines look.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum LogFormat {
    Text,
    Json,
}

const PORT: u16 = 8787;

impl Options {
    /// Where to listen: this machine alone, or its network where the point is a phone on it.
    pub fn address(&self) -> SocketAddr {
        let host = if self.tls { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
        self.listen.unwrap_or((host, PORT).into())
    }
}

impl Limits {
    /// Bytes of a frame that are read at all.
    pub fn frame(&self) -> usize {
        self.max_message as usize * limits::FRAME_GROWTH + limits::FRAME_SLACK
    }

    /// Bytes of the longest frame that is sent: a message, which is no longer than when it was read but for its sender, or who is here.
    pub fn longest_sent(&self) -> usize {
        self.frame().max(self.present as usize * limits::NAME_JSON) + limits::FRAME_SLACK
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let fits = |value: &f64| (0.01..=31_536_000.0).contains(value);
    text.parse()
        .ok()
        .filter(fits)
        .map(Duration::from_secs_f64)
        .ok_or("expected seconds, as in 30 or 0.5".into())
}

fn secret(text: &str) -> Result<String, String> {
    if text.len() < limits::SECRET {
        return Err(format!("expected {} bytes or more", limits::SECRET));
    }
    Ok(text.into())
}

fn turn_url(text: &str) -> Result<String, String> {
    if ["turn:", "turns:", "stun:", "stuns:"].iter().any(|scheme| text.starts_with(scheme)) {
        return Ok(text.into());
    }
    Err("expected an address that begins with turn: or turns:".into())
}
