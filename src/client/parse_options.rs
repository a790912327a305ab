//! How an answer is read: what only the caller knows of it.

use crate::client::error::Error;
use crate::client::link::LinkRules;
use crate::value::untrusted::{Object, UntrustedValue};

/// How an answer is read.
#[derive(Clone, Debug)]
pub struct ParseOptions {
    /// Which links are taken.
    pub links: LinkRules,
    /// The verification profiles that a customer's status is about; where empty, all.
    pub profiles: Vec<String>,
    /// The time, in milliseconds since 1970-01-01 UTC: a date to wait until is told as a time from here.
    pub now: i64,
}

impl ParseOptions {
    /// Reads `allowHosts`, `allowLoopback`, `profiles` and `now`.
    pub fn read(options: &Object) -> Result<Self, Error> {
        Ok(Self {
            links: LinkRules::read(options)?,
            profiles: profiles(options)?,
            // Without a clock, there is nothing left to wait for.
            now: options.get("now").and_then(UntrustedValue::integer).unwrap_or(i64::MAX),
        })
    }
}

/// The names in `profiles`.
pub(crate) fn profiles(options: &Object) -> Result<Vec<String>, Error> {
    let Some(given) = options.get("profiles").filter(|names| !matches!(names, UntrustedValue::Null)) else {
        return Ok(vec![]);
    };
    given
        .texts()
        .filter(|names| !names.is_empty())
        .map(|names| names.into_iter().map(str::to_owned).collect())
        .ok_or_else(|| Error::config("profiles lists the names of verification profiles."))
}
