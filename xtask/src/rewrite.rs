//! What no optimizer does for a module of the package: its functions in another order, and a name that stays for what it
//! imports.
//!
//! brotli remembers everything but pays for distance, and adapts to what it has just seen: like functions beside each other
//! are 1.5 % of `kyclink.wasm` and nothing at run time.

use std::collections::BTreeSet;
use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, ImportSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, ImportSectionReader, Parser, Payload};

/// Without this, whatever is tiny would be like everything.
const LEAST: usize = 20;

/// The same module: each function beside the one it shares most with, and its import as `host.parseUrl`, which
/// wasm-bindgen calls by a hash. So many bytes that two functions have in common count.
pub(crate) fn rewrite(wasm: &[u8], window: usize) -> Result<Vec<u8>> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            // Nothing but functions is imported (src/js).
            Payload::ImportSection(imports) => imported = imports.count(),
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let order = like_beside_like(&bodies, window);
    let mut places = vec![0; order.len()];
    for (place, function) in (0..).zip(&order) {
        *places.get_mut(*function).context("an order has each function once")? = place;
    }
    let mut module = Module::new();
    Rewriter { imported, order, places }.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// From the smallest function always on to the one with the largest part in common with the last.
fn like_beside_like(bodies: &[&[u8]], window: usize) -> Vec<usize> {
    let content = |body: &&[u8]| body.windows(window).map(<[u8]>::to_vec).collect::<BTreeSet<_>>();
    let mut left: Vec<_> = bodies.iter().map(content).enumerate().collect();
    left.sort_by_key(|(_, content)| content.len());
    let mut order = Vec::new();
    let mut next = (!left.is_empty()).then_some(0);
    while let Some(at) = next {
        let (function, last) = left.remove(at);
        order.push(function);
        let likeness = |other: &BTreeSet<_>| other.intersection(&last).count() as f64 / (other.len() + LEAST) as f64;
        let likenesses = left.iter().map(|(_, other)| likeness(other)).enumerate();
        next = likenesses.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(at, _)| at);
    }
    order
}

struct Rewriter {
    imported: u32,
    /// The functions by their number before, without the imported ones.
    order: Vec<usize>,
    /// The number that each has now.
    places: Vec<u32>,
}

impl Reencode for Rewriter {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        let own = function.checked_sub(self.imported).and_then(|own| self.places.get(own as usize));
        Ok(own.map_or(function, |place| self.imported + place))
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for import in section.into_imports() {
            imports.import("host", "parseUrl", self.entity_type(import?.ty)?);
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for type_of in self.order.iter().filter_map(|function| types.get(*function)) {
            functions.function(*type_of);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for body in self.order.clone().into_iter().filter_map(|function| bodies.get(function)) {
            self.parse_function_body(code, body.clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{ExportKind, ExportSection, Function, TypeSection, ValType};
    use wasmparser::{Operator, Validator};

    /// Every function but the last calls the next one, and the first is exported: wherever they come to stand, the way
    /// through them is the same.
    #[test]
    fn calls_and_exports_follow_their_functions() {
        let lengths = [9, 2, 30, 4];
        let (mut module, mut types, mut functions) = (Module::new(), TypeSection::new(), FunctionSection::new());
        let (mut exports, mut code) = (ExportSection::new(), CodeSection::new());
        types.ty().function([], [ValType::I32]);
        exports.export("first", ExportKind::Func, 0);
        for (number, length) in (0..).zip(lengths) {
            functions.function(0);
            let mut function = Function::new([]);
            for _ in 0..length {
                function.instructions().nop();
            }
            match lengths.len() as u32 - 1 {
                last if number == last => function.instructions().i32_const(7).end(),
                _ => function.instructions().call(number + 1).end(),
            };
            code.function(&function);
        }
        module.section(&types).section(&functions).section(&exports).section(&code);

        let arranged = rewrite(&module.finish(), 4).unwrap();
        Validator::new().validate_all(&arranged).unwrap();
        let (mut start, mut found) = (0, vec![]);
        for payload in Parser::new(0).parse_all(&arranged) {
            match payload.unwrap() {
                Payload::ExportSection(exports) => start = exports.into_iter().next().unwrap().unwrap().index,
                Payload::CodeSectionEntry(body) => {
                    let operators: Vec<_> =
                        body.get_operators_reader().unwrap().into_iter().map(Result::unwrap).collect();
                    let called = operators.iter().find_map(|operator| match operator {
                        Operator::Call { function_index } => Some(*function_index),
                        _ => None,
                    });
                    let nops = operators.iter().filter(|operator| matches!(operator, Operator::Nop)).count();
                    found.push((nops, called));
                }
                _ => {}
            }
        }
        assert_ne!(found.iter().map(|(nops, _)| *nops).collect::<Vec<_>>(), lengths);
        let way = std::iter::successors(found.get(start as usize), |(_, next)| found.get((*next)? as usize));
        assert_eq!(way.map(|(nops, _)| *nops).collect::<Vec<_>>(), lengths);
    }
}
