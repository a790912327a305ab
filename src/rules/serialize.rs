//! What validation returns, for serde.

use crate::rules::issue::Issue;
use crate::rules::operation::Verdict;
use crate::value::serialize::serialize_by_json;

serialize_by_json! { Issue Verdict<'_> }
