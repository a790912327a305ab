//! What people type for a hyphen.

/// Returns whether people type the character for a hyphen. There are many, because people pick a similar one and programs
/// replace one with another: what has Unicode's property `Dash`, with the forms for vertical text, and what only looks like
/// one: a hyphen bullet, lines for boxes, a modifier letter, and the `ー` that a Japanese keyboard offers.
#[inline(never)]
pub(crate) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2d7}' | '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'..='\u{2015}' | '\u{2043}'
    ) || matches!(
        c,
        '\u{2053}' | '\u{207b}' | '\u{208b}' | '\u{2212}' | '\u{2500}'..='\u{2501}' | '\u{2796}' | '\u{2e17}'
    ) || matches!(
        c,
        '\u{2e1a}' | '\u{2e3a}' | '\u{2e3b}' | '\u{2e40}' | '\u{2e5d}' | '\u{301c}' | '\u{3030}' | '\u{30a0}'
    ) || matches!(
        c,
        'ー' | '\u{fe31}' | '\u{fe32}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | 'ｰ' | '\u{10d6e}' | '\u{10ead}'
    )
}
