//! One replay of a request, and what it hands out to be done.

use super::answer::{Answer, NOT_NOW};
use crate::customer::Customer;
use crate::draft::{Draft, Object};
use crate::error::{Error, ErrorCode};
use crate::http::{HttpRequest, HttpResponse};
use crate::json::{Json, Writer};
use crate::operation::{Operation, Output, build_request, parse_response};
use crate::provider::Provider;
use crate::{Connection, provider};

/// What to do next.
pub enum Step {
    /// Do this with these values: a list in JSON.
    Do(&'static str, String),
    /// Send this request of this operation.
    Send(&'static Operation, HttpRequest),
    /// Finished.
    Answer(Answer),
}

/// What a part of the way comes to; nothing where the run has stopped in it, for the step that it now has.
pub(super) type Way<T> = Option<T>;

/// One replay.
pub(super) struct Run<'a> {
    pub(super) config: &'a Draft<'a>,
    pub(super) request: &'a Draft<'a>,
    outcomes: std::slice::Iter<'a, Draft<'a>>,
    /// When the last thing happened, in milliseconds since 1970-01-01 UTC.
    pub(super) now: i64,
    /// Why it has stopped.
    pub(super) step: Option<Step>,
}

/// A record as it was found: nothing, or `raw`, as the store has it, and `value`.
pub(super) struct Kept<'a>(&'a Draft<'a>);

impl<'a> Kept<'a> {
    pub(super) fn raw(&self) -> &'a Draft<'a> {
        self.0.field("raw").unwrap_or(&Draft::Null)
    }

    pub(super) fn field(&self, name: &str) -> &'a Draft<'a> {
        self.0.field("value").and_then(|value| value.field(name)).unwrap_or(&Draft::Null)
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.field(name).text().filter(|text| !text.is_empty())
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.field(name).integer()
    }
}

impl<'a> Run<'a> {
    pub(super) fn new(config: &'a Draft<'a>, request: &'a Draft<'a>, outcomes: &'a [Draft<'a>]) -> Self {
        Self { config, request, outcomes: outcomes.iter(), now: number(request, "at").unwrap_or_default(), step: None }
    }

