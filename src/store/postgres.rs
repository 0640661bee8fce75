//! Connections to PostgreSQL.

use std::time::Duration;

use sqlx::Postgres;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use super::error::StoreError;
use super::location::PostgresUrl;
use super::tables::{Tables, in_time};

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

/// How to connect to a database.
///
/// # Errors
/// None: the URL was read once before.
pub(super) fn options(url: &PostgresUrl) -> sqlx::Result<PgConnectOptions> {
    let options = url.options()?.options(SESSION);
    Ok(if options.get_application_name().is_some() { options } else { options.application_name("aalam") })
}

/// Connections to a database, made when they are first needed.
pub(super) fn pool(options: PgConnectOptions) -> PgPool {
    pool_of(CONNECTIONS).connect_lazy_with(options)
}

/// One connection, for as long as it lasts.
pub(super) fn single(options: PgConnectOptions) -> PgPool {
    pool_of(1).max_lifetime(None).idle_timeout(None).connect_lazy_with(options)
}

fn pool_of(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(connections).acquire_timeout(CONNECT_TIMEOUT)
}

/// Whether there is a store in a database already.
///
/// # Errors
/// If it cannot be reached, or lets nobody in.
pub(super) async fn is_made(tables: &Tables<Postgres>) -> Result<bool, StoreError> {
    let asked = in_time::<Postgres, _>(sqlx::query_scalar("SELECT to_regclass('edit') IS NOT NULL").fetch_one(&tables.pool)).await;
    asked.map_err(|error| match error {
        StoreError::Database(error) => tables.not_opened(error.into()),
        error => error,
    })
}
