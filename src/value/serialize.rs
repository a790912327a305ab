//! serde's side of values: any `Serialize` becomes an untrusted value, and what the crate returns is `Serialize`.

use serde::ser::{Error, Serialize, Serializer};

use crate::value::host;
use crate::value::json::Json;
use crate::value::untrusted::{List, Number, Object, UntrustedValue};

impl UntrustedValue<'static> {
    /// Converts any value that serde can write. What JSON cannot carry becomes [`UntrustedValue::Opaque`], which no
    /// field accepts.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// use serde::Serialize;
    ///
    /// #[derive(Serialize)]
    /// #[serde(rename_all = "camelCase")]
    /// struct Input<'a> {
    ///     customer_id: &'a str,
    /// }
    ///
    /// let value = UntrustedValue::from_serialize(&Input { customer_id: "customer_1ab2c3d4" });
    /// assert_eq!(value.field("customerId").and_then(|id| id.text()), Some("customer_1ab2c3d4"));
    /// ```
    pub fn from_serialize<T: Serialize + ?Sized>(value: &T) -> Self {
        host::from_serialize(value).unwrap_or(UntrustedValue::Opaque)
    }
}

/// Serializes a value by its JSON, so that every format shows the same fields under the same names.
pub(crate) fn by_json<T: Json, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let value = UntrustedValue::from_json(&value.to_json());
    value.ok_or_else(|| S::Error::custom("the value is nested too deeply"))?.serialize(serializer)
}

/// Implements `Serialize` for types that have [`Json`].
macro_rules! serialize_by_json {
    ($($type:ty)*) => {
        $(impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::value::serialize::by_json(self, serializer)
            }
        })*
    };
}
pub(crate) use serialize_by_json;

/// What JSON cannot carry is written as `null`, as in a request body.
impl Serialize for UntrustedValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null | Self::Malformed | Self::Opaque => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => list.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

/// As a whole number if it is one that 64 bits hold, else as a double.
impl Serialize for Number<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.as_str();
        if let Ok(value) = text.parse::<i64>() {
            serializer.serialize_i64(value)
        } else if let Ok(value) = text.parse::<u64>() {
            serializer.serialize_u64(value)
        } else {
            serializer.serialize_f64(text.parse().map_err(S::Error::custom)?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_serialized_as_it_was_read() {
        for json in [r#"{"a":[1,-2,18446744073709551615,0.5,null,true,"é\n"],"b":{}}"#, "[]", "\"x\"", "null"] {
            let value = UntrustedValue::from_json(json).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(UntrustedValue::from_serialize(&value), value);
        }
    }

    #[test]
    fn what_json_cannot_carry_is_opaque() {
        let not_a_key = std::collections::BTreeMap::from([(vec![1], 2)]);
        assert_eq!(UntrustedValue::from_serialize(&not_a_key), UntrustedValue::Opaque);
    }
}
