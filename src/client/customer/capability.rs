//! Which product is open to a customer, in one vocabulary for all providers.

use crate::client::customer::Status;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::{Object, UntrustedValue};

/// A product that the provider opens to a customer on its own, and how far that is.
///
/// ```
/// use kyclink::{Capability, HttpResponse, Status, spherepay};
///
/// # let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
/// let input = spherepay::GetCustomer::new("customer_1ab2c3d4");
/// let body = br#"{"type": "individual", "verificationProfiles": [{"name": "kyc_profile_b", "status": "pending"}]}"#;
/// let customer = client.get_customer(&input).read(&HttpResponse::new(200, [], body))?;
/// let product: &Capability = &customer.capabilities[0];
/// assert_eq!((product.name.as_str(), product.status), ("kyc_profile_b", Status::Pending));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capability {
    /// The provider's name for it: an open set.
    pub name: String,
    /// How far it is.
    pub status: Status,
}

impl Capability {
    pub(crate) fn new(name: &str, status: Status) -> Self {
        Self { name: name.to_owned(), status }
    }

    /// Returns products as what is known of them: an empty list may be one that was not read.
    pub(crate) fn known(all: &[Self]) -> Option<&[Self]> {
        Some(all).filter(|all| !all.is_empty())
    }

    pub(crate) fn to_value(&self) -> UntrustedValue<'static> {
        let status = self.status.as_str().into();
        Object::of_unique([("name", self.name.clone().into()), ("status", status)]).into()
    }

    /// Reads what [`to_value`](Self::to_value) has written; `None` for anything else.
    pub(crate) fn read(value: &UntrustedValue) -> Option<Self> {
        Some(Self::new(value.text_of("name")?, Status::parse(value.text_of("status")?)?))
    }

    /// Returns the status of a customer who needs these products, of whom the provider says the rest is `status`: it is
    /// approved only if each product is. If it is not said which it needs, one of `all` is enough, as far as they are known.
    pub(crate) fn status_with(all: Option<&[Self]>, wanted: Option<&[&str]>, status: Status) -> Status {
        let Some(wanted) = wanted else {
            let any = |status| all.is_none_or(|all| all.iter().any(|one| one.status == status));
            let is_refused = any(Status::Rejected) && !any(Status::Incomplete);
            return match status {
                Status::Approved if any(status) => status,
                Status::Approved if is_refused => Status::Rejected,
                Status::Approved => Status::Incomplete,
                status => status,
            };
        };
        let all = all.unwrap_or_default();
        let of = |name: &&str| all.iter().find(|one| one.name == *name).map(|one| one.status);
        let has = |status| wanted.iter().any(|name| of(name) == Some(status));
        match status {
            Status::Approved if wanted.iter().all(|name| of(name) == Some(Status::Approved)) => status,
            Status::Approved => {
                let worse = [Status::Rejected, Status::Pending, Status::Expired];
                worse.into_iter().find(|one| has(*one)).unwrap_or(Status::Incomplete)
            }
            status => status,
        }
    }
}

impl Json for Capability {
    fn write(&self, out: &mut Writer) {
        self.to_value().write(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Status::{Approved, Expired, Incomplete, Pending, Rejected, Unknown};

    #[test]
    fn a_customer_is_approved_only_with_each_product() {
        let known = Status::ALL.map(|status| Capability::new(status.as_str(), status));
        for status in Status::ALL {
            let with = |wanted: &[&str]| Capability::status_with(Some(&known), Some(wanted), status);
            assert_eq!(with(&[]), status);
            for (wanted, expected) in [
                (&["approved"][..], Approved),
                (&["approved", "pending"], Pending),
                (&["pending", "rejected"], Rejected),
                (&["expired", "pending"], Pending),
                (&["incomplete", "expired"], Expired),
                (&["approved", "incomplete"], Incomplete),
                (&["approved", "on_hold", "unknown"], Incomplete),
                (&["approved", "of another provider"], Incomplete),
            ] {
                assert_eq!(with(wanted), if status == Approved { expected } else { status }, "{wanted:?}");
            }
        }
        // Where none is asked for, one that is open is enough.
        for (statuses, expected) in [
            (&[][..], Incomplete),
            (&[Incomplete, Approved], Approved),
            (&[Incomplete], Incomplete),
            (&[Incomplete, Rejected], Incomplete),
            (&[Rejected, Rejected], Rejected),
            (&[Unknown], Incomplete),
        ] {
            let known: Vec<_> = statuses.iter().map(|status| Capability::new("a", *status)).collect();
            for status in Status::ALL {
                let found = Capability::status_with(Some(&known), None, status);
                assert_eq!(found, if status == Approved { expected } else { status }, "{statuses:?}");
                assert_eq!(Capability::status_with(None, None, status), status, "nothing is known");
            }
        }
        for one in known {
            assert_eq!(Capability::read(&one.to_value()), Some(one));
        }
        assert_eq!(Capability::read(&UntrustedValue::Null), None);
    }
}
