//! Options of validation.

use crate::data::country::Country;
use crate::rules::option_table::{OptionTable, PackageOption};
use crate::rules::person_fields::PersonFields;
use crate::value::untrusted::UntrustedValue;
use crate::value::word_enum::word_enum;

/// Options of `validate` and `schema`.
#[doc(hidden)]
pub static VALIDATE_OPTIONS: OptionTable = OptionTable::new(
    "ValidateOptions",
    &[
        /// How strictly the input is validated.
        ///
        /// Default: "postal"
        PackageOption::optional("policy", "Policy"),
        /// Normalizes the input first, as `normalize` does.
        ///
        /// Default: false
        PackageOption::optional("normalize", "boolean"),
        /// The country in which a phone number without `+` is dialled, as for `normalize`. Only used with `normalize`.
        ///
        /// Default: none: such a number stays as it is
        PackageOption::optional("phoneCountry", "PhoneCountry"),
        /// Fields of the applicant that your platform requires of a person, for the operations `….onboard`.
        ///
        /// Default: []
        PackageOption::optional("personFields", "readonly PersonField[]"),
        /// Replaces messages by issue code.
        PackageOption::optional("messages", "Messages"),
        /// The current time in epoch milliseconds. Dates later than that day are refused.
        ///
        /// Default: Date.now()
        PackageOption::optional("now", "number"),
    ],
);

word_enum! {
    /// How strictly an input is validated.
    ///
    /// ```
    /// use kyclink::{Connection, Policy, UntrustedValue, endpoint};
    /// assert_eq!(Policy::default(), Policy::Postal);
    /// let config = r#"{"clientId": "id", "clientSecret": "secret_x", "policy": "strict"}"#;
    /// let config = UntrustedValue::from_json(config).expect("JSON");
    /// let connection = Connection::open(endpoint("grid.getCustomer").expect("registered").service, &config)?;
    /// assert_eq!((connection.policy, connection.policy.as_str()), (Policy::Strict, "strict"));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Policy {
        /// Requires only what the provider's published schema requires.
        Schema = "schema",
        /// Also requires what the country's postal format requires, such as a state or a postal code.
        #[default]
        Postal = "postal",
        /// Also turns every warning about a phone number, state or postal code into an issue.
        Strict = "strict",
    }
}

impl Policy {
    /// Every policy, from the most lenient to the strictest.
    ///
    /// ```
    /// use kyclink::Policy;
    /// assert_eq!(Policy::ALL.map(Policy::as_str), ["schema", "postal", "strict"]);
    /// ```
    pub const ALL: [Self; 3] = [Self::Schema, Self::Postal, Self::Strict];

    /// Parses a policy's name. An absent name is [`Policy::Postal`]; the error says what the name must be.
    pub(crate) fn parse(name: &UntrustedValue) -> Result<Self, &'static str> {
        if name.is_absent() {
            return Ok(Self::default());
        }
        Self::ALL
            .into_iter()
            .find(|policy| name.text() == Some(policy.as_str()))
            .ok_or("policy must be \"schema\", \"postal\" or \"strict\".")
    }
}

/// The country in which a phone number without `+` is dialled.
///
/// ```
/// use kyclink::{Country, Options, PhoneCountry};
/// let germany = Country::parse("DE").map(PhoneCountry::Country).expect("a current code");
/// let options = Options::default().normalize(true).phone_country(germany);
/// assert_ne!(options.phone_country, Some(PhoneCountry::Address));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneCountry {
    /// This country.
    Country(Country),
    /// The country of the input's own `address`.
    Address,
}

