//! The rules of the providers that the invariants rely on: a model that is too kind would hide a violation.

use futures::executor::LocalPool;
use kyclink::{HttpRequest, Method};
use serde_json::{Value, json};

use super::*;

/// An account, with or without contacts to confirm.
struct Account {
    world: Rc<World>,
    provider: Provider,
}

impl Account {
    fn new(name: &'static str, wants_contacts: bool) -> Self {
        let (world, _) = World::new(1, LocalPool::new().spawner(), false);
        Self { world, provider: Provider::new(name, 0, wants_contacts, false) }
    }

    fn send(&self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let (base, key) = match self.provider.name {
            "grid" => (grid::BASE, "Basic c2ltdWxhdGVkOmZlZWQwMDAwMDAwMDAwMDAwMDAw".to_owned()),
            _ => (spherepay::BASE, format!("Bearer {}", spherepay::KEY)),
        };
        self.send_as(&key, method, &format!("{base}{path}"), body)
    }

    fn send_as(&self, key: &str, method: Method, url: &str, body: &Value) -> (u16, Value) {
        let headers = vec![("Authorization".to_owned(), key.to_owned())];
        let request = HttpRequest { method, url: url.to_owned(), headers, body: Some(body.to_string()) };
        let tag = Tag { person: None, unit: self.world.word().to_string(), data: String::new() };
        let response = match self.provider.name {
            "grid" => grid::respond(&self.provider, &self.world, &request, &tag),
            _ => spherepay::respond(&self.provider, &self.world, &request, &tag),
        };
        (response.status, serde_json::from_str(&response.body).unwrap_or_default())
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
    let url = format!("{}/v2/customer/kyc-link", spherepay::BASE);
    assert_eq!(Account::new("spherepay", false).send_as("Bearer x", Method::Post, &url, &person()).0, 403);
    let url = format!("{}/customers", grid::BASE);
    assert_eq!(Account::new("grid", false).send_as("Basic x", Method::Post, &url, &grid_person("a")).0, 401);
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
