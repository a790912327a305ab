//! Requests and commands that the handler is working on, effect by effect.

use std::rc::Rc;

use kyclink::UntrustedValue;
use kyclink::edge::{self, Effect, Handling, Outcome};
use serde_json::{Value, json};

use super::effect::name_of;
use super::provider::Talk;
use super::request::Request;
use super::response::Response;
use super::{World, untrusted};

/// A request that the handler is working on.
pub(crate) struct Flight {
    pub(super) request: Request,
    begin: Box<dyn Fn() -> Handling>,
    handling: Handling,
    /// The response after the effects of the plan, if there is one, and what they have ended with so far.
    response: Option<edge::Response>,
    ended: Vec<Outcome<'static>>,
    /// The effects so far, and their outcomes as a host in another language writes them.
    performed: Vec<(String, UntrustedValue<'static>)>,
    /// What the handler's clock shows.
    now: i64,
    pub(super) talk: Talk,
    /// How long its calls were made to take.
    pub(super) delayed_ms: i64,
    /// The response that the browser has got.
    received: Option<Response>,
}

/// Starts the same request or command again and again, and stops it after 0, 1, 2 … effects, until it needs no more.
/// Returns each number of effects, with the world and the request as they are then.
pub(crate) fn interrupted(
    world: &World,
    start: impl Fn(&mut World) -> Flight,
) -> impl Iterator<Item = (usize, World, Flight)> {
    let mut has_ended = false;
    (0..).map_while(move |effects| {
        let mut world = (!has_ended).then(|| world.clone())?;
        let mut flight = start(&mut world);
        has_ended = world.advance_by(&mut flight, effects).is_some();
        assert!(effects > 2 || !has_ended, "there is nothing to interrupt");
        Some((effects, world, flight))
    })
}

impl World {
    pub(crate) fn start(&mut self, request: Request) -> Flight {
        let mut given = request.to_untrusted(self.now, &self.ids());
        if let UntrustedValue::Object(given) = &mut given {
            given.set("agenda", untrusted(&self.agenda_places));
        }
        let config = self.config();
        Flight::new(request, move || Handling::of_request(config.clone(), given.clone()), self.now)
    }

    /// Starts a command of an operator with these options.
    pub(crate) fn start_command(&mut self, function: &str, options: &Value) -> Flight {
        let mut command = options.clone();
        (command["function"], command["at"]) = (json!(function), json!(self.now));
        command["ids"] = json!(self.ids());
        let (config, given) = (self.config(), untrusted(&command));
        Flight::new(Request::default(), move || Handling::of_command(config.clone(), given.clone()), self.now)
    }

    fn config(&self) -> Rc<UntrustedValue<'static>> {
        let mut config = untrusted(&self.config).object().unwrap().clone();
        for (name, _) in &self.hooks {
            config.set(name, UntrustedValue::Opaque);
        }
        Rc::new(config.into())
    }

    /// Returns the random ids of a request.
    fn ids(&mut self) -> Vec<String> {
        self.count += 4;
        (self.count - 3..=self.count).map(|count| format!("minted{count}")).collect()
    }

    pub(crate) fn command(&mut self, function: &str, options: &Value) -> Response {
        let mut flight = self.start_command(function, options);
        self.finish(&mut flight)
    }

    /// Performs this many effects of a request, or returns its response if it has fewer.
    pub(crate) fn advance_by(&mut self, flight: &mut Flight, effects: usize) -> Option<Response> {
        (0..effects).find_map(|_| self.advance(flight))
    }

    pub(crate) fn send(&mut self, request: Request) -> Response {
        let mut flight = self.start(request);
        self.finish(&mut flight)
    }

    /// Performs what is left of a request, and returns its response.
    pub(crate) fn finish(&mut self, flight: &mut Flight) -> Response {
        loop {
            if let Some(response) = flight.received.clone().or_else(|| self.advance(flight)) {
                flight.check_single_effects(response.status);
                return response;
            }
        }
    }

    /// Advances a request until its next effect is `what`, which is not performed yet.
    pub(crate) fn run_until(&mut self, flight: &mut Flight, what: &str) {
        while let Ok(effect) = flight.next() {
            if name_of(&effect) == what {
                return;
            }
            self.perform_next(flight, &effect);
        }
        panic!("it never got to {what}");
    }

