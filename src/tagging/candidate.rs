//! Candidates: what may be a mention. One search of the lexicon gives them, and marks the tokens on its way.

use std::cmp::Reverse;

use super::document::{Document, Marks, TokenRange};
use super::mention::Rule;
use super::options::Options;
use super::pace;
use super::quotes;
use crate::gazetteer::{AliasPosting, Entity, EntityIx, Families, Gazetteer, Hit, Lexicon, ListIx, NameCounts, Posting, WordStatistics};
use crate::text::fold::lenient_symbols;
use crate::text::symbol::{ARTICLE, Symbol, groups, letters};
use crate::text::{FoldedSpan, LenientFolds, Proclitics, RawSpan};

/// A stretch of text that may name one entity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) span: FoldedSpan,
    pub(super) tokens: TokenRange,
    pub(super) proclitics: Proclitics,
    pub(super) entity: EntityIx,
    pub(super) alias: u16,
    pub(super) families: Families,
    pub(super) folds: LenientFolds,
    pub(super) needs_context: bool,
    pub(super) rule: Rule,
    /// The fuller mention that it leans on.
    pub(super) antecedent: Option<RawSpan>,
}

impl Candidate {
    /// Its place in the text: by start, then the longer first.
    pub(super) fn place(&self) -> (u32, Reverse<u32>) {
        (self.span.start, Reverse(self.span.end))
    }

    /// How many words.
    pub(super) fn words(&self) -> usize {
        (self.tokens.last - self.tokens.first) / 2 + 1
    }
}

/// The listed entities, and those of added names behind them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entities<'a> {
    pub(super) listed: &'a Gazetteer,
    pub(super) added: &'a [Entity],
}

impl<'a> Entities<'a> {
    /// Whether an entity came with the request.
    pub(super) fn is_added(&self, ix: EntityIx) -> bool {
        ix.index() >= self.listed.next_index()
    }

    pub(super) fn get(&self, ix: EntityIx) -> &'a Entity {
        self.listed.get(ix).unwrap_or_else(|| &self.added[ix.index() - self.listed.next_index()])
    }
}

/// Searches the lexicon: words mark their tokens, names become candidates.
pub(super) fn find(lexicon: &Lexicon, entities: Entities<'_>, options: &Options, document: &mut Document<'_>, found: &mut Vec<Candidate>) {
    let Document { folded, notes, .. } = document;
    let mut cursor = 0;
    lexicon.search(folded, |hit| {
        pace::step();
        let tokens = notes.tokens_of(hit.span, &mut cursor);
        let text = &folded.canonical()[hit.span.range()];
        for posting in lexicon.postings(hit) {
            if let Posting::Alias(alias) = posting
                && entities.listed.is_hidden(alias.entity)
            {
                continue;
            }
            let form = lexicon.form(posting, hit);
            if !form_fits(text, form, posting.families(), hit.proclitics) {
                continue;
            }
            match posting {
                Posting::Word(word) => notes.note(entities.listed, word.word, hit, tokens),
                Posting::Alias(alias) => {
                    let folds = LenientFolds::between(text, form);
                    let statistics = entities.listed.statistics();
                    if hit.proclitics.is_question() && is_own_letter(hit, folded.canonical(), statistics) {
                        continue;
                    }
                    let doubtful = is_cut(hit, posting.families(), folded.canonical(), statistics)
                        || is_preposition(text, form)
                        || adds_hamza(text, form);
                    found.extend(candidate(alias, entities, options, hit, tokens, folds, doubtful));
                }
            }
        }
    });
    notes.order_cues();
    quotes::mark_titles(document);
    if options.context {
        let in_phrase = |tokens: TokenRange| document.has(tokens.first, Marks::PHRASE) && document.has(tokens.last, Marks::PHRASE);
        found.retain(|candidate| entities.is_added(candidate.entity) || !in_phrase(candidate.tokens));
    }
}

/// Brings candidates that were searched for in several lexicons into the order in which one would have given them.
pub(super) fn order(found: &mut [Candidate], entities: Entities<'_>) {
    let place = |candidate: &Candidate| (candidate.span.start, candidate.span.end, entities.listed.place_in_files(candidate.entity).key());
    found.sort_by_key(place);
}

fn candidate(
    posting: &AliasPosting,
    entities: Entities<'_>,
    options: &Options,
    hit: Hit,
    tokens: TokenRange,
    folds: LenientFolds,
    doubtful: bool,
) -> Option<Candidate> {
    let entity = entities.get(posting.entity);
    let is_wanted = if entities.is_added(posting.entity) { !is_suppressed(entity, options) } else { is_asked_for(entity, options) };
    if !is_wanted {
        return None;
    }
    let flagged = entity.aliases[usize::from(posting.alias)].needs_context;
    if options.context && flagged && doubtful {
        // كبيرا is ك and بيرا (Beira) only to the letters.
        return None;
    }
    let needs_context = options.context && (flagged || doubtful);
    if hit.proclitics.is_question() && (needs_context || hit.span.len() < 4 || posting.families.distance() > 0) {
        // أ before a name is rare, and أ at a word's start is usually the word's own letter. No generated form is worth the risk.
        return None;
    }
    Some(Candidate {
        span: hit.span,
        tokens,
        proclitics: hit.proclitics,
        entity: posting.entity,
        alias: posting.alias,
        families: posting.families,
        folds,
        needs_context,
        rule: Rule::Lexicon,
        antecedent: None,
    })
}

