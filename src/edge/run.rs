//! One replay of a request, and what it hands out to be done.

use super::answer::{Answered, NOT_NOW, fail, refuse_for};
use crate::draft::{Draft, Object};
use crate::error::{Error, ErrorCode};
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::{Operation, Output, build_request, parse_response};
use crate::provider::Provider;
use crate::{Connection, provider};

/// What to do next.
pub enum Step<'a> {
    /// Do this with these values.
    Do(&'static str, Vec<Draft<'a>>),
    /// Send this request of this operation.
    Send(&'static Operation, HttpRequest),
    /// Finished.
    Answer(Answered),
}

/// What a part of the way comes to, unless the run stops in it.
pub(super) type Way<'a, T> = Result<T, Step<'a>>;

/// One replay.
pub(super) struct Run<'a> {
    pub(super) config: &'a Draft<'a>,
    pub(super) request: &'a Draft<'a>,
    outcomes: std::slice::Iter<'a, Draft<'a>>,
    /// When the last thing happened, in milliseconds since 1970-01-01 UTC.
    pub(super) now: i64,
}

/// A record as it was found.
pub(super) struct Kept<'a> {
    /// As the store has it; nothing where there is none.
    pub(super) raw: &'a Draft<'a>,
    pub(super) value: &'a Draft<'a>,
}

impl<'a> Run<'a> {
    pub(super) fn new(config: &'a Draft<'a>, request: &'a Draft<'a>, outcomes: &'a [Draft<'a>]) -> Self {
        Self { config, request, outcomes: outcomes.iter(), now: time(request) }
    }

    /// A header of the request.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.request.field("headers")?.field(name)?.text()
    }

    /// Whether the configuration has a hook of that name.
    pub(super) fn has(&self, hook: &str) -> bool {
        self.config.field(hook).is_some_and(|hook| matches!(hook, Draft::Opaque))
    }

    fn next(&mut self) -> Option<&'a Draft<'a>> {
        let outcome = self.outcomes.next()?;
        self.now = time(outcome);
        Some(outcome)
    }

    /// What came of something: `{ at, value }`, or `{ at, error }`.
    pub(super) fn ask(&mut self, effect: &'static str, with: Vec<Draft<'a>>) -> Way<'a, Result<&'a Draft<'a>, Error>> {
        match self.next() {
            Some(outcome) => Ok(value(outcome)),
            None => Err(Step::Do(effect, with)),
        }
    }

    /// The same, of what only our own side can fail at.
    pub(super) fn get(&mut self, effect: &'static str, with: Vec<Draft<'a>>) -> Way<'a, &'a Draft<'a>> {
        match self.ask(effect, with)? {
            Ok(value) => Ok(value),
            Err(_) => refuse_for(NOT_NOW, 1),
        }
    }

    /// The record of that name.
    pub(super) fn load(&mut self, name: &[&str]) -> Way<'a, Kept<'a>> {
        let found = self.get("load", vec![list(name)])?;
        let part = |part| found.field(part).unwrap_or(&Draft::Null);
        Ok(Kept { raw: part("raw"), value: part("value") })
    }

    /// Puts `value` in the place of the record as it was found, and gives back how the store has it; nothing where the
    /// record is not that one any more.
    pub(super) fn swap(
        &mut self,
        name: &[&str],
        found: &Draft<'a>,
        value: Draft<'a>,
        lasts_ms: i64,
    ) -> Way<'a, Option<&'a Draft<'a>>> {
        let lasts = super::answer::number(lasts_ms);
        Ok(self.get("swap", vec![list(name), found.clone(), value, lasts])?.field("raw"))
    }

    /// Has a request sent.
    pub(super) fn send(
        &mut self,
        operation: &'static Operation,
        request: HttpRequest,
    ) -> Way<'a, Result<HttpResponse<'a>, Error>> {
        match self.next() {
            Some(outcome) => Ok(value(outcome).and_then(HttpResponse::read)),
            None => Err(Step::Send(operation, request)),
        }
    }

    /// Makes a call and reads its answer.
    pub(super) fn call(
        &mut self,
        connection: &Connection,
        operation: &'static Operation,
        input: Object,
    ) -> Way<'a, Result<Output, Error>> {
        let (input, now) = (Draft::from(input), self.now);
        let request = match build_request(operation, &input, connection, now) {
            Ok(request) => request,
            Err(error) => return Ok(Err(error)),
        };
        let answer = self.send(operation, request)?;
        Ok(answer.and_then(|answer| parse_response(operation, &answer, Some(&input), &connection.reading(now))))
    }

    /// A provider and how it is reached; nothing where it is not configured.
    pub(super) fn provider(&self, name: &str) -> Option<(&'static Provider, &'a Draft<'a>)> {
        Some((provider::provider(name)?, self.config.field("connections")?.field(name)?))
    }

    /// The connection that belongs to it.
    pub(super) fn connect(&self, name: &str) -> Way<'a, (&'static Provider, Connection)> {
        let Some((provider, config)) = self.provider(name) else {
            return fail(Error::config("The handler has no such provider."));
        };
        match Connection::open(provider, config) {
            Ok(connection) => Ok((provider, connection)),
            Err(error) => fail(error),
        }
    }
}

fn value<'a>(outcome: &'a Draft<'a>) -> Result<&'a Draft<'a>, Error> {
    match outcome.field("error") {
        None => Ok(outcome.field("value").unwrap_or(&Draft::Null)),
        Some(given) => {
            let code = ErrorCode::ALL.iter().find(|code| given.text_of("code") == Some(code.as_str()));
            let mut error = Error::new(code.copied().unwrap_or(ErrorCode::Internal));
            error.retry_after_ms = given.field("retryAfterMs").and_then(Draft::integer);
            Err(error)
        }
    }
}

fn time(outcome: &Draft) -> i64 {
    outcome.field("at").and_then(Draft::integer).unwrap_or_default()
}

pub(super) fn list<'a>(texts: &[&str]) -> Draft<'a> {
    Draft::List(texts.iter().map(|text| Draft::from((*text).to_owned())).collect())
}
