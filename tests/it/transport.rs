//! The transports: what is sent, how often, and what a lost response means.

mod http;
mod reqwest;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use kyclink::reconcile::Window;
use kyclink::retry::Limits;
use kyclink::transport::{self, NoResponse, Transport, send};
use kyclink::{
    Call, ClientOptions, Error, ErrorCode, FromOutput, HttpRequest, HttpResponse, Onboarding, bridge, grid, spherepay,
};
use serde_json::json;

use crate::client::call::typed::{LINK, applicant, bridge_client, client, grid_client, input, key_of};

/// The time of a create whose response was lost.
const WINDOW: Window = Window { sent_at: 1_790_000_000_000, ended_at: 1_790_000_030_000 };

const LIMITS: Limits = Limits::new().max_retries(2);

pub(crate) type Responses = Vec<Result<HttpResponse<'static>, NoResponse>>;

/// Responds with each of these in turn, and records the requests.
#[derive(Default)]
pub(crate) struct Script {
    results: RefCell<Responses>,
    pub(crate) requests: RefCell<Vec<HttpRequest>>,
    pub(crate) waits: RefCell<Vec<Duration>>,
    /// How long each request takes.
    delay: Duration,
}

impl Transport for Script {
    async fn send(&self, request: &HttpRequest) -> Result<HttpResponse<'static>, NoResponse> {
        self.requests.borrow_mut().push(request.clone());
        std::thread::sleep(self.delay);
        self.results.borrow_mut().remove(0)
    }
}

impl Script {
    pub(crate) fn of(results: Responses) -> Self {
        Self { results: RefCell::new(results), ..Self::default() }
    }

    /// Runs a future that waits for nothing but the script.
    fn run<T>(future: impl Future<Output = T>) -> T {
        let mut context = Context::from_waker(Waker::noop());
        let Poll::Ready(result) = pin!(future).poll(&mut context) else { panic!("nothing waits here") };
        result
    }

    fn sleep(&self) -> impl AsyncFn(Duration) {
        async |wait| self.waits.borrow_mut().push(wait)
    }

    pub(crate) fn call<T: FromOutput>(&self, call: &Call<'_, T>, limits: Limits) -> Result<T, Error> {
        Self::run(send(self, call, limits, self.sleep()))
    }

    pub(crate) fn onboard(
        &self,
        onboarding: &kyclink::OnboardingCall<'_>,
        limits: Limits,
    ) -> Result<Onboarding, Error> {
        Self::run(transport::onboard(self, onboarding, limits, self.sleep()))
    }

    /// The method and the path of each request.
    fn sent(&self) -> Vec<String> {
        let line = |request: &HttpRequest| {
            let path = request.url.splitn(4, '/').last().unwrap_or_default();
            format!("{} /{path}", request.method.as_str())
        };
        self.requests.borrow().iter().map(line).collect()
    }
}

fn response(status: u16, body: &serde_json::Value) -> Result<HttpResponse<'static>, NoResponse> {
    Ok(HttpResponse::new(status, [], body.to_string().as_bytes()))
}

/// A path has the id of a customer, and a query what is searched for.
#[test]
fn an_error_without_a_connection_names_the_host_and_nothing_else_of_the_url() {
    let [host, port] = ["api.example.com", "api.example.com:8443"];
    for (url, shown) in [("https://api.example.com/of/ours", host), ("https://api.example.com:8443", port)] {
        let at = |url: &str| spherepay::Client::new(spherepay::Credentials::at(url, "secret_x")).unwrap();
        let client = at(url);
        let list = spherepay::ListCustomers { search: Some("jane@example.com".to_owned()), ..Default::default() };
        let lost = || vec![Err(NoResponse::NotSent); 9];
        for error in [
            Script::of(lost()).call(&client.create_kyc_link(&input()), LIMITS).err().unwrap(),
            Script::of(lost())
                .call(&client.get_customer(&spherepay::GetCustomer::new("customer_1")), LIMITS)
                .err()
                .unwrap(),
            Script::of(lost()).call(&client.list_customers(&list), LIMITS).err().unwrap(),
        ] {
            assert_eq!(error.hint(), Some(format!("No connection could be made to {shown}.").as_str()));
        }
    }
}

/// The time that an attempt has taken counts, and so does the date of today.
#[test]
fn a_wait_is_measured_from_the_end_of_the_attempt() {
    let (client, input) = (client(), input());
    for (wait, deadline_ms, sent) in [
        ("1", 1_020, 1),
        ("1", 60_000, 2),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 60_000, 2),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 60_000, 1),
    ] {
        let busy = Ok(HttpResponse::new(503, [("Retry-After", wait)], b""));
        let results = vec![busy, Ok(HttpResponse::new(201, [], LINK))];
        let script = Script { delay: Duration::from_millis(30), ..Script::of(results) };
        let limits = LIMITS.deadline(Duration::from_millis(deadline_ms));
        let link = script.call(&client.create_kyc_link(&input), limits);
        assert_eq!((link.is_ok(), script.sent().len()), (sent == 2, sent), "{wait} within {deadline_ms}");
    }
}

