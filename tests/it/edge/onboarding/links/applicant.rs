//! How the applicant of a form is validated: with the handler's options, at every provider.

use serde_json::{Value, json};

use crate::edge::world::response::Response;
use crate::edge::world::{DAY, KEY, START, STATES, World, business, link, person};
use crate::integration::vectors::merged;

fn post(world: &mut World, customer: &str, applicant: &Value) -> Response {
    world.hook("onboard", link(customer));
    world.post_links(KEY).json(applicant).send()
}

/// A date of the form is compared with the time of the request.
#[test]
fn a_date_is_past_by_the_clock_of_the_request() {
    const YEAR: i64 = 365 * DAY;
    for (later, born, is_past) in [
        (0, "2020-01-01", true),
        (0, "2026-10-21", false),
        (YEAR, "2026-10-21", true),
        (-10 * YEAR, "2020-01-01", false),
    ] {
        let mut asked = 0;
        for (mut world, customer) in World::of_each_provider() {
            let applicant = merged(&person("jane@example.com"), &json!({ "birthDate": born }));
            world.now = START + later;
            let response = post(&mut world, customer, &applicant);
            if is_past {
                assert_eq!(response.status, 201, "{customer} {born}");
            } else {
                // Not every provider is sent the date.
                asked += usize::from(response.issues == ["/birthDate"]);
            }
        }
        assert!(is_past || asked >= 2, "{born}: {asked}");
    }
}

/// What the platform requires, which differs by provider and configuration.
#[test]
fn the_fields_that_the_platform_requires_of_a_person_must_be_given() {
    for (required, of_grid) in [
        // One name is enough.
        (None, &["/firstName"][..]),
        (Some(json!([])), &[]),
        (Some(json!(["lastName", "birthDate"])), &["/lastName", "/birthDate"]),
    ] {
        for (mut world, customer) in World::of_each_provider() {
            let is_grid = customer == "Customer:1";
            if let Some(required) = required.clone().filter(|_| is_grid) {
                world.config["connections"]["grid"]["personFields"] = required;
            }
            let applicant = merged(&person("jane@example.com"), &json!({ "firstName": " ", "lastName": " " }));
            let missing = if is_grid { of_grid } else { &[] };
            let response = post(&mut world, customer, &applicant);
            assert_eq!(response.issues, missing, "{customer} {required:?}");
            assert_eq!(response.status, if missing.is_empty() { 201 } else { 422 }, "{customer} {required:?}");
            // A business has a name of its own.
            let applicant = merged(&applicant, &business());
            assert_eq!(post(&mut world, customer, &applicant).issues, [""; 0], "{customer} {required:?}");
        }
    }
}

/// A number as it is dialled in the country of the address.
#[test]
fn a_number_without_a_prefix_is_that_of_the_configured_country() {
    for (mut world, customer) in World::of_each_provider() {
        let applicant = merged(&person("jane@example.com"), &json!({ "phone": "(415) 555-0123" }));
        let refused = post(&mut world.clone(), customer, &applicant);
        assert_eq!((refused.status, refused.issues), (422, vec!["/phone".to_owned()]), "{customer}");
        world.config["phoneCountry"] = json!("address");
        assert_eq!(post(&mut world, customer, &applicant).status, 201, "{customer}");
        let sent = &world.arguments("onboard")["body"];
        let number = sent.get("phone").or(sent.get("phoneNumber"));
        // Bridge gets no number.
        let expected = if customer == "link_1" { None } else { Some(&json!("+14155550123")) };
        assert_eq!(number, expected, "{customer}");
    }
}

#[test]
fn the_policy_of_the_handler_decides_what_is_refused() {
    // A word that is no code, and a code that the list of the country lacks.
    for (policy, of_word, of_code) in
        [(json!("postal"), 422, 201), (json!("strict"), 422, 422), (json!(null), 422, 201)]
    {
        for (state, status) in [("Nowhere", of_word), ("ZZ", of_code)] {
            let mut world = World::new();
            world.config["policy"] = policy.clone();
            let applicant = merged(&person("jane@example.com"), &json!({ "address": { "state": state } }));
            assert_eq!(post(&mut world, "customer_c1", &applicant).status, status, "{policy} {state}");
        }
    }
}

/// Otherwise a name would be refused in the USA and left out in Germany, and `Goa` looks like a code.
#[test]
fn the_name_of_a_state_becomes_its_code_in_each_country() {
    let in_full_width = [("ＵＳＡ", "Illinois", "IL"), (" \u{200b}deu\u{3000}", "Bayern", "BY")];
    for (country, name, code) in STATES.into_iter().chain(in_full_width) {
        for typed in [name, code] {
            let postal_code = match country {
                "USA" | "ＵＳＡ" => "60606",
                country if country.to_uppercase().contains("DEU") => "80331",
                _ => "403001",
            };
            let address = json!({ "country": country, "state": typed, "postalCode": postal_code });
            let applicant = merged(&person("jane@example.com"), &json!({ "address": address }));
            let mut world = World::new();
            assert_eq!(post(&mut world, "customer_c1", &applicant).status, 201, "{country} {typed}");
            assert_eq!(world.arguments("onboard")["body"]["address"]["state"], code, "{country} {typed}");
        }
    }
}
