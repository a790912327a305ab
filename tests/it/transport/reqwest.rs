//! The transport over reqwest with a real server, from the table that the JavaScript client runs, too
//! (`module/kyclink/transport-responses.test.mjs`).

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kyclink::retry::Limits;
use kyclink::transport::Reqwest;
use kyclink::{Error, bridge, grid};
use serde_json::Value;
use tokio::net::TcpSocket;

use super::{WINDOW, person};
use crate::client::webhook::read;

/// A server that replies to every request as a case of the table says, and the requests that it got.
struct Server {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
    /// Says when a reply stays away from now on.
    silence: Arc<Mutex<Receiver<()>>>,
}

impl Server {
    fn start(table: &Value, reply: &Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (created, reply, requests) = (table["created"].to_string(), reply.clone(), Arc::new(Mutex::new(vec![])));
        let (seen, (silent, silence)) = (requests.clone(), channel());
        if !reply.is_null() {
            std::thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    let (created, reply, seen, silent) = (created.clone(), reply.clone(), seen.clone(), silent.clone());
                    std::thread::spawn(move || serve(stream, &created, &reply, &seen, &silent));
                }
            });
        }
        Self { url, requests, silence: Arc::new(Mutex::new(silence)) }
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// Time stands still until the server is silent, and passes at once then: no deadline comes before the request.
    fn run_until_silent<T>(&self, future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let silence = self.silence.clone();
        runtime.block_on(async {
            // The runtime skips no time while this task runs.
            let silent = tokio::task::spawn_blocking(move || {
                silence.lock().unwrap().recv_timeout(Duration::from_secs(60)).expect("the server gets a request");
            });
            let result = future.await;
            silent.await.unwrap();
            result
        })
    }
}

/// The client may go away at any time, so that writing may fail.
fn serve(
    mut stream: TcpStream,
    created: &str,
    reply: &Value,
    seen: &Mutex<Vec<String>>,
    silent: &Sender<()>,
) -> std::io::Result<()> {
    let stay_silent = |mut stream: TcpStream| {
        silent.send(()).map_err(std::io::Error::other)?;
        stream.read(&mut [0]).map(drop)
    };
    let request = read_request(&mut stream)?;
    seen.lock().unwrap().push(request);
    let is = |name: &str| reply[name] == true;
    if is("closes") {
        return Ok(());
    }
    if is("silent") {
        return stay_silent(stream);
    }
    let mut body = reply["prefix"].as_str().unwrap_or_default().to_owned();
    body.push_str(reply["body"].as_str().unwrap_or(created));
    let bytes = reply["bytes"].as_u64().map_or(body.len(), |bytes| usize::try_from(bytes).unwrap());
    body.push_str(&" ".repeat(bytes - body.len()));
    let mut head = format!("HTTP/1.1 {} X\r\nConnection: close\r\n", reply["status"]);
    for (name, value) in reply["headers"].as_object().into_iter().flatten() {
        head.push_str(&format!("{name}: {}\r\n", value.as_str().unwrap()));
    }
    if is("endless") || is("chunked") {
        stream.write_all(format!("{head}Transfer-Encoding: chunked\r\n\r\n").as_bytes())?;
        stream.write_all(format!("{:x}\r\n{body}\r\n", body.len()).as_bytes())?;
        let spaces = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
        while is("endless") {
            stream.write_all(spaces.as_bytes())?;
        }
        return stream.write_all(b"0\r\n\r\n");
    }
    let is_partial = is("breaks") || is("stalls");
    let length = body.len() + usize::from(is_partial);
    stream.write_all(format!("{head}Content-Length: {length}\r\n\r\n{body}").as_bytes())?;
    if is("stalls") { stay_silent(stream) } else { Ok(()) }
}

