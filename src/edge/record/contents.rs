//! What each kind of record holds, in the order in which its fields are written.

use super::content::{RecordContent, StoredField, content, items, stored_fields};
use crate::client::contact::Channel;
use crate::client::customer::capability::Capability;
use crate::client::customer::{CustomerType, Status};
use crate::edge::customer::CustomerRef;
use crate::edge::customer::agreement::Document;
use crate::edge::customer::next_step::NextStep;
use crate::edge::customer::requirement::OpenRequirement;
use crate::value::untrusted::UntrustedValue;

content! {
    /// What is stored under an idempotency key: whose onboarding it is, and from where the next request resumes it. An
    /// unknown time is 0.
    KeyContent<'a> {
        /// The MAC of the applicant.
        applicant: &'a str,
        /// The onboarding that owns what is created under this key.
        owner: &'a str,
        /// The time of the key's first use.
        began_at: i64,
        /// The id of the attempt, which names its lock.
        attempt_id: &'a str,
        is_running: bool,
        /// When the create with an unknown outcome was sent, and when its attempt ended.
        sent_at: i64,
        ended_at: i64,
        /// The customer; empty where there is none yet.
        customer: &'a str,
        /// Whether the `onCreated` hook was called for the customer.
        is_notified: bool,
        /// The outcome from which the page got its response; `None` where it got none yet, or must not get it again.
        outcome: Option<NextStep<'a>>,
        /// The idempotency key of the create, for a provider that requires one: the same whenever the create is sent.
        create_key: &'a str,
        /// Where the create says that the person goes afterwards: it must say the same under the same key.
        redirect_uri: Option<&'a str>,
    }

    /// A lock: that it exists is all that it says.
    Lock {}

    /// Which onboarding a customer belongs to.
    #[derive(Clone, Copy)]
    ClaimContent<'a> {
        /// The onboarding that holds it: a reference, or a random id. Empty if it was released to no person.
        owner: &'a str,
        /// Whether the holder has no reference: `owner` is a random id then.
        is_guest: bool,
        /// Whether the `onCreated` hook was called for the customer.
        is_notified: bool,
        /// The id of the handler whose operator has released the customer; `None` if none has.
        released_at: Option<&'a str>,
    }

    /// The customer of a reference.
    #[derive(Clone, Copy)]
    Holder<'a> {
        customer: &'a str,
        /// When the latest onboarding led to it, or an operator released it.
        at: i64,
    }

    /// The idempotency key with which a person goes on.
    LatestKey<'a> {
        key: &'a str,
        /// The MAC of the applicant.
        applicant: &'a str,
        /// When the record of the key began.
        began_at: i64,
    }

    /// The onboarding of a browser: the content of its cookie, and of the record that hands it over to another device.
    #[derive(Clone, Copy)]
    Session<'a> {
        /// The id of the session, which a device shares with the browser in which it began.
        id: &'a str,
        /// The id of the device to which the onboarding was handed over. `None` in the browser in which it began.
        device: Option<&'a str>,
        customer: CustomerRef<'a>,
        /// The `reference` of the person to whom the onboarding belongs.
        reference: Option<&'a str>,
        /// When the onboarding began.
        began_at: i64,
        /// When this session ends.
        until: i64,
        /// The country of the applicant's address.
        country: Option<&'a str>,
        /// Whether it is about a person or a business.
        customer_type: Option<CustomerType>,
        /// The token of the link that has led to it, which opens nothing any more.
        link: Option<&'a str>,
    }

    /// What became of a session.
    SessionState<'a> {
        /// The device for which the newest link was made, until it opens the link; empty if there is none.
        offered: &'a str,
        /// The device that has the session beside the browser in which it began; empty if there is none.
        device: &'a str,
        has_ended: bool,
    }

    /// A session that another device can take over.
    Handoff<'a> {
        session: Session<'a>,
        /// The number that both devices show; 0 if an operator made the link.
        compare: i64,
        made_at: i64,
        /// The browser that made the link, if it is a known one.
        browser: Option<&'a str>,
    }

    /// The latest that is known about a customer. An unknown time is 0.
    #[derive(Default)]
    StatusContent {
        /// The status; `None` if it was never learned.
        status: Option<Status>,
        /// Whether it is a person or a business, if the provider has said it.
        customer_type: Option<CustomerType>,
        /// Whether the provider was able to read the customer, and has not lost it since.
        is_read: bool,
        /// Whether the provider has returned this status itself: events are not all that says it.
        is_confirmed: bool,
        /// When the provider first did not have a customer about whom it had decided; 0 where it has had it since.
        missed_at: i64,
        /// The contacts that the provider wants confirmed.
        unconfirmed: Vec<Channel>,
        /// Whether the provider wants its terms accepted.
        has_open_terms: bool,
        /// The provider's reasons, in words that it allows the person to see.
        reasons: Vec<String>,
        /// The provider's codes for the operator, which no browser is told.
        operator_reasons: Vec<String>,
        /// What is still missing.
        requirements: Vec<OpenRequirement>,
        /// Which product is open.
        capabilities: Vec<Capability>,
        /// Whether the provider knows more: what an approved customer still needs.
        is_partial: bool,
        /// When the status was learned.
        at: i64,
        /// The time of the latest event that the status reflects: the earliest possible one, and the latest, because some
        /// providers tell whole seconds.
        event_at: i64,
        event_until: i64,
        /// What the agenda of a handler knows of the customer; `None` without one.
        watch: Option<Watch>,
        /// The same of the other handlers over the account.
        others: Vec<Watch>,
    }

    /// What the agenda of a handler knows of a customer, beside its entries.
    #[derive(Clone, Default)]
    Watch {
        /// The id of the handler.
        handler: String,
        /// The reference of the onboarding; empty if it is not known.
        reference: String,
        /// When the schedule began that counts: entries of an earlier one are out of date.
        since: i64,
        /// The slot of the latest entry that counts.
        slot: i64,
        /// The status of which `onEvent` was told before this one, or this one; `None` if it is not known.
        told: Option<Status>,
        /// The id of the event that says this status; empty if none does.
        event: String,
        /// When the status was learned.
        changed_at: i64,
        /// When the provider first did not have the customer; 0 where it has had it since.
        missed_at: i64,
        /// Whether it was asked about in vain for so long that it is asked about no more.
        is_gone: bool,
        /// Whether the latest visit was in vain: only its entry among those of other such customers counts then.
        has_failed: bool,
        /// What the latest delivery has told that seemed older than the status, or the approval of a link whose customer's
        /// products are not known yet.
        heard: Option<Heard>,
    }

    /// Another status than the one that is known. `event` is empty where a response says it.
    #[derive(Clone)]
    Heard {
        status: Option<Status>,
        event: String,
        /// When it was heard.
        at: i64,
    }

    /// Customers whose provider is to be asked at the same time.
    Due<'a> {
        entries: Vec<DueCustomer<'a>>,
        /// How many steps of runs have worked on the tree of which this is the root.
        steps: i64,
        /// What they have left of the tree: the places of the roots.
        rest: Vec<String>,
    }

    /// An entry of the agenda.
    #[derive(Clone, Copy)]
    DueCustomer<'a> {
        customer: &'a str,
        /// When the schedule began to which it belongs.
        since: i64,
        /// The reference of the onboarding, if it is known.
        reference: Option<&'a str>,
    }

    /// A run that works on a tree.
    Working {
        /// Since when.
        at: i64,
    }

    /// How far the runs have come.
    #[derive(Default)]
    Refreshed {
        /// The first slot in which something may be due.
        next: i64,
        /// When the provider may be asked again.
        wait_until: i64,
        /// Whether a run has ended before it was done since the latest one that was done.
        is_careful: bool,
        /// Whether the latest run that met a tree with which another one had ended left it for its end.
        has_left: bool,
    }

    /// An event: whether it was handled, or still is.
    EventState {
        is_done: bool,
    }

    /// The contact to which a form has sent a code.
    SentTo {
        channel: Option<Channel>,
    }

    /// The documents of agreements.
    Documents<'a> {
        documents: Vec<Document<'a>>,
    }

    /// How often something has happened in a window of time.
    #[derive(Clone, Copy)]
    Count {
        count: i64,
        /// When the window ends.
        until: i64,
    }
}

stored_fields! {
    Session<'a>: |stored| RecordContent::read(stored);
    Option<Watch>: |stored| Some(RecordContent::read(stored));
    Vec<Watch>: |stored| Some(items(stored, RecordContent::read));
    Option<Heard>: |stored| Some(RecordContent::read(stored));
    Vec<DueCustomer<'a>>: |stored| Some(items(stored, RecordContent::read));
}
