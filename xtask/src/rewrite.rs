//! What no optimizer does for a module of the package: its functions in another order, and another name for what it imports.
//!
//! brotli remembers everything but pays for distance, and adapts to what it has just seen: like functions beside each other
//! are 1.5 % of `kyclink.wasm` and nothing at run time.

use std::collections::BTreeSet;
use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, ImportSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, ImportSectionReader, Parser, Payload};

use crate::workspace;

/// What counts as in common: so many bytes.
const WINDOW: usize = 4;
/// Without this, whatever is tiny would be like everything.
const LEAST: usize = 20;
/// How many functions each have a try at being the first.
const STARTS: usize = 48;

/// The same module in several orders of functions, in each of which every function stands before the one that has most in
/// common with it; and its import under a name that only a shell of this version has.
pub(crate) fn rewrite(wasm: &[u8]) -> Result<Vec<Vec<u8>>> {
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
    let likeness = likeness(&bodies);
    let starts = (0..bodies.len()).step_by(bodies.len().div_ceil(STARTS).max(1));
    starts.map(|start| in_order(wasm, imported, like_beside_like(start, &likeness))).collect()
}

fn in_order(wasm: &[u8], imported: u32, order: Vec<usize>) -> Result<Vec<u8>> {
    let mut places = vec![0; order.len()];
    for (place, function) in (0..).zip(&order) {
        *places.get_mut(*function).context("an order has each function once")? = place;
    }
    let mut module = Module::new();
    Rewriter { imported, order, places }.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// What a module imports from. Calls go by number, and another version may have other numbers.
pub(crate) fn host() -> String {
    format!("kyclink-{}", workspace::VERSION)
}

/// How much of each function is in each other one.
fn likeness(bodies: &[&[u8]]) -> Vec<Vec<f64>> {
    let contents: Vec<BTreeSet<_>> = bodies.iter().map(|body| body.windows(WINDOW).collect()).collect();
    let common = |one: &BTreeSet<&[u8]>, other| one.intersection(other).count() as f64 / (one.len() + LEAST) as f64;
    contents.iter().map(|other| contents.iter().map(|one| common(one, other)).collect()).collect()
}

/// Always on to the function of which the largest part is in the last.
fn like_beside_like(start: usize, likeness: &[Vec<f64>]) -> Vec<usize> {
    let mut left: BTreeSet<usize> = (0..likeness.len()).collect();
    let mut order = Vec::new();
    let mut next = Some(start);
    while let Some((function, likeness)) = next.and_then(|function| Some((function, likeness.get(function)?))) {
        left.remove(&function);
        order.push(function);
        let candidates = likeness.iter().enumerate().filter(|(other, _)| left.contains(other));
        next = candidates.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(other, _)| other);
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
            imports.import(&host(), "parseUrl", self.entity_type(import?.ty)?);
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
    use wasm_encoder::{
        ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function, RefType, TableSection,
        TableType, TypeSection, ValType,
    };
    use wasmparser::{ElementItems, Operator, Validator};

    /// Every function but the last calls the next one, and the first is exported: wherever they come to stand, the way
    /// through them is the same.
    #[test]
    fn calls_exports_and_tables_follow_their_functions() {
        let lengths = [9, 2, 30, 4];
        let (mut module, mut types, mut imports) = (Module::new(), TypeSection::new(), ImportSection::new());
        let (mut functions, mut exports, mut code) = (FunctionSection::new(), ExportSection::new(), CodeSection::new());
        let (mut tables, mut elements) = (TableSection::new(), ElementSection::new());
        types.ty().function([], [ValType::I32]);
        imports.import("wbg", "hash", EntityType::Function(0));
        exports.export("first", ExportKind::Func, 1);
        let funcref = RefType::FUNCREF;
        tables.table(TableType { element_type: funcref, table64: false, minimum: 4, maximum: None, shared: false });
        elements.active(None, &ConstExpr::i32_const(0), Elements::Functions((&[1, 2, 3, 4]).into()));
        for (number, length) in (1..).zip(lengths) {
            functions.function(0);
            let mut function = Function::new([]);
            for _ in 0..length {
                function.instructions().nop();
            }
            // Behind the last one there is but the import.
            function.instructions().call(if number < 4 { number + 1 } else { 0 }).end();
            code.function(&function);
        }
        module.section(&types).section(&imports).section(&functions).section(&tables);
        module.section(&exports).section(&elements).section(&code);

        let rewritten = rewrite(&module.finish()).unwrap();
        assert_eq!(rewritten.len(), lengths.len());
        for module in rewritten {
            let Found { import, start, table, functions } = found(&module);
            assert_eq!(import, (host(), "parseUrl".to_owned()));
            // The imported one is number 0.
            let own = |number: u32| functions.get(number.checked_sub(1)? as usize);
            let way = std::iter::successors(own(start), |(_, next)| own((*next)?));
            assert_eq!(way.map(|(nops, _)| *nops).collect::<Vec<_>>(), lengths);
            assert_eq!(table.into_iter().filter_map(own).map(|(nops, _)| *nops).collect::<Vec<_>>(), lengths);
        }
    }

    #[derive(Default)]
    struct Found {
        import: (String, String),
        /// What is exported.
        start: u32,
        table: Vec<u32>,
        /// How long each is, and which one it calls.
        functions: Vec<(usize, Option<u32>)>,
    }

    fn found(module: &[u8]) -> Found {
        Validator::new().validate_all(module).unwrap();
        let mut found = Found::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                Payload::ImportSection(imports) => {
                    let import = imports.into_imports().next().unwrap().unwrap();
                    found.import = (import.module.to_owned(), import.name.to_owned());
                }
                Payload::ExportSection(exports) => found.start = exports.into_iter().next().unwrap().unwrap().index,
                Payload::ElementSection(elements) => {
                    let ElementItems::Functions(items) = elements.into_iter().next().unwrap().unwrap().items else {
                        panic!("the elements are functions");
                    };
                    found.table = items.into_iter().map(Result::unwrap).collect();
                }
                Payload::CodeSectionEntry(body) => {
                    let operators = body.get_operators_reader().unwrap();
                    let operators: Vec<_> = operators.into_iter().map(Result::unwrap).collect();
                    let called = operators.iter().find_map(|operator| match operator {
                        Operator::Call { function_index } => Some(*function_index),
                        _ => None,
                    });
                    let nops = operators.iter().filter(|operator| matches!(operator, Operator::Nop)).count();
                    found.functions.push((nops, called));
                }
                _ => {}
            }
        }
        found
    }
}
