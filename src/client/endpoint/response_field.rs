//! Which fields of a response an operation reads. Of a 2xx, only these cross the boundary of the npm package.

/// A field of a 2xx response that an operation reads. [`Endpoint::reads`](field@crate::Endpoint::reads) lists them.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseField {
    Raw,
    Value(&'static str),
    /// A field with these fields of its object.
    Object(&'static str, &'static [ResponseField]),
    /// A field with these fields of each object in its list.
    List(&'static str, &'static [ResponseField]),
}

/// The name of the reference that the npm package passes instead of [`ResponseField::Raw`].
pub(crate) const RAW: &str = "raw";
