//! Whatever a provider responds, in whichever order: an onboarding sends at most one create, a reconciliation sends
//! none, and finds only a customer with the applicant's contacts that was created in its window. Both end.

use kyclink::engine::{Effect, Next, Outcome, Running};
use kyclink::provider::PROVIDERS;
use kyclink::retry::Limits;
use kyclink::{CallOptions, Connection, Customer, HttpResponse, Method, Policy, UntrustedValue, onboard, reconcile};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::input::connection;
use crate::grammar::{NOW, any_value, object_of, split_line, to_json};
use crate::source::Source;

/// More than the pages of a list and the other requests of a flow.
const MAX_STEPS: usize = 110;
/// Each response is the last one.
const ONCE: Limits = Limits::new().max_retries(0);
const WINDOW: reconcile::Window = reconcile::Window { sent_at: NOW - 60_000, ended_at: NOW - 30_000 };

/// The bytes are a line with the name of a provider, and choices.
pub(super) fn target(bytes: &[u8]) {
    let Some((name, choices)) = split_line(bytes) else { return };
    let Some(provider) = PROVIDERS.iter().find(|provider| provider.name() == name) else { return };
    let mut source = Source::new(choices);
    let applicant = match source.below(4) {
        0 => object_of(&mut source, provider.onboarding.operation.shape),
        _ => UntrustedValue::from_json(source.choose(&APPLICANTS)).expect("JSON"),
    };
    let call = CallOptions::default().idempotency_key("k");
    let run = Run { connection: connection(provider.onboarding.operation, Policy::Postal), call, applicant };
    if source.flag() {
        let (flow, applicant) = (provider.onboarding, run.applicant.clone());
        let search = reconcile::begin(flow, applicant, run.connection, WINDOW, ONCE, NOW);
        follow(&mut source, search, 0).flatten().iter().for_each(|customer| run.check_found(customer));
    } else {
        let (flow, applicant) = (provider.onboarding, run.applicant.clone());
        follow(&mut source, onboard::begin(flow, applicant, run.connection, &run.call, ONCE, NOW), 1);
    }
}

struct Run {
    connection: &'static Connection,
    call: CallOptions,
    applicant: UntrustedValue<'static>,
}

impl Run {
    fn check_found(&self, customer: &Customer) {
        let given = |name| self.applicant.field(name).and_then(UntrustedValue::text);
        assert!(
            given("email")
                .is_some_and(|email| customer.email.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(email)))
        );
        assert_eq!(customer.phone.as_deref(), given("phone"));
        let created = OffsetDateTime::parse(customer.created_at.as_deref().expect("a date"), &Rfc3339).expect("a date");
        let created = created.unix_timestamp_nanos() / 1_000_000;
        assert!((i128::from(WINDOW.sent_at) - 5_000..=i128::from(WINDOW.ended_at) + 5_000).contains(&created));
    }
}

/// Follows a flow to its end, and returns its outcome.
fn follow<T>(source: &mut Source, mut running: Running<T>, most_creates: usize) -> Option<T> {
    let (mut ended, mut creates) = (None, 0);
    for _ in 0..MAX_STEPS {
        let (endpoint, request) = match running.proceed(ended) {
            Ok(Next::Perform(Effect::Request { endpoint, request, .. })) => (endpoint, request),
            Ok(Next::Perform(Effect::Wait { .. })) => panic!("nothing is sent again"),
            Ok(Next::Done(outcome)) => return Some(outcome),
            Err(_) => return None,
        };
        creates += usize::from(endpoint.creates_customer());
        assert!(creates <= most_creates, "a create too many");
        assert!(most_creates > 0 || request.method == Method::Get, "a reconciliation changes something");
        assert!(request.url.starts_with("https://api.example.com/"));
        ended = Some(Outcome { at: NOW, elapsed_ms: 0, result: Ok(Some(response(source))) });
    }
    panic!("the flow does not end");
}

