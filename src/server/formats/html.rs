//! The text with its mentions marked: `<mark class="aalam person" data-entity="…">`, and a link inside it where there is a page about the
//! entity. A name that no list holds has the class `unlisted` too. Of mentions inside mentions the outermost is marked.
//!
//! A plain text is escaped and becomes paragraphs. Posted HTML comes back byte for byte, with the marks put in: never outside its text,
//! never in a link, and where a name runs across tags each stretch between them is marked by itself, so that what was well-formed stays
//! so. It is not cleaned: who would not show it as it was posted should not show it marked.

use std::fmt::Write;

use super::TaggedArticle;
use super::identifiers::page;
use crate::gazetteer::Entity;
use crate::tagging::Mention;
use crate::text::RawSpan;

pub(super) fn write(of: TaggedArticle<'_>, out: &mut Vec<u8>) {
    let posted = of.article.posted();
    let mut page = Page { out: String::with_capacity(posted.len() * 2), escapes: !of.article.is_html() };
    if page.escapes {
        page.out.push_str(PARAGRAPH);
    }
    // White space round a plain text is no paragraph.
    let (mut at, end) = if page.escapes { (posted.len() - posted.trim_start().len(), posted.trim_end().len()) } else { (0, posted.len()) };
    for mention in of.outermost().filter(|mention| !of.article.is_linked(mention.span)) {
        let (open, close) = marks(mention, of.entity_of(mention));
        for run in of.article.runs(mention.span) {
            page.text(&posted[at..run.start]);
            page.marked(run, posted, &open, close);
            at = run.end;
        }
    }
    page.text(posted.get(at..end).unwrap_or_default());
    if page.escapes {
        page.out.push_str("</p>\n");
    }
    out.extend_from_slice(page.out.as_bytes());
}

const PARAGRAPH: &str = "<p dir=\"auto\">";

struct Page {
    out: String,
    /// Whether the posted text is plain, and is escaped on its way.
    escapes: bool,
}

impl Page {
    /// Text between marks.
    fn text(&mut self, text: &str) {
        if !self.escapes {
            return self.out.push_str(text);
        }
        let mut rest = text;
        while let Some(start) = rest.find(['\n', '\r']) {
            escape(&rest[..start], &mut self.out);
            let breaks = rest[start..].find(|c: char| !c.is_whitespace()).unwrap_or(rest.len() - start);
            let (white, after) = rest[start..].split_at(breaks);
            let lines = white.matches('\n').count().max(white.matches('\r').count());
            self.out.push_str(if lines > 1 { "</p>\n" } else { "<br>\n" });
            self.out.push_str(if lines > 1 { PARAGRAPH } else { "" });
            rest = after;
        }
        escape(rest, &mut self.out);
    }

    fn marked(&mut self, run: RawSpan, posted: &str, open: &str, close: &str) {
        let text = run.of(posted);
        // White space between two tags would be marked for nothing.
        if text.trim().is_empty() {
            return self.text(text);
        }
        self.out.push_str(open);
        if self.escapes {
            escape(text, &mut self.out);
        } else {
            self.out.push_str(text);
        }
        self.out.push_str(close);
    }
}

/// What stands before and after each marked stretch.
fn marks(mention: &Mention, entity: Option<&Entity>) -> (String, &'static str) {
    let mut open = format!("<mark class=\"aalam {}", mention.entity_type);
    let Some(entity) = entity else {
        open.push_str(" unlisted\">");
        return (open, "</mark>");
    };
    open.push_str("\" data-entity=\"");
    escape(&entity.id, &mut open);
    open.push_str("\">");
    match entity.same_as.iter().find_map(|same_as| page(same_as)) {
        Some(address) => {
            // Letters and digits after a fixed beginning: nothing to escape.
            let _ = write!(open, "<a class=\"aalam\" href=\"{address}\">");
            (open, "</a></mark>")
        }
        None => (open, "</mark>"),
    }
}

fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
