//! A trie of words: forms that begin with the same words share the way there.
//!
//! # How it works
//! A form is cut into pieces where a form may end: letters, with one sign before them (في بيروت is «في» and « بيروت»; « - » between two
//! words gives a piece that is a sign alone). One hash table holds the nodes of the whole trie, each found by the node before
//! it and its piece. A trie of letters takes a step for each letter and keeps few of them in the cache; sorted forms take a binary search for each
//! word, every probe of it somewhere else in memory. Here a word is one probe, and most words that go on with no form are turned away by
//! the table's control bytes.
//!
//! Pieces are compared leniently; their letters are those of the forms and are not copied.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::text::Symbol;
use crate::text::fold_rules::LENIENT;

/// The words of a form up to some place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    /// Where its piece stands among the forms' letters: no two nodes have the same, so that it is the node's number too.
    piece: u32,
    /// The node of the words before.
    parent: u32,
    /// How long its piece is; the highest bit says that some form goes on from here.
    len: u32,
    /// The form that ends here.
    pattern: u32,
}

const NO_PATTERN: u32 = u32::MAX;
const GOES_ON: u32 = 1 << 31;

impl Node {
    /// Where every form begins.
    pub(super) const ROOT: Self = Self { piece: u32::MAX, parent: u32::MAX, len: GOES_ON, pattern: NO_PATTERN };

    /// The number of the form that ends here.
    pub(super) fn pattern(&self) -> Option<u32> {
        (self.pattern != NO_PATTERN).then_some(self.pattern)
    }

    /// Whether a form goes on from here.
    pub(super) fn goes_on(&self) -> bool {
        self.len & GOES_ON != 0
    }

    fn len(&self) -> usize {
        (self.len & !GOES_ON) as usize
    }

    /// The letters of its piece among those of all forms.
    fn letters<'f>(&self, forms: &'f [u8]) -> &'f [u8] {
        &forms[self.piece as usize..][..self.len()]
    }

    fn hash(&self, lenient: &[u8]) -> u64 {
        hash(self.parent, self.letters(lenient))
    }
}

/// The trie of some forms.
#[derive(Debug)]
pub(super) struct Trie {
    /// All nodes but the root, hashed by parent and piece.
    nodes: HashTable<Node>,
    /// Symbols that begin a form.
    begins: [bool; 256],
}

impl Trie {
    /// How many letters all forms together may have: their places fit into 32 bits, and a length leaves one bit free.
    pub(super) const MAX_LETTERS: usize = GOES_ON as usize - 1;

    /// A trie of forms. Each is given by where it begins among `lenient` (the lenient symbols of all forms, end to end, at most
    /// [`MAX_LETTERS`](Self::MAX_LETTERS)) and by its length; they are sorted, and no two are the same.
    #[allow(clippy::cast_possible_truncation)] // places among the letters, and no more forms than letters
    pub(super) fn of(lenient: &[u8], forms: impl Iterator<Item = (u32, u32)>) -> Self {
        let (mut nodes, mut begins) = (Vec::<Node>::new(), [false; 256]);
        // The nodes of the form before, each with the length of the words up to there: sorted forms share what they begin with.
        let mut path: Vec<(usize, usize)> = Vec::new();
        let mut previous: &[u8] = &[];
        for (number, (first, len)) in forms.enumerate() {
            let form = &lenient[first as usize..][..len as usize];
            begins[usize::from(form[0])] = true;
            let alike = form.iter().zip(previous).take_while(|(one, other)| one == other).count();
            let shared = path.iter().take_while(|&&(_, end)| end <= alike && may_end(form, end)).count();
            path.truncate(shared);
            let mut end = path.last().map_or(0, |&(_, end)| end);
            while end < form.len() {
                let next = next_stop(form, end);
                let parent = path.last().map_or(Node::ROOT.piece, |&(parent, _)| {
                    nodes[parent].len |= GOES_ON;
                    nodes[parent].piece
                });
                path.push((nodes.len(), next));
                nodes.push(Node { piece: first + end as u32, parent, len: (next - end) as u32, pattern: NO_PATTERN });
                end = next;
            }
            if let Some(&(last, _)) = path.last() {
                nodes[last].pattern = number as u32;
            }
            previous = form;
        }
        let mut table = HashTable::with_capacity(nodes.len());
        for node in nodes {
            table.insert_unique(node.hash(lenient), node, |node| node.hash(lenient));
        }
        Self { nodes: table, begins }
    }

