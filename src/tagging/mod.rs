//! Tagging: a text goes in, mentions come out. Pure and synchronous: no clock, no file, no thread.
//!
//! # The stages
//! A long text is cut into blocks that no name runs across; what was named is remembered from block to block. For each block:
//! 1. **Document**: fold, cut into tokens.
//! 2. **Candidates**: one search of the lexicon; titles, cues and demonyms mark their tokens on the way.
//! 3. **Score**: each candidate by its form and the words beside it; names that are also words need a cue, or a fuller mention before.
//! 4. **Resolve**: a total order picks among entities of one span and among spans that overlap.
//! 5. **Coreference**: last names of people named in full before; then new names that a title announces; then the shorter names that the
//!    text itself has given, of listed and unlisted alike.
//! 6. **Mentions**: spans of the raw text, each with its evidence; nationalities too, if asked for.

mod bodies;
mod borders;
mod build;
mod candidate;
mod compiled;
mod context;
mod coref;
mod document;
mod edges;
mod edited;
mod introduced;
mod kunyas;
mod last_names;
mod listed_names;
mod marks;
mod mention;
mod named;
pub mod names;
mod nationality;
mod options;
mod outside_heads;
pub(crate) mod pace;
mod phrases;
mod quotes;
mod resolve;
mod score;
mod shorter;
mod sites;
mod skeletons;
mod titles;
mod topic;
mod unlisted;

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

pub use listed_names::ListedName;
pub use mention::{Alternative, Evidence, Mention, MentionType, Rule, Tagged};
pub use options::{AddedName, DEFAULT_MIN_SCORE, Options, Overlap, Suppress, TypeSet};

use candidate::{Candidate, Entities};
use compiled::Compiled;
use context::{Context, score_all};
use coref::Expected;
use document::Document;
use last_names::LastName;
use names::{Example, Model, NameType, Reading, Shapes, Words};
use resolve::{Resolution, Scored};

use crate::gazetteer::{
    Alias, AliasKind, Entity, EntityIx, EntityType, Finding, Gazetteer, Lexicon, LexiconBuilder, LoadError, Part, Severity, source::Source,
    surface_forms,
};
use crate::text::RawSpan;
use crate::text::blocks::{BLOCK_BYTES, blocks};
use crate::text::fold::MAX_TEXT_BYTES;

/// Why a text was not tagged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TagError {
    /// Offsets would not fit.
    #[error("the text has {0} bytes; at most {MAX_TEXT_BYTES} can be tagged at once")]
    TooLong(usize),
    /// The added names are more than a lexicon holds.
    #[error("{0} added names are too many to search for")]
    TooManyAdded(usize),
    /// An added name cannot be used.
    #[error("added name {index} («{text}»): {problem}")]
    Added {
        /// Which of the added names, from 0.
        index: usize,
        /// Its text.
        text: String,
        /// What is wrong and how to mend it.
        problem: &'static str,
    },
}

/// An engine: a gazetteer and its lexicon. Immutable, shared by all threads; [`edited`](Self::edited) makes another of the same files.
#[derive(Debug)]
pub struct Tagger {
    gazetteer: Gazetteer,
    files: Arc<Compiled>,
    /// What edits have made; none if they have made no entity.
    edits: Option<Compiled>,
    shapes: Arc<Shapes>,
    model: Arc<Model>,
}

impl Tagger {
    /// Compiles a gazetteer.
    ///
    /// # Errors
    /// If its forms are too many for a lexicon.
    pub fn new(gazetteer: Gazetteer) -> Result<Self, LoadError> {
        let edits = match gazetteer.part(Part::Edits).next() {
            Some(_) => Some(Compiled::of(&gazetteer, Part::Edits)?),
            None => None,
        };
        Ok(Self {
            files: Arc::new(Compiled::of(&gazetteer, Part::Files)?),
            edits,
            shapes: Arc::new(Shapes::of(&gazetteer)),
            model: Arc::new(Model::fitted().map_err(|error| LoadError::Model(error.to_string()))?),
            gazetteer,
        })
    }

    /// The same engine with other weights for names that no list holds.
    pub fn set_model(&mut self, model: Model) {
        self.model = Arc::new(model);
    }

