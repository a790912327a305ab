//! The examples of SpherePay's documents.

use super::{create_customer_via_link, get_customer};
use crate::provider::example::{Example, ExampleCall};

const APPLICANT: &str = r#"{"type":"individual","email":"jane.smith@example.com","phone":"+14155550123","address":{"line1":"233 South Wacker Drive","city":"Chicago","state":"IL","postalCode":"60606","country":"USA"}}"#;

/// The package's example of an onboarding.
#[doc(hidden)]
pub const EXAMPLE: Example = Example {
    config: r#"{"apiKey":"an-example-key","environment":"sandbox","profiles":["kyc_profile_a"]}"#,
    applicant: APPLICANT,
    calls: &[
        ExampleCall {
            endpoint: &create_customer_via_link::ENDPOINT,
            input: APPLICANT,
            response: r#"{"customerId":"customer_1ab2c3d4","url":"https://in.sumsub.com/websdk/p/2ab2c3d4","expiresAt":"2099-03-09T20:46:31.305Z"}"#,
        },
        ExampleCall {
            endpoint: &get_customer::ENDPOINT,
            input: r#"{"customerId":"customer_1ab2c3d4"}"#,
            response: r#"{"id":"customer_1ab2c3d4","type":"individual","email":"jane.smith@example.com","phone":"+14155550123","createdAt":"2026-03-09T20:46:31.305Z","verificationProfiles":[{"name":"kyc_profile_a","status":"incomplete","criteria":{"complete":["email_address"],"pending":["photo_id"],"required":["proof_of_address"],"errors":[]}}]}"#,
        },
    ],
};