/// Reads the head of a request and its body, which has a length.
fn read_request(stream: &mut TcpStream) -> std::io::Result<String> {
    let (mut request, mut byte) = (String::new(), [0]);
    while !request.ends_with("\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        request.push(char::from(byte[0]));
    }
    let length =
        |line: &str| line.to_lowercase().strip_prefix("content-length: ").and_then(|length| length.parse().ok());
    let mut body = vec![0; request.lines().find_map(length).unwrap_or(0)];
    stream.read_exact(&mut body)?;
    Ok(request)
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        tokio::time::timeout(Duration::from_secs(60), future).await.expect("every call ends by itself")
    })
}

/// Without a time limit of its own: what ends a call here is the deadline.
fn transport() -> Reqwest {
    Reqwest::with_builder(reqwest::Client::builder().no_proxy()).unwrap()
}

fn client(base_url: &str) -> grid::Client {
    grid::Client::new(grid::Credentials::at(base_url, "id", "secret_of_ours")).unwrap()
}

#[test]
fn responses_mean_what_the_table_says() {
    let table = read("vectors/http/responses.json");
    for case in table["cases"].as_array().unwrap() {
        for operation in ["link", "create"] {
            let server = Server::start(&table, &case["reply"]);
            let name = format!("{}, {operation}", case["name"]);
            let sending = send(&server.url, operation, case["deadlineMs"].as_u64());
            let outcome = if case["deadlineMs"].is_u64() { server.run_until_silent(sending) } else { run(sending) };
            let code = outcome.as_ref().map_or_else(|error| error.code().as_str(), |()| "ok");
            assert_eq!(code, case[operation], "{name}");
            let retry_after = outcome.err().and_then(|error| error.retry_after());
            assert_eq!(retry_after, case["retryAfterMs"].as_u64().map(Duration::from_millis), "{name}");
            let requests = server.requests();
            assert_eq!(requests.len(), usize::from(!case["reply"].is_null()), "{name}: {requests:?}");
        }
    }
}

async fn send(url: &str, operation: &str, deadline_ms: Option<u64>) -> Result<(), Error> {
    let limits = Limits::new().max_retries(0);
    let limits = deadline_ms.map_or(limits, |ms| limits.deadline(Duration::from_millis(ms)));
    let client = client(url);
    if operation == "link" {
        let input = grid::CreateKycLink::new("Customer:1");
        return transport().call_within(&client.create_kyc_link(&input), limits).await.map(drop);
    }
    let input = grid::CreateCustomerIndividual::default().into();
    transport().call_within(&client.create_customer(&input), limits).await.map(drop)
}

/// A resolver that never replies, or always fails.
struct Resolver(bool);

impl reqwest::dns::Resolve for Resolver {
    fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
        if self.0 { Box::pin(std::future::pending()) } else { Box::pin(std::future::ready(Err("no such host".into()))) }
    }
}

/// What fails before there is a connection was not sent, also if it took too long: a create has made nothing.
#[test]
fn a_connection_that_is_never_made_has_sent_nothing() {
    // Held, but not listened at: a port that is free again may become another test's server.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = socket.local_addr().unwrap().port();
    for hangs in [true, false] {
        for host in ["localhost", "127.0.0.1"] {
            for operation in ["link", "create"] {
                let limit = Duration::from_millis(50);
                let builder = reqwest::Client::builder().no_proxy().connect_timeout(limit);
                let transport = Reqwest::with_builder(builder.dns_resolver(Arc::new(Resolver(hangs)))).unwrap();
                let client = client(&format!("http://{host}:{port}"));
                let limits = Limits::new().max_retries(0);
                let error = run(async {
                    if operation == "link" {
                        let input = grid::CreateKycLink::new("Customer:1");
                        return transport.call_within(&client.create_kyc_link(&input), limits).await.err();
                    }
                    let input = grid::CreateCustomerIndividual::default().into();
                    transport.call_within(&client.create_customer(&input), limits).await.err()
                });
                assert_eq!(error.unwrap().code().as_str(), "network", "{operation} at {host}, hangs: {hangs}");
            }
        }
    }
}

