//! Tenants over one store have no record in common, whatever each does about customers, references and addresses of the
//! other.

use std::collections::HashMap;

use crate::parts::Parts;

#[derive(Default)]
pub(super) struct Tenants(HashMap<Vec<String>, &'static str>);

impl Tenants {
    /// A handler of a tenant reads or writes a record.
    pub(super) fn touched(&mut self, world: &Parts, tenant: &'static str, name: &[String]) {
        let owner = match self.0.get(name) {
            Some(owner) => owner,
            None => self.0.entry(name.to_owned()).or_insert(tenant),
        };
        if *owner != tenant {
            let kind = name.first().map(String::as_str).unwrap_or_default();
            world.violated("tenants", format!("two tenants use the same record {kind}"));
        }
    }
}
