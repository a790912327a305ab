//! Untrusted input as a tree.
//!
//! What comes from outside (a JSON body, a provider's response, the input of a Rust program) becomes an
//! [`UntrustedValue`] first, so that the rules see one type of value. The input of a call from JavaScript can be a record
//! instead: `value::input` reads both.

mod convert;
mod deserialize;
mod list;
mod number;
mod object;

use std::borrow::Cow;

pub use list::List;
pub use number::Number;

/// The maximum depth of nested lists and objects.
///
/// Every way to create an [`UntrustedValue`] enforces it. JSON of any depth can therefore be parsed, and the result can
/// be written, compared, cloned and dropped on the stack of any thread.
///
/// ```
/// use kyclink::{MAX_DEPTH, UntrustedValue};
/// let mut value = UntrustedValue::Null;
/// for _ in 0..=MAX_DEPTH {
///     value = vec![value].into();
/// }
/// let items = value.list().expect("a list");
/// assert_eq!(items, [UntrustedValue::Opaque], "a list of 65 levels is too deep, and is replaced as a whole");
/// ```
pub const MAX_DEPTH: u8 = 64;

/// A value that has not been validated.
///
/// ```
/// use kyclink::{Object, UntrustedValue};
/// let mut input = Object::new();
/// input.set("type", "individual".into());
/// input.set("consent", UntrustedValue::Bool(true));
/// let input = UntrustedValue::from(input);
/// assert_eq!(input.field("type").and_then(UntrustedValue::text), Some("individual"));
/// assert_eq!(format!("{input:?}"), "object");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum UntrustedValue<'a> {
    /// `null` or `undefined`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number, stored as JSON so that it passes through unchanged.
    Number(Number<'a>),
    /// A string of Unicode scalar values.
    Text(Cow<'a, str>),
    /// A string with a lone surrogate, which UTF-8 cannot represent. No field accepts it.
    Malformed,
    /// An array.
    List(List<'a>),
    /// An object, with its own fields in the given order.
    Object(Object<'a>),
    /// A value that no field accepts: a function, a symbol, a number that is not finite, a getter that threw, a tree
    /// that is too large, or a list or object nested deeper than [`MAX_DEPTH`].
    Opaque,
}

/// The fields of an object in the given order, each name once. A value that would make the object deeper than
/// [`MAX_DEPTH`] becomes [`UntrustedValue::Opaque`].
///
/// ```
/// use kyclink::{Object, UntrustedValue, json::Json};
/// let mut object: Object = [("customerId", UntrustedValue::from("Customer:1"))].into_iter().collect();
/// object.set("code", "123456".into());
/// assert_eq!(object.text("code"), Some("123456"));
/// assert_eq!(object.to_json(), r#"{"customerId":"Customer:1","code":"123456"}"#);
/// ```
#[derive(Clone, Default)]
pub struct Object<'a> {
    fields: Vec<(Cow<'a, str>, UntrustedValue<'a>)>,
    depth: Depth,
}

/// An upper bound of the depth of a list or object, itself included. Removing a value does not lower it.
#[derive(Clone, Copy)]
struct Depth(u8);

impl Default for Depth {
    fn default() -> Self {
        Self(1)
    }
}

impl Depth {
    /// Records the depth of a new part and returns it, or returns [`UntrustedValue::Opaque`] if it is too deep.
    fn admit<'a>(&mut self, value: UntrustedValue<'a>) -> UntrustedValue<'a> {
        let depth = value.depth();
        if depth >= MAX_DEPTH {
            return UntrustedValue::Opaque;
        }
        self.0 = self.0.max(depth + 1);
        value
    }
}

