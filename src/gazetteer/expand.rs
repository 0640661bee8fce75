//! Alias expansion: from a curator's name to all the surface forms that are searched.
//!
//! Each family below is a rule of Arabic spelling. A generated form remembers every family that made it, is listed nowhere, and never
//! outranks a listed alias. Folding already makes hamza, ى, ة and the hyphen equal; proclitics are read at search.

use super::entity::{Entity, EntityType};
use super::families::Families;
use crate::text::fold::{canonical_symbols, lenient_eq, lenient_symbols};
use crate::text::symbol::{Symbol, arabic};

/// A string that is searched, as canonical symbols.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurfaceForm {
    /// The symbols.
    pub symbols: Vec<u8>,
    /// What made it.
    pub families: Families,
}

/// A name of many compound parts could grow without bound; the first forms are the likeliest.
const MAX_FORMS: usize = 32;

/// A family: what makes its forms, and what a name must hold, lenient, for it to make any. Most names hold nothing of the kind.
struct Rule {
    family: Families,
    triggers: &'static [&'static [u8]],
    make: fn(&[&[u8]], Add<'_>),
}

/// Takes a variant of a name, word by word.
type Add<'a> = &'a mut dyn FnMut(Vec<Vec<u8>>);

/// The symbols of a short word, at compile time.
const fn symbols<const N: usize>(word: [char; N]) -> [u8; N] {
    let mut symbols = [0; N];
    let mut index = 0;
    while index < N {
        symbols[index] = arabic(word[index]).0;
        index += 1;
    }
    symbols
}

const ABD_WORD: &[u8] = &symbols(['ع', 'ب', 'د']);
const ABU_NOMINATIVE: &[u8] = &symbols(['ا', 'ب', 'و']);
const ABU_ACCUSATIVE: &[u8] = &symbols(['ا', 'ب', 'ا']);
const ABU_GENITIVE: &[u8] = &symbols(['ا', 'ب', 'ي']);
const BIN_WORD: &[u8] = &symbols(['ب', 'ن']);
const AL_DIN: &[u8] = &symbols(['ا', 'ل', 'د', 'ي', 'ن']);
const ALLAH: &[u8] = &symbols(['ا', 'ل', 'ل', 'ه']);
const PORT: &[u8] = &symbols(['ب', 'و', 'ر']);
const KHAN: &[u8] = &symbols(['خ', 'ا', 'ن']);
const YEH: &[u8] = &symbols(['ي']);
const AMIRK: &[u8] = &symbols(['ا', 'م', 'ي', 'ر', 'ك']);
const AMRIK: &[u8] = &symbols(['ا', 'م', 'ر', 'ي', 'ك']);
const URUB: &[u8] = &symbols(['ا', 'و', 'ر', 'و', 'ب']);
const URB: &[u8] = &symbols(['ا', 'و', 'ر', 'ب']);
const INJLIZ: &[u8] = &symbols(['ا', 'ن', 'ج', 'ل', 'ي', 'ز']);
const INKLIZ: &[u8] = &symbols(['ا', 'ن', 'ك', 'ل', 'ي', 'ز']);
const INJLTR: &[u8] = &symbols(['ا', 'ن', 'ج', 'ل', 'ت', 'ر']);
const INKLTR: &[u8] = &symbols(['ا', 'ن', 'ك', 'ل', 'ت', 'ر']);
const KURDISTAN: &[u8] = &symbols(['ك', 'ر', 'د', 'س', 'ت', 'ا', 'ن']);
const KUURDISTAN: &[u8] = &symbols(['ك', 'و', 'ر', 'د', 'س', 'ت', 'ا', 'ن']);

const ABD: Rule = Rule { family: Families::ABD, triggers: &[ABD_WORD], make: abd };
const ABU_JOINED: Rule = Rule { family: Families::ABU, triggers: &[ABU_NOMINATIVE], make: abu_joined };
const ABU_CASES: Rule = Rule { family: Families::ABU, triggers: &[ABU_NOMINATIVE, ABU_ACCUSATIVE, ABU_GENITIVE], make: abu_cases };
const BIN: Rule = Rule { family: Families::BIN, triggers: &[BIN_WORD], make: bin };
const JOINED_NAMES: Rule = Rule { family: Families::JOINED, triggers: &[AL_DIN, ALLAH], make: joined_names };
const JOINED_PLACES: Rule = Rule { family: Families::JOINED, triggers: &[PORT, KHAN], make: joined_places };
const ARTICLE_OF_NISBA: Rule = Rule { family: Families::ARTICLE, triggers: &[YEH], make: article };
const LONG_VOWELS: Rule = Rule { family: Families::LONG_VOWEL, triggers: &[&[]], make: long_vowel };

const STEMS: Rule = Rule {
    family: Families::STEM,
    triggers: &[AMIRK, AMRIK, URUB, URB, INJLIZ, INKLIZ, INJLTR, INKLTR, KURDISTAN, KUURDISTAN],
    make: stems,
};

impl Rule {
    fn applies(&self, lenient: &[u8]) -> bool {
        self.triggers.iter().any(|trigger| trigger.is_empty() || lenient.windows(trigger.len()).any(|window| window == *trigger))
    }
}

