//! Enums whose variants are words in results, options and requests.

/// Declares an enum with a word for each variant.
macro_rules! word_enum {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident { $($(#[$of_variant:meta])* $variant:ident = $word:literal,)+ }
    ) => {
        $(#[$attribute])*
        pub enum $name { $($(#[$of_variant])* $variant,)+ }

        impl $name {
            /// Returns its word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

/// The same, for words that are also read.
macro_rules! parsed_word_enum {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident { $($(#[$of_variant:meta])* $variant:ident = $word:literal,)+ }
    ) => {
        $crate::value::word_enum::word_enum! {
            $(#[$attribute])*
            pub enum $name { $($(#[$of_variant])* $variant = $word,)+ }
        }

        impl $name {
            pub(crate) const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            pub(crate) fn parse(text: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|known| known.as_str() == text)
            }
        }
    };
}

pub(crate) use {parsed_word_enum, word_enum};