    /// Whether a form begins with a symbol.
    pub(super) fn begins(&self, symbol: u8) -> bool {
        self.begins[usize::from(symbol)]
    }

    /// The step from a node by a piece of lenient symbols; `forms` are the canonical symbols of all forms.
    pub(super) fn step(&self, from: Node, piece: &[u8], forms: &[u8]) -> Option<Node> {
        let table: &[u8; 256] = &LENIENT;
        let fits = |node: &Node| {
            let alike = |(&form, &symbol): (&u8, &u8)| table[usize::from(form)] == symbol;
            node.parent == from.piece && node.len() == piece.len() && node.letters(forms).iter().zip(piece).all(alike)
        };
        self.nodes.find(hash(from.piece, piece), fits).copied()
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.nodes.allocation_size()
    }
}

fn hash(parent: u32, piece: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u32(parent);
    hasher.write(piece);
    hasher.finish()
}

/// Whether a form may end before this symbol: no letter stands there.
#[inline]
pub(super) fn may_end(symbols: &[u8], end: usize) -> bool {
    symbols.get(end).is_none_or(|&symbol| !Symbol(symbol).is_letter())
}

/// The next place after `from` where a form may end: after the letters that follow at once or behind one sign.
#[inline]
pub(super) fn next_stop(symbols: &[u8], from: usize) -> usize {
    let at = from + usize::from(!Symbol(symbols[from]).is_letter());
    at + symbols[at..].iter().take_while(|&&symbol| Symbol(symbol).is_letter()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::{canonical_symbols, lenient_symbols};

    /// Searching trusts that leniency changes letters into letters and signs into signs.
    #[test]
    fn lenient_symbols_stay_letters_or_signs() {
        for symbol in 0..=u8::MAX {
            assert_eq!(Symbol(symbol).is_letter(), Symbol(LENIENT[usize::from(symbol)]).is_letter(), "{symbol:#x}");
        }
    }

    #[test]
    fn forms_share_the_words_they_begin_with_and_no_half_words() {
        let forms = ["سد", "سد مارب", "سد ماربين", "سدود"];
        let letters: Vec<u8> = forms.iter().flat_map(|form| lenient_symbols(&canonical_symbols(form))).collect();
        let lens = [2, 7, 9, 4];
        let starts = lens.iter().scan(0, |end, &len| Some((std::mem::replace(end, *end + len), len)));
        let trie = Trie::of(&letters, starts);
        let symbols = |text: &str| lenient_symbols(&canonical_symbols(text));
        let step = |from, piece: &[u8]| trie.step(from, piece, &letters);
        let dam = step(Node::ROOT, &symbols("سد")).expect("a form of one word");
        assert_eq!((dam.pattern(), dam.goes_on()), (Some(0), true));
        let further = |word: &str| step(dam, &[&[Symbol::SPACE.0], &*symbols(word)].concat());
        assert_eq!(further("مارب").map(|node| (node.pattern(), node.goes_on())), Some((Some(1), false)));
        assert_eq!(further("ماربين").and_then(|node| node.pattern()), Some(2));
        assert_eq!(further("مار"), None);
        assert_eq!(step(Node::ROOT, &symbols("سدود")).and_then(|node| node.pattern()), Some(3));
        assert_eq!(trie.nodes.len(), 4, "two first words, two second ones");
    }
}