fn response(source: &mut Source) -> HttpResponse<'static> {
    let status = source.choose(&[500, 200, 201, 200, 200, 204, 400, 401, 403, 404, 409, 422, 429, 503, 0, 99, 302]);
    let body = match source.below(8) {
        0 => to_json(&any_value(source, 3)),
        1 => source.any_text(),
        _ => {
            let (before, after) = (source.choose(&BODIES), source.choose(&FIELDS));
            // A list has customers; everything else has the members themselves.
            let second = source.choose(&FIELDS);
            before.replace("ONE", after).replace("TWO", second)
        }
    };
    let headers = if source.flag() { vec![("retry-after", "7")] } else { vec![] };
    HttpResponse::new(status, headers, body.as_bytes())
}

const APPLICANTS: [&str; 3] = [
    r#"{"type":"individual","email":"jane@example.com","phone":"+14155550123","address":{"line1":"1 Main Street","city":"Chicago","state":"IL","postalCode":"60606","country":"US"}}"#,
    r#"{"type":"individual","email":"jane@example.com","phone":"+14155550123","firstName":"Jane","reference":"r-1","redirectUri":"https://app.example.com","address":{"line1":"1 Main Street","city":"Chicago","state":"IL","postalCode":"60606","country":"US"}}"#,
    r#"{"type":"business","email":"jane@example.com","phone":"+14155550123","reference":"r-1","address":{"line1":"1 Main Street","city":"Chicago","state":"IL","postalCode":"60606","country":"US"},"business":{"legalName":"Acme"}}"#,
];

const BODIES: [&str; 9] = [
    "{ONE,TWO}",
    "{ONE}",
    r#"{"data":[{ONE}],"hasMore":true,"nextCursor":"c"}"#,
    r#"{"data":[{ONE},{TWO}],"hasMore":false}"#,
    r#"{"customers":[{ONE}],"pagination":{"page":1,"limit":100,"total":900,"totalPages":9,"hasNext":true}}"#,
    r#"{"customers":[{ONE},{TWO}],"pagination":{"page":1,"limit":100,"total":2,"totalPages":1,"hasNext":false}}"#,
    r#"{"error":{"code":"x","message":"m"},ONE}"#,
    r#"{"code":"CONTACT_VERIFICATION_REQUIRED","message":"verify email",ONE}"#,
    "",
];

const FIELDS: [&str; 10] = [
    r#""id":"Customer:1","customerType":"INDIVIDUAL","kycStatus":"UNVERIFIED","email":"jane@example.com","phoneNumber":"+14155550123","createdAt":"2026-09-21T14:12:30Z","platformCustomerId":"r-1""#,
    r#""id":"Customer:2","customerType":"INDIVIDUAL","kycStatus":"APPROVED","email":"JANE@example.com","phoneNumber":"+14155550123","createdAt":"2026-09-21T14:12:15.999Z","platformCustomerId":"r-2""#,
    r#""id":"Customer:3","customerType":"BUSINESS","kybStatus":"PENDING","email":"jane@example.com","phoneNumber":"+14155550123","createdAt":"2026-09-21T14:11:00Z""#,
    r#""id":"customer_1","type":"individual","email":"jane@example.com","phone":"+14155550123","createdAt":"2026-09-21T14:12:30Z","verificationProfiles":[]"#,
    r#""id":"customer_2","type":"individual","email":"jane@example.com","phone":"+14155550199","createdAt":"2026-09-21T14:12:30Z""#,
    r#""id":"customer_3","type":"business","email":"jane@example.com","phone":"+14155550123","createdAt":"2026-09-21T14:12:55.001Z""#,
    r#""customerId":"customer_1","url":"https://kyc.example/1","expiresAt":"2026-09-21T15:13:20Z""#,
    r#""customerId":"customer_1","url":"https://kyc.example/1","expiresAt":"2026-09-21T13:13:20Z""#,
    r#""kycUrl":"https://kyc.example/1","expiresAt":"2026-09-21T15:13:20Z","provider":"SUMSUB""#,
    r#""kycUrl":"javascript:1","expiresAt":"2026-09-21T13:13:20Z""#,
];
