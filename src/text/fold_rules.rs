//! The one fold table: every rule that makes two spellings compare equal, with its level and its known harm beside it.
//!
//! Two levels. **Canonical** rules undo differences that never are meaning (marks, tatweel, presentation forms, digits). **Lenient**
//! rules undo differences that usually are not, and sometimes are: a match that needed one says so, and pays for it.
//!
//! The tables that run are compiled from [`RULES`] once, at first use.

use std::sync::LazyLock;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::symbol::{ARABIC_LETTERS, Symbol, arabic};

/// How much a rule may lose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The difference is never meaning.
    Canonical,
    /// The difference usually is not meaning; each use is recorded on the match.
    Lenient,
}

/// What a rule does with a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Becomes this symbol.
    To(Symbol),
    /// Vanishes; as a mark it belongs to the letter before it.
    DropMark,
    /// Vanishes; as an invisible control it belongs to no letter.
    DropControl,
    /// Joins the letter before it (U+0653, alef with madda), or vanishes.
    Madda,
    /// Joins the letter before it (U+0654, hamza above), or vanishes.
    HamzaAbove,
    /// Joins the letter before it (U+0655, hamza below), or vanishes.
    HamzaBelow,
}

/// One row of the fold table.
#[derive(Debug)]
pub struct Rule {
    /// Short name, as receipts show it.
    pub name: &'static str,
    /// How much it may lose.
    pub level: Level,
    /// Inclusive character ranges it applies to.
    pub ranges: &'static [(char, char)],
    /// What becomes of them.
    pub action: Action,
    /// What is known to go wrong with it.
    pub harm: &'static str,
}

const fn canonical(name: &'static str, ranges: &'static [(char, char)], action: Action, harm: &'static str) -> Rule {
    Rule { name, level: Level::Canonical, ranges, action, harm }
}

const fn lenient(name: &'static str, ranges: &'static [(char, char)], to: Symbol, harm: &'static str) -> Rule {
    Rule { name, level: Level::Lenient, ranges, action: Action::To(to), harm }
}

