//! Values that come from a closed list, as the API's description has them: each list stands where it is read, and nowhere again.

use std::borrow::Cow;

use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::options::{MENTION_TYPES, OFFSET_UNITS, OVERLAPS};
use super::unlisted::SORTS;
use crate::gazetteer::EntityType;
use crate::server::formats::Format;
use crate::store::Action;
use crate::text::OffsetUnit;

/// A string that is one of a few.
fn one_of(names: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).into()
}

macro_rules! names {
    ($($schema:ident as $name:literal = $names:expr;)*) => {$(
        pub(in crate::server) struct $schema;

        impl PartialSchema for $schema {
            fn schema() -> RefOr<Schema> {
                one_of($names)
            }
        }

        impl ToSchema for $schema {
            fn name() -> Cow<'static, str> {
                $name.into()
            }
        }
    )*};
}

names! {
    EntityTypeName as "EntityType" = EntityType::ALL.map(EntityType::name);
    MentionTypeName as "MentionType" = MENTION_TYPES;
    OffsetUnitName as "OffsetUnit" = OFFSET_UNITS.map(OffsetUnit::name);
    OverlapName as "Overlap" = OVERLAPS.map(|(name, _)| name);
    FormatName as "Format" = Format::ALL.map(Format::name);
    ActionName as "EditKind" = Action::ALL.map(Action::name);
    SortName as "Sort" = SORTS.map(|(name, _)| name);
}
