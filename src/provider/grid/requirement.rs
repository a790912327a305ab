//! What a customer of Grid still needs: `errors[]` of a verification, and the statuses of a customer and its contacts.
//!
//! - Documents: `VerificationError`, `VerificationStatus`, `KycStatus` and `ContactVerification` in Grid's OpenAPI
//!   description 2025-10-13, as of August 2026; the guide to verification webhooks says what ends which error. Whether
//!   a verification has errors for a customer of a hosted link is not documented.

use super::errors::FORM;
use super::fields::{APPLICANT_NAMES, CUSTOMER_ID};
use super::{address, business_info};
use crate::client::contact::{Channel, ContactState};
use crate::client::customer::CustomerType;
use crate::client::field_names::applicant_name;
use crate::client::requirement::{NextAction, Party, Remedy, Requirement, RequirementKind, Requirements};
use crate::value::untrusted::UntrustedValue;

/// Collects what a customer with this `kycStatus` or `kybStatus`, these contacts and these `beneficialOwners` needs.
pub(super) fn of_customer(
    customer_type: CustomerType,
    status: Option<&str>,
    contacts: &[(Channel, ContactState)],
    owners: &[UntrustedValue],
) -> Vec<Requirement> {
    let who = Party::from(customer_type);
    let mut all = Requirements::default();
    for (channel, state) in contacts {
        if *state == ContactState::Pending {
            all.add(Requirement::contact(*channel));
        }
    }
    match status {
        Some("UNVERIFIED") if all.is_empty() => {
            all.add(Requirement::on_hosted_page(RequirementKind::Other, who));
        }
        Some("PENDING") => all.add(Requirement::review()),
        // "May be required to update or provide more information", or may not.
        Some("HOLD") => all.add(Requirement::unexplained(who)),
        Some("REJECTED") => all.add(refused(RequirementKind::Other, who)),
        _ => {}
    }
    if status != Some("APPROVED") {
        owners.iter().filter_map(of_owner).for_each(|requirement| all.add(requirement));
    }
    all.into()
}

/// What was refused. A guide advises a new link; the reasons that another one calls terminal are in a verification.
fn refused(kind: RequirementKind, who: Party) -> Requirement {
    Requirement::new(kind, who, Remedy::Act, NextAction::TryAgain)
}

/// Reads `{id, kycStatus}`. The hosted page of the business leads to the owner's own.
fn of_owner(owner: &UntrustedValue) -> Option<Requirement> {
    use RequirementKind::Owner;
    let requirement = match owner.text_of("kycStatus")? {
        "UNVERIFIED" => Requirement::on_hosted_page(Owner, Party::Owner),
        "PENDING" => Requirement::review(),
        "HOLD" => Requirement { kind: Owner, ..Requirement::unexplained(Party::Owner) },
        "REJECTED" => refused(Owner, Party::Owner),
        _ => return None,
    };
    let id = owner.text_of("id").filter(|id| (CUSTOMER_ID.matches)(id));
    Some(Requirement { subject: id.map(str::to_owned), ..requirement })
}

/// Collects what a verification with these errors and this status needs.
pub(super) fn of_verification(errors: &[UntrustedValue], status: &str) -> Vec<Requirement> {
    let mut all = Requirements::default();
    errors.iter().filter(|error| error.object().is_some()).for_each(|error| all.add(of_error(error)));
    match status {
        "IN_PROGRESS" | "PENDING_MANUAL_REVIEW" => all.add_unless_listed(Requirement::review()),
        // What can be corrected does not say whether a refused customer may do so.
        "REJECTED" if !all.has(|listed| listed.can == Remedy::Final) => {
            all.add(refused(RequirementKind::Other, Party::Person));
        }
        _ => {}
    }
    all.into()
}

