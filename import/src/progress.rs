//! Progress, shown on stderr when that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far the work is, or nothing.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    shown: bool,
}

/// A bar over several steps.
#[derive(Debug)]
pub struct Steps {
    bar: ProgressBar,
}

impl Progress {
    /// Bars on stderr, or none.
    pub fn new(shown: bool) -> Self {
        Self { shown }
    }

    /// A bar over so many steps.
    pub fn steps(self, what: &'static str, count: usize) -> Steps {
        let bar = if self.shown { ProgressBar::new(count as u64) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:30}] {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(what);
        Steps { bar }
    }
}

impl Steps {
    /// Does one step.
    pub fn step<T>(&self, name: &str, work: impl FnOnce() -> T) -> T {
        self.bar.set_message(name.to_owned());
        let done = work();
        self.bar.inc(1);
        done
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
