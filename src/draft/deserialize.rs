//! A draft from any format that serde knows.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Draft, Object};

impl<'de> Deserialize<'de> for Draft<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DraftVisitor)
    }
}

struct DraftVisitor;

impl<'de> Visitor<'de> for DraftVisitor {
    type Value = Draft<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Draft<'static>, E> {
        Ok(Draft::Null)
    }

    fn visit_none<E>(self) -> Result<Draft<'static>, E> {
        Ok(Draft::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Draft<'static>, E> {
        Ok(Draft::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Draft<'static>, E> {
        Ok(Draft::Number(value.to_string().into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Draft<'static>, E> {
        Ok(Draft::Number(value.to_string().into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Draft<'static>, E> {
        Ok(Draft::Number(value.to_string().into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Draft<'static>, E> {
        Ok(Draft::from(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Draft<'static>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Draft::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Draft<'static>, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry::<String, Draft<'static>>()? {
            fields.push(field);
        }
        Ok(fields.into_iter().collect::<Object>().into())
    }
}
