//! What a customer of Bridge still needs: `endorsements[]` of a customer, and the statuses of a customer and of a link.
//!
//! An endorsement has `{name, status, requirements: {complete, pending, missing, issues}, future_requirements}`. The
//! lists nest: `{"all_of": ["a", {"any_of": ["b", "c"]}]}`, and what an owner of a business needs stands in an object
//! with the owner's id. Every list of codes is open, and part of the codes is known from Bridge's examples only.
//!
//! - Documents: `Endorsement`, `KycStatus` and `CustomerStatus` in Bridge's OpenAPI description of September 2026, and
//!   the guide "Missing requirements and issues".

use super::fields::ID;
use super::status;
use crate::client::customer::{CustomerType, Status};
use crate::client::link::verification::Terms;
use crate::client::requirement::{NextAction, Party, Remedy, Requirement, RequirementKind, Requirements, date, word};
use crate::value::untrusted::{Object, UntrustedValue};

/// Where a code stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    /// It has not been given.
    Missing,
    /// It has been given, and is in review.
    Pending,
    /// It has been given, and something stands in the way.
    Issues,
}

/// Whom the codes of a list are about.
#[derive(Clone, Copy)]
struct Subject<'a> {
    who: Party,
    /// The owner's id.
    id: Option<&'a str>,
    /// Whether the customer is incomplete, so that its hosted page asks for what is missing.
    is_incomplete: bool,
}

impl Subject<'_> {
    /// Something that no document lists. An owner has a page of its own.
    fn unlisted(&self) -> Requirement {
        Requirement::unlisted(self.who, self.is_incomplete && self.who != Party::Owner)
    }
}

/// Collects what a customer needs.
pub(super) fn of_customer(customer: &UntrustedValue) -> Vec<Requirement> {
    let terms = match customer.field("has_accepted_terms_of_service") {
        Some(UntrustedValue::Bool(false)) => Terms::Pending,
        _ => Terms::Unknown,
    };
    collect(customer, customer.text_of("status"), terms)
}

/// Collects what the customer of a link needs. A link has statuses only; its customer has the endorsements.
pub(super) fn of_link(link: &UntrustedValue) -> Vec<Requirement> {
    let (_, status, terms) = status::of_link(link);
    collect(link, status, terms)
}

fn collect(of: &UntrustedValue, status: Option<&str>, terms: Terms) -> Vec<Requirement> {
    let who = of.text_of("type").and_then(CustomerType::parse).map_or(Party::Person, Party::from);
    let mut all = Requirements::default();
    if terms == Terms::Pending {
        all.add(terms_of_service());
    }
    let is_incomplete = status.is_some_and(|word| status::to_status(word) == Status::Incomplete);
    let applicant = Subject { who, id: None, is_incomplete };
    for endorsement in of.field("endorsements").and_then(UntrustedValue::list).unwrap_or_default() {
        let name = endorsement.text_of("name").and_then(word);
        let mut add = |requirements: &UntrustedValue, due_by: Option<String>| {
            for requirement in requirements_of(requirements, applicant) {
                let of = name.clone().into_iter().collect();
                all.add(Requirement { of, due_by: due_by.clone(), ..requirement });
            }
        };
        if let Some(requirements) = endorsement.field("requirements") {
            add(requirements, None);
        }
        let future = endorsement.field("future_requirements").and_then(UntrustedValue::list).unwrap_or_default();
        for future in future {
            if !matches!(future.text_of("verification_stage"), Some("complete" | "not_applicable")) {
                add(future, date(future.text_of("effective_date")));
            }
        }
    }
    add_of_status(&mut all, status, who);
    // Clients never follow it with a link, whatever stands beside it.
    if all.has(|listed| listed.due_by.is_none() && listed.names(BLOCKED)) {
        all.withhold_links();
    }
    all.into()
}

/// The code of a check that was failed for good, as far as public clients know.
const BLOCKED: &str = "blocklist_check_failed";

