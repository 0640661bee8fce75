//! How the types of the lower layers are written in JSON.

use serde::{Serialize, Serializer};

use crate::gazetteer::Families;
use crate::text::{LenientFolds, Proclitics};

/// Pairs as one object, in their order.
pub(super) fn as_map<K: Serialize, V: Serialize, S: Serializer>(pairs: &[(K, V)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}

/// Three digits: more would claim to know more.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
pub(super) fn rounded<S: Serializer>(score: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*score) * 1000.0).round() / 1000.0)
}

#[allow(clippy::trivially_copy_pass_by_ref)]
pub(super) fn letters<S: Serializer>(proclitics: &Proclitics, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(proclitics.iter().map(crate::text::Proclitic::letter))
}

#[allow(clippy::trivially_copy_pass_by_ref)]
pub(super) fn fold_names<S: Serializer>(folds: &LenientFolds, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(folds.names())
}

#[allow(clippy::trivially_copy_pass_by_ref)]
pub(super) fn family_names<S: Serializer>(families: &Families, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(families.names())
}

#[cfg(test)]
mod tests {
    use super::super::wire::AlternativeOut;

    #[test]
    fn scores_have_three_digits() {
        let alternative = AlternativeOut { entity: "x", r#type: "place", score: 0.952_574_13 };
        assert_eq!(serde_json::to_string(&alternative).unwrap(), "{\"entity\":\"x\",\"type\":\"place\",\"score\":0.953}");
    }
}
