//! Compares the rules of fields with public conformance suites, which are data in `tests/suites`.
//!
//! `tests/suites/differences.json` lists the cases in which a rule differs, with the reason. A listed case that no
//! longer differs fails, too.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kyclink::json::Json;
use kyclink::{Options, Policy, UntrustedValue, operation, validate};
use serde_json::{Value, json};

use crate::integration::vectors::files;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suites");

macro_rules! suites {
    ($($test:ident $suite:literal)*) => {
        $(#[test] fn $test() { conforms($suite); })*

        #[test]
        fn every_suite_has_its_test() {
            assert_eq!(names(), [$($suite),*].map(str::to_owned).into());
            let differing = read_suite("differences");
            let mut unknown = differing.as_object().unwrap().keys().filter(|suite| !names().contains(*suite));
            assert!(unknown.all(|suite| suite == "phone-examples"));
        }
    };
}

suites! {
    json_schema_test_suite_email "json-schema-email"
    json_schema_test_suite_date "json-schema-date"
    json_schema_test_suite_date_time "json-schema-date-time"
    isemail "isemail"
    validator_js_email "validator-js-email"
    validator_js_rfc3339 "validator-js-rfc3339"
    validator_js_country "validator-js-country"
    validator_js_postal_code "validator-js-postal-code"
    html_email "html-email"
    html_date "html-date"
    rfc3339 "rfc3339"
    web_platform_tests_url "wpt-url"
}

#[test]
fn libphonenumber_examples() {
    let mut report = Report::of("phone-examples");
    for line in include_str!("../../../vectors/data/phone-examples.csv").lines().skip(1) {
        let number = line.split(',').nth(2).unwrap();
        for place in [PHONE_SPHEREPAY, PHONE_GRID] {
            let judgement = place.judge(number);
            let outcome = judgement.sent == Some(number.to_owned()) && judgement.warnings.is_empty();
            report.case(&format!("{} {number}", place.operation), &json!(true), &json!(outcome));
        }
    }
    report.end();
}

/// Tries every code in both alphabets and both cases, at each provider.
#[test]
fn cldr_countries() {
    let mut report = Report::of("countries");
    for line in include_str!("../../../../data/countries.csv").lines().skip(1) {
        let (alpha2, alpha3) = line.split_once(',').unwrap();
        for code in [alpha2, alpha3, &alpha2.to_lowercase(), &alpha3.to_lowercase()] {
            for (place, sent) in [(COUNTRY_SPHEREPAY, alpha3), (COUNTRY_GRID, alpha2)] {
                report.case(&format!("{} {code}", place.operation), &json!(sent), &json!(place.judge(code).sent));
            }
        }
    }
    for line in include_str!("../../../../data/former-countries.csv").lines().skip(1) {
        let [alpha2, alpha3, reason, ..] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        for code in [alpha2, alpha3].into_iter().filter(|code| !code.is_empty()) {
            report.case(code, &json!(["country_unknown", reason]), &json!(COUNTRY_GRID.judge(code).issues));
        }
    }
    report.end();
}

/// Tries every code with and without the country's prefix, in both cases.
#[test]
fn cldr_subdivisions() {
    let mut report = Report::of("subdivisions");
    for line in include_str!("../../../../data/subdivisions.csv").lines().skip(1) {
        let (code, _) = line.split_once(',').unwrap();
        let (country, suffix) = code.split_once('-').unwrap();
        for text in [code, suffix, &code.to_lowercase(), &suffix.to_lowercase()] {
            let judgement = STATE.judge_in(Some(country), text);
            let is_known = !judgement.warnings.contains(&"state_unknown".to_owned());
            report.case(&format!("{country} {text}"), &json!([suffix, true]), &json!([judgement.sent, is_known]));
        }
    }
    report.end();
}

#[test]
fn postal_samples() {
    let mut report = Report::of("postal-samples");
    for line in include_str!("../../../vectors/data/postal-samples.csv").lines().skip(1) {
        let [country, fits, other] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        for (texts, wanted) in [(fits, true), (other, false)] {
            for text in texts.split(';').filter(|text| !text.is_empty()) {
                report.case(&format!("{country} {text}"), &json!(wanted), &postal_code(country, text));
            }
        }
    }
    report.end();
}

/// Runs a suite of `tests/suites`.
fn conforms(suite: &str) {
    let file = read_suite(suite);
    for key in ["source", "commit", "licence", "leftOut"] {
        assert!(file[key].as_str().is_some_and(|text| !text.is_empty()), "{suite}.json must have a `{key}`");
    }
    let mut report = Report::of(suite);
    for case in file["cases"].as_array().unwrap() {
        let text = case[0].as_str().unwrap();
        let accepts = |place: Place| json!(place.judge(text).sent.is_some());
        let (wanted, got) = match file["field"].as_str().unwrap() {
            "email" => (case[1].clone(), accepts(EMAIL)),
            "date" => (case[1].clone(), accepts(DATE)),
            "timestamp" => (case[1].clone(), accepts(TIMESTAMP)),
            "country" => (case[1].clone(), accepts(COUNTRY_GRID)),
            "redirectUri" => {
                let href = case[1].as_str();
                // Most URLs of the suite start with http, which the rule refuses, so they are also tried with https.
                if let Some((text, href)) = as_https(text, href) {
                    let wanted = href.filter(|href| may_be_sent(href));
                    report.case(&text, &json!(wanted), &json!(REDIRECT_URI.judge(&text).sent));
                }
                (json!(href.filter(|href| may_be_sent(href))), json!(REDIRECT_URI.judge(text).sent))
            }
            "postalCode" => {
                let (country, text) = (text, case[1].as_str().unwrap());
                report.case(&format!("{country} {text}"), &case[2], &postal_code(country, text));
                continue;
            }
            field => panic!("{suite}.json: unknown field `{field}`"),
        };
        report.case(text, &wanted, &got);
    }
    report.end();
}

/// Returns whether a URL satisfies what the rule requires beyond the URL Standard: https, or http on a loopback host,
/// and no credentials.
fn may_be_sent(href: &str) -> bool {
    let Some((scheme, rest)) = href.split_once("://") else { return false };
    let authority = rest.split('/').next().unwrap();
    let this_machine =
        authority.starts_with("localhost") || authority.starts_with("127.") || authority.starts_with("[::1]");
    (scheme == "https" || (scheme == "http" && this_machine)) && !authority.contains('@')
}

/// Returns the same case with https instead of http, unless its port would change the normal form.
fn as_https(text: &str, href: Option<&str>) -> Option<(String, Option<String>)> {
    let rest = text.strip_prefix("http:")?;
    let authority = rest.trim_start_matches('/').split('/').next()?;
    let is_other = authority.ends_with("80") || authority.ends_with("443");
    let href = href.map(|href| format!("https:{}", href.trim_start_matches("http:")));
    (!is_other).then(|| (format!("https:{rest}"), href))
}

/// Returns whether a postal code gives no warning. Only a blank one may be refused.
fn postal_code(country: &str, text: &str) -> Value {
    let judgement = POSTAL_CODE.judge_in(Some(country), text);
    assert!(judgement.sent.is_some() || judgement.issues == ["required"], "{country} {text} is refused");
    json!(judgement.sent.is_some() && judgement.warnings.is_empty())
}

/// The field that a string is tried in.
#[derive(Clone, Copy)]
struct Place {
    operation: &'static str,
    base: &'static str,
    pointer: &'static str,
}

const SPHEREPAY: &str = r#"{"type":"individual","email":"a@b.c","phone":"+14155550123",
    "address":{"line1":"1 Main Street","city":"X","state":"IL","postalCode":"60606","country":"US"}}"#;
