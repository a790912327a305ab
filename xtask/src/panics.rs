//! Removes the messages of panics from a wasm module: they take more than a kilobyte, and no host shows them.

use std::collections::HashSet;

use anyhow::{Result, bail, ensure};
use walrus::ir::{Instr, InstrSeq, Visitor, dfs_in_order};
use walrus::{Function, FunctionBuilder, FunctionId, FunctionKind, Module};

/// A part of the names of functions that only panics call: they choose a message, or format one.
const OF_PANICS: [&str; 5] =
    ["::panicking::", "]::fmt::", "::slice_index_fail", "::raw_vec::handle_error", "::thread::local::AccessError"];

/// Lets a panic trap at once, instead of after it has made its message.
///
/// Fails if something else may call what is removed. A function that only panics never returns, so the compiler lets a trap
/// follow each call of it. What formats a value is called by `core::fmt` alone, of which nothing may be left.
pub(crate) fn drop_messages(module: &mut Module) -> Result<()> {
    let is_of_panics = |function: &&Function| {
        let name = function.name.as_deref().unwrap_or_default();
        !name.contains("kyclink") && OF_PANICS.iter().any(|part| name.contains(part))
    };
    let dropped: HashSet<_> = module.funcs.iter().filter(is_of_panics).map(Function::id).collect();
    ensure!(!dropped.is_empty(), "the compiled module has no names of functions, or no panics");
    for (id, function) in module.funcs.iter_local().filter(|(id, _)| !dropped.contains(id)) {
        let mut calls = Calls { dropped: &dropped, returning: None };
        dfs_in_order(&mut calls, function, function.entry_block());
        if let Some(called) = calls.returning {
            bail!("{} calls {}, which is removed", name_of(module, id), name_of(module, called));
        }
    }
    for id in dropped {
        let FunctionKind::Local(function) = &module.funcs.get(id).kind else { continue };
        let (params, results) = module.types.params_results(function.ty());
        let (params, results) = (params.to_vec(), results.to_vec());
        let mut trap = FunctionBuilder::new(&mut module.types, &params, &results);
        trap.func_body().unreachable();
        let locals = params.iter().map(|param| module.locals.add(*param)).collect();
        module.funcs.get_mut(id).kind = FunctionKind::Local(trap.local_func(locals));
    }
    walrus::passes::gc::run(module);
    match module.funcs.iter().find(|function| function.name.as_deref().is_some_and(|name| name.contains("core::fmt"))) {
        Some(function) => bail!("{} is still called", name_of(module, function.id())),
        None => Ok(()),
    }
}

fn name_of(module: &Module, id: FunctionId) -> &str {
    module.funcs.get(id).name.as_deref().unwrap_or("a function without a name")
}

/// Finds a call of a removed function that no trap follows.
struct Calls<'d> {
    dropped: &'d HashSet<FunctionId>,
    returning: Option<FunctionId>,
}

impl<'i> Visitor<'i> for Calls<'_> {
    fn start_instr_seq(&mut self, sequence: &'i InstrSeq) {
        let mut instructions = sequence.instrs.iter().map(|(instruction, _)| instruction).peekable();
        while let Some(instruction) = instructions.next() {
            if let Instr::Call(call) = instruction
                && self.dropped.contains(&call.func)
                && !matches!(instructions.peek(), Some(Instr::Unreachable(_)))
            {
                self.returning = Some(call.func);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a module whose one export calls a function of this name; a trap follows if it `panics`.
    fn module(called: &str, panics: bool) -> Module {
        let mut module = Module::default();
        let mut add = |name: &str, calls: Option<FunctionId>, panics: bool| {
            let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
            builder.name(name.to_owned());
            let mut body = builder.func_body();
            if let Some(called) = calls {
                body.call(called);
            }
            if panics {
                body.unreachable();
            }
            builder.finish(vec![], &mut module.funcs)
        };
        let message = add("core::fmt::write", None, false);
        let called = add(called, Some(message), true);
        let exported = add("kyclink::call", Some(called), panics);
        module.exports.add("call", exported);
        module
    }

    #[test]
    fn what_only_panics_call_goes_and_nothing_else_may_call_it() {
        let failure = |called, panics| drop_messages(&mut module(called, panics)).err().map(|error| error.to_string());
        assert_eq!(failure("core::panicking::panic", true), None);
        let returns = "kyclink::call calls core::panicking::panic, which is removed";
        assert_eq!(failure("core::panicking::panic", false).as_deref(), Some(returns));
        let formats = "the compiled module has no names of functions, or no panics";
        assert_eq!(failure("kyclink::formats", false).as_deref(), Some(formats));
        let mut formats = module("core::panicking::panic", true);
        let message = formats.funcs.by_name("core::fmt::write").unwrap();
        formats.exports.add("write", message);
        assert_eq!(drop_messages(&mut formats).unwrap_err().to_string(), "core::fmt::write is still called");
    }
}