/// One deadline for all requests of a flow: the second gets what the first has left over.
#[test]
fn the_deadline_of_an_onboarding_ends_its_last_request() {
    let table = read("vectors/http/responses.json");
    let server = Server::start(&table, &serde_json::json!({ "status": 201, "stalls": true }));
    let applicant = grid::ApplicantIndividual::new("jane@example.com", "+14155550123").into();
    let client = client(&server.url);
    let limits = Limits::new().deadline(Duration::from_millis(300));
    let error = server.run_until_silent(transport().onboard_within(&client.onboard(&applicant), limits)).err().unwrap();
    assert_eq!(error.code().as_str(), "outcome_unknown");
    assert_eq!(server.requests().len(), 1);
}

/// The time of the runtime passes at once while nothing happens, so that the real limit is measured in no time.
#[test]
fn a_transport_waits_half_a_minute_for_a_response_unless_it_is_told_otherwise() {
    let silent = read("vectors/http/responses.json");
    for (transport, seconds) in
        [(Reqwest::new(), 30), (Reqwest::with_builder(reqwest::Client::builder().timeout(Duration::from_secs(7))), 7)]
    {
        let server = Server::start(&silent, &serde_json::json!({ "silent": true }));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let waited = runtime.block_on(async {
            let start = tokio::time::Instant::now();
            let client = client(&server.url);
            let call = client.create_kyc_link(&grid::CreateKycLink::new("Customer:1"));
            let error = transport.unwrap().call_within(&call, Limits::new().max_retries(0)).await.err().unwrap();
            assert_eq!(error.code().as_str(), "timeout");
            start.elapsed()
        });
        assert_eq!(waited.as_secs(), seconds);
    }
}

/// Without limits of the caller each way to send has the same two retries.
#[test]
fn each_way_to_send_retries_twice_by_default() {
    let table = read("vectors/http/responses.json");
    let busy = serde_json::json!({ "status": 503, "headers": { "retry-after": "0" } });
    for way in ["call", "onboard", "reconcile"] {
        let server = Server::start(&table, &busy);
        let bridge = bridge::Client::new(bridge::Credentials::at(&server.url, "secret_of_ours")).unwrap();
        let (client, transport) = (client(&server.url), transport());
        // With a key of its own, this create is repeated, too.
        let keyed = bridge::ApplicantIndividual::new("jane@example.com").into();
        let applicant = person();
        let error = run(async {
            match way {
                "call" => transport.call(&client.create_kyc_link(&grid::CreateKycLink::new("Customer:1"))).await.err(),
                "onboard" => transport.onboard(&bridge.onboard(&keyed)).await.err(),
                _ => transport.reconcile(&client.reconcile(&applicant, WINDOW)).await.err(),
            }
        });
        assert!(error.is_some(), "{way}");
        assert_eq!(server.requests().len(), 3, "{way}: {:?}", server.requests());
    }
}

/// A body that is too large takes nothing from the status and the headers before it.
#[test]
fn a_refusal_with_an_endless_body_says_how_long_to_wait() {
    let table = read("vectors/http/responses.json");
    let reply = serde_json::json!({ "status": 429, "headers": { "retry-after": "7" }, "endless": true });
    let server = Server::start(&table, &reply);
    let error = run(send(&server.url, "link", None)).unwrap_err();
    assert_eq!((error.code().as_str(), error.retry_after()), ("rate_limited", Some(Duration::from_secs(7))));
}

#[test]
fn settings_that_reqwest_refuses_are_a_mistake_of_the_configuration() {
    let error = Reqwest::with_builder(reqwest::Client::builder().user_agent("a\nb")).unwrap_err();
    assert_eq!(error.code().as_str(), "invalid_config");
    assert_eq!(error.hint(), Some("reqwest could not be set up: check its TLS features."));
}
