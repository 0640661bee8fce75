//! Cutting HTML into tags and text, each with its place in the source.
//!
//! # How it works
//! The tokenizer is html5gum's, which follows the standard through every kind of broken HTML and tells its emitter of each step by which
//! it moves through the source. So this emitter always knows where it stands, and gives each stretch of text the bytes it was read from:
//! a stretch that was read as it stands is a [`Token::Text`], one that was decoded (`&amp;`, a line break that was a carriage return) is a
//! [`Token::Reference`]. html5ever's tokenizer tells no more than lines; `lol_html` knows its places too, but leaves references undecoded,
//! and brings a CSS parser along.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::Emitter;
use html5gum::{Error, State, Tokenizer};

use super::elements::content_state;

/// A piece of HTML. Ranges are of bytes in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Text that is read as it stands.
    Text(Range<usize>),
    /// Text that is written otherwise than it is read.
    Reference(Range<usize>, String),
    /// A tag's name, in small letters.
    Start { name: Vec<u8>, self_closing: bool },
    /// The same, at the end of an element.
    End { name: Vec<u8> },
}

/// An end tag without a name. The tokenizer passes over it and tells nobody; in scripts and the like it is text.
const NAMELESS: &[u8] = b"</>";

/// Cuts HTML into tokens, in order; comments, attributes, doctypes and processing instructions are left out.
pub(super) fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let emitter = Collector {
        source,
        tokens: &mut tokens,
        position: 0,
        read_to: 0,
        tag: Tag::default(),
        last_start: Vec::new(),
        foreign: (Vec::new(), 0),
    };
    // A string is read without errors, and no token comes by this way.
    let Ok(()) = Tokenizer::new_with_emitter(source, emitter).finish();
    tokens
}

#[derive(Debug, Default)]
struct Tag {
    name: Vec<u8>,
    is_end: bool,
    self_closing: bool,
}

struct Collector<'s, 't> {
    source: &'s str,
    tokens: &'t mut Vec<Token>,
    /// How far the tokenizer has read.
    position: usize,
    /// Up to here the source has become tokens.
    read_to: usize,
    tag: Tag,
    last_start: Vec<u8>,
    /// The drawing or formula that is open, and how many of its name: there, `style` and its like hold ordinary text.
    foreign: (Vec<u8>, usize),
}

impl Collector<'_, '_> {
    fn text(&mut self, range: Range<usize>) {
        match self.tokens.last_mut() {
            Some(Token::Text(last)) if last.end == range.start => last.end = range.end,
            _ => self.tokens.push(Token::Text(range)),
        }
    }

    /// What the content of the element that begins here is read as.
    fn next_state(&mut self) -> Option<State> {
        let name = self.tag.name.as_slice();
        let (foreign, depth) = &mut self.foreign;
        if *depth == 0 && matches!(name, b"svg" | b"math") && !self.tag.self_closing {
            self.foreign = (name.to_vec(), 1);
        } else if *depth > 0 && !self.tag.self_closing && foreign == name {
            *depth += 1;
        }
        if self.foreign.1 > 0 { None } else { content_state(name) }
    }
}

impl Emitter for Collector<'_, '_> {
    type Token = Infallible;

    fn move_position(&mut self, offset: isize) {
        self.position = self.position.saturating_add_signed(offset);
    }

    fn emit_string(&mut self, read: &[u8]) {
        let mut range = self.read_to..self.position;
        let Some(mut written) = self.source.as_bytes().get(range.clone()) else { return };
        self.read_to = self.position;
        if read.is_empty() {
            return;
        }
        if !read.starts_with(NAMELESS) {
            while let Some(rest) = written.strip_prefix(NAMELESS) {
                written = rest;
                range.start += NAMELESS.len();
            }
        }
        if written == read {
            self.text(range);
        } else if written.strip_prefix(b"\n") == Some(read) {
            // The second half of a line break, whose first half has been read.
            self.text(range.start + 1..range.end);
        } else if written.starts_with(read) && written[0] != b'&' {
            // What looked like the beginning of a tag and was none is given in parts, read up to its end.
            self.read_to = range.start + read.len();
            self.text(range.start..self.read_to);
        } else {
            self.tokens.push(Token::Reference(range, String::from_utf8_lossy(read).into_owned()));
        }
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.read_to = self.position;
        let name = self.tag.name.clone();
        if self.tag.is_end {
            if name == self.foreign.0 {
                self.foreign.1 = self.foreign.1.saturating_sub(1);
            }
            self.tokens.push(Token::End { name });
            return None;
        }
        self.last_start.clone_from(&name);
        self.tokens.push(Token::Start { name, self_closing: self.tag.self_closing });
        self.next_state()
    }

