//! Opens many connections to one server, keeps them idle or lets them talk, and prints what it saw as one line of JSON.
//! Starting the servers, and the table, are left to `run.mjs`.

mod client;
mod idle;
mod mqtt;
mod process;
mod talk;

use std::{net::SocketAddr, time::Duration};

use clap::{Parser, ValueEnum};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What the server at the other end speaks.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// callkit-server
    Callkit,
    /// The PeerJS server
    Peer,
    /// An MQTT broker, over TCP
    Mqtt,
}

/// Many people on one server.
#[derive(Parser, Debug, Clone)]
pub struct Options {
    #[arg(long)]
    pub kind: Kind,
    #[arg(long)]
    pub address: SocketAddr,
    /// The server's process
    #[arg(long)]
    pub pid: u32,
    /// Connections to hold idle
    #[arg(long, default_value_t = 0)]
    pub idle: usize,
    /// For how many seconds
    #[arg(long, default_value_t = 30)]
    pub hold: u64,
    /// Connections that each send one message a second
    #[arg(long, default_value_t = 0)]
    pub talk: usize,
    /// For how many seconds they do
    #[arg(long, default_value_t = 10)]
    pub seconds: u64,
    /// Bytes of each message
    #[arg(long, default_value_t = 1024)]
    pub bytes: usize,
}

fn main() {
    let options = Options::parse();
    allow_files();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("this machine runs tokio");
    let seen = runtime.block_on(async {
        match options.idle {
            0 => talk::run(&options, Duration::from_secs(options.seconds)).await,
            _ => idle::run(&options, Duration::from_secs(options.hold)).await,
        }
    });
    println!("{seen}");
    // Closing a hundred thousand sockets one by one is nobody's measurement.
    std::process::exit(0);
}

fn allow_files() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
}
