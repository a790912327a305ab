//! Generates what the JavaScript wrapper knows without a call into the wasm module: names, codes, messages, and how to
//! write an input. It comes from the crate, so that the two cannot differ.

mod no_check;

use std::fmt::Display;

use kyclink::edge::{Effect, HANDLER_CODES};
use kyclink::js::calls::WasmCall;
use kyclink::package::{SUCCESS, UNANSWERED, answer_members, applicant_fields};
use kyclink::provider::contact_codes::ContactCodes;
use kyclink::provider::{EXAMPLE, HOSTED_PAGES, HostedPages, OPTIONS, PROVIDERS, form_operations, numbered_operations};
use kyclink::{
    Endpoint, ErrorCode, IssueCode, Kind, MISSING_FIELDS, Operation, Policy, ResponseField, Shape, endpoints, form,
    operations,
};

use crate::{Generated, PACK_HEAD, host, names, typescript};

/// The errors that the form module can throw. Its tables have no message for any other.
const FORM_ERRORS: [ErrorCode; 4] =
    [ErrorCode::InvalidRequest, ErrorCode::InvalidConfig, ErrorCode::NotInitialized, ErrorCode::Internal];

/// The issues that only servers get, because no form operation has them. The form's tables have their codes without
/// messages.
const SERVER_ISSUES: [IssueCode; 3] = [IssueCode::MutuallyExclusive, IssueCode::NumberRange, IssueCode::Provider];

/// Returns what an edition of the package has for its operations only, with paths below the folder of its module. The
/// form has fewer operations and errors.
pub(crate) fn files(is_form: bool) -> Vec<Generated> {
    let operations = if is_form { form_operations().collect() } else { numbered_operations().collect::<Vec<_>>() };
    let mut files = vec![
        ("tables.js".to_owned(), tables(is_form, &operations)),
        ("encoding/no-check.js".to_owned(), no_check::js(&operations)),
    ];
    if !is_form {
        files.push(("example.js".to_owned(), example()));
    }
    files
}

/// Returns what the editions have in common.
pub(crate) fn shared() -> Vec<Generated> {
    vec![("module/wasm/calls.ts".to_owned(), calls()), ("module/codes.ts".to_owned(), typescript::tables::codes())]
}

/// Renders the tables of an edition, whose operations are in the order of their numbers.
fn tables(is_form: bool, numbered: &[&Operation]) -> String {
    let operations = if is_form { names::of(form_operations()) } else { names::of(operations()) };
    let shapes: String = numbered
        .iter()
        .map(|operation| format!("  [{:?}, {}],\n", operation.name, operation.shape.description()))
        .collect();
    let message =
        |code: &IssueCode| if is_form && SERVER_ISSUES.contains(code) { String::new() } else { sentence(*code) };
    let issues = IssueCode::ALL.iter().map(|code| (code.as_str(), format!("{:?}", message(code))));
    let used = ErrorCode::ALL.iter().filter(|code| !is_form || FORM_ERRORS.contains(code));
    let errors = used.map(|code| (code.as_str(), format!("{:?}", code.message())));
    let statuses = ErrorCode::ALL.iter().map(|code| (code.as_str(), code.http_status().to_string()));
    let pure = "/* @__PURE__ */";
    [
        PACK_HEAD.to_owned(),
        format!("\nexport const OPERATIONS = Object.freeze({operations:?});\n"),
        format!("export const COMPOSITES = {pure} Object.freeze({:?});\n", names::composites()),
        "\n/** Every policy, by its number in the crate. */\n".to_owned(),
        format!("export const POLICIES = {pure} Object.freeze({:?});\n", Policy::ALL.map(Policy::as_str)),
        "\n/** The shape of each operation's input, in the order of the crate. */\n".to_owned(),
        format!("export const SHAPES = {pure} new Map([\n{shapes}]);\n"),
        object(
            "The message of each issue code, in the order of the crate, followed by the names of its params.",
            "ISSUES",
            issues,
        ),
        missing_fields(numbered, is_form),
        "\nexport const ISSUE_CODES = Object.freeze(Object.keys(ISSUES));\n".to_owned(),
        object("The message of each error code.", "ERRORS", errors),
        object("The HTTP status to respond with for each error code.", "STATUSES", statuses),
        "\nexport const ERROR_CODES = Object.freeze(Object.keys(STATUSES));\n".to_owned(),
        "\n/** The labels of address fields, by number. */\n".to_owned(),
        format!("export const LABELS = {pure} Object.freeze({pure} {:?}.split(\" \"));\n", form::labels().join(" ")),
        options(is_form),
        if is_form {
            String::new()
        } else {
            refusals()
                + &attempt_facts()
                + &endpoint_table()
                + &provider_options()
                + &hosted_pages()
                + &code_digits()
                + &person_fields()
                + &own_providers()
                + &agreement_types()
                + &signature_headers()
        },
    ]
    .concat()
}