const GRID: &str = r#"{"customerType":"INDIVIDUAL","birthDate":"","email":"","phoneNumber":"","region":"",
    "address":{"line1":"1 Main Street","postalCode":"60606","country":"US"},
    "endUserTermsConsent":{"acceptedAt":"2026-01-01T00:00:00Z","ipAddress":"::1","termsVersion":"1","acceptanceMethod":"CHECKBOX"}}"#;

const fn at(operation: &'static str, base: &'static str, pointer: &'static str) -> Place {
    Place { operation, base, pointer }
}

const EMAIL: Place = at("spherepay.createCustomerViaLink", SPHEREPAY, "/email");
const PHONE_SPHEREPAY: Place = at("spherepay.createCustomerViaLink", SPHEREPAY, "/phone");
const PHONE_GRID: Place = at("grid.createCustomer", GRID, "/phoneNumber");
const COUNTRY_SPHEREPAY: Place = at("spherepay.createCustomerViaLink", SPHEREPAY, "/address/country");
const COUNTRY_GRID: Place = at("grid.createCustomer", GRID, "/region");
const STATE: Place = at("spherepay.createCustomerViaLink", SPHEREPAY, "/address/state");
const POSTAL_CODE: Place = at("grid.createCustomer", GRID, "/address/postalCode");
const DATE: Place = at("grid.createCustomer", GRID, "/birthDate");
const TIMESTAMP: Place = at("grid.createCustomer", GRID, "/endUserTermsConsent/acceptedAt");
const REDIRECT_URI: Place = at("grid.createKycLink", r#"{"customerId":"Customer:1","redirectUri":""}"#, "/redirectUri");

/// The result for one string: what is sent, or the codes of its issues, each followed by its `reason` parameter.
struct Judgement {
    sent: Option<String>,
    issues: Vec<String>,
    warnings: Vec<String>,
}

impl Place {
    fn judge(self, text: &str) -> Judgement {
        self.judge_in(None, text)
    }

    fn judge_in(self, country: Option<&str>, text: &str) -> Judgement {
        let mut input: Value = serde_json::from_str(self.base).unwrap();
        *input.pointer_mut(self.pointer).unwrap() = json!(text);
        if let Some(country) = country {
            input["address"]["country"] = json!(country);
        }
        // The suites are about the form of dates, which may be in the future.
        let options = Options::default().policy(Policy::Postal).now(i64::MAX);
        let input = UntrustedValue::from_json(&input.to_string()).unwrap();
        let verdict = validate(operation(self.operation).unwrap(), input, &options);
        let mut issues = Vec::new();
        let sent = match verdict.result {
            Ok(valid) => {
                let mut keys = self.pointer.split('/').skip(1);
                let value = keys.try_fold(valid.value(), |value, key| value.field(key));
                value.and_then(UntrustedValue::text).map(str::to_owned)
            }
            Err(found) => {
                for issue in found.iter().filter(|issue| issue.pointer() == self.pointer) {
                    let json: Value = serde_json::from_str(&issue.to_json()).unwrap();
                    let words = [&json["code"], &json["params"]["reason"]];
                    issues.extend(words.into_iter().filter_map(Value::as_str).map(str::to_owned));
                }
                None
            }
        };
        let warnings = verdict.warnings.iter().map(|warning| warning.code.as_str().to_owned()).collect();
        Judgement { sent, issues, warnings }
    }
}

/// The results of a suite.
struct Report {
    suite: String,
    count: usize,
    /// The listed differences with their reasons.
    listed: BTreeMap<String, String>,
    /// The listed differences that occurred.
    met: BTreeSet<String>,
    failures: Vec<String>,
}

impl Report {
    fn of(suite: &str) -> Self {
        let mut listed = BTreeMap::new();
        for group in read_suite("differences")[suite].as_array().into_iter().flatten() {
            let reason = group["reason"].as_str().filter(|reason| !reason.is_empty()).unwrap();
            for case in group["cases"].as_array().unwrap() {
                let before = listed.insert(case.as_str().unwrap().to_owned(), reason.to_owned());
                assert_eq!(before, None, "{suite} lists {case} twice");
            }
        }
        Self { suite: suite.to_owned(), count: 0, listed, met: BTreeSet::new(), failures: vec![] }
    }

    fn case(&mut self, name: &str, wanted: &Value, got: &Value) {
        self.count += 1;
        match (wanted == got, self.listed.get(name)) {
            (true, None) => {}
            (false, Some(_)) => drop(self.met.insert(name.to_owned())),
            (true, Some(reason)) => self
                .failures
                .push(format!("{name:?} now agrees: remove it from differences.json, where its reason is: {reason}")),
            (false, None) => self.failures.push(format!(
                "{name:?}: got {got}, the suite expects {wanted}; fix the rule or list the case in differences.json"
            )),
        }
    }

    fn end(mut self) {
        let missing = self.listed.keys().filter(|name| !self.met.contains(*name));
        self.failures.extend(
            missing
                .map(|name| format!("{name:?} is listed in differences.json but is not a differing case: remove it")),
        );
        println!("{}: {} cases, {} listed differences", self.suite, self.count, self.listed.len());
        assert!(self.count > 0, "{} has no cases", self.suite);
        assert!(self.failures.is_empty(), "{}:\n{}", self.suite, self.failures.join("\n"));
    }
}

fn read_suite(name: &str) -> Value {
    let path = Path::new(FOLDER).join(name).with_extension("json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Returns the strings of every suite.
pub(crate) fn texts() -> Vec<String> {
    let suites = names().into_iter().map(|suite| read_suite(&suite));
    let cases = suites.flat_map(|suite| suite["cases"].as_array().unwrap().clone());
    cases.flat_map(|case| case.as_array().unwrap().clone()).filter_map(|text| Some(text.as_str()?.to_owned())).collect()
}

/// Returns the names of the suites. Those in subfolders are not about fields.
fn names() -> BTreeSet<String> {
    let own = files(Path::new(FOLDER), "json").into_iter().filter(|path| path.parent() == Some(Path::new(FOLDER)));
    let stems = own.filter_map(|path| path.file_stem()?.to_str().map(str::to_owned));
    stems.filter(|name| name != "differences").collect()
}
