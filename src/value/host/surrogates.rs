//! JSON with lone surrogates. JavaScript reads such text, and a provider that cuts a name by UTF-16 code units sends it.

use crate::value::untrusted::{Object, UntrustedValue};

/// Two noncharacters, which no program writes in this order.
const MARK: &str = "\u{fdd0}\u{fdef}";

/// Parses JSON that has escapes of lone surrogates, as the npm package does: a string with one is malformed, and a name
/// with one is no name, so that its value is refused. Returns `None` if there are none.
pub(super) fn parse_with(
    text: &str,
    parse: impl Fn(&str) -> Option<UntrustedValue<'static>>,
) -> Option<UntrustedValue<'static>> {
    parse(&mark(text)?).map(|value| without_marks(&value))
}

/// Replaces escapes of lone surrogates by marks, which every parser accepts.
fn mark(text: &str) -> Option<String> {
    let mut marked = String::with_capacity(text.len());
    let (mut rest, mut has_any) = (text, false);
    while let Some((before, escape)) = rest.split_once('\\') {
        marked.push_str(before);
        let next = || escape.get(5..)?.strip_prefix('\\').and_then(surrogate);
        let length = match surrogate(escape) {
            Some(0xd800..0xdc00) if next().is_some_and(|low| low >= 0xdc00) => 11,
            Some(_) => {
                marked.push_str(MARK);
                (rest, has_any) = (escape.get(5..)?, true);
                continue;
            }
            None => escape.chars().next()?.len_utf8(),
        };
        marked.push('\\');
        marked.push_str(escape.get(..length)?);
        rest = escape.get(length..)?;
    }
    marked.push_str(rest);
    has_any.then_some(marked)
}

/// Returns the surrogate at the beginning of what follows a backslash: `u` and four hexadecimal digits.
fn surrogate(escape: &str) -> Option<u32> {
    let digits = escape.strip_prefix('u')?.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let unit = u32::from_str_radix(digits, 16).ok()?;
    (0xd800..0xe000).contains(&unit).then_some(unit)
}

fn without_marks(value: &UntrustedValue) -> UntrustedValue<'static> {
    match value {
        UntrustedValue::Text(text) if text.contains(MARK) => UntrustedValue::Malformed,
        UntrustedValue::List(list) => list.iter().map(without_marks).collect::<Vec<_>>().into(),
        // Two names may become the same one, which is no field's.
        UntrustedValue::Object(object) => Object::of_unique(object.iter().map(member_without_marks)).into(),
        other => other.to_static(),
    }
}

fn member_without_marks((name, value): (&str, &UntrustedValue)) -> (String, UntrustedValue<'static>) {
    if name.contains(MARK) && !value.is_absent() {
        return (name.replace(MARK, "\u{fffd}"), UntrustedValue::Opaque);
    }
    (name.replace(MARK, "\u{fffd}"), without_marks(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<UntrustedValue<'static>> {
        parse_with(text, |marked| serde_json::from_str(marked).ok())
    }

    /// Pairs and single ones in every place: RFC 8259, section 8.2.
    #[test]
    fn only_a_string_with_a_lone_surrogate_is_malformed() {
        let (pair, high, low) = ("\\ud83d\\ude00", "\\ud83d", "\\uDE00");
        for (text, is_malformed) in [
            (pair.to_owned(), false),
            (format!("a{pair}b\\n\\u00e9\\\\ud83d\\\"é"), false),
            (high.to_owned(), true),
            (low.to_owned(), true),
            (format!("{high}{high}{low}"), true),
            (format!("{low}{high}"), true),
            (format!("{pair}{low}"), true),
            (format!("a\\\\{high}"), true),
            (format!("{high}\\n{low}"), true),
            (format!("{high}x"), true),
        ] {
            let list =
                parse(&format!(r#"["{text}", {{"name": "{text}", "other": "é"}}, 1.50, "{high}"]"#)).expect(&text);
            let [first, object, number, last] = list.list().expect("a list") else { panic!("{text}") };
            assert_eq!(*first == UntrustedValue::Malformed, is_malformed, "{text}");
            assert_eq!((object.field("name"), object.text_of("other")), (Some(first), Some("é")), "{text}");
            assert!(matches!(number, UntrustedValue::Number(_)) && *last == UntrustedValue::Malformed);
        }
    }

    #[test]
    fn the_value_of_a_name_with_one_is_refused() {
        let object = parse(r#"{"\ud83d":1,"a\ud83e":{"b":""},"b\ude00":null,"x\ud83d":"","plain":"y"}"#).expect("JSON");
        let fields: Vec<_> = object.object().expect("an object").iter().collect();
        assert_eq!(
            fields,
            [
                ("\u{fffd}", &UntrustedValue::Opaque),
                ("a\u{fffd}", &UntrustedValue::Opaque),
                ("b\u{fffd}", &UntrustedValue::Null),
                ("x\u{fffd}", &"".into()),
                ("plain", &"y".into()),
            ]
        );
    }

    #[test]
    fn what_is_not_json_is_not_accepted() {
        for text in [
            "\\",
            "\"\\ud83d",
            "\\ud83d",
            "[\"\\ud83d\",]",
            "\"\\ud83\"",
            "\"\\ud83g\"",
            "\"\\u+83d\"",
            "\"\\é\"",
            "\"\\ud83d\\\"",
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
        assert!(parse("\"plain\"").is_none(), "there is none");
    }
}
