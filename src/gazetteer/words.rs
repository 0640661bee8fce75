//! Words that are no entities and help to decide: titles, cues, demonyms, function words, given names.

use super::entity::{EntityIx, EntityType, Subtype};

/// Which word of a gazetteer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordIx(pub u32);

impl WordIx {
    /// For indexing.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A word, or a short phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As listed.
    pub text: Box<str>,
    /// What it tells.
    pub kind: WordKind,
}

/// What a word tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// It announces a person.
    Title {
        /// The subtype of person it suggests.
        subtype: Option<Subtype>,
        /// What stands between it and the name.
        takes: TitleTakes,
    },
    /// A name of this type stands next to it.
    Cue {
        /// The type.
        entity_type: EntityType,
        /// Where the cue stands.
        side: CueSide,
        /// What kind of cue.
        kind: CueKind,
    },
    /// It says where somebody or something is from, and is no name.
    Demonym {
        /// The country, where it is one.
        country: Option<EntityIx>,
    },
    /// What a minister or ministry is for (الشؤون الاجتماعية): the complement of a title.
    Portfolio,
    /// It begins an organisation's name, or goes on with one.
    Body {
        /// How the name goes on.
        part: BodyPart,
        /// The subtype of organisation; none for an adjective.
        subtype: Option<Subtype>,
    },
    /// It begins the name of something else: an accord, a competition, a street (كأس, شارع). The name behind it is part of that.
    Thing {
        /// Which names are.
        kind: ThingKind,
    },
    /// A phrase that holds a name's letters and names nobody (صلاة المغرب, نصف قطر): nothing inside it is a mention.
    Phrase,
    /// It never is part of an unlisted name.
    Function {
        /// A noun or adjective, and not of a closed class.
        noun: bool,
    },
    /// It is somebody's first name.
    GivenName {
        /// Where the name comes from.
        origin: NameOrigin,
    },
}

/// The part that a word plays in the names of organisations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyPart {
    /// A head in the construct state: its complement follows (وزارة الداخلية, جامعة دمشق).
    Construct,
    /// A head with the article: an adjective follows (الهيئة العامة).
    Definite,
    /// A head that a nisba makes a name (الجيش السوداني).
    Nisba,
    /// A head that stands before the name and is no part of it, but may be part of names that the rest does not make: شركة, وكالة.
    Outside,
    /// One that is part of no name at all: صحيفة, قناة, نادي.
    Apart,
    /// An adjective that is part of such names (العامة, التنفيذية).
    Adjective,
    /// One that makes a name with the head alone (المجلس الأعلى).
    Distinctive,
    /// A bare noun between a construct head and a place (غرفة تجارة دبي).
    Field,
    /// A bare noun that says behind ل what a body does to something: الهيئة الوطنية لمكافحة الفساد.
    Aim,
}

impl BodyPart {
    /// Whether it is a head that stands before the name and is no part of it.
    pub fn is_outside(self) -> bool {
        matches!(self, Self::Outside | Self::Apart)
    }
}

/// Which names are part of a thing's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThingKind {
    /// People's and places' (اتفاقيات إبراهيم, معركة الكرامة).
    Event,
    /// Those, and organisations' (كأس آسيا, كأس الاتحاد الأفريقي).
    Contest,
    /// People's (شارع الملك فيصل); a place behind it is where it stands.
    Facility,
    /// People's and towns', and it names a place together with them (مستشفى الملك فيصل, ملعب أدرار).
    Site,
    /// The same, once an adjective follows (مطار دمشق الدولي); without one, a place behind it is where it stands.
    Airport,
    /// All in the quotation marks behind it, which are a title (فيلم «عمارة يعقوبيان»).
    Work,
    /// Companies', if a number follows (هاتف نوكيا 3310).
    Product,
}

/// What stands between a title and the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleTakes {
    /// Nothing: the name follows.
    Name,
    /// A complement: a portfolio, a body, a country.
    Phrase,
}

/// On which side of the name a cue stands, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CueSide {
    /// Before the name.
    Before,
    /// After the name.
    After,
    /// On either side.
    Either,
}

impl CueSide {
    /// Whether the cue may stand before the name.
    pub fn before(self) -> bool {
        self != Self::After
    }

    /// Whether the cue may stand after the name.
    pub fn after(self) -> bool {
        self != Self::Before
    }
}

/// What kind of cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CueKind {
    /// A generic head: مدينة, حركة, شركة.
    Head,
    /// A generic head of a country's divisions: محافظة, ولاية. Behind it a division is meant, no city or water of its name.
    Division,
    /// A generic head of towns: مدينة, العاصمة. Behind it a town is meant, no country or division of its name.
    Town,
    /// Another generic head that is no part of places' names, though they may be listed with it: بلدة, جزيرة.
    Generic,
    /// A verb of saying: قال, أعلنت.
    Saying,
    /// A preposition of place: في, قرب. Weak: common nouns stand after it too.
    Preposition,
    /// A verb that takes such a subject or object: التقى, زار.
    Verb,
    /// A word of matches and clubs: فاز, مباراة.
    Sport,
}

/// Where a given name comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOrigin {
    /// Arabic, by use.
    Arabic,
    /// Any other.
    Foreign,
}