/// Every fold. Characters that no rule names: letters of the folded alphabet stand for themselves; Latin letters lose case and accents;
/// Arabic presentation forms and full-width forms are decomposed first (NFKD); other letters become [`Symbol::OTHER_LETTER`], the rest
/// [`Symbol::SIGN`].
pub const RULES: &[Rule] = &[
    canonical(
        "tashkeel",
        &[('\u{0610}', '\u{061A}'), ('\u{064B}', '\u{0652}'), ('\u{0656}', '\u{065F}'), ('\u{0670}', '\u{0670}')],
        Action::DropMark,
        "a fully pointed homograph (كَتَبَ, كُتُب) is no longer told from the other",
    ),
    canonical(
        "quranic marks",
        &[('\u{06D6}', '\u{06DC}'), ('\u{06DF}', '\u{06E8}'), ('\u{06EA}', '\u{06ED}'), ('\u{08CA}', '\u{08E1}'), ('\u{08E3}', '\u{08FF}')],
        Action::DropMark,
        "none in news",
    ),
    canonical("madda", &[('\u{0653}', '\u{0653}')], Action::Madda, "none: ا + U+0653 is آ by canonical equivalence"),
    canonical("hamza above", &[('\u{0654}', '\u{0654}')], Action::HamzaAbove, "on a letter that has no hamza form the mark is lost"),
    canonical("hamza below", &[('\u{0655}', '\u{0655}')], Action::HamzaBelow, "on a letter that has no hamza form the mark is lost"),
    canonical("tatweel", &[('\u{0640}', '\u{0640}')], Action::DropControl, "none: it only stretches the line"),
    canonical(
        "invisible signs",
        &[
            ('\u{00AD}', '\u{00AD}'),
            ('\u{034F}', '\u{034F}'),
            ('\u{061C}', '\u{061C}'),
            ('\u{200B}', '\u{200F}'),
            ('\u{202A}', '\u{202E}'),
            ('\u{2060}', '\u{206F}'),
            ('\u{FEFF}', '\u{FEFF}'),
            ('\u{FFF9}', '\u{FFFB}'),
        ],
        Action::DropControl,
        "the zero-width non-joiner parts words in Persian; two such words become one",
    ),
    canonical("keheh", &[('\u{06A9}', '\u{06AA}')], Action::To(arabic('ك')), "none: the Persian key for kaf"),
    canonical(
        "farsi yeh",
        &[('\u{06CC}', '\u{06CC}'), ('\u{06D2}', '\u{06D2}')],
        Action::To(arabic('ي')),
        "a final Persian ی that stands for ى is read as ي",
    ),
    canonical("yeh barree hamza", &[('\u{06D3}', '\u{06D3}')], Action::To(arabic('ئ')), "none"),
    canonical(
        "heh",
        &[('\u{06BE}', '\u{06BE}'), ('\u{06C0}', '\u{06C2}'), ('\u{06D5}', '\u{06D5}')],
        Action::To(arabic('ه')),
        "Kurdish ە is a vowel there",
    ),
    canonical("teh marbuta goal", &[('\u{06C3}', '\u{06C3}')], Action::To(arabic('ة')), "none"),
    canonical("alef wasla", &[('\u{0671}', '\u{0671}')], Action::To(arabic('ا')), "none in news"),
    canonical("space", SPACES, Action::To(Symbol::SPACE), "a column gap made of spaces looks like one space"),
    canonical("line", LINES, Action::To(Symbol::LINE), "none: a run of two or more is a paragraph"),
    canonical("paragraph", &[('\u{2029}', '\u{2029}')], Action::To(Symbol::PARAGRAPH), "none"),
    canonical("hyphen", HYPHENS, Action::To(Symbol::HYPHEN), "a minus and a dash look alike"),
    canonical(
        "apostrophe",
        &[('\'', '\''), ('`', '`'), ('\u{02BC}', '\u{02BC}'), ('\u{2018}', '\u{201B}')],
        Action::To(Symbol::APOSTROPHE),
        "single quotation marks look like apostrophes",
    ),
    canonical(
        "quotation mark",
        &[('"', '"'), ('«', '«'), ('»', '»'), ('\u{201C}', '\u{201F}'), ('\u{2039}', '\u{203A}')],
        Action::To(Symbol::QUOTE),
        "opening and closing marks look alike",
    ),
    canonical("full stop", &[('.', '.'), ('\u{06D4}', '\u{06D4}')], Action::To(Symbol::PERIOD), "none"),
    canonical("comma", &[(',', ','), ('\u{060C}', '\u{060C}')], Action::To(Symbol::COMMA), "none"),
    canonical(
        "opening bracket",
        &[('(', '('), ('[', '['), ('{', '{'), ('\u{FD3F}', '\u{FD3F}')],
        Action::To(Symbol::OPEN),
        "brackets of different kinds look alike",
    ),
    canonical(
        "closing bracket",
        &[(')', ')'), (']', ']'), ('}', '}'), ('\u{FD3E}', '\u{FD3E}')],
        Action::To(Symbol::CLOSE),
        "brackets of different kinds look alike",
    ),
    lenient("hamza on alef", &[('آ', 'أ'), ('إ', 'إ')], arabic('ا'), "فأس (axe) meets فاس (Fez); أن, إن and آن meet"),
    lenient("alef maksura", &[('ى', 'ى')], arabic('ي'), "على (on) meets علي (Ali)"),
    lenient("teh marbuta", &[('ة', 'ة')], arabic('ه'), "كتابة (writing) meets كتابه (his book)"),
    lenient("hamza on waw", &[('ؤ', 'ؤ')], arabic('و'), "rare pairs such as مؤمن, مومن"),
    lenient("hamza on yeh", &[('ئ', 'ئ')], arabic('ي'), "rare pairs such as بيئة, بيية"),
    lenient("foreign letter", &[('پ', 'پ')], arabic('ب'), "none: no Arabic word has it; پوتين is بوتين"),
    lenient("foreign letter", &[('ڤ', 'ڤ'), ('ڥ', 'ڥ')], arabic('ف'), "none: no Arabic word has it; ڤيينا is فيينا"),
    lenient("foreign letter", &[('ڨ', 'ڨ')], arabic('ق'), "Tunisia's /g/: ڨفصة is قفصة, but a foreign name has غ or ج there"),
    lenient("foreign letter", &[('ڭ', 'ڭ')], arabic('ك'), "Morocco's /g/: أڭادير is أكادير, but a foreign name has غ or ج there"),
    lenient("hyphen as space", HYPHENS, Symbol::SPACE, "«جنوب السودان - مصر» keeps its dash, since spaces stand beside it"),
    lenient("line break as space", LINES, Symbol::SPACE, "a name may seem to run on from one headline to the next"),
];

const SPACES: &[(char, char)] = &[
    ('\t', '\t'),
    (' ', ' '),
    ('\u{00A0}', '\u{00A0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200A}'),
    ('\u{202F}', '\u{202F}'),
    ('\u{205F}', '\u{205F}'),
    ('\u{3000}', '\u{3000}'),
];
const LINES: &[(char, char)] = &[('\n', '\r'), ('\u{0085}', '\u{0085}'), ('\u{2028}', '\u{2028}')];
const HYPHENS: &[(char, char)] = &[('-', '-'), ('\u{058A}', '\u{058A}'), ('\u{2010}', '\u{2015}'), ('\u{2212}', '\u{2212}')];

/// Codes of the compiled table that are no symbols. Symbols stay below the first of them.
pub(crate) mod code {
    pub(crate) const FIRST: u8 = 0xF0;
    pub(crate) const MARK: u8 = 0xF0;
    pub(crate) const CONTROL: u8 = 0xF1;
    pub(crate) const MADDA: u8 = 0xF2;
    pub(crate) const HAMZA_ABOVE: u8 = 0xF3;
    pub(crate) const HAMZA_BELOW: u8 = 0xF4;
    /// Not in the table: decompose first.
    pub(crate) const DECOMPOSE: u8 = 0xF5;
}