/// The surface forms of one name of an entity, the listed one first.
pub fn surface_forms(entity: &Entity, name: &str) -> Vec<SurfaceForm> {
    let rules: &[Rule] = match entity.entity_type {
        EntityType::Person if entity.has_foreign_name() => &[ABD, ABU_JOINED, ABU_CASES, BIN, JOINED_NAMES, LONG_VOWELS],
        EntityType::Person => &[ABD, ABU_JOINED, ABU_CASES, BIN, JOINED_NAMES, ARTICLE_OF_NISBA],
        EntityType::Place => &[ABD, ABU_JOINED, JOINED_PLACES, STEMS],
        EntityType::Organisation => &[ABD, ABU_JOINED, STEMS],
    };
    let mut forms = Forms::of(name);
    if name.contains('-') {
        let together = name.replace('-', "");
        forms.add(canonical_symbols(&together), Families::JOINED);
    }
    for rule in rules {
        forms.apply(rule);
    }
    forms.add_lam();
    forms.made
}

/// The surface forms of a title, cue or demonym: as listed, and after ل.
pub fn word_forms(text: &str) -> Vec<SurfaceForm> {
    let mut forms = Forms::of(text);
    forms.apply(&ABD);
    forms.add_lam();
    forms.made
}

struct Forms {
    made: Vec<SurfaceForm>,
    /// The lenient symbols of each.
    lenient: Vec<Vec<u8>>,
}

impl Forms {
    fn of(name: &str) -> Self {
        let symbols = canonical_symbols(name);
        Self { lenient: vec![lenient_symbols(&symbols)], made: vec![SurfaceForm { symbols, families: Families::default() }] }
    }

    /// Adds a form, unless folding makes it equal to one that is there.
    fn add(&mut self, symbols: Vec<u8>, families: Families) {
        let lenient = lenient_symbols(&symbols);
        if self.made.len() < MAX_FORMS && !self.lenient.contains(&lenient) {
            self.made.push(SurfaceForm { symbols, families });
            self.lenient.push(lenient);
        }
    }

    fn apply(&mut self, rule: &Rule) {
        for index in 0..self.made.len() {
            // Further ones would be made for nothing: of a name of fifty parts that takes longer than all else.
            if self.made.len() >= MAX_FORMS {
                return;
            }
            if !rule.applies(&self.lenient[index]) {
                continue;
            }
            let families = self.made[index].families.with(rule.family);
            let symbols = self.made[index].symbols.clone();
            let words: Vec<&[u8]> = split(&symbols).collect();
            (rule.make)(&words, &mut |variant| self.add(variant.join(&Symbol::SPACE.0), families));
        }
    }

    /// ل + ال is written لل: the name loses its alef, and before ل of its own the article's lam too (اللاذقية → للاذقية).
    fn add_lam(&mut self) {
        let lam = arabic('ل').0;
        for index in 0..self.made.len() {
            let form = &self.made[index];
            let families = form.families.with(Families::LAM);
            let Some(rest) = form.symbols.strip_prefix(ARTICLE) else { continue };
            if rest.first().is_none_or(|&letter| !Symbol(letter).is_letter()) {
                continue;
            }
            let contracted = if rest[0] == lam { rest.to_vec() } else { [&[lam], rest].concat() };
            if self.made.len() < MAX_FORMS * 2 {
                self.made.push(SurfaceForm { symbols: contracted, families });
            }
        }
    }
}

const ARTICLE: &[u8] = &symbols(['ا', 'ل']);

/// The words of a form: spaces and hyphens part them.
pub(crate) fn split(symbols: &[u8]) -> impl Iterator<Item = &[u8]> {
    symbols.split(|&symbol| symbol == Symbol::SPACE.0 || symbol == Symbol::HYPHEN.0)
}

/// The words with some of them replaced: `taking` words from `index` on.
fn replaced(words: &[&[u8]], index: usize, with: &[Vec<u8>], taking: usize) -> Vec<Vec<u8>> {
    let kept = |words: &[&[u8]]| words.iter().map(|word| word.to_vec()).collect::<Vec<_>>();
    [kept(&words[..index]), with.to_vec(), kept(&words[index + taking..])].concat()
}

/// Whether the second word is of at least three letters and no particle: what may be written together with the head before it.
fn joinable(word: &[u8]) -> bool {
    word.len() >= 3 && word.iter().all(|&letter| Symbol(letter).is_arabic())
}

/// Joins the word `head` to the next, and parts a word that begins with `glued`.
fn join_or_part(words: &[&[u8]], head: &[u8], glued: &[u8], add: Add<'_>) {
    for index in 0..words.len() {
        if lenient_eq(words[index], head) && words.get(index + 1).is_some_and(|next| joinable(next)) {
            add(replaced(words, index, &[[words[index], words[index + 1]].concat()], 2));
        } else if words[index].starts_with(glued) && words[index].len() >= glued.len() + 3 {
            let (one, two) = words[index].split_at(head.len());
            add(replaced(words, index, &[one.to_vec(), two.to_vec()], 1));
        }
    }
}

