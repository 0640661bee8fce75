//! Half-open ranges. Raw and folded spans are different types, so that no offset of one is ever used on the other.

/// A half-open range of **bytes of the raw text**, always on character borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RawSpan {
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl RawSpan {
    /// The text of this span.
    ///
    /// # Panics
    /// If the span was made for another text.
    pub fn of(self, raw: &str) -> &str {
        &raw[self.start..self.end]
    }
}

/// A half-open range of **symbols of a folded text**.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FoldedSpan {
    /// First symbol.
    pub start: u32,
    /// The symbol after the last.
    pub end: u32,
}

impl FoldedSpan {
    /// A span from `start` up to, not including, `end`.
    pub fn new(start: u32, end: u32) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }

    /// Length in symbols.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it covers no symbol.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether both cover at least one symbol in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}
