//! callkit-server: reads its flags, starts, says one line, and ends on SIGTERM.

use std::{
    io::{self, IsTerminal, Write},
    net::{IpAddr, SocketAddr},
    process::ExitCode,
    sync::Arc,
};

use callkit_server::{
    listen,
    options::{LogFormat, Options},
    server::Server,
    state::State,
    tls,
};
use clap::{Parser, error::ErrorKind};
use tokio::net::TcpListener;
use tracing::info;

fn main() -> ExitCode {
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(told) if matches!(told.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => told.exit(),
        Err(told) => return fail(&first_line(&told.to_string())),
    };
    log(&options);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(cause) => return fail(&format!("cannot start: {cause}")),
    };
    let ended = runtime.block_on(run(options));
    // What is still written to a client that does not read is not waited for.
    runtime.shutdown_background();
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(told) => fail(&told),
    }
}

fn fail(told: &str) -> ExitCode {
    eprintln!("callkit-server: {told}");
    ExitCode::from(2)
}

// The parser adds usage and advice below; --help has both.
fn first_line(told: &str) -> String {
    let lines: Vec<&str> = told.lines().take_while(|line| !line.trim().is_empty()).map(str::trim).collect();
    lines.join(" ").trim_start_matches("error: ").into()
}

fn log(options: &Options) {
    let lines = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_max_level(options.log_level)
        .with_target(false);
    match options.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
}

async fn run(options: Options) -> Result<(), String> {
    let directories = [("--demo", &options.demo), ("--package", &options.package)];
    for (flag, directory) in directories.into_iter().filter_map(|(flag, directory)| Some((flag, directory.as_ref()?))) {
        std::fs::read_dir(directory).map_err(|cause| format!("{flag} {} cannot be read: {cause}", directory.display()))?;
    }
    let state = State::open(options.state_dir.as_deref())?;
    let acceptor = options.tls.then(|| tls::acceptor(&state)).transpose()?;
    let address = options.address();
    let listener = TcpListener::bind(address).await.map_err(|cause| taken(address, &cause))?;
    let address = listener.local_addr().map_err(|cause| cause.to_string())?;
    let server = Arc::new(Server::new(options, &state)?);
    allow_files(&server.options);

    let asked = asked_to_end().map_err(|cause| format!("signals cannot be heard: {cause}"))?;
    let told = server.clone();
    tokio::spawn(async move {
        asked.await;
        info!("ending");
        told.end();
    });

    say(address, acceptor.is_some()).map_err(|cause| format!("standard output is closed: {cause}"))?;
    listen::serve(listener, acceptor, server).await;
    info!("ended");
    Ok(())
}

fn say(address: SocketAddr, tls: bool) -> io::Result<()> {
    let scheme = if tls { "https" } else { "http" };
    let mut out = io::stdout().lock();
    if address.ip().is_unspecified() {
        for ip in tls::addresses(false) {
            writeln!(out, "from another machine on this network: {scheme}://{}", SocketAddr::new(ip, address.port()))?;
        }
    }
    let shown = if address.ip().is_unspecified() {
        SocketAddr::new(IpAddr::from([127, 0, 0, 1]), address.port())
    } else {
        address
    };
    writeln!(out, "callkit-server listening on {scheme}://{shown}")?;
    out.flush()
}

fn taken(address: SocketAddr, cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::AddrInUse => format!(
            "port {} is taken: choose another with --listen {}:PORT, port 0 for any that is free",
            address.port(),
            address.ip()
        ),
        _ => format!("cannot listen on {address}: {cause}"),
    }
}

#[cfg(unix)]
fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
    })
}

#[cfg(not(unix))]
fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}

// Every connection is an open file.
#[cfg(unix)]
fn allow_files(options: &Options) {
    use callkit_server::limits;
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let wanted = u64::from(options.limits.connections) + limits::HTTP_CONNECTIONS as u64 + 64;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= wanted) {
        return;
    }
    let reachable = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    let raised = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: Some(reachable),
            maximum,
        },
    );
    if raised.is_err() || reachable < wanted {
        tracing::warn!(reachable, wanted, "fewer files may be open than --connections needs; see ulimit -n");
    }
}

#[cfg(not(unix))]
fn allow_files(_: &Options) {}
