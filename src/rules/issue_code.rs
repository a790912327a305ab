//! The closed list of issue codes. A code, the names of its parameters and its English sentence are defined together,
//! so that they cannot diverge. A missing field has a sentence of its own, because the field is all that the person has
//! to know.

macro_rules! issue_codes {
    ($($(#[doc = $doc:literal])* $variant:ident $code:literal $([$($param:literal),*])? $message:literal)*) => {
        /// A stable code for what is wrong.
        ///
        /// ```
        /// use kyclink::IssueCode;
        /// let code = IssueCode::TooLong;
        /// assert_eq!((code.as_str(), code.params()), ("too_long", &["max", "actual"][..]));
        /// assert_eq!(code.template(), "Use at most {max} characters; this has {actual}.");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum IssueCode { $($(#[doc = $doc])* $variant,)* }

        impl IssueCode {
            /// Every code, in the order of this list.
            ///
            /// ```
            /// use kyclink::IssueCode;
            /// let code = IssueCode::ALL.iter().find(|code| code.as_str() == "email_format");
            /// assert_eq!(code, Some(&IssueCode::EmailFormat));
            /// ```
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Returns the code as it appears in results.
            ///
            /// ```
            /// assert_eq!(kyclink::IssueCode::DateRange.as_str(), "date_range");
            /// ```
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Returns when the code is used, for the documentation.
            ///
            /// ```
            /// use kyclink::IssueCode;
            /// assert_eq!(IssueCode::EmailFormat.meaning(), "The string is not an RFC 5321 mailbox.");
            /// ```
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*).trim_ascii(),)* }
            }

            /// Returns the English sentence, with `{name}` in place of each parameter.
            ///
            /// ```
            /// use kyclink::IssueCode;
            /// assert_eq!(IssueCode::NumberRange.template(), "Enter a number from {min} to {max}.");
            /// ```
            pub const fn template(self) -> &'static str {
                match self { $(Self::$variant => $message,)* }
            }

            /// Returns the names of the parameters.
            ///
            /// ```
            /// use kyclink::IssueCode;
            /// assert_eq!(IssueCode::NumberRange.params(), ["min", "max"]);
            /// assert!(IssueCode::Required.params().is_empty());
            /// ```
            pub const fn params(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($($param),*)?],)* }
            }
        }
    };
}

