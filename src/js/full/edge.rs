//! The edge handler: its steps as the wrapper reads them (`pkg-template/lib/edge/effects.js`).

use crate::client::error::Error;
use crate::edge::{BodyKind, Content, Effect, Response, Step, View, check_config, public_code};
use crate::js::unpack::Arguments;
use crate::value::json::{Fields, Json, Writer};
use crate::value::untrusted::UntrustedValue;

/// `check_edge(config)`: the name of the first option that is wrong, or a list of advice for the owner
pub(super) fn check(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    match check_config(arguments.get(0)) {
        Ok(advice) => out.list(&advice),
        Err(option) => out.text(option),
    }
    Ok(())
}

/// `edge(config, request, outcomes)`: `{ effect, with }` with the effect's arguments, or the response
pub(super) fn step(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let outcomes = arguments.get(2).list().unwrap_or_default();
    let step = crate::edge::step(arguments.get(0), arguments.get(1), outcomes);
    out.object(|fields| match &step {
        Step::Do(effect) => write_effect(effect, fields),
        Step::Respond(response) => write_response(response, fields),
    });
    Ok(())
}

fn write_effect(effect: &Effect, fields: &mut Fields) {
    let mut write = |name: &str, arguments: &[&dyn Json]| {
        fields.text("effect", name);
        fields.member("with").items(arguments.iter(), |argument, out| argument.write(out));
    };
    match effect {
        Effect::ReadBody { kind, max_bytes, without } => {
            let kind = match kind {
                BodyKind::Json => "json",
                BodyKind::Form => "form",
                BodyKind::Bytes => "bytes",
            };
            write("body", &[&kind, max_bytes, without]);
        }
        Effect::MintId => write("mint", &[]),
        Effect::DrawCode { text } => write("draw", &[text]),
        Effect::ComputeMacs { purpose, value } => write("macs", &[purpose, value]),
        Effect::SealCookie { content } => write("seal", &[&RawJson(content)]),
        Effect::OpenCookies { cookies } => write("open", &[cookies]),
        Effect::LoadRecord { name, must_open } => write("load", &[name, must_open]),
        Effect::SwapRecord { name, expected, value, lifetime_ms } => {
            write("swap", &[name, expected, &value.as_deref().map(RawJson), lifetime_ms]);
        }
        Effect::Validate { provider, applicant } => write("validate", &[provider, applicant]),
        Effect::Onboard { provider, applicant, reference, redirect_uri } => {
            write("onboard", &[provider, applicant, &ServerFields { reference, redirect_uri }]);
        }
        Effect::FindCandidates { provider, applicant, reference, redirect_uri, sent_at_ms, answered_by_ms } => {
            let own = ServerFields { reference, redirect_uri };
            write("candidates", &[provider, applicant, &own, sent_at_ms, answered_by_ms]);
        }
        Effect::CallProvider { provider, verb, customer_id, fields, max_retries: None } => {
            write("call", &[provider, verb, customer_id, &RawJson(fields)]);
        }
        Effect::CallProvider { provider, verb, customer_id, fields, max_retries } => {
            write("call", &[provider, verb, customer_id, &RawJson(fields), max_retries]);
        }
        Effect::Report => write("report", &[]),
        Effect::Authorize => write("authorize", &[]),
        Effect::LimitRate => write("rateLimit", &[]),
        Effect::ChooseProvider { applicant } => write("provider", &[applicant]),
        Effect::NotifyCreated { provider, customer_id, reference } => {
            write("onCreated", &[&Created { provider, customer_id, reference }]);
        }
        Effect::NotifyEvent => write("onEvent", &[]),
        Effect::CheckSignature { provider, key_option } => write("signature", &[provider, key_option]),
        Effect::VerifyWebhook { provider, key_option } => write("verify", &[provider, key_option]),
    }
}

/// Text that is JSON already.
struct RawJson<'a>(&'a str);

impl Json for RawJson<'_> {
    fn write(&self, out: &mut Writer) {
        out.raw(self.0);
    }
}

/// The fields of an applicant that only the server may set.
struct ServerFields<'a> {
    reference: &'a String,
    redirect_uri: &'a Option<String>,
}

impl Json for ServerFields<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("reference", self.reference);
            fields.text("redirectUri", self.redirect_uri.as_deref().unwrap_or_default());
        });
    }
}

/// What the `onCreated` hook gets.
struct Created<'a> {
    provider: &'a str,
    customer_id: &'a String,
    reference: &'a String,
}

impl Json for Created<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("provider", self.provider);
            fields.field("customerId", self.customer_id);
            fields.field("reference", self.reference);
        });
    }
}

fn write_response(response: &Response, fields: &mut Fields) {
    fields.field("status", &usize::from(response.status));
    fields.object("headers", |fields| {
        response.headers.iter().for_each(|(name, value)| fields.text(name, value));
    });
    fields.text("view", response.view.map_or("", View::as_str));
    fields.text("advice", response.advice.unwrap_or_default());
    match &response.content {
        Content::Empty => {}
        Content::Json(body) => fields.member("body").raw(body),
        Content::Refused(code) => fields.text("code", code),
        Content::Failed(code) => {
            fields.text("code", public_code(*code).as_str());
            fields.text("failed", code.as_str());
        }
        Content::FromHook => fields.field("ofHook", &UntrustedValue::Bool(true)),
    }
}
