//! Types that hold personal data cannot be printed, and enums that may grow are open.

use std::fs::read_to_string;
use std::path::Path;

use kyclink::provider::PROVIDERS;

use crate::integration::vectors::files;

/// Names of fields whose values are about a person. A provider's id is not.
const PERSONAL: &str = "
    email phone phone_number first_name middle_name last_name full_name legal_name trade_name address
    line1 line2 city postal_code birth_date date_of_birth nationality tax_id identifier
    registration_number other_fields rejection_reasons raw body given";

/// Lists that are complete, and why. A provider cannot add to any of them.
const COMPLETE: [(&str, &str); 10] = [
    ("client/contact.rs: Channel", "the handler has a route for each"),
    ("client/customer/mod.rs: CustomerType", "another word is no customer that the crate knows"),
    ("client/endpoint/mod.rs: RetrySafety", "what may happen if a request is sent twice"),
    ("client/http/mod.rs: Method", "the methods of the endpoints: a transport handles all of them"),
    ("data/country.rs: Alphabet", "ISO 3166-1 has two"),
    ("edge/engine/outcome.rs: Unreadable", "a host says one of them"),
    ("edge/engine/effect.rs: BodyKind", "a host reads all of them"),
    ("rules/field/open.rs: Depth", "internal to the rules"),
    ("rules/field/subdivision.rs: SubdivisionRule", "internal to the rules"),
    ("rules/json_schema.rs: Side", "input and output"),
];

struct Declaration {
    /// The file, and the name of the type.
    place: String,
    name: String,
    is_enum: bool,
    attributes: String,
    body: String,
}

impl Declaration {
    fn is_printable(&self) -> bool {
        self.attributes.contains("Debug") || self.attributes.contains("Display")
    }

    /// Returns whether it is a list of words.
    fn is_list(&self) -> bool {
        self.is_enum && !self.body.contains('(') && !self.body.contains(": ")
    }
}

#[test]
fn types_with_personal_data_cannot_be_printed_and_lists_are_open() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut clients = 0;
    for path in files(&folder, "rs") {
        let file = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
        let code = read_to_string(&path).unwrap();
        wrong.extend(issues(&file, &code));
        if file.starts_with("provider/") && file.ends_with("/client.rs") {
            let is_plain = ["derive", "impl", "pub "].iter().all(|word| !code.contains(&format!("\n{word}")));
            assert!(is_plain && !code.contains("#["), "{file} declares something without the macros");
            clients += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(clients, PROVIDERS.len());
}

/// The macros that declare the inputs of all providers: two kinds of structs, and two of enums.
#[test]
fn the_generated_types_are_declared_by_macros() {
    let code = read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(GENERATED)).unwrap();
    let all = declarations(GENERATED, &code);
    let [lists, enums] = [true, false].map(|is_list| all.iter().filter(|one| one.is_list() == is_list).count());
    assert_eq!((lists, enums), (1, 5), "lists; clients, credentials, variants, objects with and without a default");
}

/// Here are the types of all inputs, in macros that `client.rs` of each provider calls.
const GENERATED: &str = "provider/typed_client.rs";

fn issues(file: &str, code: &str) -> Vec<String> {
    let is_generated = file == GENERATED;
    let mut issues = Vec::new();
    for found in declarations(file, code) {
        let has_personal_data = match is_generated {
            true => !found.is_list() && found.name != "Client",
            false => PERSONAL.split_whitespace().any(|name| found.body.contains(&format!("    pub {name}: "))),
        };
        if found.is_printable() && has_personal_data {
            issues.push(format!("{} can be printed, and may hold personal data", found.place));
        }
        let is_open =
            found.attributes.contains("#[non_exhaustive]") || COMPLETE.iter().any(|(place, _)| *place == found.place);
        if found.is_list() && !is_open {
            issues.push(format!("{} is not #[non_exhaustive]", found.place));
        }
    }
    let is_printed =
        |line: &&str| line.starts_with("impl") && (line.contains("Debug for") || line.contains("Display for"));
    let printed = code.lines().filter(is_printed).filter(|_| is_generated);
    issues.extend(printed.map(|line| format!("{file}: {line}")));
    issues
}

/// Finds the public types of a file, as rustfmt writes them.
fn declarations(file: &str, code: &str) -> Vec<Declaration> {
    // In a macro, they are further to the right, and a repetition is in brackets of its own.
    let is_macro = file == GENERATED;
    let is_repetition = |line: &&str| is_macro && (line.starts_with("$(") || line.starts_with(')'));
    let mut lines = of_word_enums(code).map(|line| if is_macro { line.trim_start() } else { line });
    let (mut found, mut attributes) = (Vec::new(), String::new());
    while let Some(line) = lines.next() {
        let head = line.strip_prefix("pub enum ").or_else(|| line.strip_prefix("pub struct "));
        match head {
            Some(head) => {
                let name = head.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                let body: Vec<_> = match line.ends_with('{') {
                    true => lines
                        .by_ref()
                        .take_while(|line| *line != "}")
                        .filter(|line| !line.contains("//") && !line.contains("#[") && !is_repetition(line))
                        .collect(),
                    false => vec![],
                };
                found.push(Declaration {
                    place: format!("{file}: {name}"),
                    name: name.to_owned(),
                    is_enum: line.starts_with("pub enum "),
                    attributes: std::mem::take(&mut attributes),
                    body: body.iter().map(|line| format!("{line}\n")).collect(),
                });
            }
            None if line.starts_with("#[") => attributes += line,
            None if line.is_empty() => attributes.clear(),
            None => {}
        }
    }
    found
}

/// The lines of a file, with those in `word_enum!` as if they stood outside of the macro.
fn of_word_enums(code: &str) -> impl Iterator<Item = &str> {
    let mut is_inside = false;
    code.lines().map(move |line| {
        is_inside = line.ends_with("word_enum! {") || is_inside && line != "}";
        if is_inside { line.strip_prefix("    ").unwrap_or(line) } else { line }
    })
}
