//! Reads a value into a type of Rust: the reverse of [`UntrustedValue::from_serialize`].

use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::value::untrusted::{Number, UntrustedValue};

impl UntrustedValue<'_> {
    /// Reads the value into a type of Rust, without any validation; `None` if it does not fit.
    /// [`Input::from_untrusted`](crate::Input::from_untrusted) validates it, too.
    ///
    /// ```
    /// use kyclink::{UntrustedValue, spherepay::CreateKycLink};
    /// let value = UntrustedValue::from_json(r#"{"customerId":"customer_1ab2c3d4"}"#).expect("JSON");
    /// let input = value.to_typed::<CreateKycLink>().expect("it fits");
    /// assert_eq!(input.customer_id, "customer_1ab2c3d4");
    /// assert!(UntrustedValue::Null.to_typed::<CreateKycLink>().is_none());
    /// ```
    #[must_use]
    pub fn to_typed<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(Reader(self)).ok()
    }
}

/// A value from which serde reads.
#[derive(Clone, Copy)]
struct Reader<'v>(&'v UntrustedValue<'v>);

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            UntrustedValue::Null => visitor.visit_unit(),
            UntrustedValue::Bool(value) => visitor.visit_bool(*value),
            UntrustedValue::Number(number) => visit_number(number, visitor),
            UntrustedValue::Text(text) => visitor.visit_str(text),
            UntrustedValue::List(list) => visitor.visit_seq(SeqDeserializer::new(list.iter().map(Reader))),
            UntrustedValue::Object(object) => {
                let fields = object.iter().map(|(name, value)| (name, Reader(value)));
                visitor.visit_map(MapDeserializer::new(fields))
            }
            UntrustedValue::Malformed | UntrustedValue::Opaque => Err(Error::custom("a value that JSON cannot carry")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            UntrustedValue::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    /// A word of a closed list. Variants with fields are tagged, so serde reads them as objects.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            UntrustedValue::Text(text) => visitor.visit_enum(text.as_ref().into_deserializer()),
            _ => Err(Error::custom("not a word")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for Reader<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A whole number if 64 bits hold it, else a double, as in [`Serialize`](serde::Serialize).
fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Error> {
    let text = number.as_str();
    if let Ok(value) = text.parse::<i64>() {
        visitor.visit_i64(value)
    } else if let Ok(value) = text.parse::<u64>() {
        visitor.visit_u64(value)
    } else {
        visitor.visit_f64(text.parse().map_err(Error::custom)?)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Part {
        text: String,
        flag: bool,
        count: Option<u32>,
        word: Word,
        list: Vec<f64>,
        #[serde(flatten)]
        others: BTreeMap<String, Value>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        One,
        Two,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "type", rename_all = "lowercase")]
    enum Tagged {
        Part(Part),
    }

    /// The same as serde_json reads, for values that fit and for those that do not.
    #[test]
    fn a_value_is_read_as_from_json() {
        let part =
            json!({ "text": "é", "flag": true, "count": 7, "word": "two", "list": [1, 0.5], "x": [null, {}, -1] });
        let with = |name: &str, value: Value| {
            let mut changed = part.clone();
            changed[name] = value;
            changed
        };
        let changes = [
            ("count", json!(null)),
            ("count", json!(-1)),
            ("count", json!(1.5)),
            ("count", json!(u64::MAX)),
            ("word", json!("three")),
            ("word", json!(1)),
            ("list", json!({})),
            ("list", json!([])),
            ("text", json!(null)),
            ("flag", json!("true")),
            ("type", json!("part")),
        ];
        for json in
            changes.map(|(name, value)| with(name, value)).into_iter().chain([part.clone(), json!([]), json!(1)])
        {
            let value = UntrustedValue::from_json(&json.to_string()).unwrap();
            assert_eq!(value.to_typed::<Part>(), serde_json::from_value(json.clone()).ok(), "{json}");
            assert_eq!(value.to_typed::<Tagged>(), serde_json::from_value(json.clone()).ok(), "{json}");
        }
    }

    #[test]
    fn what_json_cannot_carry_fits_into_no_type() {
        assert_eq!(UntrustedValue::Opaque.to_typed::<Option<bool>>(), None);
        assert_eq!(UntrustedValue::Malformed.to_typed::<String>(), None);
    }
}
