//! A token with which an app opens a provider's check in the provider's own SDK.

use crate::client::link::{Expiry, KycLink};
use crate::value::json::{Json, Writer};
use crate::value::secret::Secret;

/// A token for the SDK of a provider. Whoever has it can act as the person, so that it is neither stored nor logged.
///
/// ```
/// use kyclink::{Output, SdkToken};
/// fn token_of(output: &Output) -> Option<&SdkToken> {
///     match output {
///         Output::SdkToken(token) => Some(token),
///         _ => None,
///     }
/// }
/// assert!(token_of(&Output::Nothing).is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SdkToken {
    /// The provider's name.
    pub provider: &'static str,
    /// The token.
    pub token: Secret,
    /// What the SDK needs beside it, such as the id of a session.
    pub id: Option<String>,
    /// When it expires, if the provider says so.
    pub expiry: Option<Expiry>,
}

impl SdkToken {
    /// The token that came with a link, if one did. An expiry of the link says nothing about it.
    pub(crate) fn of_link(link: &KycLink) -> Option<Self> {
        Some(Self { provider: link.provider, token: link.token.clone()?, id: None, expiry: None })
    }
}

impl Json for SdkToken {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("provider", self.provider);
            fields.text("token", self.token.expose());
            fields.optional("id", self.id.as_ref());
            fields.optional("expiresAt", self.expiry.as_ref().map(|expiry| &expiry.text));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::link::KycUrl;
    use crate::client::link::rules::LinkRules;

    #[test]
    fn a_link_without_a_token_has_none_and_no_expiry_of_a_link_is_a_tokens() {
        let url = KycUrl::parse("https://kyc.example/x", &LinkRules::default()).unwrap();
        let mut link = KycLink::new("test", url);
        link.expiry = Some(Expiry { text: "1970-01-01T00:00:01Z".into(), ms: 1_000 });
        assert_eq!(SdkToken::of_link(&link), None);
        link.token = Some(Secret::new("t-1"));
        let token = SdkToken::of_link(&link).unwrap();
        assert_eq!(token.to_json(), r#"{"provider":"test","token":"t-1"}"#);
    }
}
