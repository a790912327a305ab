//! Short ways to write untrusted values.

use kyclink::UntrustedValue;

pub(crate) fn object(
    fields: impl IntoIterator<Item = (&'static str, UntrustedValue<'static>)>,
) -> UntrustedValue<'static> {
    fields.into_iter().collect::<kyclink::Object>().into()
}

pub(crate) fn list_of(items: impl IntoIterator<Item = UntrustedValue<'static>>) -> UntrustedValue<'static> {
    items.into_iter().collect::<Vec<_>>().into()
}

pub(crate) fn text(text: &str) -> UntrustedValue<'static> {
    text.to_owned().into()
}

pub(crate) fn integer(number: i64) -> UntrustedValue<'static> {
    UntrustedValue::Number(number.into())
}

/// Reads JSON that this program has written itself.
pub(crate) fn json(text: &str) -> UntrustedValue<'static> {
    UntrustedValue::from_json(text).unwrap_or(UntrustedValue::Null)
}
