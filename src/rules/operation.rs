//! Operations as validation sees them: a name and the shape of an input.

use crate::rules::findings::{Collected, Findings, Report};
use crate::rules::issue::Issue;
use crate::rules::options::{Options, PhoneCountry, Policy};
use crate::rules::person_fields::PersonFields;
use crate::rules::shape::Shape;
use crate::value::input::Input;
use crate::value::json::{Json, Writer};
use crate::value::untrusted::{Object, UntrustedValue};

/// An operation.
///
/// ```
/// use kyclink::{Operation, operation};
/// let operation: &'static Operation = operation("grid.confirmEmail").expect("registered");
/// let fields: Vec<_> = operation.shape.fields.iter().map(|field| field.name).collect();
/// assert_eq!((operation.name, &fields[..]), ("grid.confirmEmail", &["customerId", "code"][..]));
/// ```
pub struct Operation {
    /// The name: `<provider>.<verb>`.
    pub name: &'static str,
    /// The shape of the input.
    pub shape: &'static Shape,
}

impl Operation {
    /// Parses the option `personFields`. The error says what it must be. Unless it `has_any`, the operation must have these
    /// fields.
    pub(crate) fn person_fields(&self, given: &UntrustedValue, has_any: bool) -> Result<PersonFields, &'static str> {
        let fields = PersonFields::parse(given)?;
        let is_taken = has_any || fields.iter().all(|name| self.shape.field(name).is_some());
        is_taken.then_some(fields).ok_or("personFields is only for operations that take an applicant.")
    }
}

/// An input that satisfies its operation. Only [`validate`] makes one.
///
/// ```
/// use kyclink::{Options, UntrustedValue, Valid, json::Json, operation, validate};
/// let operation = operation("spherepay.getCustomer").expect("registered");
/// let input = UntrustedValue::from_json(r#"{"customerId": "customer_1ab2c3d4", "note": "x"}"#).expect("JSON");
/// let valid: Valid = validate(operation, input, &Options::default()).result.expect("it is valid");
/// assert_eq!(valid.operation().name, "spherepay.getCustomer");
/// assert_eq!(valid.value().to_json(), r#"{"customerId":"customer_1ab2c3d4"}"#);
/// ```
#[derive(Clone)]
pub struct Valid<'a> {
    operation: &'static Operation,
    value: UntrustedValue<'a>,
}

/// The result of validation.
///
/// ```
/// use kyclink::{Options, UntrustedValue, operation, validate};
/// let operation = operation("spherepay.getCustomer").expect("registered");
/// let input = UntrustedValue::from_json(r#"{"customerId": "customer_1ab2c3d4", "note": "x"}"#).expect("JSON");
/// let verdict = validate(operation, input, &Options::default());
/// assert!(verdict.result.is_ok());
/// assert_eq!(verdict.warnings[0].code.as_str(), "unknown_field");
/// assert!(!verdict.as_given, "the unknown field is not sent");
/// ```
pub struct Verdict<'a> {
    /// The input in the form in which it is sent, or everything that is wrong with it.
    pub result: Result<Valid<'a>, Vec<Issue>>,
    /// What is unusual but not a reason to refuse the input.
    pub warnings: Vec<Issue>,
    /// Whether the input is sent exactly as given.
    pub as_given: bool,
}

#[cfg(test)]
thread_local! {
    /// The operations whose inputs this test has validated.
    pub(crate) static VALIDATED: std::cell::RefCell<Vec<&'static str>> = const { std::cell::RefCell::new(vec![]) };
}

/// Validates an input, and returns everything that is wrong with it.
///
/// ```
/// use kyclink::{UntrustedValue, Options, Policy, operation, validate};
/// let operation = operation("grid.createKycLink").expect("it exists");
/// let options = Options::default().policy(Policy::Postal).now(0);
/// let verdict = validate(operation, UntrustedValue::from_json("{}").expect("JSON"), &options);
/// let issues = verdict.result.err().expect("customerId is missing");
/// assert_eq!(issues[0].code.as_str(), "required");
/// assert_eq!(issues[0].pointer(), "/customerId");
/// ```
pub fn validate<'a>(operation: &'static Operation, mut input: UntrustedValue<'a>, options: &Options) -> Verdict<'a> {
    #[cfg(test)]
    VALIDATED.with_borrow_mut(|names| names.push(operation.name));
    let mut normalized = Collected::default();
    if options.normalize {
        find_normal(operation, Input::from(&input), options.phone_country, &mut normalized);
        normalized.changes.iter().for_each(|change| change.apply(&mut input));
    }
    let mut found = Collected::default();
    check(operation, Input::from(&input), options, false, &mut found);
    let Collected { mut issues, mut warnings, changes } = found;
    for warning in normalized.warnings {
        let list = if options.policy == Policy::Strict { &mut issues } else { &mut warnings };
        let row = operation.shape.row_of(&warning);
        list.insert(list.iter().take_while(|other| operation.shape.row_of(other) < row).count(), warning);
    }
    if !issues.is_empty() {
        return Verdict { result: Err(issues), warnings, as_given: false };
    }
    let as_given = operation.shape.arrange(&mut input, &changes) && !options.normalize;
    Verdict { result: Ok(Valid { operation, value: input }), warnings, as_given }
}

impl Shape {
    /// Returns the position of the field that an issue is about, by which issues are sorted.
    fn row_of(&self, issue: &Issue) -> usize {
        self.fields.iter().take_while(|field| issue.path.first() != Some(&field.name.into())).count()
    }
}

