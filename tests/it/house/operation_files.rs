//! One operation, one file, with the same parts in the same order.

use std::fs::read_to_string;
use std::path::{Path, PathBuf};

use kyclink::endpoints;
use kyclink::provider::PROVIDERS;

use crate::integration::vectors::files;

const MAX_LINES: usize = 140;

#[test]
fn every_endpoint_has_a_file_with_the_same_parts_in_the_same_order() {
    let mut found = Vec::new();
    let mut wrong = Vec::new();
    for (provider, path) in operation_files() {
        let code = read_to_string(&path).unwrap();
        let name = format!("{provider}.{}", camel_case(path.file_stem().unwrap().to_str().unwrap()));
        wrong.extend(faults(&name, &code).into_iter().map(|fault| format!("{}: {fault}", path.display())));
        found.push(name);
    }
    let mut expected: Vec<_> = endpoints().map(|endpoint| endpoint.name().to_owned()).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with the file of an operation.
fn faults(name: &str, code: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |holds: bool, fault: &str| {
        if !holds {
            faults.push(fault.to_owned());
        }
    };
    let lines = code.lines().count();
    expect(lines <= MAX_LINES, &format!("{lines} lines"));

    let head: Vec<_> = code.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let has = |label: &str| head.iter().any(|line| line.starts_with(label));
    let first = head.first().and_then(|line| line.strip_prefix('`')?.split_once("`: "));
    let names_the_request = first.is_some_and(|(request, _)| {
        let parts = request.split_once(' ');
        parts.is_some_and(|(method, path)| ["GET", "POST", "PATCH"].contains(&method) && path.starts_with('/'))
    });
    expect(names_the_request, "the first line names no method and path");
    expect(has("- Documents: "), "the head names no documents");
    let retry = match code {
        _ if code.contains("RetrySafety::Retryable") => "- Retry: yes. ",
        _ if code.contains("RetrySafety::CreatesOncePerKey") => "- Retry: with the same key. ",
        _ => "- Retry: no. ",
    };
    expect(has(retry), "the head and the endpoint disagree about retries");
    expect(!code.contains(".conflict_means(") || has("- 409: "), "the head does not say what a 409 means");
    expect(code.contains(&format!("Operation {{ name: \"{name}\",")), &format!("the operation is not called {name}"));

    let items: Vec<_> = code.lines().filter_map(item).collect();
    let place = |name: &str| items.iter().position(|item| *item == name);
    // An endpoint that posts its input needs no function for the request, and one may name another file's function for
    // the response.
    let is_part = |part: &&str| *part == "Returned" || code.contains(&format!("fn {part}("));
    let after: Vec<_> = ["Returned", "request", "response"].into_iter().filter(is_part).collect();
    let is_ordered = place("OPERATION") == Some(0)
        && place("SHAPE") == Some(1)
        && place("ENDPOINT").is_some_and(|at| items.get(at + 1..at + 1 + after.len()) == Some(&after));
    expect(is_ordered, &format!("the parts are {}", items.join(", ")));
    faults
}

/// The name of the static, constant, type or function that starts on this line, at the top level of the file.
fn item(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub(super) ").unwrap_or(line);
    let line =
        ["static ", "const fn ", "const ", "type ", "fn "].into_iter().find_map(|word| line.strip_prefix(word))?;
    line.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

/// `get_customer` as `getCustomer`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(1);
        name + &initial.to_uppercase() + rest
    })
}

/// The files of the providers' folders that have an endpoint, with the provider's name.
fn operation_files() -> Vec<(&'static str, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/provider");
    let of_provider = |name: &'static str| files(&root.join(name), "rs").into_iter().map(move |path| (name, path));
    let has_endpoint = |(_, path): &(_, PathBuf)| read_to_string(path).unwrap().contains("static ENDPOINT");
    PROVIDERS.iter().flat_map(|provider| of_provider(provider.name())).filter(has_endpoint).collect()
}
