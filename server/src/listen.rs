//! Accepts connections and speaks HTTP on them until the server ends. What is asked and answered is left to `http`.

use std::{sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    select,
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tracing::{debug, warn};

use crate::{
    http::router,
    limits,
    server::{Ending, Server},
};

// Where files or memory have run out, trying again at once would only keep a core busy.
const BREATH: Duration = Duration::from_millis(100);

/// Serves until the server is told to end, and every connection has.
pub async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, server: Arc<Server>) {
    let http = Http {
        router: router(server.clone()),
        protocol: protocol(),
    };
    let most = server.options.limits.connections as usize + limits::HTTP_CONNECTIONS;
    let room = Arc::new(Semaphore::new(most));
    let mut ending = server.ending();
    loop {
        let accept = async {
            let place = room.clone().acquire_owned().await.expect("the semaphore is never closed");
            listener.accept().await.map(|(stream, _)| (stream, place))
        };
        let (stream, place) = select! {
            accepted = accept => match accepted {
                Ok(accepted) => accepted,
                Err(cause) => {
                    warn!(%cause, "a connection could not be accepted");
                    sleep(BREATH).await;
                    continue;
                }
            },
            () = ending.told() => break,
        };
        let (http, tls, ending) = (http.clone(), tls.clone(), server.ending());
        tokio::spawn(async move {
            http.accept(stream, tls, ending).await;
            drop(place);
        });
    }
    drop((listener, ending));
    if timeout(limits::ENDING, server.ended()).await.is_err() {
        warn!("some connections did not end in time");
    }
}

#[derive(Clone)]
struct Http {
    router: Router,
    protocol: http1::Builder,
}

fn protocol() -> http1::Builder {
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(limits::HEADER)
        .max_buf_size(limits::HEADER_BYTES);
    protocol
}

impl Http {
    async fn accept(self, stream: TcpStream, tls: Option<TlsAcceptor>, ending: Ending) {
        let _ = stream.set_nodelay(true);
        let Some(tls) = tls else { return self.speak(stream, ending).await };
        match timeout(limits::HEADER, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.speak(stream, ending).await,
            Ok(Err(cause)) => debug!(%cause, "TLS handshake failed"),
            Err(_) => debug!("TLS handshake took too long"),
        }
    }

    async fn speak(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, mut ending: Ending) {
        let service = TowerToHyperService::new(self.router);
        let connection = self.protocol.serve_connection(TokioIo::new(stream), service).with_upgrades();
        let mut connection = std::pin::pin!(connection);
        let spoken = timeout(limits::HTTP_LIFE, async {
            select! {
                _ = &mut connection => {}
                () = ending.told() => {
                    connection.as_mut().graceful_shutdown();
                    let _ = connection.await;
                }
            }
        });
        if spoken.await.is_err() {
            debug!("a connection was open for too long");
        }
    }
}
