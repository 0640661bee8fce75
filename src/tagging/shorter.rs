//! Shorter names that the text itself has given: last names of people whom no list holds, and what it introduced.
//!
//! # How it works
//! Each full name gives its shorter ones from its end on, and the text is walked once, word by word: the longest run of words that is
//! such a name, as it stands or behind proclitics, is a mention of whom it was given for last. Before, it is not: a bare معك is two
//! words; but for rare last names right before the full one, in headlines. Last names of listed people are
//! [`coref`](super::coref)'s. A bare kunya that nothing introduced may still be a name that no list holds: it is linked to nobody.
//!
//! # Complexity
//! Linear in the words: at each, up to three beginnings and as many lengths as names have words are looked up.

use rustc_hash::FxHashMap;

use super::candidate::Entities;
use super::coref::{AHEAD, is_rare, stands_free};
use super::document::{Document, Gap, Marks, TokenRange};
use super::introduced::{Grammar, Introduced, Trust};
use super::kunyas;
use super::last_names::last_name;
use super::mention::Rule;
use super::named::{Cover, Full, Named, Referent};
use super::names::Listed;
use super::options::Options;
use super::pace;
use super::resolve::Resolution;
use super::unlisted::Unlisted;
use crate::gazetteer::expand::split;
use crate::gazetteer::{EntityType, WordStatistics};
use crate::text::symbol::{ARTICLE, Symbol, letters};
use crate::text::{FoldedSpan, Proclitics, Token};

/// How sure a shorter name is, by what gave it. Set by hand: the texts at hand introduce too few names to measure.
fn score(rule: Rule) -> f32 {
    if rule == Rule::Introduced { 0.9 } else { 0.85 }
}

/// A last name of fewer letters is another word as often as a name.
const LEAST_LETTERS: usize = 4;

/// A shorter name, and for whom it stands.
#[derive(Debug, Clone, Copy)]
struct Shorter {
    referent: Referent,
    rule: Rule,
    trust: Trust,
    /// Lost its article's alef, and stands only behind ل.
    lam: bool,
    capitals: bool,
    /// It stands before the full name.
    ahead: bool,
}

/// The shorter names that a text may use from here on, lenient.
#[derive(Debug)]
pub(super) struct ShorterNames {
    names: FxHashMap<Box<[u8]>, Shorter>,
    /// Most words are turned away by their first letter.
    first_letters: [bool; 256],
    most_words: usize,
}

impl Default for ShorterNames {
    fn default() -> Self {
        Self { names: FxHashMap::default(), first_letters: [false; 256], most_words: 0 }
    }
}

/// A name that holds from a token on.
struct Given {
    from: usize,
    name: Box<[u8]>,
    shorter: Shorter,
}

/// Adds the shorter names in a block; where one stands that was found as something else, that is given up.
pub(super) fn add(
    found: &mut Vec<Unlisted>,
    resolution: &mut Resolution,
    listed: &[Listed],
    options: &Options,
    entities: Entities<'_>,
    document: &Document<'_>,
    names: &mut ShorterNames,
) {
    let named = Named::of(resolution, found, entities, document);
    let introduced = Grammar { document, named: &named, listed, statistics: entities.listed.statistics() }.introduced();
    let unlisted = |full: &&Full| full.referent.entity.is_none() && full.referent.entity_type == EntityType::Person;
    let mut given = Vec::new();
    for full in named.fulls.iter().filter(unlisted) {
        let shorter =
            Shorter { referent: full.referent, rule: Rule::ShortForm, trust: Trust::Sure, lam: false, capitals: false, ahead: false };
        given.extend(given_by_full(full, shorter, entities.listed.statistics(), document));
    }
    let mut taken = vec![false; document.notes.tokens.len()];
    let mut added = Vec::with_capacity(introduced.len());
    for one in &introduced {
        given.extend(given_by(one, document));
        if one.trust == Trust::Tentative {
            continue;
        }
        taken[one.tokens.first..=one.tokens.last].fill(true);
        added.push(one.mention());
    }
    given.sort_by_key(|given| given.from);
    added.extend(names.walk(given, &named, &taken, document));
    added.retain(|name| name.score >= options.min_score && !options.suppress.covers(document, name.span));
    let mut replaced = vec![false; document.notes.tokens.len()];
    for name in &added {
        replaced[name.tokens.first..=name.tokens.last].fill(true);
    }
    found.retain(|name| !replaced[name.tokens.first]);
    resolution.drop_winners(|winner| replaced[winner.candidate.tokens.first]);
    found.append(&mut added);
}

impl Introduced {
    fn mention(&self) -> Unlisted {
        mention(Rule::Introduced, self.referent, self.tokens, self.span, self.proclitics)
    }
}

