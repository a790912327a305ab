//! The members of a link in results. Each is said once: the JSON of a link, the record in which most links cross the
//! boundary of the npm package, and the wrapper's reader of that record are made from one list.

use crate::client::link::{KycLink, KycUrl};
use crate::value::json::{Json, Writer};
use crate::value::secret::Secret;

/// A member of a link whose value is a text.
///
/// ```
/// use kyclink::package::LINK_TEXTS;
/// let expiry = LINK_TEXTS.iter().find(|text| text.name == "expiresAt");
/// assert_eq!(expiry.and_then(|text| text.as_ms), Some("expiresAtMs"));
/// ```
pub struct LinkText {
    /// The name in results.
    pub name: &'static str,
    /// How many links have it.
    pub share: Share,
    /// The member after it, which has the same as a number: the time, in milliseconds since 1970-01-01 UTC.
    pub as_ms: Option<&'static str>,
    read: fn(&KycLink) -> Option<&str>,
}

/// How many links have a member. The wrapper's reader has a short way for those that have what most have.
///
/// ```
/// use kyclink::package::{LINK_TEXTS, Share};
/// assert!(LINK_TEXTS.iter().any(|text| text.name == "kycUrl" && text.share == Share::Most));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Share {
    /// Nearly all.
    Most,
    /// Those of some providers.
    Many,
    /// A few.
    Few,
    /// None but those with the progress of a verification, which do not cross as a record.
    WithProgress,
}

/// The texts of a link, in the order of results. Only the progress of a verification is not among them.
///
/// ```
/// assert!(kyclink::package::LINK_TEXTS.iter().any(|text| text.name == "customerId"));
/// ```
pub static LINK_TEXTS: [LinkText; 7] = [
    LinkText::new("id", Share::WithProgress, |link| link.id.as_deref()),
    LinkText::new("customerId", Share::Most, |link| link.customer_id.as_deref()),
    LinkText::new("kycUrl", Share::Most, |link| Some(link.kyc_url.as_str())),
    LinkText::new("tosUrl", Share::WithProgress, |link| link.tos_url.as_ref().map(KycUrl::as_str)),
    LinkText {
        as_ms: Some("expiresAtMs"),
        ..LinkText::new("expiresAt", Share::Many, |link| link.expiry.as_ref().map(|expiry| expiry.text.as_str()))
    },
    LinkText::new("verificationProvider", Share::Few, |link| link.verification_provider.as_deref()),
    LinkText::new("token", Share::Few, |link| link.token.as_ref().map(Secret::expose)),
];

/// The texts that a record has room for, in its order.
///
/// ```
/// assert!(kyclink::package::record_texts().all(|text| text.name != "tosUrl"));
/// ```
pub fn record_texts() -> impl Iterator<Item = &'static LinkText> {
    LINK_TEXTS.iter().filter(|text| text.share != Share::WithProgress)
}

impl LinkText {
    const fn new(name: &'static str, share: Share, read: fn(&KycLink) -> Option<&str>) -> Self {
        Self { name, share, as_ms: None, read }
    }
}

impl KycLink {
    /// The value of each of the [`record_texts`], and when the link expires. `None` if the link has more.
    #[allow(dead_code, reason = "only the npm package needs it")]
    pub(crate) fn as_record(&self) -> Option<(impl Iterator<Item = Option<&str>>, Option<i64>)> {
        let has_more = self.verification.is_some() || self.id.is_some() || self.tos_url.is_some();
        (!has_more).then(|| (record_texts().map(|text| (text.read)(self)), self.expires_at_ms()))
    }

    fn expires_at_ms(&self) -> Option<i64> {
        self.expiry.as_ref().map(|expiry| expiry.ms)
    }
}

impl Json for KycLink {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("provider", self.provider);
            for text in &LINK_TEXTS {
                fields.optional(text.name, (text.read)(self).as_ref());
                if let Some(name) = text.as_ms {
                    fields.optional(name, self.expires_at_ms().as_ref());
                }
            }
            if let Some(verification) = &self.verification {
                verification.write_fields(fields);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::customer::Status;
    use crate::client::link::Expiry;
    use crate::client::link::rules::LinkRules;
    use crate::client::link::verification::{Terms, Verification};

    fn url(url: &str) -> KycUrl {
        KycUrl::parse(url, &LinkRules::default()).unwrap()
    }

    fn full() -> KycLink {
        KycLink {
            customer_id: Some("customer_1".into()),
            expiry: Some(Expiry { text: "2027-01-15T14:32:00Z".into(), ms: 1_800_023_520_000 }),
            verification_provider: Some("SUMSUB".into()),
            token: Some(Secret::new("t")),
            ..KycLink::new("test", url("https://kyc.example/x"))
        }
    }

    #[test]
    fn a_record_has_everything_that_a_link_without_progress_writes() {
        let link = full();
        // A new member of a link stops here: it has to be among LINK_TEXTS, or keep the link out of a record.
        let KycLink {
            provider: _,
            id: _,
            customer_id: _,
            kyc_url: _,
            tos_url: _,
            expiry: _,
            verification_provider: _,
            token: _,
            verification: _,
            // Only the JSON of a flow's outcome has them.
            requirements: _,
        } = &link;
        let (texts, ms) = link.as_record().unwrap();
        let mut written = Writer::default();
        written.object(|fields| {
            fields.text("provider", "test");
            for (text, value) in record_texts().zip(texts) {
                fields.text(text.name, value.unwrap());
                text.as_ms.into_iter().for_each(|name| fields.optional(name, ms.as_ref()));
            }
        });
        assert_eq!(String::from(written), link.to_json());
        assert!(link.to_json().contains(r#""expiresAt":"2027-01-15T14:32:00Z","expiresAtMs":1800023520000,"#));
    }

    #[test]
    fn what_a_link_does_not_have_is_absent() {
        let link = KycLink { customer_id: Some("customer_1".into()), ..KycLink::new("test", full().kyc_url) };
        let (texts, ms) = link.as_record().unwrap();
        let expected = [Some("customer_1"), Some("https://kyc.example/x"), None, None, None];
        assert_eq!((texts.collect::<Vec<_>>(), ms), (expected.to_vec(), None));
    }

    #[test]
    fn a_link_that_has_more_does_not_fit() {
        assert!(KycLink { id: Some("link_1".into()), ..full() }.as_record().is_none());
        assert!(KycLink { tos_url: Some(url("https://tos.example/x")), ..full() }.as_record().is_none());
        let progress = Verification {
            customer_type: None,
            email: None,
            full_name: None,
            status: Status::Pending,
            provider_status: None,
            terms: Terms::Pending,
            rejection_reasons: vec![],
            requirements: vec![],
            created_at: None,
        };
        assert!(KycLink { verification: Some(Box::new(progress)), ..full() }.as_record().is_none());
    }
}
