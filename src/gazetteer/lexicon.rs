//! The lexicon: all surface forms compiled for one search over a folded text.
//!
//! # How it works
//! The naive way looks every run of words up in a map: each run is hashed again, and every proclitic multiplies the runs. The other way
//! puts every form into one Aho–Corasick automaton; it searches well and is slow to build (half of all loading, at 100 thousand forms).
//! Here the automaton holds the **first words** of the forms only, over one-byte letters (lenient level): a third of the patterns, and
//! shorter ones. The forms themselves stand sorted, so that those with one first word are neighbours; the words that follow in the text
//! narrow that range down by binary search, and each form that ends where no letter follows is found.
//!
//! The search is **overlapping**: a leftmost-longest search would let a longer form that fails the boundary check hide a shorter one that
//! is right (بغداد الجديدتين: the form بغداد الجديدة matches nothing, and بغداد is lost with it). What is found must begin at a word's
//! start, or after proclitics, and end where no letter follows.
//!
//! # Complexity
//! Linear in the text, but for the walk from a first word: at most as many steps as the longest form has words, each logarithmic in the
//! forms that begin alike. The contiguous NFA is as fast here as a DFA, at an eighteenth of its size.

use std::cmp::Ordering;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, MatchKind};
use rayon::prelude::*;

use super::Gazetteer;
use super::entity::{Entity, EntityIx};
use super::expand::{SurfaceForm, surface_forms, word_forms};
use super::families::Families;
use super::words::{Word, WordIx};
use crate::text::fold::lenient_symbols;
use crate::text::fold_rules::LENIENT;
use crate::text::{FoldedSpan, FoldedText, Proclitics, Symbol};

/// What a surface form stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posting {
    /// A name of an entity.
    Alias(AliasPosting),
    /// A title, cue, demonym, function word or given name.
    Word(WordPosting),
}

/// A name of an entity, as a surface form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AliasPosting {
    /// Whose.
    pub entity: EntityIx,
    /// Which of its names.
    pub alias: u16,
    /// What made the form of the name.
    pub families: Families,
    form: u32,
}

/// A word, as a surface form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordPosting {
    /// Which.
    pub word: WordIx,
    /// What made the form of the word.
    pub families: Families,
    form: u32,
}

impl Posting {
    /// What made the form.
    pub fn families(&self) -> Families {
        match self {
            Self::Alias(alias) => alias.families,
            Self::Word(word) => word.families,
        }
    }

    /// The same, if its form stands `by` symbols further on.
    fn shifted(mut self, by: u32) -> Self {
        match &mut self {
            Self::Alias(alias) => alias.form += by,
            Self::Word(word) => word.form += by,
        }
        self
    }

    fn form(&self) -> u32 {
        match self {
            Self::Alias(alias) => alias.form,
            Self::Word(word) => word.form,
        }
    }
}

/// A surface form found in a text, its borders checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Where, without the proclitics.
    pub span: FoldedSpan,
    /// What is written before it, in the same word.
    pub proclitics: Proclitics,
    pattern: u32,
}

/// All surface forms, compiled.
#[derive(Debug)]
pub struct Lexicon {
    /// Finds the first words of forms.
    first_words: Option<AhoCorasick>,
    /// For each first word, where its forms begin among the patterns; one more at the end.
    first_pattern: Vec<u32>,
    /// The different forms, sorted by their lenient symbols.
    patterns: Vec<Pattern>,
    postings: Vec<Posting>,
    /// Canonical symbols of all forms, end to end.
    forms: Vec<u8>,
}

/// How many entities one thread takes at a time when forms are made.
const ENTITIES_A_RUN: usize = 2048;

/// One form, as it is searched: its symbols are those of its first posting, compared leniently.
#[derive(Debug, Clone, Copy)]
struct Pattern {
    form: u32,
    len: u32,
    first_posting: u32,
}

