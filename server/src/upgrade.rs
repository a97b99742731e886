//! From a request to a socket (RFC 6455, section 4.2). What the socket then says is left to `socket`.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        handshake::derive_accept_key,
        protocol::{Role, WebSocketConfig},
    },
};

use crate::{limits, reply::Problem, server::Server, socket};

/// A socket as it comes from the upgrade.
pub type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// `GET /ws`
pub async fn upgrade(State(server): State<Arc<Server>>, mut request: Request) -> Result<Response, Problem> {
    if request
        .uri()
        .query()
        .is_some_and(|query| query.split('&').any(|field| field.starts_with("token=")))
    {
        return Err(Problem::invalid(
            "Addresses are written into logs: send the token in the first frame, { type: \"hello\", token }.",
        ));
    }
    let accept = accept_key(request.method(), request.headers())?;
    if !server.origins.allow(request.headers()) {
        return Err(Problem(
            StatusCode::FORBIDDEN,
            "forbidden-origin",
            "Start the server with --allow-origin and the origin of this page.",
        ));
    }

    let upgrade = hyper::upgrade::on(&mut request);
    // Held from here on, so that an ending server waits for this socket.
    let ending = server.ending();
    tokio::spawn(async move {
        let Ok(upgraded) = upgrade.await else { return };
        let config = config(&server);
        let socket = Socket::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
        socket::live(socket, server, ending).await;
    });
    let headers = [
        (header::CONNECTION, HeaderValue::from_static("upgrade")),
        (header::UPGRADE, HeaderValue::from_static("websocket")),
        (header::SEC_WEBSOCKET_ACCEPT, accept),
    ];
    Ok((StatusCode::SWITCHING_PROTOCOLS, headers).into_response())
}

fn accept_key(method: &Method, headers: &HeaderMap) -> Result<HeaderValue, Problem> {
    let says = |name, word: &str| {
        let value = headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or("");
        value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word))
    };
    let key = headers.get(header::SEC_WEBSOCKET_KEY);
    let asked = method == Method::GET && says(header::CONNECTION, "upgrade") && says(header::UPGRADE, "websocket") && says(header::SEC_WEBSOCKET_VERSION, "13");
    match key {
        Some(key) if asked => Ok(derive_accept_key(key.as_bytes()).parse().expect("base64 fits in a header")),
        _ => Err(Problem(
            StatusCode::UPGRADE_REQUIRED,
            "not-a-websocket",
            "Open a WebSocket of version 13 at this address.",
        )),
    }
}

fn config(server: &Server) -> WebSocketConfig {
    let limits = &server.options.limits;
    let frame = limits.frame();
    WebSocketConfig::default()
        .read_buffer_size(limits::READ_BUFFER)
        .write_buffer_size(limits::WRITE_BUFFER)
        // Of a client that pings and does not read, pongs would gather. The last ping is answered when there is room (RFC 6455, section 5.5.3).
        .max_write_buffer_size(limits::WRITE_BUFFER + limits.longest_sent())
        .max_message_size(Some(frame))
        .max_frame_size(Some(frame))
}
