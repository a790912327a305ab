//! Every kind of record: how long the store keeps it, and what it means if it is absent or cannot be opened. Reading and
//! writing follow from here and from contents.rs, and so do the tables in docs/protocol.md and docs/running.md.

use super::content::RecordContent;
use super::contents::*;
use super::lifetime::{self, Lifetime};

/// How to treat a record that none of the secrets can open.
#[doc(hidden)]
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
    /// The records of one handler at a provider under the same settings of that provider, where it asks the same API.
    /// Their names go on with the provider.
    HandlerAtProvider,
    /// The records that all handlers of an account at a provider share. Their names go on with the provider.
    Tenant,
    /// The records that those handlers of an account share that have the same settings of the provider, and ask the same
    /// API.
    TenantSettings,
}

/// A kind of record, as the handler loads and writes it.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(super) scope: Scope,
    pub(super) if_unreadable: IfUnreadable,
}

/// A kind of record, as the documentation describes it.
#[doc(hidden)]
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
    pub lifetimes: &'static [(Lifetime, &'static str)],
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
    (HandlerAtProvider $(, $part:literal)*) => { &["handler", "settings", "provider" $(, $part)*] };
    (Tenant, $($part:literal),+) => { &["tenant", "provider", $($part),+] };
    (TenantSettings $(, $part:literal)*) => { &["tenant", "settings", "provider" $(, $part)*] };
}

