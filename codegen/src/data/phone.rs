//! Calling codes, the lengths of their numbers, whether these keep a leading 0, which of them are numbers without `+`, and
//! the calling code of each country.

use super::{Data, array, countries};
use anyhow::{Context, Result, ensure};

/// The shortest national number of any plan: bit 0 of the lengths.
const SHORTEST: u32 = 4;

/// Marks a calling code whose numbers keep every 0. The bits below it are the digits that may follow a 0.
const ANY: u16 = 1 << 10;

/// Marks a country without a calling code.
const NONE: u8 = u8::MAX;

pub(super) fn render(data: &Data) -> Result<String> {
    let plans = plans(data)?;
    let codes: Vec<_> = plans.iter().map(|plan| plan.code).collect();
    let lengths: Vec<_> = plans.iter().map(|plan| plan.lengths).collect();
    let zeros: Vec<_> = plans.iter().map(|plan| plan.zero).collect();
    Ok([
        array("A bit for each calling code: bit 1 of the first number is 1.", "CODES", "u64", &bits(&codes)?, 4),
        array(
            &format!("The numbers of digits that may follow each calling code: bit 0 is {SHORTEST} digits."),
            "LENGTHS",
            "u16",
            &lengths,
            16,
        ),
        array(
            &format!(
                "The digits that may follow a 0 right after each calling code: bit 0 is the digit 0. {ANY} means that \
                 numbers keep every 0."
            ),
            "ZEROS",
            "u16",
            &zeros,
            24,
        ),
        array(
            &format!(
                "The index of each country's calling code, in the order of `COUNTRIES`; {NONE} means that it has none."
            ),
            "CALLING_CODES",
            "u8",
            &by_country(data, &codes)?,
            16,
        ),
        array(
            "Where digits that begin with a calling code, but have no `+`, are a number within the country: the first \
             digits, those after them, the lengths of such numbers, and the lengths after the calling code that are \
             possible as well.",
            "SAME_STARTS",
            "u16",
            &same_starts(data)?,
            4,
        ),
    ]
    .concat())
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
            // E.164 section 6.1: 15 digits with the calling code.
            let longest = 15_u32.checked_sub(u32::try_from(code.len())?).context("too long")?;
            Ok(Plan {
                code: code.parse()?,
                lengths: length_bits(lengths, longest).with_context(|| format!("the lengths of {code}"))?,
                zero: zero_bits(zero).with_context(|| format!("the zero of {code}"))?,
            })
        })
        .collect()
}

fn length_bits(lengths: &str, longest: u32) -> Result<u16> {
    lengths.split_whitespace().try_fold(0, |mask, length| {
        let length: u32 = length.parse()?;
        ensure!((SHORTEST..=longest).contains(&length), "{length} is shorter than {SHORTEST} or longer than {longest}");
        Ok(mask | 1 << (length - SHORTEST))
    })
}

fn same_starts(data: &Data) -> Result<Vec<u16>> {
    let mut numbers = Vec::new();
    for [start, next, own, whole] in data.rows("same-starts.csv", ["start", "next", "own", "whole"])? {
        numbers.extend([start.parse()?, zero_bits(&next)?, length_bits(&own, 15)?, length_bits(&whole, 15)?]);
    }
    Ok(numbers)
}

fn zero_bits(text: &str) -> Result<u16> {
    if text == "any" {
        return Ok(ANY);
    }
    let bit = |digit: char| digit.to_digit(10).map(|digit| 1 << digit).context("must be digits or `any`");
    text.chars().try_fold(0, |bits, digit| Ok(bits | bit(digit)?))
}

fn bits(codes: &[u16]) -> Result<[u64; 16]> {
    ensure!(codes.is_sorted_by(|a, b| a < b), "calling-codes.csv must be in ascending order");
    let mut bits = [0; 16];
    for code in codes {
        let word =
            bits.get_mut(usize::from(code / 64)).with_context(|| format!("calling-codes.csv: {code} is too long"))?;
        *word |= 1 << (code % 64);
    }
    Ok(bits)
}

fn by_country(data: &Data, codes: &[u16]) -> Result<Vec<u8>> {
    let rows = countries::rows_by_country(data, "country-calling-codes.csv", ["country", "callingCode"])?;
    rows.iter()
        .map(|[country, code]| {
            if code.is_empty() {
                return Ok(NONE);
            }
            let code = code.parse()?;
            let at = codes.binary_search(&code).ok().with_context(|| {
                format!("country-calling-codes.csv: calling-codes.csv lacks {code}, the calling code of {country}")
            })?;
            Ok(u8::try_from(at)?)
        })
        .collect()
}
