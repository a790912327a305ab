//! Whatever a provider responds, in whichever order: an onboarding sends at most one create, a reconciliation sends
//! none, and finds only a customer with the applicant's contacts that was created in its window. Both end, and one step
//! for each response gives the same as one step for all.

use kyclink::json::Json;
use kyclink::provider::{PROVIDERS, Provider};
use kyclink::{
    CallOptions, Connection, Customer, Error, HttpResponse, Method, Received, Step, UntrustedValue, onboard, reconcile,
};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::grammar::{NOW, any_value, object_of, split_line, to_json};
use crate::source::Source;

/// More than the pages of a list and the other requests of a flow.
const MAX_STEPS: usize = 110;
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
    let run = Run { provider, connection: connection(provider), call, applicant };
    if source.flag() {
        follow(&mut source, &run, Run::reconcile, 0);
    } else {
        follow(&mut source, &run, Run::onboard, 1);
    }
}

struct Run {
    provider: &'static Provider,
    connection: Connection,
    call: CallOptions,
    applicant: UntrustedValue<'static>,
}

impl Run {
    fn onboard(&self, received: &mut Received) -> Result<Step<String>, Error> {
        let flow = self.provider.onboarding;
        let step = onboard::step_with(flow, &self.applicant, &self.connection, &self.call, received, NOW)?;
        Ok(with_outcome(step, |outcome| to_json(&outcome)))
    }

    fn reconcile(&self, received: &mut Received) -> Result<Step<String>, Error> {
        let flow = self.provider.onboarding;
        let step = reconcile::step(flow, &self.applicant, &self.connection, WINDOW, received, NOW)?;
        Ok(with_outcome(step, |found| {
            found.iter().for_each(|customer| self.check_found(customer));
            to_json(&found)
        }))
    }

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

fn with_outcome<T>(step: Step<T>, write: impl Fn(T) -> String) -> Step<String> {
    match step {
        Step::Done(outcome) => Step::Done(write(outcome)),
        Step::Send { endpoint, request, customer_id } => Step::Send { endpoint, request, customer_id },
    }
}

type Next = fn(&Run, &mut Received) -> Result<Step<String>, Error>;

fn follow(source: &mut Source, run: &Run, next: Next, most_creates: usize) {
    let (mut received, mut responses, mut creates) = (Received::default(), Vec::new(), 0);
    for _ in 0..MAX_STEPS {
        let step = next(run, &mut received);
        let shown = show(&step);
        let Ok(Step::Send { endpoint, request, .. }) = step else {
            let at_once = next(run, &mut responses.into_iter().collect());
            return assert_eq!(show(&at_once), shown, "steps and one step differ");
        };
        creates += usize::from(endpoint.creates_customer());
        assert!(creates <= most_creates, "a create too many");
        assert!(most_creates > 0 || request.method == Method::Get, "a reconciliation changes something");
        assert!(request.url.starts_with("https://api.example.com/"));
        let response = response(source);
        responses.push(response.clone());
        received.push(response);
    }
    panic!("the flow does not end");
}

fn show(step: &Result<Step<String>, Error>) -> String {
    match step {
        Ok(Step::Done(outcome)) => outcome.clone(),
        Ok(Step::Send { request, .. }) => to_json(request),
        Err(error) => error.to_json(),
    }
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

fn connection(provider: &Provider) -> Connection {
    let config = match provider.name() {
        "grid" => r#"{"clientId":"i","clientSecret":"s","baseUrl":"https://api.example.com"}"#,
        _ => r#"{"apiKey":"k","baseUrl":"https://api.example.com"}"#,
    };
    Connection::open(provider.service, &UntrustedValue::from_json(config).expect("JSON")).expect("a configuration")
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
