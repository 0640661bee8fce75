//! Version 1 of the API.

pub(super) mod accept;
pub(super) mod answer;
pub(super) mod batch;
pub(super) mod bulk;
pub(super) mod diagnose;
mod edit_wire;
pub(super) mod entities;
pub(super) mod entries;
pub(super) mod gazetteers;
pub(super) mod history;
mod json;
pub(super) mod lookup;
pub(super) mod media;
pub(super) mod names;
pub(super) mod options;
pub(super) mod query;
pub(super) mod reload;
mod request;
pub(super) mod row;
pub(super) mod tag;
pub(super) mod unlisted;
pub(super) mod wire;
mod written;