    /// Performs a request, and returns the effects of each plan and the status.
    pub(crate) fn plans(&mut self, mut flight: Flight) -> (Vec<String>, u16) {
        let mut plans: Vec<Vec<String>> = vec![];
        loop {
            match flight.next() {
                Ok(effect) => {
                    if flight.ended.is_empty() {
                        plans.push(vec![]);
                    }
                    plans.last_mut().unwrap().push(name_of(&effect));
                    self.perform_next(&mut flight, &effect);
                }
                Err(response) => return (plans.iter().map(|plan| plan.join(", ")).collect(), response.status),
            }
        }
    }

    /// Performs the next effect of a request, or returns its response.
    fn advance(&mut self, flight: &mut Flight) -> Option<Response> {
        match flight.next() {
            Ok(effect) => {
                self.perform_next(flight, &effect);
                None
            }
            Err(response) => {
                flight.received = Some(self.receive(response));
                flight.received.clone()
            }
        }
    }

    fn perform_next(&mut self, flight: &mut Flight, effect: &Effect) {
        self.effects.push(name_of(effect));
        let outcome = self.outcome_of(flight, effect, flight.now);
        flight.end(outcome);
    }
}

impl Flight {
    pub(crate) fn new(request: Request, begin: impl Fn() -> Handling + 'static, now: i64) -> Self {
        let mut handling = begin();
        let response = handling.proceed(vec![]);
        Self {
            request,
            begin: Box::new(begin),
            handling,
            response,
            ended: vec![],
            performed: vec![],
            now,
            talk: Talk::default(),
            delayed_ms: 0,
            received: None,
        }
    }

    /// Whether the browser has got its response.
    pub(crate) fn has_ended(&self) -> bool {
        self.received.is_some()
    }

    /// Returns the effect to perform next, or the response. A plan ends early with what was not assumed.
    #[allow(clippy::result_large_err, reason = "a response is no error here")]
    pub(crate) fn next(&mut self) -> Result<Effect, edge::Response> {
        loop {
            if self.ended.iter().all(Outcome::is_as_assumed) {
                if let Some(effect) = self.handling.effects().get(self.ended.len()) {
                    return Ok(effect.clone());
                }
                if let Some(response) = self.response.take() {
                    return Err(response);
                }
            }
            assert!(!self.ended.is_empty(), "the request does not go on");
            self.response = self.handling.proceed(std::mem::take(&mut self.ended));
            self.check_plan();
        }
    }

    /// Takes what the next effect has ended with.
    pub(crate) fn end(&mut self, outcome: UntrustedValue<'static>) {
        let ended = Outcome::read(&outcome).unwrap();
        self.performed.push((place_of(&self.handling.effects()[self.ended.len()]), outcome));
        self.now = ended.at;
        self.ended.push(ended);
    }

    /// Checks that a host that proceeds after each effect performs the same ones. Only records may be loaded in vain.
    fn check_single_effects(&self, status: u16) {
        let mut handling = (self.begin)();
        let (mut response, mut performed) = (handling.proceed(vec![]), self.performed.iter());
        let is_in_vain = |what: &str| what.starts_with("loadRecord");
        while let Some(effect) = handling.effects().first() {
            let next = place_of(effect);
            let (what, outcome) = performed.find(|(what, _)| *what == next || !is_in_vain(what)).unwrap();
            assert_eq!(*what, next, "ahead of its turn");
            response = handling.proceed(vec![Outcome::read(outcome).unwrap()]);
        }
        assert!(performed.all(|(what, _)| is_in_vain(what)), "after the response");
        assert_eq!(response.map(|response| response.status), Some(status));
    }

    fn check_plan(&self) {
        let effects = self.handling.effects();
        let loads = effects.iter().filter(|effect| matches!(effect, Effect::LoadRecord { .. })).count();
        assert!(loads == 0 || loads == effects.len() && self.response.is_none(), "on an unseen record");
        for effect in effects {
            if let Effect::SwapRecord { expected, .. } | Effect::CheckRecord { expected, .. } = effect {
                assert_ne!(expected.as_deref(), Some(""), "a sealed form that is not known yet");
            }
        }
    }
}

/// Names an effect, access to the store with the name of the record.
fn place_of(effect: &Effect) -> String {
    match effect {
        Effect::LoadRecord { name, .. } | Effect::CheckRecord { name, .. } | Effect::SwapRecord { name, .. } => {
            format!("{} {name:?}", effect.name())
        }
        _ => effect.name().to_owned(),
    }
}
