//! Recognizes what a provider echoes: a value of the input or a credential, in the place of a code or an id.
//!
//! A provider's documented form (see [`ErrorForm`](crate::client::http::provider_error::ErrorForm)) alone does not keep data
//! out: `WACKERSTRASSE` has the form of a code. So whatever has the form is compared with everything that was sent.

use crate::client::error::Error;
use crate::rules::operation::{Operation, validate};
use crate::rules::options::{Options, Policy};
use crate::rules::shape::{Kind, Shape};
use crate::value::json::{Json, decimal};
use crate::value::secret::Secret;
use crate::value::untrusted::UntrustedValue;

/// The minimum length at which a value counts wherever an id contains it, and in a code as some of its words, or as digits.
///
/// Shorter ones are contained in half of all codes: `US` in `status`, `Ali` in `validation`, and one digit in every id.
const CONTAINED: usize = 4;
/// The minimum length at which a value counts wherever a code contains it, also as a part of a word: `Ress` is in `address`.
const IN_CODE: usize = 8;
/// The minimum length at which one word of a value counts as one word of a code.
///
/// Codes have words such as `no`, `id` and `is`, and two letters identify no person.
const WORD: usize = 3;
/// The minimum length at which a credential or a customer's id counts wherever it is contained, but none of its words,
/// such as `Customer`. Among the options of a connection are words such as `sandbox` and `postal`, and no credential is
/// that short.
const TOKEN: usize = 8;
/// The minimum length at which a value counts in the id of a customer.
///
/// Four digits of a postal code are in one of two thousand random ids by chance, and losing a customer's id costs more
/// than losing that of a request.
const IN_CUSTOMER_ID: usize = 8;
/// The fields for the caller's own id of the person.
const REFERENCES: [&str; 2] = ["reference", "platformCustomerId"];
/// The fields that kyclink fills.
const OF_KYCLINK: [&str; 2] = ["known", "since"];
/// How ids of customers begin. Otherwise a person would hide them all with an address of this word alone, and the
/// customer that exists would be created again.
const ID_PREFIX: &str = "customer";
/// The minimum length at which a credential counts in the id of a customer: ids that a provider makes may begin with
/// the same digits, such as those of the time.
const TOKEN_IN_CUSTOMER_ID: usize = 13;
/// A wait of this many seconds, which is almost three hours, has as many digits as a postal code.
const LONG_WAIT_SECONDS: i64 = 10_000;

/// What was sent in one request: letters and digits in lower case, without what separates them.
#[derive(Default)]
pub(crate) struct Echoes {
    /// The values that people and callers choose.
    values: Vec<String>,
    /// Credentials and ids.
    tokens: Vec<String>,
    /// What the caller's program chooses: none of its words says anything about a person, and a provider may have the
    /// customer under the caller's own id.
    of_program: Vec<String>,
    /// Their words.
    words: Vec<String>,
    /// What only counts alone: words of closed lists, such as `business`, and countries.
    listed: Vec<String>,
    /// The customer that the request is about.
    customer_id: Option<String>,
}

impl Echoes {
    /// Collects the values of an input, as they were given and as they are sent, and the credentials.
    pub(crate) fn of(operation: &'static Operation, input: Option<&UntrustedValue>, credentials: &[Secret]) -> Self {
        let mut echoes = Self::default();
        credentials.iter().for_each(|credential| echoes.add_token(credential.expose()));
        if let Some(input) = input {
            echoes.customer_id = input.owned_text_of("customerId");
            echoes.add_members(Some(operation.shape), input);
            let options = Options { policy: Policy::Schema, ..Options::default() };
            if let Ok(valid) = validate(operation, input.clone(), &options).result {
                echoes.add_members(Some(operation.shape), valid.value());
            }
        }
        echoes
    }

