//! The requests that an instance is handling, so that a step crosses the boundary with what is new. A request stays in
//! the instance in which it began. The wrapper has everything, too: after a trap, it sends all of it to another instance.

use std::rc::Rc;

use crate::edge::{Effect, Handling, Outcome, Response};
use crate::value::untrusted::UntrustedValue;

/// The requests and the configurations that an instance knows, by the numbers that the wrapper has given them. Requests
/// that the platform has ended stay until the wrapper drops the instance, which is when its memory is full.
#[derive(Default)]
pub(crate) struct KnownRequests {
    configs: Vec<(i64, Rc<UntrustedValue<'static>>)>,
    handled: Vec<(i64, Handling)>,
}

/// Begins a request or a command.
pub(crate) type Begin = fn(Rc<UntrustedValue<'static>>, UntrustedValue<'static>) -> Handling;

/// What the wrapper sends with a step.
pub(crate) struct Sent<'s, 'a> {
    pub(crate) number: i64,
    /// The outcomes of each plan that the wrapper has carried out since the last step.
    pub(crate) plans: Vec<Vec<Outcome<'static>>>,
    pub(crate) config_number: Option<i64>,
    /// The configuration, if this instance may not know it.
    pub(crate) config: Option<&'s UntrustedValue<'a>>,
    /// What begins.
    pub(crate) request: Option<&'s UntrustedValue<'a>>,
}

impl KnownRequests {
    pub(crate) const fn new() -> Self {
        Self { configs: vec![], handled: vec![] }
    }

    /// Takes the steps for what was sent, and shows the next effects and the response after them. Returns `None` if this
    /// instance does not know the request, or its configuration.
    pub(crate) fn proceed(
        &mut self,
        sent: Sent,
        begin: Begin,
        show: impl FnOnce(&[Effect], Option<&Response>),
    ) -> Option<()> {
        let known = self.handled.iter().position(|(known, _)| *known == sent.number);
        let known = known.map(|at| self.handled.swap_remove(at).1);
        let (mut handling, mut response) = match sent.request {
            None => (known?, None),
            Some(request) => {
                let mut handling = begin(self.config(&sent)?, request.to_static());
                let response = handling.proceed(vec![]);
                (handling, response)
            }
        };
        for ended in sent.plans {
            response = handling.proceed(ended);
        }
        show(handling.effects(), response.as_ref());
        // A response ends the request. If a write before it fails, the wrapper sends everything again.
        if response.is_none() {
            self.handled.push((sent.number, handling));
        }
        Some(())
    }

    /// Returns the configuration of a request that begins.
    fn config(&mut self, sent: &Sent) -> Option<Rc<UntrustedValue<'static>>> {
        let number = sent.config_number?;
        if let Some((_, known)) = self.configs.iter().find(|(known, _)| *known == number) {
            return Some(known.clone());
        }
        let config = Rc::new(sent.config?.to_static());
        self.configs.push((number, config.clone()));
        Some(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::{Content, Value};
    use crate::provider::PROVIDERS;

    fn json(text: &str) -> UntrustedValue<'static> {
        UntrustedValue::from_json(text).unwrap().to_static()
    }

    /// A request for the status, with a cookie that has to be opened.
    fn request() -> UntrustedValue<'static> {
        let request = r#"{"method": "GET", "path": "/kyc/status", "headers": {"cookie": "C"}, "at": 1790000000000}"#;
        json(&request.replace('C', &format!("__Host-kyclink={}", "x".repeat(200))))
    }

    /// Takes a step, and returns how many effects it has and whether the request has ended.
    fn step(
        running: &mut KnownRequests,
        number: i64,
        config: Option<&UntrustedValue>,
        is_new: bool,
    ) -> Option<(usize, bool)> {
        let request = is_new.then(request);
        let sent = Sent { number, plans: vec![], config_number: Some(7), config, request: request.as_ref() };
        let mut shown = None;
        running.proceed(sent, Handling::of_request, |effects, response| {
            shown = Some((effects.len(), response.is_some()));
        })?;
        shown
    }

    fn config() -> UntrustedValue<'static> {
        let provider = PROVIDERS[0].name();
        json(&format!(
            r#"{{"basePath": "/kyc", "provider": "{provider}", "connections": {{"{provider}": {{}}}}, "timeout": 20000}}"#
        ))
    }

    #[test]
    fn an_instance_knows_what_it_has_begun_and_nothing_else() {
        let mut running = KnownRequests::new();
        assert_eq!(step(&mut running, 1, None, false), None, "it has not begun");
        assert_eq!(step(&mut running, 1, None, true), None, "the configuration is not known");
        let begun = step(&mut running, 1, Some(&config()), true).unwrap();
        assert_eq!(begun, (1, false), "its cookies have to be opened");
        assert_eq!(step(&mut running, 2, None, true), Some(begun), "the configuration is known now");
        assert_eq!(running.handled.len(), 2);
        for unknown in [0, 3] {
            assert_eq!(step(&mut running, unknown, None, false), None, "no other request stands in for it");
        }
    }

    #[test]
    fn a_response_ends_a_request() {
        let mut running = KnownRequests::new();
        let nothing = json(r#"{"method": "GET", "path": "/kyc/nothing", "headers": {}, "at": 1790000000000}"#);
        let config = config();
        let sent =
            Sent { number: 1, plans: vec![], config_number: Some(7), config: Some(&config), request: Some(&nothing) };
        assert!(running.proceed(sent, Handling::of_request, |_, response| assert!(response.is_some())).is_some());
        assert!(running.handled.is_empty());
    }

    /// The wrapper may send more than one plan at once: to an instance that does not know the request.
    #[test]
    fn what_the_wrapper_has_performed_leads_to_the_response() {
        let request = request();
        let opened = || vec![Outcome { at: 1_790_000_000_001, elapsed_ms: 1, result: Ok(Value::Opened(vec![])) }];
        let mut shown = vec![];
        let mut proceed = |running: &mut KnownRequests, request: Option<&UntrustedValue>, plans| {
            let config = config();
            let sent = Sent { number: 1, plans, config_number: Some(7), config: Some(&config), request };
            let known = running.proceed(sent, Handling::of_request, |effects, response| {
                let body = response.map(|response| match &response.content {
                    Content::Json(body) => body.clone(),
                    _ => String::new(),
                });
                shown.push((effects.len(), body));
            });
            (known.is_some(), running.handled.len())
        };
        let mut one_by_one = KnownRequests::new();
        assert_eq!(proceed(&mut one_by_one, Some(&request), vec![]), (true, 1));
        assert_eq!(proceed(&mut one_by_one, None, vec![opened()]), (true, 0));
        assert_eq!(proceed(&mut one_by_one, None, vec![]), (false, 0), "a response has ended it");
        assert_eq!(proceed(&mut KnownRequests::new(), Some(&request), vec![opened()]), (true, 0));
        let body = r#"{"status":"none","nextAction":"none"}"#.to_owned();
        assert_eq!(shown, [(1, None), (0, Some(body.clone())), (0, Some(body))]);
    }
}