impl<'a> UntrustedValue<'a> {
    /// Parses the JSON that somebody has sent, such as the body of a request, so that it can be validated or read.
    /// Returns `None` if the string is not JSON.
    ///
    /// The value may be anything: an object without the expected members, a list, a number. Pass it to
    /// [`validate`](crate::validate()), which refuses what does not fit, or read its members with
    /// [`field`](Self::field). To get a struct of your own, use serde instead.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// let value = UntrustedValue::from_json(r#"{"type":"individual"}"#).expect("this is JSON");
    /// assert_eq!(value.field("type").and_then(UntrustedValue::text), Some("individual"));
    /// assert!(UntrustedValue::from_json("<html>").is_none());
    /// ```
    pub fn from_json(text: &str) -> Option<UntrustedValue<'static>> {
        crate::value::host::parse_json(text)
    }

    /// Returns a copy that borrows nothing.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// let email = String::from("jane@example.com");
    /// let kept: UntrustedValue<'static> = UntrustedValue::from(email.as_str()).to_static();
    /// drop(email);
    /// assert_eq!(kept.text(), Some("jane@example.com"));
    /// ```
    pub fn to_static(&self) -> UntrustedValue<'static> {
        let owned = |text: &Cow<'_, str>| Cow::Owned(text.as_ref().to_owned());
        match self {
            Self::Null => UntrustedValue::Null,
            Self::Bool(value) => UntrustedValue::Bool(*value),
            Self::Number(number) => UntrustedValue::Number(number.to_static()),
            Self::Text(text) => UntrustedValue::Text(owned(text)),
            Self::Malformed => UntrustedValue::Malformed,
            Self::List(list) => UntrustedValue::List(List {
                items: list.items.iter().map(Self::to_static).collect(),
                depth: list.depth,
            }),
            Self::Object(object) => UntrustedValue::Object(Object {
                fields: object.fields.iter().map(|(name, value)| (owned(name), value.to_static())).collect(),
                depth: object.depth,
            }),
            Self::Opaque => UntrustedValue::Opaque,
        }
    }

    /// Returns whether the value is `null`, `undefined` or the empty string.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// assert!(UntrustedValue::Null.is_absent());
    /// assert!(UntrustedValue::from("").is_absent());
    /// assert!(!UntrustedValue::Bool(false).is_absent());
    /// ```
    pub fn is_absent(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            _ => false,
        }
    }

    /// Returns whether the value is `true` itself.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// assert!(UntrustedValue::Bool(true).is_true());
    /// assert!(!UntrustedValue::from("true").is_true());
    /// ```
    pub fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true))
    }

    /// Returns the string, if the value is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the object, if the value is one.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// let value = UntrustedValue::from_json(r#"{"code": "123456"}"#).expect("JSON");
    /// assert_eq!(value.object().and_then(|object| object.text("code")), Some("123456"));
    /// assert!(UntrustedValue::Null.object().is_none());
    /// ```
    pub fn object(&self) -> Option<&Object<'a>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Returns the items, if the value is a list.
    pub fn list(&self) -> Option<&[UntrustedValue<'a>]> {
        match self {
            Self::List(list) => Some(&list.items),
            _ => None,
        }
    }

    /// Returns the depth of nested lists and objects, this one included.
    const fn depth(&self) -> u8 {
        match self {
            Self::List(list) => list.depth.0,
            Self::Object(object) => object.depth.0,
            _ => 0,
        }
    }

    /// Returns a field's string; `None` if the field is absent, empty or not a string.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.field(name)?.text().filter(|text| !text.is_empty())
    }

    /// Returns a copy of a field's string; `None` if the field is absent, empty or not a string.
    pub(crate) fn owned_text_of(&self, name: &str) -> Option<String> {
        self.text_of(name).map(str::to_owned)
    }

    /// Returns the items, if the value is a list of strings.
    pub(crate) fn texts(&self) -> Option<Vec<&str>> {
        let mut texts = Vec::new();
        for item in self.list()? {
            texts.push(item.text()?);
        }
        Some(texts)
    }

    /// Returns a name and a value, if the value is a list of two strings.
    pub(crate) fn pair(&self) -> Option<(&str, &str)> {
        match self.list()? {
            [name, value] => Some((name.text()?, value.text()?)),
            _ => None,
        }
    }

    /// Returns the number, if the value is an integer.
    ///
    /// ```
    /// use kyclink::UntrustedValue;
    /// let integer = |json| UntrustedValue::from_json(json).expect("JSON").integer();
    /// assert_eq!(integer("1790000000000"), Some(1_790_000_000_000));
    /// assert_eq!((integer("2.5"), integer("\"2\"")), (None, None));
    /// ```
    pub fn integer(&self) -> Option<i64> {
        match self {
            Self::Number(number) => integer(number.as_str()),
            _ => None,
        }
    }

    /// Takes the value, leaving `null` in its place.
    pub(crate) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Null)
    }

    /// Returns the field with this name, if the value is an object that has it.
    pub fn field(&self, name: &str) -> Option<&UntrustedValue<'a>> {
        self.object()?.get(name)
    }

    pub(crate) fn integer_at(&self, name: &str) -> Option<i64> {
        self.field(name)?.integer()
    }
}

/// Parses an integer in decimal digits. Unlike `str::parse`, refuses a leading `+`.
pub(crate) fn integer(text: &str) -> Option<i64> {
    if text.starts_with('+') { None } else { text.parse().ok() }
}
