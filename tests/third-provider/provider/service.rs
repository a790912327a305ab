//! Host, credentials and error responses.

use crate::client::connection::{credential, parse_base_url};
use crate::client::error::Error;
use crate::client::headers::AUTHORIZATION;
use crate::client::http::HttpResponse;
use crate::client::provider_error::{ErrorForm, FieldError, ProviderError};
use crate::client::service::{Idempotency, ProviderAuth, Service};
use crate::value::secret::Secret;
use crate::value::untrusted::Object;

pub(super) static SERVICE: Service =
    Service { name: "harbor", options: &["apiKey", "baseUrl"], auth_header: AUTHORIZATION, auth, parse_error, error_form: ERROR_FORM, idempotency: Idempotency::MayReplay };

/// Codes are words in lower case, and there is no other.
const ERROR_FORM: ErrorForm = ErrorForm {
    is_code: |code| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
    is_correlation_id: |_| false,
    formats: &[],
};

fn auth(config: &Object) -> Result<ProviderAuth, Error> {
    let key = credential(config, "apiKey", "apiKey is missing.")?;
    Ok(ProviderAuth {
        base_url: parse_base_url(config)?.unwrap_or_else(|| "https://api.harbor.example".to_owned()),
        authorization: Secret::new(["Token ", key].concat()),
    })
}

/// Parses `{error: {code, message, param?}}`.
fn parse_error(response: &HttpResponse) -> ProviderError {
    let error = response.body.json().field("error");
    let own = |name| error.and_then(|error| error.owned_text_of(name));
    let field = own("param").map(|param| FieldError { pointer: Some(param), ..FieldError::default() });
    ProviderError {
        code: own("code"),
        message: own("message"),
        fields: field.into_iter().collect(),
        ..ProviderError::default()
    }
}
