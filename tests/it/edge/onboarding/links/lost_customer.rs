//! A customer that the provider no longer has: every request says so, and a new start leads on, for nobody else.

use serde_json::json;

use crate::edge::world::{MINUTE, OTHER_KEY, World, error, link};

/// What the provider makes of the second create.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Second {
    /// The address is free.
    Created,
    /// It returns the customer that it has for the address, although it does not find it by its id.
    Same,
    /// It refuses the address, and has its customer.
    Taken,
    /// It refuses the address, and does not find its customer.
    TakenByNone,
}

/// Who posts the address of the lost customer.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    /// The browser in which the onboarding began.
    Same,
    /// A device to which it was handed over.
    Device,
    /// The same browser, after its session was ended.
    Ended,
    /// The same browser, after an operator has released the customer to somebody else.
    Released,
    /// Another browser of the same person.
    OtherBrowser,
    /// A browser of somebody else.
    Stranger,
}

const SECONDS: [Second; 4] = [Second::Created, Second::Same, Second::Taken, Second::TakenByNone];
const PEOPLE: [Who; 6] = [Who::Same, Who::Device, Who::Ended, Who::Released, Who::OtherBrowser, Who::Stranger];

fn is_bridge(world: &World) -> bool {
    world.config["provider"] == "bridge"
}

/// Makes the provider lose the customer.
fn lose(world: &mut World) {
    for read in ["getCustomer", "createKycLink", "getKycLink", "sendEmailCode", "confirmEmail", "updateContact"] {
        world.always_fails(read, error("not_found"));
    }
    world.now += MINUTE;
}

#[test]
fn each_request_about_it_says_so() {
    for (world, customer) in World::of_each_provider() {
        let mut world = world.onboarded(customer);
        lose(&mut world);
        let body = world.get("status").send().body;
        assert_eq!((&body["status"], &body["nextAction"]), (&json!("unknown"), &json!("open_link")), "{customer}");
        let mut routes = vec![("links/renew", json!({}))];
        if world.config["provider"] == "grid" {
            routes.extend([
                ("contact/email", json!({})),
                ("contact/email", json!({ "value": "jane@example.org" })),
                ("contact/email/confirm", json!({ "code": "123456" })),
            ]);
        }
        for (route, body) in routes {
            let response = world.post(route).json(&body).send();
            assert_eq!(response.outcome(), (410, "customer_gone"), "{customer} {route} {body}");
            assert!(world.take_calls().contains(&"report".to_owned()), "the owner hears of it: {customer} {route}");
        }
    }
}

/// Makes the browser of the world that of this person.
fn become_person(world: &mut World, who: Who, customer: &str, is_member: bool) {
    match who {
        Who::Same => {}
        Who::Device => {
            let token = world.hand_over();
            assert_eq!(world.press(&token).status, 303);
        }
        Who::Ended => {
            let cookie = world.cookie.clone();
            assert_eq!(world.post("end").send().status, 204);
            world.cookie = cookie;
        }
        Who::Released => {
            let options = json!({ "customerId": customer, "to": "r-9" });
            assert_eq!(world.command("release", &options).status, 200);
        }
        Who::OtherBrowser => world.cookie = None,
        Who::Stranger => {
            world.cookie = None;
            if is_member {
                world.log_in("r-2");
            }
        }
    }
}

/// Returns whether a person gets the customer again that the provider has for the address.
fn has_right(who: Who, is_member: bool) -> bool {
    match who {
        Who::Same | Who::Device => true,
        // A reference proves who it is in any browser.
        Who::Ended | Who::OtherBrowser => is_member,
        Who::Released | Who::Stranger => false,
    }
}

#[test]
fn a_new_start_leads_on_and_takes_the_old_customer_only_along_with_its_rights() {
    for (world, customer) in World::of_each_provider() {
        let another = format!("{customer}2");
        for (is_member, second, who) in [false, true]
            .into_iter()
            .flat_map(|is_member| SECONDS.map(|second| PEOPLE.map(|who| (is_member, second, who))))
            .flatten()
        {
            let is_taken = matches!(second, Second::Taken | Second::TakenByNone);
            if is_taken && !is_bridge(&world) {
                continue;
            }
            let case = format!("{customer} {is_member} {second:?} {who:?}");
            let mut world = world.clone();
            if is_member {
                world.log_in("r-1");
            }
            world.hook("onCreated", json!(null));
            world.replies("onboard", link(customer));
            assert_eq!(world.post_jane().status, 201, "{case}");
            become_person(&mut world, who, customer, is_member);
            lose(&mut world);
            world.take_calls();
            match second {
                Second::Created => world.replies("onboard", link(&another)),
                Second::Same => world.replies("onboard", link(customer)),
                Second::Taken | Second::TakenByNone => world.fails("onboard", error("conflict")),
            }
            if second == Second::Taken {
                world.hook("getKycLink", json!({}));
            }
            let response = world.post_links(OTHER_KEY).from("jane@example.com");
            let is_given = match second {
                Second::Created => true,
                Second::Same | Second::Taken => has_right(who, is_member),
                Second::TakenByNone => false,
            };
            if is_given {
                let expected = if second == Second::Created { &another } else { customer };
                assert_eq!(response.body["kycUrl"], format!("https://kyc.example/{expected}"), "{case} {response:?}");
                let notified = usize::from(second == Second::Created);
                assert_eq!(world.called("onCreated"), notified, "the application knows the old customer: {case}");
                let url = world.post_links(OTHER_KEY).from("jane@example.com").body["kycUrl"].clone();
                assert_eq!(url, response.body["kycUrl"], "the key leads to the same: {case}");
            } else {
                assert!(response.status >= 409, "{case}: {response:?}");
                assert_eq!((response.cookie(), response.header("location")), (None, None), "{case}");
                assert!(!format!("{:?}", response.body).contains(customer), "{case}");
                assert!(!world.take_calls().contains(&"onCreated".to_owned()), "{case}");
            }
        }
    }
}