issue_codes! {
    /// A required field is absent, empty or blank: by the rules, or because the provider refused the input without it.
    Required "required" "Fill in this field."
    /// The value has another type; values are never converted. Params: `expected`, a JSON Schema type.
    InvalidType "invalid_type" ["expected"] "This must be {expected}."
    /// Warning: the operation does not have this field, so it is not sent.
    UnknownField "unknown_field" "This field is unknown and is not sent."
    /// A member of `extra` is a field that the operation sends itself.
    ExtraKnownField "extra_known_field" "Set this field outside extra: it has a place of its own."
    /// The value is not one that the provider accepts. Params: `allowed`.
    UnknownValue "unknown_value" ["allowed"] "Choose one of: {allowed}."
    /// The string has no complete one-time code, or several: nothing is tried. Params: `digits`, how many a code has, and
    /// `actual`, how many there are. Only the handler says it.
    CodeIncomplete "code_incomplete" ["digits", "actual"] "Enter only the code: {digits} digits in a row; this has {actual}."
    /// The string has more code points than the provider accepts. Params: `max`, `actual`.
    TooLong "too_long" ["max", "actual"] "Use at most {max} characters; this has {actual}."
    /// The string contains an invisible character that no name or address has: a control character (U+0000 to U+001F,
    /// U+007F to U+009F) or a bidirectional formatting character (U+202A to U+202E, U+2066 to U+2069).
    ControlCharacter "control_character" "Remove line breaks, tabs and other invisible characters."
    /// The string has a character that is neither printable ASCII nor a letter of Latin-1 (U+00C0 to U+00FF without
    /// U+00D7 and U+00F7), and the provider accepts only these.
    NotLatin "not_latin" "Use Latin letters only, such as A, é or ü."
    /// Warning: the name of a person is a placeholder, such as `-`, `N/A`, `LNU`, `XXX`, or the same name twice. Many people
    /// have one name: where the provider has one field for both, the other one may be left empty.
    NameFiller "name_filler" "Enter names as they are in the identity document: this looks like a placeholder."
    /// Another field is given that excludes this one. Params: `with`, the other field.
    MutuallyExclusive "mutually_exclusive" ["with"] "Leave this out: it cannot be combined with {with}."
    /// The number is outside the range that the provider accepts. Params: `min`, `max`.
    NumberRange "number_range" ["min", "max"] "Enter a number from {min} to {max}."
    /// The string does not match the provider's pattern. Params: `pattern`.
    Pattern "pattern" ["pattern"] "This must match the pattern {pattern}."
    /// The string is not an RFC 5321 mailbox.
    EmailFormat "email_format" "Enter an email address such as name@example.com."
    /// Warning: the domain has no dot, so email from outside does not reach it.
    EmailDomain "email_domain" "Check the email address: its domain has no ending such as .com."
    /// The string is not an E.164 number in the provider's form. `normalize` with `phoneCountry` makes one of a number as
    /// people dial it, unless it is too short for that country.
    PhoneFormat "phone_format" "Enter the phone number with its country code, such as +14155550123."
    /// Warning: no country code starts with 0.
    PhoneLeadingZero "phone_leading_zero" "Check the country code: none starts with 0."
    /// Warning: no country or service has this calling code.
    PhoneCallingCode "phone_calling_code" "Check the country code: it is not in use."
    /// Warning: no number with this calling code has this length.
    PhoneLength "phone_length" "Check the phone number: it seems too short or too long."
    /// Warning: the country code is followed by a 0 that is dialled within the country only.
    PhoneTrunkPrefix "phone_trunk_prefix" "Leave out the 0 after the country code: it is only dialled within the country."
    /// Warning: the number was read as one of the country, but its first digits there may be the country code, and both
    /// are possible. Only reported with `normalize`.
    PhoneAmbiguous "phone_ambiguous" "Enter the phone number with + and its country code once: as it is, it can be read in two ways."
    /// The string is not a current ISO 3166-1 code. Params: `reason` (`withdrawn`, `reserved`, `user_assigned` or
    /// `unassigned`).
    CountryUnknown "country_unknown" ["reason"] "Choose a country by its ISO 3166-1 code, such as US or USA."
    /// The country's addresses require a state and none is given.
    StateRequired "state_required" "Enter the state or province."
    /// The provider wants an ISO 3166-2 code and the string cannot be one.
    StateNotCode "state_not_code" "Enter the code of the state or province, such as IL for Illinois."
    /// The code before the hyphen belongs to another country.
    StateCountryMismatch "state_country_mismatch" "Choose a state or province of this country."
    /// Warning: the code is not among the country's ISO 3166-2 codes.
    StateUnknown "state_unknown" "Check the state or province: this code is unknown."
    /// Warning: the state is not sent, because it is not a code and the country's addresses do not need one.
    StateOmitted "state_omitted" "The state or province is not sent: addresses in this country do not need it."
    /// The country's addresses require a postal code and none is given.
    PostalCodeRequired "postal_code_required" "Enter the postal code."
    /// Warning: the string does not have the format of the country's postal codes.
    PostalCodeFormat "postal_code_format" "Check the postal code: it looks unusual for this country."
    /// Warning: the country uses postal codes without requiring them, and none is given.
    PostalCodeMissing "postal_code_missing" "Enter the postal code if the address has one."
    /// Warning: the address is not sent, because the provider requires a postal code. The country does not have postal
    /// codes, or does not require them and none is given.
    AddressOmitted "address_omitted" "The next page asks for the address, because it has no postal code."
    /// The string is not a customer id of this provider.
    CustomerIdFormat "customer_id_format" "Use the customer id as the provider returned it."
    /// The string is not an absolute URL.
    UrlFormat "url_format" "Enter a full web address such as https://example.com/done."
    /// The scheme is not https, or http for a loopback host.
    UrlScheme "url_scheme" "Use an address that starts with https://."
    /// The URL contains a user name or password.
    UrlCredentials "url_credentials" "Remove the user name and password from the address."
    /// Warning: the provider cannot send people to a loopback or private host.
    UrlNotPublic "url_not_public" "The provider may refuse an address in a private network."
    /// The string is not a calendar date `YYYY-MM-DD`.
    DateFormat "date_format" "Enter a date as YYYY-MM-DD, such as 1990-01-31."
    /// The date is before the first one of its field, or later than today everywhere on earth. Params: `min`.
    DateRange "date_range" ["min"] "Enter a date from {min} to today."
    /// The string is not an RFC 3339 timestamp with an offset.
    TimestampFormat "timestamp_format" "Enter an RFC 3339 timestamp with an offset, such as 2026-01-31T12:00:00Z."
    /// The provider refused the value of the field. Params: `constraint`, if the provider states what it accepts.
    Provider "provider" "The provider did not accept this value."
}

