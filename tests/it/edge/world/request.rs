//! Requests to the handler.

use kyclink::edge::BodyKind;
use kyclink::{Object, UntrustedValue};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::edge::config::public_key_in_hex;

use super::event::event_of;
use super::response::Response;
use super::{Flight, KEY, ORIGIN, World, person, texts, untrusted};

/// The origin of the URLs of requests: behind a proxy it is not the one that browsers see.
const OWN_ORIGIN: &str = "http://inside.example";
/// A signature in the form of Grid: two numbers in DER.
const GRID_SIGNATURE: &str = "MAYCAQECAQE=";

/// An incoming request.
#[derive(Clone, Default)]
pub(crate) struct Request {
    method: String,
    /// The origin of its URL, where it is not [`OWN_ORIGIN`].
    own_origin: Option<String>,
    path: String,
    headers: Vec<(String, String)>,
    body: Body,
    /// The result of verifying the delivery.
    event: Option<Result<Value, Value>>,
}

#[derive(Clone, Default)]
enum Body {
    #[default]
    Empty,
    Json(Value),
    Form(Vec<(String, String)>),
    /// JSON of this size in bytes.
    OfSize(i64),
    /// A body that the host cannot read, for this reason.
    Refused(&'static str),
}

/// Builds a request.
pub(crate) struct Builder<'w> {
    world: &'w mut World,
    request: Request,
}

impl World {
    /// Starts a request with any method and path.
    pub(crate) fn request(&mut self, method: &str, path: &str) -> Builder<'_> {
        let request = Request { method: method.to_owned(), path: path.to_owned(), ..Request::default() };
        Builder { world: self, request }
    }

    /// Starts a GET from this browser.
    pub(crate) fn get(&mut self, route: &str) -> Builder<'_> {
        self.request("GET", &format!("/kyc/{route}")).with_own_cookie()
    }

    /// Returns the status that this browser sees.
    #[track_caller]
    pub(crate) fn status(&mut self) -> Value {
        let response = self.get("status").send();
        assert_eq!(response.status, 200, "{response:?}");
        response.body["status"].clone()
    }

    /// Starts a POST without a body from a page of a listed origin.
    pub(crate) fn post(&mut self, route: &str) -> Builder<'_> {
        self.request("POST", &format!("/kyc/{route}")).header("origin", ORIGIN).with_own_cookie()
    }

    /// Starts a POST to `links` with this idempotency key.
    pub(crate) fn post_links(&mut self, key: &str) -> Builder<'_> {
        self.post("links").header("idempotency-key", key)
    }

    /// Posts one person's data with one key.
    pub(crate) fn post_jane(&mut self) -> Response {
        self.posting_jane().send()
    }

    /// Starts what [`post_jane`](Self::post_jane) sends.
    pub(crate) fn posting_jane(&mut self) -> Builder<'_> {
        self.post_links(KEY).json(&person("jane@example.com"))
    }

    /// Posts Jane's data with one key, and loses the provider's response to the create.
    #[track_caller]
    pub(crate) fn lose_create(&mut self) {
        self.fails("onboard", super::error("outcome_unknown"));
        assert_eq!(self.post_jane().outcome(), (503, "outcome_unknown"));
    }

    /// Hands the session of this browser over to another device, and returns the token of the link.
    pub(crate) fn hand_over(&mut self) -> String {
        let response = self.post("handoff").send();
        assert_eq!(response.status, 201, "{response:?}");
        response.token()
    }

    /// Opens a link to another device in a browser without a cookie, which then is the browser of the world.
    pub(crate) fn press(&mut self, token: &str) -> Response {
        self.press_with(token, None)
    }

    /// Opens a link to another device in a browser with this cookie, which then is the browser of the world.
    pub(crate) fn press_with(&mut self, token: &str, cookie: Option<&str>) -> Response {
        self.post(&format!("handoff/open?token={token}")).maybe("cookie", cookie).send()
    }

    /// Visits a link to another device without opening it.
    pub(crate) fn visit(&mut self, method: &str, token: &str) -> Response {
        self.request(method, &format!("/kyc/handoff/open?token={token}")).send()
    }

    /// Delivers an event of the world's provider whose signature is valid.
    pub(crate) fn deliver(&mut self, event: &Value) -> Response {
        self.delivery().event(event).send()
    }

    /// Starts a delivery of the world's provider.
    pub(crate) fn delivery(&mut self) -> Builder<'_> {
        let provider = self.config["provider"].as_str().unwrap().to_owned();
        self.delivery_of(&provider)
    }

    /// Starts a delivery of this provider.
    pub(crate) fn delivery_of(&mut self, provider: &str) -> Builder<'_> {
        let (header, signature) = match provider {
            "grid" => ("x-grid-signature", GRID_SIGNATURE.to_owned()),
            "bridge" => ("x-webhook-signature", Self::signature_of_bridge(self.now)),
            _ => ("signature", "00".repeat(32)),
        };
        self.request("POST", &format!("/kyc/webhooks/{provider}")).header(header, &signature)
    }

    /// A signature as long as that of a key of 2048 bits.
    pub(crate) fn signature_of_bridge(signed_at: i64) -> String {
        format!("t={signed_at},v0={}==", "A".repeat(342))
    }

    pub(super) fn open_webhooks_of_bridge(&mut self) {
        let vectors = crate::client::webhook::read("vectors/webhook/bridge.json");
        self.config["connections"]["bridge"]["webhookPublicKey"] = vectors["keys"]["good"]["publicKey"].clone();
    }

    pub(crate) fn open_webhooks_of_grid(&mut self) {
        self.config["connections"]["grid"]["webhookPublicKey"] = json!(public_key_in_hex());
    }
}

