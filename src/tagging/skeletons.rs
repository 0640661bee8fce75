//! Listed names in a spelling that no list holds, by their skeletons.
//!
//! # How it works
//! The skeletons of each two neighbouring words, the first with and without its proclitics, are one number; the index says which names
//! have it, and they are compared word by word. A word that differs must be foreign as it is written too: no ordinary word, no Arabic
//! name. One word by itself agrees too often by chance, so it needs a title of the person's own kind or a generic head of the entity's type right before it
//! (الرئيس شافيز, مدينة قوانغجو), or else the entity named in full before.
//!
//! # Complexity
//! Linear: for each word some table look-ups by letter and up to three by number; more only where a skeleton is known. Nothing is allocated but for what is
//! found.

use super::candidate::{Candidate, Entities, is_asked_for};
use super::coref::part_of_another_name;
use super::document::{Document, Gap, Marks, TokenRange};
use super::mention::Rule;
use super::options::Options;
use super::pace;
use super::titles;
use crate::gazetteer::skeleton_index::{is_foreign, spelling};
use crate::gazetteer::{CueKind, EntityType, Families, NameOrigin, Skeleton, SkeletonIndex, SkeletonName, WordKind};
use crate::text::fold::lenient_eq;
use crate::text::symbol::arabic;
use crate::text::{FoldedSpan, LenientFolds, Proclitics};

/// A word by itself needs this many consonants beside its cue.
const LEAST_CUED: usize = 4;
/// How many letters a word by itself may differ in; half as many as its consonants at most.
const MOST_ALONE: usize = 2;

/// Finds the names of two words and more, then the single words.
///
/// The indexes are that of the files and that of edits.
pub(super) fn find(
    indexes: [Option<&SkeletonIndex>; 2],
    entities: Entities<'_>,
    options: &Options,
    document: &Document<'_>,
    found: &mut Vec<Candidate>,
) {
    let search = Search { entities, options, document };
    let tokens = &document.notes.tokens;
    let mut ahead = None;
    for (first, _) in tokens.iter().enumerate().filter(|(_, token)| token.is_word()) {
        pace::step();
        let word = document.symbols(first);
        let whole = ahead.take().unwrap_or_else(|| Skeleton::of(word));
        let next = document.word_after(first, Gap::Soft).map(|token| Skeleton::of(document.symbols(token)));
        ahead = next;
        let alone = options.context && !document.has(first, Marks::GIVEN.or(Marks::DEMONYM).or(Marks::TITLE).or(Marks::FUNCTION));
        for letters in 0..=MOST_PROCLITICS {
            let Some(proclitics) = reading(word, letters) else { continue };
            let skeleton = if letters == 0 { whole } else { Skeleton::of(&word[letters..]) };
            for index in indexes.into_iter().flatten() {
                if let Some(next) = next {
                    let names = index.pairs(skeleton.pair(next));
                    found.extend(names.filter_map(|name| search.name(index, name, first, proclitics)));
                }
                if alone && index.singles(skeleton).next().is_some() && search.may_stand_alone(first, proclitics) {
                    let names = index.singles(skeleton);
                    found.extend(names.filter_map(|name| search.word(index, name, first, proclitics)));
                }
            }
        }
    }
}

/// Proclitics take at most two letters.
const MOST_PROCLITICS: usize = 2;

/// The first letters of a word as proclitics; أ never is one here.
#[inline]
fn reading(word: &[u8], letters: usize) -> Option<Proclitics> {
    const FIRST: [u8; 5] = [arabic('و').0, arabic('ف').0, arabic('ب').0, arabic('ك').0, arabic('ل').0];
    if letters == 0 {
        return Some(Proclitics::default());
    }
    // Most words are turned away by their first letter.
    let may_be = FIRST.contains(&word[0]) && word.len() >= letters + 2;
    may_be.then(|| Proclitics::read(&word[..letters])).flatten()
}

struct Search<'s, 't> {
    entities: Entities<'s>,
    options: &'s Options,
    document: &'s Document<'t>,
}

impl Search<'_, '_> {
    /// A name of several words that begins at a token, if it is not written as listed there.
    fn name(&self, index: &SkeletonIndex, name: &SkeletonName, first: usize, proclitics: Proclitics) -> Option<Candidate> {
        let mut last = first;
        let mut differs = false;
        for (at, listed) in index.words(name).enumerate() {
            if at > 0 {
                last = self.document.word_after(last, Gap::Soft)?;
            }
            let proclitics = if at == 0 { proclitics } else { Proclitics::default() };
            let written = self.written(last, proclitics);
            if lenient_eq(listed, written) {
                continue;
            }
            let varies = name.varies(at) && spelling(listed, written).is_some();
            if !varies || !self.is_foreign(last, proclitics) {
                return None;
            }
            differs = true;
        }
        if !differs {
            return None;
        }
        self.candidate(name, TokenRange { first, last }, proclitics, false)
    }

    /// A name of one word, or a last name: with its cue, or where the entity may have been named in full before.
    fn word(&self, index: &SkeletonIndex, name: &SkeletonName, token: usize, proclitics: Proclitics) -> Option<Candidate> {
        let listed = index.words(name).next()?;
        let written = self.written(token, proclitics);
        let spelling = spelling(listed, written)?;
        if lenient_eq(listed, written) || spelling.count() > MOST_ALONE.min(spelling.length / 2) {
            return None;
        }
        let cued = spelling.length >= LEAST_CUED && proclitics.is_empty() && self.has_own_cue(name, token);
        self.candidate(name, TokenRange { first: token, last: token }, proclitics, !cued)
    }