/// Validates an input, and reports what is wrong, unusual or sent differently. `is_printable` says that no string has a
/// control character.
pub(crate) fn check(
    operation: &Operation,
    input: Input,
    options: &Options,
    is_printable: bool,
    report: &mut dyn Report,
) {
    operation.shape.check(input, &mut Findings::new(options, is_printable, report));
}

/// Reports what is different in the normal form of an input.
pub(crate) fn find_normal(
    operation: &Operation,
    input: Input,
    phone_country: Option<PhoneCountry>,
    report: &mut dyn Report,
) {
    let country = phone_country.and_then(|country| country.of(operation.shape, input));
    operation.shape.normalize(input, country, &mut Findings::new(&Options::default(), false, report));
}

/// Normalizes an input without validating it.
///
/// Trims strings, removes bidirectional characters, writes codes and dates in ASCII, converts phone numbers that start
/// with `+` to E.164, and drops empty optional strings. With a country, phone numbers without `+` are read as dialled
/// there; a number that cannot be is left as it is.
///
/// ```
/// use kyclink::{PhoneCountry, UntrustedValue, json::Json, normalize, operation};
/// let operation = operation("grid.onboard").expect("registered");
/// let input = UntrustedValue::from_json(r#"{"email": " jane@example.com", "phone": "+1 (415) 555-0123"}"#);
/// let normalized = normalize(operation, input.expect("JSON"), None);
/// assert_eq!(normalized.to_json(), r#"{"email":"jane@example.com","phone":"+14155550123"}"#);
///
/// let input = UntrustedValue::from_json(r#"{"phone": "0171 1234567", "address": {"country": "DE"}}"#).expect("JSON");
/// let normalized = normalize(operation, input, Some(PhoneCountry::Address));
/// assert_eq!(normalized.to_json(), r#"{"phone":"+491711234567","address":{"country":"DE"}}"#);
/// ```
pub fn normalize<'a>(
    operation: &Operation,
    mut input: UntrustedValue<'a>,
    phone_country: Option<PhoneCountry>,
) -> UntrustedValue<'a> {
    let mut found = Collected::default();
    find_normal(operation, Input::from(&input), phone_country, &mut found);
    found.changes.iter().for_each(|change| change.apply(&mut input));
    input
}

impl Json for Verdict<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("ok", &self.result.is_ok());
            match &self.result {
                Ok(valid) => fields.field("value", &valid.value),
                Err(issues) => fields.field("issues", issues),
            }
            fields.field("warnings", &self.warnings);
        });
    }
}

impl<'a> Valid<'a> {
    /// Returns the operation that the input satisfies.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Returns the input in the form in which it is sent.
    pub fn value(&self) -> &UntrustedValue<'a> {
        &self.value
    }

    /// Returns this input with more members, which are validated. What is valid already is not validated again.
    pub(crate) fn with<const N: usize>(
        &self,
        members: [(&'static str, UntrustedValue<'a>); N],
        options: &Options,
    ) -> Result<Self, Vec<Issue>> {
        let (names, mut object) = (members.each_ref().map(|(name, _)| *name), self.object().clone());
        members.into_iter().for_each(|(name, value)| object.set(name, value));
        let mut found = Collected::default();
        self.operation.shape.check_only(&names, &object, &mut Findings::new(options, false, &mut found));
        let (Collected { issues, changes, .. }, mut value) = (found, object.into());
        if !issues.is_empty() {
            return Err(issues);
        }
        self.operation.shape.arrange(&mut value, &changes);
        Ok(Self { operation: self.operation, value })
    }

    /// Returns a copy that borrows nothing.
    pub(crate) fn to_static(&self) -> Valid<'static> {
        Valid { operation: self.operation, value: self.value.to_static() }
    }

    /// Returns the input as an object, which is empty if the whole input is omitted.
    pub(crate) fn object(&self) -> &Object<'a> {
        static NONE: Object = Object::new();
        self.value.object().unwrap_or(&NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::{EXAMPLE, PROVIDERS};

    /// What a server adds is validated and arranged, and nothing else is validated again.
    #[test]
    fn members_that_are_added_later_are_validated_as_if_they_had_been_given() {
        let (operation, applicant) = (PROVIDERS[0].onboarding.operation, EXAMPLE.applicant);
        let options = Options::default();
        let valid = validate(operation, UntrustedValue::from_json(applicant).unwrap(), &options).result.ok().unwrap();
        VALIDATED.take();
        let with =
            |uri: &str| valid.with([("reference", "user-7".into()), ("redirectUri", uri.to_owned().into())], &options);
        for uri in ["https://example.com/done", "https://example.com/ä", ""] {
            let mut whole = UntrustedValue::from_json(applicant).unwrap();
            if let UntrustedValue::Object(object) = &mut whole {
                object.set("redirectUri", uri.to_owned().into());
                object.set("reference", "user-7".into());
            }
            let expected = validate(operation, whole, &options).result.ok().unwrap();
            VALIDATED.take();
            assert_eq!(with(uri).ok().unwrap().value().to_json(), expected.value().to_json());
        }
        let issues = with("javascript:alert(1)").err().unwrap();
        assert_eq!(issues.iter().map(Issue::pointer).collect::<Vec<_>>(), ["/redirectUri"]);
        assert!(VALIDATED.take().is_empty());
    }
}