#[test]
fn a_wait_that_no_provider_names_is_random() {
    let waits: BTreeSet<_> = (0..32)
        .map(|_| {
            let script = Script::of(vec![Err(NoResponse::Network), Ok(HttpResponse::new(201, [], LINK))]);
            assert!(script.call(&client().create_kyc_link(&input()), LIMITS).is_ok());
            script.waits.borrow()[0].as_millis()
        })
        .collect();
    assert!(waits.len() > 4 && waits.iter().all(|ms| *ms < 500), "{waits:?}");
}

/// The profiles of a client count in each way to get a customer.
#[test]
fn the_profiles_of_a_client_decide_about_each_customer_that_it_gets() {
    let profiles = ["approved", "incomplete", "rejected"];
    let customer = json!({
        "id": "customer_1", "type": "individual", "email": "jane@example.com", "phone": "+14155550123",
        "createdAt": "2026-09-21T14:13:20Z",
        "verificationProfiles": profiles.map(|status| json!({ "name": format!("profile_{status}"), "status": status })),
    });
    let page = json!({ "customers": [customer] });
    let applicant = applicant();
    for status in profiles {
        let options = ClientOptions::default().profiles([format!("profile_{status}")]);
        let client = spherepay::Client::with_options(spherepay::Credentials::sandbox("secret_x"), &options).unwrap();
        let get = spherepay::GetCustomer::new("customer_1");
        let read = Script::of(vec![response(200, &customer)]).call(&client.get_customer(&get), LIMITS).unwrap();
        let list = spherepay::ListCustomers::default();
        let listed = Script::of(vec![response(200, &page)]).call(&client.list_customers(&list), LIMITS).unwrap();
        let script = Script::of(vec![response(200, &page)]);
        let search = client.reconcile(&applicant, WINDOW);
        let found = Script::run(transport::reconcile(&script, &search, LIMITS, script.sleep())).unwrap().unwrap();
        let all = [&read, &listed.items[0], &found].map(|customer| customer.status.as_str());
        assert_eq!(all, [status; 3]);
    }
}

fn person() -> grid::Applicant {
    let mut person = grid::ApplicantIndividual::new("jane@example.com", "+14155550123");
    person.reference = Some("user-7".to_owned());
    person.into()
}

fn created() -> serde_json::Value {
    json!({ "id": "Customer:1", "customerType": "INDIVIDUAL", "platformCustomerId": "user-7", "kycStatus": "UNVERIFIED" })
}

fn link() -> serde_json::Value {
    json!({ "kycUrl": "https://in.sumsub.com/x", "expiresAt": "2099-11-20T12:00:00Z", "provider": "SUMSUB" })
}

const CREATE: &str = "POST /grid/2025-10-13/customers";
const CREATE_LINK: &str = "POST /grid/2025-10-13/customers/Customer:1/kyc-link";

/// A create where the provider requires a key gets a new one in each call and each onboarding.
#[test]
fn a_key_of_our_own_is_128_random_bits() {
    let client = bridge_client();
    let input = bridge::CreateKycLink::new("jane@example.com", bridge::CustomerType::Individual);
    let applicant = bridge::ApplicantIndividual::new("jane@example.com").into();
    let key = |at: usize| {
        let script = Script::of(vec![response(400, &json!({}))]);
        match at % 2 {
            0 => script.call(&client.create_kyc_link(&input).header("X-Trace", "t-1"), LIMITS).map(drop).unwrap_err(),
            _ => script.onboard(&client.onboard(&applicant).header("X-Trace", "t-1"), LIMITS).map(drop).unwrap_err(),
        };
        let request = &script.requests.borrow()[0];
        assert!(request.headers.contains(&("X-Trace".to_owned(), "t-1".to_owned())), "the caller's headers stay");
        key_of(request).unwrap()
    };
    let keys: BTreeSet<_> = (0..64).map(key).collect();
    assert_eq!(keys.len(), 64);
    assert!(keys.iter().all(|key| key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit())), "{keys:?}");
    for at in 0..32 {
        let digits: BTreeSet<_> = keys.iter().map(|key| key.as_bytes()[at]).collect();
        assert!(digits.len() > 4, "the digit at {at} is one of {digits:?}");
    }
}

