//! Rows of the lexicon's lists: what one line says, checked by itself.

use super::columns::Line;
use super::entity::{EntityType, Subtype};
use super::rows::parts;
use super::statistics::{Count, CountRow};
use super::words::{BodyPart, CueKind, CueSide, NameOrigin, ThingKind, TitleTakes, WordKind};

/// One line of a lexicon list: the surfaces it gives, and what they tell. Demonyms name their country by id until the entities are known.
#[derive(Debug)]
pub(super) struct WordRow {
    pub(super) line: u32,
    pub(super) texts: Vec<String>,
    pub(super) kind: WordKind,
    pub(super) country: Option<String>,
}

/// Reads a line of one lexicon list; `None`, with findings, if it cannot be used.
pub(super) type WordReader = fn(&mut Line<'_>) -> Option<(Vec<String>, WordKind, Option<String>)>;

pub(super) fn read_title(line: &mut Line<'_>) -> Option<(Vec<String>, WordKind, Option<String>)> {
    let text = required_text(line, "title")?;
    let cell = line.cell("subtype");
    let subtype = Subtype::from_name(EntityType::Person, cell);
    if subtype.is_none() && !cell.is_empty() {
        let known = EntityType::Person.subtypes().join(", ");
        line.error("subtype", format!("«{cell}» is no subtype of person"), format!("leave it empty or use one of: {known}"));
    }
    let takes = line.choice("takes", &[("name", TitleTakes::Name), ("phrase", TitleTakes::Phrase)])?;
    Some((vec![text], WordKind::Title { subtype, takes }, None))
}

pub(super) fn read_cue(line: &mut Line<'_>) -> Option<(Vec<String>, WordKind, Option<String>)> {
    let text = required_text(line, "text")?;
    let entity_type = line.choice("type", &EntityType::ALL.map(|entity_type| (entity_type.name(), entity_type)));
    let side = line.choice("side", &[("before", CueSide::Before), ("after", CueSide::After), ("either", CueSide::Either)]);
    let kind = line.choice(
        "kind",
        &[
            ("head", CueKind::Head),
            ("division", CueKind::Division),
            ("town", CueKind::Town),
            ("generic", CueKind::Generic),
            ("saying", CueKind::Saying),
            ("preposition", CueKind::Preposition),
            ("verb", CueKind::Verb),
            ("sport", CueKind::Sport),
        ],
    );
    Some((vec![text], WordKind::Cue { entity_type: entity_type?, side: side?, kind: kind? }, None))
}

pub(super) fn read_demonym(line: &mut Line<'_>) -> Option<(Vec<String>, WordKind, Option<String>)> {
    let mut bases = vec![required_text(line, "nisba")?];
    bases.extend(parts(line.cell("forms")).map(str::to_owned));
    let country = Some(line.cell("country")).filter(|id| !id.is_empty()).map(str::to_owned);
    Some((bases.iter().flat_map(|base| inflect(base)).collect(), WordKind::Demonym { country: None }, country))
}

/// The inflections of a nisba: gender, number and case, with and without the article.
fn inflect(base: &str) -> Vec<String> {
    let endings: &[&str] = if base.ends_with('ي') { &["", "ة", "ون", "ين", "ات", "ان", "تان", "تين", "ا"] } else { &[""] };
    let indefinite = endings.iter().map(|ending| format!("{base}{ending}"));
    indefinite.flat_map(|form| [format!("ال{form}"), form]).collect()
}

pub(super) fn read_function_word(line: &mut Line<'_>) -> Option<(Vec<String>, WordKind, Option<String>)> {
    let noun = line.required("kind") == "noun";
    Some((vec![required_text(line, "text")?], WordKind::Function { noun }, None))
}

pub(super) fn read_given_name(line: &mut Line<'_>) -> Option<(Vec<String>, WordKind, Option<String>)> {
    let name = required_text(line, "name")?;
    line.choice("gender", &[("m", ()), ("f", ()), ("u", ())]);
    let foreign =
        ["western", "persian", "turkish", "hebrew", "slavic", "asian", "african", "other"].map(|word| (word, NameOrigin::Foreign));
    let mut origins = vec![("arabic", NameOrigin::Arabic)];
    origins.extend(foreign);
    let origin = line.choice("origin", &origins)?;
    Some((vec![name], WordKind::GivenName { origin }, None))
}

pub(super) fn read_portfolio(line: &mut Line<'_>) -> Option<(Vec<String>, WordKind, Option<String>)> {
    Some((vec![required_text(line, "text")?], WordKind::Portfolio, None))
}

pub(super) fn read_body(line: &mut Line<'_>) -> Option<(Vec<String>, WordKind, Option<String>)> {
    let text = required_text(line, "text")?;
    let parts = [
        ("construct", BodyPart::Construct),
        ("definite", BodyPart::Definite),
        ("nisba", BodyPart::Nisba),
        ("outside", BodyPart::Outside),
        ("apart", BodyPart::Apart),
        ("aim", BodyPart::Aim),
        ("adjective", BodyPart::Adjective),
        ("distinctive", BodyPart::Distinctive),
        ("field", BodyPart::Field),
    ];
    let part = line.choice("kind", &parts)?;
    let cell = line.cell("subtype");
    let subtype = Subtype::from_name(EntityType::Organisation, cell);
    let is_head = !matches!(part, BodyPart::Adjective | BodyPart::Distinctive | BodyPart::Field | BodyPart::Aim);
    if subtype.is_none() && (is_head || !cell.is_empty()) {
        let known = EntityType::Organisation.subtypes().join(", ");
        line.error("subtype", format!("«{cell}» is no subtype of organisation"), format!("use one of: {known}"));
    }
    Some((vec![text], WordKind::Body { part, subtype }, None))
}

pub(super) fn read_thing(line: &mut Line<'_>) -> Option<(Vec<String>, WordKind, Option<String>)> {
    let text = required_text(line, "text")?;
    let kinds = [
        ("event", ThingKind::Event),
        ("contest", ThingKind::Contest),
        ("facility", ThingKind::Facility),
        ("site", ThingKind::Site),
        ("airport", ThingKind::Airport),
        ("product", ThingKind::Product),
        ("work", ThingKind::Work),
    ];
    let kind = line.choice("kind", &kinds)?;
    Some((vec![text], WordKind::Thing { kind }, None))
}

pub(super) fn read_phrase(line: &mut Line<'_>) -> Option<(Vec<String>, WordKind, Option<String>)> {
    Some((vec![required_text(line, "text")?], WordKind::Phrase, None))
}

/// Reads a line of a list of counts; `None`, with findings, if it cannot be used.
pub(super) type CountReader = fn(&mut Line<'_>) -> Option<CountRow>;

pub(super) fn read_given_count(line: &mut Line<'_>) -> Option<CountRow> {
    read_count(line, "name", "count", Count::GivenName)
}

pub(super) fn read_family_count(line: &mut Line<'_>) -> Option<CountRow> {
    read_count(line, "name", "count", Count::FamilyName)
}

pub(super) fn read_common_word(line: &mut Line<'_>) -> Option<CountRow> {
    read_count(line, "word", "cb", Count::Commonness)
}

fn read_count<T: std::str::FromStr>(
    line: &mut Line<'_>,
    text: &'static str,
    number: &'static str,
    count: fn(T) -> Count,
) -> Option<CountRow> {
    let word = line.required(text);
    line.required("source");
    let cell = line.cell(number);
    let Ok(read) = cell.parse() else {
        line.error(number, format!("«{cell}» is no number that fits here"), "write a whole number, as the source gives it");
        return None;
    };
    (!word.is_empty()).then(|| CountRow { word: word.into(), count: count(read) })
}

fn required_text(line: &mut Line<'_>, column: &'static str) -> Option<String> {
    let text = line.required(column);
    line.required("source");
    if text.is_empty() {
        return None;
    }
    line.check_name(column, text);
    Some(text.to_owned())
}
