//! The lexicon: all surface forms compiled for one search over a folded text.
//!
//! # How it works
//! The naive way looks every run of words up in a map: each run is hashed again, and every proclitic multiplies the runs. One Aho–Corasick
//! automaton over all forms looks at each letter once, but finds them inside words too, where none may begin, is slow to build, and steps
//! through memory at random, letter by letter. Here the forms stand in a trie of words (`trie`): from each word's start, and from
//! behind its proclitics, the search takes a step for each word as long as a form goes on that way. Most words are turned away at the
//! first step.
//!
//! All forms that fit are found, not the longest alone: a longer form that fails the boundary check must not hide a shorter one that is
//! right (بغداد الجديدتين: the form بغداد الجديدة matches nothing, and بغداد would be lost with it).
//!
//! # Complexity
//! Linear in the text, but for the walk from a word's start: at most as many steps as the longest form has words.

use rayon::prelude::*;

use super::entity::{Entity, EntityIx};
use super::expand::{SurfaceForm, surface_forms};
use super::families::Families;
use super::lexicon_builder::{LexiconBuilder, TooManyForms};
use super::trie::{Node, Trie, next_stop};
use super::words::WordIx;
use super::{Gazetteer, Part};
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
    pub(super) form: u32,
}

/// A word, as a surface form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordPosting {
    /// Which.
    pub word: WordIx,
    /// What made the form of the word.
    pub families: Families,
    pub(super) form: u32,
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
    pub(super) fn shifted(mut self, by: u32) -> Self {
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
    /// Finds the forms, which are numbered.
    pub(super) trie: Trie,
    /// For each form, where its postings begin; one more at the end.
    pub(super) first_posting: Vec<u32>,
    pub(super) postings: Vec<Posting>,
    /// Canonical symbols of all forms, end to end.
    pub(super) forms: Vec<u8>,
}

/// How many entities one thread takes at a time when forms are made.
const ENTITIES_A_RUN: usize = 2048;

impl Lexicon {
    /// Compiles a part of what a gazetteer lists: the words are with the files.
    ///
    /// Making the forms costs time, so several threads do it, a run of entities each, and whoever else needs the forms sees them then:
    /// `begin` starts a gatherer at the first entity of a run, `see` shows it each name's forms. The gatherers come back in the order of
    /// the entities.
    ///
    /// # Errors
    /// If the forms have too many letters.
    pub fn of<G: Send>(
        gazetteer: &Gazetteer,
        part: Part,
        begin: impl Fn(EntityIx) -> G + Sync,
        see: impl Fn(&mut G, EntityIx, u16, &[SurfaceForm]) + Sync,
    ) -> Result<(Self, Vec<G>), TooManyForms> {
        let entities: Vec<(EntityIx, &Entity)> = gazetteer.part(part).collect();
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
        for (word, ix) in gazetteer.words().iter().zip(0..).filter(|_| part == Part::Files) {
            whole.add_word(WordIx(ix), word);
        }
        Ok((whole.build()?, gatherers))
    }

    /// Calls back for every form in a text, in the order of their starts, the shorter first; forms that overlap are all there.
    pub fn search(&self, text: &FoldedText<'_>, mut found: impl FnMut(Hit)) {
        let canonical = text.canonical();
        let mut word = 0;
        while word < canonical.len() {
            let letters = canonical[word..].iter().take_while(|&&symbol| Symbol(symbol).is_letter()).count();
            // Behind proclitics, which are letters, a form may begin too.
            for start in word..=(word + letters.min(Proclitics::MAX_LETTERS)).min(canonical.len() - 1) {
                if !self.trie.begins(text.lenient()[start]) {
                    continue;
                }
                if let Some(proclitics) = Proclitics::read(&canonical[word..start]) {
                    let stop = if start < word + letters { word + letters } else { next_stop(canonical, start) };
                    self.walk(text, start, stop, proclitics, &mut found);
                }
            }
            // A sign right behind letters is no start by itself.
            word += letters + 1;
        }
    }

    /// Calls back for every form that stands at `start`; `end` is the first place where one may end.
    fn walk(&self, text: &FoldedText<'_>, start: usize, mut end: usize, proclitics: Proclitics, found: &mut impl FnMut(Hit)) {
        let (canonical, lenient) = (text.canonical(), text.lenient());
        let (mut node, mut from) = (Node::ROOT, start);
        while let Some(next) = self.trie.step(node, &lenient[from..end], &self.forms) {
            if let Some(pattern) = next.pattern() {
                #[allow(clippy::cast_possible_truncation)] // a folded text has fewer than 2^32 symbols
                let span = FoldedSpan::new(start as u32, end as u32);
                found(Hit { span, proclitics, pattern });
            }
            if !next.goes_on() || end == lenient.len() {
                return;
            }
            (node, from) = (next, end);
            end = next_stop(canonical, from);
        }
    }

    /// What a hit may stand for, sorted by entity.
    pub fn postings(&self, hit: Hit) -> &[Posting] {
        let [first, end] = [0, 1].map(|next| self.first_posting[hit.pattern as usize + next] as usize);
        &self.postings[first..end]
    }

    /// The canonical symbols of the form a posting was made from; as many as the hit has.
    pub fn form(&self, posting: &Posting, hit: Hit) -> &[u8] {
        let first = posting.form() as usize;
        &self.forms[first..first + hit.span.len() as usize]
    }

    /// How many different forms are searched.
    pub fn len(&self) -> usize {
        self.first_posting.len() - 1
    }

    /// Whether no form is searched.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.trie.heap_bytes() + self.first_posting.len() * size_of::<u32>() + self.postings.len() * size_of::<Posting>() + self.forms.len()
    }
}
