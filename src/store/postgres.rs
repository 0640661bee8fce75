//! Connections to PostgreSQL.

use std::time::Duration;

use sqlx::Postgres;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use super::error::StoreError;
use super::location::PostgresUrl;
use super::tables::Tables;

/// An edit has one, what it reads another; history is read beside them.
const CONNECTIONS: u32 = 4;
/// How long a connection may take to come about. Whoever waits for it has a request to answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// What the server is told of each connection. Its own limits end what nobody waits for any more, above all a transaction of a service that
/// was cut off: others wait for it.
const SESSION: [(&str, &str); 6] = [
    ("statement_timeout", "4500ms"),
    ("idle_in_transaction_session_timeout", "60s"),
    ("tcp_keepalives_idle", "3"),
    ("tcp_keepalives_interval", "1"),
    ("tcp_keepalives_count", "3"),
    ("tcp_user_timeout", "6000ms"),
];

/// Opens a database. With `make` nothing happens before it is first used; else nothing in it is changed, and it is `None` if there is no
/// store in it.
///
/// # Errors
/// Without `make` if it cannot be reached, or lets nobody in.
pub(super) async fn open(url: &PostgresUrl, make: bool) -> Result<Option<Tables<Postgres>>, StoreError> {
    let options = options(url).map_err(StoreError::Database)?;
    let tables = Tables::new(url.to_string(), pool_of(CONNECTIONS).connect_lazy_with(options));
    if make { Ok(Some(tables)) } else { tables.found().await }
}

/// How to connect to a database.
///
/// # Errors
/// None: the URL was read once before.
fn options(url: &PostgresUrl) -> sqlx::Result<PgConnectOptions> {
    let options = url.options()?.options(SESSION);
    Ok(if options.get_application_name().is_some() { options } else { options.application_name("aalam") })
}

/// One connection, for as long as it lasts.
pub(super) fn single(options: PgConnectOptions) -> PgPool {
    pool_of(1).max_lifetime(None).idle_timeout(None).connect_lazy_with(options)
}

fn pool_of(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(connections).acquire_timeout(CONNECT_TIMEOUT)
}
