//! Responses of the handler, as a browser gets them.

use kyclink::edge::{self, Content, Milestone, Problem, ShownIssues, View};
use kyclink::json::Json;
use serde_json::{Value, json};

use super::{World, parse};

/// The handler's response.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// The public code of a problem; empty where there is none.
    pub(crate) code: &'static str,
    /// The code of the error behind it; empty where there is none.
    pub(crate) failed: &'static str,
    /// Whether `onError` gets that error.
    pub(crate) is_reported: bool,
    /// That error, as `onError` gets it; null where there is none.
    pub(crate) failure: Value,
    /// The fields that the error behind it is about.
    pub(crate) issues: Vec<String>,
    /// Which of them a client sees.
    pub(crate) shown: Option<ShownIssues>,
    /// How many more codes may be tried.
    pub(crate) attempts_left: Option<i64>,
    pub(crate) body: Value,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) view: &'static str,
    /// The option that the owner should check.
    pub(crate) advice: Option<&'static str>,
    /// Whether the handler gave up for lack of time.
    pub(crate) is_late: bool,
    /// What the person has done.
    pub(crate) milestones: Vec<Milestone>,
}

impl Response {
    pub(crate) fn outcome(&self) -> (u16, &'static str) {
        (self.status, self.code)
    }

    /// Returns the value of a header, which must not be repeated.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        let value = values.next();
        assert_eq!(values.next(), None, "{name} is there twice");
        value
    }

    /// Returns the token of the link for another device that it has made.
    pub(crate) fn token(&self) -> String {
        self.body["url"].as_str().unwrap().split_once("?token=").unwrap().1.to_owned()
    }

    /// Returns the `name=value` of the cookie that it sets.
    pub(crate) fn cookie(&self) -> Option<String> {
        self.header("set-cookie").map(|cookie| cookie.split(';').next().unwrap().to_owned())
    }
}

impl World {
    /// What a browser gets.
    pub(super) fn receive(&mut self, response: edge::Response) -> Response {
        let edge::Response { status, headers, content, view, advice, is_late, milestones, agenda_place } = response;
        if let Some(place) = agenda_place {
            self.agenda_places[place.provider] = json!([place.slot, place.first, place.count]);
        }
        let problem = if let Content::Failed(problem) = &content { Some(problem) } else { None };
        let issues = problem.into_iter().flat_map(|problem| problem.error.issues());
        let issues = issues.map(|issue| issue.pointer()).collect();
        let shown = problem.map(|problem| problem.issues);
        let attempts_left = problem.and_then(|problem| problem.attempts_left);
        let is_reported = problem.is_some_and(Problem::is_reported);
        let failure = problem.map_or(Value::Null, |problem| parse(&problem.error.to_json()));
        let (body, code, failed) = match content {
            Content::Json(text) => (parse(&text), "", ""),
            Content::Refused(code) => (Value::Null, code, ""),
            Content::Failed(problem) => (Value::Null, problem.public_code().as_str(), problem.code.as_str()),
            Content::FromHook => (json!("the hook's own"), "", ""),
            Content::Empty => (Value::Null, "", ""),
        };
        // Nothing is wrong with the request, so everybody learns when to send it again.
        let says_when = headers.iter().any(|(name, _)| *name == "retry-after");
        assert!(code != "not_now" || says_when, "a refusal for now without a time");
        let view = view.map_or("", View::as_str);
        let response = Response {
            status,
            code,
            failed,
            is_reported,
            failure,
            issues,
            shown,
            attempts_left,
            body,
            headers,
            view,
            advice,
            is_late,
            milestones,
        };
        if let Some(cookie) = response.cookie() {
            self.cookie = Some(cookie);
        }
        response
    }
}
