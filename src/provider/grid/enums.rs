//! The closed lists of the schemas, in their order (`openapi/components/schemas`, snapshot of 2026-08-21).

use crate::rules::words::{Words, words};

/// The type of a person's identification number. `IdentificationType` has more, which are refused for a person.
pub(super) const IDENTIFICATION_TYPE: Words = words!["SSN", "ITIN"];

/// A business's legal form: `EntityType` in the schemas.
pub(super) const ENTITY_TYPE: Words = words![
    "SOLE_PROPRIETORSHIP",
    "PARTNERSHIP",
    "LLC",
    "CORPORATION",
    "S_CORPORATION",
    "NON_PROFIT",
    "PUBLICLY_LISTED_COMPANY",
    "TRUST",
    "PRIVATE_FOUNDATION",
    "CHARITY",
    "OTHER",
];

/// A business's industry: `BusinessType` in the schemas.
pub(super) const BUSINESS_TYPE: Words = words![
    "AGRICULTURE_FORESTRY_FISHING_AND_HUNTING",
    "MINING_QUARRYING_AND_OIL_AND_GAS_EXTRACTION",
    "UTILITIES",
    "CONSTRUCTION",
    "MANUFACTURING",
    "WHOLESALE_TRADE",
    "RETAIL_TRADE",
    "TRANSPORTATION_AND_WAREHOUSING",
    "INFORMATION",
    "FINANCE_AND_INSURANCE",
    "REAL_ESTATE_AND_RENTAL_AND_LEASING",
    "PROFESSIONAL_SCIENTIFIC_AND_TECHNICAL_SERVICES",
    "MANAGEMENT_OF_COMPANIES_AND_ENTERPRISES",
    "ADMINISTRATIVE_AND_SUPPORT_AND_WASTE_MANAGEMENT_AND_REMEDIATION_SERVICES",
    "EDUCATIONAL_SERVICES",
    "HEALTH_CARE_AND_SOCIAL_ASSISTANCE",
    "ARTS_ENTERTAINMENT_AND_RECREATION",
    "ACCOMMODATION_AND_FOOD_SERVICES",
    "OTHER_SERVICES",
    "PUBLIC_ADMINISTRATION",
];

/// What an account is used for: `PurposeOfAccount` in the schemas.
pub(super) const PURPOSE_OF_ACCOUNT: Words = words![
    "CONTRACTOR_PAYOUTS",
    "CREATOR_PAYOUTS",
    "EMPLOYEE_PAYOUTS",
    "MARKETPLACE_SELLER_PAYOUTS",
    "SUPPLIER_PAYMENTS",
    "CROSS_BORDER_B2B",
    "AR_AUTOMATION",
    "AP_AUTOMATION",
    "EMBEDDED_PAYMENTS",
    "PLATFORM_FEE_COLLECTION",
    "P2P_TRANSFERS",
    "CHARITABLE_DONATIONS",
    "OTHER",
];

/// Where a business's money comes from: `SourceOfFundsCategory` in the schemas.
pub(super) const SOURCE_OF_FUNDS_CATEGORY: Words = words![
    "OPERATING_REVENUE",
    "INVESTMENT_INCOME",
    "LOANS",
    "VENTURE_CAPITAL",
    "PERSONAL_SAVINGS",
    "DONATIONS",
    "OTHER"
];

/// Where a person's money comes from: `IndividualSourceOfFundsCategory` in the schemas.
pub(super) const INDIVIDUAL_SOURCE_OF_FUNDS_CATEGORY: Words = words![
    "SALARY",
    "SELF_EMPLOYMENT_INCOME",
    "INVESTMENT_INCOME",
    "PENSION",
    "RENTAL_INCOME",
    "GIFT",
    "INHERITANCE",
    "LOAN",
    "SAVINGS",
    "SALE_OF_ASSETS",
    "OTHER",
];

/// Where a person's wealth comes from: `SourceOfWealthCategory` in the schemas.
pub(super) const SOURCE_OF_WEALTH_CATEGORY: Words = words![
    "SALARY",
    "BUSINESS_INCOME",
    "INVESTMENTS",
    "INHERITANCE",
    "PROPERTY_SALE",
    "GIFT",
    "RETIREMENT",
    "SAVINGS",
    "OTHER",
];

/// A number of transactions per month: `ExpectedMonthlyTransactionCount` in the schemas.
pub(super) const TRANSACTION_COUNT: Words =
    words!["COUNT_UNDER_10", "COUNT_10_TO_100", "COUNT_100_TO_500", "COUNT_500_TO_1000", "COUNT_OVER_1000"];

/// A volume of transactions per month: `ExpectedMonthlyTransactionVolume` in the schemas.
pub(super) const TRANSACTION_VOLUME: Words =
    words!["VOLUME_UNDER_10K", "VOLUME_10K_TO_100K", "VOLUME_100K_TO_1M", "VOLUME_1M_TO_10M", "VOLUME_OVER_10M"];

/// A person's annual income: `AnnualIncomeRange` in the schemas.
pub(super) const ANNUAL_INCOME_RANGE: Words =
    words!["UNDER_50K", "RANGE_50K_100K", "RANGE_100K_250K", "RANGE_250K_1M", "OVER_1M"];

/// A person's net worth: `NetWorthRange` in the schemas.
pub(super) const NET_WORTH_RANGE: Words =
    words!["UNDER_100K", "RANGE_100K_500K", "RANGE_500K_1M", "RANGE_1M_5M", "RANGE_5M_25M", "OVER_25M"];

/// Whether a person is politically exposed: `PepStatus` in the schemas.
pub(super) const PEP_STATUS: Words = words!["NONE", "DOMESTIC", "FOREIGN", "HIO", "FAMILY_OR_ASSOCIATE"];

/// How a customer accepted the terms: `EndUserTermsAcceptanceMethod` in the schemas.
pub(super) const ACCEPTANCE_METHOD: Words = words!["CHECKBOX", "CLICK_TO_ACCEPT"];
