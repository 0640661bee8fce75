//! Memory: what the process holds, and what it may.

use std::fs;

use serde::Serialize;

use crate::server::resident_bytes;

/// Where a control group says how much memory its processes may hold, as version 2 and version 1 have it.
const LIMITS: [&str; 2] = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
/// Version 1 writes the greatest number of pages where there is no limit.
const NO_LIMIT: u64 = 1 << 60;

/// Bytes of memory; `None` where the system does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Memory {
    /// What this process holds.
    pub(super) resident_bytes: Option<u64>,
    /// What it may hold; none without a limit.
    pub(super) limit_bytes: Option<u64>,
}

impl Memory {
    pub(super) fn of_now() -> Self {
        let limits = LIMITS.iter().filter_map(|path| fs::read_to_string(path).ok()?.trim().parse().ok());
        Self { resident_bytes: resident_bytes(), limit_bytes: limits.filter(|limit| *limit < NO_LIMIT).min() }
    }
}
