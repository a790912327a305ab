//! The edge handler: its steps as the wrapper reads them (`pkg-template/service/edge/engine/effects.ts`).

use std::cell::Cell;

use super::http::part;
use super::record_name::RecordName;
use super::write_error;
use crate::client::connection::Connection;
use crate::client::error::{Error, ErrorCode};
use crate::edge::known_requests::{Begin, KnownRequests, Sent};
use crate::edge::rate::client;
use crate::edge::rate::{Counter, Limit, Window};
use crate::edge::{Content, Effect, Handling, Outcome, Response, ShownIssues, View, check_config, settings_of};
use crate::js::arguments::Arguments;
use crate::js::calls::WasmCall;
use crate::value::json::{Fields, Json, Writer};
use crate::value::untrusted::UntrustedValue;

/// Runs a call of this file; `None` if it does not have the call.
pub(super) fn dispatch(call: WasmCall, arguments: &Arguments, out: &mut Writer) -> Option<Result<(), Error>> {
    let run: fn(&Arguments, &mut Writer) -> Result<(), Error> = match call {
        WasmCall::CheckEdge => check,
        WasmCall::Tenant => tenant,
        WasmCall::Edge => step,
        WasmCall::Operate => operate,
        WasmCall::ClientNetwork => client_network,
        WasmCall::Counters => counters,
        WasmCall::Count => count,
        _ => return None,
    };
    Some(run(arguments, out))
}

/// `check_edge(config)`: the name of the first option that is wrong, or a list of advice for the owner
fn check(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    match check_config(arguments.get(0)) {
        Ok(advice) => out.list(&advice),
        Err(option) => out.text(option),
    }
    Ok(())
}

/// `tenant(provider, config)`: `{ tenant, api, settings }`, what tells the account of a connection apart from others over the
/// same store, and what a status there depends on beside it. The first is a hash, because the account may be known by its
/// API key alone. The API is the base URL and the environment, which may have one base URL.
fn tenant(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let (provider, config) = (arguments.provider(0)?, arguments.get(1));
    let service = provider.service;
    let base_url = Connection::open_known(service, config)?.base_url;
    let account = config.text_of(service.account).unwrap_or_default();
    let tenant = RecordName(&[service.name.to_owned(), base_url.clone(), account.to_owned()]);
    out.object(|fields| {
        fields.field("tenant", &tenant);
        fields.text("api", &[&base_url, config.text_of("environment").unwrap_or_default()].join(" "));
        fields.text("settings", &settings_of(provider, config));
    });
    Ok(())
}

thread_local! {
    // A call takes them out and puts them back: a `RefCell` would bring the formatting of its panics along.
    static RUNNING: Cell<KnownRequests> = const { Cell::new(KnownRequests::new()) };
}

/// `edge(request_number, plans, config_number?, config?, request?)`: `{ do, then? }` with the next effects and the
/// response after them. `plans` has a list of outcomes for each plan that the wrapper has carried out since the last
/// call. The last three arguments begin a request, without a configuration that the instance knows. No value if it does
/// not know the request, or the configuration.
fn step(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    take_steps(arguments, out, Handling::of_request)
}

/// `operate(command_number, plans, config_number?, config?, command?)`: the same for the command of an operator
fn operate(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    take_steps(arguments, out, Handling::of_command)
}

/// `client_network(address)`: what is counted as one client
fn client_network(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    out.text(&client::network_of(arguments.text(0)));
    Ok(())
}

/// `counters(handler, route, key, is_address)`: the names of the counters of a client, without their MAC
fn counters(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let [handler, route, key] = [0, 1, 2].map(|at| arguments.text(at));
    out.list(&client::counters(handler, route, key, arguments.get(3).is_true()));
    Ok(())
}

/// `count(now, max, per_ms, counters, requests)`: `{ waits, counters }`. Each counter is `[stored, written]`: the record as JSON,
/// and how many requests of the group it counts already. Each request is a list of the positions of its counters.
fn count(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let [now, max, per_ms] = [0, 1, 2].map(|at| arguments.get(at).integer().unwrap_or_default());
    let counters: Vec<Counter> = items(arguments.get(3)).iter().map(counter).collect();
    let requests: Vec<Vec<usize>> = items(arguments.get(4)).iter().map(positions).collect();
    let (waits, counters) = Limit { now, max, per_ms }.decide(&counters, &requests);
    out.object(|fields| {
        fields.member("waits").list(&waits);
        fields.objects("counters", &counters, Window::write);
    });
    Ok(())
}

fn counter<'a>(given: &'a UntrustedValue<'a>) -> Counter<'a> {
    Counter { stored: part(given, 0), written: part(given, 1).integer().unwrap_or_default() }
}

fn positions(given: &UntrustedValue) -> Vec<usize> {
    items(given).iter().filter_map(|position| position.integer()?.try_into().ok()).collect()
}

fn items<'s, 'a>(given: &'s UntrustedValue<'a>) -> &'s [UntrustedValue<'a>] {
    given.list().unwrap_or_default()
}

