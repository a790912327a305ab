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

/// Adds the fields of an applicant that only the server may set.
pub(crate) fn with_own(
    mut applicant: UntrustedValue<'static>,
    reference: &str,
    redirect_uri: Option<&str>,
) -> UntrustedValue<'static> {
    if let UntrustedValue::Object(fields) = &mut applicant {
        fields.set("reference", text(reference));
        fields.set("redirectUri", text(redirect_uri.unwrap_or_default()));
    }
    applicant
}