fn mention(rule: Rule, referent: Referent, tokens: TokenRange, span: FoldedSpan, proclitics: Proclitics) -> Unlisted {
    let Referent { entity_type, subtype, entity, full } = referent;
    Unlisted { entity_type, subtype, span, tokens, proclitics, score: score(rule), rule, entity, antecedent: Some(full) }
}

impl Given {
    /// A name, with its form behind ل if it has the article.
    fn forms(from: usize, name: &[u8], shorter: Shorter) -> impl Iterator<Item = Self> {
        let contracted = name.strip_prefix(&ARTICLE).map(|rest| [&ARTICLE[1..], rest].concat());
        let behind_la = contracted.map(|name| (name.into(), Shorter { lam: true, ..shorter }));
        std::iter::once((name.into(), shorter)).chain(behind_la).map(move |(name, shorter)| Self { from, name, shorter })
    }
}

/// The last name of a person, lenient; `None` if there is none that may stand for him.
fn last_name_of<'d>(span: FoldedSpan, document: &'d Document<'_>) -> Option<&'d [u8]> {
    let words: Vec<&[u8]> = split(&document.folded.canonical()[span.range()]).collect();
    let last = last_name(&words)?;
    let letters = last.iter().map(|word| word.len()).sum::<usize>();
    let range = span.range();
    (letters >= LEAST_LETTERS).then(|| &document.folded.lenient()[range.end - letters - (last.len() - 1)..range.end])
}

/// The last name that a full name gives: behind it, and right before it if it can be nothing else.
fn given_by_full(full: &Full, shorter: Shorter, statistics: &WordStatistics, document: &Document<'_>) -> Vec<Given> {
    const YA: [u8; 1] = letters(['ي']);
    let Some(name) = last_name_of(full.span, document) else { return Vec::new() };
    let mut given: Vec<Given> = Given::forms(full.tokens.last + 1, name, shorter).collect();
    let end = full.span.range().end;
    let canonical = &document.folded.canonical()[end - name.len()..end];
    let first = document.notes.tokens.partition_point(|token| (token.span.end as usize) <= end - name.len());
    // النجار is a carpenter, and no list says that it is somebody.
    let is_trade = canonical.starts_with(&ARTICLE) && !canonical.ends_with(&YA);
    if !is_trade && is_rare(canonical, TokenRange { first, last: full.tokens.last }, statistics, document) {
        let start = |token: &Token| document.raw_start(token.span.start as usize);
        let from = document.notes.tokens.partition_point(|token| start(token) + AHEAD < full.referent.full.start);
        given.extend(Given::forms(from, name, Shorter { ahead: true, ..shorter }));
    }
    given
}

/// The names that an introduced one gives: itself, a kunya in all its cases, and its last name.
fn given_by(one: &Introduced, document: &Document<'_>) -> Vec<Given> {
    let from = one.tokens.last + 1;
    let capitals = document.is_capitals(one.span);
    let shorter = Shorter { referent: one.referent, rule: Rule::Introduced, trust: one.trust, lam: false, capitals, ahead: false };
    let name = &document.folded.lenient()[one.span.range()];
    let cases = kunyas::cases(name);
    let mut given: Vec<Given> = cases.iter().flat_map(|case| Given::forms(from, case, shorter)).collect();
    if one.referent.entity_type == EntityType::Person
        && let Some(last) = last_name_of(one.span, document)
    {
        given.extend(Given::forms(from, last, Shorter { rule: Rule::ShortForm, ..shorter }));
    }
    given
}

impl ShorterNames {
    fn insert(&mut self, Given { name, shorter, .. }: Given) {
        self.first_letters[usize::from(name[0])] = true;
        self.most_words = self.most_words.max(split(&name).count());
        if shorter.ahead {
            // Somebody named before is meant rather.
            self.names.entry(name).or_insert(shorter);
        } else {
            self.names.insert(name, shorter);
        }
    }

    /// Goes through a block: names that are given on the way hold from there on.
    fn walk(&mut self, given: Vec<Given>, named: &Named, taken: &[bool], document: &Document<'_>) -> Vec<Unlisted> {
        let mut given = given.into_iter().peekable();
        let mut found = Vec::new();
        let mut index = 0;
        while index < document.notes.tokens.len() {
            pace::step();
            while let Some(one) = given.next_if(|one| one.from <= index) {
                self.insert(one);
            }
            let mention = self.at(index, named, document).filter(|name| !taken[name.tokens.first..=name.tokens.last].contains(&true));
            if let Some(mention) = mention {
                self.confirm(mention.span, document);
            }
            index = mention.map_or(index, |mention| mention.tokens.last) + 1;
            found.extend(mention);
        }
        given.for_each(|one| self.insert(one));
        found
    }

