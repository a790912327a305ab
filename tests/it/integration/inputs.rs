//! Generated inputs: valid ones, valid ones with random changes, and random trees.
//!
//! Every run has other inputs. A failure prints the seed that repeats it with PROPTEST_RNG_SEED. PROPTEST_CASES is
//! the number of inputs in 256ths: 16 with `cargo test` (.cargo/config.toml), 32 with `cargo xtask test`, and 2560
//! before a release (xtask/steps.sh).

use std::fmt;
use std::hash::{BuildHasher, RandomState};

use kyclink::Alphabet;
use kyclink::Kind;
use kyclink::json::Json;
use kyclink::{Field, Number, Object, Operation, Shape, UntrustedValue, operations};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

/// The result of checking a property for one input.
pub(crate) type Outcome = Result<(), TestCaseError>;

/// Checks a property for inputs of every operation.
pub(crate) fn for_any_input(property: impl Fn(&'static Operation, &UntrustedValue) -> Outcome) {
    for operation in operations() {
        for_inputs(operation, |input| property(operation, input));
    }
}

/// Checks a property for inputs of one operation.
pub(crate) fn for_inputs(operation: &'static Operation, property: impl Fn(&UntrustedValue) -> Outcome) {
    let valid = object_of(operation.shape);
    let broken =
        (valid.clone(), prop::collection::vec((any::<Index>(), change()), 1..4)).prop_map(|(input, changes)| {
            changes.iter().fold(input, |input, (at, change)| {
                change_at(&input, &mut at.index(size(&input)), change).unwrap_or(UntrustedValue::Null)
            })
        });
    run(160, &prop_oneof![3 => valid, 4 => broken, 1 => tree()].prop_map(Input), |input| property(&input.0));
}

/// Checks a property for this many values, scaled by PROPTEST_CASES.
pub(crate) fn run<S: Strategy>(cases: u32, strategy: &S, property: impl Fn(S::Value) -> Outcome) {
    let config = Config { cases: scaled(cases), failure_persistence: None, ..Config::default() };
    let seed = match config.rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => RandomState::new().hash_one(cases),
    };
    let mut runner = TestRunner::new(Config { rng_seed: RngSeed::Fixed(seed), ..config });
    if let Err(failure) = runner.run(strategy, property) {
        panic!("{failure}\nto repeat it, set PROPTEST_RNG_SEED={seed} PROPTEST_CASES={}", Config::default().cases);
    }
}

/// Scales a number of values by PROPTEST_CASES.
pub(crate) fn scaled(count: u32) -> u32 {
    count * Config::default().cases / 256
}

/// Returns how many inputs of a list stand for one of them that is tried, by PROPTEST_CASES: 4 if it is 64.
pub(crate) fn one_in() -> usize {
    256 / scaled(256).clamp(1, 256) as usize
}

/// Prints the content of an untrusted value, which here is no personal data.
#[derive(Clone)]
pub(crate) struct Input(pub(crate) UntrustedValue<'static>);

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_json())
    }
}

/// Generates a value that is mostly valid for its field.
fn value_of(kind: &'static Kind) -> BoxedStrategy<UntrustedValue<'static>> {
    match kind {
        Kind::Text { .. } => texts(&["Jane", "1 Main Street", "Ünï 例え", " padded ", "203.0.113.7"]),
        Kind::Email => texts(&["jane@example.com", "a.b+c@x-y.example", "JANE@EXAMPLE.COM"]),
        Kind::Phone(_) => texts(&["+14155550123", "+442079460958", "+989601234", "+12345678", "+21012345678"]),
        Kind::Country(alphabet) => {
            let own = if *alphabet == Alphabet::Alpha2 { "us" } else { "USA" };
            let random = select(include_str!("../../../data/countries.csv").lines().skip(1).collect::<Vec<_>>());
            prop_oneof![Just(own.into()), random.prop_map(|row| row.split(',').next().unwrap().into())].boxed()
        }
        Kind::Subdivision(_) => texts(&["IL", "ny", "US-IL", "US-ZZ", "01", "ABC"]),
        Kind::PostalCode => texts(&["60606", "SW1A 1AA", "k1a 0b1", "x"]),
        Kind::Choice(words) => select(words.iter().collect::<Vec<_>>()).prop_map(UntrustedValue::from).boxed(),
        Kind::Pattern(_) => texts(&["541511", "52", "USD", "$jane@uma.example.com"]),
        Kind::Integer(_) => select(vec!["1", "20", "100", "0", "1.5", "1e21"])
            .prop_map(|n| UntrustedValue::Number(Number::parse(n).unwrap()))
            .boxed(),
        Kind::Flag => any::<bool>().prop_map(UntrustedValue::Bool).boxed(),
        Kind::Open(_) => prop_oneof![tree(), texts(&["Jane", ""])]
            .prop_map(|value| [("name".to_owned(), value)].into_iter().collect::<Object>().into())
            .boxed(),
        Kind::CustomerId(_) => texts(&["customer_1ab2c3d4", "customer_0"]),
        Kind::RedirectUri => texts(&["https://example.com", "HTTPS://ä.example/a/../b?c", "http://localhost:80/x"]),
        Kind::PastDate { .. } => texts(&["1990-01-31", "2024-02-29", "0001-01-01"]),
        Kind::Timestamp => texts(&["2026-01-31T12:00:00Z", "2016-12-31T23:59:60+00:00"]),
        Kind::Object(shape) => object_of(shape),
        Kind::List(kind) => prop::collection::vec(value_of(kind), 0..3).prop_map(UntrustedValue::from).boxed(),
    }
}

pub(crate) fn texts(texts: &'static [&'static str]) -> BoxedStrategy<UntrustedValue<'static>> {
    select(texts).prop_map(UntrustedValue::from).boxed()
}

