//! What a run counts and finds.

use crate::weather::Fault;

macro_rules! counts {
    ($($name:ident $text:literal)*) => {
        /// The counts of one world, or of many.
        #[derive(Default)]
        pub(crate) struct Counts {
            $(pub(crate) $name: u64,)*
            faults: Vec<u64>,
        }

        impl Counts {
            pub(crate) fn add(&mut self, other: &Self) {
                $(self.$name += other.$name;)*
                for (fault, _) in Fault::ALL {
                    let count = other.faults.get(*fault as usize).copied().unwrap_or_default();
                    self.add_faults(*fault, count);
                }
            }

            /// Lists each count: its name and its value.
            pub(crate) fn rows(&self) -> Vec<(&'static str, u64)> {
                let own = [$(($text, self.$name)),*];
                let count = |fault: &Fault| self.faults.get(*fault as usize).copied().unwrap_or_default();
                own.into_iter().chain(Fault::ALL.iter().map(|(fault, text)| (*text, count(fault)))).collect()
            }
        }
    };
}

counts! {
    onboardings "onboardings"
    own "onboardings at a provider of one's own"
    settled "onboardings with an outcome for the page"
    events "events"
    requests "requests to the handler"
    responses "responses of the handler"
    links "links handed out"
    handovers "links for another device that were opened"
    taken_back "sessions that were ended, or taken back from another device"
    corrections "contacts corrected"
    resumes "links made by support for people who come back"
    forgotten "customers forgotten by support"
    codes "contact codes sent"
    planted "cookies planted by a sibling domain"
    flooded "people whose contact was flooded with codes"
    store "requests to the store"
    provider_requests "requests to the providers"
    customers "customers created"
    duplicates "creates with an email address that has a link"
    webhooks "webhook events"
    hooks "calls of onEvent"
    runs "runs of refresh"
    killed "runs of refresh that were killed"
    refreshed "requests of runs to providers"
    told "changes that runs told"
    second_chances "refusals that may be tried again, as pages showed them"
}

impl Counts {
    pub(crate) fn fault(&mut self, fault: Fault) {
        self.add_faults(fault, 1);
    }

    fn add_faults(&mut self, fault: Fault, count: u64) {
        self.faults.resize(Fault::ALL.len(), 0);
        if let Some(known) = self.faults.get_mut(fault as usize) {
            *known += count;
        }
    }
}

/// An invariant that does not hold.
#[derive(Clone, Debug)]
pub(crate) struct Violation {
    pub(crate) invariant: &'static str,
    pub(crate) what: String,
}