    /// A text with the people and places annotated in it, as the name model learns from it.
    ///
    /// # Errors
    /// If the text is too long.
    pub fn example(&self, raw: &str, annotated: &[(NameType, RawSpan)]) -> Result<Example, TagError> {
        if raw.len() > MAX_TEXT_BYTES {
            return Err(TagError::TooLong(raw.len()));
        }
        let entities = Entities { listed: &self.gazetteer, added: &[] };
        let mut document = Document::new(raw, 0);
        let candidates = self.candidates(None, entities, &Options::default(), &mut document);
        let words = self.words(&candidates, entities, &mut document);
        Ok(unlisted::example(words, annotated, &document))
    }

    /// Loads lists and compiles them; warnings come back with the engine.
    ///
    /// # Errors
    /// If the lists cannot be read, or have errors: all of them are in the error.
    pub fn load(source: &Source) -> Result<(Self, Vec<Finding>), LoadError> {
        let loaded = source.load()?;
        let (errors, warnings): (Vec<_>, Vec<_>) = loaded.findings.into_iter().partition(|finding| finding.severity == Severity::Error);
        if !errors.is_empty() {
            return Err(LoadError::Invalid(errors));
        }
        Ok((Self::new(loaded.gazetteer)?, warnings))
    }

    /// What is listed.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// The entity that a mention or an alternative of `tagged` means.
    pub fn entity<'a>(&'a self, tagged: &'a Tagged, ix: EntityIx) -> &'a Entity {
        tagged.added(ix).unwrap_or_else(|| self.gazetteer.entity(ix))
    }

