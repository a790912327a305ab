//! Deserializes an untrusted value from any format that serde supports.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{MAX_DEPTH, Number, Object, UntrustedValue};

impl<'de> Deserialize<'de> for UntrustedValue<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        UntrustedValueVisitor { depth: 0 }.deserialize(deserializer)
    }
}

/// Deserializes a value at this depth of lists and objects.
#[derive(Clone, Copy)]
struct UntrustedValueVisitor {
    depth: u8,
}

impl UntrustedValueVisitor {
    /// Returns the visitor for the parts of a list or an object; `None` if these are too deep.
    fn inner(self) -> Option<Self> {
        (self.depth < MAX_DEPTH).then_some(Self { depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for UntrustedValueVisitor {
    type Value = UntrustedValue<'static>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<UntrustedValue<'static>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for UntrustedValueVisitor {
    type Value = UntrustedValue<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<UntrustedValue<'static>, E> {
        Ok(UntrustedValue::Null)
    }

    fn visit_none<E>(self) -> Result<UntrustedValue<'static>, E> {
        Ok(UntrustedValue::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<UntrustedValue<'static>, E> {
        Ok(UntrustedValue::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<UntrustedValue<'static>, E> {
        Ok(UntrustedValue::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<UntrustedValue<'static>, E> {
        Ok(UntrustedValue::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<UntrustedValue<'static>, E> {
        Ok(Number::try_from(value).map_or(UntrustedValue::Opaque, UntrustedValue::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<UntrustedValue<'static>, E> {
        Ok(UntrustedValue::from(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<UntrustedValue<'static>, A::Error> {
        let Some(inner) = self.inner() else {
            // serde_json skips a value of any depth without recursion.
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(UntrustedValue::Opaque);
        };
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<UntrustedValue<'static>, A::Error> {
        let Some(inner) = self.inner() else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(UntrustedValue::Opaque);
        };
        let mut fields = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            fields.push((name, map.next_value_seed(inner)?));
        }
        Ok(fields.into_iter().collect::<Object>().into())
    }
}
