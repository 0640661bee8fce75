//! From the engine's mentions to the answer.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{self, Write};
use std::time::Duration;

use super::options::Asked;
use super::wire::{AlternativeOut, EntityOut, GazetteerOut, MentionOut, SpanOut, TagAnswer, TextSpanOut, WhyOut, filled};
use crate::gazetteer::{Entity, EntityIx, ListIx};
use crate::server::article::Article;
use crate::server::formats::{Format, TaggedArticle};
use crate::tagging::{Mention, Options, Tagged, Tagger, pace};
use crate::text::{OffsetConverter, OffsetUnit, RawSpan};

/// A tagged text, with what is needed to write it down.
#[derive(Debug, Clone, Copy)]
pub(super) struct Described<'a> {
    pub(super) tagger: &'a Tagger,
    pub(super) article: &'a Article<'a>,
    pub(super) tagged: &'a Tagged,
    pub(super) asked: &'a Asked,
}

impl<'a> Described<'a> {
    /// The whole answer.
    pub(super) fn answer(self, id: Option<&'a str>, generation: u64, took: Duration) -> TagAnswer<'a> {
        TagAnswer {
            id,
            offsets: self.asked.unit.name(),
            mentions: self.mentions(),
            entities: self.entities(),
            gazetteer: GazetteerOut { version: self.tagger.gazetteer().version(), generation },
            took_us: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        }
    }

    /// The same for the other forms of answer.
    pub(super) fn tagged_article(self, id: Option<&'a str>) -> TaggedArticle<'a> {
        TaggedArticle { tagger: self.tagger, article: self.article, tagged: self.tagged, id }
    }

    /// The mentions as they are sent.
    fn mentions(self) -> Vec<MentionOut<'a>> {
        let offsets = Offsets::of(self.article, self.asked.unit, &self.tagged.mentions);
        self.tagged.mentions.iter().map(|mention| self.mention(mention, &offsets)).collect()
    }

    /// The entities that mentions and alternatives mean, in the order of first mention, with how often each is mentioned.
    fn entities(self) -> Vec<(&'a str, EntityOut<'a>)> {
        let mut entities: Vec<(&str, EntityOut<'_>)> = Vec::new();
        // By id: a name added to a listed entity has an index of its own.
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut note = |ix: EntityIx, mentions: usize| {
            let entity = self.tagger.entity(self.tagged, ix);
            match places.entry(&entity.id) {
                Entry::Occupied(place) => entities[*place.get()].1.count += mentions,
                Entry::Vacant(place) => {
                    place.insert(entities.len());
                    entities.push((&entity.id, entity_out(entity, mentions)));
                }
            }
        };
        for mention in &self.tagged.mentions {
            mention.entity.into_iter().for_each(|ix| note(ix, 1));
            mention.alternatives.iter().for_each(|alternative| note(alternative.entity, 0));
        }
        entities
    }

    fn mention(self, mention: &'a Mention, offsets: &Offsets<'_>) -> MentionOut<'a> {
        pace::step();
        let entity = mention.entity.map(|ix| self.tagger.entity(self.tagged, ix));
        let SpanOut { start, end } = offsets.span(mention.span);
        MentionOut {
            start,
            end,
            text: self.article.posted_of(mention.span),
            r#type: mention.entity_type.name(),
            subtype: mention.subtype.map(crate::gazetteer::Subtype::name),
            entity: entity.map(|entity| &*entity.id),
            score: mention.score,
            listed: entity.is_some(),
            token: offsets.span(mention.token),
            proclitics: mention.proclitics,
            alternatives: self.alternatives(mention),
            role: mention.role.map(|role| {
                let SpanOut { start, end } = offsets.span(role);
                TextSpanOut { start, end, text: self.article.posted_of(role) }
            }),
            why: self.asked.explain.then(|| self.why(mention, offsets)),
        }
    }

    fn alternatives(self, mention: &Mention) -> Vec<AlternativeOut<'a>> {
        let alternatives = mention.alternatives.iter().map(|alternative| AlternativeOut {
            entity: &self.tagger.entity(self.tagged, alternative.entity).id,
            r#type: alternative.entity_type.name(),
            score: alternative.score,
        });
        alternatives.collect()
    }