    /// A name that was tentative is sure once it was used as one.
    fn confirm(&mut self, span: FoldedSpan, document: &Document<'_>) {
        if let Some(shorter) = self.names.get_mut(&document.folded.lenient()[span.range()])
            && shorter.trust == Trust::Tentative
        {
            shorter.trust = Trust::Sure;
        }
    }

    /// The longest name at a word, as it stands or behind proclitics.
    fn at(&self, index: usize, named: &Named, document: &Document<'_>) -> Option<Unlisted> {
        let token = &document.notes.tokens[index];
        if self.names.is_empty() || !token.is_word() {
            return None;
        }
        let range = token.span.range();
        range.clone().take(3).filter(|&at| self.first_letters[usize::from(document.folded.lenient()[at])]).find_map(|start| {
            let proclitics = Proclitics::before(document.folded.canonical(), start).filter(|read| !read.is_question())?;
            let mut longest = None;
            let mut last = index;
            for _ in 0..self.most_words {
                let span = FoldedSpan::new(u32::try_from(start).ok()?, document.notes.tokens[last].span.end);
                let tokens = TokenRange { first: index, last };
                let shorter = self.names.get(&document.folded.lenient()[span.range()]);
                let fits = |shorter: &&Shorter| shorter.fits(tokens, span, proclitics, named, document);
                longest = shorter.filter(fits).map(|shorter| mention(shorter.rule, shorter.referent, tokens, span, proclitics)).or(longest);
                match document.word_after(last, Gap::Soft) {
                    Some(next) => last = next,
                    None => break,
                }
            }
            longest
        })
    }
}

impl Shorter {
    /// Whether the name counts at these tokens.
    fn fits(&self, tokens: TokenRange, span: FoldedSpan, proclitics: Proclitics, named: &Named, document: &Document<'_>) -> bool {
        if self.lam && !proclitics.ends_in_la()
            || self.capitals && !document.is_capitals(span)
            || self.ahead && !stands_free(tokens.first, proclitics, document)
        {
            return false;
        }
        let free = match named.cover(tokens) {
            Cover::Free => true,
            Cover::Exactly(other) => {
                self.rule == Rule::Introduced && (other.referent.entity.is_none() || self.referent.entity != other.referent.entity)
            }
            Cover::Inside => self.rule == Rule::Introduced,
            Cover::Partly => false,
        };
        // A few letters behind what may be a proclitic are another word.
        let cut = !proclitics.is_empty() && (span.len() as usize) < LEAST_LETTERS && !self.capitals;
        free && (self.trust == Trust::Sure && !cut || self.is_marked(tokens, document))
    }

    /// Whether a cue stands beside the name, or quotation marks or brackets round it.
    fn is_marked(&self, tokens: TokenRange, document: &Document<'_>) -> bool {
        let TokenRange { first, last } = tokens;
        // Bodies say and decide as people do: the verbs are listed for people.
        let [cue_before, cue_after] = [Marks::before, Marks::after].map(|of| of(self.referent.entity_type).or(of(EntityType::Person)));
        let before = document.word_before(first, Gap::Quote).is_some_and(|word| document.has(word, cue_before));
        let after = document.word_after(last, Gap::Quote).is_some_and(|word| document.has(word, cue_after));
        let encloses = |separator: Option<usize>| {
            let separator = separator.filter(|&at| at < document.notes.tokens.len());
            separator.is_some_and(|at| {
                document.symbols(at).iter().any(|&symbol| matches!(Symbol(symbol), Symbol::QUOTE | Symbol::OPEN | Symbol::CLOSE))
            })
        };
        before || after || encloses(first.checked_sub(1)) && encloses(Some(last + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::{canonical_symbols, lenient_symbols};

    /// Many names that begin alike are no reason to look at all of them.
    #[test]
    fn names_are_looked_up_whole() {
        let mut names = ShorterNames::default();
        let referent =
            Referent { entity_type: EntityType::Person, subtype: None, entity: None, full: crate::text::RawSpan { start: 0, end: 1 } };
        let shorter = Shorter { referent, rule: Rule::ShortForm, trust: Trust::Sure, lam: false, capitals: false, ahead: false };
        for name in ["بن عيسي", "بن عيسي", "المصري"] {
            let name = lenient_symbols(&canonical_symbols(name));
            Given::forms(0, &name, shorter).for_each(|given| names.insert(given));
        }
        assert_eq!((names.names.len(), names.most_words), (3, 2), "one of the three has a form behind ل");
    }
}