/// Adds what a status says that no list does.
fn add_of_status(all: &mut Requirements, status: Option<&str>, who: Party) {
    match status {
        Some("awaiting_questionnaire") => {
            all.add_unless_listed(Requirement::on_hosted_page(RequirementKind::Questionnaire, who));
        }
        // What the owners need often stands in the lists.
        Some("awaiting_ubo") if !all.has(|listed| listed.who == Party::Owner) => all.add(owner(Party::Owner)),
        // Accounts are also paused and restricted because of activity, about which the person can do nothing.
        Some("under_review" | "paused" | "deposits_restricted") => all.add_unless_listed(Requirement::review()),
        // What corrects the reason can be handed in, says Bridge's support, without a word what that is.
        Some("rejected") if all.is_empty() => {
            all.add(Requirement::new(RequirementKind::Other, who, Remedy::Act, NextAction::TryAgain));
        }
        Some("offboarded") => all.add(Requirement::settled(RequirementKind::Other, who)),
        Some("not_started" | "incomplete") if all.is_empty() => {
            all.add(Requirement::on_hosted_page(RequirementKind::Other, who));
        }
        _ => {}
    }
}

fn terms_of_service() -> Requirement {
    Requirement::new(RequirementKind::Terms, Party::Person, Remedy::Act, NextAction::AcceptTerms)
}

/// Bridge gives the links of owners in its dashboard only, so the person has to ask for them.
fn owner(who: Party) -> Requirement {
    Requirement::new(RequirementKind::Owner, who, Remedy::Act, NextAction::ContactSupport)
}

/// Reads `{pending, missing, issues}`.
fn requirements_of(requirements: &UntrustedValue, applicant: Subject) -> Vec<Requirement> {
    let mut all = Vec::new();
    for (name, section) in [("missing", Section::Missing), ("issues", Section::Issues), ("pending", Section::Pending)] {
        if let Some(items) = requirements.field(name) {
            read(items, section, applicant, &mut all);
        }
    }
    all
}

/// The members of an object that say whom it is about: their values are no codes.
const IDS: [&str; 3] = ["object_type", "object_id", "associated_person"];

/// Reads a code, a list, a group, the object of an owner, or an object from a field to its issue. Values nest at most
/// [`MAX_DEPTH`](crate::value::untrusted::MAX_DEPTH) deep.
fn read(value: &UntrustedValue, section: Section, subject: Subject, all: &mut Vec<Requirement>) {
    if let Some(code) = value.text() {
        all.push(of_code(code, section, subject));
    } else if let Some(items) = value.list() {
        items.iter().for_each(|item| read(item, section, subject, all));
    } else if let Some(object) = value.object() {
        let owner_id = object.text("object_id").or_else(|| object.text("associated_person"));
        let subject = match owner_id {
            Some(id) => Subject { who: Party::Owner, id: Some(id).filter(|id| (ID.matches)(id)), ..subject },
            None => subject,
        };
        for (name, value) in object.iter() {
            match name {
                name if IDS.contains(&name) => {}
                "all_of" | "items" => read(value, section, subject, all),
                "any_of" | "one_of" => {
                    let ways =
                        value.list().unwrap_or_default().iter().filter_map(|way| read_way(way, section, subject));
                    all.extend(Requirement::any(ways.collect()));
                }
                field if section == Section::Issues => {
                    let known = all.len();
                    read_issue(field, value, subject, all);
                    if all.len() == known {
                        all.push(about(subject.unlisted(), None, subject));
                    }
                }
                _ => all.push(about(subject.unlisted(), None, subject)),
            }
        }
    }
}

/// Reads the issue of a field: every string in it, however deep, is a code.
fn read_issue(field: &str, value: &UntrustedValue, subject: Subject, all: &mut Vec<Requirement>) {
    if let Some(code) = value.text() {
        let is_photo = field.contains("photo");
        all.push(if is_photo { of_photo(code, subject) } else { of_code(code, Section::Issues, subject) });
    }
    value.list().unwrap_or_default().iter().for_each(|item| read_issue(field, item, subject, all));
    for (name, value) in value.object().into_iter().flat_map(Object::iter) {
        if !IDS.contains(&name) {
            read_issue(field, value, subject, all);
        }
    }
}

/// Reads one of several ways. One that needs several things is not described by any of them alone.
fn read_way(way: &UntrustedValue, section: Section, subject: Subject) -> Option<Requirement> {
    let mut needed = Vec::new();
    read(way, section, subject, &mut needed);
    if needed.len() > 1 {
        return Some(about(subject.unlisted(), None, subject));
    }
    needed.pop()
}

/// An issue of a photo, such as `{"id_front_photo": "id_expired"}`.
fn of_photo(code: &str, subject: Subject) -> Requirement {
    about(on_hosted_page(RequirementKind::Document, subject), Some(code), subject)
}

/// Something that the applicant does on the hosted page. An owner has a page of its own.
fn on_hosted_page(kind: RequirementKind, subject: Subject) -> Requirement {
    let requirement = Requirement::on_hosted_page(kind, subject.who);
    match subject.who {
        Party::Owner => Requirement { next_action: NextAction::ContactSupport, ..requirement },
        _ => requirement,
    }
}

