//! The session of a person whom the application knows, in a browser or an app without a cookie of theirs.

use crate::edge::engine::run::{HandlerRun, OrSuspended};
use crate::edge::record::holder::{self, LatestCustomer};
use crate::edge::record::{Session, lifetime};

/// Begins a session for the customer of a reference: the login proves as much as the cookie that the latest post of the
/// form has set. It ends when that one would. `None` if there is no such customer.
pub(crate) fn session_of_member<'a>(run: &mut HandlerRun<'a>, reference: &'a str) -> OrSuspended<Option<Session<'a>>> {
    let Some(LatestCustomer { customer, customer_type, at }) = holder::latest_customer_of(run, reference)? else {
        return Ok(None);
    };
    if run.now() >= lifetime::SESSION.end(run, at) {
        return Ok(None);
    }
    let id = run.random_id()?;
    Ok(Some(Session {
        id,
        device: None,
        customer,
        reference: Some(reference),
        began_at: at,
        until: 0,
        country: None,
        customer_type,
        link: None,
    }))
}
