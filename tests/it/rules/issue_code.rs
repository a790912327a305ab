//! The sentence of each code, and of each missing field.

use kyclink::{Issue, IssueCode, MISSING_FIELDS, Params, Segment};

/// The documentation has a row for each code, and the code's comment names the parameters of its sentence.
#[test]
fn every_code_has_its_row_and_its_parameters() {
    let documented = include_str!("../../../docs/validation.md");
    let (_, rest) = documented.split_once("<!-- generated: issue-codes -->").unwrap();
    let (table, _) = rest.split_once("<!-- /generated -->").unwrap();
    let rows: Vec<_> = table.lines().skip(3).collect();
    assert_eq!(rows.len(), IssueCode::ALL.len());
    for (code, row) in IssueCode::ALL.iter().zip(rows) {
        let (meaning, params) = code.meaning().split_once(" Params:").unwrap_or((code.meaning(), ""));
        assert!(row.starts_with(&format!("| `{}` | {meaning}", code.as_str())), "{row}");
        for param in code.params() {
            assert!(params.contains(&format!("`{param}`")), "{row} does not name {param}");
            assert_eq!(code.template().contains(&format!("{{{param}}}")), *param != "reason", "{row}");
        }
    }
}

/// The names of fields in the package's English messages, which a page may use instead: `enter` for what is typed,
/// `choose` for a list.
fn names() -> Vec<(&'static str, String)> {
    let texts = include_str!("../../../pkg-template/module/messages/texts/en.ts");
    let mut verb = None;
    let mut names = Vec::new();
    for line in texts.lines().map(str::trim) {
        match (line.split_once(": "), verb) {
            (Some((list @ ("enter" | "choose"), "{")), _) => verb = Some(list),
            (Some((name, text)), Some(verb)) => {
                let verb = if verb == "enter" { "Enter" } else { "Choose" };
                let text = text.trim_end_matches(',').trim_matches('"');
                names.push((name.trim_matches('"'), format!("{verb} {text}.")));
            }
            _ => verb = None,
        }
    }
    names
}

#[test]
fn a_missing_field_is_asked_for_by_the_name_that_a_page_shows() {
    let sentences: Vec<_> = MISSING_FIELDS.iter().map(|(name, sentence)| (*name, (*sentence).to_owned())).collect();
    assert_eq!(sentences, names());
}

fn sentence(path: &[&'static str]) -> String {
    let path = path.iter().map(|name| Segment::from(*name)).collect();
    let (provider_message, provider_pointer, constraint) = (None, None, None);
    let (code, params) = (IssueCode::Required, Params::None);
    Issue { code, path, params, provider_message, provider_pointer, constraint }.message()
}

/// By the last name of the path, or by the last two where that makes a difference.
#[test]
fn every_missing_field_has_its_sentence_wherever_it_is() {
    for (name, expected) in MISSING_FIELDS {
        let path: Vec<_> = name.split('.').collect();
        let below: Vec<_> = ["unknown"].into_iter().chain(path.clone()).collect();
        assert_eq!((&*sentence(&path), &*sentence(&below)), (*expected, *expected), "{name}");
        // Grid has another name for the same object.
        if let ["business", field] = path[..] {
            assert_eq!(sentence(&["businessInfo", field]), *expected, "{name}");
        }
    }
    assert_eq!(sentence(&["planet"]), IssueCode::Required.template());
    assert_eq!(sentence(&[]), IssueCode::Required.template());
}
