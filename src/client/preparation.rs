//! What a person should have at hand before the provider's own page: documents, numbers, a camera, time.
//!
//! Each provider lists in its folder what its documents say. What no document says is not listed: nothing is guessed from
//! the country or from another provider.

use crate::rules::field::country::{Alphabet, Country};
use crate::value::json::{Json, Writer};
use crate::value::untrusted::UntrustedValue;
use crate::value::word_enum::word_enum;

word_enum! {
    /// Something to have at hand.
    ///
    /// ```
    /// assert_eq!(kyclink::PreparationKind::PhotoId.as_str(), "photo_id");
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum PreparationKind {
        /// A document with a picture of the person.
        PhotoId = "photo_id",
        /// The person's or business's tax number.
        TaxNumber = "tax_number",
        /// The number of the person's national ID, beside the tax number.
        NationalIdNumber = "national_id_number",
        /// A camera, for a picture of the face.
        Camera = "camera",
        /// A document with the address.
        ProofOfAddress = "proof_of_address",
        /// The mailbox and the phone, for codes.
        Contact = "contact",
        /// Answers about money and purpose.
        Questions = "questions",
        /// A document about the foundation of the business.
        Formation = "formation",
        /// A document that says who owns the business.
        Ownership = "ownership",
        /// Everybody who owns 25 % or more: names, birth dates, addresses and IDs. Each is verified, too.
        Owners = "owners",
        /// Somebody who controls the business: the same of that person.
        ControlPerson = "control_person",
        /// A document with the tax number.
        TaxDocument = "tax_document",
        /// The number of the business in its register.
        RegistrationNumber = "registration_number",
        /// The register of directors.
        Directors = "directors",
    }
}

/// Something to have at hand, and how certain that is.
///
/// ```
/// # use kyclink::{PreparationKind, UntrustedValue, preparation};
/// let shown = preparation("spherepay", &UntrustedValue::Null)?;
/// assert!(shown.items[0].is_required && shown.items[0].kind == PreparationKind::PhotoId);
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PreparationItem {
    /// What it is.
    pub kind: PreparationKind,
    /// Whether it is asked for; otherwise it may be.
    pub is_required: bool,
    /// The documents or numbers of which one will do, with spaces between: small in the wasm module.
    accepts: &'static str,
    /// How old the document may be, in days; 0 if the provider does not say so.
    max_age_days: u8,
    /// For whom it is listed.
    when: When,
}

/// What a person should have at hand.
///
/// ```
/// use kyclink::{UntrustedValue, preparation};
/// let jane = UntrustedValue::from_json(r#"{"type": "individual", "address": {"country": "US"}}"#).expect("JSON");
/// let shown = preparation("bridge", &jane)?;
/// assert!(shown.items[1].accepts().eq(["ssn", "itin"]));
/// assert!(shown.in_one_go && shown.decision_days == Some((0, 1)));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Preparation {
    /// What to have at hand, in the order of a list for people.
    pub items: Vec<PreparationItem>,
    /// Whether a person who leaves the page has to begin again.
    pub in_one_go: bool,
    /// How many business days the decision takes, from and to, if the provider says so.
    pub decision_days: Option<(u8, u8)>,
}

/// What a provider's documents list for one type of applicant.
pub(crate) struct Checklist {
    /// Of several rows of a kind, the first that applies counts.
    pub(crate) rows: &'static [PreparationItem],
    pub(crate) in_one_go: bool,
    pub(crate) decision_days: Option<(u8, u8)>,
}

/// For whom a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Always,
    /// The applicant lives in one of these countries: alpha-2 codes with spaces between.
    In(&'static str),
    Outside(&'static str),
    /// The applicant wants this product of the provider.
    Wants(&'static str),
}

impl PreparationItem {
    /// The documents or numbers of which one will do; none if the provider does not list them.
    pub fn accepts(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.accepts.split_ascii_whitespace()
    }

    /// How old the document may be, in days, if the provider says so.
    ///
    /// ```
    /// # use kyclink::{UntrustedValue, preparation};
    /// let shown = preparation("spherepay", &UntrustedValue::Null)?;
    /// assert_eq!(shown.items[3].max_age_days(), None);
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn max_age_days(&self) -> Option<u8> {
        (self.max_age_days > 0).then_some(self.max_age_days)
    }

    pub(crate) const fn required(kind: PreparationKind) -> Self {
        Self { kind, is_required: true, accepts: "", max_age_days: 0, when: When::Always }
    }

    pub(crate) const fn possible(kind: PreparationKind) -> Self {
        Self { is_required: false, ..Self::required(kind) }
    }

    pub(crate) const fn accepting(self, accepts: &'static str) -> Self {
        Self { accepts, ..self }
    }

    pub(crate) const fn at_most_days_old(self, max_age_days: u8) -> Self {
        Self { max_age_days, ..self }
    }

    pub(crate) const fn within(self, countries: &'static str) -> Self {
        Self { when: When::In(countries), ..self }
    }

    pub(crate) const fn outside(self, countries: &'static str) -> Self {
        Self { when: When::Outside(countries), ..self }
    }

    pub(crate) const fn wants(self, product: &'static str) -> Self {
        Self { when: When::Wants(product), ..self }
    }
}

impl Checklist {
    /// Returns what is listed for this applicant. Where the country decides and is not known, nothing is certain.
    pub(crate) fn of(&self, applicant: &UntrustedValue) -> Preparation {
        let country = applicant.field("address").and_then(|address| address.text_of("country"));
        let country = country.and_then(|code| Country::parse(code).ok());
        let is_one_of = |countries: &str| {
            countries
                .split_ascii_whitespace()
                .any(|code| country.is_some_and(|known| known.has_code(code, Alphabet::Alpha2)))
        };
        let wanted = applicant.field("endorsements").and_then(UntrustedValue::texts).unwrap_or_default();
        let mut items: Vec<PreparationItem> = Vec::new();
        for row in self.rows {
            let item = match row.when {
                When::Wants(product) if !wanted.contains(&product) => continue,
                When::In(_) | When::Outside(_) if country.is_none() => {
                    PreparationItem { is_required: false, accepts: "", ..*row }
                }
                When::In(countries) if !is_one_of(countries) => continue,
                When::Outside(countries) if is_one_of(countries) => continue,
                _ => *row,
            };
            if items.iter().all(|listed| listed.kind != item.kind) {
                items.push(item);
            }
        }
        Preparation { items, in_one_go: self.in_one_go, decision_days: self.decision_days }
    }
}

impl Json for PreparationItem {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("kind", self.kind.as_str());
            fields.field("required", &self.is_required);
            if !self.accepts.is_empty() {
                fields.member("accepts").items(self.accepts(), |word, out| out.text(word));
            }
            fields.optional("maxAgeDays", self.max_age_days().map(i64::from).as_ref());
        });
    }
}

impl Json for Preparation {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("items", &self.items);
            if self.in_one_go {
                fields.field("inOneGo", &true);
            }
            if let Some((min, max)) = self.decision_days {
                fields.object("decisionDays", |days| {
                    days.field("min", &i64::from(min));
                    days.field("max", &i64::from(max));
                });
            }
        });
    }
}
