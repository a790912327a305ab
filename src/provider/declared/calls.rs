//! The functions of a declared provider, as endpoints: what they get, and what they may return.

use super::applicant::Rules;
use super::{Repeat, kept, leaked};
use crate::client::connection::service::Service;
use crate::client::customer::capability::Capability;
use crate::client::customer::page::CustomerPage;
use crate::client::customer::{Customer, CustomerType, Status};
use crate::client::endpoint::{Endpoint, Output, ResponseContext, RetrySafety};
use crate::client::error::Error;
use crate::client::exchange::request_template::RequestTemplate;
use crate::client::link::verification::{Terms, Verification};
use crate::client::link::{KycLink, KycUrl, LinkProgress, parse_expiry};
use crate::client::requirement::Requirement;
use crate::rules::field::pattern::{Pattern, is_made_of};
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::secret::Secret;
use crate::value::time::timestamp_ms;
use crate::value::untrusted::{Object, UntrustedValue};

/// The endpoints of one provider.
pub(super) struct Calls {
    pub(super) create: &'static Endpoint,
    pub(super) link: &'static Endpoint,
    pub(super) status: &'static Endpoint,
    pub(super) find: &'static Endpoint,
}

impl Calls {
    pub(super) fn new(service: &'static Service, rules: &Rules, repeat: Repeat, has_link: bool) -> Self {
        type Build = fn(&Object) -> Option<RequestTemplate>;
        type Parse = fn(&ResponseContext<'_>) -> Result<Output, Error>;
        let endpoint = |function: &str, shape, retry, request: Build, response: Parse| -> &'static Endpoint {
            let name = leaked(&[service.name, ".", function].concat());
            kept(Endpoint::new(kept(Operation { name, shape }), service, retry, request, response))
        };
        let creates = match repeat {
            Repeat::Never => RetrySafety::CreatesCustomer,
            // The reference is a part of the body, which is the same whenever the create is sent.
            Repeat::Reference | Repeat::Key => RetrySafety::CreatesOncePerKey,
        };
        let reads = RetrySafety::Retryable;
        // Where a reference leads to the same customer, a create makes another link.
        let link = match repeat {
            Repeat::Reference if !has_link => endpoint("link", &OF_REFERENCE, reads, repeat_create, parse_customer),
            _ => endpoint("link", &OF_LINK, reads, |input| Some(to("/link", input)), parse_customer),
        };
        let applicant = rules.shape(repeat == Repeat::Reference, &[]);
        let searched = rules.shape(true, &[Field::optional(SINCE, Kind::Text { max: None })]);
        Self {
            create: endpoint(
                "create",
                applicant,
                creates,
                |input| Some(to("/create", &arguments(input))),
                parse_customer,
            ),
            link,
            status: endpoint("status", &OF_CUSTOMER, reads, |input| Some(to("/status", input)), parse_customer),
            find: endpoint("find", searched, reads, |input| Some(to("/find", &arguments(input))), parse_found),
        }
    }
}

/// Ids become a part of names and, at most providers, of paths.
static CUSTOMER_ID: Pattern = Pattern {
    source: "^(?=.*[A-Za-z0-9])[A-Za-z0-9._:@|~+=,-]{1,200}$",
    matches: |id| {
        is_made_of(id, 1, 200, |b| b.is_ascii_alphanumeric() || b"._:@|~+=,-".contains(&b))
            && id.bytes().any(|b| b.is_ascii_alphanumeric())
    },
};

const CUSTOMER: Field = Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID));
const REDIRECT_URI: Field = Field::optional("redirectUri", Kind::RedirectUri);

static OF_CUSTOMER: Shape = Shape::new(&[CUSTOMER]);
static OF_LINK: Shape = Shape::new(&[CUSTOMER, REDIRECT_URI]);
static OF_REFERENCE: Shape =
    Shape::new(&[CUSTOMER, Field::required("reference", Kind::Text { max: None }), REDIRECT_URI]);

/// Whether this can be the id of a customer.
pub(super) fn is_customer_id(id: &str) -> bool {
    (CUSTOMER_ID.matches)(id)
}

/// A request to a function.
fn to(function: &'static str, arguments: &Object) -> RequestTemplate {
    RequestTemplate::post(function).json(arguments)
}

/// The arguments of a function that gets an applicant: what the program has set stands beside it.
fn arguments<'a>(input: &Object<'a>) -> Object<'a> {
    let mut applicant = input.clone();
    let mut arguments = Object::new();
    for name in ["reference", "redirectUri", SINCE] {
        if let Some(value) = applicant.remove(name) {
            arguments.push(name, value);
        }
    }
    arguments.push("applicant", applicant.into());
    arguments
}

