//! Answers that say no: a status, a code for programs, and a sentence for people that says what to do.

use axum::{
    Json,
    extract::rejection::JsonRejection,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// A request that cannot be answered as asked.
#[derive(Debug)]
pub struct Problem(pub StatusCode, pub &'static str, pub &'static str);

impl Problem {
    /// The request says something that cannot be right.
    pub fn invalid(message: &'static str) -> Self {
        Self(StatusCode::BAD_REQUEST, "invalid-argument", message)
    }

    /// Whoever asks has no valid session.
    pub fn unauthorized() -> Self {
        Self(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "Send a valid session token: Authorization: Bearer <token from POST /sign-in>.",
        )
    }

    /// There is nothing here.
    pub fn not_found() -> Self {
        Self(StatusCode::NOT_FOUND, "not-found", "There is nothing at this address.")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self(status, code, message) = self;
        (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body may have 4096 bytes at most."),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "invalid-argument",
                "Send the body as JSON: Content-Type: application/json.",
            ),
            _ => Self::invalid("The body must be a JSON object with the fields of this address, all of them strings."),
        }
    }
}