/// Renders a constant with a member on each line.
fn object(meaning: &str, name: &str, members: impl Iterator<Item = (impl Display, String)>) -> String {
    let members: String = members.map(|(member, value)| format!("  {member}: {value},\n")).collect();
    format!("\n/** {meaning} */\nexport const {name} = {{\n{members}}};\n")
}

/// Renders the sentences about missing fields that the operations of an edition have, or a provider of one's own. The form
/// has only those that its rules can report.
fn missing_fields(operations: &[&Operation], is_form: bool) -> String {
    fn has(shape: &Shape, name: &str, is_form: bool) -> bool {
        shape.fields.iter().any(|field| {
            let is_one = field.name == name && (!is_form || shape.may_be_missing(field));
            is_one || matches!(&field.kind, Kind::Object(inner) | Kind::List(Kind::Object(inner)) if has(inner, name, is_form))
        })
    }
    let last = |name: &'static str| name.rsplit('.').next().unwrap_or(name);
    let own = applicant_fields();
    let is_own = |name: &str| own.iter().any(|path| path.rsplit('.').next() == Some(name));
    let is_wanted = |name: &'static str| {
        let name = last(name);
        is_own(name) || operations.iter().any(|operation| has(operation.shape, name, is_form))
    };
    let wanted = MISSING_FIELDS.iter().filter(|(name, _)| is_wanted(name));
    let rows: String = wanted.map(|(name, sentence)| format!("  {name:?}: {sentence:?},\n")).collect();
    let meaning = "The message about a missing field, by its name, or by the last two names of its path.";
    format!("\n/** {meaning} */\nexport const MISSING_FIELDS = {{\n{rows}}};\n")
}

/// Renders the index of each endpoint, the fields of a response that it reads, and whether it creates a customer or
/// returns a page of a list.
fn endpoint_table() -> String {
    let row = |(index, endpoint): (usize, &Endpoint)| {
        let (name, fields) = (endpoint.name(), fields(endpoint.reads));
        let path = endpoint.posts_to().map_or("undefined".to_owned(), |path| format!("{path:?}"));
        let creates = endpoint.creates_customer();
        // Whoever asks for a page says where it begins.
        let pages = name.contains(".list") && !endpoint.operation.shape.fields.is_empty();
        let is_page = if pages { ", isPage: true" } else { "" };
        let facts = format!("creates: {creates}, postsTo: {path}{is_page}");
        format!("  [{name:?}, {{ index: {index}, fields: {fields}, {facts} }}],\n")
    };
    let rows: String = endpoints().enumerate().map(row).collect();
    format!(
        "
/**
 * Per operation: its index in the crate, the fields of a response that the crate reads, and whether it creates a
 * customer.
 */
export const ENDPOINTS = /* @__PURE__ */ new Map([
{rows}]);
"
    )
}

/// Renders the names of the options of the package's functions. The form has only those of its own.
fn options(is_form: bool) -> String {
    let is_wanted = |(name, _): &(&str, _)| !is_form || *name == "VALIDATE_OPTIONS";
    let lists = typescript::options()
        .filter(is_wanted)
        .map(|(name, table)| format!("export const {name} = {};\n", set(&table.names())));
    format!("\n/* The options of functions. */\n{}", lists.collect::<String>())
}

/// Renders names as the members of an object.
fn set(names: &[&str]) -> String {
    format!("{{ {} }}", names.iter().map(|name| format!("{name}: 1")).collect::<Vec<_>>().join(", "))
}

/// Renders the handler's own codes.
fn refusals() -> String {
    let rows = HANDLER_CODES.iter().map(|code| (code.code, format!("[{}, {:?}]", code.status, code.message)));
    object("The status and the message of each of the handler's own codes.", "REFUSALS", rows)
}

/// Renders what `module/call/attempts.ts` and `module/call/response.ts` must know of a response or a failure before
/// they ask the crate.
fn attempt_facts() -> String {
    let (first, last) = (SUCCESS.start(), SUCCESS.end());
    let codes: Vec<_> = UNANSWERED.iter().map(|code| code.as_str()).collect();
    format!(
        "
/** The first and the last status of a response that says that the request was carried out. */
export const SUCCESS = [{first}, {last}];

/** The codes of the failures of an attempt. Any other is that of a caller's mistake: nothing was sent. */
export const UNANSWERED = {codes:?};
"
    )
}

/// Renders the options that only one provider has, for `module/options/known-options.ts`.
fn provider_options() -> String {
    let rows = PROVIDERS.iter().zip(OPTIONS).map(|(provider, options)| (provider.name(), set(options)));
    object("Per provider: the options of its own in a configuration.", "PROVIDER_OPTIONS", rows)
}

