//! Looking entities up by what an editor types: the beginning of a name, or of a word in it, in Arabic or in Latin letters.
//!
//! # How it works
//! All names stand folded in one row of symbols, and the beginnings of all their words are sorted by what follows. What begins with the query
//! is then one run among them, found by binary search. A query that begins like a proclitic is also read without it (بلبنان, للرياض), behind
//! the reading as it stands.
//!
//! # Order
//! 1. a whole name before the beginning of one, before the beginning of a word in it; 2. of each, the query as it stands before one without
//!    its proclitics; 3. an entity that a curator wrote down before an imported one; 4. the larger place, the likelier subtype; 5. the shorter name;
//!    6. the id.
//!
//! # Complexity
//! Making it sorts some 600 thousand words of all lists. A query costs two binary searches and a look at each word that begins so.

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::entity::{Entity, EntityIx, EntityType};
use super::expand::split;
use super::{Gazetteer, Part, Subtype};
use crate::text::Proclitics;
use crate::text::fold::{canonical_symbols, lenient_symbols};
use crate::text::symbol::{ARTICLE, Symbol, letters};

/// Parts the names in their row; no name holds it.
const END: u8 = Symbol::PARAGRAPH.0;
/// A query needs so many letters or digits: with fewer, nearly everything would begin so.
pub const LEAST_LETTERS: usize = 2;

/// Where a name stands in the row, and whose it is.
#[derive(Debug)]
struct Name {
    start: u32,
    entity: EntityIx,
    /// Which of the entity's names; `None` for the English one.
    alias: Option<u16>,
}

/// An index of all names.
#[derive(Debug)]
pub struct Lookup {
    /// All names folded leniently, each ended by [`END`].
    row: Vec<u8>,
    names: Vec<Name>,
    /// Where words begin in the row, sorted by what stands from there.
    words: Vec<u32>,
}

/// An entity that was looked up, and the name by which it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Which.
    pub entity: EntityIx,
    /// Which of its names; `None` for the English one.
    pub alias: Option<u16>,
}

/// What decides the order; less is better.
type Rank<'g> = (u8, u8, bool, std::cmp::Reverse<u32>, u8, usize, &'g str);

impl Lookup {
    /// Makes the index of a part. Callers want that of the files, and [`find`](Self::find) finds the names of edits too.
    pub fn of(gazetteer: &Gazetteer, part: Part) -> Self {
        let (mut row, mut names) = (Vec::new(), Vec::new());
        for (ix, entity) in gazetteer.part(part) {
            let aliases = entity.aliases.iter().zip(0..).map(|(alias, number)| (&*alias.text, Some(number)));
            for (text, alias) in aliases.chain([(&*entity.name_en, None)]).filter(|(text, _)| !text.is_empty()) {
                let start = u32::try_from(row.len()).unwrap_or(u32::MAX);
                row.extend(folded(text));
                row.push(END);
                names.push(Name { start, entity: ix, alias });
            }
        }
        let begins = |at: usize| Symbol(row[at]).is_word() && (at == 0 || !Symbol(row[at - 1]).is_word());
        let mut words: Vec<u32> = (0..row.len()).filter(|&at| begins(at)).filter_map(|at| u32::try_from(at).ok()).collect();
        words.par_sort_unstable_by(|&one, &other| name_from(&row, one).cmp(name_from(&row, other)));
        Self { row, names, words }
    }

    /// The entities in force that a query finds, the best first, at most `most`; `None` if the query has too few letters.
    ///
    /// The gazetteer is that of the index or an [edited](Gazetteer::edited) one of the same files.
    pub fn find(&self, gazetteer: &Gazetteer, query: &str, entity_type: Option<EntityType>, most: usize) -> Option<Vec<Found>> {
        let query = folded(query);
        if query.iter().filter(|&&symbol| Symbol(symbol).is_word()).count() < LEAST_LETTERS {
            return None;
        }
        let mut ranked: Vec<(Rank<'_>, Found)> = Vec::new();
        for (reading, query) in readings(&query).into_iter().zip(0..).map(|(query, reading)| (reading, query)) {
            for index in [Some(self), gazetteer.edited_names()].into_iter().flatten() {
                index.rank(gazetteer, reading, &query, entity_type, &mut ranked);
            }
        }
        // Only the best need an order; an entity may be found by several of its names.
        let mut seen = FxHashSet::default();
        let mut best = Vec::new();
        let mut rest = ranked.as_mut_slice();
        while best.len() < most && !rest.is_empty() {
            let take = rest.len().min(4 * most);
            rest.select_nth_unstable(take - 1);
            let (first, others) = rest.split_at_mut(take);
            first.sort_unstable();
            best.extend(first.iter().map(|(_, found)| *found).filter(|found| seen.insert(found.entity)));
            rest = others;
        }
        best.truncate(most);
        Some(best)
    }

    /// Adds what begins with one reading of a query, with its rank.
    fn rank<'g>(
        &self,
        gazetteer: &'g Gazetteer,
        reading: u8,
        query: &[u8],
        entity_type: Option<EntityType>,
        ranked: &mut Vec<(Rank<'g>, Found)>,
    ) {
        for &word in self.beginning_with(query) {
            let name = self.name_at(word);
            let entity = gazetteer.entity(name.entity);
            let wanted = entity_type.is_none_or(|wanted| entity.entity_type == wanted);
            if wanted && !gazetteer.is_hidden(name.entity) {
                let place = self.place(name, word, query);
                ranked.push((rank(reading, place, entity, self.len_of(name)), Found { entity: name.entity, alias: name.alias }));
            }
        }
    }

    /// The words that begin with some symbols.
    fn beginning_with(&self, query: &[u8]) -> &[u32] {
        let prefix = |word: u32| {
            let name = name_from(&self.row, word);
            &name[..name.len().min(query.len())]
        };
        let first = self.words.partition_point(|&word| prefix(word) < query);
        let end = first + self.words[first..].partition_point(|&word| prefix(word) == query);
        &self.words[first..end]
    }

    fn name_at(&self, word: u32) -> &Name {
        &self.names[self.names.partition_point(|name| name.start <= word) - 1]
    }

    fn len_of(&self, name: &Name) -> usize {
        name_from(&self.row, name.start).len()
    }

    /// 0 for a whole name, 1 for the beginning of one, 2 for the beginning of a word in it.
    fn place(&self, name: &Name, word: u32, query: &[u8]) -> u8 {
        match name.start == word {
            true if self.len_of(name) == query.len() => 0,
            true => 1,
            false => 2,
        }
    }
}

fn rank(reading: u8, place: u8, entity: &Entity, length: usize) -> Rank<'_> {
    let subtype = entity.subtype.map_or(u8::MAX, Subtype::rank);
    (place, reading, !entity.curated, std::cmp::Reverse(entity.population.unwrap_or(0)), subtype, length, &entity.id)
}

