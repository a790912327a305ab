//! Closed sets as text: their names are those of the npm package's results and options.

use std::fmt;
use std::str::FromStr;

use crate::client::contact::{Channel, ContactState};
use crate::client::customer::{CustomerType, Status};
use crate::client::error::Error;
use crate::client::error::code::ErrorCode;
use crate::client::http::Method;
use crate::client::webhook::EventKind;
use crate::rules::options::Policy;

macro_rules! display_by_name {
    ($($type:ty)*) => {
        $(impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        })*
    };
}

display_by_name! { ErrorCode Method Policy Status Channel ContactState CustomerType EventKind }

/// Reads a policy's name, such as that of an environment variable.
///
/// ```
/// use kyclink::Policy;
/// assert_eq!("strict".parse(), Ok(Policy::Strict));
/// assert!("Strict".parse::<Policy>().is_err());
/// assert_eq!(Policy::Strict.to_string(), "strict");
/// ```
impl FromStr for Policy {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::parse(&name.into()).map_err(Error::config)
    }
}
