//! Choices made from bytes, so that a mutation of the bytes changes one of them.

use arbitrary::Unstructured;

/// Marks what a response or an error must not contain. No string of the library contains it.
pub(crate) const MARK: &str = "qz7canaryx3";

/// Returns a text without the mark, in any case, because the library converts names of hosts. libFuzzer learns the
/// strings that the targets compare with, and would put the mark where there is no secret.
pub(crate) fn unmarked(text: &str) -> String {
    let mut text = text.to_owned();
    while let Some(at) = text.to_ascii_lowercase().find(MARK) {
        text.replace_range(at..at + MARK.len(), "");
    }
    text
}

/// The bytes that are left. Once there are none, every choice is the first one.
pub(crate) struct Source<'a>(Unstructured<'a>);

impl<'a> Source<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(Unstructured::new(bytes))
    }

    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0.int_in_range(0..=end - 1).unwrap_or_default()
    }

    pub(crate) fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    /// Returns whether one of `cases` cases occurs.
    pub(crate) fn rarely(&mut self, cases: usize) -> bool {
        self.below(cases) == cases - 1
    }

    pub(crate) fn choose<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Returns one of these strings, sometimes with something before or after it, or any other string.
    pub(crate) fn text(&mut self, likely: &[&str]) -> String {
        match self.below(8) {
            0..6 => self.choose(likely).to_owned(),
            6 => format!("{}{}", self.choose(likely), self.any_text()),
            _ => self.any_text(),
        }
    }

    pub(crate) fn any_text(&mut self) -> String {
        let length = self.below(24);
        let text = String::from_utf8_lossy(self.0.bytes(length.min(self.0.len())).unwrap_or_default());
        unmarked(&text)
    }

    pub(crate) fn number(&mut self) -> i64 {
        match self.below(4) {
            0 => i64::from(self.0.arbitrary::<i16>().unwrap_or_default()),
            1 => self.choose(&[0, 1, -1, 60_000, 1_790_000_000_000, i64::MAX, i64::MIN, 1 << 53, 1 << 31]),
            _ => self.0.arbitrary().unwrap_or_default(),
        }
    }
}