    /// Whether the id of a request, or a number, repeats something that was sent.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        let (joined, words) = (join(text), split(text, |_, _| false));
        let is_contained = |value: &String| value.len() >= CONTAINED && joined.contains(value);
        self.are_whole(&joined, &words) || self.values.iter().any(is_contained)
    }

    /// Whether a code repeats something that was sent. Codes have words: only whole ones count, unless they are long.
    pub(crate) fn are_in_code(&self, code: &str) -> bool {
        let (joined, words) = (join(code), split(code, |before, c| before.is_lowercase() && c.is_uppercase()));
        let is_contained = |value: &String| {
            let min = if value.bytes().all(|byte| byte.is_ascii_digit()) { CONTAINED } else { IN_CODE };
            value.len() >= min && joined.contains(value) || value.len() >= CONTAINED && are_some_of(value, &words)
        };
        self.are_whole(&joined, &words) || self.values.iter().any(is_contained)
    }

    /// Whether a text is something that was sent, or has one of its words, or a credential or an id.
    fn are_whole(&self, joined: &String, words: &[String]) -> bool {
        let is_token = |token: &String| token.len() >= TOKEN && joined.contains(token);
        !joined.is_empty()
            && (self.values.iter().chain(&self.listed).chain(&self.of_program).any(|value| value == joined)
                || self.tokens.iter().chain(&self.of_program).any(is_token)
                || words.iter().any(|word| self.words.contains(word)))
    }

    /// Whether the id of a customer repeats something else that was sent.
    pub(crate) fn are_in_customer_id(&self, id: &str) -> bool {
        let joined = join(id);
        let own = joined.strip_prefix(ID_PREFIX).unwrap_or(&joined);
        self.customer_id.as_deref() != Some(id)
            && (self.values.contains(&joined)
                || self.values.iter().any(|value| value.len() >= IN_CUSTOMER_ID && own.contains(value))
                || self.tokens.iter().any(|token| token.len() >= TOKEN_IN_CUSTOMER_ID && own.contains(token)))
    }

    /// Removes what repeats something that was sent from all that is shown of an error.
    pub(crate) fn remove_from(&self, error: &mut Error) {
        let details = &mut error.details;
        details.provider_code.take_if(|code| self.are_in_code(code));
        details.correlation_id.take_if(|id| self.are_in(id));
        for issue in &mut details.issues {
            issue.constraint.take_if(|constraint| self.are_in(constraint));
        }
        details.customer_id.take_if(|id| self.are_in_customer_id(id));
        details.retry_after_ms.take_if(|ms| {
            let seconds = *ms / 1000;
            seconds >= LONG_WAIT_SECONDS && usize::try_from(seconds).is_ok_and(|seconds| self.are_in(&decimal(seconds)))
        });
    }

    fn add_members(&mut self, shape: Option<&Shape>, value: &UntrustedValue) {
        match value.object() {
            Some(members) => members.iter().for_each(|(name, value)| {
                let kind = shape.and_then(|shape| shape.field(name)).map(|field| &field.kind);
                match value {
                    _ if OF_KYCLINK.contains(&name) => {}
                    UntrustedValue::Text(text)
                        if REFERENCES.contains(&name) || matches!(kind, Some(Kind::RedirectUri)) =>
                    {
                        self.of_program.push(join(text));
                    }
                    value => self.add(kind, value),
                }
            }),
            None => self.add(None, value),
        }
    }

    fn add(&mut self, kind: Option<&Kind>, value: &UntrustedValue) {
        match (kind, value) {
            (Some(Kind::List(kind)), UntrustedValue::List(_)) => {
                value.list().unwrap_or_default().iter().for_each(|item| self.add(Some(kind), item));
            }
            (_, UntrustedValue::List(_)) => {
                value.list().unwrap_or_default().iter().for_each(|item| self.add(None, item));
            }
            (Some(Kind::Object(shape)), UntrustedValue::Object(_)) => self.add_members(Some(shape), value),
            (_, UntrustedValue::Object(_)) => self.add_members(None, value),
            (Some(kind @ (Kind::Choice(_) | Kind::Country(_))), UntrustedValue::Text(text)) if kind.accepts(text) => {
                self.listed.push(join(text));
            }
            (Some(Kind::CustomerId(_)), UntrustedValue::Text(id)) => self.add_token(id),
            (_, UntrustedValue::Text(text)) => self.add_text(text),
            (_, UntrustedValue::Number(_)) => self.add_text(&value.to_json()),
            _ => {}
        }
    }

    fn add_token(&mut self, token: &str) {
        let token = join(token);
        if token.len() >= TOKEN { &mut self.tokens } else { &mut self.listed }.push(token);
    }

    fn add_text(&mut self, text: &str) {
        self.words.extend(split(text, |_, _| false).into_iter().filter(|word| word.len() >= WORD));
        self.values.push(join(text));
    }
}

/// The letters and digits of a text, in lower case: a phone number is the same with and without its hyphens.
fn join(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}