/// Renders what `kyclink/page` tells people about each provider's hosted pages.
fn hosted_pages() -> String {
    let rows = PROVIDERS.iter().zip(HOSTED_PAGES).map(|(provider, pages)| {
        let HostedPages { title, return_people, may_be_framed } = pages;
        (
            provider.name(),
            format!("{{ title: {title:?}, returnPeople: {return_people}, mayBeFramed: {may_be_framed} }}"),
        )
    });
    let meaning =
        "Per provider: its name for people, whether its hosted pages send them back, and whether some may be framed.";
    object(meaning, "HOSTED_PAGES", rows)
}

/// Renders what `kyclink/page` needs to know of the codes that confirm contacts.
fn code_digits() -> String {
    let digits_of = |codes: &ContactCodes| codes.digits.to_string();
    let rows = PROVIDERS.iter().filter_map(|it| Some((it.name(), it.contact_codes.map(digits_of)?)));
    object("Per provider with codes for contacts: how many digits a code has.", "CODE_DIGITS", rows)
}

/// Renders what a handler requires of a person beside each provider's schema.
fn person_fields() -> String {
    let rows = PROVIDERS
        .iter()
        .map(|provider| (provider.name(), format!("{:?}", provider.person_fields.iter().collect::<Vec<_>>())));
    object("Per provider: what most of its platforms require of a person beside its schema.", "PERSON_FIELDS", rows)
}

/// Renders the fields that a provider of one's own may ask for, and the members that its functions may return.
fn own_providers() -> String {
    let (fields, members) = (applicant_fields(), answer_members());
    let paths = names::applicant_paths().join(" ");
    format!(
        "
/** The fields of an applicant that a provider of one's own may ask for. */
export const APPLICANT_FIELDS = {fields:?};

/** The paths of the fields that an applicant may have at any provider. */
export const APPLICANT_PATHS = /* @__PURE__ */ {paths:?}.split(\" \");

/** The members of what the functions of a provider of one's own return, and of the items in its lists. */
export const ANSWER_MEMBERS = {members:?};
"
    )
}

/// Renders the agreements that a handler may ask for.
fn agreement_types() -> String {
    let rows = PROVIDERS.iter().map(|provider| {
        let titles = provider.agreements.map(|agreements| agreements.titles).unwrap_or_default();
        (provider.name(), format!("{:?}", titles.iter().map(|(kind, _)| *kind).collect::<Vec<_>>()))
    });
    object("Per provider: the types of the agreements that a handler may ask for.", "AGREEMENT_TYPES", rows)
}

/// Renders the example of an onboarding, whose texts are JSON.
fn example() -> String {
    let provider = PROVIDERS.first().map(|provider| provider.name()).unwrap_or_default();
    let calls = EXAMPLE.calls.iter().map(|call| {
        let (name, input, json) = (call.endpoint.name(), call.input, call.response);
        format!("    {{ operation: {name:?}, input: {input}, json: {json} }},\n")
    });
    let members = [
        ("provider", format!("{provider:?}")),
        ("config", EXAMPLE.config.to_owned()),
        ("applicant", EXAMPLE.applicant.to_owned()),
        ("calls", format!("[\n{}  ]", calls.collect::<String>())),
    ];
    let meaning = "An onboarding as an example. Its first call creates the customer.";
    format!("{PACK_HEAD}{}", object(meaning, "EXAMPLE", members.into_iter()))
}

/// Renders the headers in which providers send the signatures of webhooks.
fn signature_headers() -> String {
    let names: Vec<_> =
        PROVIDERS.iter().filter_map(|provider| provider.webhook.header).map(str::to_ascii_lowercase).collect();
    format!(
        "\n/** The headers that may have the signature of a webhook. */\nexport const SIGNATURE_HEADERS = {names:?};\n"
    )
}

/// Renders fields: null for the object itself, a name for a whole value, a name and fields for an object or a list of
/// objects.
fn fields(fields: &[ResponseField]) -> String {
    let field = |field: &ResponseField| match field {
        ResponseField::Raw => "null".to_owned(),
        ResponseField::Value(name) => format!("{name:?}"),
        ResponseField::Object(name, inner) => format!("[{name:?}, {}]", self::fields(inner)),
        ResponseField::List(name, inner) => format!("[{name:?}, {}, true]", self::fields(inner)),
    };
    format!("[{}]", fields.iter().map(field).collect::<Vec<_>>().join(", "))
}

/// Renders the numbers of the calls, and the names of the effects as a type.
fn calls() -> String {
    let constant = |(number, call): (usize, &WasmCall)| format!("export const {} = {number};\n", call.constant());
    let constants: String = WasmCall::ALL.iter().enumerate().map(constant).collect();
    let effects: Vec<_> = Effect::NAMES.iter().map(|name| format!("{name:?}")).collect();
    let effects =
        format!("\n/** The name of an effect of src/edge. */\nexport type EffectName = {};\n", effects.join(" | "));
    format!("{PACK_HEAD}\nexport const HOST = {:?};\n{constants}{effects}", host())
}

/// Returns the message of a code and the names of its params, separated by `|`.
fn sentence(code: IssueCode) -> String {
    [&[code.template()], code.params()].concat().join("|")
}
