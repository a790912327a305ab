//! Host and credentials, error answers, webhooks.

use crate::connection::{ProviderAuth, base_url, credential};
use crate::draft::{UntrustedValue, Object};
use crate::error::Error;
use crate::http::HttpResponse;
use crate::provider::failure::{ProviderError, FieldError};
use crate::secret::Secret;
use crate::webhook::{Algorithm, Kind, Webhook, hex};

pub(super) fn account(config: &Object) -> Result<ProviderAuth, Error> {
    let key = credential(config, "apiKey", "apiKey is missing.")?;
    Ok(ProviderAuth {
        base_url: base_url(config)?.unwrap_or_else(|| "https://api.harbor.example".to_owned()),
        authorization: Secret::new(["Token ", key].concat()),
    })
}

/// `{error: {code, message, param?}}`
pub(super) fn complaint(response: &HttpResponse) -> ProviderError {
    let error = response.body.json().field("error");
    let own = |name| error.and_then(|error| error.owned_text_of(name));
    let field = own("param").map(|param| FieldError { pointer: Some(param), ..FieldError::default() });
    ProviderError { code: own("code"), message: own("message"), fields: field.into_iter().collect(), ..ProviderError::default() }
}

pub(super) static WEBHOOK: Webhook = Webhook {
    header: "harbor-signature",
    signature: |value| hex(value.text()?.as_bytes()),
    algorithm: Algorithm::Hmac,
    keys: ("secret", "secret is missing."),
    key: |text| (!text.is_empty()).then(|| text.into()),
    ids: &["id"],
    names: &["event"],
    times: &["at"],
    kinds: &[("session.verified", Kind::KycApproved)],
    customer_id: |_, data| data.field("session").and_then(UntrustedValue::text),
};
