//! What is noted of a name that no list holds, where it is met.

use super::Name;
use crate::gazetteer::{MAX_NAME_CHARS, Subtype};
use crate::server::article::Article;
use crate::tagging::{Mention, Rule, Tagged};
use crate::text::RawSpan;
use crate::text::fold::{canonical_symbols, lenient_symbols};
use crate::text::symbol::Symbol;

/// Longest example of where it stood, the name included, in characters.
const CONTEXT_CHARS: usize = 60;

/// A name where it was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sighting {
    /// As it was written.
    pub(super) text: Box<str>,
    pub(super) subtype: Option<Subtype>,
    pub(super) rule: Rule,
    /// The role beside it, else the word that spoke for it.
    pub(super) cue: Option<Box<str>>,
    /// The text round it.
    pub(super) context: Option<Box<str>>,
}

/// The unlisted names of a text. A shorter form of a name in the same text is no name of its own. Without `quotes` nothing but the names
/// themselves is taken out of the text.
pub(super) fn all<'a>(article: &'a Article<'a>, tagged: &'a Tagged, quotes: bool) -> impl Iterator<Item = (Name, Sighting)> + 'a {
    let names = tagged.mentions.iter().filter(|mention| mention.entity.is_none() && mention.evidence.rule != Rule::ShortForm);
    names.filter_map(move |mention| sighting(article.text(), mention, quotes))
}

fn sighting(text: &str, mention: &Mention, quotes: bool) -> Option<(Name, Sighting)> {
    let entity_type = mention.entity_type.of_entity()?;
    let written = mention.span.of(text);
    // No list takes it, and memory must be bounded.
    if written.chars().nth(MAX_NAME_CHARS).is_some() {
        return None;
    }
    let cue = mention.role.or_else(|| mention.evidence.cues.first().copied()).filter(|_| quotes);
    let sighting = Sighting {
        text: one_line(written),
        subtype: mention.subtype,
        rule: mention.evidence.rule,
        cue: cue.map(|cue| excerpt(cue.of(text), RawSpan { start: 0, end: 0 })),
        context: quotes.then(|| excerpt(text, mention.span)),
    };
    Some((Name { entity_type, folded: folded(written) }, sighting))
}

/// A name as it is told from others: letters folded leniently, words joined by single spaces.
fn folded(name: &str) -> Box<[u8]> {
    let symbols = lenient_symbols(&canonical_symbols(name));
    let words = symbols.split(|&symbol| !Symbol(symbol).is_word()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(&Symbol::SPACE.0).into()
}

fn one_line(text: &str) -> Box<str> {
    text.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

/// A span with the words round it, as many as there is room for: as much on one side as on the other, unless one has less to give. A span
/// that is too long by itself stands alone; no more of it than there is room for.
fn excerpt(text: &str, span: RawSpan) -> Box<str> {
    let room = CONTEXT_CHARS.saturating_sub(span.of(text).chars().count());
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let available = |side: &str| side.chars().take(room).count();
    let after_room = (room / 2).max(room - available(before)).min(available(after));
    let start = span.start - words_at_end(before, room - after_room);
    let end = span.end + words_at_start(after, after_room);
    let cut: String = text[start..end].trim().chars().take(CONTEXT_CHARS).collect();
    one_line(&cut)
}

/// Bytes of the whole words at the start of a text that have room in so many characters.
fn words_at_start(text: &str, room: usize) -> usize {
    match text.char_indices().nth(room) {
        None => text.len(),
        Some((at, next)) if next.is_whitespace() => at,
        Some((at, _)) => text[..at].rfind(char::is_whitespace).unwrap_or(0),
    }
}

/// The same at its end.
fn words_at_end(text: &str, room: usize) -> usize {
    let mut back = text.char_indices().rev().skip(room);
    let Some((last_out, before)) = back.next() else { return text.len() };
    let kept = &text[last_out + before.len_utf8()..];
    if before.is_whitespace() {
        return kept.len();
    }
    kept.char_indices().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, _)| kept.len() - at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, name: &str) -> String {
        let start = text.find(name).unwrap();
        excerpt(text, RawSpan { start, end: start + name.len() }).into()
    }

    #[test]
    fn an_excerpt_has_whole_words_and_no_more_than_sixty_characters() {
        let text = "في مقر البلدية اجتمع صباح اليوم\nالمهندس رائد الكرواني مع وفد من أهالي الحي لبحث شق الطريق الجديد";
        let excerpt = of(text, "رائد الكرواني");
        assert_eq!(excerpt, "صباح اليوم المهندس رائد الكرواني مع وفد من أهالي الحي");
        assert!(excerpt.chars().count() <= CONTEXT_CHARS);
        assert_eq!(of("رائد الكرواني هنا", "رائد الكرواني"), "رائد الكرواني هنا");
        assert_eq!(of("رائد", "رائد"), "رائد");
    }

    #[test]
    fn what_one_side_lacks_the_other_gets() {
        let text = "رائد قال في مؤتمر صحفي عقد اليوم إن الطريق الجديد سيفتح قريبا أمام الناس";
        let excerpt = of(text, "رائد");
        assert_eq!(excerpt, "رائد قال في مؤتمر صحفي عقد اليوم إن الطريق الجديد سيفتح");
        let excerpt = of("أعلن في مؤتمر صحفي عقد اليوم أن الطريق الجديد سيفتح قريبا وفق رائد", "رائد");
        assert!(excerpt.ends_with("وفق رائد") && excerpt.chars().count() > 50, "{excerpt}");
    }

    #[test]
    fn a_word_without_end_is_left_out() {
        let long = "ا".repeat(100);
        assert_eq!(of(&format!("{long} رائد {long}"), "رائد"), "رائد");
        assert_eq!(of(&format!("{long}رائد{long}"), "رائد"), "رائد");
    }

    #[test]
    fn spellings_that_never_part_names_have_one_key() {
        let key = folded("رائد الكرواني");
        for other in ["رَائِد الكَرْواني", "رائد  الكروانى", "رائـــد\nالكرواني", "رائد-الكرواني"]
        {
            assert_eq!(folded(other), key, "{other}");
        }
        assert_ne!(folded("رائدالكرواني"), key);
    }
}
