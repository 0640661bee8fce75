//! The names that tagging found and no list holds, counted over all requests: the editors' to-do list.
//!
//! # How it works
//! A request puts what it found behind what waits, under a lock that is held for a copy and no longer. Whoever finds that enough is waiting
//! counts it, if nobody else is at it: workers do not wait for each other's counting, nor for who reads the report. Only if far too much
//! waits, because a reader holds the counters for long, is counting waited for, so that memory stays bounded.
//!
//! Nothing is written to a disk; with the process the counts end.

mod sighting;
mod sketch;
mod slug;

use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use jiff::Timestamp;

use self::sighting::Sighting;
use self::sketch::SpaceSaving;
use super::article::Article;
use crate::gazetteer::{EntityType, Subtype};
use crate::tagging::{Rule, Tagged, Tagger};
use crate::text::RawSpan;

/// So many names wait before they are counted, so that the counters are locked once for many requests.
const COUNTED_AT_ONCE: usize = 128;
/// With so many waiting, whoever brings more has to wait until they are counted.
const MOST_WAITING: usize = 8192;

/// What tells one name from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Name {
    entity_type: EntityType,
    folded: Box<[u8]>,
}

/// An unlisted name: how often it was seen, and how it was last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnlistedName {
    pub(super) entity_type: EntityType,
    pub(super) subtype: Option<Subtype>,
    pub(super) text: Box<str>,
    /// Never too low.
    pub(super) count: u64,
    /// By how much the count may be too high.
    pub(super) error: u64,
    pub(super) first_seen: Timestamp,
    pub(super) last_seen: Timestamp,
    pub(super) rule: Rule,
    pub(super) cue: Option<Box<str>>,
    pub(super) context: Option<Box<str>>,
}

impl UnlistedName {
    /// How often it was seen for certain.
    pub(super) fn certain(&self) -> u64 {
        self.count - self.error
    }

    /// Whether an engine finds it in its lists, by any of their entities: then there is nothing left to do.
    pub(super) fn is_listed(&self, tagger: &Tagger) -> bool {
        let whole = RawSpan { start: 0, end: self.text.len() };
        // A name is short enough to be searched.
        tagger.listed_names(&self.text).is_ok_and(|listed| listed.iter().any(|name| name.span == whole))
    }

    /// An id that nobody has.
    pub(super) fn free_id(&self, tagger: &Tagger) -> String {
        let slug = slug::slug(&self.text);
        let slug = if slug.is_empty() { self.entity_type.name().to_owned() } else { slug };
        let mut id = slug.clone();
        let mut number = 1_u32;
        while tagger.gazetteer().find(&id).is_some() {
            number += 1;
            id = format!("{slug}_{number}");
        }
        id
    }
}

/// What has been counted so far.
#[derive(Debug, Clone)]
pub(super) struct Report {
    /// In no order.
    pub(super) names: Vec<UnlistedName>,
    /// How often at most a name was seen that is not among them.
    pub(super) unseen: u64,
    /// How many names were seen, each time.
    pub(super) counted: u64,
}

/// When a name was seen, and what of it is shown.
#[derive(Debug)]
struct Seen {
    first: Timestamp,
    last: Timestamp,
    sighting: Sighting,
}

/// Counts names; one for all requests.
#[derive(Debug)]
pub(super) struct UnlistedNames {
    capacity: usize,
    quotes: bool,
    since: Timestamp,
    waiting: Mutex<Vec<(Timestamp, Name, Sighting)>>,
    counters: Mutex<SpaceSaving<Name, Seen>>,
}

impl UnlistedNames {
    /// Counts at most `capacity` names at a time; with 0, none. Without `quotes` nothing of a text is kept but the names themselves.
    pub(super) fn new(capacity: usize, quotes: bool) -> Self {
        Self { capacity, quotes, since: Timestamp::now(), waiting: Mutex::default(), counters: Mutex::new(SpaceSaving::new(capacity)) }
    }

    /// How many names are counted at a time; 0 if the report is off.
    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Since when.
    pub(super) fn since(&self) -> Timestamp {
        self.since
    }

