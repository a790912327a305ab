//! The faults of a world: which kinds strike, how often, and when.

use crate::clock::{DAY, HOUR, MINUTE, START};

macro_rules! faults {
    ($($name:ident $text:literal)*) => {
        /// A kind of fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Fault { $($name,)* }

        impl Fault {
            pub(crate) const ALL: &[(Self, &str)] = &[$((Self::$name, $text),)*];
        }
    };
}

faults! {
    StoreFailsBefore "the store fails before a write or a read"
    StoreFailsAfter "the store writes, then fails"
    StoreLosesResponse "the store's response is lost"
    StoreSlow "the store is slow"
    RequestLost "a request to the provider is lost"
    RequestLate "a request to the provider is late"
    RequestRepeated "a request to the provider arrives twice"
    ResponseLost "the provider's response is lost"
    ResponseLate "the provider's response is late"
    ProviderBusy "the provider is busy (429, 503)"
    ProviderFails "the provider acts, then fails (500, 502, garbage)"
    ProviderKeyUnsettled "the provider does not replay its response yet (409, a duplicate, 422)"
    ProviderLinkBroken "the provider's link is missing or has expired"
    ProcessDies "a process dies between two steps"
    BrowserRequestLost "a browser's request is lost"
    BrowserResponseLost "the response to a browser is lost"
    BrowserRepeats "a browser's request arrives twice"
    BrowserSlow "a browser sends its body slowly"
    HookFails "a hook fails"
    HookHangs "a hook never ends"
    HookSlow "a hook is slow"
    DeliveryLate "a webhook delivery is late"
    DeliveryTwice "a webhook delivery comes twice"
    DeliveryLost "the response to a webhook delivery is lost"
}

/// When the faults of a world strike: in storms.
pub(crate) struct Weather {
    chances: Vec<f64>,
    storms: Vec<(i64, i64)>,
}

impl Weather {
    /// Each kind of fault is absent, rare or frequent in a world, so that the worlds differ.
    pub(crate) fn new(rng: &mut fastrand::Rng) -> Self {
        let severity = 0.2 + 1.8 * rng.f64();
        let mut chance = |fault: Fault| {
            let most = match fault {
                Fault::ProcessDies => 0.04,
                // Only a retry that follows closely can meet it.
                Fault::ProviderKeyUnsettled => 1.0,
                _ => 0.25,
            };
            match rng.usize(..3) {
                0 => 0.0,
                1 => most * 0.15 * severity,
                _ => most * 0.5 * severity * rng.f64(),
            }
        };
        let chances = Fault::ALL.iter().map(|(fault, _)| chance(*fault)).collect();
        let first = START + MINUTE / 2 + rng.i64(0..8 * MINUTE);
        let mut storms = vec![(START, first)];
        if rng.bool() {
            let second = first + HOUR + rng.i64(0..22 * HOUR);
            storms.push((second, second + rng.i64(0..10 * MINUTE)));
        }
        if rng.usize(..4) == 0 {
            // Around the end of the first keys.
            storms.push((START + DAY - 5 * MINUTE, START + DAY + 5 * MINUTE));
        }
        Self { chances, storms }
    }

    /// Returns how likely a fault is at a time.
    pub(crate) fn chance(&self, fault: Fault, now: i64) -> f64 {
        let is_stormy = self.storms.iter().any(|(from, to)| (*from..*to).contains(&now));
        if is_stormy { self.chances.get(fault as usize).copied().unwrap_or_default() } else { 0.0 }
    }

    /// Returns the time since which there were no faults; `None` in a storm.
    pub(crate) fn calm_since(&self, now: i64) -> Option<i64> {
        let mut since = START;
        for (from, to) in &self.storms {
            if (*from..*to).contains(&now) {
                return None;
            }
            if *to <= now {
                since = since.max(*to);
            }
        }
        Some(since)
    }
}
