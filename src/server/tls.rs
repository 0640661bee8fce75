//! TLS: the service's certificate, which is read again while it runs.
//!
//! Connections that are open keep the certificate that they began with; new ones get the newest. A certificate that cannot be used changes
//! nothing.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::{ArcSwap, ArcSwapOption};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

/// What is spoken inside, the best first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// The certificate of the service, and its key.
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    config: ArcSwap<ServerConfig>,
    /// Why the certificate of before is still shown although the files were to be read again; none if they were.
    pub(super) failure: ArcSwapOption<String>,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("chain", &self.chain).field("key", &self.key).finish_non_exhaustive()
    }
}

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The file of the certificate, or that of the key, cannot be read.
    #[error("cannot read {what} from {}; it is a file in PEM", path.display())]
    Unread {
        /// Which of the two.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: pem::Error,
    },
    /// There is no certificate in the file.
    #[error("there is no certificate in {}; it has the service's own first, then those up to the root", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The two do not fit together, or are of a kind that is not known.
    #[error("the certificate of {} and the key of {} cannot be used together", chain.display(), key.display())]
    Unfit {
        /// The file of the certificate.
        chain: PathBuf,
        /// That of the key.
        key: PathBuf,
        /// Why.
        source: rustls::Error,
    },
}

impl Certificate {
    /// Reads the files, both in PEM.
    ///
    /// # Errors
    /// If they cannot be used.
    pub fn read(chain: &Path, key: &Path) -> Result<Self, CertificateError> {
        let config = ArcSwap::from_pointee(config(chain, key)?);
        Ok(Self { chain: chain.to_owned(), key: key.to_owned(), config, failure: ArcSwapOption::empty() })
    }

    /// Reads the files again, for connections from now on.
    ///
    /// # Errors
    /// If they cannot be used; then the certificate of before is still shown.
    pub(super) fn read_again(&self) -> Result<(), CertificateError> {
        self.config.store(Arc::new(config(&self.chain, &self.key)?));
        Ok(())
    }

    /// What begins a connection with the newest certificate.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.config.load_full().into()
    }
}

fn config(chain: &Path, key: &Path) -> Result<ServerConfig, CertificateError> {
    let unread = |what, path: &Path| {
        let path = path.to_owned();
        move |source| CertificateError::Unread { what, path, source }
    };
    let certificates = CertificateDer::pem_file_iter(chain).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let certificates: Vec<CertificateDer<'static>> = certificates.map_err(unread("the certificate", chain))?;
    if certificates.is_empty() {
        return Err(CertificateError::Empty { path: chain.to_owned() });
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(unread("the key", key))?;
    let unfit = |source| CertificateError::Unfit { chain: chain.to_owned(), key: key.to_owned(), source };
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions();
    let mut config = builder.and_then(|builder| builder.with_no_client_auth().with_single_cert(certificates, private)).map_err(unfit)?;
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).into();
    Ok(config)
}