fn about(requirement: Requirement, code: Option<&str>, subject: Subject) -> Requirement {
    Requirement { code: code.and_then(word), subject: subject.id.map(str::to_owned), ..requirement }
}

/// The codes of the documents and of public clients of which nothing says what helps, and no hosted page asks.
const UNEXPLAINED: [&str; 15] = [
    BLOCKED,
    "beneficial_owner_over_age",
    "customer_not_compatible",
    "customer_over_age",
    "detected_nexus_with_unsupported_region",
    "has_base",
    "has_sepa",
    "high_risk_business_activities",
    "manual_review_rejected",
    "operates_in_prohibited_countries",
    "pending_rfi",
    "rejected_due_to_unidentifiable_business_entity",
    "rejected_due_to_unsupported_business_activities",
    "tampering_detected",
    "unemployed_using_salary",
];

/// Returns what a code means. Only the first two rows hold wherever the code stands.
fn of_code(code: &str, section: Section, subject: Subject) -> Requirement {
    use RequirementKind::{Contact, Data, Document, Other, Questionnaire};
    let starts = |starts: &[&str]| starts.iter().any(|start| code.starts_with(start));
    let ends = |ends: &[&str]| ends.iter().any(|end| code.ends_with(end));
    let requirement = if section == Section::Pending
        || ends(&["_review", "_screen", "_report_match"])
        || matches!(code, "post_processing" | "blocklist_lookup")
    {
        Requirement::review()
    } else if starts(&["terms_of_service_", "tos_"]) {
        terms_of_service()
    } else if matches!(code, "customer_too_young" | "beneficial_owner_too_young") {
        let who = if code.starts_with("beneficial_owner") { Party::Owner } else { subject.who };
        Requirement::settled(Data, who)
    } else if matches!(code, "endorsement_not_available_in_customers_region" | "rejected_due_to_unsupported_geo") {
        Requirement::settled(Other, subject.who)
    } else if code == "developer_not_compatible" {
        // It is about the account of the platform.
        Requirement::unexplained(Party::Operator)
    } else if UNEXPLAINED.contains(&code) {
        Requirement::unexplained(subject.who)
    } else if starts(&["source_of_funds", "minimal_source_of_funds", "sof_"]) || code == "account_purpose" {
        on_hosted_page(Questionnaire, subject)
    } else if code == "control_person" {
        owner(Party::Owner)
    } else if code == "control_person_ownership_attestation" || starts(&["sole_proprietorship_"]) {
        owner(subject.who)
    } else if code == "email_address" || starts(&["phone"]) {
        on_hosted_page(Contact, subject)
    } else if ends(&["_document", "_document_verification_failed"])
        || starts(&["proof_of_address", "selfie_", "government_id_"])
        || section == Section::Issues && starts(&["id_", "poa_"])
        || code == "gov_id_address_to_residential_address_match"
    {
        on_hosted_page(Document, subject)
    } else if starts(&[
        "address_of_",
        "business_",
        "database_check_failed_on_",
        "residence_address_invalid_",
        "min_age_",
    ]) || starts(&["tax_identification_number"])
        || matches!(code, "first_name" | "last_name" | "date_of_birth" | "place_of_birth_missing" | "is_dao")
    {
        on_hosted_page(Data, subject)
    } else {
        subject.unlisted()
    };
    // The fields of an owner are none of the applicant's.
    let field = field_of(code).filter(|_| requirement.who != Party::Owner && subject.who != Party::Owner);
    Requirement { field: field.map(str::to_owned), ..about(requirement, Some(code), subject) }
}

/// Returns the field of the applicant that a code is about.
fn field_of(code: &str) -> Option<&'static str> {
    Some(match code {
        "first_name" => "firstName",
        "last_name" => "lastName",
        "email_address" => "email",
        "date_of_birth" | "min_age_18" | "min_age_60" => "birthDate",
        "business_name" => "business.legalName",
        "business_description" => "business.description",
        "business_website" => "business.website",
        "address_of_residence" | "address_of_incorporation" => "address",
        "residence_address_invalid_city" => "address.city",
        "residence_address_invalid_address_line1" => "address.line1",
        "residence_address_invalid_address_line2" => "address.line2",
        "residence_address_invalid_postal_code" => "address.postalCode",
        "residence_address_invalid_subdivision_code" => "address.state",
        _ => return None,
    })
}