    fn why(self, mention: &Mention, offsets: &Offsets<'_>) -> WhyOut<'a> {
        let evidence = &mention.evidence;
        let entity = mention.entity.map(|ix| self.tagger.entity(self.tagged, ix));
        let alias = entity.zip(evidence.alias).and_then(|(entity, alias)| entity.aliases.get(usize::from(alias)));
        WhyOut {
            gazetteer: mention.entity.and_then(|ix| self.list(ix)).map(|list| &*self.tagger.gazetteer().lists()[list.index()].name),
            alias: alias.map(|alias| &*alias.text),
            alias_kind: alias.map(|alias| alias.kind.name()),
            rule: evidence.rule.name(),
            folds: evidence.folds,
            families: evidence.families,
            clitics: mention.proclitics,
            cues: evidence.cues.iter().map(|cue| self.article.posted_of(*cue)).collect(),
            antecedent: evidence.antecedent.map(|span| offsets.span(span)),
        }
    }

    /// The list that gave the entity: the first of those that were asked for. None for a name that came with the request.
    pub(super) fn list(self, ix: EntityIx) -> Option<ListIx> {
        if self.tagged.added(ix).is_some() {
            return None;
        }
        let asked = self.asked.options.lists.as_deref();
        let mut lists = self.tagger.entity(self.tagged, ix).lists.iter().copied();
        lists.find(|list| asked.is_none_or(|asked| asked.contains(list)))
    }
}

/// A text tagged in this process: written down, it is what `POST /v1/tag` would have answered.
#[derive(Debug, Clone, Copy)]
pub struct LocalAnswer<'a> {
    /// The engine.
    pub tagger: &'a Tagger,
    /// The text.
    pub article: &'a Article<'a>,
    /// What the engine said of it.
    pub tagged: &'a Tagged,
    /// The text's id.
    pub id: Option<&'a str>,
    /// The form of the answer.
    pub format: Format,
    /// Unit of the offsets.
    pub offsets: OffsetUnit,
    /// Whether to say why each mention was found.
    pub explain: bool,
    /// How long tagging took.
    pub took: Duration,
}

impl LocalAnswer<'_> {
    /// Writes the answer; the API's own JSON indented, or on one line.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&self, mut out: impl Write, indented: bool) -> io::Result<()> {
        let asked = Asked { options: Options::default(), unit: self.offsets, explain: self.explain, format: self.format };
        let described = Described { tagger: self.tagger, article: self.article, tagged: self.tagged, asked: &asked };
        if self.format != Format::Json {
            let mut written = Vec::new();
            described.tagged_article(self.id).write(self.format, &mut written)?;
            return out.write_all(&written);
        }
        let answer = described.answer(self.id, 1, self.took);
        let written = if indented { serde_json::to_writer_pretty(out, &answer) } else { serde_json::to_writer(out, &answer) };
        written.map_err(io::Error::from)
    }
}

fn entity_out(entity: &Entity, count: usize) -> EntityOut<'_> {
    EntityOut {
        name: entity.name(),
        name_en: filled(&entity.name_en),
        r#type: entity.entity_type.name(),
        subtype: entity.subtype.map(crate::gazetteer::Subtype::name),
        country: filled(&entity.country),
        same_as: &entity.same_as,
        count,
    }
}

/// The offsets of an answer in the caller's unit.
///
/// The naive way converts each span when it is written; an antecedent far back would then cost the way there and back, for each mention
/// anew. Here all offsets are sorted first and converted in one pass over the text.
struct Offsets<'a> {
    article: &'a Article<'a>,
    bytes: Vec<usize>,
    units: Vec<usize>,
}

impl<'a> Offsets<'a> {
    fn of(article: &'a Article<'a>, unit: OffsetUnit, mentions: &[Mention]) -> Self {
        let mut bytes = Vec::with_capacity(mentions.len() * 4);
        for mention in mentions {
            let spans = [mention.span, mention.token].into_iter().chain(mention.role).chain(mention.evidence.antecedent);
            bytes.extend(spans.map(|span| article.posted_span(span)).flat_map(|span| [span.start, span.end]));
        }
        bytes.sort_unstable();
        bytes.dedup();
        let mut converter = OffsetConverter::new(article.posted(), unit);
        let units = bytes.iter().map(|&byte| converter.convert(byte)).collect();
        Self { article, bytes, units }
    }

    /// The offsets of a span of the tagged text in what was posted.
    fn span(&self, span: RawSpan) -> SpanOut {
        let span = self.article.posted_span(span);
        SpanOut { start: self.unit(span.start), end: self.unit(span.end) }
    }

    /// # Panics
    /// If the offset was not gathered: a mistake in this file.
    fn unit(&self, byte: usize) -> usize {
        self.units[self.bytes.partition_point(|&known| known < byte)]
    }
}
