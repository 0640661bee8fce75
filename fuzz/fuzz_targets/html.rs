//! HTML, however broken: each mention is found in the source, and marks change nothing but themselves.
#![no_main]

use aalam::server::{Article, Format};
use aalam::tagging::{MentionType, Options, TypeSet};
use aalam::text::OffsetUnit;
use aalam_fuzz::{answers, check_mentions, pieces, tagger};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let html = pieces::text(input);
    let article = Article::html(&html);
    let options = Options { types: TypeSet::ALL.with(MentionType::Nationality), ..Options::default() };
    let tagged = tagger().tag(article.text(), &options).expect("a short text");
    check_mentions(article.text(), &tagged, &options);
    for mention in &tagged.mentions {
        let (name, token) = (article.posted_span(mention.span), article.posted_span(mention.token));
        assert!(name.start < name.end && token.start <= name.start && name.end <= token.end, "{name:?} in {token:?}");
        assert!(html.get(name.start..name.end).is_some() && html.get(token.start..token.end).is_some());
    }
    answers::check(&article, &tagged, html.len());
    // Marks that were posted cannot be told from ours.
    if !html.contains("aalam") {
        let marked = answers::written(&article, &tagged, Format::Html, OffsetUnit::Codepoint);
        assert_eq!(unmarked(&marked), html, "without its marks the page is what was posted");
    }
});

/// Takes the marks out again.
fn unmarked(page: &str) -> String {
    let mut parts = page.split("<mark class=\"aalam ");
    let mut bare = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, inside) = part.split_once('>').expect("the tag ends");
        let link = inside.strip_prefix("<a class=\"aalam\" href=\"").map(|link| link.split_once("\">").expect("the link's tag ends").1);
        let close = if link.is_some() { "</a></mark>" } else { "</mark>" };
        let (name, after) = link.unwrap_or(inside).split_once(close).expect("the mark ends");
        assert!(!name.contains('<') && !name.is_empty(), "a tag in a mark: {name}");
        bare.push_str(name);
        bare.push_str(after);
    }
    bare
}