/// The words of a text, in lower case. One also ends where `ends` says it of its last character and the next one.
fn split(text: &str, ends: impl Fn(char, char) -> bool) -> Vec<String> {
    let (mut words, mut before): (Vec<String>, _) = (vec![], ' ');
    for c in text.chars() {
        if c.is_alphanumeric() {
            match words.last_mut().filter(|_| before.is_alphanumeric() && !ends(before, c)) {
                Some(word) => word.push(c.to_ascii_lowercase()),
                None => words.push(c.to_ascii_lowercase().into()),
            }
        }
        before = c;
    }
    words
}

/// Whether some of the words that follow each other are this value.
fn are_some_of(value: &str, words: &[String]) -> bool {
    let mut tails = (0..words.len()).filter_map(|from| words.get(from..));
    tails.any(|tail| {
        let mut left = Some(value);
        tail.iter().any(|word| {
            left = left.and_then(|left| left.strip_prefix(word.as_str()));
            left == Some("")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::field::country::Alphabet;
    use crate::rules::field::pattern::Pattern;
    use crate::rules::shape::Field;
    use crate::rules::words::words;

    static SHAPE: Shape = Shape::new(&[
        Field::optional("customerId", Kind::CustomerId(&Pattern { source: "", matches: |_| true })),
        Field::optional("type", Kind::Choice(words!["INDIVIDUAL", "BUSINESS"])),
        Field::optional("region", Kind::Country(Alphabet::Alpha2)),
        Field::optional("address", Kind::Object(&ADDRESS)),
        Field::optional("countries", Kind::List(&Kind::Country(Alphabet::Alpha2))),
        Field::optional("name", Kind::Text { max: None }),
        Field::optional("redirectUri", Kind::RedirectUri),
    ]);

    static OPERATION: Operation = Operation { name: "test.createCustomer", shape: &SHAPE };

    static ADDRESS: Shape = Shape::new(&[Field::optional("country", Kind::Country(Alphabet::Alpha2))]);

    fn echoes(input: &str) -> Echoes {
        Echoes::of(&OPERATION, UntrustedValue::from_json(input).as_ref(), &[Secret::new("secret_x1")])
    }

    #[test]
    fn an_echo_is_found_however_it_is_written() {
        let sent = echoes(
            r#"{"name": "Kim O'Hara", "phoneNumber": "+1 415-555-0123", "address": {"line1": "233 Wacker Dr",
                "city": "Bonn", "region": "CA"}, "tags": ["Very private", {"x": 19900131}], "region": "US"}"#,
        );
        for text in [
            "KIM",
            "KIM_REFUSED",
            "O-HARA",
            "kim_o_hara",
            "WACKER_UNKNOWN",
            "NOT_IN_BONN",
            "notInBonn",
            "kimRefused",
            "call/14155550123",
            "veryprivate",
            "not-very-private",
            "zip19900131x",
            "XVERYPRIVATEX",
            "a19900131",
            "US",
            "us",
            "ca",
            "SECRET-X1",
            "a/secretx1b",
        ] {
            assert!(sent.are_in_code(text), "{text}");
        }
    }

    #[test]
    fn a_short_value_or_a_listed_word_leaves_codes_alone() {
        let sent = echoes(
            r#"{"type": "BUSINESS", "region": "US", "name": "Li Wu Ali", "platformCustomerId": "1",
                "address": {"line1": "", "line2": "-", "country": "US", "state": "IN"}, "countries": ["CA"], "other": ["USD"]}"#,
        );
        for text in [
            "customer/prohibited-business-type",
            "validation/failed",
            "STATUS_INVALID",
            "NOT_IN_US",
            "",
            "-",
            "a1b2",
            "SECRET_X",
        ] {
            assert!(!sent.are_in_code(text), "{text}");
        }
        let others = echoes(r#"{"name": "Ress Vali Tusha", "line1": "233 Wacker Dr", "city": "Ester"}"#);
        for text in ["address", "err_validation", "E233", "UNREGISTERED", "statusHalted", "semester_x"] {
            assert!(!others.are_in_code(text), "{text}: only whole words count");
        }
        for text in ["BUSINESS", "business", "us", "1", "LI_WU_ALI", "ALI_REFUSED"] {
            assert!(sent.are_in_code(text), "{text}");
        }
        assert!(echoes(r#"{"type": "Jane Smith"}"#).are_in_code("JANE_REFUSED"), "this is no word of the list");
    }

    /// Neither is the person's.
    #[test]
    fn words_of_the_program_leave_codes_alone() {
        let sent = |reference: &str| {
            echoes(&format!(
                r#"{{"reference": "{reference}", "redirectUri": "https://app.example.com/kyc", "known": "pending"}}"#
            ))
        };
        for text in ["err_kyc_level", "err_user_blocked", "app/example", "pending", "err_pending", "user_17_x"] {
            assert!(!sent("user-17").are_in_code(text), "{text}");
        }
        for (reference, text) in
            [("user-17", "USER_17"), ("jane@example.com", "x_jane_example_com"), ("17", "https-app-example-com-kyc")]
        {
            assert!(sent(reference).are_in_code(text), "{text}");
        }
        assert!(!sent("5f0c2e1a-9b7d-4c3e").are_in_customer_id("5f0c2e1a-9b7d-4c3e"), "its customer may have its id");
    }

    #[test]
    fn a_value_counts_as_it_was_given_and_as_it_is_sent() {
        let sent = echoes(r#"{"region": "USA"}"#);
        assert!(sent.are_in_code("usa") && sent.are_in_code("US") && !sent.are_in_code("CA"));
    }

    #[test]
    fn the_id_of_a_customer_is_kept_unless_it_repeats_a_longer_value() {
        let sent = echoes(
            r#"{"email": "jane@example.com", "address": {"postalCode": "2000"}, "customerId": "Customer:jane-0123"}"#,
        );
        assert!(sent.are_in_customer_id("jane-example.com"));
        assert!(sent.are_in_customer_id("Customer:jane@example.com"));
        assert!(!sent.are_in_customer_id("Customer:a2000b"));
        assert!(!sent.are_in_customer_id("Customer:secret-x1"), "a short credential");
        assert!(!sent.are_in("CUSTOMER_NOT_FOUND"), "this is a part of every id");
        assert!(sent.are_in("a/customer-jane0123"));
        for text in ["Customer", "CUSTOMER:", "customer_", " customer "] {
            let sent = echoes(&format!(r#"{{"address": {{"line2": "{text}"}}}}"#));
            for id in ["Customer:019542f5-b3e7", "customer_1ab2c3d4", "CUSTOMER-1"] {
                assert!(!sent.are_in_customer_id(id), "{text} {id}: every id begins with it");
            }
            assert!(sent.are_in_customer_id("Customer:"), "this is no id");
        }
        assert!(!sent.are_in_customer_id("Customer:jane-0123"), "the caller has named it");
    }

    /// Each limit, on both sides.
    #[test]
    fn a_value_counts_from_its_length_on() {
        let sent = |input: &str, token: &str| {
            let input = UntrustedValue::from_json(input).unwrap();
            Echoes::of(&OPERATION, Some(&input), &[Secret::new(token)])
        };
        let name = |text: &str| sent(&format!(r#"{{"name": "{text}"}}"#), "");
        assert!(name("Bonn").are_in("xbonnx") && !name("Bon").are_in("xbonx"));
        let in_code = |value: &str, code: &str| name(value).are_in_code(code);
        assert!(in_code("Kimberly", "xkimberlyx") && !in_code("Kimbely", "xkimbelyx"));
        assert!(in_code("2000", "e2000b") && !in_code("200", "e200b"));
        assert!(in_code("Bo Ng", "x_bo_ng_x") && !in_code("Bo N", "x_bo_n_x"));
        assert!(name("Kim Ng").are_in("KIM_X") && !name("Kim Ng").are_in("NG_X"));
        assert!(name("12345678").are_in_customer_id("c12345678") && !name("1234567").are_in_customer_id("c1234567"));
        assert!(sent("{}", "token678").are_in("atoken678b") && !sent("{}", "token67").are_in("atoken67b"));
        let is_in_id = |token: &str| sent("{}", token).are_in_customer_id(&["c", token].concat());
        assert!(is_in_id("token67890123") && !is_in_id("token6789012"));
        for (seconds, shown) in [(9_999, true), (10_000, false)] {
            let mut error = Error::unexpected("");
            error.details.retry_after_ms = Some(seconds * 1000);
            name(&seconds.to_string()).remove_from(&mut error);
            assert_eq!(error.details.retry_after_ms.is_some(), shown, "{seconds}");
        }
    }
}