impl Builder<'_> {
    /// Sets a header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.request.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the origin of the URL.
    pub(crate) fn at(mut self, own_origin: &str) -> Self {
        self.request.own_origin = Some(own_origin.to_owned());
        self
    }

    /// Sets a header, or leaves it out.
    pub(crate) fn maybe(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.header(name, value),
            None => self.without(name),
        }
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.request.headers.retain(|(known, _)| known != name);
        self
    }

    fn with_own_cookie(self) -> Self {
        let cookie = self.world.cookie.clone();
        self.maybe("cookie", cookie.as_deref())
    }

    pub(crate) fn json(mut self, body: &Value) -> Self {
        self.request.body = Body::Json(body.clone());
        self.header("content-type", "application/json")
    }

    /// Sets a form as the body.
    pub(crate) fn form(mut self, fields: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        self.request.body = Body::Form(fields.iter().map(own).collect());
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    /// Sets a person's data as a form.
    pub(crate) fn person_form(self, more: &[(&str, &str)]) -> Self {
        let mut fields = vec![
            ("type", "individual"),
            ("email", "jane@example.com"),
            ("phone", "+14155550123"),
            ("firstName", "Jane"),
            ("lastName", "Smith"),
            ("address.line1", "1 Main Street"),
            ("address.city", "Chicago"),
            ("address.state", "IL"),
            ("address.postalCode", "60606"),
            ("address.country", "USA"),
        ];
        fields.extend_from_slice(more);
        self.form(&fields)
    }

    pub(crate) fn of_size(mut self, bytes: i64) -> Self {
        self.request.body = Body::OfSize(bytes);
        self
    }

    pub(crate) fn unreadable(mut self, why: &'static str) -> Self {
        self.request.body = Body::Refused(why);
        self
    }

    pub(crate) fn event(mut self, event: &Value) -> Self {
        self.request.event = Some(Ok(event.clone()));
        self
    }

    /// Makes the verification of the delivery fail with this code.
    pub(crate) fn unverified(mut self, code: &str) -> Self {
        self.request.event = Some(Err(json!({ "code": code })));
        self
    }

    /// Sends the data of the person with this e-mail address.
    pub(crate) fn from(self, email: &str) -> Response {
        self.json(&person(email)).send()
    }

    pub(crate) fn send(self) -> Response {
        self.world.send(self.request)
    }

    /// Sends the request until its next effect is `what`, which is not performed yet: if nothing is done with it, its
    /// process has died.
    pub(crate) fn until(self, what: &str) -> Flight {
        let mut flight = self.world.start(self.request);
        self.world.run_until(&mut flight, what);
        flight
    }

    /// Starts the request without finishing it, for tests of concurrent requests.
    pub(crate) fn start(self) -> Flight {
        self.world.start(self.request)
    }
}

