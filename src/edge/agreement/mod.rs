//! The agreements that a handler asks for: their documents, the evidence that a person has accepted them, and
//! `/agreements`, which shows the documents and takes what a customer has not accepted yet.
//!
//! The evidence is made here. Of the browser only the versions count that it has shown: another version than the
//! current one counts as not accepted, so that the person reads the new one.

use crate::client::endpoint::Output;
use crate::client::error::{Error, ErrorCode};
use crate::edge::customer::agreement::{AGREEMENTS, Document};
use crate::edge::customer::found::FoundCustomer;
use crate::edge::engine::effect::BodyKind;
use crate::edge::engine::run::{End, HandlerRun, OrSuspended, Performed};
use crate::edge::rate::client::address_of;
use crate::edge::record::{self, Documents, lifetime};
use crate::edge::request::body;
use crate::edge::request::gate::is_navigation;
use crate::edge::response::json_fields::JsonFields;
use crate::edge::response::{Content, Problem, Refusal, Response, View};
use crate::edge::session::caller::{Caller, done_response};
use crate::edge::status::record_customer;
use crate::provider::Provider;
use crate::rules::issue::{Issue, IssueCode, Params, Segment};
use crate::value::json::Json;
use crate::value::time::timestamp;
use crate::value::untrusted::{Object, UntrustedValue};

/// What `onError` gets if the provider does not have an agreement that the configuration asks for.
const UNLISTED: &str = "The provider lists no agreement of a type in `agreements`.";
/// What it gets if the evidence would lack the address.
const NO_ADDRESS: &str = "The address of the client is not known, and the evidence of a consent needs it: pass the \
                          request through toNodeHandler of kyclink/node.";

/// Consents as an applicant has them, or the issues of what was not accepted.
type Consents = Result<Option<UntrustedValue<'static>>, Vec<Issue>>;

/// Handles `GET /agreements`: the documents that a new customer accepts, or those that this browser's customer has not
/// accepted yet.
#[inline(never)]
pub(crate) fn show<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>) -> End {
    let is_page = run.has_hook("page") && is_navigation(run);
    let documents = match caller.session {
        Some(session) => {
            let found = match run.get_customer_once(session.customer, None)? {
                Ok(found) => found,
                Err(failed) => return run.fail_about_customer(failed),
            };
            open_documents(run, session.customer.provider, &found)?
        }
        None if is_page => return run.refuse(Refusal::NO_SESSION),
        None => all_documents(run)?,
    };
    if is_page && documents.is_empty() {
        let status = [run.base_path(), "/status"].concat();
        return run.respond(done_response(Some(BodyKind::Form), &status));
    }
    let content = Content::Json(JsonFields(&[(AGREEMENTS, &documents)]).to_json());
    run.respond(Response::new(200, content, run.has_hook("page").then_some(View::Agreements)))
}

/// Handles `POST /agreements`: adds the consents that this browser's customer lacks.
#[inline(never)]
pub(crate) fn accept<'a>(run: &mut HandlerRun<'a>, caller: &Caller<'a>, kind: Option<BodyKind>) -> End {
    let session = caller.require_session(run)?;
    let customer = session.customer;
    let Some(agreements) = customer.provider.agreements else { return run.refuse(Refusal::NO_ROUTE) };
    let given = body::read(run, kind, &[])?.content;
    let found = match run.get_customer(customer)? {
        Ok(found) => found,
        Err(failed) => return run.fail_about_customer(failed),
    };
    let open = open_documents(run, customer.provider, &found)?;
    let consents = match read_consents(run, &open, given)? {
        Ok(Some(consents)) => consents,
        Ok(None) => {
            record_customer(run, customer, &found)?;
            return run.respond(accepted());
        }
        Err(issues) => return show_issues(run, Error::from(issues)),
    };
    let customer_type = found.customer_type.map_or(UntrustedValue::Null, |known| known.as_str().into());
    let fields = [("type", customer_type), (APPLICANT_FIELD, consents)];
    let input = run.input_of(customer.provider, agreements.accept.operation, fields);
    match run.call(customer, agreements.accept, input, FoundCustomer::of)? {
        Ok(updated) => {
            record_customer(run, customer, &updated)?;
            run.respond(accepted())
        }
        Err(failed) => {
            forget(run, customer.provider, failed.code())?;
            show_issues(run, failed.error().clone())
        }
    }
}

/// The field of an applicant with the consents. Only the handler may set it.
pub(crate) const APPLICANT_FIELD: &str = "agreementConsents";

fn accepted() -> Response {
    Response::new(204, Content::Empty, None)
}

/// Responds with an error. Where it is about what was posted, a person gets the list back.
fn show_issues(run: &mut HandlerRun, error: Error) -> End {
    let response = Response::failure(Problem::from(error));
    let is_list = response.view == Some(View::Form) && run.has_hook("page");
    let view = if is_list { Some(View::Agreements) } else { Some(View::Error) };
    run.respond(Response { view, ..response })
}

/// Returns what the command `agreements` responds to the page: the documents that its form shows.
pub(crate) fn list(run: &mut HandlerRun<'_>) -> End {
    let documents = all_documents(run)?;
    run.respond(Response::new(200, Content::Json(JsonFields(&[(AGREEMENTS, &documents)]).to_json()), None))
}

