//! Aalam (أعلام: proper names, and the notable people who bear them) finds the people, places and organisations in Arabic news.
//!
//! A text goes in as it was posted; every mention comes back with its exact span, type and subtype, the entity it means, and how sure
//! we are. What is known stands in gazetteers, lists that editors read and correct; names that no list holds are found where a title
//! announces them.
//!
//! The types to know are few: a [`gazetteer::Gazetteer`] is what the lists say, a [`tagging::Tagger`] is the same compiled for search,
//! and [`tagging::Tagger::tag`] turns a text into [`tagging::Mention`]s.
//!
//! ```
//! use aalam::gazetteer::source::Source;
//! use aalam::tagging::{Options, Tagger};
//!
//! let (tagger, _warnings) = Tagger::load(&Source::Builtin)?;
//! let text = "وصل وزير الخارجية الروسي سيرغي لافروف إلى القاهرة";
//! let tagged = tagger.tag(text, &Options::default())?;
//! let names: Vec<&str> = tagged.mentions.iter().map(|mention| mention.span.of(text)).collect();
//! assert_eq!(names, ["سيرغي لافروف", "القاهرة"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Layers
//! [`text`] (Arabic script) ← [`gazetteer`] (what is listed) ← [`tagging`] (mentions) ← [`server`] and [`eval`] ← [`cli`]; [`store`] (edits
//! that outlive the process) stands between [`gazetteer`] and [`server`]. Nothing points back; a test reads the sources and sees to it.
//!
//! # Errors
//! Each layer has its own error type at its edge ([`gazetteer::LoadError`], [`tagging::TagError`], [`store::StoreError`],
//! [`eval::GoldError`]); the server turns
//! them into problem documents, and only the binary's commands use `anyhow`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod cli;
pub mod eval;
pub mod gazetteer;
pub mod server;
pub mod store;
pub mod tagging;
pub mod text;
