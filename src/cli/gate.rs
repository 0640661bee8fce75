//! Who may call the service: keys, limits for each caller, the certificate. `aalam serve` opens the gate, `aalam doctor` tries it.

use std::ffi::OsString;
use std::fs;
use std::num::NonZeroU32;
use std::path::PathBuf;

use anyhow::Context;

use super::ListenArgs;
use crate::server::{Access, Certificate, Gate, Key, Limits, Openness};

/// The admin key itself, which is no option: command lines can be read by others of the machine.
pub(super) const KEY_VARIABLE: &str = "AALAM_ADMIN_KEY";

#[derive(Debug, clap::Args)]
pub(super) struct GateArgs {
    /// File of the callers' keys: on each line name, scope and SHA-256 of a key, as `aalam key new` prints it
    #[arg(long, env = "AALAM_KEYS_FILE", value_name = "FILE")]
    pub(super) keys_file: Option<PathBuf>,
    /// File with the admin key, which opens everything; without it the key of the variable `AALAM_ADMIN_KEY`
    #[arg(long, env = "AALAM_ADMIN_KEY_FILE", value_name = "FILE")]
    admin_key_file: Option<PathBuf>,
    /// Let everybody tag who reaches the service, without a key; so it is anyway on the loopback as long as there is no file of keys
    #[arg(long, env = "AALAM_OPEN_TAGGING")]
    open_tagging: bool,
    /// Ask for a key, of any scope, at /metrics too
    #[arg(long, env = "AALAM_PROTECT_METRICS")]
    protect_metrics: bool,
    /// Requests a second of each key that has no limit of its own, and of each address that comes without a key; none without
    #[arg(long, env = "AALAM_RATE_LIMIT", value_name = "N")]
    rate_limit: Option<NonZeroU32>,
    /// Requests at a time of each key that has no limit of its own, and of each address that comes without a key; none without
    #[arg(long, env = "AALAM_CONCURRENCY_LIMIT", value_name = "N")]
    concurrency_limit: Option<NonZeroU32>,
}

impl GateArgs {
    /// Reads keys and certificate.
    ///
    /// # Errors
    /// If they cannot be used, or if others could reach the service, and there is neither a key nor the word that none is needed.
    pub(super) fn open(&self, listen: &ListenArgs) -> anyhow::Result<Gate> {
        Ok(Gate { access: self.access(listen)?, certificate: certificate(listen)? })
    }

    /// Who is let in.
    ///
    /// # Errors
    /// As [`GateArgs::open`].
    pub(super) fn access(&self, listen: &ListenArgs) -> anyhow::Result<Access> {
        let admin = self.admin_key()?;
        let is_local = listen.address.ip().is_loopback();
        let has_keys = admin.is_some() || self.keys_file.is_some();
        let openness = match (is_local, &self.keys_file) {
            (true, None) => Openness::Local,
            _ if self.open_tagging => Openness::Tagging,
            _ if has_keys => Openness::Closed,
            _ => anyhow::bail!(
                "others could reach the service at {}, and it has no key: name a file of keys by --keys-file (`aalam key new` makes a key), \
                 or set {KEY_VARIABLE}; where only trusted callers can reach it, say --open-tagging (AALAM_OPEN_TAGGING=true); or listen on 127.0.0.1",
                listen.address
            ),
        };
        let limits = Limits { rate: self.rate_limit, concurrency: self.concurrency_limit };
        let access = Access::new(openness, limits, admin, self.keys_file.clone())?.with_protected_metrics(self.protect_metrics);
        anyhow::ensure!(
            !self.protect_metrics || has_keys,
            "--protect-metrics asks for a key, and there is none: name a file of keys by --keys-file, or leave it out"
        );
        Ok(access)
    }

    /// The key of the environment, or of the file.
    ///
    /// # Errors
    /// If there are two, or it cannot be read or used.
    pub(super) fn admin_key(&self) -> anyhow::Result<Option<Key>> {
        let (key, origin) = match (key_in_environment(), &self.admin_key_file) {
            (Some(_), Some(_)) => anyhow::bail!("there are two admin keys: leave out {KEY_VARIABLE} or --admin-key-file"),
            (Some(key), None) => {
                (key.into_string().map_err(|_| anyhow::anyhow!("{KEY_VARIABLE} is not UTF-8; use another key"))?, KEY_VARIABLE.to_owned())
            }
            (None, Some(file)) => {
                let origin = file.display().to_string();
                (fs::read_to_string(file).with_context(|| format!("cannot read the admin key from {origin}"))?, origin)
            }
            (None, None) => return Ok(None),
        };
        // Editors end files with a line break.
        let key = Key::admin(key.trim_end()).with_context(|| format!("{origin} cannot be used"))?;
        Ok(Some(key))
    }
}

/// The admin key as the environment has it; an empty variable is none.
pub(super) fn key_in_environment() -> Option<OsString> {
    std::env::var_os(KEY_VARIABLE).filter(|key| !key.is_empty())
}

/// The certificate, if there shall be TLS.
///
/// # Errors
/// If it cannot be used.
pub(super) fn certificate(listen: &ListenArgs) -> anyhow::Result<Option<Certificate>> {
    let files = listen.tls_cert.as_deref().zip(listen.tls_key.as_deref());
    Ok(files.map(|(chain, key)| Certificate::read(chain, key)).transpose()?)
}