    /// Notes the unlisted names of a text.
    pub(super) fn record(&self, article: &Article<'_>, tagged: &Tagged) {
        if self.capacity == 0 {
            return;
        }
        let now = Timestamp::now();
        let found: Vec<_> = sighting::all(article, tagged, self.quotes).map(|(name, sighting)| (now, name, sighting)).collect();
        if found.is_empty() {
            return;
        }
        let waiting = {
            let mut waiting = unpoisoned(&self.waiting);
            waiting.extend(found);
            waiting.len()
        };
        if waiting >= MOST_WAITING {
            self.count(&mut unpoisoned(&self.counters));
        } else if waiting >= COUNTED_AT_ONCE {
            match self.counters.try_lock() {
                Ok(mut counters) => self.count(&mut counters),
                Err(TryLockError::Poisoned(counters)) => self.count(&mut counters.into_inner()),
                Err(TryLockError::WouldBlock) => {}
            }
        }
    }

    /// Counts what waits.
    fn count(&self, counters: &mut SpaceSaving<Name, Seen>) {
        let waiting = std::mem::take(&mut *unpoisoned(&self.waiting));
        for (time, name, sighting) in waiting {
            let new = Seen { first: time, last: time, sighting };
            counters.count(name, new, |known, new| {
                // Requests do not end in the order in which they took their times.
                *known = Seen { first: known.first.min(new.first), last: known.last.max(new.last), sighting: new.sighting };
            });
        }
    }

    /// Everything up to now, of the names that `wanted` lets pass.
    pub(super) fn report(&self, wanted: impl Fn(&UnlistedName) -> bool) -> Report {
        let mut counters = unpoisoned(&self.counters);
        self.count(&mut counters);
        let names = counters.counters().map(|counter| {
            let Seen { first, last, sighting } = &counter.kept;
            UnlistedName {
                entity_type: counter.key.entity_type,
                subtype: sighting.subtype,
                text: sighting.text.clone(),
                count: counter.count,
                error: counter.error,
                first_seen: *first,
                last_seen: *last,
                rule: sighting.rule,
                cue: sighting.cue.clone(),
                context: sighting.context.clone(),
            }
        });
        Report { names: names.filter(wanted).collect(), unseen: counters.unseen(), counted: counters.counted() }
    }
}

/// Nothing that panics runs under these locks.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::gazetteer::{Loader, source::Source};
    use crate::tagging::Options;

    fn name(text: &str) -> UnlistedName {
        let now = Timestamp::now();
        let (text, rule) = (text.into(), Rule::NameModel);
        let (entity_type, subtype) = (EntityType::Person, None);
        UnlistedName { entity_type, subtype, text, count: 3, error: 1, first_seen: now, last_seen: now, rule, cue: None, context: None }
    }

    fn engine() -> Tagger {
        let mut loader = Loader::default();
        let header = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n";
        let rows = "raed\tرائد الكرواني\t\tRaed\t\t\t\t\t\t\t\tcurated\nslma_hdad\tسلمى\t\tSalma\t\t\t\t\t\t\tneeds_context\tcurated\n";
        loader.read("people/writers.tsv", format!("{header}{rows}").as_bytes()).unwrap();
        Tagger::new(loader.finish().gazetteer).unwrap()
    }

    #[test]
    fn a_name_is_listed_whole_or_not_at_all() {
        let engine = engine();
        for (text, listed) in [
            ("رائد الكرواني", true),
            ("رائد الكروانى", true),
            ("سلمى", true),
            ("رائد", false),
            ("رائد الكرواني الصغير", false),
            ("ورائد الكرواني", false),
        ] {
            assert_eq!(name(text).is_listed(&engine), listed, "{text}");
        }
    }

    #[test]
    fn an_id_is_suggested_that_nobody_has() {
        let engine = engine();
        assert_eq!(name("سلمى حداد").free_id(&engine), "slma_hdad_2");
        assert_eq!(name("سلمى داود").free_id(&engine), "slma_dawd");
        assert_eq!(name("«»").free_id(&engine), "person");
    }

    #[test]
    fn nothing_is_lost_between_threads_and_readers() {
        let (tagger, _) = Tagger::load(&Source::Builtin).unwrap();
        let text = "وقال وزير النقل رائد الكرواني في مؤتمر صحفي";
        let tagged = tagger.tag(text, &Options::default()).unwrap();
        let expected = sighting::all(&Article::plain(text), &tagged, true).count() as u64;
        assert!(expected > 0, "the text has an unlisted name: {tagged:#?}");
        let names = UnlistedNames::new(16, true);
        let (threads, times) = (4, 5000);
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| (0..times).for_each(|_| names.record(&Article::plain(text), &tagged)));
            }
            (0..20).for_each(|_| drop(names.report(|_| true)));
        });
        assert_eq!(names.report(|_| true).counted, threads * times * expected);
    }
}