impl Request {
    pub(crate) fn to_untrusted(&self, at: i64, ids: &[String]) -> UntrustedValue<'static> {
        let (path, token) = self.path.split_once("?token=").unwrap_or((&self.path, ""));
        let signatures = self.headers.iter().map(|(name, value)| json!([name, value])).collect::<Value>();
        let address = self.headers.iter().find(|(name, _)| name == "x-address");
        let fields: [(&str, UntrustedValue); 9] = [
            ("method", self.method.clone().into()),
            ("origin", self.own_origin.as_deref().unwrap_or(OWN_ORIGIN).to_owned().into()),
            ("path", path.to_owned().into()),
            ("token", token.to_owned().into()),
            ("headers", texts(&self.headers)),
            ("signatures", untrusted(&signatures)),
            ("ids", untrusted(&json!(ids))),
            ("address", address.map_or("192.0.2.1", |(_, value)| value).to_owned().into()),
            ("at", UntrustedValue::from_json(&at.to_string()).unwrap()),
        ];
        fields.into_iter().collect::<Object>().into()
    }

    /// Reads the body as the host does: at most `max_bytes`, without the named fields.
    pub(crate) fn read(&self, kind: BodyKind, max_bytes: i64, without: &[&str]) -> Value {
        let mut key = None;
        let mut content = match &self.body {
            Body::Refused(why) => return json!({ "refused": why }),
            Body::OfSize(bytes) if *bytes > max_bytes => return json!({ "refused": "payload_too_large" }),
            Body::OfSize(_) => json!({}),
            Body::Empty => json!(null),
            Body::Json(body) if kind == BodyKind::Json => body.clone(),
            Body::Form(fields) if kind == BodyKind::Form => {
                key = fields.iter().find(|(name, _)| name == "idempotencyKey").map(|(_, value)| value.clone());
                tree(fields)
            }
            _ => return json!({ "refused": "malformed" }),
        };
        if let Some(fields) = content.as_object_mut() {
            fields.retain(|name, _| !without.contains(&name.as_str()));
        }
        if kind == BodyKind::Bytes { json!({}) } else { json!({ "body": content, "key": key }) }
    }

    /// Returns the body as the host passes it on.
    pub(crate) fn content(&self) -> Value {
        match &self.body {
            Body::Json(body) => body.clone(),
            Body::Form(fields) => tree(fields),
            _ => Value::Null,
        }
    }

    /// Whether the event of the delivery, if it is one, says when it occurred.
    pub(crate) fn is_event_dated(&self) -> bool {
        let Some(Ok(event)) = &self.event else { return false };
        let at = event["occurredAt"].as_str().or(event["at"].as_str());
        at.is_some_and(|text| OffsetDateTime::parse(text, &Rfc3339).is_ok())
    }

    /// Returns whether the signature is valid, and the body.
    pub(crate) fn verify(&self) -> Result<Value, Value> {
        let provider = self.path.rsplit('/').next().unwrap();
        match self.event.as_ref().expect("a delivery says what verifying it comes to") {
            Ok(event) => Ok(json!({ "body": event_of(provider, event) })),
            Err(error) if error["code"] == "webhook_signature" => Ok(json!(false)),
            Err(error) if error["code"] == "webhook_malformed" => Ok(json!({ "body": null })),
            Err(error) => Err(error.clone()),
        }
    }
}

/// Turns dot paths into objects.
fn tree(fields: &[(String, String)]) -> Value {
    let mut root = json!({});
    for (path, value) in fields.iter().filter(|(name, _)| name != "idempotencyKey") {
        let node = path.split('.').fold(&mut root, |node, name| &mut node[name]);
        *node = json!(value);
    }
    root
}