fn abd(words: &[&[u8]], add: Add<'_>) {
    join_or_part(words, ABD_WORD, &symbols(['ع', 'ب', 'د', 'ا', 'ل']), add);
}

fn abu_joined(words: &[&[u8]], add: Add<'_>) {
    const ABU: &[u8] = &symbols(['أ', 'ب', 'و']);
    join_or_part(words, ABU, ABU, add);
}

/// The head of a kunya changes with its case, and the press writes all three.
fn abu_cases(words: &[&[u8]], add: Add<'_>) {
    const CASES: [&[u8]; 3] = [&symbols(['أ', 'ب', 'و']), &symbols(['أ', 'ب', 'ا']), &symbols(['أ', 'ب', 'ي'])];
    for index in 0..words.len().saturating_sub(1) {
        if CASES.iter().any(|case| lenient_eq(case, words[index])) {
            for case in CASES {
                add(replaced(words, index, &[case.to_vec()], 1));
            }
        }
    }
}

fn bin(words: &[&[u8]], add: Add<'_>) {
    const LONG: &[u8] = &symbols(['ا', 'ب', 'ن']);
    for index in 0..words.len().saturating_sub(1) {
        if words[index] == BIN_WORD {
            add(replaced(words, index, &[LONG.to_vec()], 1));
        } else if words[index] == LONG {
            add(replaced(words, index, &[BIN_WORD.to_vec()], 1));
        }
    }
}

/// Names made with الدين and الله.
fn joined_names(words: &[&[u8]], add: Add<'_>) {
    for tail in [AL_DIN, ALLAH] {
        for index in 0..words.len() {
            if index > 0 && words[index] == tail && joinable(words[index - 1]) {
                add(replaced(words, index - 1, &[[words[index - 1], tail].concat()], 2));
            } else if words[index].ends_with(tail) && words[index].len() >= tail.len() + 3 {
                let (one, two) = words[index].split_at(words[index].len() - tail.len());
                add(replaced(words, index, &[one.to_vec(), two.to_vec()], 1));
            }
        }
    }
}

fn joined_places(words: &[&[u8]], add: Add<'_>) {
    for head in [PORT, KHAN] {
        for index in 0..words.len().saturating_sub(1) {
            if words[index] == head && joinable(words[index + 1]) {
                add(replaced(words, index, &[[head, words[index + 1]].concat()], 2));
            }
        }
    }
}

/// A nisba that ends a full name stands with the article or without it. Alone it would be a demonym or a common adjective, so names of
/// one word are left as they are.
fn article(words: &[&[u8]], add: Add<'_>) {
    let [.., last] = words else { return };
    if words.len() < 2 || last.last() != Some(&arabic('ي').0) {
        return;
    }
    let variant = match last.strip_prefix(ARTICLE) {
        Some(bare) if bare.len() >= 4 => bare.to_vec(),
        None if last.len() >= 5 => [ARTICLE, last].concat(),
        _ => return,
    };
    add(replaced(words, words.len() - 1, &[variant], 1));
}

/// One long ا more or less, in one word of a foreign name of several: the other words hold the match down.
fn long_vowel(words: &[&[u8]], add: Add<'_>) {
    const VOWELS: &[u8] = &symbols(['ا', 'و', 'ي', 'ى', 'أ', 'إ', 'آ', 'ئ', 'ء', 'ؤ', 'ة']);
    let alef = arabic('ا').0;
    let is_vowel = |letter: u8| VOWELS.contains(&letter);
    if words.len() < 2 {
        return;
    }
    for (index, letters) in words.iter().enumerate() {
        if letters.len() < 4 || letters.starts_with(ARTICLE) {
            continue;
        }
        for at in 1..letters.len() {
            if letters[at] == alef && at + 1 < letters.len() {
                let without = [&letters[..at], &letters[at + 1..]].concat();
                add(replaced(words, index, &[without], 1));
            } else if !is_vowel(letters[at]) && !is_vowel(letters[at - 1]) {
                let with = [&letters[..at], &[alef], &letters[at..]].concat();
                add(replaced(words, index, &[with], 1));
            }
        }
    }
}

/// Stems that the press writes in two ways, each by its house: at a word's start, with the article or without.
fn stems(words: &[&[u8]], add: Add<'_>) {
    const PAIRS: [(&[u8], &[u8]); 5] = [(AMIRK, AMRIK), (URUB, URB), (INJLIZ, INKLIZ), (INJLTR, INKLTR), (KURDISTAN, KUURDISTAN)];
    for (index, word) in words.iter().enumerate() {
        let article = if word.starts_with(ARTICLE) { ARTICLE.len() } else { 0 };
        let (article, rest) = word.split_at(article);
        for (one, other) in PAIRS.into_iter().flat_map(|(one, other)| [(one, other), (other, one)]) {
            if rest.len() >= one.len() && lenient_eq(&rest[..one.len()], one) {
                // The first letter keeps its hamza.
                add(replaced(words, index, &[[article, &rest[..1], &other[1..], &rest[one.len()..]].concat()], 1));
            }
        }
    }
}
