//! Session tokens: who a socket or a request belongs to. Issued here, or by an application that has the same secret.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use crate::limits;

/// The audience of a session token.
pub const AUDIENCE: &str = "callkit-server";

/// Who it is, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The person's id.
    pub user: String,
    /// Milliseconds since the Unix epoch.
    pub expires_at: u64,
}

/// Issues and reads session tokens: JWT (RFC 7519) with HS256.
pub struct Sessions {
    sign: EncodingKey,
    verify: DecodingKey,
    rules: Validation,
    life: Duration,
}

#[derive(Serialize)]
struct Claims<'a> {
    sub: &'a str,
    exp: u64,
    aud: &'a str,
}

// Times are numbers of seconds that may have a fraction (RFC 7519, section 2).
#[derive(Deserialize)]
struct Read {
    sub: String,
    exp: f64,
    nbf: Option<f64>,
}

impl Sessions {
    /// Tokens under this secret; those issued here last `life`.
    pub fn new(secret: &[u8], life: Duration) -> Self {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "aud", "sub"]);
        // Read below: the library knows whole seconds only.
        rules.validate_exp = false;
        Self {
            sign: EncodingKey::from_secret(secret),
            verify: DecodingKey::from_secret(secret),
            rules,
            life,
        }
    }

    /// A token for this person.
    pub fn issue(&self, user: &str) -> (String, Session) {
        let exp = now().as_secs() + self.life.as_secs().max(1);
        let claims = Claims { sub: user, exp, aud: AUDIENCE };
        let token = encode(&Header::new(Algorithm::HS256), &claims, &self.sign).expect("three plain claims under a key of any length are always signed");
        (
            token,
            Session {
                user: user.into(),
                expires_at: exp * 1000,
            },
        )
    }

    /// Whose token this is, if it is valid, for this server, begun and not expired (RFC 7519, sections 4.1.3 to 4.1.5).
    pub fn read(&self, token: &str) -> Option<Session> {
        let Read { sub, exp, nbf } = decode(token, &self.verify, &self.rules).ok()?.claims;
        let now = now();
        let begun = nbf.is_none_or(|nbf| nbf <= (now + limits::CLOCKS).as_secs_f64());
        let expires_at = (exp * 1000.0) as u64;
        (begun && u128::from(expires_at) > now.as_millis() && limits::is_name(&sub)).then_some(Session { user: sub, expires_at })
    }
}

impl Session {
    /// How long it still lasts.
    pub fn left(&self) -> Duration {
        Duration::from_millis(self.expires_at).saturating_sub(now())
    }
}

/// Time since the Unix epoch.
pub fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