    fn emit_current_comment(&mut self) {
        self.read_to = self.position;
    }

    fn emit_current_doctype(&mut self) {
        self.read_to = self.position;
    }

    fn init_start_tag(&mut self) {
        self.tag = Tag::default();
    }

    fn init_end_tag(&mut self) {
        self.tag = Tag { is_end: true, ..Tag::default() };
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.tag.name.extend_from_slice(name);
    }

    fn set_self_closing(&mut self) {
        self.tag.self_closing = true;
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.tag.is_end && !self.last_start.is_empty() && self.tag.name == self.last_start
    }

    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.last_start = name.unwrap_or_default().to_vec();
    }

    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_eof(&mut self) {}
    fn emit_error(&mut self, _: Error) {}
    fn init_comment(&mut self) {}
    fn init_doctype(&mut self) {}
    fn init_attribute(&mut self) {}
    fn set_force_quirks(&mut self) {}
    fn push_comment(&mut self, _: &[u8]) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn push_attribute_name(&mut self, _: &[u8]) {}
    fn push_attribute_value(&mut self, _: &[u8]) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of each token as it stands in the source, `=` and what it is read as, or the tag.
    fn shown(source: &str) -> Vec<String> {
        let one = |token| match token {
            Token::Text(range) => source[range].to_owned(),
            Token::Reference(range, read) => format!("{}={read}", &source[range]),
            Token::Start { name, self_closing } => format!("<{}{}>", String::from_utf8(name).unwrap(), if self_closing { "/" } else { "" }),
            Token::End { name } => format!("</{}>", String::from_utf8(name).unwrap()),
        };
        tokens(source).into_iter().map(one).collect()
    }

    #[test]
    fn text_and_references_know_their_places() {
        for (source, expected) in [
            ("نص", &["نص"][..]),
            ("أ &amp; ب", &["أ ", "&amp;=&", " ب"]),
            ("&#x628;&#1610;&ZeroWidthSpace;", &["&#x628;=ب", "&#1610;=ي", "&ZeroWidthSpace;=\u{200B}"]),
            ("&ampب&notitب", &["&amp=&", "ب", "&not=¬", "itب"]),
            ("&ب &; &#; &#xg; &unknown; &", &["&ب &; &#; &#xg; &unknown; &"]),
            ("&#0;&#x110000;&#xD800;", &["&#0;=\u{FFFD}", "&#x110000;=\u{FFFD}", "&#xD800;=\u{FFFD}"]),
            ("&nGt;", &["&nGt;=≫⃒"]),
            ("a\r\nب\rc\r", &["a", "\r=\n", "ب", "\r=\n", "c", "\r=\n"]),
            ("&#59;&semi;", &["&#59;=;", "&semi;=;"]),
            ("1 < 2 <3 </ ب", &["1 < 2 <3 "]),
            ("أ</>ب</></>&amp;</>\r\nج</>", &["أب", "&amp;=&", "\r=\n", "ج"]),
            ("a<!-- <b> &amp; -->b<!doctype html>c<?x?>d", &["abcd"]),
        ] {
            let found = shown(source);
            // Text on two sides of what is left out is two tokens: shown as one here.
            assert_eq!(found.concat(), expected.concat(), "{source}");
        }
    }

    #[test]
    fn tags_keep_their_attributes_to_themselves() {
        assert_eq!(shown("<A HREF='&amp;<b>' x=<b>ب</A\n>ج<br/>"), ["<a>", "ب", "</a>", "ج", "<br/>"]);
        assert_eq!(shown("ب<a href=\"ج"), ["ب"]);
    }

    #[test]
    fn raw_text_ends_at_its_own_end() {
        assert_eq!(shown("<script>'<b>&amp;'</b></script>x"), ["<script>", "'<b>&amp;'</b>", "</script>", "x"]);
        assert_eq!(shown("<script></>a</script></>b"), ["<script>", "</>a", "</script>", "b"]);
        assert_eq!(shown("<title>a &lt; <b></title>x"), ["<title>", "a ", "&lt;=<", " <b>", "</title>", "x"]);
        assert_eq!(shown("<svg><style/>a</svg><style>b"), ["<svg>", "<style/>", "a", "</svg>", "<style>", "b"]);
    }
}
