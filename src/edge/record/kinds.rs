//! Every kind of record: what it holds, how long the store keeps it, and what it means if it is absent or cannot be
//! opened. Reading and writing follow from here, and so do the tables in docs/protocol.md and docs/running.md.

use super::content::{Content, StoredField, content};
use super::lifetime::{self, Lifetime};
use crate::client::contact::Channel;
use crate::client::customer::capability::Capability;
use crate::client::customer::{CustomerType, Status};
use crate::edge::customer::CustomerRef;
use crate::edge::customer::agreement::Document;
use crate::edge::customer::next_step::NextStep;
use crate::edge::customer::requirement::OpenRequirement;
use crate::value::untrusted::UntrustedValue;

/// How to treat a record that none of the secrets can open.
///
/// ```
/// use kyclink::edge::{IfUnreadable, RECORDS};
/// let fails = |name: &str| RECORDS.iter().any(|kind| kind.name == name && kind.if_unreadable == IfUnreadable::Fail);
/// assert!(fails("key") && !fails("status"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IfUnreadable {
    /// The request fails: the record protects a customer, and its owner cannot be read.
    Fail,
    /// The record counts as absent: its content can be learned again.
    TreatAsAbsent,
    /// Nothing is read: that the record exists is all that it says.
    OnlyExists,
}

/// Whose records are of a kind. Tenants share a store, and may know each other's customers, references and addresses:
/// loading and writing add the scope to each name. What protects a customer is the account's, whatever a handler asks of
/// it; what says how far a customer is, or leads to a link, is about the settings under which it was learned.
#[derive(Clone, Copy)]
pub(super) enum Scope {
    /// The records of one handler.
    Handler,
    /// The records of one handler under the same settings of all its providers.
    HandlerSettings,
    /// The records that all handlers of an account at a provider share. Their names go on with the provider.
    Tenant,
    /// The records that those handlers of an account share that have the same settings of the provider.
    TenantSettings,
}

/// A kind of record, as the handler loads and writes it.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(super) scope: Scope,
    pub(super) if_unreadable: IfUnreadable,
}

/// A kind of record, as the documentation describes it.
///
/// ```
/// use kyclink::edge::{RECORDS, RecordKind};
/// let find = |name: &str| RECORDS.iter().find(|kind| kind.name == name);
/// let claim: &RecordKind = find("claim").expect("a kind of the table");
/// assert_eq!(claim.about, "Which onboarding a customer belongs to.");
/// assert_eq!(claim.fields, ["owner", "is_guest", "is_notified", "released_at"]);
/// ```
pub struct RecordKind {
    /// The first part of the record's name.
    pub name: &'static str,
    /// The other parts of its name. The store has a hash of the whole name.
    pub named_by: &'static [&'static str],
    /// What it holds.
    pub about: &'static str,
    /// The names of its fields.
    pub fields: &'static [&'static str],
    /// How long it is kept, and when.
    pub kept: &'static [(Lifetime, &'static str)],
    /// What it means that there is none.
    pub absent: &'static str,
    /// What it means that none of the secrets can open it.
    pub if_unreadable: IfUnreadable,
    /// What it holds of a person, sealed; empty if it holds nothing.
    pub of_person: &'static str,
}

/// Returns the parts of a name after the kind.
macro_rules! named_by {
    (Handler, $($part:literal),+) => { &["handler", $($part),+] };
    (HandlerSettings, $($part:literal),+) => { &["handler", "settings", $($part),+] };
    (Tenant, $($part:literal),+) => { &["tenant", "provider", $($part),+] };
    (TenantSettings, $($part:literal),+) => { &["tenant", "settings", "provider", $($part),+] };
}