impl Lexicon {
    /// Compiles everything a gazetteer lists.
    ///
    /// Making the forms costs time, so several threads do it, a run of entities each, and whoever else needs the forms sees them then:
    /// `begin` starts a gatherer at the first entity of a run, `see` shows it each name's forms. The gatherers come back in the order of
    /// the entities.
    ///
    /// # Errors
    /// If the forms are too many for the automaton (about two thousand million states).
    pub fn of<G: Send>(
        gazetteer: &Gazetteer,
        begin: impl Fn(EntityIx) -> G + Sync,
        see: impl Fn(&mut G, EntityIx, u16, &[SurfaceForm]) + Sync,
    ) -> Result<(Self, Vec<G>), BuildError> {
        let entities: Vec<(EntityIx, &Entity)> = (0..).map(EntityIx).zip(gazetteer.entities()).collect();
        let make = |run: &[(EntityIx, &Entity)]| {
            let mut builder = LexiconBuilder::default();
            let mut gatherer = begin(run[0].0);
            for &(ix, entity) in run {
                for (alias, number) in entity.aliases.iter().zip(0..) {
                    let forms = surface_forms(entity, &alias.text);
                    for form in &forms {
                        builder.add_alias_form(ix, number, form);
                    }
                    see(&mut gatherer, ix, number, &forms);
                }
                for (number, form) in gazetteer.guarded_forms(ix) {
                    builder.add_alias_form(ix, *number, form);
                }
            }
            (builder, gatherer)
        };
        let made: Vec<_> = entities.par_chunks(ENTITIES_A_RUN).map(make).collect();
        let mut whole = LexiconBuilder::default();
        let mut gatherers = Vec::with_capacity(made.len());
        for (builder, gatherer) in made {
            whole.append(builder);
            gatherers.push(gatherer);
        }
        for (word, ix) in gazetteer.words().iter().zip(0..) {
            whole.add_word(WordIx(ix), word);
        }
        Ok((whole.build()?, gatherers))
    }

    /// Calls back for every form in a text, in the order in which their first words end; forms that overlap are all there.
    pub fn search(&self, text: &FoldedText<'_>, mut found: impl FnMut(Hit)) {
        let Some(first_words) = &self.first_words else { return };
        let canonical = text.canonical();
        for hit in first_words.find_overlapping_iter(text.lenient()) {
            let (start, end) = (hit.start(), hit.end());
            if !may_end(canonical, end) {
                continue;
            }
            let Some(proclitics) = Proclitics::before(canonical, start) else { continue };
            let [first, last] = [0, 1].map(|next| self.first_pattern[hit.pattern().as_usize() + next] as usize);
            self.walk(text, start, end, first..last, |end, pattern| {
                #[allow(clippy::cast_possible_truncation)] // a folded text has fewer than 2^32 symbols
                let span = FoldedSpan::new(start as u32, end as u32);
                found(Hit { span, proclitics, pattern });
            });
        }
    }

    /// Calls back for every form that stands at `start`, given that those in `range` share the symbols up to `end`.
    fn walk(&self, text: &FoldedText<'_>, start: usize, mut end: usize, mut range: Range<usize>, mut found: impl FnMut(usize, u32)) {
        let (canonical, lenient) = (text.canonical(), text.lenient());
        loop {
            // Of forms that begin alike the shortest stands first.
            let shortest = self.patterns[range.start];
            if shortest.len as usize == end - start {
                if may_end(canonical, end) {
                    #[allow(clippy::cast_possible_truncation)] // the builder counts in 32 bits
                    found(end, range.start as u32);
                }
                range.start += 1;
            }
            if range.is_empty() || end == lenient.len() {
                return;
            }
            let from = end;
            end = next_stop(canonical, end);
            let piece = &lenient[from..end];
            let here = |pattern: &Pattern| self.compare(pattern, from - start, piece);
            let forms = &self.patterns[range.clone()];
            let below = forms.partition_point(|pattern| here(pattern) == Ordering::Less);
            let alike = forms[below..].partition_point(|pattern| here(pattern) == Ordering::Equal);
            if alike == 0 {
                return;
            }
            range = range.start + below..range.start + below + alike;
        }
    }

    /// Compares what a form holds from `at` on with a piece of the text; equal if it begins with the piece.
    fn compare(&self, pattern: &Pattern, at: usize, piece: &[u8]) -> Ordering {
        let table: &[u8; 256] = &LENIENT;
        let form = &self.forms[pattern.form as usize + at..(pattern.form + pattern.len) as usize];
        let letters = form.iter().take(piece.len()).map(|&symbol| table[usize::from(symbol)]);
        letters.cmp(piece.iter().copied())
    }

    /// What a hit may stand for, sorted by entity.
    pub fn postings(&self, hit: Hit) -> &[Posting] {
        let first = self.patterns[hit.pattern as usize].first_posting as usize;
        let end = self.patterns.get(hit.pattern as usize + 1).map_or(self.postings.len(), |next| next.first_posting as usize);
        &self.postings[first..end]
    }

    /// The canonical symbols of the form a posting was made from; as many as the hit has.
    pub fn form(&self, posting: &Posting, hit: Hit) -> &[u8] {
        let first = posting.form() as usize;
        &self.forms[first..first + hit.span.len() as usize]
    }

    /// How many different forms are searched.
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// Whether no form is searched.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.first_words.as_ref().map_or(0, AhoCorasick::memory_usage)
            + self.first_pattern.len() * size_of::<u32>()
            + self.patterns.len() * size_of::<Pattern>()
            + self.postings.len() * size_of::<Posting>()
            + self.forms.len()
    }
}

/// Gathers surface forms.
#[derive(Debug, Default)]
pub struct LexiconBuilder {
    forms: Vec<u8>,
    entries: Vec<(u32, u32, Posting)>,
}

