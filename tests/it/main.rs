//! Tests of the crate's public interface, in one binary because that links faster than many.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod applicant;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod connection;
#[cfg(test)]
mod depth;
#[cfg(test)]
mod echoes;
#[cfg(test)]
mod edge;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod field_coverage;
#[cfg(test)]
mod form;
#[cfg(test)]
mod inputs;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod link;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod onboard;
#[cfg(test)]
mod operation_files;
#[cfg(test)]
mod people;
#[cfg(test)]
mod phones;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod reconcile;
#[cfg(test)]
mod response_fields;
#[cfg(test)]
mod retry;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod transport;
#[cfg(test)]
mod typed;
#[cfg(test)]
mod typed_inputs;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod verifier;
#[cfg(test)]
mod webhook;