    /// Tags a text.
    ///
    /// # Complexity
    /// Linear in the text, but for a sort of the candidates.
    ///
    /// # Errors
    /// If the text is too long, or an added name cannot be used.
    ///
    /// # Examples
    /// ```
    /// use aalam::gazetteer::source::Source;
    /// use aalam::tagging::{Options, Tagger};
    ///
    /// let (tagger, _) = Tagger::load(&Source::Builtin)?;
    /// let text = "وصل الوفد إلى لبنان";
    /// let tagged = tagger.tag(text, &Options::default())?;
    /// assert_eq!(tagged.mentions.len(), 1);
    /// assert_eq!(tagged.mentions[0].span.of(text), "لبنان");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tag(&self, raw: &str, options: &Options) -> Result<Tagged, TagError> {
        self.tag_in_blocks(raw, options, BLOCK_BYTES)
    }

    fn tag_in_blocks(&self, raw: &str, options: &Options, block_bytes: usize) -> Result<Tagged, TagError> {
        if raw.len() > MAX_TEXT_BYTES {
            return Err(TagError::TooLong(raw.len()));
        }
        let (added, extra) = self.added(&options.add)?;
        let entities = Entities { listed: &self.gazetteer, added: &added };
        let added_last_names: Vec<Vec<LastName>> = added.iter().map(last_names::last_names).collect();
        let last_names = |ix: EntityIx| {
            let of_added = || ix.index().checked_sub(self.gazetteer.next_index()).and_then(|index| added_last_names.get(index));
            self.last_names(ix).or_else(|| of_added().map(Vec::as_slice)).unwrap_or_default()
        };
        let edited_skeletons = self.edits.as_ref().map(|edits| &edits.skeletons);
        let mut memory = Memory::default();
        let mut mentions = Vec::new();
        for block in blocks(raw, block_bytes) {
            let mut document = Document::new(block.of(raw), block.start);
            let mut candidates = self.candidates(extra.as_ref(), entities, options, &mut document);
            suppress_surfaces(&mut candidates, options, &document);
            let words = self.words(&candidates, entities, &mut document);
            skeletons::find([Some(&self.files.skeletons), edited_skeletons], entities, options, &document, &mut candidates);
            let reading = Reading::new(&self.model, &words);
            let context = Context { words: &words, reading: &reading };
            let scored = score_all(candidates, context, options, entities, &document, &mut memory);
            let named = resolve::resolve(scored, options.overlap, entities, document.notes.tokens.len());
            let mut resolution = add_short_forms(named, &last_names, options, entities, &document, &mut memory);
            let mut found = if options.unlisted && options.lists.is_none() {
                unlisted::find(&reading, &words, &mut resolution, options, entities, &document)
            } else {
                Vec::new()
            };
            shorter::add(&mut found, &mut resolution, &words.listed, options, entities, &document, &mut memory.shorter);
            let mut of_block = build::mentions(&resolution, &found, options, entities, &mut document);
            if options.types.has(MentionType::Nationality) {
                nationality::add(&mut of_block, &resolution, &found, options, entities, &document);
            }
            build::drop_crossing(&mut of_block, options.overlap);
            mentions.append(&mut of_block);
        }
        let first_added = u32::try_from(self.gazetteer.next_index()).unwrap_or(u32::MAX);
        Ok(Tagged { mentions, added, first_added })
    }

    /// The words of a block, with their facts.
    fn words(&self, candidates: &[Candidate], entities: Entities<'_>, document: &mut Document<'_>) -> Words {
        let listed = unlisted::listed(candidates, entities, document);
        Words::of(document, listed, &self.gazetteer, &self.shapes)
    }

    /// Entities and a lexicon of their own for the names that came with the request.
    fn added(&self, names: &[AddedName]) -> Result<(Vec<Entity>, Option<Lexicon>), TagError> {
        let mut added: Vec<Entity> = Vec::new();
        let mut by_id: HashMap<String, usize> = HashMap::new();
        let mut builder = LexiconBuilder::default();
        let first = u32::try_from(self.gazetteer.next_index()).unwrap_or(u32::MAX);
        for (index, name) in names.iter().enumerate() {
            let refuse = |problem| TagError::Added { index, text: name.text.clone(), problem };
            if crate::text::fold::canonical_symbols(&name.text).iter().filter(|&&s| crate::text::Symbol(s).is_word()).count() < 2 {
                return Err(refuse("a name needs at least two letters or digits"));
            }
            let id = name.id.clone().unwrap_or_else(|| format!("request:{}", index + 1));
            let alias = Alias { text: name.text.trim().into(), kind: AliasKind::Name, needs_context: false, origin: None };
            let listed = self.gazetteer.find(&id).map(|ix| self.gazetteer.entity(ix));
            let known = by_id.get(&id).map(|&index| &added[index]).or(listed);
            if known.is_some_and(|known| known.entity_type != name.entity_type) {
                return Err(refuse("its id is that of an entity of another type; use that type or another id"));
            }
            let place = *by_id.entry(id).or_insert_with_key(|id| {
                added.push(listed.cloned().unwrap_or_else(|| new_entity(id, name.entity_type)));
                added.len() - 1
            });
            let entity = &mut added[place];
            entity.aliases.push(alias);
            // Only the new name: those that are listed are in the lexicon, under the list options.
            let number = u16::try_from(entity.aliases.len() - 1).map_err(|_| refuse("its entity has more names than can be told apart"))?;
            let ix = EntityIx(first + u32::try_from(place).unwrap_or(u32::MAX - first));
            for form in surface_forms(entity, &name.text) {
                builder.add_alias_form(ix, number, &form);
            }
        }
        if added.is_empty() {
            return Ok((added, None));
        }
        let lexicon = builder.build().map_err(|_| TagError::TooManyAdded(names.len()))?;
        Ok((added, Some(lexicon)))
    }
}

fn new_entity(id: &str, entity_type: EntityType) -> Entity {
    Entity {
        id: id.into(),
        aliases: Vec::new(),
        name_en: "".into(),
        entity_type,
        subtype: None,
        country: "".into(),
        roles: Vec::new(),
        same_as: Vec::new(),
        lists: Vec::new(),
        population: None,
        curated: true,
    }
}

/// What a text has said so far, from block to block.
#[derive(Debug, Default)]
struct Memory<'n> {
    /// Where each entity was first named without needing context.
    named: FxHashMap<EntityIx, RawSpan>,
    last_names: Expected<'n>,
    shorter: shorter::ShorterNames,
    /// Countries that the text has spoken of.
    countries: FxHashSet<&'n str>,
    /// It is about sport.
    sport: bool,
}

fn suppress_surfaces(candidates: &mut Vec<Candidate>, options: &Options, document: &Document<'_>) {
    if !options.suppress.is_empty() {
        candidates.retain(|candidate| !options.suppress.covers(document, candidate.span));
    }
}

