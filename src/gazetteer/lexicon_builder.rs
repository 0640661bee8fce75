//! Gathering surface forms and compiling them.

use rayon::prelude::*;

use super::entity::EntityIx;
use super::expand::{SurfaceForm, word_forms};
use super::lexicon::{AliasPosting, Lexicon, Posting, WordPosting};
use super::trie::Trie;
use super::words::{Word, WordIx};
use crate::text::Symbol;
use crate::text::fold::lenient_symbols;

/// More surface forms than can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the surface forms have more than two thousand million letters together")]
pub struct TooManyForms;

/// Gathers surface forms.
#[derive(Debug, Default)]
pub struct LexiconBuilder {
    forms: Vec<u8>,
    entries: Vec<(u32, u32, Posting)>,
    /// Some form had no room.
    is_full: bool,
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

    #[allow(clippy::cast_possible_truncation)] // there are no more letters than fit
    fn add(&mut self, symbols: &[u8], posting: impl FnOnce(u32) -> Posting) {
        // White space may have stood behind an invisible sign; no form begins or ends with it.
        let white = |symbol: &u8| *symbol <= Symbol::SPACE.0;
        let first = symbols.iter().take_while(|symbol| white(symbol)).count();
        let last = symbols.iter().rposition(|symbol| !white(symbol)).map_or(first, |last| last + 1);
        let symbols = &symbols[first..last];
        if symbols.is_empty() {
            return;
        }
        if self.forms.len() + symbols.len() > Trie::MAX_LETTERS {
            self.is_full = true;
            return;
        }
        let (first, len) = (self.forms.len() as u32, symbols.len() as u32);
        self.forms.extend_from_slice(symbols);
        self.entries.push((first, len, posting(first)));
    }

    /// Takes what another has gathered.
    #[allow(clippy::cast_possible_truncation)] // there are no more letters than fit
    pub(super) fn append(&mut self, other: Self) {
        self.is_full |= other.is_full || self.forms.len() + other.forms.len() > Trie::MAX_LETTERS;
        if self.is_full {
            return;
        }
        let shift = self.forms.len() as u32;
        self.forms.extend_from_slice(&other.forms);
        self.entries.extend(other.entries.into_iter().map(|(first, len, posting)| (first + shift, len, posting.shifted(shift))));
    }

    /// Sorts the forms and makes their trie.
    ///
    /// # Errors
    /// If some forms had no room.
    #[allow(clippy::cast_possible_truncation)] // no more forms than letters
    pub fn build(mut self) -> Result<Lexicon, TooManyForms> {
        if self.is_full {
            return Err(TooManyForms);
        }
        let lenient = lenient_symbols(&self.forms);
        let symbols = |form: u32, len: u32| &lenient[form as usize..(form + len) as usize];
        // A stable sort: postings of one form stay in the order they were added, entities in the order of the lists.
        self.entries.par_sort_by(|a, b| symbols(a.0, a.1).cmp(symbols(b.0, b.1)));
        let mut first_posting: Vec<u32> = Vec::with_capacity(self.entries.len() + 1);
        let mut last: &[u8] = &[];
        for (index, &(form, len, _)) in self.entries.iter().enumerate() {
            let form = symbols(form, len);
            if form != last {
                first_posting.push(index as u32);
            }
            last = form;
        }
        let forms = first_posting.iter().map(|&index| (self.entries[index as usize].0, self.entries[index as usize].1));
        let trie = Trie::of(&lenient, forms);
        first_posting.push(self.entries.len() as u32);
        first_posting.shrink_to_fit();
        self.forms.shrink_to_fit();
        let postings = self.entries.iter().map(|(_, _, posting)| *posting).collect();
        Ok(Lexicon { trie, first_posting, postings, forms: self.forms })
    }
}
