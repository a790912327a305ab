//! Building, reading, onboarding: what the form module does without.

use wasm_bindgen::prelude::wasm_bindgen;

use super::unpack::Arguments;
use super::{answer, found, owner};
use crate::{Connection, Draft, Error, KycUrl, LinkRules, Object};

/// `buildRequest(operation, input, config, now)`
#[wasm_bindgen]
pub fn build_request(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(found(arguments.text(0)).and_then(|operation| {
        let connection = Connection::open(operation.provider, arguments.get(2))?;
        crate::build_request(operation, arguments.get(1), &connection, arguments.integer(3)?)
    }))
}

/// `parseResponse(operation, response, input, options)`
#[wasm_bindgen]
pub fn parse_response(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(found(arguments.text(0)).and_then(|operation| {
        let input = Some(arguments.get(2)).filter(|input| **input != Draft::Null);
        let rules = LinkRules::read(arguments.get(3).object().unwrap_or(&Object::new()))?;
        crate::parse_response(operation, &arguments.response(1)?, input, &rules)
    }))
}

/// The first thing a client does with its configuration: `checkConfig(provider, config)`
#[wasm_bindgen]
pub fn check_config(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(owner(arguments.text(0)).and_then(|provider| {
        Connection::open(provider, arguments.get(1)).map(|connection| connection.links.allow_loopback)
    }))
}

/// One step of `onboard(provider, applicant, config, answers, now)`
#[wasm_bindgen]
pub fn onboard(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(owner(arguments.text(0)).and_then(|provider| {
        let connection = Connection::open(provider, arguments.get(2))?;
        let answers = arguments.responses(3)?;
        crate::onboard::step(provider, arguments.get(1), &connection, &answers, arguments.integer(4)?)
    }))
}

/// `toInput(applicant, operation)`
#[wasm_bindgen]
pub fn to_input(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(found(arguments.text(1)).and_then(|operation| {
        crate::onboard::to_input(arguments.get(0), operation)
            .ok_or_else(|| Error::config("An applicant is an object, and this operation takes none."))
    }))
}

/// `assertSafeKycUrl(url, options)`
#[wasm_bindgen]
pub fn safe_kyc_url(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(
        LinkRules::read(arguments.get(1).object().unwrap_or(&Object::new()))
            .and_then(|rules| KycUrl::parse(arguments.text(0), &rules))
            .map(|url| url.as_str().to_owned()),
    )
}

/// What it means that an operation has no answer: `no_answer(operation, code, was_sent)`
#[wasm_bindgen]
pub fn no_answer(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(found(arguments.text(0)).and_then(|operation| {
        let was_sent = *arguments.get(2) == Draft::Bool(true);
        Ok(crate::no_answer(operation, arguments.error_code(1)?, was_sent))
    }))
}

/// `msUntilExpiry(link, now)`
#[wasm_bindgen]
pub fn ms_until_expiry(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(arguments.expiry(0).and_then(|expiry| Ok(crate::ms_until_expiry(expiry, arguments.integer(1)?))))
}

/// `isExpired(link, now, skewMs)`
#[wasm_bindgen]
pub fn is_expired(packed: &[u8]) -> String {
    let arguments = Arguments::unpack(packed);
    answer(
        arguments
            .expiry(0)
            .and_then(|expiry| Ok(crate::is_expired(expiry, arguments.integer(1)?, arguments.integer(2)?))),
    )
}
