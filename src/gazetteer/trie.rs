//! A trie of words: forms that begin with the same words share the way there.
//!
//! # How it works
//! A form is cut into pieces where a form may end: letters, with one sign before them (في بيروت is «في» and « بيروت»; « - » between two
//! words gives a piece that is a sign alone). Nodes are numbered, and one hash table for the whole trie holds the step from a node by a
//! piece. A trie of letters takes a step for each letter and keeps few of them in the cache; sorted forms take a binary search for each
//! word, every probe of it somewhere else in memory. Here a word is one probe, and most words that go on with no form are turned away by
//! the table's control bytes.
//!
//! Pieces are compared leniently; their letters are those of the forms and are not copied.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::text::Symbol;
use crate::text::fold_rules::LENIENT;

/// A place in the trie. The root is where every form begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NodeIx(u32);

/// No form ends at a node.
const NO_PATTERN: u32 = u32::MAX;

/// The words of a form up to some place.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// The node of the words before its piece.
    parent: u32,
    /// Where its piece stands among the forms' letters.
    piece: u32,
    len: u32,
    /// The form that ends here.
    pattern: u32,
    /// Some form goes on from here.
    goes_on: bool,
}

/// The trie of some forms.
#[derive(Debug)]
pub(super) struct Trie {
    nodes: Vec<Node>,
    /// Numbers of nodes, hashed by parent and piece.
    steps: HashTable<u32>,
    /// Symbols that begin a form.
    begins: [bool; 256],
}

impl Trie {
    pub(super) const ROOT: NodeIx = NodeIx(0);

    /// A trie of forms. Each is given by where it begins among `letters` (all forms' lenient symbols, end to end) and by its length;
    /// they are sorted, and no two are the same.
    #[allow(clippy::cast_possible_truncation)] // the builder counts letters in 32 bits, and there are fewer pieces than letters
    pub(super) fn of(letters: &[u8], forms: impl Iterator<Item = (u32, u32)>) -> Self {
        let root = Node { parent: 0, piece: 0, len: 0, pattern: NO_PATTERN, goes_on: true };
        let (mut nodes, mut begins) = (vec![root], [false; 256]);
        // The nodes of the form before, each with the length of the words up to there: sorted forms share what they begin with.
        let mut path: Vec<(u32, usize)> = Vec::new();
        let mut previous: &[u8] = &[];
        for (number, (first, len)) in forms.enumerate() {
            let form = &letters[first as usize..(first + len) as usize];
            begins[usize::from(form[0])] = true;
            let alike = form.iter().zip(previous).take_while(|(one, other)| one == other).count();
            let shared = |&&(_, end): &&(u32, usize)| end <= alike && may_end(form, end);
            path.truncate(path.iter().take_while(shared).count());
            let (mut node, mut end) = path.last().copied().unwrap_or((0, 0));
            while end < form.len() {
                let next = next_stop(form, end);
                nodes[node as usize].goes_on = true;
                nodes.push(Node { parent: node, piece: first + end as u32, len: (next - end) as u32, pattern: NO_PATTERN, goes_on: false });
                (node, end) = (nodes.len() as u32 - 1, next);
                path.push((node, end));
            }
            nodes[node as usize].pattern = number as u32;
            previous = form;
        }
        nodes.shrink_to_fit();
        let steps = hash_steps(&nodes, letters);
        Self { nodes, steps, begins }
    }

    /// Whether a form begins with a symbol.
    pub(super) fn begins(&self, symbol: u8) -> bool {
        self.begins[usize::from(symbol)]
    }

    /// The step from a node by a piece of lenient symbols; `forms` are the canonical symbols of all forms.
    pub(super) fn step(&self, from: NodeIx, piece: &[u8], forms: &[u8]) -> Option<NodeIx> {
        let table: &[u8; 256] = &LENIENT;
        let fits = |&number: &u32| {
            let node = &self.nodes[number as usize];
            node.parent == from.0
                && node.len as usize == piece.len()
                && forms[node.piece as usize..].iter().zip(piece).all(|(&form, &symbol)| table[usize::from(form)] == symbol)
        };
        self.steps.find(hash(from.0, piece), fits).map(|&number| NodeIx(number))
    }

    /// The number of the form that ends at a node.
    pub(super) fn pattern(&self, node: NodeIx) -> Option<u32> {
        Some(self.nodes[node.0 as usize].pattern).filter(|&pattern| pattern != NO_PATTERN)
    }

    /// Whether a form goes on from a node.
    pub(super) fn goes_on(&self, node: NodeIx) -> bool {
        self.nodes[node.0 as usize].goes_on
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.nodes.len() * size_of::<Node>() + self.steps.allocation_size()
    }
}

#[allow(clippy::cast_possible_truncation)] // as many nodes as were counted in 32 bits
fn hash_steps(nodes: &[Node], letters: &[u8]) -> HashTable<u32> {
    let hash_of = |&number: &u32| {
        let Node { parent, piece, len, .. } = nodes[number as usize];
        hash(parent, &letters[piece as usize..(piece + len) as usize])
    };
    let mut steps = HashTable::with_capacity(nodes.len() - 1);
    for number in 1..nodes.len() as u32 {
        steps.insert_unique(hash_of(&number), number, hash_of);
    }
    steps
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
        let dam = step(Trie::ROOT, &symbols("سد")).expect("a form of one word");
        assert_eq!((trie.pattern(dam), trie.goes_on(dam)), (Some(0), true));
        let further = |word: &str| step(dam, &[&[Symbol::SPACE.0], &*symbols(word)].concat());
        assert_eq!(further("مارب").map(|node| (trie.pattern(node), trie.goes_on(node))), Some((Some(1), false)));
        assert_eq!(further("ماربين").and_then(|node| trie.pattern(node)), Some(2));
        assert_eq!(further("مار"), None);
        assert_eq!(step(Trie::ROOT, &symbols("سدود")).and_then(|node| trie.pattern(node)), Some(3));
        assert_eq!(trie.nodes.len(), 5, "the root, two first words, two second ones");
    }
}
