//! The rules of the providers that the invariants rely on: a model that is too kind would hide a violation.

use std::rc::Rc;

use futures::executor::LocalPool;
use kyclink::{HttpRequest, Method};
use serde_json::{Value, json};

use super::*;
use crate::accounts;
use crate::invariants::Tag;
use crate::world::World;
use crate::{bridge, grid, own_model, own_providers, setup, spherepay};

/// An account, with or without contacts to confirm.
struct Account {
    world: Rc<World>,
    provider: Provider,
}

impl Account {
    fn new(name: &'static str, wants_contacts: bool) -> Self {
        let (world, _) = setup::world(1, LocalPool::new().spawner(), false);
        Self { world, provider: Provider::new(name, 0, wants_contacts, false) }
    }

    fn send(&self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let (base, key) = match self.provider.name {
            "grid" => (accounts::grid::BASE, "Basic c2ltdWxhdGVkOmZlZWQwMDAwMDAwMDAwMDAwMDAw".to_owned()),
            "bridge" => (accounts::bridge::BASE, accounts::bridge::KEY.to_owned()),
            _ => (accounts::spherepay::BASE, format!("Bearer {}", accounts::spherepay::KEY)),
        };
        self.send_as(&key, method, &format!("{base}{path}"), body)
    }

    fn send_as(&self, key: &str, method: Method, url: &str, body: &Value) -> (u16, Value) {
        let name = if self.provider.name == "bridge" { "Api-Key" } else { "Authorization" };
        self.send_with(vec![(name.to_owned(), key.to_owned())], method, url, body)
    }

    fn send_with(&self, headers: Vec<(String, String)>, method: Method, url: &str, body: &Value) -> (u16, Value) {
        let request = HttpRequest { method, url: url.to_owned(), headers, body: Some(body.to_string()) };
        let tag = Tag { person: None, unit: self.world.word().to_string(), member: None, data: String::new() };
        let response = match self.provider.name {
            "grid" => grid::respond(&self.provider, &self.world, &request, &tag),
            "bridge" => bridge::respond(&self.provider, &self.world, &request, &tag),
            name if own_providers::is_own(name) => own_model::respond(&self.provider, &self.world, &request, &tag),
            _ => spherepay::respond(&self.provider, &self.world, &request, &tag),
        };
        (response.status, serde_json::from_str(&response.body).unwrap_or_default())
    }

    /// Creates a link at Bridge.
    fn kyc_link(&self, key: &str, email: &str) -> (u16, Value) {
        let headers = [("Api-Key", accounts::bridge::KEY), ("Idempotency-Key", key)];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let body = json!({ "type": "individual", "email": email });
        self.send_with(headers, Method::Post, &format!("{}/kyc_links", accounts::bridge::BASE), &body)
    }

    /// Creates a customer at Grid, and returns the path to it.
    fn customer(&self, reference: &str) -> String {
        let (status, body) = self.send(Method::Post, "/customers", &grid_person(reference));
        assert_eq!(status, 201);
        format!("/customers/{}", body["id"].as_str().unwrap())
    }
}

fn person() -> Value {
    let address = json!({ "line1": "1 Main Street", "city": "Gibraltar", "country": "GIB" });
    json!({ "type": "individual", "email": "a@mail.example", "phone": "+35020001234", "address": address })
}

fn grid_person(reference: &str) -> Value {
    let (email, phone) = ("a@mail.example", "+35020001234");
    json!({ "customerType": "INDIVIDUAL", "email": email, "phoneNumber": phone, "platformCustomerId": reference })
}

#[test]
fn spherepay_creates_another_customer_for_the_same_data() {
    let account = Account::new("spherepay", false);
    let [a, b] = [0, 1].map(|_| account.send(Method::Post, "/v2/customer/kyc-link", &person()));
    assert_eq!((a.0, b.0), (201, 201));
    assert_ne!(a.1["customerId"], b.1["customerId"]);
    let (_, list) = account.send(Method::Get, "/v2/customer?email=a%40mail.example", &json!({}));
    assert_eq!(list["customers"].as_array().unwrap().len(), 2);
    let (_, list) = account.send(Method::Get, "/v2/customer?email=b%40mail.example", &json!({}));
    assert!(list["customers"].as_array().unwrap().is_empty());
}