/// Declares the kinds of records, with the scope and the parts of their names.
macro_rules! records {
    ($(
        $(#[doc = $doc:literal])+
        $kind:ident($name:literal, $scope:ident $(, $part:literal)*): $content:ident {
            lifetimes: [$($lifetime:expr => $when:literal),+],
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
        #[doc(hidden)]
        pub static RECORDS: &[RecordKind] = &[$(RecordKind {
            name: $name,
            named_by: named_by!($scope $(, $part)*),
            about: concat!($($doc),+).trim_ascii(),
            fields: <$content as RecordContent>::FIELDS,
            lifetimes: &[$(($lifetime, $when)),+],
            absent: $absent,
            if_unreadable: IfUnreadable::$if_unreadable,
            of_person: $of_person,
        }),+];
    };
}

records! {
    /// An onboarding with an idempotency key: whose it is, and from where the next request resumes it.
    KEY("key", HandlerSettings, "reference", "key"): KeyContent {
        lifetimes: [lifetime::KEY => "from the first use of the key"],
        absent: "the key is new",
        unreadable: Fail,
        of_person: "a keyed hash of the applicant, the `reference`, the id of the customer, the link",
    }
    /// The attempt that is working on an onboarding.
    ATTEMPT("attempt", HandlerSettings, "reference", "key", "attempt"): Lock {
        lifetimes: [lifetime::LOCK => ""],
        absent: "the attempt has ended or died",
        unreadable: OnlyExists,
        of_person: "",
    }
    /// A create whose outcome is unknown, and on which the provider may still act.
    COOLDOWN("cooldown", HandlerSettings, "reference", "key", "time"): Lock {
        lifetimes: [lifetime::COOLDOWN => ""],
        absent: "the provider has acted on it, or never will",
        unreadable: OnlyExists,
        of_person: "",
    }
    /// Which onboarding a customer belongs to.
    CLAIM("claim", Tenant, "customer"): ClaimContent {
        lifetimes: [lifetime::CLAIM => ""],
        absent: "the customer can be claimed",
        unreadable: Fail,
        of_person: "the `reference`",
    }
    /// An operator has released the customer, so that the provider's own `reference` of it does not count any more.
    RELEASED("released", Tenant, "customer"): Lock {
        lifetimes: [lifetime::RELEASED => ""],
        absent: "the provider's `reference` counts",
        unreadable: OnlyExists,
        of_person: "",
    }
    /// The customer of a `reference`. At a provider with one customer for each email address, it is the same under all
    /// settings.
    HOLDER("holder", Handler, "provider", "settings", "reference", "type"): Holder {
        lifetimes: [lifetime::HOLDER => ""],
        absent: "an onboarding creates a customer; an address that is taken belongs to somebody else",
        unreadable: TreatAsAbsent,
        of_person: "the id of the customer",
    }
    /// The latest unfinished onboarding of a `reference`.
    LATEST_KEY("latestKey", HandlerSettings, "provider", "settings", "reference", "type"): LatestKey {
        lifetimes: [lifetime::LATEST_KEY => "from the first use of the key"],
        absent: "the person begins an onboarding",
        unreadable: TreatAsAbsent,
        of_person: "a keyed hash of the applicant, the key",
    }
    /// Whether a session has ended, and which other device has it.
    SESSION("session", HandlerSettings, "session"): SessionState {
        lifetimes: [lifetime::SESSION_STATE => "from the beginning of the onboarding"],
        absent: "the session goes on, in its own browser",
        unreadable: Fail,
        of_person: "",
    }
    /// A session that another device can take over, by a link.
    HANDOFF("handoff", HandlerSettings, "token"): Handoff {
        lifetimes: [lifetime::HANDOFF => "", lifetime::RESUME => "if an operator made the link"],
        absent: "the link was used or has expired",
        unreadable: TreatAsAbsent,
        of_person: "the id and type of the customer, the `reference`, the country, the kind of browser",
    }
    /// The latest status of a customer.
    STATUS("status", TenantSettings, "customer"): StatusContent {
        lifetimes: [lifetime::STATUS => ""],
        absent: "the provider is asked",
        unreadable: TreatAsAbsent,
        of_person: "the status, open contacts and terms, the provider's reasons and codes, what is missing, which product is open, the `reference`",
    }
    /// A request for the status of a customer, or one that has just failed.
    STATUS_LOCK("asking", TenantSettings, "customer"): Lock {
        lifetimes: [lifetime::STATUS_LOCK => "", lifetime::STATUS_FAILURE => "after a failure"],
        absent: "the provider may be asked",
        unreadable: OnlyExists,
        of_person: "",
    }
    /// Customers who are due in a slot of the agenda.
    AGENDA("agenda", HandlerAtProvider, "slot", "place"): Due {
        lifetimes: [lifetime::AGENDA => ""],
        absent: "nobody is due",
        unreadable: TreatAsAbsent,
        of_person: "the ids of customers, and their `reference`",
    }
    /// A run that works on a tree of a slot, or has ended before it was done.
    REFRESH_LOCK("refreshing", HandlerAtProvider, "slot", "place"): Working {
        lifetimes: [lifetime::AGENDA => ""],
        absent: "a run may begin",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How far runs have come.
    REFRESHED("refreshed", HandlerAtProvider): Refreshed {
        lifetimes: [lifetime::AGENDA => ""],
        absent: "a run looks at the last 160 minutes",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// The documents of the agreements that the configuration may ask for.
    AGREEMENTS("agreements", Handler, "provider"): Documents {
        lifetimes: [lifetime::DOCUMENTS => ""],
        absent: "the provider is asked",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// An event of a webhook: whether it was handled.
    EVENT("event", HandlerSettings, "provider", "event"): EventState {
        lifetimes: [
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
        lifetimes: [lifetime::LOCK => ""],
        absent: "a code may be sent",
        unreadable: OnlyExists,
        of_person: "",
    }
    /// To which contact a form has just sent a code.
    SENT_TO("sentTo", Tenant, "customer"): SentTo {
        lifetimes: [lifetime::SENT_TO => ""],
        absent: "the page does not say that a code was sent",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many codes were sent to a customer.
    CODES_SENT("sent", Tenant, "customer"): Count {
        lifetimes: [lifetime::HOUR => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many codes were sent to an address or number in an hour.
    CODES_IN_HOUR("sentInHour", Tenant, "channel", "contact"): Count {
        lifetimes: [lifetime::HOUR => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many codes were sent to an address or number in a day.
    CODES_IN_DAY("sentInDay", Tenant, "channel", "contact"): Count {
        lifetimes: [lifetime::DAY => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many wrong codes a customer has tried.
    WRONG_CODES("tried", Tenant, "customer"): Count {
        lifetimes: [lifetime::DAY => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many codes of a customer were lost on their way to the provider.
    LOST_CODES("lost", Tenant, "customer"): Count {
        lifetimes: [lifetime::DAY => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many links were renewed for a customer.
    RENEWALS("renewed", Tenant, "customer"): Count {
        lifetimes: [lifetime::HOUR => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many links to other devices were made for a customer.
    HANDOFFS("handedOver", Tenant, "customer"): Count {
        lifetimes: [lifetime::HOUR => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "",
    }
    /// How many requests of a client, and of the networks around it, `limitBy` has admitted to a route. It is not sealed.
    RATE("rate", Handler, "route", "network"): Count {
        lifetimes: [lifetime::WINDOW => "from the first"],
        absent: "none",
        unreadable: TreatAsAbsent,
        of_person: "a keyed hash of the network of the client, in its name",
    }
}
