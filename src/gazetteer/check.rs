//! Checks across lists, after loading: names that are right by themselves and dangerous together.

use std::collections::{HashMap, HashSet};

use super::Gazetteer;
use super::entity::Entity;
use super::error::{Finding, Severity};
use super::words::WordKind;
use crate::text::fold::canonical_symbols;

/// Looks for names that would be tagged by mistake: function words, bare given names, very short ones, one entity under two ids.
pub fn check(gazetteer: &Gazetteer) -> Vec<Finding> {
    let mut function_words = HashSet::new();
    let mut given_names = HashSet::new();
    for word in gazetteer.words() {
        match word.kind {
            WordKind::Function => function_words.insert(canonical_symbols(&word.text)),
            WordKind::GivenName { .. } => given_names.insert(canonical_symbols(&word.text)),
            _ => false,
        };
    }
    let mut findings = Vec::new();
    let mut owners: HashMap<(Vec<u8>, &'static str), &Entity> = HashMap::new();
    for entity in gazetteer.entities() {
        let mut warn = |problem: String, mend: &str| findings.push(finding(gazetteer, entity, problem, mend));
        for alias in &entity.aliases {
            let text = &alias.text;
            let symbols = canonical_symbols(text);
            let flag = "flag it needs_context, or remove it";
            if !alias.needs_context {
                if function_words.contains(&symbols) {
                    warn(format!("«{text}» of {} is a function word", entity.id), flag);
                } else if given_names.contains(&symbols) {
                    warn(format!("«{text}» of {} is a given name", entity.id), flag);
                } else if symbols.len() < 3 && crate::text::Symbol(symbols[0]).is_arabic() {
                    warn(format!("«{text}» of {} is very short", entity.id), flag);
                }
            }
            let subtype = entity.subtype.map_or("", super::Subtype::name);
            match owners.insert((symbols, subtype), entity) {
                Some(other) if other.id != entity.id && other.name() == entity.name() && other.country == entity.country => {
                    let problem = format!("{} and {} have one name, subtype and country", other.id, entity.id);
                    warn(problem, "if they are one, give both lines the same id");
                }
                _ => {}
            }
        }
    }
    findings
}

fn finding(gazetteer: &Gazetteer, entity: &Entity, problem: String, mend: &str) -> Finding {
    let file = entity.lists.first().map_or_else(String::new, |list| gazetteer.lists()[list.index()].path.clone());
    Finding { file, line: 0, column: "name", severity: Severity::Warning, problem, mend: mend.to_owned() }
}
