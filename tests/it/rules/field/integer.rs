//! Integers: the bounds of each.

use kyclink::json::Json;
use kyclink::{Kind, Number, Object, Options, UntrustedValue, operations, validate};

#[test]
fn every_bound_is_the_last_number_that_is_accepted() {
    let mut count = 0;
    for operation in operations() {
        for field in operation.shape.fields {
            let Kind::Integer(range) = field.kind else { continue };
            let [min, max] = [range.min, range.max].map(i64::from);
            let issue = |number: Number| {
                let input = Object::from_iter([(field.name, UntrustedValue::Number(number))]);
                let issues = validate(operation, input.into(), &Options::default()).result.err().unwrap_or_default();
                issues.into_iter().find(|issue| issue.pointer() == format!("/{}", field.name))
            };
            for number in [min, max] {
                assert!(issue(number.into()).is_none(), "{} {}: {number}", operation.name, field.name);
            }
            for number in [min - 1, max + 1] {
                let issue =
                    issue(number.into()).unwrap_or_else(|| panic!("{} {}: {number}", operation.name, field.name));
                assert_eq!(issue.params.to_json(), format!("[{min},{max}]"));
                assert_eq!(issue.message(), format!("Enter a number from {min} to {max}."));
            }
            let issue = issue(Number::parse("1.5").unwrap());
            assert_eq!(issue.unwrap().message(), "This must be an integer.");
            count += 1;
        }
    }
    assert!(count > 2, "{count}");
}
