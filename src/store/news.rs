//! Hearing of edits that others store.
//!
//! # How it works
//! PostgreSQL tells of each edit by a notification, on a connection that does nothing else. Where it was silent for a while, that very
//! connection is asked for the number of the last edit: an edit whose notification was lost is found so, and a connection that is cut is seen
//! by no answer coming. SQLite tells nobody, and is asked at the same distances.

use std::sync::Arc;
use std::time::Duration;

use sqlx::Postgres;
use sqlx::postgres::{PgConnectOptions, PgListener, PgNotification};
use tokio::time::{sleep, timeout};

use super::dialect::CHANNEL;
use super::error::StoreError;
use super::tables::in_time;
use super::{Store, postgres, sql};

/// The longest time without a look.
const PERIOD: Duration = Duration::from_secs(2);
/// How long the answer to a look may take before the connection counts as cut.
const LOOK_TIMEOUT: Duration = Duration::from_secs(2);

/// What there is to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// An edit of this number was stored.
    Edit(i64),
    /// The last edit has this number; 0 if there is none.
    Last(i64),
    /// There is a new connection. Whatever was read before may have been of a server whose last edits are lost.
    Anew,
}

/// Hears of edits that others store.
#[derive(Debug)]
pub struct News(Source);

#[derive(Debug)]
enum Source {
    /// A store that has to be asked.
    Asked(Store),
    /// A server that tells.
    Told { store: Store, options: Arc<PgConnectOptions>, listener: Option<PgListener> },
}

impl News {
    pub(super) fn asked(store: Store) -> Self {
        Self(Source::Asked(store))
    }

    pub(super) fn told(store: Store, options: Arc<PgConnectOptions>) -> Self {
        Self(Source::Told { store, options, listener: None })
    }

    /// Waits for news, some seconds at most; the first comes at once where there is a connection to be made for it. A lost connection is
    /// made anew.
    ///
    /// # Errors
    /// If the store does not answer, or cannot be reached. The next call tries again.
    pub async fn next(&mut self) -> Result<Heard, StoreError> {
        match &mut self.0 {
            Source::Asked(store) => {
                sleep(PERIOD).await;
                store.last().await.map(Heard::Last)
            }
            Source::Told { store, options, listener } => {
                if let Some(connected) = listener {
                    match timeout(PERIOD, connected.try_recv()).await {
                        Ok(Ok(Some(notification))) => return Ok(newest(connected, &notification)),
                        // Silence may be the network's.
                        Err(_) => {
                            if let Ok(Ok(last)) = timeout(LOOK_TIMEOUT, last(connected)).await {
                                return Ok(Heard::Last(last));
                            }
                        }
                        Ok(Ok(None) | Err(_)) => {}
                    }
                    *listener = None;
                }
                // The table is made before it is asked for.
                store.ping().await?;
                *listener = Some(listen(options).await?);
                Ok(Heard::Anew)
            }
        }
    }
}

async fn listen(options: &Arc<PgConnectOptions>) -> Result<PgListener, StoreError> {
    // A pool of its own for each: a connection that was cut may hold its place for a long time.
    let pool = postgres::single(options.as_ref().clone());
    let connect = async {
        let mut listener = PgListener::connect_with(&pool).await?;
        // It is better told that something was missed than silently connected again.
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        Ok(listener)
    };
    in_time::<Postgres, _>(connect).await
}

async fn last(listener: &mut PgListener) -> Result<i64, StoreError> {
    in_time::<Postgres, _>(sqlx::query_scalar(sql::LAST).fetch_one(listener)).await
}

/// Of a notification and those that came while something was asked.
fn newest(listener: &mut PgListener, first: &PgNotification) -> Heard {
    // Nobody else is expected to speak there; what is no number says nothing.
    let number = |notification: &PgNotification| notification.payload().parse().unwrap_or(0);
    let others = std::iter::from_fn(|| listener.next_buffered());
    Heard::Edit(others.map(|other| number(&other)).fold(number(first), i64::max))
}
