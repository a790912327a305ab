//! The boundary in a native program: `fuzz/` calls the functions of the wasm module with bytes that no wrapper writes.

use super::calls::Call;
use super::exports::dispatch;
use super::record::{CAPACITY, validate};
use super::unpack::Arguments;
use crate::value::json::Writer;

/// Runs the call with this number on packed arguments. Returns its value or its error.
pub fn run_call(number: usize, packed: &[u8]) -> Result<String, String> {
    let mut out = Writer::default();
    let mut arguments = Arguments::unpack(packed);
    let is_value = Call::ALL.get(number).is_some_and(|call| dispatch(*call, &mut arguments, &mut out));
    if is_value { Ok(out.into()) } else { Err(out.into()) }
}

/// Validates a record. Returns what is found, in the form that `record.rs` describes; `None` if the input must be packed as a
/// tree.
pub fn check_record(operation: usize, record: &[u8], policy: usize, now: i64) -> Option<Vec<u8>> {
    let mut buffer = vec![0; 2 * CAPACITY];
    buffer.get_mut(..CAPACITY)?.get_mut(..record.len())?.copy_from_slice(record);
    validate(operation, &mut buffer, record.len(), policy, now as f64)?;
    Some(buffer.split_off(CAPACITY))
}