impl PhoneCountry {
    /// Parses a country's code or `"address"`. An absent value is no country; the error says what the value must be.
    pub(crate) fn parse(given: &UntrustedValue) -> Result<Option<Self>, &'static str> {
        if given.is_absent() {
            return Ok(None);
        }
        let text = given.text().unwrap_or_default();
        if text == "address" {
            return Ok(Some(Self::Address));
        }
        let country = Country::parse(text).map_err(|_| "phoneCountry must be a country's code, or \"address\".")?;
        Ok(Some(Self::Country(country)))
    }

    /// The number by which the JavaScript wrapper passes the option, from 1. There are so many, and as many countries.
    pub(crate) fn number(country: Option<Self>) -> usize {
        match country {
            None => 1,
            Some(Self::Address) => 2,
            Some(Self::Country(country)) => 3 + country.row(),
        }
    }

    pub(crate) fn numbered(number: usize) -> Option<Self> {
        match number.checked_sub(3) {
            Some(row) => Country::all().nth(row).map(Self::Country),
            None => Some(Self::Address).filter(|_| number == 2),
        }
    }
}

/// How an input is validated.
///
/// ```
/// use kyclink::{Options, Policy};
/// let options = Options::default().policy(Policy::Strict).normalize(true);
/// assert_eq!((options.policy, options.normalize), (Policy::Strict, true));
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Options {
    /// How strictly the input is validated.
    pub policy: Policy,
    /// Whether to [normalize](crate::normalize) the input first.
    pub normalize: bool,
    /// The country in which phone numbers without `+` are dialled, if the input is normalized. Without it, they stay as
    /// they are.
    pub phone_country: Option<PhoneCountry>,
    /// The fields that are required of a person besides those of the provider's schema.
    pub person_fields: PersonFields,
    /// The current time in milliseconds since 1970-01-01 UTC. Later dates are refused.
    pub now: i64,
}

/// Without a current time, no date is in the future.
impl Default for Options {
    fn default() -> Self {
        let (phone_country, person_fields) = (None, PersonFields::NONE);
        Self { policy: Policy::default(), normalize: false, phone_country, person_fields, now: i64::MAX }
    }
}

impl Options {
    /// Sets how strictly the input is validated.
    #[must_use]
    pub const fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets whether to [normalize](crate::normalize) the input first.
    #[must_use]
    pub const fn normalize(mut self, normalize: bool) -> Self {
        self.normalize = normalize;
        self
    }

    /// Sets the country in which phone numbers without `+` are dialled, if the input is normalized.
    #[must_use]
    pub const fn phone_country(mut self, country: PhoneCountry) -> Self {
        self.phone_country = Some(country);
        self
    }

    /// Sets the fields that are required of a person besides those of the provider's schema.
    ///
    /// ```
    /// use kyclink::{Options, PersonFields};
    /// assert_eq!(Options::default().person_fields(PersonFields::NAMES).person_fields, PersonFields::NAMES);
    /// ```
    #[must_use]
    pub const fn person_fields(mut self, fields: PersonFields) -> Self {
        self.person_fields = fields;
        self
    }

    /// Sets the current time, in milliseconds since 1970-01-01 UTC.
    ///
    /// ```
    /// assert_eq!(kyclink::Options::default().now(1_790_000_000_000).now, 1_790_000_000_000);
    /// ```
    #[must_use]
    pub const fn now(mut self, now: i64) -> Self {
        self.now = now;
        self
    }

    /// Parses `policy`, `normalize` and `now`, where `null` means the default. The error says what an option must be.
    #[doc(hidden)]
    pub fn parse([policy, normalize, now]: [&UntrustedValue; 3]) -> Result<Self, &'static str> {
        Ok(Self {
            policy: Policy::parse(policy)?,
            normalize: normalize.is_true(),
            now: match now {
                UntrustedValue::Null => Self::default().now,
                now => now.integer().ok_or("now must be a whole number of milliseconds since 1970.")?,
            },
            ..Self::default()
        })
    }

    /// Returns the options with `phoneCountry`, where `null` means none. The error says what it must be.
    ///
    /// ```
    /// use kyclink::{Options, PhoneCountry};
    /// let options = Options::default().with_phone_country(&"address".into())?;
    /// assert_eq!(options.phone_country, Some(PhoneCountry::Address));
    /// # Ok::<(), &str>(())
    /// ```
    pub fn with_phone_country(self, given: &UntrustedValue) -> Result<Self, &'static str> {
        Ok(Self { phone_country: PhoneCountry::parse(given)?, ..self })
    }
}