fn object_of(shape: &'static Shape) -> BoxedStrategy<UntrustedValue<'static>> {
    let member = |field: &'static Field| {
        let value = value_of(&field.kind);
        let given = if field.required { value.prop_map(Some).boxed() } else { prop::option::of(value).boxed() };
        given.prop_map(|value| Some((field.name.to_owned(), value?)))
    };
    let members: Vec<_> = shape.fields.iter().map(member).collect();
    members.prop_map(|members| members.into_iter().flatten().collect::<Object>().into()).boxed()
}

/// Generates any value that a program may pass.
pub(crate) fn tree() -> BoxedStrategy<UntrustedValue<'static>> {
    let leaf = prop_oneof![
        Just(UntrustedValue::Null),
        Just(UntrustedValue::Malformed),
        Just(UntrustedValue::Opaque),
        any::<bool>().prop_map(UntrustedValue::Bool),
        any::<i32>().prop_map(|number| UntrustedValue::Number(i64::from(number).into())),
        any::<String>().prop_map(UntrustedValue::from),
        texts(&[
            "",
            " ",
            "\u{85}",
            "US",
            "XKX",
            "individual",
            "BUSINESS",
            "OTHER",
            "+0",
            "a@b@c",
            "https://u:p@h/",
            "2026-02-30"
        ]),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let names = "
            type email phone address country state postalCode line1 city customerId applicant
            redirectUri customerType businessInfo business __proto__ a/b~c";
        let names = select(names.split_whitespace().chain([""]).collect::<Vec<_>>());
        let members = prop::collection::vec((names.prop_map(str::to_owned), inner.clone()), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(UntrustedValue::from),
            members.prop_map(|members| members.into_iter().collect::<Object>().into()),
        ]
    })
    .boxed()
}

/// A change to a value.
#[derive(Clone, Debug)]
enum Change {
    Remove,
    Replace(UntrustedValue<'static>),
    Append(String),
}

fn change() -> impl Strategy<Value = Change> {
    let ends = select(vec![" ", "\n", "é", "\u{fffd}", "0", "A", "-", "@", "\0", "𐐷"]);
    prop_oneof![
        Just(Change::Remove),
        tree().prop_map(Change::Replace),
        ends.prop_map(|end| Change::Append(end.to_owned()))
    ]
}

/// Returns the number of nodes in a tree.
fn size(value: &UntrustedValue) -> usize {
    1 + match value {
        UntrustedValue::List(items) => items.iter().map(size).sum(),
        UntrustedValue::Object(object) => object.iter().map(|(_, value)| size(value)).sum(),
        _ => 0,
    }
}

/// Returns the tree with its `at`th node changed.
fn change_at(value: &UntrustedValue<'static>, at: &mut usize, change: &Change) -> Option<UntrustedValue<'static>> {
    let is_here = *at == 0;
    *at = at.wrapping_sub(1);
    match (value, change) {
        (_, Change::Remove) if is_here => None,
        (_, Change::Replace(other)) if is_here => Some(other.clone()),
        (UntrustedValue::Text(text), Change::Append(end)) if is_here => Some(format!("{text}{end}").into()),
        (UntrustedValue::List(items), _) => {
            Some(UntrustedValue::List(items.iter().filter_map(|item| change_at(item, at, change)).collect()))
        }
        (UntrustedValue::Object(object), _) => {
            let members =
                object.iter().filter_map(|(name, value)| Some((name.to_owned(), change_at(value, at, change)?)));
            Some(members.collect::<Object>().into())
        }
        _ => Some(value.clone()),
    }
}