/// Reads the consents of an applicant for this provider from a body; none if the configuration asks for none.
pub(crate) fn consents_of<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    body: &UntrustedValue,
) -> OrSuspended<Consents> {
    let wanted = run.wanted_agreements(provider);
    let documents = documents_of(run, provider, &wanted)?;
    read_consents(run, &documents, body)
}

/// Drops the kept documents after a refusal: it may be about a version that the provider has replaced.
pub(crate) fn forget(run: &mut HandlerRun, provider: &'static Provider, code: ErrorCode) -> OrSuspended<()> {
    if code != ErrorCode::ProviderRejected || run.wanted_agreements(provider).is_empty() {
        return Ok(());
    }
    run.ignoring_failure(|run| {
        let sealed = run.load_sealed(&record::AGREEMENTS, &[provider.name()])?;
        if sealed.is_some() { run.remove(&record::AGREEMENTS, &[provider.name()], sealed) } else { Ok(false) }
    })?;
    Ok(())
}

fn all_documents<'a>(run: &mut HandlerRun<'a>) -> OrSuspended<Vec<Document<'a>>> {
    let mut all = Vec::new();
    for provider in run.possible_providers() {
        let wanted = run.wanted_agreements(provider);
        all.extend(documents_of(run, provider, &wanted)?);
    }
    Ok(all)
}

fn open_documents<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    found: &FoundCustomer,
) -> OrSuspended<Vec<Document<'a>>> {
    let open = run.open_agreements(provider, found);
    documents_of(run, provider, &open)
}

/// Returns the documents of these types. A page without one of them would lead people into an account that does not
/// work, so that the request fails then.
fn documents_of<'a>(
    run: &mut HandlerRun<'a>,
    provider: &'static Provider,
    kinds: &[&str],
) -> OrSuspended<Vec<Document<'a>>> {
    let Some(agreements) = provider.agreements.filter(|_| !kinds.is_empty()) else { return Ok(vec![]) };
    let select = |all: &[Document<'a>]| {
        let one = |kind: &&str| all.iter().find(|document| document.kind == *kind).copied();
        kinds.iter().map(one).collect::<Option<Vec<_>>>()
    };
    let name = [provider.name()];
    let stored = run.load::<Documents>(&record::AGREEMENTS, &name)?;
    if let Some(known) = stored.content.and_then(|content| select(&content.documents)) {
        return Ok(known);
    }
    let titled = |data: &'a UntrustedValue<'static>| {
        let (kind, version, url) = (data.text_of("type")?, data.text_of("version")?, data.text_of("url")?);
        Some(Document { kind, title: agreements.title(kind)?, version, url })
    };
    let pick = |output: &'a Output| match output {
        Output::Data(data) => Some(data.field(AGREEMENTS)?.list()?.iter().filter_map(titled).collect::<Vec<_>>()),
        _ => None,
    };
    let listed: Performed<Vec<Document>> = run.call_operation(agreements.list, Object::new(), None, pick)?;
    let documents = match listed {
        Ok(documents) => documents,
        Err(failed) => return run.fail(failed),
    };
    let Some(selected) = select(&documents) else {
        let failed = run.failed(agreements.list.attribute(Error::unexpected(UNLISTED)));
        return run.fail(failed);
    };
    let content = Documents { documents };
    let kept_ms = lifetime::DOCUMENTS.ms(run);
    run.ignoring_failure(|run| run.swap(&record::AGREEMENTS, &name, stored.sealed, &content, kept_ms))?;
    Ok(selected)
}

/// Makes the evidence for documents whose versions the body has; none if there are no documents.
fn read_consents(run: &mut HandlerRun, documents: &[Document], body: &UntrustedValue) -> OrSuspended<Consents> {
    if documents.is_empty() {
        return Ok(Ok(None));
    }
    let given = body.field(AGREEMENTS);
    let is_accepted =
        |document: &&Document| given.and_then(|given| given.text_of(document.kind)) == Some(document.version);
    let missing = documents.iter().filter(|document| !is_accepted(document)).map(|document| {
        let path = vec![AGREEMENTS.into(), Segment::Key(document.kind.to_owned().into())];
        Issue::new(IssueCode::Required, path, Params::None)
    });
    let missing: Vec<_> = missing.collect();
    if !missing.is_empty() {
        return Ok(Err(missing));
    }
    let Some(address) = run.request.text_of("address").and_then(address_of) else {
        return run.fail_with_advice(NO_ADDRESS);
    };
    let accepted_at = timestamp(run.now());
    let consent = |document: &Document| {
        let fields = [
            ("type", document.kind),
            ("acceptedAt", &accepted_at),
            ("ipAddress", address),
            ("termsVersion", document.version),
            ("acceptanceMethod", "CHECKBOX"),
        ];
        Object::of_unique(fields.map(|(name, text)| (name, text.to_owned().into()))).into()
    };
    let consents: Vec<UntrustedValue<'static>> = documents.iter().map(consent).collect();
    Ok(Ok(Some(consents.into())))
}