    /// A header of the request.
    pub(super) fn given(&self, name: &str) -> Option<&'a str> {
        self.request.field("headers")?.field(name)?.text()
    }

    /// Whether the configuration has a hook of that name.
    pub(super) fn has(&self, hook: &str) -> bool {
        self.config.field(hook).is_some_and(|hook| matches!(hook, Draft::Opaque))
    }

    fn next(&mut self) -> Option<Result<&'a Draft<'a>, Error>> {
        let outcome = self.outcomes.next()?;
        self.now = number(outcome, "at").unwrap_or_default();
        let Some(given) = outcome.field("error") else {
            return Some(Ok(outcome.field("value").unwrap_or(&Draft::Null)));
        };
        let code = ErrorCode::ALL.iter().find(|code| given.text_of("code") == Some(code.as_str()));
        let mut error = Error::new(code.copied().unwrap_or(ErrorCode::Internal));
        error.retry_after_ms = number(given, "retryAfterMs");
        Some(Err(error))
    }

    /// What came of something: `{ at, value }`, or `{ at, error }`.
    pub(super) fn ask(&mut self, effect: &'static str, with: &[&dyn Json]) -> Way<Result<&'a Draft<'a>, Error>> {
        let outcome = self.next();
        if outcome.is_none() {
            let mut out = Writer::default();
            out.items(with, |value, out| value.write(out));
            self.step = Some(Step::Do(effect, out.into()));
        }
        outcome
    }

    /// The same, of what only our own side can fail at.
    pub(super) fn get(&mut self, effect: &'static str, with: &[&dyn Json]) -> Way<&'a Draft<'a>> {
        match self.ask(effect, with)? {
            Ok(value) => Some(value),
            Err(_) => self.refuse_for(&NOT_NOW, 1),
        }
    }

    /// A text that only the shell can make.
    pub(super) fn get_text(&mut self, effect: &'static str, with: &[&dyn Json]) -> Way<&'a str> {
        Some(self.get(effect, with)?.text().unwrap_or_default())
    }

    /// The record of that name.
    pub(super) fn load(&mut self, name: &[&str]) -> Way<Kept<'a>> {
        self.get("load", &[&name]).map(Kept)
    }

    /// Puts `value` in the place of the record as it was found, and gives back how the store has it; nothing where the
    /// record is not that one any more.
    pub(super) fn swap(
        &mut self,
        name: &[&str],
        found: &Draft<'a>,
        value: &dyn Json,
        lasts_ms: i64,
    ) -> Way<Option<&'a Draft<'a>>> {
        Some(self.get("swap", &[&name, found, value, &lasts_ms])?.field("raw"))
    }

    /// Has a request sent.
    pub(super) fn send(
        &mut self,
        operation: &'static Operation,
        request: HttpRequest,
    ) -> Way<Result<HttpResponse<'a>, Error>> {
        let outcome = self.next();
        if outcome.is_none() {
            self.step = Some(Step::Send(operation, request));
        }
        Some(outcome?.and_then(HttpResponse::read))
    }

    /// Makes a call about a customer and reads its answer.
    pub(super) fn call(
        &mut self,
        to: &Party,
        verb: &str,
        customer: &str,
        mut input: Object,
    ) -> Way<Result<Output, Error>> {
        let Some(operation) = to.operation(verb) else { return Some(Err(Error::new(ErrorCode::NotSupported))) };
        let now = self.now;
        input.set("customerId", customer.to_owned().into());
        let input = Draft::from(input);
        let request = match build_request(operation, &input, &to.connection, now) {
            Ok(request) => request,
            Err(error) => return Some(Err(error)),
        };
        let answer = self.send(operation, request)?;
        Some(answer.and_then(|answer| parse_response(operation, &answer, Some(&input), &to.connection.reading(now))))
    }

    /// The customer as the provider has it, from that call.
    pub(super) fn customer(
        &mut self,
        to: &Party,
        verb: &str,
        id: &str,
        input: Object,
    ) -> Way<Result<Box<Customer>, Error>> {
        Some(match self.call(to, verb, id, input)? {
            Ok(Output::Customer(found)) => Ok(found),
            Ok(_) => Err(Error::new(ErrorCode::Internal)),
            Err(error) => Err(error),
        })
    }

    /// A provider's part of the configuration; nothing where it is not configured.
    pub(super) fn provider(&self, name: &str) -> Option<(&'static Provider, &'a Draft<'a>)> {
        Some((provider::provider(name)?, self.config.field("connections")?.field(name)?))
    }

    /// A provider, ready to be called.
    pub(super) fn party(&mut self, name: &str) -> Way<Box<Party>> {
        let party = match self.provider(name) {
            Some((provider, config)) => {
                Connection::open(provider, config).map(|connection| Party { provider, connection })
            }
            None => Err(Error::config("The handler has no such provider.")),
        };
        match party {
            Ok(party) => Some(Box::new(party)),
            Err(error) => self.fail(error),
        }
    }
}

/// A provider, and how it is reached.
pub(super) struct Party {
    pub(super) provider: &'static Provider,
    pub(super) connection: Connection,
}

impl Party {
    /// The operation of that verb.
    pub(super) fn operation(&self, verb: &str) -> Option<&'static Operation> {
        provider::operation(&[self.provider.name, ".", verb].concat())
    }
}

/// A text of an object; nothing where it is empty.
pub(super) fn text<'a>(object: &'a Draft<'a>, name: &str) -> Option<&'a str> {
    object.text_of(name)
}

pub(super) fn number(object: &Draft, name: &str) -> Option<i64> {
    object.field(name)?.integer()
}
