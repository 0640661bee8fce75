//! CoNLL columns: a token and its tag a line, an empty line after each sentence.
//!
//! Tags are `O`, `B-` and `I-` with `PER`, `LOC` and `ORG`. A token is a word as written, particles included, as the Arabic corpora have
//! it: «بلبنان» is one token, and it is `B-LOC`. Signs are tokens of their own. Of mentions inside mentions the outermost counts.

use super::TaggedArticle;
use crate::gazetteer::EntityType;
use crate::tagging::MentionType;
use crate::text::fold::leaves_no_symbol;
use crate::text::{FoldedText, RawSpan, tokenize};

pub(super) fn write(of: TaggedArticle<'_>, out: &mut Vec<u8>) {
    let text = of.article.text();
    let mut mentions = of.outermost().peekable();
    let mut open: Option<(&'static str, RawSpan)> = None;
    let mut in_sentence = false;
    for token in tokens(text) {
        let written = token.of(text);
        let goes_on = open.is_some_and(|(_, span)| token.start < span.end);
        if written.contains('\n') {
            // A name goes on across a line's end.
            if !goes_on {
                end_sentence(&mut in_sentence, out);
            }
            continue;
        }
        while mentions.next_if(|mention| mention.token.end <= token.start).is_some() {}
        let tag = match (open, mentions.peek()) {
            (Some((label, _)), _) if goes_on => format!("I-{label}"),
            (_, Some(mention)) if mention.token.start <= token.start => {
                let label = label(mention.entity_type);
                open = Some((label, mention.token));
                mentions.next();
                format!("B-{label}")
            }
            _ => "O".to_owned(),
        };
        out.extend_from_slice(format!("{written}\t{tag}\n").as_bytes());
        in_sentence = true;
        let inside = open.is_some_and(|(_, span)| token.end < span.end);
        let stops = matches!(written, "." | "!" | "?" | "؟");
        if stops && !inside && text[token.end..].chars().next().is_none_or(char::is_whitespace) {
            end_sentence(&mut in_sentence, out);
        }
    }
    end_sentence(&mut in_sentence, out);
}

const fn label(mention_type: MentionType) -> &'static str {
    match mention_type {
        MentionType::Entity(EntityType::Person) => "PER",
        MentionType::Entity(EntityType::Place) => "LOC",
        MentionType::Entity(EntityType::Organisation) => "ORG",
        MentionType::Nationality => "NAT",
    }
}

fn end_sentence(in_sentence: &mut bool, out: &mut Vec<u8>) {
    if std::mem::take(in_sentence) {
        out.push(b'\n');
    }
}

/// Words and signs in order, and each line break as a token of its own.
fn tokens(text: &str) -> Vec<RawSpan> {
    let folded = FoldedText::new(text);
    let mut found: Vec<RawSpan> = Vec::new();
    let mut at = 0;
    for token in tokenize(folded.canonical()).into_iter().filter(|token| !token.is_separator()) {
        let word = folded.raw_span(token.span);
        // One sign that stands for several words is one token.
        if word.start >= at {
            signs(text, RawSpan { start: at, end: word.start }, &mut found);
            found.push(word);
            at = word.end;
        }
    }
    signs(text, RawSpan { start: at, end: text.len() }, &mut found);
    found
}

fn signs(text: &str, between: RawSpan, found: &mut Vec<RawSpan>) {
    for (at, c) in between.of(text).char_indices() {
        if c == '\n' || !c.is_whitespace() && !c.is_control() && !leaves_no_symbol(c) {
            let start = between.start + at;
            found.push(RawSpan { start, end: start + c.len_utf8() });
        }
    }
}
