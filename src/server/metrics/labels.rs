//! The labels of the metrics. Each has few values.

use axum::http::Method;
use prometheus_client::encoding::EncodeLabelSet;

use crate::server::problem::Problem;

/// Which route, by its template.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct RouteLabel {
    pub(super) route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct RequestLabels {
    pub(super) route: String,
    pub(super) method: &'static str,
    pub(super) status: u16,
}

/// A method by its name, if it is one that everybody knows: callers may invent others, and each would be counted by itself.
pub(super) fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct MentionLabels {
    pub(super) r#type: &'static str,
    pub(super) listed: bool,
    pub(super) gazetteer: String,
}

/// What became of a line of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct BatchLine {
    outcome: &'static str,
}

impl BatchLine {
    pub(super) const TAGGED: Self = Self { outcome: "tagged" };
    pub(super) const REFUSED: Self = Self { outcome: "refused" };
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Edit {
    pub(super) action: &'static str,
    pub(super) outcome: &'static str,
}

/// What became of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum EditOutcome {
    /// It is on the disk, and in force.
    Stored,
    /// The row was already so.
    Unchanged,
    /// The caller asked for what cannot be.
    Refused,
    /// A fault of the service or its store.
    Failed,
}

impl EditOutcome {
    pub(super) const ALL: [Self; 4] = [Self::Stored, Self::Unchanged, Self::Refused, Self::Failed];

    pub(in crate::server) fn of(problem: &Problem) -> Self {
        if problem.is_fault() { Self::Failed } else { Self::Refused }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Reload {
    pub(super) trigger: &'static str,
    pub(super) outcome: &'static str,
}

/// Who ordered the lists to be read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// `POST /v1/reload`.
    Api,
    /// SIGHUP.
    Signal,
    /// A change of the files.
    Watch,
}

impl Trigger {
    pub(super) const ALL: [Self; 3] = [Self::Api, Self::Signal, Self::Watch];

    /// Its name in logs and metrics.
    pub(in crate::server) fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Signal => "signal",
            Self::Watch => "watch",
        }
    }
}

/// What became of an order to read the lists again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum ReloadOutcome {
    /// The lists are served as the files are now.
    Served,
    /// The files cannot be used.
    Refused,
    /// A fault of the service or its store.
    Failed,
}

impl ReloadOutcome {
    pub(super) const ALL: [Self; 3] = [Self::Served, Self::Refused, Self::Failed];

    pub(in crate::server) fn of(problem: &Problem) -> Self {
        if problem.is_fault() { Self::Failed } else { Self::Refused }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Served => "served",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invented_methods_have_one_name() {
        assert_eq!(method_name(&Method::POST), "POST");
        for invented in ["PURGE", "x1", "x2"] {
            assert_eq!(method_name(&Method::from_bytes(invented.as_bytes()).unwrap()), "other");
        }
    }
}
