//! Errors as problem details (RFC 9457) that are safe to send to a browser.

use crate::client::error::Error;
use crate::client::error::code::ErrorCode;
use crate::rules::issue::{Fault, Issue, Params};
use crate::value::json::{Json, Writer};
use crate::value::serialize::serialize_by_json;

/// The problem details of an error, the same as `problem` of the npm package returns. They contain nothing of the
/// input, of the provider's response or of credentials.
///
/// With the feature `http`, an error becomes a response with them: `http::Response::<String>::from(&error)`.
///
/// ```
/// use kyclink::json::Json;
/// use kyclink::spherepay::{Client, CreateKycLink, Credentials};
/// let client = Client::new(Credentials::sandbox("secret_x"))?;
/// let error = client.create_kyc_link(&CreateKycLink::new("../admin")).request().expect_err("not an id");
/// let problem = error.problem();
/// assert_eq!((problem.status(), problem.code().as_str()), (422, "invalid_request"));
/// assert!(problem.to_json().contains(r#""pointer":"/customerId""#));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemDetails {
    code: ErrorCode,
    detail: String,
    errors: Vec<FieldProblem>,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FieldProblem {
    fault: Fault,
    pointer: String,
    detail: String,
}

impl Error {
    /// The error as problem details, for the response of a server.
    #[must_use]
    pub fn problem(&self) -> ProblemDetails {
        let errors = self.issues().iter().map(FieldProblem::from).collect();
        // What is wrong with a response, such as the host of its link, is for whoever calls the provider.
        let is_shown = self.code() != ErrorCode::UnexpectedResponse;
        let detail = if is_shown { self.message() } else { self.code().message().to_owned() };
        ProblemDetails { code: self.code(), detail, errors }
    }
}

impl ProblemDetails {
    /// The HTTP status of the response.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.code.http_status()
    }

    /// The code of the error.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.code
    }
}

impl From<&Issue> for FieldProblem {
    fn from(issue: &Issue) -> Self {
        Self { fault: issue.fault(), pointer: issue.pointer(), detail: issue.message() }
    }
}

impl Json for ProblemDetails {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.field("type", &["urn:kyclink:", self.code.as_str()].concat());
            fields.text("title", self.code.message());
            fields.field("status", &i64::from(self.status()));
            fields.text("code", self.code.as_str());
            fields.field("detail", &self.detail);
            if !self.errors.is_empty() {
                fields.field("errors", &self.errors);
            }
        });
    }
}

impl Json for FieldProblem {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("code", self.fault.code.as_str());
            fields.field("pointer", &self.pointer);
            if self.fault.params != Params::None {
                fields.object("params", |fields| self.fault.write_params(fields));
            }
            fields.field("detail", &self.detail);
        });
    }
}

serialize_by_json! { ProblemDetails }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::issue::IssueCode;

    #[test]
    fn problem_details_are_those_of_the_npm_package() {
        let faults = [IssueCode::Required.into(), Fault::too_long(3, 5)];
        let issues = faults.map(|Fault { code, params }| Issue::new(code, vec!["email".into()], params));
        let problem = Error::invalid(issues.into()).problem().to_json();
        assert_eq!(
            problem,
            r#"{"type":"urn:kyclink:invalid_request","title":"The input is not valid; nothing was sent.","status":422,"code":"invalid_request","detail":"The input is not valid; nothing was sent. Issues: required at /email, too_long at /email.","errors":[{"code":"required","pointer":"/email","detail":"Enter your email address."},{"code":"too_long","pointer":"/email","params":{"max":3,"actual":5},"detail":"Use at most 3 characters; this has 5."}]}"#
        );
        let hidden = Error::unexpected("The link's host is not one of allowHosts: other.example.").problem().to_json();
        assert!(!hidden.contains("allowHosts") && hidden.contains("is not what this operation promises."), "{hidden}");
        let other = Error::new(ErrorCode::Timeout).problem();
        let message = "The provider did not respond in time.";
        assert_eq!(
            serde_json::to_string(&other).unwrap(),
            format!(
                r#"{{"type":"urn:kyclink:timeout","title":"{message}","status":504,"code":"timeout","detail":"{message}"}}"#
            )
        );
    }
}