/// The sentences about missing fields ([`IssueCode::Required`]): by name, or by the last two names of the path where
/// the last one alone means something else. A field that is not listed has the sentence of the code.
#[doc(hidden)]
pub static MISSING_FIELDS: &[(&str, &str)] = &[
    ("email", "Enter your email address."),
    ("phone", "Enter your phone number."),
    ("phoneNumber", "Enter your phone number."),
    ("address", "Enter your address."),
    ("line1", "Enter your street and number."),
    ("line2", "Enter the apartment, building or floor."),
    ("city", "Enter your city or town."),
    ("state", "Enter the state or province."),
    ("postalCode", "Enter your postal code."),
    ("firstName", "Enter your first name."),
    ("lastName", "Enter your last name."),
    ("fullName", "Enter your full name."),
    ("transliteratedFirstName", "Enter your first name in Latin letters."),
    ("transliteratedMiddleName", "Enter your middle name in Latin letters."),
    ("transliteratedLastName", "Enter your last name in Latin letters."),
    ("transliteratedBusinessLegalName", "Enter the legal name of your business in Latin letters."),
    ("birthDate", "Enter your date of birth."),
    ("identifier", "Enter your identification number."),
    ("applicant", "Enter the details of the applicant."),
    ("business", "Enter the details of your business."),
    ("businessInfo", "Enter the details of your business."),
    ("legalName", "Enter the legal name of your business."),
    ("tradeName", "Enter the trade name of your business."),
    ("doingBusinessAs", "Enter the name under which you do business."),
    ("description", "Enter what your business does."),
    ("website", "Enter the website of your business."),
    ("naicsCode", "Enter the industry code (NAICS) of your business."),
    ("taxId", "Enter the tax number of your business."),
    ("identificationNumber", "Enter the identification number of your business."),
    ("registrationNumber", "Enter the number of your business in the company register."),
    ("incorporatedOn", "Enter the date of incorporation."),
    ("primaryContactFirstName", "Enter the first name of the contact person."),
    ("primaryContactLastName", "Enter the last name of the contact person."),
    ("sourceOfFunds", "Enter the source of funds."),
    ("sourceOfFundsOtherDescription", "Enter a description of the source of funds."),
    ("sourceOfWealthOtherDescription", "Enter a description of the source of wealth."),
    ("purposeOfAccountOtherDescription", "Enter a description of the purpose of the account."),
    ("code", "Enter the code."),
    ("customerId", "Enter the customer ID."),
    ("platformCustomerId", "Enter your own customer ID."),
    ("reference", "Enter the reference."),
    ("redirectUri", "Enter the return address."),
    ("umaAddress", "Enter the UMA address."),
    ("endUserTermsConsent", "Enter the consent to the terms."),
    ("agreementConsents", "Enter the consents to agreements."),
    ("extra", "Enter the additional fields."),
    ("acceptedAt", "Enter the time of consent."),
    ("ipAddress", "Enter the IP address."),
    ("termsVersion", "Enter the version of the terms."),
    ("type", "Choose the account type."),
    ("customerType", "Choose the account type."),
    ("addresses.type", "Choose the type of address."),
    ("country", "Choose your country."),
    ("business.country", "Choose the country of registration of your business."),
    ("nationality", "Choose your nationality."),
    ("region", "Choose the region."),
    ("currencies", "Choose the currencies."),
    ("endorsements", "Choose the services."),
    ("entityType", "Choose the legal form of your business."),
    ("businessType", "Choose the industry of your business."),
    ("countriesOfOperation", "Choose the countries in which your business operates."),
    ("purposeOfAccount", "Choose the purpose of the account."),
    ("sourceOfFundsCategories", "Choose the sources of funds."),
    ("sourceOfWealthCategories", "Choose the sources of wealth."),
    ("expectedMonthlyTransactionCount", "Choose the expected number of transactions per month."),
    ("expectedMonthlyTransactionVolume", "Choose the expected transaction volume per month."),
    ("expectedRecipientJurisdictions", "Choose the countries of the recipients."),
    ("expectedCounterpartyCountries", "Choose the countries of your business partners."),
    ("annualIncomeRange", "Choose your annual income."),
    ("netWorthRange", "Choose your net worth."),
    ("pepStatus", "Choose your status as a politically exposed person."),
    ("idType", "Choose the type of identification number."),
    ("countryOfIssuance", "Choose the issuing country."),
    ("acceptanceMethod", "Choose the method of consent."),
];

/// Returns the sentence about a missing field, by the last name of its path and the one before it.
pub(super) fn missing_field(name: &str, parent: &str) -> Option<&'static str> {
    // Grid calls a business `businessInfo`.
    let parent = if parent.starts_with("business") { "business" } else { parent };
    let of = |wanted: &str| MISSING_FIELDS.iter().find(|(field, _)| *field == wanted).map(|(_, sentence)| *sentence);
    of(&[parent, ".", name].concat()).or_else(|| of(name))
}
