//! The table of countries whose addresses require a state or a postal code.

use anyhow::{Context, Result};
use kyclink::Country;
use kyclink::form::{address_fields, countries};
use kyclink::json::Json;
use serde_json::Value;

use super::table;

/// Renders the countries whose postal format requires each part.
pub(super) fn required() -> Result<String> {
    let mut rows = [("state", Vec::new()), ("postalCode", Vec::new())];
    for entry in countries() {
        let entry: Value = serde_json::from_str(&entry.to_json())?;
        let alpha2 = entry.get("alpha2").and_then(Value::as_str).context("a country has an alpha-2 code")?;
        let country = Country::parse(alpha2).ok().context("a listed country is one")?;
        for field in address_fields(country, None) {
            let field: Value = serde_json::from_str(&field.to_json())?;
            let name = field.get("field").and_then(Value::as_str);
            if let Some((_, found)) = rows.iter_mut().find(|(part, _)| Some(*part) == name)
                && field.get("required") == Some(&Value::Bool(true))
            {
                found.push(alpha2.to_owned());
            }
        }
    }
    let rows = rows.map(|(part, found)| [format!("`{part}`"), found.len().to_string(), found.join(" ")]);
    Ok(table(["required", "countries", "which"], rows))
}
