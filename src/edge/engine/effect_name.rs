//! The names of effects. An effect has one: that of its variant, which JavaScript writes `readBody` for `ReadBody`.
//! `cargo xtask pack` gives them to the wrapper as a type, so that an effect which it lacks is an error of its types.

use super::effect::Effect;

macro_rules! effect_names {
    ($($name:ident)*) => {
        #[derive(Clone, Copy)]
        pub(super) enum EffectName { $($name),* }

        impl EffectName {
            const ALL: &[Self] = &[$(Self::$name),*];

            const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => {
                        const BYTES: [u8; stringify!($name).len()] = lower_first(stringify!($name));
                        const NAME: &str = text(&BYTES);
                        NAME
                    })*
                }
            }
        }

        impl Effect {
            /// The name of every effect, in the order of the variants.
            ///
            /// ```
            /// assert!(kyclink::edge::Effect::NAMES.contains(&"rateLimit"));
            /// ```
            pub const NAMES: &[&str] = &[$(EffectName::$name.as_str()),*];

            const fn effect_name(&self) -> EffectName {
                match self { $(Self::$name { .. } => EffectName::$name),* }
            }
        }
    };
}

effect_names! {
    ReadBody
    DrawQrCode
    ComputeMacs
    SealCookie
    OpenCookies
    LoadRecord
    CheckRecord
    SwapRecord
    FindStateCode
    Request
    Wait
    Report
    Authorize
    RateLimit
    Provider
    OnCreated
    OnEvent
    VerifySignature
}

impl EffectName {
    /// Returns the name that a host in another language has written; `None` if no effect has it.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|known| known.as_str() == name).copied()
    }
}

impl Effect {
    /// The name of the effect, which [`Outcome::read`](crate::edge::Outcome::read) expects in its outcome and `onStep`
    /// reports. The effect that calls a hook has the name of the hook.
    ///
    /// ```
    /// assert_eq!(kyclink::edge::Effect::RateLimit.name(), "rateLimit");
    /// ```
    pub const fn name(&self) -> &'static str {
        self.effect_name().as_str()
    }
}

/// Writes the first letter as a small one, as JavaScript does. It runs while the crate is compiled.
const fn lower_first<const LENGTH: usize>(name: &str) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    bytes.copy_from_slice(name.as_bytes());
    if let [first, ..] = bytes.as_mut_slice() {
        *first = first.to_ascii_lowercase();
    }
    bytes
}

#[expect(clippy::panic, reason = "it stops the compiler, and nothing at run time")]
const fn text(bytes: &'static [u8]) -> &'static str {
    match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("the name of a variant is ASCII"),
    }
}