    /// Whether a single word is no known word, and no unknown word stands beside it: تراك بالن is another than سارة بالين, and تينيسي ستيت no state.
    fn may_stand_alone(&self, token: usize, proclitics: Proclitics) -> bool {
        const KNOWN: Marks = Marks::FUNCTION.or(Marks::TITLE).or(Marks::DEMONYM).or(Marks::PREPOSITION).or(Marks::CUE);
        if !self.is_foreign(token, proclitics) {
            return false;
        }
        let statistics = self.entities.listed.statistics();
        let known = |word| self.document.has(word, KNOWN) || statistics.commonness(self.document.symbols(word)).is_some();
        let before = self.document.word_before(token, Gap::Soft).filter(|_| proclitics.is_empty());
        let after = self.document.word_after(token, Gap::Soft);
        before.is_none_or(known) && after.is_none_or(known)
    }

    /// A word of the text behind its proclitics.
    fn written(&self, token: usize, proclitics: Proclitics) -> &[u8] {
        &self.document.symbols(token)[proclitics.len() as usize..]
    }

    fn is_foreign(&self, token: usize, proclitics: Proclitics) -> bool {
        let origin = if self.document.has(token, Marks::FOREIGN_GIVEN) {
            Some(NameOrigin::Foreign)
        } else {
            self.document.has(token, Marks::GIVEN).then_some(NameOrigin::Arabic)
        };
        let span = self.document.notes.tokens[token].span.range();
        let lenient = &self.document.folded.lenient()[span][proclitics.len() as usize..];
        is_foreign(self.written(token, proclitics), lenient, origin, self.entities.listed.statistics())
    }

    /// Whether a title of the person's own subtype, or a generic head of the entity's type, stands right before.
    fn has_own_cue(&self, name: &SkeletonName, token: usize) -> bool {
        let entity = self.entities.get(name.entity);
        let kind = |cue: &super::document::CueHit| self.entities.listed.word(cue.word).kind;
        if entity.entity_type == EntityType::Person {
            let Some(role) = titles::before(self.document, token) else { return false };
            let of_subtype = |cue| matches!(kind(cue), WordKind::Title { subtype: Some(subtype), .. } if Some(subtype) == entity.subtype);
            return self.document.cues_ending_in(role).iter().any(of_subtype);
        }
        let head = |cue| matches!(kind(cue), WordKind::Cue { kind: CueKind::Head | CueKind::Generic | CueKind::Division | CueKind::Town, entity_type, .. } if entity_type == entity.entity_type);
        let before = self.document.word_before(token, Gap::Quote);
        before.is_some_and(|word| self.document.cues_ending(word).iter().any(head))
    }

    fn candidate(&self, name: &SkeletonName, tokens: TokenRange, proclitics: Proclitics, needs_context: bool) -> Option<Candidate> {
        let entity = self.entities.get(name.entity);
        if self.entities.listed.is_hidden(name.entity) || !is_asked_for(entity, self.options) {
            return None;
        }
        if entity.entity_type == EntityType::Person && part_of_another_name(tokens.first, proclitics, self.document) {
            return None;
        }
        let whole = self.document.span_of(tokens);
        let span = FoldedSpan::new(whole.start + proclitics.len(), whole.end);
        if !self.options.suppress.is_empty() && self.options.suppress.covers(self.document, span) {
            return None;
        }
        Some(Candidate {
            span,
            tokens,
            proclitics,
            entity: name.entity,
            alias: name.alias,
            families: Families::SKELETON,
            folds: LenientFolds::default(),
            needs_context,
            rule: Rule::Skeleton,
            antecedent: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Loader;
    use crate::tagging::{Mention, Tagger};

    /// Two men whose names a third spelling would fit, and one who is listed as that spelling of another.
    fn tag(text: &str) -> (Tagger, Vec<Mention>) {
        let people = "benton\tماركو بنتونار\t\tMarco Bentonar\tathlete\tIT\t\t\t\t\t\tcurated\n\
                      beniton\tماركو بنيتونار\t\tMarco Benitonar\tathlete\tIT\t\t\t\t\t\tcurated\n\
                      sandori\tكارلو ساندوري\t\tCarlo Sandori\tathlete\tIT\t\t\t\t\t\tcurated\n\
                      sandoro\tكارلو سندوري\t\tCarlo Sandoro\tathlete\tIT\t\t\t\t\t\tx\n";
        let header = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n";
        let mut loader = Loader::default();
        loader.read("people/p.tsv", format!("{header}{people}").as_bytes()).unwrap();
        let tagger = Tagger::new(loader.finish().gazetteer).unwrap();
        let mentions = tagger.tag(text, &Options::default()).unwrap().mentions;
        (tagger, mentions)
    }

    #[test]
    fn a_spelling_between_two_names_is_ambiguous() {
        let (tagger, mentions) = tag("وصل اللاعب ماركو بينتونار أمس");
        assert_eq!(mentions.len(), 1, "{mentions:?}");
        let alternatives: Vec<&str> = mentions[0].alternatives.iter().map(|other| &*tagger.gazetteer().entity(other.entity).id).collect();
        assert_eq!(alternatives.len(), 1, "{alternatives:?}");
        assert_eq!(mentions[0].evidence.rule, Rule::Skeleton);
    }

    #[test]
    fn a_listed_spelling_is_its_own() {
        let (tagger, mentions) = tag("وصل كارلو سندوري أمس. ثم وصل كارلو ساندوري");
        let ids: Vec<&str> = mentions.iter().filter_map(|mention| mention.entity).map(|ix| &*tagger.gazetteer().entity(ix).id).collect();
        assert_eq!(ids, ["sandoro", "sandori"]);
        assert!(mentions.iter().all(|mention| mention.evidence.rule == Rule::Lexicon), "{mentions:?}");
    }
}
