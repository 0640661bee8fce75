//! Logs: pretty on a terminal, JSON lines otherwise.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

/// Reads an `EnvFilter` directive.
pub(super) fn filter(directive: &str) -> Result<EnvFilter, ParseError> {
    EnvFilter::builder().parse(directive)
}

/// Starts logging to standard error. `filter` is an `EnvFilter` directive, such as `info` or `aalam=debug`.
pub(super) fn start(filter: &str) -> anyhow::Result<()> {
    let filter = self::filter(filter)?;
    // Whoever reads the log may go away; the service stays.
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false);
    let started = if std::io::stderr().is_terminal() {
        subscriber.with_target(false).try_init()
    } else {
        subscriber.json().flatten_event(true).try_init()
    };
    started.map_err(|error| anyhow::anyhow!("logging cannot start: {error}"))?;
    // The message of a panic may quote the text that was tagged; the place is enough to find the fault.
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(location, "panic");
    }));
    Ok(())
}
