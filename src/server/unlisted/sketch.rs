//! The most frequent things of an endless stream, counted in bounded memory: Space-Saving (Metwally, Agrawal, El Abbadi, 2005).
//!
//! # How it works
//! The naive way has a counter for each thing, and the memory grows with every name ever misspelt. Here there are so many counters and no
//! more. A thing that has a counter is counted. One that has none takes over the counter with the least count, and counts on from there: it
//! may have been counted and lost before, but never more often than that, so what was there is noted as its possible error. Among equal
//! counts the one longest untouched goes.
//!
//! With `n` things counted by `m` counters:
//! * a count is never too low, and too high by its error at most;
//! * what has no counter was seen at most [`SpaceSaving::unseen`] times, which is at most `n / m`; so all that is more frequent is there;
//! * the counts add up to `n`.
//!
//! # Complexity
//! A look-up and two steps in an ordered set for each thing: logarithmic in `m`.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::Arc;

/// A counter, and what is kept of the thing it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counter<K, T> {
    pub(super) key: Arc<K>,
    /// How often it was seen, or a little less often: see `error`.
    pub(super) count: u64,
    /// By how much the count may be too high.
    pub(super) error: u64,
    pub(super) kept: T,
}

/// Where a counter stands among all: the first is the next to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    count: u64,
    /// How many had been counted when it was last touched; no two agree.
    touched: u64,
    place: usize,
}

/// At most so many counters.
#[derive(Debug)]
pub(super) struct SpaceSaving<K, T> {
    capacity: usize,
    counters: Vec<(Rank, Counter<K, T>)>,
    places: HashMap<Arc<K>, usize>,
    ranks: BTreeSet<Rank>,
    counted: u64,
}

impl<K: Eq + Hash, T> SpaceSaving<K, T> {
    /// With none counted; `capacity` counters are made as they are needed, at least one.
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), counters: Vec::new(), places: HashMap::new(), ranks: BTreeSet::new(), counted: 0 }
    }

    /// Counts a thing. If it has a counter, `merge` puts what is new to what is kept; else the new is kept as it is.
    pub(super) fn count(&mut self, key: K, new: T, merge: impl FnOnce(&mut T, T)) {
        self.counted += 1;
        let known = self.places.get(&key).copied();
        let place = known.or_else(|| self.least()).unwrap_or(self.counters.len());
        let rank = |count| Rank { count, touched: self.counted, place };
        let Some((old, counter)) = self.counters.get_mut(place) else {
            let (rank, key) = (rank(1), Arc::new(key));
            self.ranks.insert(rank);
            self.places.insert(Arc::clone(&key), place);
            self.counters.push((rank, Counter { key, count: 1, error: 0, kept: new }));
            return;
        };
        if known.is_some() {
            merge(&mut counter.kept, new);
        } else {
            self.places.remove(&counter.key);
            let key = Arc::new(key);
            self.places.insert(Arc::clone(&key), place);
            *counter = Counter { key, count: counter.count, error: counter.count, kept: new };
        }
        counter.count += 1;
        self.ranks.remove(old);
        *old = rank(counter.count);
        self.ranks.insert(*old);
    }

    /// Which counter is the next to go; `None` while there is room for one more.
    fn least(&self) -> Option<usize> {
        if self.counters.len() < self.capacity {
            return None;
        }
        self.ranks.first().map(|rank| rank.place)
    }

    /// How often at most a thing was seen that has no counter.
    pub(super) fn unseen(&self) -> u64 {
        self.least().map_or(0, |place| self.counters[place].1.count)
    }

    /// How many things were counted.
    pub(super) fn counted(&self) -> u64 {
        self.counted
    }

    /// All counters, in no order.
    pub(super) fn counters(&self) -> impl Iterator<Item = &Counter<K, T>> {
        self.counters.iter().map(|(_, counter)| counter)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sketch_of(capacity: usize, stream: &[u8]) -> SpaceSaving<u8, usize> {
        let mut sketch = SpaceSaving::new(capacity);
        for (at, &thing) in stream.iter().enumerate() {
            sketch.count(thing, at, |kept, new| *kept = new);
        }
        sketch
    }

    #[test]
    fn the_least_and_longest_untouched_goes() {
        let sketch = sketch_of(3, b"aabbcdb");
        let mut counts: Vec<_> = sketch.counters().map(|counter| (char::from(*counter.key), counter.count, counter.error)).collect();
        counts.sort_unstable();
        // d took the counter of c, which had counted one.
        assert_eq!(counts, [('a', 2, 0), ('b', 3, 0), ('d', 2, 1)]);
        assert_eq!(sketch.unseen(), 2);
        let sketch = sketch_of(2, b"abac");
        let kept: Vec<_> = sketch.counters().map(|counter| char::from(*counter.key)).collect();
        assert_eq!(kept, ['a', 'c']);
    }

    #[test]
    fn what_is_kept_is_of_the_thing_that_is_counted() {
        let sketch = sketch_of(1, b"aab");
        let counters: Vec<_> = sketch.counters().cloned().collect();
        assert_eq!(counters, [Counter { key: Arc::new(b'b'), count: 3, error: 2, kept: 2 }]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

        /// The bounds of the paper, against exact counts, on streams where few are frequent and many rare.
        #[test]
        fn counts_keep_their_bounds(
            capacity in 1_usize..24,
            stream in prop::collection::vec(prop_oneof![0_u8..5, 0_u8..60, any::<u8>()], 0..600),
        ) {
            let sketch = sketch_of(capacity, &stream);
            let mut exact: HashMap<u8, u64> = HashMap::new();
            for &thing in &stream {
                *exact.entry(thing).or_default() += 1;
            }
            let n = stream.len() as u64;
            prop_assert_eq!(sketch.counted(), n);
            prop_assert!(sketch.counters().count() <= capacity);
            prop_assert_eq!(sketch.counters().map(|counter| counter.count).sum::<u64>(), n);
            prop_assert!(sketch.unseen() <= n / capacity as u64);
            for counter in sketch.counters() {
                let seen = exact[&*counter.key];
                prop_assert!(counter.count - counter.error <= seen && seen <= counter.count, "{:?} was seen {}", counter, seen);
                prop_assert_eq!(stream[counter.kept], *counter.key);
            }
            for (thing, seen) in exact {
                let has_counter = sketch.counters().any(|counter| *counter.key == thing);
                prop_assert!(has_counter || seen <= sketch.unseen(), "{} was seen {} times and lost", thing, seen);
            }
        }
    }
}