impl LexiconBuilder {
    /// Adds one form of a name.
    pub fn add_alias_form(&mut self, entity: EntityIx, alias: u16, form: &SurfaceForm) {
        let families = form.families;
        self.add(&form.symbols, |form| Posting::Alias(AliasPosting { entity, alias, families, form }));
    }

    /// Adds every form of a word.
    pub fn add_word(&mut self, word: WordIx, entry: &Word) {
        for form in word_forms(&entry.text) {
            let families = form.families;
            self.add(&form.symbols, |form| Posting::Word(WordPosting { word, families, form }));
        }
    }

    fn add(&mut self, symbols: &[u8], posting: impl FnOnce(u32) -> Posting) {
        // White space may have stood behind an invisible sign; no form begins or ends with it.
        let white = |symbol: &u8| *symbol <= Symbol::SPACE.0;
        let first = symbols.iter().take_while(|symbol| white(symbol)).count();
        let last = symbols.iter().rposition(|symbol| !white(symbol)).map_or(first, |last| last + 1);
        let symbols = &symbols[first..last];
        // Both lengths stay far below 2^32: the lists of the whole world are some hundred megabytes.
        let (Ok(first), Ok(len)) = (u32::try_from(self.forms.len()), u32::try_from(symbols.len())) else { return };
        if symbols.is_empty() {
            return;
        }
        self.forms.extend_from_slice(symbols);
        self.entries.push((first, len, posting(first)));
    }

    /// Takes what another has gathered.
    #[allow(clippy::cast_possible_truncation)] // `add` keeps the lengths below 2^32
    fn append(&mut self, other: Self) {
        let shift = self.forms.len() as u32;
        if u32::try_from(self.forms.len() + other.forms.len()).is_err() {
            return;
        }
        self.forms.extend_from_slice(&other.forms);
        self.entries.extend(other.entries.into_iter().map(|(first, len, posting)| (first + shift, len, posting.shifted(shift))));
    }

    /// Sorts the forms and compiles the automaton of their first words.
    ///
    /// # Errors
    /// If the first words are too many for it.
    #[allow(clippy::cast_possible_truncation)] // `add` keeps the counts below 2^32
    pub fn build(mut self) -> Result<Lexicon, BuildError> {
        let lenient = lenient_symbols(&self.forms);
        let symbols = |form: u32, len: u32| &lenient[form as usize..(form + len) as usize];
        // A stable sort: postings of one form stay in the order they were added, entities in the order of the lists.
        self.entries.par_sort_by(|a, b| symbols(a.0, a.1).cmp(symbols(b.0, b.1)));
        let mut patterns: Vec<Pattern> = Vec::with_capacity(self.entries.len());
        let mut words: Vec<&[u8]> = Vec::new();
        let mut first_pattern = Vec::new();
        for (index, &(form, len, _)) in self.entries.iter().enumerate() {
            let whole = symbols(form, len);
            if patterns.last().is_some_and(|last| symbols(last.form, last.len) == whole) {
                continue;
            }
            let word = first_word(whole);
            if words.last() != Some(&word) {
                words.push(word);
                first_pattern.push(patterns.len() as u32);
            }
            patterns.push(Pattern { form, len, first_posting: index as u32 });
        }
        first_pattern.push(patterns.len() as u32);
        let first_words = if words.is_empty() {
            None
        } else {
            let kind = Some(AhoCorasickKind::ContiguousNFA);
            Some(AhoCorasick::builder().kind(kind).match_kind(MatchKind::Standard).prefilter(false).build(&words)?)
        };
        let postings = self.entries.iter().map(|(_, _, posting)| *posting).collect();
        patterns.shrink_to_fit();
        first_pattern.shrink_to_fit();
        self.forms.shrink_to_fit();
        Ok(Lexicon { first_words, first_pattern, patterns, postings, forms: self.forms })
    }
}

/// Up to the first white space, which sorts before every other symbol: forms of one first word are neighbours.
fn first_word(form: &[u8]) -> &[u8] {
    let end = form.iter().position(|&symbol| symbol <= Symbol::SPACE.0).unwrap_or(form.len());
    &form[..end]
}

/// Whether a form may end before this symbol.
#[inline]
fn may_end(canonical: &[u8], end: usize) -> bool {
    canonical.get(end).is_none_or(|&symbol| !Symbol(symbol).is_letter())
}

/// The next place after `from` where a form may end: after the letters that follow at once or behind one sign.
fn next_stop(canonical: &[u8], from: usize) -> usize {
    let letters = |at: usize| at + canonical[at..].iter().take_while(|&&symbol| Symbol(symbol).is_letter()).count();
    letters(from + usize::from(!Symbol(canonical[from]).is_letter()))
}
