//! What a person should have at hand. Documents: `concepts/onboarding/individual-kyc`, `business-kyb`, `kyc-via-link` and
//! `overview` (time), `guide/customer/customer-onboarding` (directors), and article 11658032 of its help (the age of a
//! business's proof of address). No document says how old that of a person may be.

use crate::client::preparation::PreparationKind::{
    Camera, Contact, Directors, Formation, Owners, Ownership, PhotoId, ProofOfAddress, Questions, RegistrationNumber,
    TaxNumber,
};
use crate::client::preparation::{Checklist, PreparationItem};

pub(super) static INDIVIDUAL: Checklist = Checklist {
    rows: &[
        PreparationItem::required(PhotoId).accepting("passport national_id drivers_license"),
        PreparationItem::required(TaxNumber),
        PreparationItem::required(Camera),
        PreparationItem::required(ProofOfAddress),
        PreparationItem::required(Contact),
        PreparationItem::required(Questions),
    ],
    in_one_go: false,
    decision_days: Some((0, 2)),
};

pub(super) static BUSINESS: Checklist = Checklist {
    rows: &[
        PreparationItem::required(Formation),
        PreparationItem::required(Owners),
        PreparationItem::required(Ownership),
        PreparationItem::possible(Directors),
        PreparationItem::required(RegistrationNumber),
        PreparationItem::required(ProofOfAddress).accepting("bank_statement utility_bill").at_most_days_old(90),
        PreparationItem::required(Questions),
    ],
    in_one_go: false,
    decision_days: Some((2, 7)),
};
