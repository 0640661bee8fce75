//! Version 1 of the API.

pub(super) mod accept;
pub(super) mod answer;
pub(super) mod batch;
pub(super) mod diagnose;
pub(super) mod entities;
pub(super) mod gazetteers;
pub(super) mod lookup;
pub(super) mod media;
mod names;
pub(super) mod options;
pub(super) mod query;
mod request;
pub(super) mod tag;
pub(super) mod unlisted;
pub(super) mod wire;
mod written;
