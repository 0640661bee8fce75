//! Cutting a stream into lines, without ever holding more of a line than may be tagged.

use std::collections::VecDeque;

use axum::body::Bytes;
use memchr::memchr;

/// A group is closed when it has so many bytes: enough that handing it to another thread costs nothing beside the tagging, few enough that
/// all threads have some of any long stream.
const GROUP_BYTES: usize = 64 * 1024;
/// And when it has so many lines: the answer to an empty line is far longer than the line.
const GROUP_LINES: usize = 256;

/// One line of a stream, without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    Whole(Bytes),
    /// It was longer than allowed, and has been thrown away.
    TooLong,
}

/// Lines that came together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// The number of the first, from 1.
    pub(super) first: u64,
    pub(super) lines: Vec<Line>,
}

/// Cuts a stream that comes in chunks.
#[derive(Debug)]
pub(super) struct LineCutter {
    limit: usize,
    /// The beginning of a line whose end has not come.
    open: Vec<u8>,
    /// Whether that line is already longer than allowed; then its rest is thrown away as it comes.
    too_long: bool,
    next: u64,
}

impl LineCutter {
    /// For lines of at most `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, open: Vec::new(), too_long: false, next: 1 }
    }

    /// The number of the line whose end has not come.
    pub(super) fn number(&self) -> u64 {
        self.next
    }

    /// Takes the next chunk; the lines that end in it go to `groups`. None waits for more to come: who sends one line gets its answer.
    pub(super) fn cut(&mut self, mut chunk: Bytes, groups: &mut VecDeque<Group>) {
        let mut group = Group { first: self.next, lines: Vec::new() };
        let mut bytes = 0;
        while let Some(end) = memchr(b'\n', &chunk) {
            let mut piece = chunk.split_to(end + 1);
            piece.truncate(end);
            bytes += self.open.len() + piece.len();
            let line = self.close(piece);
            group.lines.push(line);
            self.next += 1;
            if bytes >= GROUP_BYTES || group.lines.len() == GROUP_LINES {
                groups.push_back(std::mem::replace(&mut group, Group { first: self.next, lines: Vec::new() }));
                bytes = 0;
            }
        }
        if !group.lines.is_empty() {
            groups.push_back(group);
        }
        self.keep(&chunk);
    }

    /// The last line, if the stream did not end with a line's end.
    pub(super) fn finish(&mut self) -> Option<Group> {
        if self.open.is_empty() && !self.too_long {
            return None;
        }
        let first = self.next;
        self.next += 1;
        Some(Group { first, lines: vec![self.close(Bytes::new())] })
    }

    /// The open line with its last piece.
    fn close(&mut self, piece: Bytes) -> Line {
        // A line that lies in one chunk is not copied.
        if self.open.is_empty() && !self.too_long && piece.len() <= self.limit {
            return Line::Whole(piece);
        }
        self.keep(&piece);
        let open = std::mem::take(&mut self.open);
        if std::mem::take(&mut self.too_long) { Line::TooLong } else { Line::Whole(open.into()) }
    }

    fn keep(&mut self, piece: &[u8]) {
        if self.too_long || piece.len() > self.limit - self.open.len() {
            self.too_long = true;
            self.open = Vec::new();
        } else {
            self.open.extend_from_slice(piece);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a stream that comes in chunks of so many bytes; `None` for one that is too long.
    fn cut(stream: &[u8], chunk: usize, limit: usize) -> Vec<Option<String>> {
        let mut cutter = LineCutter::new(limit);
        let mut groups = VecDeque::new();
        for piece in stream.chunks(chunk) {
            cutter.cut(Bytes::copy_from_slice(piece), &mut groups);
            assert!(cutter.open.len() <= limit);
        }
        groups.extend(cutter.finish());
        let mut lines = Vec::new();
        for group in groups {
            assert_eq!(group.first, lines.len() as u64 + 1);
            lines.extend(group.lines.into_iter().map(|line| match line {
                Line::Whole(bytes) => Some(String::from_utf8(bytes.to_vec()).unwrap()),
                Line::TooLong => None,
            }));
        }
        assert_eq!(cutter.number(), lines.len() as u64 + 1);
        lines
    }

    #[test]
    fn chunks_may_end_anywhere() {
        let stream = b"one\n\nthree, long\nfour\r\n12345678\n123456789\nlast";
        let expected =
            [Some("one"), Some(""), None, Some("four\r"), Some("12345678"), None, Some("last")].map(|line| line.map(str::to_owned));
        for chunk in 1..=stream.len() {
            assert_eq!(cut(stream, chunk, 8), expected, "chunks of {chunk} bytes");
        }
    }

    #[test]
    fn the_end_of_the_last_line_opens_no_other() {
        assert_eq!(cut(b"", 1, 8), []);
        assert_eq!(cut(b"a\n", 1, 8), [Some("a".to_owned())]);
        assert_eq!(cut(b"\n\n", 2, 8), [Some(String::new()), Some(String::new())]);
        assert_eq!(cut(b"123456789", 9, 8), [None]);
    }

    #[test]
    fn groups_are_bounded() {
        let mut groups = VecDeque::new();
        LineCutter::new(8).cut(Bytes::from(vec![b'\n'; 1000]), &mut groups);
        assert_eq!(groups.iter().map(|group| group.lines.len()).collect::<Vec<_>>(), [256, 256, 256, 232]);
        groups.clear();
        let line = [b"x".repeat(40_000), vec![b'\n']].concat();
        LineCutter::new(50_000).cut(Bytes::from(line.repeat(5)), &mut groups);
        assert_eq!(groups.iter().map(|group| (group.first, group.lines.len())).collect::<Vec<_>>(), [(1, 2), (3, 2), (5, 1)]);
    }
}
