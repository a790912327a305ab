//! Closed sets as text.

use kyclink::webhook::EventKind;
use kyclink::{Channel, ContactState, CustomerType, ErrorCode, Method, Policy, Status};

/// Each value is written under its name, also in a column of a log.
#[test]
fn every_value_is_written_under_its_name() {
    macro_rules! check {
        ($($value:expr),*) => {
            $({
                let name = $value.as_str();
                assert!(!name.is_empty());
                assert_eq!($value.to_string(), name);
                assert_eq!(format!("[{:>20}] [{:<20}]", $value, $value), format!("[{name:>20}] [{name:<20}]"));
            })*
        };
    }
    ErrorCode::ALL.iter().for_each(|code| {
        check!(code);
    });
    check!(Method::Get, Method::Post, Method::Patch);
    check!(Policy::Schema, Policy::Postal, Policy::Strict);
    check!(Status::Incomplete, Status::Pending, Status::Approved, Status::Rejected);
    check!(Status::Expired, Status::OnHold, Status::Unknown);
    check!(Channel::Email, Channel::Phone);
    check!(ContactState::Pending, ContactState::Verified, ContactState::Unknown);
    check!(CustomerType::Individual, CustomerType::Business);
    check!(EventKind::KycPending, EventKind::KycApproved, EventKind::KycRejected, EventKind::KycExpired);
    check!(EventKind::KycNeedsReview, EventKind::CustomerCreated, EventKind::CustomerUpdated);
    check!(EventKind::Test, EventKind::Other);
}

#[test]
fn a_policy_is_read_by_its_name() {
    for policy in [Policy::Schema, Policy::Postal, Policy::Strict] {
        assert_eq!(policy.to_string().parse(), Ok(policy));
    }
    for name in ["none", "Strict", " strict", "strict "] {
        let error = name.parse::<Policy>().unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidConfig, "{name}");
        assert_eq!(error.hint(), Some("policy must be \"schema\", \"postal\" or \"strict\"."), "{name}");
    }
}
