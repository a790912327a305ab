//! Closed lists of words.

/// The words of a closed list, in order.
///
/// ```
/// use kyclink::{Kind, operation};
/// let shape = operation("spherepay.createCustomer").expect("registered").shape;
/// let Kind::Choice(types) = shape.fields[0].kind else { panic!("a closed list") };
/// assert_eq!(types.iter().collect::<Vec<_>>(), ["individual", "business"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(&'static [&'static str]);

impl Words {
    pub(crate) const fn new(words: &'static [&'static str]) -> Self {
        Self(words)
    }

    /// Returns the words.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied()
    }

    /// Returns the words as one string, for a message.
    pub(crate) fn joined(self) -> String {
        self.0.join(", ")
    }
}

/// Makes [`Words`] of a list of literals.
macro_rules! words {
    ($first:literal $(, $other:literal)* $(,)?) => {
        crate::rules::words::Words::new(&[$first $(, $other)*])
    };
}
pub(crate) use words;