/// Reads `{resourceId, type, field?, acceptedDocumentTypes?}`. `reason` is not for the person.
fn of_error(error: &UntrustedValue) -> Requirement {
    use RequirementKind::{Data, Document, Other, Owner, Questionnaire};
    let code = error.text_of("type").filter(|code| (FORM.is_code)(code)).unwrap_or_default();
    let resource = error.text_of("resourceId").filter(|id| (CUSTOMER_ID.matches)(id)).unwrap_or_default();
    let is_owner = resource.starts_with("BeneficialOwner:");
    let who = match code {
        _ if is_owner => Party::Owner,
        "MISSING_BENEFICIAL_OWNER"
        | "MISSING_CONTROL_PERSON"
        | "MISSING_LEGAL_PRESENCE_DOCUMENT"
        | "MISSING_CONTROL_STRUCTURE_DOCUMENT"
        | "MISSING_OWNERSHIP_STRUCTURE_DOCUMENT"
        | "MISSING_GOOD_STANDING_DOCUMENT" => Party::Business,
        // A verification does not say whether its customer is a business.
        _ => Party::Person,
    };
    let path = error.text_of("field").unwrap_or_default();
    let path = path.strip_prefix("customer.").unwrap_or(path);
    let requirement = match code {
        "SUSPECTED_FRAUD_DOCUMENT" => Requirement::settled(Document, who),
        "APPLICANT_SANCTIONED" | "APPLICANT_FRAUD" | "APPLICANT_CRIMINAL_RECORD" | "APPLICANT_REJECTED" => {
            Requirement::settled(Other, who)
        }
        "MISSING_FIELD" | "INVALID_FIELD" if QUESTIONS.contains(&path) => {
            Requirement::on_hosted_page(Questionnaire, who)
        }
        "MISSING_FIELD" | "INVALID_FIELD" => Requirement::on_hosted_page(Data, who),
        "MISSING_BENEFICIAL_OWNER" | "MISSING_CONTROL_PERSON" => Requirement::on_hosted_page(Owner, who),
        "MISSING_LEGAL_PRESENCE_DOCUMENT"
        | "MISSING_CONTROL_STRUCTURE_DOCUMENT"
        | "MISSING_OWNERSHIP_STRUCTURE_DOCUMENT"
        | "MISSING_PROOF_OF_ADDRESS_DOCUMENT"
        | "MISSING_IDENTITY_DOCUMENT"
        | "MISSING_GOOD_STANDING_DOCUMENT"
        | "INVALID_DOCUMENT"
        | "EXPIRED_DOCUMENT"
        | "POOR_QUALITY_DOCUMENT"
        | "UNREADABLE_DOCUMENT"
        | "INCOMPLETE_DOCUMENT"
        | "WRONG_DOCUMENT_TYPE"
        | "DOCUMENT_VERIFICATION_FAILED" => Requirement::on_hosted_page(Document, who),
        _ => Requirement::unexplained(who),
    };
    let accepted = error.field("acceptedDocumentTypes").and_then(UntrustedValue::list).unwrap_or_default();
    let accepted = accepted.iter().filter_map(UntrustedValue::text).filter(|kind| (FORM.is_code)(kind));
    Requirement {
        code: Some(code).filter(|code| !code.is_empty()).map(str::to_owned),
        field: if is_owner { None } else { applicant_path(path) },
        // The customer's own id says nothing more.
        subject: Some(resource).filter(|id| !id.is_empty() && !id.starts_with("Customer:")).map(str::to_owned),
        accepts: accepted.map(str::to_owned).collect(),
        ..requirement
    }
}

/// The fields of `CustomerEdd`, about which Grid asks some people only.
const QUESTIONS: [&str; 11] = [
    "sourceOfFundsCategories",
    "sourceOfFundsOtherDescription",
    "sourceOfWealthCategories",
    "sourceOfWealthOtherDescription",
    "purposeOfAccount",
    "purposeOfAccountOtherDescription",
    "expectedMonthlyTransactionCount",
    "expectedMonthlyTransactionVolume",
    "annualIncomeRange",
    "netWorthRange",
    "pepStatus",
];

/// Returns the applicant's path for a path of Grid's customer, such as `business.taxId` for `businessInfo.taxId`.
fn applicant_path(path: &str) -> Option<String> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let name = applicant_name(first, APPLICANT_NAMES)?;
    let inner = match first {
        "address" => address::SHAPE.fields,
        "businessInfo" => business_info::SHAPE.fields,
        _ => &[],
    };
    match rest {
        "" => Some(name.to_owned()),
        rest => inner.iter().any(|field| field.name == rest).then(|| [name, ".", rest].concat()),
    }
}
