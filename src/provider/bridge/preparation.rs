//! What a person should have at hand. Documents: `identifying-information-overview` (photo ID, tax number),
//! `compliance/poa` (proof of address), `brl-ramp-migration-guide` (the face for `pix`), `kyclinks` (time, `sepa`), and
//! `compliance/businesses` with `business-formation-documents` and `ownership`; both numbers in the EEA since 2026-06-15:
//! `eea-updated-requirements`; source of funds: article 8094024101 of
//! its help. That no progress is kept: peanut-ui #2886 and Persona's `ensuring-user-access-to-inquiries`.
//!
//! A control person who fills in the page replaces the document about ownership.

use crate::client::preparation::PreparationKind::{
    Camera, ControlPerson, Formation, NationalIdNumber, Owners, Ownership, PhotoId, ProofOfAddress, Questions,
    TaxNumber,
};
use crate::client::preparation::{Checklist, PreparationItem};

const PHOTO_IDS: &str =
    "passport national_id drivers_license residence_permit visa state_or_provincial_id military_id consular_id";
const PROOFS: &str = "bank_statement utility_bill government_letter";

/// The European Economic Area: the European Union, Iceland, Liechtenstein and Norway.
const EEA: &str = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK";

pub(super) static INDIVIDUAL: Checklist = Checklist {
    rows: &[
        PreparationItem::possible(PhotoId).accepting(PHOTO_IDS).within("US"),
        PreparationItem::required(PhotoId).accepting(PHOTO_IDS).outside("US"),
        PreparationItem::required(TaxNumber).accepting("ssn itin").within("US"),
        PreparationItem::required(TaxNumber).accepting("tax_id").within(EEA),
        PreparationItem::required(TaxNumber).accepting("tax_id passport national_id").outside("US"),
        PreparationItem::required(NationalIdNumber).within(EEA),
        PreparationItem::required(Camera).wants("pix"),
        PreparationItem::required(Camera).wants("pix_onramp"),
        PreparationItem::required(Camera).wants("pix_offramp"),
        PreparationItem::possible(Camera),
        PreparationItem::required(ProofOfAddress).accepting(PROOFS).at_most_days_old(90).wants("sepa"),
        PreparationItem::possible(ProofOfAddress).accepting(PROOFS).at_most_days_old(90),
        PreparationItem::possible(Questions),
    ],
    in_one_go: true,
    decision_days: Some((0, 1)),
};

pub(super) static BUSINESS: Checklist = Checklist {
    rows: &[
        PreparationItem::required(Formation),
        PreparationItem::required(Owners),
        PreparationItem::required(ControlPerson),
        PreparationItem::possible(Ownership),
        PreparationItem::required(TaxNumber),
        PreparationItem::possible(ProofOfAddress)
            .accepting("bank_statement utility_bill government_letter lease")
            .at_most_days_old(90),
        PreparationItem::possible(Questions),
    ],
    in_one_go: true,
    decision_days: None,
};
