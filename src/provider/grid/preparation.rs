//! What a person should have at hand. Documents: `customer-data-requirements.mdx`, `kyb-data-requirements.mdx` and
//! `snippets/kyc/kyc-unregulated.mdx` of the OpenAPI repository. A camera is in the sandbox's page; of production, and of
//! the time, no document says anything.

use crate::client::preparation::PreparationKind::{
    Camera, Contact, ControlPerson, Formation, Owners, Ownership, PhotoId, ProofOfAddress, Questions, TaxDocument,
    TaxNumber,
};
use crate::client::preparation::{Checklist, PreparationItem};

pub(super) static INDIVIDUAL: Checklist = Checklist {
    rows: &[
        PreparationItem::required(PhotoId).accepting("passport drivers_license national_id"),
        PreparationItem::required(TaxNumber).accepting("ssn itin").within("US"),
        PreparationItem::possible(Camera),
        PreparationItem::possible(ProofOfAddress)
            .accepting("utility_bill lease bank_statement tax_return")
            .at_most_days_old(90),
        PreparationItem::possible(Contact),
        PreparationItem::possible(Questions),
    ],
    in_one_go: false,
    decision_days: None,
};

pub(super) static BUSINESS: Checklist = Checklist {
    rows: &[
        PreparationItem::required(Formation),
        PreparationItem::required(Owners),
        PreparationItem::required(ControlPerson),
        PreparationItem::required(Ownership),
        PreparationItem::required(TaxNumber),
        PreparationItem::required(TaxDocument),
        PreparationItem::required(ProofOfAddress)
            .accepting("utility_bill bank_statement lease government_letter")
            .at_most_days_old(90),
    ],
    in_one_go: false,
    decision_days: None,
};
