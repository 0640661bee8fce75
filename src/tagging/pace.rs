//! How a thread at work on long texts lets others run.
//!
//! Being nicer than they are does not suffice: a kernel looks for who should run next when a thread waits, or at its tick, which on many
//! machines comes every 4 ms. A short request that takes a twentieth of a millisecond would wait for it. So such a thread pauses of its own accord,
//! every tenth of a millisecond or so. That is a setting of the thread, as niceness is: no stage needs to know on whose behalf it works.

use std::cell::Cell;

/// Steps from one pause to the next; a step is the work of one stage on one word.
const STEPS: u32 = 512;

thread_local! {
    /// Steps to the next pause.
    static LEFT: Cell<u32> = const { Cell::new(STEPS) };
    static PAUSE: Cell<Option<fn()>> = const { Cell::new(None) };
}

/// From now on this thread calls `pause` every so many steps.
pub(crate) fn pause_with(pause: fn()) {
    PAUSE.set(Some(pause));
}

/// A step is done.
#[inline]
pub(crate) fn step() {
    let left = LEFT.get() - 1;
    LEFT.set(if left == 0 { pause() } else { left });
}

/// Pauses, if the thread does. Steps to the next time.
#[cold]
fn pause() -> u32 {
    if let Some(pause) = PAUSE.get() {
        pause();
    }
    STEPS
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;
    use crate::gazetteer::source::Source;
    use crate::tagging::{Options, Tagger};

    static PAUSES: AtomicUsize = AtomicUsize::new(0);

    /// Every stage that goes through the words has its steps, or a long text would hold the thread for as long as one stage takes.
    #[test]
    fn a_thread_pauses_if_it_was_told_to() {
        let (tagger, _) = Tagger::load(&Source::Builtin).unwrap();
        let words = 20_000;
        let text = "وصل الوفد مساء أمس. ".repeat(words / 4);
        tagger.tag(&text, &Options::default()).unwrap();
        assert_eq!(PAUSES.load(Ordering::Relaxed), 0);
        let told = || {
            pause_with(|| _ = PAUSES.fetch_add(1, Ordering::Relaxed));
            tagger.tag(&text, &Options::default()).unwrap();
        };
        thread::scope(|scope| scope.spawn(told).join()).unwrap();
        let stages = PAUSES.load(Ordering::Relaxed) * STEPS as usize / words;
        assert!((3..20).contains(&stages), "{stages} steps a word");
    }
}
