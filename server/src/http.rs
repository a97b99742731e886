//! The addresses: sign-in, tokens, TURN credentials, health, metrics, the demo and the package.

use std::{path::Path, sync::Arc};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State, rejection::JsonRejection},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout;
use tower_http::{
    cors::{AllowOrigin, CorsLayer},
    services::ServeDir,
    set_header::SetResponseHeaderLayer,
};
use tracing::info;

use crate::{
    limits,
    metrics::CONTENT_TYPE,
    options::Switch,
    reply::Problem,
    server::Server,
    session::{Session, now},
    upgrade::upgrade,
};

type Shared = State<Arc<Server>>;
type Body<T> = Result<Json<T>, JsonRejection>;

/// Everything that can be asked for.
pub fn router(server: Arc<Server>) -> Router {
    let options = &server.options;
    let mut router = Router::new()
        .route("/sign-in", post(sign_in))
        .route("/call-token", post(call_token))
        .route("/call-token-key.jwk", get(call_token_key))
        .route("/ice-servers", post(ice_servers))
        .route("/healthz", get(async || "ok"))
        .route("/metrics", get(metrics))
        .route("/ws", any(upgrade))
        .method_not_allowed_fallback(async || {
            Problem(
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "This address is asked in another way: see the server's README.",
            )
        });
    if let Some(directory) = &options.package {
        router = router.nest_service("/dist", files(directory));
    }
    router = match &options.demo {
        Some(directory) => router.fallback_service(files(directory)),
        None => router.fallback(async || Problem::not_found()),
    };
    router
        .layer(from_fn(in_time))
        .layer(cors(&server))
        .layer(DefaultBodyLimit::max(limits::BODY))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // What is built anew must be seen anew; unchanged files are not sent again.
        .layer(header(header::CACHE_CONTROL, "no-cache"))
        .with_state(server)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SignIn {
    user_id: String,
}

async fn sign_in(State(server): Shared, body: Body<SignIn>) -> Result<Json<Value>, Problem> {
    if server.options.sign_in == Switch::Off {
        return Err(Problem(
            StatusCode::FORBIDDEN,
            "sign-in-off",
            "This server signs nobody in: get a session token from the application.",
        ));
    }
    let Json(SignIn { user_id }) = body?;
    if !limits::is_name(&user_id) {
        return Err(Problem::invalid("userId must have 1 to 128 characters."));
    }
    let (token, session) = server.sessions.issue(&user_id);
    server.metrics.sign_ins.inc();
    info!(user = user_id, "session issued");
    Ok(Json(json!({ "userId": user_id, "token": token, "expiresAt": session.expires_at })))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CallToken {
    app_id: String,
    channel: String,
}

async fn call_token(State(server): Shared, headers: HeaderMap, body: Body<CallToken>) -> Result<Json<Value>, Problem> {
    let session = session(&server, &headers)?;
    let Json(CallToken { app_id, channel }) = body?;
    if !limits::is_name(&app_id) {
        return Err(Problem::invalid("appId must have 1 to 128 characters."));
    }
    if !limits::is_name(&channel) {
        return Err(Problem::invalid("channel must have 1 to 128 characters."));
    }
    let (token, expires_at) = server.call_tokens.issue(&session.user, &app_id, &channel);
    server.metrics.call_tokens.inc();
    Ok(Json(json!({ "token": token, "expiresAt": expires_at })))
}

async fn call_token_key(State(server): Shared) -> Response {
    (
        [(header::CONTENT_TYPE, "application/jwk+json")],
        Json(server.call_tokens.key()).into_response().into_body(),
    )
        .into_response()
}

async fn ice_servers(State(server): Shared, headers: HeaderMap) -> Result<Json<Value>, Problem> {
    let session = session(&server, &headers)?;
    let Some(turn) = &server.turn else {
        let expires_at = (now() + server.options.turn_life).as_millis() as u64;
        return Ok(Json(json!({ "iceServers": [], "expiresAt": expires_at })));
    };
    let (credentials, expires_at) = turn.issue(&session.user);
    Ok(Json(json!({ "iceServers": [credentials], "expiresAt": expires_at })))
}

async fn metrics(State(server): Shared) -> impl IntoResponse {
    let (people, watchers) = server.people.count();
    server.metrics.people.set(people as i64);
    server.metrics.watchers.set(watchers as i64);
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], server.metrics.text())
}

// Nothing here takes long but a body that does not come.
async fn in_time(request: Request, next: Next) -> Result<Response, Problem> {
    timeout(limits::BODY_TIME, next.run(request))
        .await
        .map_err(|_| Problem(StatusCode::REQUEST_TIMEOUT, "too-slow", "The body did not come in time: send it at once."))
}

fn session(server: &Server, headers: &HeaderMap) -> Result<Session, Problem> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or("");
    let (scheme, token) = header.split_once(' ').unwrap_or(("", ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Problem::unauthorized());
    }
    server.sessions.read(token.trim()).ok_or_else(Problem::unauthorized)
}

fn cors(server: &Server) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(server.origins.allowed().iter().cloned()))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
}

fn files(directory: &Path) -> ServeDir<axum::routing::MethodRouter> {
    ServeDir::new(directory).fallback(any(async || Problem::not_found()))
}

fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
