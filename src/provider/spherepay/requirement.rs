//! What a customer of SpherePay still needs: the criteria of its verification profiles.
//!
//! - Documents: "Verification profile" and the examples of `GET /v2/customer/{id}`. The words of the criteria are an
//!   open set of which the documents show examples for individuals only. The messages of `errors` are written by
//!   reviewers, and no document says that the person may see them.

use crate::client::customer::{CustomerType, Profile};
use crate::client::requirement::{Party, Requirement, RequirementKind, Requirements, word};

/// Collects what these profiles need.
pub(super) fn of_profiles<'a>(
    profiles: impl Iterator<Item = &'a Profile>,
    customer_type: CustomerType,
) -> Vec<Requirement> {
    let who = Party::from(customer_type);
    let mut all = Requirements::default();
    for profile in profiles.filter(|profile| profile.status != "approved") {
        let mut add = |requirement: Requirement| {
            let of = word(&profile.name).into_iter().collect();
            all.add(Requirement { of, ..requirement });
        };
        let refused = profile.errors.iter().map(|(name, _)| name);
        let is_incomplete = profile.status == "incomplete";
        profile.required.iter().chain(refused).for_each(|code| add(of_code(code, who, is_incomplete)));
        profile.pending.iter().for_each(|code| add(Requirement::review().code(word(code))));
        let says_nothing = profile.required.is_empty() && profile.errors.is_empty() && profile.pending.is_empty();
        match profile.status.as_str() {
            "incomplete" if says_nothing => add(Requirement::on_hosted_page(RequirementKind::Other, who)),
            "pending" if says_nothing => add(Requirement::review()),
            // Whether a refused customer can try again is not documented.
            "rejected" => add(Requirement::unexplained(who)),
            _ => {}
        }
    }
    all.into()
}

/// Returns what a criterion means that is required, or was refused.
fn of_code(code: &str, who: Party, is_incomplete: bool) -> Requirement {
    use RequirementKind::{Contact, Data, Document, Terms};
    let requirement = match code {
        // There is no link for the terms alone to customers of a hosted link.
        "terms_of_service" => Requirement::on_hosted_page(Terms, Party::Person),
        "email_address" | "email_verification" | "phone_number" | "phone_verification" => {
            Requirement::on_hosted_page(Contact, Party::Person)
        }
        "photo_id"
        | "identification_document"
        | "identity_document"
        | "identity_verification"
        | "proof_of_address"
        | "liveness_check"
        | "liveness_report_document"
        | "incorporation_certificate"
        | "shareholder_registry"
        | "directors_registry" => Requirement::on_hosted_page(Document, who),
        "first_name"
        | "last_name"
        | "date_of_birth"
        | "residential_address"
        | "address_of_residence"
        | "tax_identification_number" => Requirement::on_hosted_page(Data, who),
        code if code.ends_with("_approval") => Requirement::review(),
        _ => Requirement::unlisted(who, is_incomplete),
    };
    let field = match code {
        "first_name" => Some("firstName"),
        "last_name" => Some("lastName"),
        "date_of_birth" => Some("birthDate"),
        "residential_address" | "address_of_residence" => Some("address"),
        "email_address" | "email_verification" => Some("email"),
        "phone_number" | "phone_verification" => Some("phone"),
        _ => None,
    };
    Requirement { field: field.map(str::to_owned), ..requirement.code(word(code)) }
}
