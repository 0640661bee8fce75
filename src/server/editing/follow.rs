//! Following the store: what others put into it is in force here soon, of PostgreSQL within a second, of a shared file within two.

use std::fmt::Display;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::sleep;

use super::EditingError;
use crate::server::state::ServerState;

/// How soon a store that does not answer is asked again, at first and at last.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A time in which edits made elsewhere are missing.
#[derive(Debug)]
pub(in crate::server) struct Outage {
    pub(in crate::server) since: Timestamp,
    /// Whether it is because the store does not answer. Else it says what is not to be understood, or what this service may not read.
    pub(in crate::server) is_away: bool,
}

impl Outage {
    /// Of this moment, and told to the log.
    pub(super) fn begins(error: &impl Display, is_away: bool) -> Self {
        if is_away {
            tracing::error!(%error, "the store of edits does not answer: tagging goes on, edits made elsewhere are missing, and nobody edits here");
        } else {
            tracing::error!(%error, "edits made elsewhere cannot be taken over: tagging goes on without them, and it is tried again");
        }
        Self { since: Timestamp::now(), is_away }
    }
}

impl ServerState {
    /// Takes over the edits that others store, from now on; ends at once without a store, and else never by itself. If the store does not
    /// answer, or what it says cannot be taken over, it is asked again and again, and `/readyz` and the metrics tell.
    pub async fn follow_store(self) {
        let Some(store) = &self.editing().store else { return };
        let (mut news, mut pause) = (store.news(), FIRST_PAUSE);
        loop {
            let taken_over = match news.next().await {
                Ok(heard) => self.take_over(heard).await,
                Err(error) => Err(EditingError::from(error)),
            };
            match taken_over {
                Ok(()) => {
                    self.answers();
                    pause = FIRST_PAUSE;
                }
                Err(error) => {
                    self.does_not_follow(&error, error.is_away());
                    sleep(pause).await;
                    pause = LONGEST_PAUSE.min(pause * 2);
                }
            }
        }
    }

    fn answers(&self) {
        if let Some(Outage { since, .. }) = self.editing().outage.swap(None).as_deref() {
            tracing::info!(%since, "the store of edits is followed again, and all edits are in force");
        }
    }

    /// Notes that the store does not answer, or cannot be followed, once; whoever follows it notes when it can be again.
    pub(super) fn does_not_follow(&self, error: &impl Display, is_away: bool) {
        let outage = &self.editing().outage;
        if outage.load().as_ref().is_none_or(|outage| outage.is_away != is_away) {
            outage.store(Some(Outage::begins(error, is_away).into()));
        }
    }
}
