//! The agreements of `AgreementType`, an open set, as of September 2026. A list with titles catches a mistyped option
//! when the handler starts, and gives the page what Grid does not: the names of the documents.

use super::{list_agreements, update_customer};
use crate::provider::agreements::Agreements;

pub(super) static AGREEMENTS: Agreements = Agreements {
    list: &list_agreements::ENDPOINT,
    accept: &update_customer::ENDPOINT,
    titles: &[
        ("LIGHTSPARK_END_USER_TERMS", "Lightspark End User Terms"),
        ("LIGHTSPARK_E_SIGN_CONSENT", "Lightspark E-Sign Consent"),
        ("LIGHTSPARK_PRIVACY_POLICY", "Lightspark Privacy Policy"),
        ("LEAD_E_SIGN_CONSENT", "Lead E-Sign Consent"),
        ("LEAD_ACCOUNTHOLDER_AGREEMENT", "Lead Accountholder Agreement"),
        ("LEAD_PRIVACY_POLICY", "Lead Privacy Policy"),
        ("LEAD_CARDHOLDER_AGREEMENT", "Lead Cardholder Agreement"),
    ],
};
