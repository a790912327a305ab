//! ISO 3166-2 codes, packed as distances.
//!
//! Within a country, the codes of one width and alphabet are numbers in ascending order. The distances between them are
//! written as bits, which no compression makes smaller: with a list of strings, `kyclink/form` would take 2.1 KB more, and
//! exceed its limit.

use super::subdivisions::{Country, Subdivision, by_country};
use super::{Data, array, comment};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;

/// A lookup reads past fewer countries than this to find its own.
const PER_START: usize = 16;

pub(super) fn render(data: &Data) -> Result<String> {
    let mut bits = Bits::default();
    let mut starts = Vec::new();
    for (row, country) in by_country(data)?.iter().enumerate() {
        if row % PER_START == 0 {
            starts.push(u16::try_from(bits.count)?);
        }
        pack(country, &mut bits)?;
    }
    // The lookup reads four bytes at a time.
    bits.bytes.extend([0; 3]);
    Ok([
        comment("The number of countries for each entry in `STARTS`."),
        format!("pub(super) const PER_START: usize = {PER_START};\n"),
        array(
            &format!("The bit in `SUBDIVISIONS` where every {PER_START}th country starts."),
            "STARTS",
            "u16",
            &starts,
            16,
        ),
        array(
            "For each country, in the order of `COUNTRIES`: its classes of codes, then 0. A class is 3 times its alphabet \
             plus its width, the number of its distances minus one, and the distances. Each number is an exponential \
             Golomb code.",
            "SUBDIVISIONS",
            "u8",
            &bits.bytes,
            24,
        ),
    ]
    .concat())
}

/// The number of a class, which holds codes of one alphabet and width: `3 * alphabet + width`, never 0.
type Class = u8;

/// Writes the codes of a country as distances.
fn pack(country: &Country, bits: &mut Bits) -> Result<()> {
    let mut classes = BTreeMap::<Class, Vec<u32>>::new();
    for Subdivision { code, .. } in &country.subdivisions {
        classes.entry(class(code)?).or_default().push(value(code)?);
    }
    for (class, mut values) in classes {
        values.sort_unstable();
        bits.number(class.into(), 0);
        if has_runs(class) { runs(&values, bits) } else { distances(class, &values, bits) }
    }
    bits.number(0, 0);
    Ok(())
}

/// Returns the class of a code. Alphabet 0 is digits, 1 letters, 2 both.
fn class(code: &str) -> Result<Class> {
    ensure!((1..=3).contains(&code.len()), "`{code}` must have 1 to 3 characters after the hyphen");
    let alphabet = match (code.bytes().any(|b| b.is_ascii_digit()), code.bytes().any(|b| b.is_ascii_uppercase())) {
        (true, false) => 0,
        (false, true) => 1,
        _ => 2,
    };
    Ok(3 * alphabet + u8::try_from(code.len())?)
}

/// Returns whether the class is stored as runs: digits and single letters are mostly consecutive.
fn has_runs(class: Class) -> bool {
    class <= 3 || class == 4
}

/// Returns the code as a number in its alphabet's base. In mixed codes, letters count from 10.
fn value(code: &str) -> Result<u32> {
    let (base, first) = base(class(code)?);
    code.chars().try_fold(0, |value, char| {
        let digit =
            char.to_digit(36).filter(|_| !char.is_ascii_lowercase()).with_context(|| format!("{code}: {char}"))?;
        Ok(value * base + digit - first)
    })
}

/// Returns the number of characters in the alphabet, and the first one's value as a digit of base 36.
fn base(class: Class) -> (u32, u32) {
    match (class - 1) / 3 {
        0 => (10, 0),
        1 => (26, 10),
        _ => (36, 0),
    }
}

/// Writes how many values are skipped before each value. The order of the codes suits evenly distributed values.
fn distances(class: Class, values: &[u32], bits: &mut Bits) {
    let count = values.len() as u32;
    let all = base(class).0.pow(u32::from((class - 1) % 3 + 1));
    let order = (all / count / 2).max(1).ilog2();
    bits.number(count - 1, 2);
    let mut next = 0;
    for value in values {
        bits.number(value - next, order);
        next = value + 1;
    }
}

/// Writes how many values are skipped before each run, and how many follow its first. At least one value separates two
/// runs.
fn runs(values: &[u32], bits: &mut Bits) {
    let runs: Vec<_> = values.chunk_by(|a, b| a + 1 == *b).collect();
    bits.number(runs.len() as u32 - 1, 2);
    let mut next = 0;
    for (first, last) in runs.iter().filter_map(|run| run.first().zip(run.last())) {
        bits.number(first - next, 0);
        bits.number(last - first, 0);
        next = last + 2;
    }
}

/// A sequence of bits, the lowest of each byte first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    /// Writes the exponential Golomb code of this order: a zero for each bit that the number has more than the order, a
    /// one, and the bits after the highest.
    fn number(&mut self, number: u32, order: u32) {
        let number = number + (1 << order);
        let width = number.ilog2();
        (order..width).for_each(|_| self.push(0));
        self.push(1);
        (0..width).for_each(|bit| self.push(number >> bit & 1));
    }

    fn push(&mut self, bit: u32) {
        if self.count.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if let Some(byte) = self.bytes.last_mut() {
            *byte |= (bit as u8) << (self.count % 8);
        }
        self.count += 1;
    }
}
