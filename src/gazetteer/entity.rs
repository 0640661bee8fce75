//! Entities: things with an id, a type and names.

use std::fmt;

/// What kind of thing an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityType {
    /// A human being.
    Person,
    /// A country, city, river, airport, …
    Place,
    /// A ministry, party, company, club, …
    Organisation,
}

impl EntityType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Person, Self::Place, Self::Organisation];

    /// Its name in the API and in the lists.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Organisation => "organisation",
        }
    }

    /// The type with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entity_type| entity_type.name() == name)
    }

    /// The subtypes it may have.
    pub const fn subtypes(self) -> &'static [&'static str] {
        match self {
            Self::Person => PERSON_SUBTYPES,
            Self::Place => PLACE_SUBTYPES,
            Self::Organisation => ORGANISATION_SUBTYPES,
        }
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

// Within a type, in falling order of how likely news means the subtype when several entities share a surface.
const PERSON_SUBTYPES: &[&str] = &[
    "head_of_state",
    "head_of_government",
    "royal",
    "minister",
    "official",
    "party_leader",
    "armed_group_leader",
    "diplomat",
    "military",
    "spokesperson",
    "legislator",
    "politician",
    "religious",
    "judge",
    "athlete",
    "coach",
    "business",
    "artist",
    "writer",
    "journalist",
    "activist",
    "scientist",
    "historical",
];
const PLACE_SUBTYPES: &[&str] = &[
    "country",
    "continent",
    "city",
    "region",
    "territory",
    "water",
    "admin",
    "island",
    "neighbourhood",
    "camp",
    "village",
    "facility",
    "airport",
    "port",
    "crossing",
    "holy_site",
    "mountain",
    "desert",
];
const ORGANISATION_SUBTYPES: &[&str] = &[
    "international",
    "government",
    "ministry",
    "parliament",
    "armed_group",
    "party",
    "government_body",
    "security",
    "military",
    "court",
    "central_bank",
    "company",
    "bank",
    "media",
    "club",
    "university",
    "union",
    "ngo",
    "religious",
];

/// A subtype: one of its type's closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Subtype {
    name: &'static str,
    rank: u8,
}

impl Subtype {
    /// The subtype of a type with this name.
    pub fn from_name(entity_type: EntityType, name: &str) -> Option<Self> {
        let rank = entity_type.subtypes().iter().position(|known| *known == name)?;
        Some(Self { name: entity_type.subtypes()[rank], rank: u8::try_from(rank).ok()? })
    }

    /// Its name in the API and in the lists.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Its place in the order of likelihood, 0 the likeliest.
    pub fn rank(self) -> u8 {
        self.rank
    }
}

/// Which entity of a gazetteer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityIx(pub u32);

impl EntityIx {
    /// For indexing.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Which list of a gazetteer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListIx(pub u16);

impl ListIx {
    /// For indexing.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// How a curator gave a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AliasKind {
    /// The canonical name.
    Name,
    /// Another name or spelling.
    Alias,
}

impl AliasKind {
    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Alias => "alias",
        }
    }
}

/// A name of an entity, as a curator wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The text.
    pub text: Box<str>,
    /// Canonical name or other.
    pub kind: AliasKind,
    /// Also an ordinary word, or somebody's name: a mention only beside a cue or after a fuller mention.
    pub needs_context: bool,
    /// The row that gave it, the first if several did; `None` for a name that came with a request.
    pub origin: Option<Origin>,
}

/// Where a name comes from: [`Gazetteer::origin`](super::Gazetteer::origin) reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The list.
    pub list: ListIx,
    /// Which of the list's source cells.
    pub source: u16,
}

/// An office or part a person has or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// In Arabic, as a short phrase.
    pub text: Box<str>,
    /// ISO date, year-month or year; empty when unknown.
    pub from: Box<str>,
    /// The same; empty when unknown or not ended.
    pub to: Box<str>,
}

/// A thing with an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Stable, never reused.
    pub id: Box<str>,
    /// Names, the canonical one first.
    pub aliases: Vec<Alias>,
    /// English name; may be empty.
    pub name_en: Box<str>,
    /// Type.
    pub entity_type: EntityType,
    /// Subtype; a name given with a request has none.
    pub subtype: Option<Subtype>,
    /// ISO 3166-1 alpha-2; may be empty.
    pub country: Box<str>,
    /// Offices; people only.
    pub roles: Vec<Role>,
    /// External identifiers, `scheme:value`.
    pub same_as: Vec<Box<str>>,
    /// The lists that have it.
    pub lists: Vec<ListIx>,
    /// How many people live there; places only, where a source says so.
    pub population: Option<u32>,
    /// A row of it was written by hand (source `curated`), not imported: news of our days names it.
    pub curated: bool,
}

impl Entity {
    /// The canonical name.
    pub fn name(&self) -> &str {
        &self.aliases[0].text
    }

    /// Whether it is a country.
    pub fn is_country(&self) -> bool {
        self.subtype.is_some_and(|subtype| subtype.name() == "country")
    }

    /// Whether it is a sports club.
    pub fn is_club(&self) -> bool {
        self.subtype.is_some_and(|subtype| subtype.name() == "club")
    }

    /// Whether it is a person of a country whose names are not Arabic: spelling varies there.
    pub fn has_foreign_name(&self) -> bool {
        self.entity_type == EntityType::Person && !self.country.is_empty() && !self.is_arab()
    }

    /// Whether it is of an Arab country.
    pub fn is_arab(&self) -> bool {
        ARAB_COUNTRIES.contains(&&*self.country)
    }
}

/// Members of the Arab League.
const ARAB_COUNTRIES: [&str; 22] =
    ["AE", "BH", "DJ", "DZ", "EG", "IQ", "JO", "KM", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SO", "SY", "TN", "YE"];