/// Whether a hit behind proclitics is more likely the end of another word: وجوبا (obligatorily) is commoner than جوبا, while بمصر is rarer
/// than مصر.
fn is_cut(hit: Hit, families: Families, canonical: &[u8], statistics: &WordStatistics) -> bool {
    let name = &canonical[hit.span.range()];
    if hit.proclitics.is_empty() || name.contains(&Symbol::SPACE.0) {
        return false;
    }
    let own = if families.has(Families::LAM) { whole_commonness(name, statistics) } else { statistics.commonness(name) };
    statistics.commonness(first_word(hit, canonical)) > own
}

/// How common a name is that lost letters of its article behind ل: العراق in للعراق, اللاذقية in للاذقية.
fn whole_commonness(name: &[u8], statistics: &WordStatistics) -> Option<i16> {
    const LONGEST: usize = 32;
    let mut whole = [0; LONGEST];
    whole[..ARTICLE.len()].copy_from_slice(&ARTICLE);
    let with = |kept: usize, whole: &mut [u8; LONGEST]| {
        let end = kept + name.len();
        whole.get_mut(kept..end)?.copy_from_slice(name);
        statistics.commonness(&whole[..end])
    };
    // The longer first: the shorter overwrites the article's lam with the name's own.
    with(ARTICLE.len(), &mut whole).max(with(1, &mut whole))
}

/// Whether what looks like the question particle is the first letter of a name or word: أحمد بن عيسى does not ask for حمد بن عيسى.
fn is_own_letter(hit: Hit, canonical: &[u8], statistics: &WordStatistics) -> bool {
    let word = first_word(hit, canonical);
    let NameCounts { given, family } = statistics.names(&lenient_symbols(word));
    given + family > 0 || statistics.commonness(word).is_some()
}

/// Whether a name that begins with علي stands in the text with على: القبض على تونسي is no arrest of Ali Tounsi.
fn is_preposition(text: &[u8], form: &[u8]) -> bool {
    const ALI: [u8; 3] = letters(['ع', 'ل', 'ي']);
    const ALA: [u8; 3] = letters(['ع', 'ل', 'ى']);
    form.starts_with(&ALI) && text.starts_with(&ALA) && text.get(3) == Some(&Symbol::SPACE.0)
}

/// Whether the text writes a hamza on و or ي that the list has not: the press leaves hamzas out, and adds none (بائسة is no بايسه).
fn adds_hamza(text: &[u8], form: &[u8]) -> bool {
    const SEATS: [[u8; 2]; 2] = [letters(['ؤ', 'و']), letters(['ئ', 'ي'])];
    text != form && text.iter().zip(form).any(|(&written, &listed)| SEATS.contains(&[written, listed]))
}

/// The first word of a hit, its proclitics included.
fn first_word(hit: Hit, canonical: &[u8]) -> &[u8] {
    let start = hit.span.start as usize - hit.proclitics.len() as usize;
    let letters = canonical[start..].iter().take_while(|&&symbol| Symbol(symbol).is_letter()).count();
    &canonical[start..start + letters]
}

/// Whether the caller wants a listed entity: by its lists, and not suppressed.
pub(super) fn is_asked_for(entity: &Entity, options: &Options) -> bool {
    list_allows(options.lists.as_deref(), &entity.lists) && !is_suppressed(entity, options)
}

fn is_suppressed(entity: &Entity, options: &Options) -> bool {
    !options.suppress.is_empty() && options.suppress.has_id(&entity.id)
}

pub(super) fn list_allows(asked: Option<&[ListIx]>, has: &[ListIx]) -> bool {
    asked.is_none_or(|asked| has.iter().any(|list| asked.contains(list)))
}

/// Names this short are other words as soon as a hamza changes.
const SHORT: usize = 3;

/// Whether a form that is equal when folded leniently may match this text.
///
/// A form that lost its article's alef stands only after ل. A name of up to three letters matches as written or fully bare, never with
/// another hamza (فأس is no فاس), and never with ى for ي (على is no علي).
pub(super) fn form_fits(text: &[u8], form: &[u8], families: Families, proclitics: Proclitics) -> bool {
    if families.has(Families::LAM) && !proclitics.ends_in_la() {
        return false;
    }
    if form.len() > SHORT || text == form {
        return true;
    }
    text.iter().zip(form).all(|(&written, &listed)| written == listed || is_bare(written, listed))
}

/// Whether a letter is written without the hamza or madda it is listed with; a space or hyphen is listed as well as written any way.
fn is_bare(written: u8, listed: u8) -> bool {
    static HAMZA: [u8; 256] = groups(&[&['أ', 'إ', 'آ'], &['ؤ'], &['ئ']]);
    const BARE: [u8; 3] = letters(['ا', 'و', 'ي']);
    let separator = || listed == Symbol::SPACE.0 || listed == Symbol::HYPHEN.0;
    BARE.get(usize::from(HAMZA[usize::from(listed)])).map_or_else(separator, |&bare| written == bare)
}
