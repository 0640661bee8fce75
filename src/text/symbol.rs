//! The folded alphabet: every letter, digit and separator that matching can tell apart, one byte each.
//!
//! A folded text is half as long in bytes as the Arabic it was made from, and so are the forms that it is searched for.
//! Digits and Latin letters keep their ASCII byte; Arabic letters stand from `0x80` on; separators below `0x20`.

/// One letter, digit or separator of a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Symbol(pub u8);

/// What a symbol is for cutting words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolClass {
    /// A letter of any script.
    Letter,
    /// `0`–`9`, from whatever digits were written.
    Digit,
    /// May stand inside a name: a space, a hyphen.
    Soft,
    /// Ends a name: a line break, a full stop, a bracket.
    Hard,
}

impl SymbolClass {
    /// Whether words are made of it.
    #[inline]
    pub fn is_word(self) -> bool {
        matches!(self, Self::Letter | Self::Digit)
    }
}

/// The Arabic letters of the folded alphabet, in the order of their symbols from `0x80` on.
pub(crate) const ARABIC_LETTERS: [char; 44] = [
    'ء', 'آ', 'أ', 'ؤ', 'إ', 'ئ', 'ا', 'ب', 'ة', 'ت', 'ث', 'ج', 'ح', 'خ', 'د', 'ذ', 'ر', 'ز', 'س', 'ش', 'ص', 'ض', 'ط', 'ظ', 'ع', 'غ', 'ف',
    'ق', 'ك', 'ل', 'م', 'ن', 'ه', 'و', 'ى', 'ي', 'پ', 'چ', 'ژ', 'ڤ', 'گ', 'ڭ', 'ڨ', 'ڥ',
];

const FIRST_ARABIC: u8 = 0x80;

/// The symbol of an Arabic letter that is in the folded alphabet as it stands.
pub(crate) const fn arabic(letter: char) -> Symbol {
    let mut index = 0;
    while index < ARABIC_LETTERS.len() {
        if ARABIC_LETTERS[index] as u32 == letter as u32 {
            #[allow(clippy::cast_possible_truncation)] // 44 letters
            return Symbol(FIRST_ARABIC + index as u8);
        }
        index += 1;
    }
    panic!("not a letter of the folded alphabet")
}

/// The symbols of Arabic letters, for constants: at run time each is a search among the letters.
pub(crate) const fn letters<const N: usize>(letters: [char; N]) -> [u8; N] {
    let mut symbols = [0; N];
    let mut index = 0;
    while index < N {
        symbols[index] = arabic(letters[index]).0;
        index += 1;
    }
    symbols
}

/// The number of the group that each symbol is in, and of groups for all that are in none: one look-up tells.
pub(crate) const fn groups(groups: &[&[char]]) -> [u8; 256] {
    #[allow(clippy::cast_possible_truncation)] // a few groups
    let mut table = [groups.len() as u8; 256];
    let mut group = 0;
    while group < groups.len() {
        let mut letter = 0;
        while letter < groups[group].len() {
            #[allow(clippy::cast_possible_truncation)]
            let number = group as u8;
            table[arabic(groups[group][letter]).0 as usize] = number;
            letter += 1;
        }
        group += 1;
    }
    table
}

/// The article, ال.
pub(crate) const ARTICLE: [u8; 2] = letters(['ا', 'ل']);

/// Whether symbols spell a word of Arabic letters that are in the folded alphabet as they stand.
pub(crate) fn spells(symbols: &[u8], word: &str) -> bool {
    word.chars().map(|letter| arabic(letter).0).eq(symbols.iter().copied())
}

/// The class of every symbol: one look-up instead of a chain of comparisons, for every symbol of a text.
const CLASSES: [SymbolClass; 256] = {
    let mut classes = [SymbolClass::Hard; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation)] // below 256
        let symbol = byte as u8;
        classes[byte] = match symbol {
            b'0'..=b'9' => SymbolClass::Digit,
            b'a'..=b'z' | 0x7F..=0xFF => SymbolClass::Letter,
            0x02..=0x04 => SymbolClass::Soft,
            _ => SymbolClass::Hard,
        };
        byte += 1;
    }
    classes
};

impl Symbol {
    /// A blank line, or more.
    pub const PARAGRAPH: Self = Self(0x00);
    /// One line break, with whatever spaces stand round it.
    pub const LINE: Self = Self(0x01);
    /// One or more spaces of any kind.
    pub const SPACE: Self = Self(0x02);
    /// A hyphen or a dash.
    pub const HYPHEN: Self = Self(0x03);
    /// An apostrophe inside a foreign name.
    pub const APOSTROPHE: Self = Self(0x04);
    /// A full stop.
    pub const PERIOD: Self = Self(0x05);
    /// A comma of either script.
    pub const COMMA: Self = Self(0x06);
    /// An opening bracket of any kind.
    pub const OPEN: Self = Self(0x07);
    /// A closing bracket of any kind.
    pub const CLOSE: Self = Self(0x08);
    /// A quotation mark of any kind.
    pub const QUOTE: Self = Self(0x09);
    /// Every other sign: punctuation, emoji, symbols.
    pub const SIGN: Self = Self(0x0A);
    /// A letter of a script that is not told apart: it only keeps names from beginning or ending there.
    pub const OTHER_LETTER: Self = Self(0x7F);

    /// The last Arabic letter's symbol, exclusive.
    #[allow(clippy::cast_possible_truncation)] // 44 letters
    const ARABIC_END: u8 = FIRST_ARABIC + ARABIC_LETTERS.len() as u8;

    /// What it is for cutting words.
    #[inline]
    pub fn class(self) -> SymbolClass {
        CLASSES[usize::from(self.0)]
    }

    /// Whether it is a letter of any script.
    #[inline]
    pub fn is_letter(self) -> bool {
        self.class() == SymbolClass::Letter
    }

    /// Whether it is a letter or a digit.
    #[inline]
    pub fn is_word(self) -> bool {
        self.class().is_word()
    }

    /// Whether it is an Arabic letter.
    pub fn is_arabic(self) -> bool {
        self.0 >= FIRST_ARABIC
    }

    /// A character that folds to this symbol: how generated surface forms are shown to people. A sign that is not told apart comes out
    /// as a bullet, a letter that is not told apart as a Greek lambda.
    pub fn to_char(self) -> char {
        match self {
            Self::PARAGRAPH => '\u{2029}',
            Self::LINE => '\n',
            Self::SPACE => ' ',
            Self::HYPHEN => '-',
            Self::APOSTROPHE => '\'',
            Self::PERIOD => '.',
            Self::COMMA => '،',
            Self::OPEN => '(',
            Self::CLOSE => ')',
            Self::QUOTE => '"',
            Self(byte) if byte.is_ascii_alphanumeric() => char::from(byte),
            Self(byte) if (FIRST_ARABIC..Self::ARABIC_END).contains(&byte) => ARABIC_LETTERS[usize::from(byte - FIRST_ARABIC)],
            Self::SIGN => '\u{2022}',
            _ => '\u{03BB}',
        }
    }
}

/// The characters of a run of symbols, for showing.
pub fn render(symbols: &[u8]) -> String {
    symbols.iter().map(|&byte| Symbol(byte).to_char()).collect()
}
