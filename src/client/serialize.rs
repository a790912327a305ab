//! What a client returns, for serde. The fields are those of the npm package's results.

use crate::client::customer::{Customer, Profile};
use crate::client::endpoint::Output;
use crate::client::error::Error;
use crate::client::link::page::{CustomerPage, KycLinkPage};
use crate::client::link::{KycLink, LinkProgress, TosLink};
use crate::client::onboarding::outcome::Onboarding;
use crate::client::presentation::Presentation;
use crate::client::webhook::Event;
use crate::value::serialize::serialize_by_json;

serialize_by_json! { KycLink LinkProgress TosLink Customer Profile CustomerPage KycLinkPage Output Onboarding Event<'_> Error Presentation }
