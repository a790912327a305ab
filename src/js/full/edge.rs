//! The edge handler: its steps as the wrapper reads them (`pkg-template/lib/edge/effects.js`).

use crate::client::error::{Error, ErrorCode};
use crate::edge::{BodyKind, Content, Effect, Outcome, Response, ShownIssues, Step, View, check_config};
use crate::js::arguments::Arguments;
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
    let outcomes = outcomes(arguments)?;
    write_step(&crate::edge::step(arguments.get(0), arguments.get(1), &outcomes), out);
    Ok(())
}

/// `operate(config, command, outcomes)`: the same for the command of an operator
pub(super) fn operate(arguments: &Arguments, out: &mut Writer) -> Result<(), Error> {
    let outcomes = outcomes(arguments)?;
    write_step(&crate::edge::operate(arguments.get(0), arguments.get(1), &outcomes), out);
    Ok(())
}

fn outcomes<'a>(arguments: &Arguments<'a>) -> Result<Vec<Outcome<'a>>, Error> {
    let outcomes: Option<_> = arguments.get(2).list().unwrap_or_default().iter().map(Outcome::read).collect();
    outcomes.ok_or_else(|| Error::new(ErrorCode::Internal))
}

fn write_step(step: &Step, out: &mut Writer) {
    out.object(|fields| match step {
        Step::Do(effect) => write_effect(effect, fields),
        Step::Respond(response) => write_response(response, fields),
    });
}

fn write_effect(effect: &Effect, fields: &mut Fields) {
    fields.text("effect", effect.name());
    if effect.is_reported_at_once() {
        fields.field("reports", &true);
    }
    let mut write = |arguments: &[&dyn Json]| {
        fields.member("with").items(arguments.iter(), |argument, out| argument.write(out));
    };
    match effect {
        Effect::ReadBody { kind, max_bytes, max_ms, without } => {
            let kind = match kind {
                BodyKind::Json => "json",
                BodyKind::Form => "form",
                BodyKind::Bytes => "bytes",
            };
            write(&[&kind, max_bytes, max_ms, without]);
        }
        Effect::MakeRandomId => write(&[]),
        Effect::DrawQrCode { text } => write(&[text]),
        Effect::ComputeMacs { purpose, value } => write(&[purpose, value]),
        Effect::SealCookie { content } => write(&[&RawJson(content)]),
        Effect::OpenCookies { cookies } => write(&[cookies]),
        Effect::LoadRecord { name } => write(&[name]),
        Effect::SwapRecord { name, expected, value, lifetime_ms } => {
            write(&[name, expected, &value.as_deref().map(RawJson), lifetime_ms]);
        }
        // The wrapper has the applicant as it came.
        Effect::Validate { provider, state, .. } => write(&[provider, state]),
        Effect::FindStateCode { country, name } => write(&[country, name]),
        Effect::Onboard { provider, applicant, reference, redirect_uri, idempotency_key, max_ms } => {
            write(&[provider, applicant, &ServerFields { reference, redirect_uri }, max_ms, idempotency_key]);
        }
        Effect::FindCandidates { provider, applicant, reference, redirect_uri, sent_at_ms, answered_by_ms, max_ms } => {
            let own = ServerFields { reference, redirect_uri };
            write(&[provider, applicant, &own, sent_at_ms, answered_by_ms, max_ms]);
        }
        Effect::CallProvider { endpoint, input, max_ms, max_retries: None } => {
            write(&[&endpoint.service.name, &endpoint.name(), input, max_ms]);
        }
        Effect::CallProvider { endpoint, input, max_ms, max_retries } => {
            write(&[&endpoint.service.name, &endpoint.name(), input, max_ms, max_retries]);
        }
        Effect::Report { outcome } => write(&[outcome]),
        Effect::Authorize => write(&[]),
        Effect::LimitRate => write(&[]),
        Effect::ChooseProvider { applicant } => write(&[applicant]),
        Effect::NotifyCreated { provider, id_field, customer_id, reference } => {
            write(&[&Created { provider, id_field, customer_id, reference }]);
        }
        Effect::NotifyEvent => write(&[]),
        Effect::CheckSignature { provider, key_option } => write(&[provider, key_option]),
        Effect::VerifyWebhook { provider, key_option } => write(&[provider, key_option]),
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
    id_field: &'static str,
    customer_id: &'a String,
    reference: &'a String,
}

impl Json for Created<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("provider", self.provider);
            fields.field(self.id_field, self.customer_id);
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
    fields.field("isLate", &response.is_late);
    match &response.content {
        Content::Empty => {}
        Content::Json(body) => fields.member("body").raw(body),
        Content::Refused(code) => fields.text("code", code),
        Content::Failed(problem) => {
            fields.text("code", problem.public_code().as_str());
            fields.object("failed", |fields| {
                fields.text("code", problem.code.as_str());
                fields.optional("outcome", problem.outcome.as_ref());
                fields.field("isReported", &problem.is_reported());
                let ShownIssues { field, max, is_never_empty } = &problem.issues;
                fields.optional("field", field.as_ref());
                fields.field("max", max);
                fields.field("isNeverEmpty", is_never_empty);
            });
        }
        Content::FromHook => fields.field("ofHook", &UntrustedValue::Bool(true)),
    }
}
