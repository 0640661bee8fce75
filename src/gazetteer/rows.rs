//! Rows: what one line of a list says, checked by itself.

use super::columns::Line;
use super::entity::{Alias, AliasKind, EntityType, Role, Subtype};
use super::words::{CueKind, CueSide, NameOrigin, TitleTakes, WordKind};
use crate::text::fold::{canonical_symbols, lenient_symbols};

/// One line of an entity list.
#[derive(Debug)]
pub(super) struct EntityRow {
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) id: Box<str>,
    pub(super) entity_type: EntityType,
    pub(super) subtype: Option<Subtype>,
    pub(super) aliases: Vec<Alias>,
    pub(super) name_en: Box<str>,
    pub(super) country: Box<str>,
    pub(super) role: Option<Role>,
    pub(super) same_as: Vec<Box<str>>,
}

impl EntityRow {
    /// Reads a line; what is wrong with it becomes findings, and the rest is kept so that later checks still see it.
    pub(super) fn read(line: &mut Line<'_>, file: &str, number: u32, entity_type: EntityType) -> Self {
        let id = line.required("id");
        if !id.is_empty() && !is_id(id) {
            line.error("id", format!("«{id}» is no id"), "use lower-case ASCII words joined by _, such as united_nations");
        }
        let subtype = Subtype::from_name(entity_type, line.cell("subtype"));
        if subtype.is_none() {
            let (cell, known) = (line.cell("subtype"), entity_type.subtypes().join(", "));
            line.error("subtype", format!("«{cell}» is no subtype of {entity_type}"), format!("use one of: {known}"));
        }
        let country = line.cell("country");
        if !(country.is_empty() || country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase())) {
            line.error(
                "country",
                format!("«{country}» is no country code"),
                "use two capital letters of ISO 3166-1, such as LB, or leave it empty",
            );
        }
        line.required("source");
        Self {
            file: file.to_owned(),
            line: number,
            id: id.into(),
            entity_type,
            subtype,
            aliases: read_aliases(line),
            name_en: line.cell("name_en").into(),
            country: country.into(),
            role: read_role(line, entity_type),
            same_as: read_same_as(line),
        }
    }
}

fn is_id(id: &str) -> bool {
    id.split('_').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

/// Cells that hold several things part them by a bar.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').filter(move |_| !cell.is_empty())
}

fn read_aliases(line: &mut Line<'_>) -> Vec<Alias> {
    let name = line.required("name");
    let mut aliases = vec![Alias { text: name.into(), kind: AliasKind::Name, needs_context: false }];
    if !name.is_empty() {
        line.check_name("name", name);
    }
    let mut seen = vec![(canonical_symbols(name), name)];
    for text in parts(line.cell("aliases")) {
        if text.is_empty() || text.trim() != text {
            line.error("aliases", "an alias is empty or has white space at its edge", "part aliases by one | and nothing else");
            continue;
        }
        line.check_name("aliases", text);
        let symbols = canonical_symbols(text);
        if let Some((_, twin)) = seen.iter().find(|(other, _)| *other == symbols) {
            line.error("aliases", format!("«{text}» says the same as «{twin}»"), "remove one of them");
            continue;
        }
        let lenient = lenient_symbols(&symbols);
        // Names of up to three letters match only with their own hamza, so that both spellings have to be listed.
        let twin = seen.iter().find(|(other, _)| symbols.len() > 3 && lenient_symbols(other) == lenient);
        if let Some((_, twin)) = twin {
            line.warn(
                "aliases",
                format!("«{text}» and «{twin}» differ only by hamza, ى or ة"),
                "keep the better spelling: matching finds both",
            );
        }
        seen.push((symbols, text));
        aliases.push(Alias { text: text.into(), kind: AliasKind::Alias, needs_context: false });
    }
    read_flags(line, &mut aliases);
    aliases
}

fn read_flags(line: &mut Line<'_>, aliases: &mut [Alias]) {
    for flag in parts(line.cell("flags")) {
        match flag.split_once('=') {
            None if flag == "needs_context" => aliases.iter_mut().for_each(|alias| alias.needs_context = true),
            Some(("needs_context", text)) => match aliases.iter_mut().find(|alias| &*alias.text == text) {
                Some(alias) => alias.needs_context = true,
                None => line.error(
                    "flags",
                    format!("needs_context names «{text}», which is no name of this line"),
                    "write it exactly as in name or aliases",
                ),
            },
            _ => line.error(
                "flags",
                format!("the flag «{flag}» is not known"),
                "use needs_context, or needs_context=ALIAS for one name of the line",
            ),
        }
    }
}

fn read_role(line: &mut Line<'_>, entity_type: EntityType) -> Option<Role> {
    let [role, from, to] = ["role", "from", "to"].map(|column| line.cell(column));
    for (column, date) in [("from", from), ("to", to)] {
        if !date.is_empty() && !is_date(date) {
            line.error(column, format!("«{date}» is no date"), "write 2021, 2021-06 or 2021-06-30, or leave it empty");
        }
    }
    // ISO dates of the same precision order as text; a year against a date compares by the year.
    let common = from.len().min(to.len());
    if common >= 4 && is_date(from) && is_date(to) && from[..common] > to[..common] {
        line.error("to", format!("the role ends ({to}) before it begins ({from})"), "put the two dates right");
    }
    if entity_type != EntityType::Person && !(role.is_empty() && from.is_empty() && to.is_empty()) {
        line.error("role", "only people have roles", "empty the cells role, from and to");
        return None;
    }
    if role.is_empty() {
        if !(from.is_empty() && to.is_empty()) {
            line.error("role", "there are dates without a role", "name the role, or empty from and to");
        }
        return None;
    }
    Some(Role { text: role.into(), from: from.into(), to: to.into() })
}

/// `2021`, `2021-06` or `2021-06-30`.
fn is_date(date: &str) -> bool {
    let mut fields = date.split('-');
    let mut number = |digits: usize| match fields.next() {
        Some(field) if field.len() == digits && field.bytes().all(|byte| byte.is_ascii_digit()) => field.parse::<u32>().ok().map(Some),
        Some(_) => None,
        None => Some(None),
    };
    let (Some(Some(_)), Some(month), Some(day)) = (number(4), number(2), number(2)) else { return false };
    month.is_none_or(|month| (1..=12).contains(&month)) && day.is_none_or(|day| (1..=31).contains(&day)) && fields.next().is_none()
}

fn read_same_as(line: &mut Line<'_>) -> Vec<Box<str>> {
    let mut identifiers = Vec::new();
    for identifier in parts(line.cell("same_as")) {
        match identifier.split_once(':') {
            Some((scheme, value)) if !scheme.is_empty() && !value.is_empty() && !identifier.contains(' ') => {
                identifiers.push(identifier.into());
            }
            _ => line.error(
                "same_as",
                format!("«{identifier}» is no identifier"),
                "write scheme:value, such as iso3166-1:LB or geonames:295530",
            ),
        }
    }
    identifiers
}

/// One line of a lexicon list: the surfaces it gives, and what they tell. Demonyms name their country by id until the entities are known.
#[derive(Debug)]
pub(super) struct WordRow {
    pub(super) file: String,
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
    line.required("kind");
    Some((vec![required_text(line, "text")?], WordKind::Function, None))
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

fn required_text(line: &mut Line<'_>, column: &'static str) -> Option<String> {
    let text = line.required(column);
    line.required("source");
    if text.is_empty() {
        return None;
    }
    line.check_name(column, text);
    Some(text.to_owned())
}
