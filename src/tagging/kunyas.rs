//! Kunyas: أبو and أم with the name of a child.

use crate::text::Symbol;
use crate::text::symbol::{arabic, spells};

/// What a father's kunya begins with in its three cases, lenient.
const FATHER: [&str; 3] = ["ابو", "ابي", "ابا"];
const MOTHER: &str = "ام";

/// Whether a lenient word begins a kunya.
pub(super) fn is_head(lenient: &[u8]) -> bool {
    FATHER.iter().any(|head| spells(lenient, head)) || spells(lenient, MOTHER)
}

/// A lenient name in the cases that a text may write it in: أبو محمد behind a verb, أبي محمد behind a preposition.
pub(super) fn cases(lenient: &[u8]) -> Vec<Box<[u8]>> {
    let head = lenient.iter().position(|&symbol| symbol == Symbol::SPACE.0).unwrap_or(lenient.len());
    let (head, rest) = lenient.split_at(head);
    if !FATHER.iter().any(|father| spells(head, father)) {
        return vec![lenient.into()];
    }
    let written = |father: &str| father.chars().map(|letter| arabic(letter).0).chain(rest.iter().copied()).collect();
    FATHER.into_iter().map(written).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::{canonical_symbols, lenient_symbols};

    fn lenient(text: &str) -> Vec<u8> {
        lenient_symbols(&canonical_symbols(text))
    }

    #[test]
    fn a_kunya_has_three_cases_and_other_names_one() {
        let shown: Vec<_> = cases(&lenient("أبي محمد")).iter().map(|case| crate::text::symbol::render(case)).collect();
        assert_eq!(shown, ["ابو محمد", "ابي محمد", "ابا محمد"]);
        assert_eq!(cases(&lenient("محمد أبو زيد")).len(), 1);
        assert_eq!(cases(&lenient("أم محمد")).len(), 1);
    }
}
