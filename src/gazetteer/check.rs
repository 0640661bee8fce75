//! Checks across lists, after loading: names that are right by themselves and dangerous together.

use rustc_hash::FxHashMap;

use super::danger::WordClasses;
use super::entity::{Entity, EntityIx};
use super::error::{Finding, Severity};
use super::{Gazetteer, Part};
use crate::text::fold::canonical_symbols;

/// Looks for names that would be tagged by mistake: function words, bare given names, very short ones, one entity under two ids.
pub fn check(gazetteer: &Gazetteer) -> Vec<Finding> {
    check_all(gazetteer, gazetteer.entities())
}

/// What is worth a look about the rows that edits have put in force: what reading them warned of, and what [`check`] says of their entities.
pub fn check_edits(gazetteer: &Gazetteer) -> Vec<Finding> {
    let mut findings = gazetteer.edit_warnings().to_vec();
    findings.extend(check_all(gazetteer, gazetteer.part(Part::Edits)));
    findings
}

/// The same about the edited rows of one entity.
pub fn check_edited_entity(gazetteer: &Gazetteer, id: &str) -> Vec<Finding> {
    let mut findings: Vec<Finding> = gazetteer.edit_warnings().iter().filter(|finding| finding.row == id).cloned().collect();
    findings.extend(check_all(gazetteer, gazetteer.part(Part::Edits).filter(|(_, entity)| *entity.id == *id)));
    findings
}

fn check_all<'g>(gazetteer: &'g Gazetteer, entities: impl Iterator<Item = (EntityIx, &'g Entity)>) -> Vec<Finding> {
    let classes = WordClasses::of(gazetteer);
    let mut findings = Vec::new();
    let mut owners: FxHashMap<(Vec<u8>, &'static str), &Entity> = FxHashMap::default();
    for (_, entity) in entities {
        let mut warn = |problem: String, mend: &str| findings.push(finding(gazetteer, entity, problem, mend));
        for alias in &entity.aliases {
            let text = &alias.text;
            let symbols = canonical_symbols(text);
            let flag = "flag it needs_context, or remove it";
            if !alias.needs_context {
                if classes.is_function_word(&symbols) {
                    warn(format!("«{text}» of {} is a function word", entity.id), flag);
                } else if classes.is_given_name(&symbols) && !names_much_of_the_world(entity) {
                    warn(format!("«{text}» of {} is a given name", entity.id), flag);
                } else if WordClasses::is_very_short(&symbols) {
                    warn(format!("«{text}» of {} is very short", entity.id), flag);
                }
            }
            let subtype = entity.subtype.map_or("", super::Subtype::name);
            match owners.insert((symbols, subtype), entity) {
                Some(other) if other.id != entity.id && may_be_one(other, entity) => {
                    let problem = format!("{} and {} have one name, subtype and country", other.id, entity.id);
                    warn(problem, "if they are one, give both lines the same id");
                }
                _ => {}
            }
        }
    }
    findings
}

/// Asia is a woman's name too, and in news hardly ever.
fn names_much_of_the_world(entity: &Entity) -> bool {
    entity.subtype.is_some_and(|subtype| matches!(subtype.name(), "country" | "continent"))
}

/// Whether two entities of one subtype look like one under two ids: nothing that either list says tells them apart.
fn may_be_one(one: &Entity, other: &Entity) -> bool {
    let scheme = |identifier: &str| identifier.split(':').next().unwrap_or_default().to_owned();
    // Each identifier is one entity's, so two of one scheme are two entities.
    let told_apart = one.same_as.iter().any(|mine| other.same_as.iter().any(|theirs| scheme(mine) == scheme(theirs)));
    let english = one.name_en.is_empty() || other.name_en.is_empty() || one.name_en == other.name_en;
    one.name() == other.name() && one.country == other.country && english && !told_apart
}

fn finding(gazetteer: &Gazetteer, entity: &Entity, problem: String, mend: &str) -> Finding {
    let file = entity.lists.first().map_or_else(String::new, |list| gazetteer.lists()[list.index()].path.clone());
    Finding { file, line: 0, row: String::new(), column: "name", severity: Severity::Warning, problem, mend: mend.to_owned() }
}
