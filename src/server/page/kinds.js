// The words of the lists: types of entities, their subtypes, the columns of a row.

/** The types of mentions in the order in which the page shows them; the last is no type of entity. */
export const MENTION_TYPES = ["person", "place", "organisation", "nationality"];

/** The subtypes of each type of entity, the likeliest in news first. */
export const SUBTYPES = {
  person: ["head_of_state", "head_of_government", "royal", "minister", "official", "party_leader", "armed_group_leader", "diplomat",
    "military", "spokesperson", "legislator", "politician", "religious", "judge", "athlete", "coach", "business", "artist", "writer",
    "journalist", "activist", "scientist", "historical"],
  place: ["country", "continent", "city", "region", "territory", "water", "admin", "island", "neighbourhood", "camp", "village",
    "facility", "airport", "port", "crossing", "holy_site", "mountain", "desert"],
  organisation: ["international", "government", "ministry", "parliament", "armed_group", "party", "government_body", "security",
    "military", "court", "central_bank", "company", "bank", "media", "club", "university", "union", "ngo", "religious"],
};

/** The columns of a row of an entity list, in the order of the file; `list` marks those that hold several texts. */
export const COLUMNS = [
  { name: "id" }, { name: "name" }, { name: "aliases", list: true }, { name: "name_en" }, { name: "subtype" }, { name: "country" },
  { name: "role" }, { name: "from" }, { name: "to" }, { name: "same_as", list: true }, { name: "flags", list: true }, { name: "source" },
];
