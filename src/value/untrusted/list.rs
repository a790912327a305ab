//! The elements of a list.

use std::fmt;
use std::ops::Deref;

use super::{Depth, UntrustedValue};
use crate::value::json::{Json, Writer};

/// The items of an array. An item that would make the list deeper than [`MAX_DEPTH`](super::MAX_DEPTH) becomes
/// [`UntrustedValue::Opaque`].
///
/// ```
/// use kyclink::{List, UntrustedValue, json::Json};
/// let list: List = ["email", "phone"].into_iter().map(UntrustedValue::from).collect();
/// assert_eq!((list.len(), list[0].text()), (2, Some("email")));
/// assert_eq!(list.to_json(), r#"["email","phone"]"#);
/// ```
#[derive(Clone, Default)]
pub struct List<'a> {
    pub(super) items: Vec<UntrustedValue<'a>>,
    pub(super) depth: Depth,
}

impl<'a> List<'a> {
    /// Iterates over the items. The caller must not replace one with a deeper one.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut UntrustedValue<'a>> {
        self.items.iter_mut()
    }
}

impl<'a> Deref for List<'a> {
    type Target = [UntrustedValue<'a>];

    fn deref(&self) -> &[UntrustedValue<'a>] {
        &self.items
    }
}

impl<'a> FromIterator<UntrustedValue<'a>> for List<'a> {
    fn from_iter<I: IntoIterator<Item = UntrustedValue<'a>>>(given: I) -> Self {
        let mut depth = Depth::default();
        Self { items: given.into_iter().map(|item| depth.admit(item)).collect(), depth }
    }
}

impl PartialEq for List<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items
    }
}

impl Eq for List<'_> {}

impl Json for List<'_> {
    fn write(&self, out: &mut Writer) {
        out.list(&self.items);
    }
}

/// Prints the type only, because the content may be personal data.
impl fmt::Debug for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("list")
    }
}
