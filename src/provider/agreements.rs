//! Agreements that a customer accepts on a page of ours: which operations a provider has for them.

use crate::client::endpoint::Endpoint;

/// How a provider has its customers accept agreements.
///
/// ```
/// use kyclink::provider::provider;
/// let agreements = |name| provider(name).expect("registered").agreements;
/// let grid = agreements("grid").expect("it has some");
/// assert_eq!((grid.list.name(), grid.accept.name()), ("grid.listAgreements", "grid.updateCustomer"));
/// assert_eq!(grid.title("LEAD_PRIVACY_POLICY"), Some("Lead Privacy Policy"));
/// assert!(agreements("spherepay").is_none());
/// ```
pub struct Agreements {
    /// Lists the documents: `{ agreements: [{ type, version, url }] }`.
    pub list: &'static Endpoint,
    /// Adds consents to a customer. Its input is what [`to_input`](crate::to_input) makes of an applicant with the
    /// customer's type and `agreementConsents`. It returns the customer.
    pub accept: &'static Endpoint,
    /// The types that a handler may ask for, with the titles of their documents.
    pub titles: &'static [(&'static str, &'static str)],
}

impl Agreements {
    /// Returns the title of the document of a type; `None` if a handler may not ask for it.
    pub fn title(&self, kind: &str) -> Option<&'static str> {
        self.titles.iter().find(|(known, _)| *known == kind).map(|(_, title)| *title)
    }
}