fn take_steps(arguments: &Arguments, out: &mut Writer, begin: Begin) -> Result<(), Error> {
    let sent = Sent {
        number: arguments.integer(0)?,
        plans: plans(arguments.get(1)).ok_or_else(|| Error::new(ErrorCode::Internal))?,
        config_number: arguments.get(2).integer(),
        config: arguments.given(3),
        request: arguments.given(4),
    };
    let mut running = RUNNING.take();
    // No value says that the request, or its configuration, is not known.
    let _ = running.proceed(sent, begin, |effects, response| {
        out.object(|fields| {
            fields.objects("do", effects, write_effect);
            response.into_iter().for_each(|response| fields.object("then", |fields| write_response(response, fields)));
        });
    });
    RUNNING.set(running);
    Ok(())
}

/// Reads a list of outcomes for each plan.
fn plans(given: &UntrustedValue) -> Option<Vec<Vec<Outcome<'static>>>> {
    items(given).iter().map(|plan| items(plan).iter().map(Outcome::read).collect()).collect()
}

fn write_effect(effect: &Effect, fields: &mut Fields) {
    fields.text("effect", effect.name());
    fields.flag("reports", effect.is_reported_at_once());
    let mut write = |arguments: &[&dyn Json]| {
        fields.member("with").items(arguments.iter(), |argument, out| argument.write(out));
    };
    match effect {
        Effect::ReadBody { kind, max_bytes, max_ms, without } => {
            write(&[&kind.as_str(), max_bytes, max_ms, without]);
        }
        Effect::DrawQrCode { text } => write(&[text]),
        Effect::ComputeMacs { purpose, value } => write(&[purpose, value]),
        Effect::SealCookie { content } => write(&[content]),
        Effect::OpenCookies { cookies } => write(&[cookies]),
        Effect::LoadRecord { name } => write(&[&RecordName(name)]),
        Effect::CheckRecord { name, expected } => write(&[&RecordName(name), expected]),
        Effect::SwapRecord { name, expected, value, lifetime_ms } => {
            write(&[&RecordName(name), expected, value, lifetime_ms]);
        }
        Effect::FindStateCode { country, name } => write(&[country, name]),
        Effect::Request { endpoint, request, attempt, timeout_ms } => {
            write(&[&endpoint.name(), request, attempt, timeout_ms]);
        }
        Effect::Wait { ms } => write(&[ms]),
        Effect::Report { error } => write(&[&Packed(error)]),
        Effect::Authorize => write(&[]),
        Effect::RateLimit => write(&[]),
        Effect::Provider { applicant } => write(&[applicant]),
        Effect::OnCreated { provider, id_field, customer_id, reference, own } => {
            write(&[&Created { provider, id_field, customer_id, reference, own }]);
        }
        Effect::OnEvent { event } => write(&[&RawJson(event)]),
        Effect::VerifySignature { provider, check } => write(&[provider, check]),
    }
}

/// An error as the wrapper reads it.
struct Packed<'a>(&'a Error);

impl Json for Packed<'_> {
    fn write(&self, out: &mut Writer) {
        write_error(self.0, out);
    }
}

/// Text that is JSON already.
struct RawJson<'a>(&'a str);

impl Json for RawJson<'_> {
    fn write(&self, out: &mut Writer) {
        out.raw(self.0);
    }
}

/// What the `onCreated` hook gets.
struct Created<'a> {
    provider: &'a str,
    id_field: &'static str,
    customer_id: &'a String,
    reference: &'a String,
    own: &'a Option<UntrustedValue<'static>>,
}

impl Json for Created<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("provider", self.provider);
            fields.field(self.id_field, self.customer_id);
            fields.field("reference", self.reference);
            fields.optional("own", self.own.as_ref());
        });
    }
}

fn write_response(response: &Response, fields: &mut Fields) {
    fields.field("status", &usize::from(response.status));
    fields.object("headers", |fields| {
        response.headers.iter().for_each(|(name, value)| fields.text(name, value));
    });
    fields.text("view", response.view.map_or("", View::as_str));
    fields.optional("advice", response.advice.as_ref());
    fields.field("isLate", &response.is_late);
    fields.field("milestones", &response.milestones);
    fields.optional("agenda", response.agenda_place.as_ref());
    match &response.content {
        Content::Empty => {}
        Content::Json(body) => fields.member("body").raw(body),
        Content::Refused(code) => fields.text("code", code),
        Content::Failed(problem) => {
            fields.text("code", problem.public_code().as_str());
            fields.object("failed", |fields| {
                fields.field("error", &Packed(&problem.error));
                fields.field("isReported", &problem.is_reported());
                let ShownIssues { field, max, is_never_empty } = &problem.issues;
                fields.optional("field", field.as_ref());
                fields.field("max", max);
                fields.field("isNeverEmpty", is_never_empty);
                fields.optional("attemptsLeft", problem.attempts_left.as_ref());
            });
        }
        Content::FromHook => fields.field("ofHook", &UntrustedValue::Bool(true)),
    }
}