#[test]
fn spherepay_lists_ten_customers_a_page() {
    let account = Account::new("spherepay", false);
    (0..11).for_each(|_| drop(account.send(Method::Post, "/v2/customer/kyc-link", &person())));
    for (page, length, has_next) in [(1, 10, true), (2, 1, false)] {
        let (_, list) = account.send(Method::Get, &format!("/v2/customer?page={page}"), &json!({}));
        assert_eq!(list["customers"].as_array().unwrap().len(), length);
        assert_eq!(list["pagination"]["hasNext"], has_next);
    }
}

#[test]
fn providers_refuse_other_credentials_and_unknown_customers() {
    let url = format!("{}/v2/customer/kyc-link", accounts::spherepay::BASE);
    assert_eq!(Account::new("spherepay", false).send_as("Bearer x", Method::Post, &url, &person()).0, 403);
    let url = format!("{}/customers", accounts::grid::BASE);
    assert_eq!(Account::new("grid", false).send_as("Basic x", Method::Post, &url, &grid_person("a")).0, 401);
    let url = format!("{}/kyc_links", accounts::bridge::BASE);
    assert_eq!(Account::new("bridge", false).send_as("x", Method::Post, &url, &json!({})).0, 401);
    assert_eq!(Account::new("bridge", false).send(Method::Get, "/kyc_links/1", &json!({})).0, 404);
    assert_eq!(Account::new("spherepay", false).send(Method::Get, "/v2/customer/customer_1", &json!({})).0, 404);
    assert_eq!(Account::new("grid", false).send(Method::Get, "/customers/Customer:1", &json!({})).0, 404);
}

#[test]
fn grid_has_one_customer_for_a_reference() {
    let account = Account::new("grid", false);
    account.customer("a");
    account.customer("b");
    assert_eq!(account.send(Method::Post, "/customers", &grid_person("a")).0, 409);
    let (_, list) = account.send(Method::Get, "/customers?platformCustomerId=a", &json!({}));
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
}

#[test]
fn grid_wants_the_code_that_it_sent_last_before_a_link() {
    let account = Account::new("grid", true);
    let path = account.customer("a");
    let send = |method, action: &str, body: Value| account.send(method, &format!("{path}{action}"), &body).0;
    assert_eq!(send(Method::Post, "/kyc-link", json!({})), 409);
    for (at, channel) in ["email", "phone"].into_iter().enumerate() {
        assert_eq!(send(Method::Post, &format!("/verify-{channel}"), json!({})), 204);
        let read = |customer: &Customer| customer.contacts[at].code.clone().unwrap();
        let code = account.provider.read(0, read).unwrap();
        let confirm = format!("/verify-{channel}/confirm");
        assert_eq!(send(Method::Post, &confirm, json!({ "code": "wrong" })), 400);
        assert_eq!(send(Method::Post, &confirm, json!({})), 400);
        assert_eq!(send(Method::Post, &confirm, json!({ "code": code })), 200);
        assert_eq!(send(Method::Post, &confirm, json!({ "code": code })), 409, "it is confirmed already");
    }
    assert_eq!(send(Method::Post, "/kyc-link", json!({})), 201);
    // A corrected contact must be confirmed again.
    let update = json!({ "customerType": "INDIVIDUAL", "email": "b@mail.example" });
    assert_eq!(send(Method::Patch, "", update), 200);
    assert_eq!(send(Method::Post, "/kyc-link", json!({})), 409);
    let both = json!({ "customerType": "INDIVIDUAL", "email": "b@mail.example", "phoneNumber": "+35020001235" });
    assert_eq!(send(Method::Patch, "", both), 400);
}

#[test]
fn bridge_replays_its_first_response_to_a_key_for_a_day() {
    let account = Account::new("bridge", false);
    assert_eq!(
        account.send(Method::Post, "/kyc_links", &json!({ "type": "individual", "email": "a" })).0,
        400,
        "no key"
    );
    let first = account.kyc_link("a", "a@mail.example");
    assert_eq!(first.0, 200);
    assert_eq!(account.kyc_link("a", "a@mail.example"), first);
    assert_eq!(account.kyc_link("a", "b@mail.example").0, 422, "another body");
    account.provider.replies.borrow_mut().values_mut().for_each(First::expire);
    assert_eq!(account.kyc_link("a", "a@mail.example").0, 422);
}

