//! Calling codes, how long the numbers under each may be, whether they keep a leading 0, and which code a country has.

use super::{Data, countries, text};
use anyhow::{Context, Result, ensure};
use std::fmt::Write;

/// The shortest national number of any plan, and the lowest bit.
const SHORTEST: u32 = 4;

/// The bit of a calling code whose numbers keep any 0; those below it are the digits that may follow one.
const ANY: u16 = 1 << 10;

/// Stands for a country without a calling code.
const NONE: u8 = u8::MAX;

pub(super) fn render(data: &Data) -> Result<String> {
    let plans = plans(data)?;
    let codes: Vec<_> = plans.iter().map(|plan| plan.code).collect();
    let lengths: Vec<_> = plans.iter().map(|plan| plan.lengths).collect();
    let zeros: Vec<_> = plans.iter().map(|plan| plan.zero).collect();
    let mut out = String::new();
    write!(
        out,
        "\n/// The calling codes in ascending order, each as its distance from the one before.\n{}",
        text::array("STEPS", "u8", &steps(&codes)?, 24)
    )?;
    write!(
        out,
        "\n/// How many digits may follow each calling code: bit 0 is {SHORTEST} digits.\n{}",
        text::array("LENGTHS", "u16", &lengths, 16)
    )?;
    write!(
        out,
        "\n/// Which digits may follow a 0 right after each calling code: bit 0 is 0, and {ANY} is any of them, where no 0 \
         is dialled within the country only.\n{}",
        text::array("ZEROS", "u16", &zeros, 24)
    )?;
    write!(
        out,
        "\n/// For each country, in the order of `COUNTRIES`, the number of its calling code; {NONE} is none.\n{}",
        text::array("CALLING_CODES", "u8", &by_country(data, &codes)?, 16)
    )?;
    Ok(out)
}

struct Plan {
    code: u16,
    lengths: u16,
    zero: u16,
}

fn plans(data: &Data) -> Result<Vec<Plan>> {
    let rows = data.rows("calling-codes.csv", ["callingCode", "lengths", "zero"])?;
    rows.iter()
        .map(|[code, lengths, zero]| {
            let mut mask = 0;
            for length in lengths.split(' ') {
                let length: u32 = length.parse().with_context(|| format!("the lengths of {code}"))?;
                // E.164 section 6.1: 15 digits with the calling code.
                let digits = u32::try_from(code.len())? + length;
                ensure!(length >= SHORTEST && digits <= 15, "{code} with {length} digits");
                mask |= 1 << (length - SHORTEST);
            }
            Ok(Plan {
                code: code.parse()?,
                lengths: mask,
                zero: zero_bits(zero).with_context(|| format!("the zero of {code}"))?,
            })
        })
        .collect()
}

fn zero_bits(text: &str) -> Result<u16> {
    if text == "any" {
        return Ok(ANY);
    }
    let bit = |digit: char| digit.to_digit(10).map(|digit| 1 << digit).context("neither digits nor any");
    text.chars().try_fold(0, |bits, digit| Ok(bits | bit(digit)?))
}

fn steps(codes: &[u16]) -> Result<Vec<u8>> {
    let before = std::iter::once(&0).chain(codes);
    codes
        .iter()
        .zip(before)
        .map(|(code, before)| {
            let step = code.checked_sub(*before).filter(|step| *step > 0).context("calling codes are not ascending")?;
            u8::try_from(step).with_context(|| format!("{before} and {code} are too far apart"))
        })
        .collect()
}

fn by_country(data: &Data, codes: &[u16]) -> Result<Vec<u8>> {
    let rows = countries::rows_by_country(data, "country-calling-codes.csv", ["country", "callingCode"])?;
    rows.iter()
        .map(|[country, code]| {
            if code.is_empty() {
                return Ok(NONE);
            }
            let code = code.parse()?;
            let at =
                codes.binary_search(&code).ok().with_context(|| format!("{country}: {code} is no calling code"))?;
            Ok(u8::try_from(at)?)
        })
        .collect()
}
