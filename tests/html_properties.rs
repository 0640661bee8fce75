//! Mentions in HTML are those of its text, and each is found in the source.

use std::sync::OnceLock;

use aalam::gazetteer::source::Source;
use aalam::server::Article;
use aalam::tagging::{Options, Tagger};
use html5gum::{Token, Tokenizer};
use proptest::prelude::*;

fn tagger() -> &'static Tagger {
    static TAGGER: OnceLock<Tagger> = OnceLock::new();
    TAGGER.get_or_init(|| Tagger::load(&Source::Builtin).expect("the lists in the binary").0)
}

/// A way to write one character.
fn written(c: char, way: u8) -> String {
    match way {
        0 => format!("&#x{:x};", u32::from(c)),
        1 => format!("&#{};", u32::from(c)),
        2 if c == ' ' => "\r\n\t ".to_owned(),
        3 => format!("<b>{c}</b>"),
        4 => format!("{c}<!-- بيروت -->"),
        5 => format!("<span title='بيروت'>{c}"),
        6 => format!("</i>{c}"),
        _ => c.to_string(),
    }
}

/// The text of a stretch of HTML by another way: the tokenizer's own.
fn stripped(html: &str) -> String {
    let mut text = Vec::new();
    for token in Tokenizer::new(html) {
        if let Ok(Token::String(string)) = token {
            text.extend_from_slice(&string);
        }
    }
    let text = String::from_utf8(text).expect("the text of a text");
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn each_mention_is_found_whole_in_the_source(ways in prop::collection::vec(0u8..40, 1..200), start in 0usize..200) {
        let text = "وصل وزير الخارجية الروسي سيرغي لافروف إلى القاهرة، والتقى محمود عباس في رام الله. 😀 وقال لافروف إن الأمم المتحدة \
                    ستعقد اجتماعا بلبنان مع وزارة الطاقة السورية وَالمَمْلَكَة المتحدة";
        let html: String = text.chars().enumerate().map(|(at, c)| written(c, ways[(start + at) % ways.len()])).collect();
        let (plain, marked) = (Article::plain(text), Article::html(&html));
        prop_assert_eq!(marked.text(), text);
        let tagged = tagger().tag(marked.text(), &Options::default()).expect("a short text");
        prop_assert!(tagged.mentions.len() >= 7);
        for mention in &tagged.mentions {
            for span in [mention.span, mention.token].into_iter().chain(mention.role) {
                prop_assert_eq!(stripped(marked.posted_of(span)), plain.posted_of(span), "{}", marked.posted_of(span));
            }
        }
    }
}