/// One past the last character of the direct table: all that UTF-8 writes in one or two bytes.
pub(crate) const DIRECT: usize = 0x800;

/// The compiled canonical level: a code for every character below [`DIRECT`], and the ranges of the rules above it.
pub(crate) struct CanonicalTable {
    pub(crate) direct: [u8; DIRECT],
    above: Vec<(char, char, u8)>,
}

/// The canonical table.
pub(crate) static CANONICAL: LazyLock<CanonicalTable> = LazyLock::new(CanonicalTable::compile);

/// The lenient level, symbol to symbol: applied after the canonical one.
pub(crate) static LENIENT: LazyLock<[u8; 256]> = LazyLock::new(|| {
    let mut table: [u8; 256] = std::array::from_fn(|byte| u8::try_from(byte).unwrap_or(u8::MAX));
    for rule in RULES.iter().filter(|rule| rule.level == Level::Lenient) {
        let Action::To(to) = rule.action else { continue };
        for &(first, last) in rule.ranges {
            for from in (first..=last).map(|c| CANONICAL.of(c)).filter(|&from| from < code::FIRST) {
                table[usize::from(from)] = to.0;
            }
        }
    }
    table
});

impl CanonicalTable {
    fn compile() -> Self {
        let mut direct = [0_u8; DIRECT];
        for (index, slot) in direct.iter_mut().enumerate() {
            let c = u32::try_from(index).ok().and_then(char::from_u32).unwrap_or(' ');
            *slot = unruled(c);
        }
        let mut above = Vec::new();
        for rule in RULES.iter().filter(|rule| rule.level == Level::Canonical) {
            let code = match rule.action {
                Action::To(symbol) => symbol.0,
                Action::DropMark => code::MARK,
                Action::DropControl => code::CONTROL,
                Action::Madda => code::MADDA,
                Action::HamzaAbove => code::HAMZA_ABOVE,
                Action::HamzaBelow => code::HAMZA_BELOW,
            };
            for &(first, last) in rule.ranges {
                if last as usize >= DIRECT {
                    above.push((first, last, code));
                } else {
                    direct[first as usize..=last as usize].fill(code);
                }
            }
        }
        for (from, digit) in ('\u{0660}'..='\u{0669}').chain('\u{06F0}'..='\u{06F9}').zip((b'0'..=b'9').cycle()) {
            direct[from as usize] = digit;
        }
        Self { direct, above }
    }

    /// The code of a character, without decomposing it.
    pub(crate) fn of(&self, c: char) -> u8 {
        if let Some(&code) = self.direct.get(c as usize) {
            return code;
        }
        match self.above.iter().find(|(first, last, _)| (*first..=*last).contains(&c)) {
            Some(&(_, _, code)) => code,
            None => unruled(c),
        }
    }
}

/// The code of a character that no rule names.
fn unruled(c: char) -> u8 {
    if ARABIC_LETTERS.contains(&c) {
        return arabic(c).0;
    }
    if c.is_ascii_alphanumeric() {
        return c.to_ascii_lowercase() as u8;
    }
    if is_combining_mark(c) {
        return code::MARK;
    }
    let mut parts = 0;
    decompose_canonical(c, |_| parts += 1);
    if parts > 1 || needs_compatibility(c) {
        code::DECOMPOSE
    } else if c.is_alphanumeric() {
        // A singleton decomposition (the Kelvin sign is K) changes the letter without adding one.
        let mut only = c;
        decompose_canonical(c, |d| only = d);
        if only == c { Symbol::OTHER_LETTER.0 } else { code::DECOMPOSE }
    } else {
        Symbol::SIGN.0
    }
}

/// Whether a character is one of the compatibility forms that are undone: Arabic presentation forms, full-width forms, and the Arabic
/// mathematical letters.
pub(crate) fn needs_compatibility(c: char) -> bool {
    matches!(c, '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}' | '\u{FF00}'..='\u{FFEF}' | '\u{1EE00}'..='\u{1EEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_harm_beside_a_rule_is_true() {
        let fold = |word: &str| -> Vec<u8> { word.chars().map(|c| LENIENT[usize::from(CANONICAL.of(c))]).collect() };
        for (one, other) in [("فأس", "فاس"), ("على", "علي"), ("كتابة", "كتابه"), ("مؤمن", "مومن"), ("أن", "إن")]
        {
            assert_eq!(fold(one), fold(other), "{one} and {other} are said to meet");
        }
    }

    #[test]
    fn rules_do_not_overlap_within_a_level() {
        for (index, rule) in RULES.iter().enumerate() {
            for other in &RULES[index + 1..] {
                if rule.level != other.level {
                    continue;
                }
                for (first, last) in rule.ranges {
                    assert!(
                        other.ranges.iter().all(|(a, b)| b < first || last < a),
                        "{} and {} both claim a character",
                        rule.name,
                        other.name
                    );
                }
            }
        }
    }

    #[test]
    fn symbols_stay_below_the_codes() {
        assert!(ARABIC_LETTERS.iter().all(|&letter| arabic(letter).0 < code::FIRST));
    }
}
