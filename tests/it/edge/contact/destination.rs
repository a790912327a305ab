//! Codes are counted for the mailbox or the phone that they reach, however the contact is written.

use serde_json::json;

use crate::edge::world::World;

/// Contacts that reach one mailbox or phone. Those of different rows do not.
const SAME: [&[&str]; 22] = [
    &["victim@example.com", "Victim@Example.COM", "victim+1@example.com", "VICTIM+a.b+c@example.com"],
    // Nothing before the tag.
    &["+1@example.com", "+2@example.com", "+@Example.com"],
    // Only Gmail ignores dots.
    &["vic.tim@example.com", "vic.tim+1@example.com"],
    &["v.ictim@example.com"],
    &[
        "victim@gmail.com",
        "v.i.c.t.i.m@gmail.com",
        "Vic.Tim@GMail.com",
        "vic.tim+kyc.1@gmail.com",
        "victim@googlemail.com",
        "vic.tim+x@GoogleMail.com",
    ],
    &["victim@gmail.example", "victim+a@gmail.example"],
    &["vic.tim@gmail.example"],
    &["victim@mail.gmail.com"],
    // The trunk prefix is dialled within the country only.
    &["+4917612345678", "+49017612345678", "+490017612345678", "+49000017612345678", "+49 (0) 176 1234-5678"],
    &["+447700900123", "+4407700900123"],
    // The other prefixes, which only the length tells apart.
    &["+14155550123", "+114155550123", "+1014155550123"],
    &["+79161234567", "+789161234567"],
    &["+36201234567", "+3606201234567", "+360201234567"],
    // In Italy a 0 belongs to the number.
    &["+390612345678"],
    &["+39612345678"],
    // These begin with the digit of the prefix, and are as long as others.
    &["+3662123456"],
    &["+362123456"],
    &["+78001234567"],
    // Both lengths are those of numbers.
    &["+36621234567"],
    &["+3621234567"],
    &["+375821234567"],
    &["+37521234567"],
];

/// Returns whether a code is sent to a customer of its own with this contact.
fn is_sent(world: &mut World, customer: usize, contact: &str) -> bool {
    let (channel, send) = if contact.contains('@') { ("email", "sendEmailCode") } else { ("phone", "sendPhoneCode") };
    world.onboard_elsewhere(&format!("Customer:{customer}"));
    world.hook(
        "getCustomer",
        json!({ "type": "individual", "status": "incomplete", channel: contact, "channels": ["email", "phone"] }),
    );
    world.hook(send, json!({}));
    world.post(&format!("contact/{channel}")).send().status == 204
}

#[test]
fn all_spellings_of_a_contact_share_its_limit() {
    let mut world = World::of_grid();
    let mut customers = 0..;
    for spellings in SAME {
        let mut sent = 0;
        for spelling in spellings.iter().cycle().take(12) {
            sent += usize::from(is_sent(&mut world, customers.next().unwrap(), spelling));
        }
        assert_eq!(sent, 5, "{spellings:?}");
        for spelling in spellings {
            assert!(!is_sent(&mut world, customers.next().unwrap(), spelling), "{spelling}");
        }
    }
}
