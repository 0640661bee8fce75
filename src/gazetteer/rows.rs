//! Rows: what one line of a list says, checked by itself.

use rustc_hash::FxHashMap;

use super::columns::Line;
use super::entity::{Alias, AliasKind, EntityType, Role, Subtype};
use crate::text::fold::{canonical_symbols, lenient_symbols};

/// One line of an entity list.
#[derive(Debug)]
pub(super) struct EntityRow {
    /// From 1; 0 for an edited row.
    pub(super) line: u32,
    pub(super) id: Box<str>,
    pub(super) entity_type: EntityType,
    pub(super) subtype: Option<Subtype>,
    pub(super) aliases: Vec<Alias>,
    pub(super) name_en: Box<str>,
    pub(super) country: Box<str>,
    pub(super) role: Option<Role>,
    pub(super) same_as: Vec<Box<str>>,
    pub(super) population: Option<u32>,
    pub(super) curated: bool,
    /// Which of the list's source cells.
    pub(super) source: u16,
}

impl EntityRow {
    /// Reads a line; what is wrong with it becomes findings, and the rest is kept so that later checks still see it.
    pub(super) fn read(line: &mut Line<'_>, entity_type: EntityType, source_cells: &mut SourceCells) -> Self {
        let id = line.required("id");
        if !id.is_empty() && !is_id(id) {
            line.error("id", format!("«{id}» is no id"), "use lower-case ASCII words joined by _, such as united_nations");
        }
        let cell = line.cell("subtype");
        let subtype = Subtype::from_name(entity_type, cell);
        // Sources name people without saying what they are.
        if subtype.is_none() && !(cell.is_empty() && entity_type == EntityType::Person) {
            let known = entity_type.subtypes().join(", ");
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
        let source = line.required("source");
        let (aliases, population) = read_aliases(line);
        Self {
            line: line.place().line,
            id: id.into(),
            entity_type,
            subtype,
            aliases,
            name_en: line.cell("name_en").into(),
            country: country.into(),
            role: read_role(line, entity_type),
            same_as: read_same_as(line),
            population,
            curated: source == "curated",
            source: source_cells.number(source),
        }
    }
}

/// The distinct `source` cells of a list, numbered in its order.
#[derive(Debug, Default)]
pub(super) struct SourceCells {
    numbers: FxHashMap<Box<str>, u16>,
    cells: Vec<Box<str>>,
}

impl SourceCells {
    /// Goes on with those of a list.
    pub(super) fn of(cells: &[Box<str>]) -> Self {
        Self { numbers: cells.iter().cloned().zip(0..=u16::MAX).collect(), cells: cells.to_vec() }
    }

    fn number(&mut self, cell: &str) -> u16 {
        if let Some(&number) = self.numbers.get(cell) {
            return number;
        }
        // A list of more cells than can be numbered has no sources but mistakes; they share the last number.
        let Ok(number) = u16::try_from(self.cells.len()) else { return u16::MAX };
        self.numbers.insert(cell.into(), number);
        self.cells.push(cell.into());
        number
    }

    /// The cells, in the order of their numbers.
    pub(super) fn into_cells(self) -> Vec<Box<str>> {
        self.cells
    }
}

fn is_id(id: &str) -> bool {
    id.split('_').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

/// Cells that hold several things part them by a bar.
pub(super) fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').filter(move |_| !cell.is_empty())
}

/// The names of a line, and what its flags say.
fn read_aliases(line: &mut Line<'_>) -> (Vec<Alias>, Option<u32>) {
    let name = line.required("name");
    let mut aliases = vec![Alias { text: name.into(), kind: AliasKind::Name, needs_context: false, origin: None }];
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
        aliases.push(Alias { text: text.into(), kind: AliasKind::Alias, needs_context: false, origin: None });
    }
    let population = read_flags(line, &mut aliases);
    (aliases, population)
}

/// Marks the names that need context; gives the population.
fn read_flags(line: &mut Line<'_>, aliases: &mut [Alias]) -> Option<u32> {
    let mut population = None;
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
            Some(("population", number)) => match number.parse() {
                Ok(number) => population = Some(number),
                Err(_) => line.error("flags", format!("«{number}» is no population"), "write a whole number, such as population=120000"),
            },
            _ => line.error(
                "flags",
                format!("the flag «{flag}» is not known"),
                "use needs_context, needs_context=ALIAS for one name of the line, or population=NUMBER",
            ),
        }
    }
    population
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
