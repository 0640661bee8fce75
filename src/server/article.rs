//! A text as it was posted, and what of it is tagged.

use super::html::HtmlText;
use crate::text::RawSpan;

/// A posted text. Spans of mentions are of the text that is tagged; whoever writes an answer turns them into spans of what was posted.
#[derive(Debug)]
pub struct Article<'p> {
    posted: &'p str,
    html: Option<HtmlText>,
}

impl<'p> Article<'p> {
    /// A plain text: it is tagged as it stands.
    pub fn plain(posted: &'p str) -> Self {
        Self { posted, html: None }
    }

    /// HTML: its text is tagged, its tags, scripts, styles and comments are not.
    pub fn html(posted: &'p str) -> Self {
        Self { posted, html: Some(HtmlText::new(posted)) }
    }

    /// What was posted.
    pub fn posted(&self) -> &'p str {
        self.posted
    }

    /// What is tagged.
    pub fn text(&self) -> &str {
        self.html.as_ref().map_or(self.posted, HtmlText::text)
    }

    /// Where a span of the tagged text stands in what was posted.
    pub fn posted_span(&self, span: RawSpan) -> RawSpan {
        self.html.as_ref().map_or(span, |html| html.source_span(span))
    }

    /// The stretches of what was posted that a span of the tagged text was read from: in HTML, without the tags between them.
    pub(super) fn runs(&self, span: RawSpan) -> Vec<RawSpan> {
        self.html.as_ref().map_or_else(|| vec![span], |html| html.runs(span).collect())
    }

    /// Whether a part of a span of the tagged text is part of a link.
    pub(super) fn is_linked(&self, span: RawSpan) -> bool {
        self.html.as_ref().is_some_and(|html| html.is_linked(span))
    }

    /// Whether it is HTML.
    pub(super) fn is_html(&self) -> bool {
        self.html.is_some()
    }

    /// What was posted where a span of the tagged text stands: in HTML, with the tags in it.
    pub fn posted_of(&self, span: RawSpan) -> &'p str {
        self.posted_span(span).of(self.posted)
    }
}