/// Resolves again with the last names of the people that have been named in full, up to here.
fn add_short_forms<'n>(
    named: Resolution,
    last_names: &impl Fn(EntityIx) -> &'n [LastName],
    options: &Options,
    entities: Entities<'_>,
    document: &Document<'_>,
    memory: &mut Memory<'n>,
) -> Resolution {
    let people = named.winners().map(|ranked| &ranked[0].candidate);
    let mut people: Vec<&Candidate> =
        people.filter(|best| best.words() > 1 && entities.get(best.entity).entity_type == EntityType::Person).collect();
    people.sort_unstable_by_key(|person| person.place());
    for person in people {
        memory.last_names.named(person.entity, document.raw_span(person.span), last_names(person.entity));
    }
    // Inside a longer mention a last name is that name's part, not a mention of its own.
    let mut covered = vec![false; document.notes.tokens.len()];
    for tokens in named.winners().map(|ranked| ranked[0].candidate.tokens).filter(|tokens| tokens.first < tokens.last) {
        covered[tokens.first..=tokens.last].fill(true);
    }
    let mut short = memory.last_names.find(&covered, entities.listed.statistics(), document);
    suppress_surfaces(&mut short, options, document);
    let found: Vec<Scored> = coref::score(short, entities, document).filter(|one| one.score >= options.min_score).collect();
    if found.is_empty() {
        return named;
    }
    let mut scored = named.into_scored();
    scored.extend(found);
    resolve::resolve(scored, options.overlap, entities, document.notes.tokens.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores apart: how much is spoken of a namesake's country is asked of the block.
    fn scoreless(mut tagged: Tagged) -> Tagged {
        for mention in &mut tagged.mentions {
            mention.score = 0.0;
            mention.alternatives.iter_mut().for_each(|alternative| alternative.score = 0.0);
        }
        tagged
    }

    /// Names, short forms and names that need context, across every border that a block may have.
    #[test]
    fn blocks_change_no_mention() {
        let (tagger, _) = Tagger::load(&Source::Builtin).unwrap();
        let text = "وصل سيرغي لافروف إلى القاهرة. وقال لافروف إن الوضع في ليبيا صعب. وأعلنت حركة فتح موقفها.\n\n\
                    وقالت فتح إن محمود عباس يصل غدا. والتقى لافروف الرئيس عباس في رام الله. وقال المتحدث خالد الحوشبي ذلك.\n\n\
                    وأطلقت الهيئة الوطنية للمياه (NWRA) برنامجا. وقالت NWRA إن القيادي سامر عدنان الدباغ الملقب بالصقر وصل. وعاد الصقر."
            .repeat(3);
        let add = vec![AddedName { text: "سلمى حداد".to_owned(), entity_type: EntityType::Person, id: None }];
        let options = Options { add, ..Options::default() };
        let text = format!("قالت سلمى حداد ذلك. {text} ثم عادت حداد.");
        let whole = scoreless(tagger.tag_in_blocks(&text, &options, usize::MAX / 2).unwrap());
        assert!(whole.mentions.iter().filter(|mention| mention.evidence.rule == Rule::ShortForm).count() >= 4, "{whole:#?}");
        assert!(whole.mentions.iter().filter(|mention| mention.evidence.rule == Rule::Introduced).count() >= 12, "{whole:#?}");
        for bytes in [1, 40, 100, 250] {
            assert_eq!(scoreless(tagger.tag_in_blocks(&text, &options, bytes).unwrap()), whole, "blocks of {bytes} bytes");
        }
    }

    #[test]
    fn names_inside_one_ligature_are_one_mention() {
        let (tagger, _) = Tagger::load(&Source::Builtin).unwrap();
        let name = |text: &str| AddedName { text: text.to_owned(), entity_type: EntityType::Person, id: None };
        let options = |overlap| Options { add: vec![name("صلى الله"), name("عليه وسلم")], overlap, ..Options::default() };
        for overlap in [Overlap::Longest, Overlap::All] {
            let text = "وصل \u{FDFA}";
            let tagged = tagger.tag(text, &options(overlap)).unwrap();
            let names: Vec<&str> = tagged.mentions.iter().map(|mention| mention.span.of(text)).collect();
            assert_eq!(names, ["\u{FDFA}"], "{overlap:?}");
        }
    }

    #[test]
    fn ten_megabytes_of_one_letter_name_nobody() {
        let (tagger, _) = Tagger::load(&Source::Builtin).unwrap();
        let tagged = tagger.tag(&"ا".repeat(5 << 20), &Options::default()).unwrap();
        assert!(tagged.mentions.is_empty());
    }
}
