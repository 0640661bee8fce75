use proptest::prelude::*;

use super::*;

#[test]
fn what_a_reader_sees() {
    for (html, expected) in [
        ("<b>محمد</b> صلاح", "محمد صلاح"),
        ("<p>محمد</p>صلاح", "محمد\n\nصلاح"),
        ("محمد<br>صلاح", "محمد\n\nصلاح"),
        ("  محمد \n\t <i> صلاح</i>\n", "محمد صلاح "),
        ("<pre>محمد\n  صلاح</pre>", "محمد\n  صلاح\n\n"),
        ("<span>محمد</span><wbr><my-own>صلاح</my-own>", "محمدصلاح"),
        ("محمد<!-- كلام --> صلاح<script>كلام</script> أيضا", "محمد صلاح أيضا"),
        ("<head><title>كلام</title><style>p{}</style></head><body>نص", "نص"),
        ("<head><title>كلام</title><body>نص", "نص"),
        ("<html><head><title>كلام</title><meta charset=utf-8><h1>نص", "نص"),
        ("أ<textarea>كلام</textarea>ب<select><option>كلام</select>ج", "أ\n\nب\n\nج"),
        ("أ<noscript><img alt='كلام'>كلام</noscript> ب", "أ ب"),
        ("أ<svg><g><svg>كلام</svg></g>كلام<style/></svg>ب<svg/>ج", "أ\n\nب\n\nج"),
        ("أ<template>كلام<template>كلام</template>كلام</template>ب", "أب"),
        ("a&nbsp;b &lt;i&gt; c&#32;&#10; d", "a\u{A0}b <i> c d"),
        ("أ<sup>1</sup> ب", "أ\n\n1\n\nب"),
        ("<td>أ</td><td>ب</td>", "أ\n\nب\n\n"),
        ("", ""),
    ] {
        assert_eq!(HtmlText::new(html).text().trim_end_matches('\n'), expected.trim_end_matches('\n'), "{html}");
    }
}

/// The source of the only place of `name` in the text, and its runs.
fn place<'h>(html: &'h str, name: &str) -> (&'h str, Vec<&'h str>) {
    let read = HtmlText::new(html);
    let start = read.text().find(name).unwrap_or_else(|| panic!("{name} in {:?}", read.text()));
    let span = RawSpan { start, end: start + name.len() };
    (read.source_span(span).of(html), read.runs(span).map(|run| run.of(html)).collect())
}

#[test]
fn a_span_is_found_in_the_source() {
    let name = "محمد صلاح";
    assert_eq!(place("<p>قال محمد صلاح أمس", name), (name, vec![name]));
    assert_eq!(place("قال <b>محمد</b> صلاح أمس", name), ("محمد</b> صلاح", vec!["محمد", " صلاح"]));
    assert_eq!(place("<i>مح</i>مد\n   <b>صلا<!-- x -->ح</b>", name), ("مح</i>مد\n   <b>صلا<!-- x -->ح", vec!["مح", "مد\n   ", "صلا", "ح"]));
    assert_eq!(place("محم&#x62F;&#32;صلاح", name), ("محم&#x62F;&#32;صلاح", vec!["محم&#x62F;&#32;صلاح"]));
    assert_eq!(place("قال</> محمد</> صلاح أمس", name), ("محمد</> صلاح", vec!["محمد", " صلاح"]));
    assert_eq!(place("a &amp;&amp; b", "& b"), ("&amp; b", vec!["&amp; b"]));
}

#[test]
fn an_edge_inside_a_reference_snaps_outward() {
    let html = "x&nGt;y";
    let read = HtmlText::new(html);
    let second = read.text().char_indices().nth(2).unwrap().0;
    assert_eq!(read.source_span(RawSpan { start: second, end: read.text().len() }).of(html), "&nGt;y");
}

#[test]
fn links_are_known() {
    let read = HtmlText::new("أ <a href=x>ب <b>ج</b></a> د");
    let linked = |letter: &str| {
        let start = read.text().find(letter).unwrap();
        read.is_linked(RawSpan { start, end: start + letter.len() })
    };
    assert_eq!(["أ", "ب", "ج", "د"].map(linked), [false, true, true, false]);
}

/// Pieces of HTML, whole and broken.
fn soup() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[ابت لم\u{64B}😀a ]{1,6}",
        2 => prop::sample::select(vec!["<b>", "</b>", "<p>", "</p>", "<br/>", "<a href='&amp;'>", "</a>", "<!-- x -->", "<pre>", "</pre>"]).prop_map(str::to_owned),
        2 => prop::sample::select(vec!["&amp;", "&#x628;", "&#10;", "&ampب", "&nGt;", "&nbsp;", "&", "&#", "&notit;", "&#0;", "\0"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["\r\n", "\r", "\n\n", "<", "</", "</>", "<!", "<!--", "<b x=\"", "]]>", "<![CDATA[", "-->", "<?"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["<script>", "</script>", "<svg>", "</svg>", "<style/>", "<title>", "</title>", "<textarea>", "</select>", "<head>"]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Every stretch of the text, read again from the stretch of source it is said to come from, without the context round it, is itself.
    #[test]
    fn every_span_read_again_is_itself(html in soup(), from in 0usize..60, length in 1usize..12) {
        let read = HtmlText::new(&html);
        let chars: Vec<(usize, char)> = read.text().char_indices().collect();
        // A page without text has one span: none.
        let from = from % chars.len().max(1);
        let Some(&(start, _)) = chars.get(from) else { return Ok(()) };
        let end = chars.get(from + length).map_or(read.text().len(), |(at, _)| *at);
        let span = RawSpan { start, end };
        let mut at = 0;
        let mut again = String::new();
        for run in read.runs(span) {
            prop_assert!(run.start >= at && run.end > run.start);
            at = run.end;
            // In preformatted text white space is kept: that of the runs is, too.
            again.push_str(HtmlText::new(&format!("<pre>{}", run.of(&html))).text());
        }
        let squeezed = |text: &str| text.split(is_white).filter(|word| !word.is_empty()).collect::<Vec<_>>().concat();
        let (again, expected) = (squeezed(&again), squeezed(span.of(read.text())));
        // A reference of two characters is never cut, and one without its semicolon is read otherwise without what follows it.
        prop_assert!(again.contains(&expected), "{again:?} for {expected:?} in {html:?}");
    }

    #[test]
    fn pieces_cover_the_text_in_order(html in soup()) {
        let read = HtmlText::new(&html);
        let (mut text, mut source) = (0, 0);
        for piece in &read.pieces {
            prop_assert!(piece.text.start >= text && piece.source.start >= source && piece.source.end > piece.source.start);
            prop_assert_eq!(read.text()[text..piece.text.start].trim_matches('\n'), "");
            if piece.verbatim {
                prop_assert_eq!(piece.text.of(read.text()), piece.source.of(&html));
            }
            (text, source) = (piece.text.end, piece.source.end);
        }
        prop_assert_eq!(read.text()[text..].trim_matches('\n'), "");
    }
}
