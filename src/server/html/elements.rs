//! What HTML's elements mean for reading their text.

use html5gum::State;

/// What an element does to the text round it and in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Part of the line: names run across its tags. So are elements that HTML does not know.
    Inline,
    /// Stands by itself: no name runs across its tags.
    Block,
    /// A block whose line breaks are such.
    Preformatted,
    /// Its content is no text of the page. Nothing is shown in its place: names run across it.
    Hidden,
    /// Its content is no text of the page, and something else is shown in its place.
    Replaced,
}

/// The layout of an element, by its name in small letters.
///
/// * `script`, `style`, `template` and `title` are not shown in the page; `noscript` is not shown to readers with a browser of this century.
///   `head` itself is passed through: its end need not be written, and what else has text in it is no part of it.
/// * What a reader types into or chooses from (`textarea`, `select`), what is drawn (`svg`, `math`, `canvas`) and what stands in for a
///   medium that cannot be shown (`iframe`, `object`, `video`, …) are no text of the article. In most of them a `mark` would not be one.
pub(super) fn layout(name: &[u8]) -> Layout {
    match name {
        b"script" | b"style" | b"template" | b"noscript" | b"title" => Layout::Hidden,
        b"textarea" | b"select" | b"datalist" | b"svg" | b"math" | b"canvas" | b"iframe" | b"object" | b"video" | b"audio" | b"noembed"
        | b"noframes" | b"xmp" | b"plaintext" => Layout::Replaced,
        b"pre" | b"listing" => Layout::Preformatted,
        b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"br" | b"button" | b"caption" | b"center" | b"col"
        | b"colgroup" | b"dd" | b"details" | b"dialog" | b"dir" | b"div" | b"dl" | b"dt" | b"embed" | b"fieldset" | b"figcaption"
        | b"figure" | b"footer" | b"form" | b"frame" | b"frameset" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"head"
        | b"header" | b"hgroup" | b"hr" | b"html" | b"image" | b"img" | b"input" | b"legend" | b"li" | b"main" | b"menu" | b"meter"
        | b"nav" | b"ol" | b"optgroup" | b"option" | b"p" | b"param" | b"picture" | b"progress" | b"rp" | b"rt" | b"search"
        | b"section" | b"source" | b"sub" | b"summary" | b"sup" | b"table" | b"tbody" | b"td" | b"tfoot" | b"th" | b"thead" | b"tr"
        | b"track" | b"ul" => Layout::Block,
        _ => Layout::Inline,
    }
}

/// Whether an element never has content, so that nothing ends it.
pub(super) fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"param"
            | b"source"
            | b"track"
            | b"wbr"
    )
}

/// How the content of an element is to be read, if not as usual.
pub(super) fn content_state(name: &[u8]) -> Option<State> {
    match name {
        b"textarea" | b"title" => Some(State::RcData),
        b"plaintext" => Some(State::PlainText),
        b"script" => Some(State::ScriptData),
        b"style" | b"iframe" | b"xmp" | b"noembed" | b"noframes" | b"noscript" => Some(State::RawText),
        _ => None,
    }
}