#[test]
fn bridge_has_one_link_for_an_email_address_and_names_it_to_anybody() {
    let account = Account::new("bridge", false);
    let (_, first) = account.kyc_link("a", "a@mail.example");
    let (status, second) = account.kyc_link("b", "A@mail.example");
    assert_eq!((status, &second["code"]), (400, &json!("duplicate_record")));
    assert_eq!(second["existing_kyc_link"], first);
    assert_eq!(account.kyc_link("c", "c@mail.example").0, 200);
    let (_, list) = account.send(Method::Get, "/kyc_links?email=a%40mail.example", &json!({}));
    assert_eq!(list, json!({ "count": 1, "data": [first] }));
    let path = format!("/kyc_links/{}", first["id"].as_str().unwrap());
    assert_eq!(account.send(Method::Get, &path, &json!({})), (200, first));
}

#[test]
fn bridge_approves_who_has_accepted_the_terms_and_passed_the_check() {
    for (steps, expected) in [
        (["accepts the terms", "under_review", "approved"], ["incomplete", "pending", "approved"].as_slice()),
        (["under_review", "approved", "accepts the terms"], &["incomplete", "pending", "incomplete", "approved"]),
        (["under_review", "accepts the terms", "rejected"], &["incomplete", "pending", "rejected"]),
    ] {
        let mut account = Account::new("bridge", false);
        account.kyc_link("a", "a@mail.example");
        account.provider.change(0, bridge::begin_afresh);
        steps.into_iter().for_each(|step| account.provider.change(0, |link| bridge::advance(link, step, 1)));
        assert_eq!(account.provider.customers.get_mut()[0].history, expected);
        let shown = account.provider.read(0, bridge::shown).unwrap();
        assert_eq!(shown["customer_id"].is_string(), expected.ends_with(&["approved"]));
    }
}

#[test]
fn an_own_provider_makes_a_second_customer_unless_it_repeats() {
    for name in own_providers::NAMES {
        let account = Account::new(name, false);
        let create = |reference: &str, key: &str| {
            let headers = vec![("Idempotency-Key".to_owned(), key.to_owned())];
            let (email, phone) = ("a@mail.example", "+35020001234");
            let body = json!({ "type": "individual", "email": email, "phone": phone, "reference": reference });
            account.send_with(headers, Method::Post, "/create", &body).1["customerId"].clone()
        };
        let first = create("a", "a");
        assert_eq!(create("a", "b") == first, name == "own-reference", "{name}");
        assert_eq!(create("b", "a") == first, name == "own-key", "{name}");
        account.provider.replies.borrow_mut().values_mut().for_each(First::expire);
        assert_ne!(create("b", "a"), first, "{name}: a key is forgotten after a day");
    }
}

#[test]
fn an_own_provider_finds_by_reference_or_by_what_was_typed() {
    for (knows_references, wanted, expected) in
        [(true, "a", 1), (true, "b", 0), (false, "b", 1), (false, "of the future", 0)]
    {
        let mut account = Account::new("own-find", false);
        account.provider.knows_references = knows_references;
        let mut body = json!({ "reference": "a", "email": "a@mail.example", "phone": "+35020001234" });
        account.send_with(vec![], Method::Post, "/create", &body);
        body["reference"] = json!(wanted);
        body["since"] = json!(if wanted == "of the future" { "1900000000000" } else { "0" });
        let (_, found) = account.send_with(vec![], Method::Post, "/find", &body);
        let found = found["customers"].as_array().unwrap();
        assert_eq!(found.len(), expected, "{wanted}");
        let is_told = |one: &Value| {
            one["createdAt"].is_null() == knows_references && (one["reference"] == "a") == (wanted == "a")
        };
        assert!(found.iter().all(is_told), "{wanted}: {found:?}");
    }
    let (_, unknown) = Account::new("own-never", false).send_with(vec![], Method::Post, "/find", &json!({}));
    assert!(unknown["customers"].is_null());
}
