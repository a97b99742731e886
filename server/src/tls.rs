//! HTTPS on the spot: a certificate for this machine's own addresses, which nobody vouches for. A browser asks once whether to accept it,
//! so it is kept as long as it fits.

use std::{
    collections::BTreeSet,
    net::IpAddr,
    sync::Arc,
    time::{Duration, SystemTime},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use rcgen::{CertificateParams, DnType, KeyPair};
use serde::{Deserialize, Serialize};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    },
};

use crate::{session::now, state::State};

const FILE: &str = "certificate.json";
const DAY: Duration = Duration::from_secs(86_400);
/// Phones refuse certificates that last longer than 398 days.
const LIFE: Duration = Duration::from_secs(397 * 86_400);
/// Made anew when less than this is left.
const REST: Duration = Duration::from_secs(30 * 86_400);

#[derive(Serialize, Deserialize)]
struct Kept {
    names: BTreeSet<String>,
    expires: u64,
    certificate: String,
    key: String,
}

/// Accepts TLS with the kept certificate, or with a new one.
///
/// # Errors
/// One line saying what cannot be read, written or made.
pub fn acceptor(state: &State) -> Result<TlsAcceptor, String> {
    let names: BTreeSet<String> = std::iter::once("localhost".into())
        .chain(addresses(true).iter().map(ToString::to_string))
        .collect();
    if let Some(kept) = state.read(FILE)?.and_then(|text| serde_json::from_str::<Kept>(&text).ok())
        && kept.names.is_superset(&names)
        && kept.expires > (now() + REST).as_secs()
        && let Some(acceptor) = kept.acceptor()
    {
        return Ok(acceptor);
    }
    let fresh = make(names)?;
    state.write(FILE, &serde_json::to_string(&fresh).expect("texts and numbers are always JSON"))?;
    fresh.acceptor().ok_or("the certificate made for --tls cannot be used".into())
}

/// This machine's addresses; those of the machine alone only where `own`.
pub fn addresses(own: bool) -> Vec<IpAddr> {
    let all = if_addrs::get_if_addrs().unwrap_or_default();
    let wanted = |address: &IpAddr| (own || !address.is_loopback()) && !is_link_local(address);
    all.iter().map(if_addrs::Interface::ip).filter(wanted).collect()
}

fn is_link_local(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}

fn make(names: BTreeSet<String>) -> Result<Kept, String> {
    let failed = |cause: rcgen::Error| format!("no certificate could be made for --tls: {cause}");
    let mut params = CertificateParams::new(names.iter().cloned().collect::<Vec<_>>()).map_err(failed)?;
    let start = SystemTime::now() - DAY;
    params.not_before = start.into();
    params.not_after = (start + LIFE).into();
    params.distinguished_name.push(DnType::CommonName, "callkit-server on this machine");
    let key = KeyPair::generate().map_err(failed)?;
    let certificate = params.self_signed(&key).map_err(failed)?;
    Ok(Kept {
        names,
        expires: (now() + LIFE - DAY).as_secs(),
        certificate: BASE64_STANDARD.encode(certificate.der()),
        key: BASE64_STANDARD.encode(key.serialize_der()),
    })
}

impl Kept {
    fn acceptor(&self) -> Option<TlsAcceptor> {
        let certificate = CertificateDer::from(BASE64_STANDARD.decode(&self.certificate).ok()?);
        let key = PrivatePkcs8KeyDer::from(BASE64_STANDARD.decode(&self.key).ok()?);
        let mut config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key.into())
            .ok()?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Some(TlsAcceptor::from(Arc::new(config)))
    }
}
