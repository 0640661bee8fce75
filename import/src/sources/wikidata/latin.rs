//! What the Latin spellings of a name say of the letters that its folded key lost.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::Row;

/// Votes of the Latin spellings of one word.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Votes {
    /// They end in a, ah, eh: ة or ى.
    pub(super) ends_in_a: u32,
    /// They end in i, y, o, u, ih, oh: ي or ه.
    pub(super) ends_otherwise: u32,
    /// They begin with a or o.
    pub(super) begins_with_a: u32,
    /// They begin with i or e.
    pub(super) begins_with_i: u32,
    /// They begin with the article, set apart: al-, El , Al-.
    pub(super) article: u32,
}

/// The votes for each word that stands at the end or the beginning of a part of a name.
pub(super) fn votes(units: &[Row]) -> HashMap<String, Votes> {
    let mut votes: HashMap<String, Votes> = HashMap::new();
    for unit in units {
        let plain: String = unit.latin.nfd().filter(char::is_ascii).collect::<String>().to_lowercase();
        let (Some(first), Some(last)) = (unit.key.split(' ').next(), unit.key.split(' ').next_back()) else { continue };
        let of_last = votes.entry(last.to_owned()).or_default();
        match ending(&plain) {
            Some(true) => of_last.ends_in_a += unit.count,
            Some(false) => of_last.ends_otherwise += unit.count,
            None => {}
        }
        let of_first = votes.entry(first.to_owned()).or_default();
        let article = ["al", "el"].iter().any(|article| plain.strip_prefix(article).is_some_and(|rest| rest.starts_with(['-', ' '])));
        if article {
            of_first.article += unit.count;
        } else if plain.starts_with(['a', 'o', 'u']) {
            of_first.begins_with_a += unit.count;
        } else if plain.starts_with(['i', 'e']) {
            of_first.begins_with_i += unit.count;
        }
    }
    votes
}

/// Whether a Latin spelling ends as ة and ى do; `None` if it says nothing.
fn ending(plain: &str) -> Option<bool> {
    let without_h = plain.strip_suffix('h').unwrap_or(plain);
    let is_feminine = plain.ends_with("eh") || plain.ends_with("at");
    match without_h.bytes().last()? {
        b'a' => Some(true),
        b'e' | b't' if is_feminine => Some(true),
        b'i' | b'y' | b'o' | b'u' => Some(false),
        _ => None,
    }
}
