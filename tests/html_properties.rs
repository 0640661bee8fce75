//! Mentions in HTML are those of its text, and each is found in the source.

use std::sync::OnceLock;
use std::time::Duration;

use aalam::gazetteer::source::Source;
use aalam::server::{Article, Format, LocalAnswer};
use aalam::tagging::{Options, Tagger};
use aalam::text::OffsetUnit;
use html5gum::emitters::default::DefaultEmitter;
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

/// An article as marked HTML.
fn marked(article: &Article<'_>) -> String {
    let tagged = tagger().tag(article.text(), &Options::default()).expect("a short text");
    let answer = LocalAnswer {
        tagger: tagger(),
        article,
        tagged: &tagged,
        id: None,
        format: Format::Html,
        offsets: OffsetUnit::Codepoint,
        explain: false,
        took: Duration::ZERO,
    };
    let mut page = Vec::new();
    answer.write(&mut page, false).expect("memory takes all");
    String::from_utf8(page).expect("HTML is text")
}

/// Takes the marks out again: what is left, and how many there were.
fn unmarked(page: &str) -> (String, usize) {
    let mut parts = page.split("<mark class=\"aalam ");
    let mut bare = parts.next().unwrap_or_default().to_owned();
    let mut marks = 0;
    for part in parts {
        let (_, inside) = part.split_once('>').expect("the tag ends");
        let link = inside.strip_prefix("<a class=\"aalam\" href=\"").map(|link| link.split_once("\">").expect("the link's tag ends").1);
        let close = if link.is_some() { "</a></mark>" } else { "</mark>" };
        let (name, after) = link.unwrap_or(inside).split_once(close).expect("the mark ends");
        assert!(!name.contains('<') && !name.is_empty(), "a tag in a mark: {name}");
        bare.push_str(name);
        bare.push_str(after);
        marks += 1;
    }
    (bare, marks)
}

/// How many marks a tokenizer sees as tags: none that stands in a script, a comment or an attribute. It knows nothing of drawings, where
/// `style` and `title` are read otherwise; there are none in these pages.
fn seen_marks(page: &str) -> usize {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let tokens = Tokenizer::new_with_emitter(page, emitter);
    tokens.filter(|token| matches!(token, Ok(Token::StartTag(tag)) if tag.name.as_slice() == b"mark")).count()
}

/// Names among markup, whole and broken.
fn soup() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        3 => prop::sample::select(vec!["سيرغي", "لافروف", "بيروت", " ", "، ", "إلى", "ب", "لب", "نان", "\r\n", "&#x627;", "&nbsp;", "القا&#x647;رة"]),
        1 => prop::sample::select(vec!["<b>", "</b>", "<p>", "</p>", "<br>", "<a href=/>", "</a>", "<!-- بيروت -->", "<i title='بيروت>'>", "<td>"]),
        1 => prop::sample::select(vec!["<script>", "</script>", "<style>", "</style>",   "<title>", "</title>", "<!--", "-->", "<b x=\"", "<", "&",
            "<textarea>", "</textarea>", "<select>", "</select>", "<pre>", "<noscript>", "</noscript>", "<iframe>", "<xmp>", "</xmp>", "<plaintext>", "</>"]),
    ];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

/// Nothing tells the reader of a tag without a name, and the text behind it still has its own place.
#[test]
fn two_names_behind_a_tag_without_a_name_are_marked_each() {
    let html = "قال</> سيرغي لافروف ذلك في بيروت";
    let page = marked(&Article::html(html));
    assert_eq!(unmarked(&page), (html.to_owned(), 2));
    assert!(page.starts_with("قال</> <mark "), "{page}");
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

    #[test]
    fn marks_stand_in_text_alone_and_change_nothing_else(html in soup()) {
        let page = marked(&Article::html(&html));
        let (bare, marks) = unmarked(&page);
        prop_assert_eq!(bare, html);
        prop_assert_eq!(seen_marks(&page), marks);
    }

    #[test]
    fn a_plain_text_becomes_its_own_text(text in "[<>&\"'ابت \n]{0,20}(سيرغي لافروف|بيروت)?[<>&\"'ابت \n]{0,20}") {
        let (bare, _) = unmarked(&marked(&Article::plain(&text)));
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(words(&stripped(&bare.replace("<p ", " <p ").replace("<br>", " "))), words(&text));
    }
}