/// The argument of `find` with the time before which the customer was not created.
pub(super) const SINCE: &str = "since";

fn repeat_create(input: &Object) -> Option<RequestTemplate> {
    let mut arguments = input.clone();
    arguments.push("applicant", Object::new().into());
    Some(to("/create", &arguments))
}

/// `{ customerId?, kycUrl, expiresAt?, token? }`, or `{ customerId?, status, type?, requirements?, capabilities? }` of a
/// status, or where there is nothing to open. The id is missing only if the function got it.
fn parse_customer(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let given = context.text("customerId");
    let id = given.or(context.sent("customerId")).filter(|id| is_customer_id(id));
    let id = id.ok_or_else(|| Error::unexpected("`customerId` is missing or malformed."))?;
    // A created customer exists, even if its link cannot be used.
    let about = |error: Error| if context.endpoint.creates_customer() { error.with_customer_id(id) } else { error };
    let body = context.body;
    let is_given = |name| body.field(name).is_some_and(|value| !value.is_absent());
    if !is_given("kycUrl") {
        return parse_progress(context, id).map_err(about);
    }
    let url = KycUrl::parse(context.text("kycUrl").unwrap_or_default(), &context.options.links).map_err(about)?;
    let expiry = is_given("expiresAt").then(|| parse_expiry(context.text("expiresAt")));
    Ok(Output::KycLink(KycLink {
        customer_id: Some(id.to_owned()),
        expiry: expiry.transpose().map_err(about)?,
        token: context.text("token").map(Secret::new),
        ..KycLink::new(context.endpoint.service.name, url)
    }))
}

fn parse_progress(context: &ResponseContext<'_>, id: &str) -> Result<Output, Error> {
    let status = context.text("status").and_then(Status::parse);
    Ok(Output::LinkProgress(Box::new(LinkProgress {
        provider: context.endpoint.service.name,
        id: id.to_owned(),
        customer_id: None,
        kyc_url: None,
        tos_url: None,
        verification: Verification {
            customer_type: context.text("type").and_then(CustomerType::parse),
            email: None,
            full_name: None,
            status: status.ok_or_else(|| Error::unexpected("`status` is not a status of kyclink."))?,
            provider_status: None,
            terms: Terms::Unknown,
            rejection_reasons: vec![],
            requirements: requirements(context.body),
            capabilities: capabilities(context.body),
            created_at: None,
        },
    })))
}

/// What is missing. The wrapper has filled in the words that a function may leave out.
pub(super) fn requirements(body: &UntrustedValue) -> Vec<Requirement> {
    list(body, "requirements").iter().filter_map(Requirement::read).collect()
}

/// Which products are open.
pub(super) fn capabilities(body: &UntrustedValue) -> Vec<Capability> {
    list(body, "capabilities").iter().filter_map(Capability::read).collect()
}

fn list<'a, 'b>(body: &'a UntrustedValue<'b>, name: &str) -> &'a [UntrustedValue<'b>] {
    body.field(name).and_then(UntrustedValue::list).unwrap_or_default()
}

/// `{ customers: [{ customerId, createdAt? }] }`: the customers that the lost create may have made. The function was
/// asked with the applicant, so that each has its data.
fn parse_found(context: &ResponseContext<'_>) -> Result<Output, Error> {
    let sent = |name| context.sent(name).map(str::to_owned);
    let customer_type = context.sent("type").and_then(CustomerType::parse);
    let found = context.body.field("customers").and_then(UntrustedValue::list);
    let mut items = Vec::new();
    for item in found.ok_or_else(|| Error::unexpected("It is not known whether there is a customer."))? {
        let id = item.owned_text_of("customerId").filter(|id| is_customer_id(id));
        items.push(Customer {
            provider: context.endpoint.service.name,
            id: id.ok_or_else(|| Error::unexpected("`customerId` is missing or malformed."))?,
            customer_type: customer_type.unwrap_or(CustomerType::Individual),
            email: sent("email"),
            phone: sent("phone"),
            status: Status::Unknown,
            provider_status: None,
            profiles: None,
            contact_verification: vec![],
            requirements: vec![],
            capabilities: vec![],
            agreements: vec![],
            created_at: item.owned_text_of("createdAt").filter(|text| timestamp_ms(text).is_some()),
            reference: sent("reference"),
            raw: UntrustedValue::Null,
        });
    }
    Ok(Output::Page(CustomerPage { items, next: None, is_cut_off: false, total: None }))
}