#[test]
fn an_onboarding_sends_all_requests_and_retries_those_that_are_safe() {
    let client = grid_client(&ClientOptions::default()).unwrap();
    let script = Script::of(vec![
        response(201, &created()),
        response(503, &json!({})),
        Err(NoResponse::Timeout),
        response(201, &link()),
    ]);
    let applicant = person();
    let onboarding = client.onboard(&applicant).idempotency_key("k-1").header("X-Trace", "7");
    let Ok(Onboarding::Link(link)) = script.onboard(&onboarding, LIMITS) else { panic!("a link") };
    assert_eq!((link.customer_id.as_deref(), link.kyc_url.as_str()), (Some("Customer:1"), "https://in.sumsub.com/x"));
    assert_eq!(script.sent(), [CREATE, CREATE_LINK, CREATE_LINK, CREATE_LINK]);
    assert_eq!(script.waits.borrow().len(), 2, "one before each retry");
    let keys: Vec<_> = script.requests.borrow().iter().map(key_of).collect();
    assert_eq!(keys, [Some("k-1".to_owned()), None, None, None], "the key is that of the create");
    let trace = ("X-Trace".to_owned(), "7".to_owned());
    assert!(script.requests.borrow().iter().all(|request| request.headers.contains(&trace)));
}

/// Each request takes longer than the whole onboarding may.
#[test]
fn the_deadline_is_that_of_the_whole_onboarding() {
    let client = grid_client(&ClientOptions::default()).unwrap();
    let script = Script { delay: Duration::from_millis(220), ..Script::of(vec![response(201, &created())]) };
    let error = script.onboard(&client.onboard(&person()), LIMITS.deadline(Duration::from_millis(200))).err().unwrap();
    assert_eq!((error.code(), error.customer_id()), (ErrorCode::Timeout, Some("Customer:1")));
    assert_eq!(script.sent(), [CREATE], "the link is not requested");
    let page = json!({ "data": [], "hasMore": true, "nextCursor": "c2", "totalCount": 0 });
    let script = Script { delay: Duration::from_millis(220), ..Script::of(vec![response(200, &page)]) };
    let (person, limits) = (person(), LIMITS.deadline(Duration::from_millis(200)));
    let search = client.reconcile(&person, WINDOW);
    let error = Script::run(transport::reconcile(&script, &search, limits, script.sleep())).err().unwrap();
    assert_eq!((error.code(), script.sent().len()), (ErrorCode::Timeout, 1));
}

#[test]
fn a_lost_create_is_found() {
    let applicant = applicant();
    let customer = |id: &str, created_at: &str| json!({ "id": id, "type": "individual", "email": "jane@example.com", "phone": "+14155550123", "createdAt": created_at });
    let before = customer("customer_0", "2026-09-21T13:00:00Z");
    let own = customer("customer_1", "2026-09-21T14:13:20Z");
    let other = customer("customer_2", "2026-09-21T14:13:21Z");
    for (customers, found) in [
        (vec![before.clone()], None),
        (vec![own.clone(), before.clone()], Some("customer_1".to_owned())),
        (vec![other, own, before], None),
    ] {
        let page = json!({ "customers": customers });
        let script = Script::of(vec![Err(NoResponse::Network), response(200, &page)]);
        let client = client();
        let search = client.reconcile(&applicant, WINDOW);
        let result = Script::run(transport::reconcile(&script, &search, LIMITS, script.sleep()));
        assert_eq!(result.unwrap().map(|customer| customer.id), found);
        assert!(script.sent().iter().all(|line| line.starts_with("GET /v2/customer?")), "{:?}", script.sent());
        assert_eq!(script.sent().len(), 2, "a list may be read again");
    }
    assert_eq!(format!("{:?}", client().onboard(&applicant)), "spherepay.onboard [redacted]");
}

/// Without a clock, the dates of all people would be in the future, or none.
#[test]
fn a_flow_compares_dates_with_the_clock_of_its_host() {
    let client = grid_client(&ClientOptions::default()).unwrap();
    for (born, is_valid) in [("1990-01-31", true), ("2990-01-31", false)] {
        let mut person = grid::ApplicantIndividual::new("jane@example.com", "+14155550123");
        (person.birth_date, person.reference) = (Some(born.into()), Some("user-7".into()));
        let person: grid::Applicant = person.into();
        let (onboarding, search) = (client.onboard(&person), client.reconcile(&person, WINDOW));
        assert_eq!(onboarding.begin(Limits::default()).unwrap().proceed(None).is_ok(), is_valid, "{born}");
        assert_eq!(search.begin(Limits::default()).proceed(None).is_ok(), is_valid, "{born}");
        let shown = format!("{onboarding:?}, {search:?}");
        assert_eq!(shown, "grid.onboard [redacted], search for grid.onboard [redacted]");
    }
}