/// What stands from a word on, to the end of its name.
fn name_from(row: &[u8], word: u32) -> &[u8] {
    let rest = &row[word as usize..];
    &rest[..rest.iter().position(|&symbol| symbol == END).unwrap_or(rest.len())]
}

/// A name or query as it is compared: letters folded leniently, Latin ones without case and accents, parts joined by single spaces.
fn folded(text: &str) -> Vec<u8> {
    let plain: String = if text.chars().any(|c| c.is_alphabetic() && !('\u{0600}'..='\u{06FF}').contains(&c)) {
        text.nfkd().filter(|&c| !is_combining_mark(c)).collect()
    } else {
        text.to_owned()
    };
    let symbols = lenient_symbols(&canonical_symbols(&plain));
    let words: Vec<&[u8]> = split(&symbols).collect();
    words.join(&Symbol::SPACE.0)
}

/// A query as it stands, and without what may be its proclitics.
fn readings(query: &[u8]) -> Vec<Vec<u8>> {
    const LAM_LAM: [u8; 2] = letters(['ل', 'ل']);
    let mut readings = vec![query.to_vec()];
    for cut in 1..=2 {
        let Some((proclitics, rest)) = query.split_at_checked(cut) else { break };
        let reads = Proclitics::read(proclitics).is_some_and(|read| !read.is_question());
        if reads && rest.iter().take_while(|&&symbol| Symbol(symbol).is_letter()).count() > LEAST_LETTERS {
            readings.push(rest.to_vec());
        }
        // للرياض is to الرياض.
        if let Some(rest) = query.get(cut - 1..).and_then(|rest| rest.strip_prefix(&LAM_LAM)) {
            readings.push([&ARTICLE, rest].concat());
        }
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::source::Source;

    fn ids(query: &str, entity_type: Option<EntityType>) -> Vec<String> {
        let gazetteer = Source::Builtin.load().unwrap().gazetteer;
        let found = Lookup::of(&gazetteer, Part::Files).find(&gazetteer, query, entity_type, 5).unwrap();
        found.into_iter().map(|found| gazetteer.entity(found.entity).id.to_string()).collect()
    }

    #[test]
    fn whole_names_come_before_beginnings_and_words_inside() {
        assert_eq!(ids("لبنان", None)[0], "lebanon");
        assert_eq!(ids("leban", None)[0], "lebanon");
        assert!(ids("غوتيريش", Some(EntityType::Person)).contains(&"antonio_guterres".to_owned()));
    }

    #[test]
    fn letters_fold_and_proclitics_are_read_off() {
        assert_eq!(ids("الاردن", None)[0], "jordan");
        assert_eq!(ids("بلبنان", None)[0], "lebanon");
        assert_eq!(ids("للرياض", None)[0], "riyadh");
        assert_eq!(ids("Béjaia", Some(EntityType::Place))[0], ids("bejaia", Some(EntityType::Place))[0]);
    }

    #[test]
    fn a_type_keeps_others_out_and_nothing_is_found_twice() {
        let gazetteer = Source::Builtin.load().unwrap().gazetteer;
        let found = Lookup::of(&gazetteer, Part::Files).find(&gazetteer, "محمد", Some(EntityType::Person), 50).unwrap();
        assert_eq!(found.len(), 50);
        assert!(found.iter().all(|found| gazetteer.entity(found.entity).entity_type == EntityType::Person));
        let distinct: FxHashSet<_> = found.iter().map(|found| found.entity).collect();
        assert_eq!(distinct.len(), 50);
    }

    #[test]
    fn a_letter_is_no_query_and_an_unknown_word_finds_nobody() {
        let gazetteer = Source::Builtin.load().unwrap().gazetteer;
        let lookup = Lookup::of(&gazetteer, Part::Files);
        assert_eq!(lookup.find(&gazetteer, " ل.", None, 5), None);
        assert_eq!(lookup.find(&gazetteer, "ضظغخقفث", None, 5), Some(Vec::new()));
    }
}
