//! The applicant: the fields of a person or business, the same for all providers.
//!
//! A provider's own shape says which of them it takes, and with which rules. This one says what they mean: `cargo xtask
//! codegen` writes the type `Applicant` of the package from it. Nothing is validated against it.

use crate::rules::field::country::Alphabet;
use crate::rules::field::date;
use crate::rules::field::person_name::PersonName;
use crate::rules::field::phone::PhoneRule;
use crate::rules::field::subdivision::SubdivisionRule;
use crate::rules::shape::{Field, Kind, NormalForm, Shape};
use crate::rules::words::{Words, words};

const TEXT: Kind = Kind::Text { max: None };
const COUNTRY: Kind = Kind::Country(Alphabet::Alpha2);

/// A person or business to onboard, in the same form for all providers.
///
/// ```ts
/// const applicant: Applicant = {
///   type: "individual", email: "jane@example.com", phone: "+14155550123",
///   address: { line1: "233 S Wacker Dr", city: "Chicago", state: "IL", postalCode: "60606", country: "US" },
/// };
/// ```
#[doc(hidden)]
pub static APPLICANT: Shape = Shape::new(&[
    /// Whether the applicant is a person or a company.
    Field::required("type", Kind::Choice(CUSTOMER_TYPE)),
    /// The email address, at most 254 characters.
    Field::required("email", Kind::Email),
    /// The phone number in E.164 format: `"+14155550123"`. `normalize` converts other spellings.
    Field::required("phone", Kind::Phone(&PHONE)),
    /// Where the person lives, or where the business is registered.
    Field::required("address", Kind::Object(&APPLICANT_ADDRESS)),
    /// The person's given name.
    Field::optional("firstName", TEXT).named(PersonName::Given),
    /// The person's family name.
    Field::optional("lastName", TEXT).named(PersonName::FAMILY),
    /// Date of birth, `YYYY-MM-DD`.
    Field::optional("birthDate", date::BIRTH),
    /// ISO 3166-1 code, alpha-2 or alpha-3.
    Field::optional("nationality", COUNTRY),
    /// The business. Fields that the provider does not support are not sent.
    Field::optional("business", Kind::Object(&APPLICANT_BUSINESS)),
    /// Your own id of this person or business. A provider that has such ids finds a customer by it whose create was
    /// lost.
    Field::optional("reference", TEXT),
    /// Where the person goes after the hosted flow, if the provider supports that: an https URL.
    Field::optional("redirectUri", Kind::RedirectUri),
    /// ISO 4217 codes or tickers.
    Field::optional("currencies", Kind::List(&TEXT)),
    /// ISO 3166-1 code, alpha-2 or alpha-3.
    Field::optional("region", COUNTRY),
    /// The person's consent to the provider's terms.
    Field::optional("endUserTermsConsent", Kind::Object(&APPLICANT_CONSENT)),
    /// The person's consents to the provider's agreements.
    Field::optional("agreementConsents", Kind::List(&Kind::Object(&APPLICANT_AGREEMENT))),
]);

/// The fields of a person. No form asks a business for them.
pub(crate) const OF_PEOPLE: [&str; 4] = ["firstName", "lastName", "birthDate", "nationality"];

/// Whether a customer is a person or a company.
pub(crate) const CUSTOMER_TYPE: Words = words!["individual", "business"];

pub(crate) static PHONE: PhoneRule =
    PhoneRule { min: 2, max: 15, leading_zero: false, pattern: "^\\+[1-9][0-9]{1,14}$" };

/// An applicant's address. Whether a field is required depends on the provider and the country.
static APPLICANT_ADDRESS: Shape = Shape::new(&[
    /// Street and number.
    Field::required("line1", TEXT),
    /// Apartment, building or floor.
    Field::optional("line2", TEXT),
    /// City or town.
    Field::optional("city", TEXT),
    /// State or province: an ISO 3166-2 code such as `"IL"`, or any text where the provider takes one.
    Field::optional("state", Kind::Subdivision(SubdivisionRule::Code)),
    /// The postal code. Whether it is required depends on the country.
    Field::optional("postalCode", Kind::PostalCode),
    /// ISO 3166-1 code, alpha-2 or alpha-3.
    Field::required("country", COUNTRY),
]);

/// An applicant that is a business.
static APPLICANT_BUSINESS: Shape = Shape::new(&[
    /// The registered name.
    Field::required("legalName", TEXT),
    /// Country of registration: ISO 3166-1 code, alpha-2 or alpha-3.
    Field::required("country", COUNTRY),
    /// Tax number.
    Field::required("taxId", TEXT).written_in(NormalForm::Code),
    /// Date of registration, `YYYY-MM-DD`.
    Field::required("incorporatedOn", date::INCORPORATION),
    /// Trade name.
    Field::optional("tradeName", TEXT),
    /// Trade name.
    Field::optional("doingBusinessAs", TEXT),
    /// What the business does.
    Field::optional("description", TEXT),
    /// NAICS industry code.
    Field::optional("naicsCode", TEXT).written_in(NormalForm::Code),
    /// URL of the website.
    Field::optional("website", TEXT),
    /// Registration or tax number.
    Field::optional("identificationNumber", TEXT).written_in(NormalForm::Code),
    /// The number in the company register, which is not the tax number in every country.
    Field::optional("registrationNumber", TEXT).written_in(NormalForm::Code),
    /// The given name of a person who represents the business. Some providers require it in the EU.
    Field::optional("primaryContactFirstName", TEXT).named(PersonName::Given),
    /// The family name of that person.
    Field::optional("primaryContactLastName", TEXT).named(PersonName::Family { given: "primaryContactFirstName" }),
]);

/// A person's consent to the terms of a provider.
static APPLICANT_CONSENT: Shape = Shape::new(&[
    /// When the person accepted: RFC 3339 timestamp with an offset.
    Field::required("acceptedAt", Kind::Timestamp),
    /// The person's IP address.
    Field::required("ipAddress", TEXT),
    /// The version of the terms.
    Field::required("termsVersion", TEXT),
    /// How the person accepted.
    Field::required("acceptanceMethod", Kind::Choice(APPLICANT_ACCEPTANCE_METHOD)),
]);

/// A person's consent to one agreement of a provider.
static APPLICANT_AGREEMENT: Shape = Shape::new(&[
    /// The type of the agreement.
    Field::required("type", TEXT),
    /// When the person accepted: RFC 3339 timestamp with an offset.
    Field::required("acceptedAt", Kind::Timestamp),
    /// The person's IP address.
    Field::required("ipAddress", TEXT),
    /// The version of the agreement.
    Field::required("termsVersion", TEXT),
    /// How the person accepted.
    Field::required("acceptanceMethod", Kind::Choice(APPLICANT_ACCEPTANCE_METHOD)),
]);

/// How a person accepted terms.
const APPLICANT_ACCEPTANCE_METHOD: Words = words!["CHECKBOX", "CLICK_TO_ACCEPT"];
