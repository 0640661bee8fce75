//! The lexicon: all surface forms compiled for one search over a folded text.
//!
//! # How it works
//! The naive way looks every run of words up in a map: each run is hashed again, and every proclitic multiplies the runs. Here one
//! Aho–Corasick automaton over one-byte letters (lenient level) finds all forms in one pass. The search is **overlapping**: a
//! leftmost-longest search would let a longer form that fails the boundary check hide a shorter one that is right (بغداد الجديدتين: the
//! form بغداد الجديدة matches nothing, and بغداد is lost with it). What is found must then begin at a word's start, or after proclitics,
//! and end where no letter follows.
//!
//! # Complexity
//! Linear in the text and in the number of hits. The contiguous NFA is as fast here as a DFA, at an eighteenth of its size.

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, MatchKind};

use super::Gazetteer;
use super::entity::EntityIx;
use super::expand::{Families, SurfaceForm, surface_forms, word_forms};
use super::words::{Word, WordIx};
use crate::text::fold::lenient_symbols;
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
    automaton: Option<AhoCorasick>,
    /// For each pattern, where its postings begin; one more at the end.
    first_posting: Vec<u32>,
    postings: Vec<Posting>,
    /// Canonical symbols of all forms, end to end.
    forms: Vec<u8>,
}

impl Lexicon {
    /// Compiles everything a gazetteer lists, and shows each name's forms to whoever else needs them: making them costs time.
    ///
    /// # Errors
    /// If the forms are too many for the automaton (about two thousand million states).
    pub fn of(gazetteer: &Gazetteer, mut forms_made: impl FnMut(EntityIx, u16, &[SurfaceForm])) -> Result<Self, BuildError> {
        let mut builder = LexiconBuilder::default();
        for (entity, ix) in gazetteer.entities().iter().zip(0..) {
            for (alias, number) in entity.aliases.iter().zip(0..) {
                let forms = surface_forms(entity, &alias.text);
                for form in &forms {
                    builder.add_alias_form(EntityIx(ix), number, form);
                }
                forms_made(EntityIx(ix), number, &forms);
            }
        }
        for (word, ix) in gazetteer.words().iter().zip(0..) {
            builder.add_word(WordIx(ix), word);
        }
        builder.build()
    }

    /// Calls back for every form in a text, in the order of their ends; forms that overlap are all there.
    pub fn search(&self, text: &FoldedText<'_>, mut found: impl FnMut(Hit)) {
        let Some(automaton) = &self.automaton else { return };
        let canonical = text.canonical();
        for hit in automaton.find_overlapping_iter(text.lenient()) {
            let (start, end) = (hit.start(), hit.end());
            if canonical.get(end).is_some_and(|&symbol| Symbol(symbol).is_letter()) {
                continue;
            }
            let Some(proclitics) = Proclitics::before(canonical, start) else { continue };
            #[allow(clippy::cast_possible_truncation)] // a folded text has fewer than 2^32 symbols
            let span = FoldedSpan::new(start as u32, end as u32);
            found(Hit { span, proclitics, pattern: hit.pattern().as_u32() });
        }
    }

    /// What a hit may stand for, sorted by entity.
    pub fn postings(&self, hit: Hit) -> &[Posting] {
        let [first, end] = [hit.pattern, hit.pattern + 1].map(|pattern| self.first_posting[pattern as usize] as usize);
        &self.postings[first..end]
    }

    /// The canonical symbols of the form a posting was made from; as many as the hit has.
    pub fn form(&self, posting: &Posting, hit: Hit) -> &[u8] {
        let first = posting.form() as usize;
        &self.forms[first..first + hit.span.len() as usize]
    }

    /// How many different forms are searched.
    pub fn len(&self) -> usize {
        self.first_posting.len().saturating_sub(1)
    }

    /// Whether no form is searched.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.automaton.as_ref().map_or(0, AhoCorasick::memory_usage)
            + self.first_posting.len() * size_of::<u32>()
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
        // Both lengths stay far below 2^32: the lists of the whole world are some hundred megabytes.
        let (Ok(first), Ok(len)) = (u32::try_from(self.forms.len()), u32::try_from(symbols.len())) else { return };
        if symbols.is_empty() {
            return;
        }
        self.forms.extend_from_slice(symbols);
        self.entries.push((first, len, posting(first)));
    }

    /// Compiles the automaton.
    ///
    /// # Errors
    /// If the forms are too many for it.
    #[allow(clippy::cast_possible_truncation)] // `add` keeps the counts below 2^32
    pub fn build(mut self) -> Result<Lexicon, BuildError> {
        let lenient = lenient_symbols(&self.forms);
        let pattern = |entry: &(u32, u32, Posting)| &lenient[entry.0 as usize..(entry.0 + entry.1) as usize];
        // A stable sort: postings of one form stay in the order they were added, entities in the order of the lists.
        self.entries.sort_by(|a, b| pattern(a).cmp(pattern(b)));
        let mut patterns: Vec<&[u8]> = Vec::with_capacity(self.entries.len());
        let mut first_posting = Vec::with_capacity(self.entries.len() + 1);
        for (index, entry) in self.entries.iter().enumerate() {
            if patterns.last() != Some(&pattern(entry)) {
                patterns.push(pattern(entry));
                first_posting.push(index as u32);
            }
        }
        first_posting.push(self.entries.len() as u32);
        first_posting.shrink_to_fit();
        let automaton = if patterns.is_empty() {
            None
        } else {
            let kind = Some(AhoCorasickKind::ContiguousNFA);
            Some(AhoCorasick::builder().kind(kind).match_kind(MatchKind::Standard).prefilter(false).build(&patterns)?)
        };
        let postings = self.entries.iter().map(|(_, _, posting)| *posting).collect();
        self.forms.shrink_to_fit();
        Ok(Lexicon { automaton, first_posting, postings, forms: self.forms })
    }
}
