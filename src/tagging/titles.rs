//! Titles: the office that stands before a person's name.

use super::document::{Document, Gap, Marks, TokenRange};
use crate::gazetteer::TitleTakes;
use crate::text::{FoldedSpan, RawSpan};

/// A role is at most this many words before the name.
const MAX_ROLE_WORDS: usize = 8;

/// What may stand between the first word of a role and the name: words with the article, demonyms, bodies and places.
const COMPLEMENT: Marks = Marks::ARTICLE.or(Marks::DEMONYM).or(Marks::NAMED).or(Marks::ORGANISATION_HEAD).or(Marks::TITLE);

/// The role before the word at `name`: from the leftmost title that an unbroken chain of complements leads to, up to the name. A comma
/// may part the two. A title that wants a complement and has none is no role of this person: الناطق بلسان عباس speaks for him.
pub(super) fn before(document: &Document<'_>, name: usize) -> Option<TokenRange> {
    let last = document.word_before(name, Gap::Comma)?;
    // Without the article and without a comma, what follows is the complement (رئيس, المتحدث باسم); الأمين العام may go without one.
    let genitive = document.word_before(name, Gap::Soft).is_some() && !document.has(last, Marks::ARTICLE);
    let mut role = None;
    let mut word = last;
    for _ in 0..MAX_ROLE_WORDS {
        let cues = if document.has(word, Marks::TITLE_END) { document.cues_ending(word) } else { &[] };
        let titles = cues.iter().filter(|cue| cue.takes.is_some());
        if word == last && genitive && titles.clone().any(|title| title.takes == Some(TitleTakes::Phrase)) {
            return None;
        }
        if let Some(first) = titles.map(|title| title.tokens.first).min() {
            role = Some(TokenRange { first, last });
            word = first;
        } else if !document.has(word, COMPLEMENT) {
            break;
        }
        match document.word_before(word, Gap::Soft) {
            Some(earlier) => word = earlier,
            None => break,
        }
    }
    role
}

/// Where a role stands in the posted text, without the proclitics of its first title: ووزير الدفاع is the role وزير الدفاع.
pub(super) fn raw_role(document: &Document<'_>, role: TokenRange) -> RawSpan {
    let whole = document.span_of(role);
    let titles = document.cues_ending_in(role).iter().filter(|cue| cue.takes.is_some() && cue.tokens.first == role.first);
    let start = titles.map(|cue| cue.start).min().unwrap_or(whole.start);
    document.raw_span(FoldedSpan::new(start, whole.end))
}
