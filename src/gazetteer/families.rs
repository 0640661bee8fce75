//! The spelling families: what made a form of a listed name.

/// A set of the families that made a form; empty for a name as listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Families(u16);

impl Families {
    /// عبد الرحمن, عبدالرحمن.
    pub const ABD: Self = Self(1);
    /// أبو, أبا, أبي; أبو ظبي, أبوظبي.
    pub const ABU: Self = Self(1 << 1);
    /// بن, ابن.
    pub const BIN: Self = Self(1 << 2);
    /// Parts written together: نور الدين, نورالدين; بور سعيد, بورسعيد; parts joined by a hyphen.
    pub const JOINED: Self = Self(1 << 3);
    /// The article of a nisba at a name's end: محمد الحلبوسي, محمد حلبوسي.
    pub const ARTICLE: Self = Self(1 << 4);
    /// A long vowel of a foreign name written or not: نتنياهو, نتانياهو.
    pub const LONG_VOWEL: Self = Self(1 << 5);
    /// The article's alef dropped after ل: الرياض, لرياض. Only valid after that proclitic.
    pub const LAM: Self = Self(1 << 6);
    /// A stem that the press writes in two ways: أميركا, أمريكا; أوروبا, أوربا.
    pub const STEM: Self = Self(1 << 7);
    /// /g/ of a foreign name of one word: غوانتانامو, جوانتانامو.
    pub const G: Self = Self(1 << 8);
    /// /ch/ of a foreign name of one word: تشافيز, شافيز.
    pub const CH: Self = Self(1 << 9);
    /// The consonants alone agree, class by class: فولوديمير زيلينسكي, فلاديمير زيلنسكي. No form is searched; each word is compared.
    pub const SKELETON: Self = Self(1 << 10);

    const NAMED: [(Self, &'static str); 11] = [
        (Self::ABD, "abd"),
        (Self::ABU, "abu"),
        (Self::BIN, "bin"),
        (Self::JOINED, "joined"),
        (Self::ARTICLE, "article"),
        (Self::LONG_VOWEL, "long vowel"),
        (Self::LAM, "lam"),
        (Self::STEM, "stem"),
        (Self::G, "g"),
        (Self::CH, "ch"),
        (Self::SKELETON, "skeleton"),
    ];

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Without the members of the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all of the other's members are in this set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the form is as listed.
    pub const fn is_listed(self) -> bool {
        self.0 == 0
    }

    /// How far the form is from what a curator wrote: 0 as listed (or only without the alef that ل takes away), 1 generated, 2 alike in its
    /// skeleton alone. Of two forms of one span the nearer is meant, whatever speaks for the other.
    pub const fn distance(self) -> u8 {
        if self.has(Self::SKELETON) {
            2
        } else if self.without(Self::LAM).is_listed() {
            0
        } else {
            1
        }
    }

    /// The names of the families.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMED.into_iter().filter(move |(family, _)| self.has(*family)).map(|(_, name)| name)
    }
}
