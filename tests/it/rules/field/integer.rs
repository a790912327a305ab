//! Integers: the bounds of each.

use kyclink::json::Json;
use kyclink::{Kind, Number, Object, Options, operations, validate};

#[test]
fn every_bound_is_the_last_number_that_is_accepted() {
    let mut count = 0;
    for operation in operations() {
        for field in operation.shape.fields {
            let Kind::Integer(range) = field.kind else { continue };
            let [min, max] = [range.min, range.max].map(i64::from);
            let issue = |number: i64| {
                let input = Object::from_iter([(field.name, kyclink::UntrustedValue::Number(number.into()))]);
                let issues = validate(operation, input.into(), &Options::default()).result.err().unwrap_or_default();
                issues.into_iter().find(|issue| issue.pointer() == format!("/{}", field.name))
            };
            for number in [min, max] {
                assert!(issue(number).is_none(), "{} {}: {number}", operation.name, field.name);
            }
            for number in [min - 1, max + 1] {
                let issue = issue(number).unwrap_or_else(|| panic!("{} {}: {number}", operation.name, field.name));
                assert_eq!(issue.params.to_json(), format!("[{min},{max}]"));
                assert_eq!(issue.message(), format!("Enter a number from {min} to {max}."));
            }
            let input =
                Object::from_iter([(field.name, kyclink::UntrustedValue::Number(Number::parse("1.5").unwrap()))]);
            let issues = validate(operation, input.into(), &Options::default()).result.err().unwrap();
            assert!(issues.iter().any(|issue| issue.message() == "This must be an integer."));
            count += 1;
        }
    }
    assert!(count > 2, "{count}");
}
