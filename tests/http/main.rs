//! The service from outside: one module for each part of the URLs, and one for what holds for all of them.

#![allow(clippy::unwrap_used)]

mod access;
mod connections;
mod desk;
mod docs;
mod errors;
mod health;
mod lifecycle;
mod limits;
mod logs;
mod metrics;
mod openapi;
mod page;
mod support;
mod tls;
mod v1;
mod watch;
