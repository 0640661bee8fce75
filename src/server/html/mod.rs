//! Reading the text of HTML, with the way back to every byte of the source.
//!
//! What is tagged is the text that a reader of the page would see in a line: tags gone, references decoded, white space as one space.
//! Names run across the tags of inline elements; those of all others, and `<br>`, end them. Each stretch of that text keeps its place in
//! the source, so a mention is found in the HTML as it was posted.

mod elements;
mod tokens;

use elements::{Layout, is_void, layout};
use tokens::{Token, tokens};

use crate::text::RawSpan;

/// What stands where a block begins or ends: a paragraph's end, which no name runs across.
const BORDER: &str = "\n\n";

/// The text of an HTML document or fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HtmlText {
    text: String,
    /// In order, in the text and in the source.
    pieces: Vec<Piece>,
}

/// A stretch of the text that comes from one stretch of the source. Between two of them there may be a border, which comes from none.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    text: RawSpan,
    source: RawSpan,
    /// Whether it is byte for byte the source; else it is one unit, never cut.
    verbatim: bool,
    linked: bool,
}

impl HtmlText {
    /// Reads HTML, however broken.
    ///
    /// # Complexity
    /// Linear in the source.
    pub(in crate::server) fn new(source: &str) -> Self {
        let mut reader = Reader { source, ..Reader::default() };
        for token in tokens(source) {
            reader.token(token);
        }
        Self { text: reader.text, pieces: reader.pieces }
    }

    /// The text alone.
    pub(in crate::server) fn text(&self) -> &str {
        &self.text
    }

    /// Where a span of the text stands in the source, from its first character to its last, with the tags between. Where an edge falls
    /// inside a reference, the span snaps outward. A span that covers nothing of the source, a border alone, stands empty where the text
    /// before it ends.
    pub(in crate::server) fn source_span(&self, span: RawSpan) -> RawSpan {
        let mut parts = self.pieces_of(span).map(|piece| piece.part(span));
        if let Some(first) = parts.next() {
            return RawSpan { start: first.start, end: parts.last().unwrap_or(first).end };
        }
        let before = self.pieces.partition_point(|piece| piece.text.end <= span.start);
        let end = before.checked_sub(1).map_or(0, |last| self.pieces[last].source.end);
        RawSpan { start: end, end }
    }

    /// The stretches of the source that a span of the text was read from, tags left out; none touches the next.
    pub(in crate::server) fn runs(&self, span: RawSpan) -> impl Iterator<Item = RawSpan> + '_ {
        let mut pieces = self.pieces_of(span).map(move |piece| piece.part(span)).peekable();
        std::iter::from_fn(move || {
            let mut run = pieces.next()?;
            while let Some(next) = pieces.next_if(|next| next.start == run.end) {
                run.end = next.end;
            }
            Some(run)
        })
    }

    /// Whether a part of a span is part of a link.
    pub(in crate::server) fn is_linked(&self, span: RawSpan) -> bool {
        self.pieces_of(span).any(|piece| piece.linked)
    }

    fn pieces_of(&self, span: RawSpan) -> impl Iterator<Item = &Piece> {
        let first = self.pieces.partition_point(|piece| piece.text.end <= span.start);
        self.pieces[first..].iter().take_while(move |piece| piece.text.start < span.end)
    }
}

impl Piece {
    /// The source of the part of this piece that a span covers.
    fn part(&self, span: RawSpan) -> RawSpan {
        if !self.verbatim {
            return self.source;
        }
        let start = self.source.start + span.start.saturating_sub(self.text.start);
        let end = self.source.end - self.text.end.saturating_sub(span.end);
        RawSpan { start, end }
    }
}

#[derive(Default)]
struct Reader<'s> {
    source: &'s str,
    text: String,
    pieces: Vec<Piece>,
    /// The element whose content is passed over, and how many of its name are open inside it, itself included.
    skipped: Option<(Vec<u8>, usize)>,
    /// Elements that are open, of those kinds that matter.
    preformatted: usize,
    linked: bool,
}

impl Reader<'_> {
    fn token(&mut self, token: Token) {
        if let Some((skipped, depth)) = &mut self.skipped {
            match token {
                Token::Start { name, self_closing: false } if name == *skipped => *depth += 1,
                Token::End { name } if name == *skipped => *depth -= 1,
                _ => {}
            }
            if *depth == 0 {
                self.skipped = None;
            }
            return;
        }
        match token {
            Token::Text(range) => self.verbatim(range.start, range.end),
            Token::Reference(range, read) => self.reference(RawSpan { start: range.start, end: range.end }, &read),
            Token::Start { name, self_closing } => self.start(name, self_closing),
            Token::End { name } => self.end(&name),
        }
    }

    fn start(&mut self, name: Vec<u8>, self_closing: bool) {
        let layout = layout(&name);
        match layout {
            // A link inside a link ends it.
            Layout::Inline => self.linked |= name == b"a",
            Layout::Block | Layout::Replaced => self.border(),
            Layout::Preformatted => {
                self.border();
                self.preformatted += 1;
            }
            Layout::Hidden => {}
        }
        // Only drawings and formulas close themselves; other elements ignore the stroke.
        let closed = is_void(&name) || self_closing && matches!(&*name, b"svg" | b"math");
        if matches!(layout, Layout::Hidden | Layout::Replaced) && !closed {
            self.skipped = Some((name, 1));
        }
    }

    fn end(&mut self, name: &[u8]) {
        match layout(name) {
            Layout::Inline if name == b"a" => self.linked = false,
            Layout::Inline | Layout::Hidden => {}
            Layout::Block | Layout::Replaced => self.border(),
            Layout::Preformatted => {
                self.border();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
        }
    }

    /// Text as it stands; a run of white space becomes one space.
    fn verbatim(&mut self, start: usize, end: usize) {
        let Some(text) = self.source.get(start..end) else { return };
        if self.preformatted > 0 {
            return self.push(text, RawSpan { start, end }, true);
        }
        let mut at = start;
        while at < end {
            let rest = &self.source[at..end];
            let spaces = rest.len() - rest.trim_start_matches(is_white).len();
            let stop = if spaces > 0 { at + spaces } else { at + rest.find(is_white).unwrap_or(rest.len()) };
            let span = RawSpan { start: at, end: stop };
            if spaces > 0 {
                self.space(span);
            } else {
                self.push(span.of(self.source), span, true);
            }
            at = stop;
        }
    }

    fn reference(&mut self, source: RawSpan, read: &str) {
        if self.preformatted == 0 && read.chars().all(is_white) {
            self.space(source);
        } else {
            self.push(read, source, false);
        }
    }

    /// White space at the beginning of a line, or after white space, is none.
    fn space(&mut self, source: RawSpan) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            let verbatim = source.of(self.source) == " ";
            self.push(" ", source, verbatim);
        }
    }

    fn border(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(BORDER) {
            self.text.push_str(BORDER);
        }
    }

    fn push(&mut self, read: &str, source: RawSpan, verbatim: bool) {
        let start = self.text.len();
        self.text.push_str(read);
        let text = RawSpan { start, end: self.text.len() };
        let linked = self.linked;
        match self.pieces.last_mut() {
            Some(last)
                if last.verbatim && verbatim && last.linked == linked && last.text.end == start && last.source.end == source.start =>
            {
                last.text.end = text.end;
                last.source.end = source.end;
            }
            _ => self.pieces.push(Piece { text, source, verbatim, linked }),
        }
    }
}

/// White space of HTML: a no-break space is none.
fn is_white(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0C')
}

#[cfg(test)]
mod tests;
