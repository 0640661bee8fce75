//! What an engine finds: counters held ready by list and type, so that a mention is counted without looking anything up.

use prometheus_client::metrics::counter::Counter;

use super::Metrics;
use super::labels::MentionLabels;
use crate::gazetteer::{EntityType, Gazetteer, List, ListIx};
use crate::tagging::{Mention, MentionType};

/// The list of names that no list gave: new ones, and those that came with the request.
const NO_LIST: &str = "none";

/// A counter for each type, in the order of [`MentionType::ALL`]; none where mentions of the type cannot be.
type ByType = [Option<Counter>; MentionType::ALL.len()];

/// The counters of one engine, by the indices of its lists.
#[derive(Debug)]
pub(in crate::server) struct EngineCounters {
    by_list: Vec<ByType>,
    /// Of names that came with the request.
    requested: ByType,
    unlisted: ByType,
    texts: Counter,
    text_bytes: Counter,
}

impl EngineCounters {
    /// The counters of these lists. All are made at once, so that a list that has not matched yet tells 0.
    pub(super) fn new(metrics: &Metrics, gazetteer: &Gazetteer) -> Self {
        let counters = |gazetteer: &str, listed: bool, may_be: &dyn Fn(MentionType) -> bool| {
            MentionType::ALL.map(|mention_type| {
                let labels = || MentionLabels { r#type: mention_type.name(), listed, gazetteer: gazetteer.to_owned() };
                may_be(mention_type).then(|| metrics.mentions.get_or_create_owned(&labels()))
            })
        };
        let is_entity = |mention_type: MentionType| mention_type.of_entity().is_some();
        Self {
            by_list: gazetteer.lists().iter().map(|list| counters(&list.name, true, &|mention_type| gives(list, mention_type))).collect(),
            requested: counters(NO_LIST, true, &is_entity),
            unlisted: counters(NO_LIST, false, &is_entity),
            texts: metrics.texts.clone(),
            text_bytes: metrics.text_bytes.clone(),
        }
    }

    /// Counts a text of so many bytes.
    pub(in crate::server) fn text(&self, bytes: usize) {
        self.texts.inc();
        self.text_bytes.inc_by(bytes as u64);
    }

    /// Counts a mention of an entity that a list gave, or of none.
    pub(in crate::server) fn mention(&self, mention: &Mention, list: Option<ListIx>) {
        let counters = match list {
            Some(list) => self.by_list.get(list.index()),
            None if mention.entity.is_some() => Some(&self.requested),
            None => Some(&self.unlisted),
        };
        let place = MentionType::ALL.iter().position(|mention_type| *mention_type == mention.entity_type);
        if let Some(counter) = counters.zip(place).and_then(|(counters, place)| counters[place].as_ref()) {
            counter.inc();
        }
    }
}

/// Whether mentions of a type may be of entities of a list. A nationality's entity is its country.
fn gives(list: &List, mention_type: MentionType) -> bool {
    list.entity_type.is_some() && list.entity_type == mention_type.of_entity().or(Some(EntityType::Place))
}
