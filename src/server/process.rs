//! What the system says of this process.

use std::fs;

/// Bytes of memory that the process holds; `None` where the system does not tell it in `/proc`.
pub fn resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(resident.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn memory_is_told_in_bytes() {
        let held = vec![1_u8; 32 * 1024 * 1024];
        assert!(resident_bytes().unwrap() > held.iter().map(|byte| u64::from(*byte)).sum());
    }
}