/// Declares the kinds of records, with the scope and the parts of their names.
macro_rules! records {
    ($(
        $(#[doc = $doc:literal])+
        $kind:ident($name:literal, $scope:ident, $($part:literal),+): $content:ident {
            kept: [$($kept:expr => $when:literal),+],
            absent: $absent:literal,
            unreadable: $if_unreadable:ident,
            of_person: $of_person:literal,
        }
    )+) => {
        $(
            $(#[doc = $doc])+
            pub(crate) static $kind: Kind =
                Kind { name: $name, scope: Scope::$scope, if_unreadable: IfUnreadable::$if_unreadable };
        )+

        /// Every kind of record that the handler writes to the store.
        ///
        /// ```
        /// use kyclink::edge::RECORDS;
        /// assert!(RECORDS.iter().all(|kind| !kind.kept.is_empty()));
        /// ```
        pub static RECORDS: &[RecordKind] = &[$(RecordKind {
            name: $name,
            named_by: named_by!($scope, $($part),+),
            about: concat!($($doc),+).trim_ascii(),
            fields: <$content as Content>::FIELDS,
            kept: &[$(($kept, $when)),+],
            absent: $absent,
            if_unreadable: IfUnreadable::$if_unreadable,
            of_person: $of_person,
        }),+];
    };
}

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
        /// The outcome from which the page got its response; `None` where it got none yet.
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
    Holder<'a> {
        customer: &'a str,
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
        /// Whether the provider was able to read the customer.
        is_read: bool,
        /// The contacts that the provider wants confirmed.
        unconfirmed: Vec<Channel>,
        /// Whether the provider wants its terms accepted.
        has_open_terms: bool,
        /// The provider's reasons, in words that it allows the person to see.
        reasons: Vec<String>,
        /// What is still missing.
        requirements: Vec<OpenRequirement>,
        /// Which product is open.
        capabilities: Vec<Capability>,
        /// Whether the provider knows more: what an approved customer still needs.
        is_partial: bool,
        /// When the status was learned.
        at: i64,
        /// The time of the latest event that the status reflects.
        event_at: i64,
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

impl<'a> StoredField<'a> for Session<'a> {
    fn read(stored: &'a UntrustedValue<'a>) -> Option<Self> {
        Content::read(stored)
    }
}

records! {
    /// An onboarding with an idempotency key: whose it is, and from where the next request resumes it.
    KEY("key", HandlerSettings, "reference", "key"): KeyContent {
        kept: [lifetime::KEY => "from the first use of the key"],
        absent: "the key is new",
        unreadable: Fail,
        of_person: "a keyed hash of the applicant, the `reference`, the id of the customer, the link",
    }
    /// The attempt that is working on an onboarding.
    ATTEMPT("attempt", HandlerSettings, "reference", "key", "attempt"): Lock {
        kept: [lifetime::LOCK => ""],
        absent: "the attempt has ended or died",
        unreadable: OnlyExists,
        of_person: "",
    }
    /// A create whose outcome is unknown, and on which the provider may still act.
    COOLDOWN("cooldown", HandlerSettings, "reference", "key", "time"): Lock {
        kept: [lifetime::COOLDOWN => ""],
        absent: "the provider has acted on it, or never will",
        unreadable: OnlyExists,
        of_person: "",
    }
    /// Which onboarding a customer belongs to.
    CLAIM("claim", Tenant, "customer"): ClaimContent {
        kept: [lifetime::CLAIM => "", lifetime::RELEASE => "after a release"],
        absent: "the customer can be claimed",
        unreadable: Fail,
        of_person: "the `reference`",
    }
    /// An operator has released the customer, so that the provider's own `reference` of it does not count any more.
    RELEASED("released", Tenant, "customer"): Lock {
        kept: [lifetime::RELEASED => ""],
        absent: "the provider's `reference` counts",
        unreadable: OnlyExists,
        of_person: "",
    }
    /// The customer of a `reference`. At a provider with one customer for each email address, it is the same under all
    /// settings.
    HOLDER("holder", Handler, "provider", "settings", "reference", "type"): Holder {
        kept: [lifetime::HOLDER => ""],
        absent: "an onboarding creates a customer; an address that is taken belongs to somebody else",
        unreadable: TreatAsAbsent,
        of_person: "the id of the customer",
    }
    /// The latest unfinished onboarding of a `reference`.
    LATEST_KEY("latestKey", HandlerSettings, "provider", "settings", "reference", "type"): LatestKey {
        kept: [lifetime::LATEST_KEY => "from the first use of the key"],
        absent: "the person begins an onboarding",
        unreadable: TreatAsAbsent,
        of_person: "a keyed hash of the applicant, the key",
    }
    /// Whether a session has ended, and which other device has it.
    SESSION("session", HandlerSettings, "session"): SessionState {
        kept: [lifetime::SESSION_STATE => "from the beginning of the onboarding"],
        absent: "the session goes on, in its own browser",
        unreadable: Fail,
        of_person: "",
    }
    /// A session that another device can take over, by a link.
    HANDOFF("handoff", HandlerSettings, "token"): Handoff {
        kept: [lifetime::HANDOFF => "", lifetime::RESUME => "if an operator made the link"],
        absent: "the link was used or has expired",
        unreadable: TreatAsAbsent,
        of_person: "the id and type of the customer, the `reference`, the country, the kind of browser",
    }
    /// The latest status of a customer.
    STATUS("status", TenantSettings, "customer"): StatusContent {
        kept: [lifetime::STATUS => ""],
        absent: "the provider is asked",
        unreadable: TreatAsAbsent,
        of_person: "the status, open contacts and terms, the provider's reasons, what is missing, which product is open",
    }
    /// A request for the status of a customer, or one that has just failed.
    STATUS_LOCK("asking", TenantSettings, "customer"): Lock {
        kept: [lifetime::STATUS_LOCK => "", lifetime::STATUS_FAILURE => "after a failure"],
        absent: "the provider may be asked",
        unreadable: OnlyExists,
        of_person: "",
    }
    /// The documents of the agreements that the configuration may ask for.
    AGREEMENTS("agreements", Handler, "provider"): Documents {
        kept: [lifetime::DOCUMENTS => ""],
        absent: "the provider is asked",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// An event of a webhook: whether it was handled.
    EVENT("event", HandlerSettings, "provider", "event"): EventState {
        kept: [
            lifetime::EVENT_LOCK => "while it is being handled",
            lifetime::EVENT => "afterwards",
            lifetime::UNDATED_EVENT => "if it says no time"
        ],
        absent: "the event is new",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// A request that sends a code to a customer.
    SENDING("sending", Tenant, "customer", "channel"): Lock {
        kept: [lifetime::LOCK => ""],
        absent: "a code may be sent",
        unreadable: OnlyExists,
        of_person: "",
    }
    /// To which contact a form has just sent a code.
    SENT_TO("sentTo", Tenant, "customer"): SentTo {
        kept: [lifetime::SENT_TO => ""],
        absent: "the page does not say that a code was sent",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many codes were sent to a customer.
    CODES_SENT("sent", Tenant, "customer"): Count {
        kept: [lifetime::HOUR => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many codes were sent to an address or number in an hour.
    CODES_IN_HOUR("sentInHour", Tenant, "channel", "contact"): Count {
        kept: [lifetime::HOUR => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many codes were sent to an address or number in a day.
    CODES_IN_DAY("sentInDay", Tenant, "channel", "contact"): Count {
        kept: [lifetime::DAY => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many wrong codes a customer has tried.
    WRONG_CODES("tried", Tenant, "customer"): Count {
        kept: [lifetime::DAY => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many codes of a customer were lost on their way to the provider.
    LOST_CODES("lost", Tenant, "customer"): Count {
        kept: [lifetime::DAY => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many links were renewed for a customer.
    RENEWALS("renewed", Tenant, "customer"): Count {
        kept: [lifetime::HOUR => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many links to other devices were made for a customer.
    HANDOFFS("handedOver", Tenant, "customer"): Count {
        kept: [lifetime::HOUR => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many requests of a client, and of the networks around it, `limitBy` has admitted to a route. It is not sealed.
    RATE("rate", Handler, "route", "network"): Count {
        kept: [lifetime::WINDOW => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "a keyed hash of the network of the client, in its name",
    }
}
