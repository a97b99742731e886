//! Call tokens: what a page shows the other members of a call, and the public key they check it with.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk};
use serde::Serialize;

use crate::session::now;

/// The audience of a call token.
pub const AUDIENCE: &str = "callkit-peer";

// PKCS 8 (RFC 8410, section 7) of an Ed25519 key is these bytes and then the key.
const PKCS8: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// Issues call tokens: JWT (RFC 7519) with EdDSA (RFC 8037).
pub struct CallTokens {
    sign: EncodingKey,
    header: Header,
    key: jwk::Jwk,
    life: Duration,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    sub: &'a str,
    app: &'a str,
    channel: &'a str,
    exp: u64,
}

impl CallTokens {
    /// Tokens under the key with this seed, each lasting `life`.
    pub fn new(seed: &[u8; 32], life: Duration) -> Self {
        let sign = EncodingKey::from_ed_der(&[&PKCS8[..], seed].concat());
        let mut key = jwk::Jwk::from_encoding_key(&sign, Algorithm::EdDSA).expect("32 bytes behind that prefix are an Ed25519 key");
        let id = key.thumbprint(jwk::ThumbprintHash::SHA256).expect("an Ed25519 key has a thumbprint");
        key.common.key_id = Some(id.clone());
        key.common.public_key_use = Some(jwk::PublicKeyUse::Signature);
        let header = Header {
            kid: Some(id),
            ..Header::new(Algorithm::EdDSA)
        };
        Self { sign, header, key, life }
    }

    /// A token that lets `user` into `channel` of `app`, and when it expires, in milliseconds since the Unix epoch.
    pub fn issue(&self, user: &str, app: &str, channel: &str) -> (String, u64) {
        let exp = (now() + self.life).as_secs();
        let claims = Claims {
            aud: AUDIENCE,
            sub: user,
            app,
            channel,
            exp,
        };
        let token = encode(&self.header, &claims, &self.sign).expect("plain claims under a key that was tried at the start are always signed");
        (token, exp * 1000)
    }

    /// The public key (RFC 7517, RFC 8037).
    pub fn key(&self) -> &jwk::Jwk {
        &self.key
    }
}
