//! Takes the texts of panics out of a module: see docs/panics.md.
//!
//! A function of Rust's core library that never returns only composes the message of a panic and passes it on. This
//! file makes each such function trap at once, and the formatting functions too if nothing else calls them. The source
//! locations in panic messages become zeros. Callers see no difference: a trap ends the call either way, and on this
//! target no panic message is shown.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use rustc_demangle::demangle;
use walrus::{
    ConstExpr, Data, DataKind, FunctionBuilder, FunctionId, FunctionKind, LocalFunction, Module,
    ir::{Br, BrIf, BrTable, Instr, InstrSeqId, Return, Value, Visitor, dfs_in_order},
    passes::gc,
};

/// The prefix of names of functions of Rust's core library. Functions of other crates that never return may have an
/// effect, such as `wasm_bindgen::throw_str`, which throws.
const CORE: &str = "core::";

/// A part of the names of all formatting functions: those of `core::fmt`, and implementations of its traits.
const FORMAT: &str = "core::fmt::";

/// Makes each panic a trap without a message. Returns the names of the functions that were emptied.
///
/// # Errors
/// If no function could be emptied, or no source location was found.
pub fn silence(module: &mut Module) -> Result<Vec<String>> {
    let mut emptied = empty_functions(module);
    emptied.extend(empty_formatting(module));
    let mut zeroed = 0;
    for id in module.data.iter().map(Data::id).collect::<Vec<_>>() {
        let data = module.data.get_mut(id);
        if let DataKind::Active { offset: ConstExpr::Value(Value::I32(base)), .. } = data.kind {
            zeroed += zero_locations(base.cast_unsigned(), &mut data.value);
        }
    }
    // A compiled module has both such functions and locations.
    if emptied.is_empty() || zeroed == 0 {
        bail!("the compiler writes panics in another way than xtask/src/build/panics.rs expects: see docs/panics.md");
    }
    Ok(emptied)
}

/// Replaces the bodies of the core library's functions that never return by a trap, and returns their names.
fn empty_functions(module: &mut Module) -> Vec<String> {
    let functions: Vec<FunctionId> = module
        .funcs
        .iter_local()
        .filter(|(id, function)| never_returns(function) && name_of(module, *id).starts_with(CORE))
        .map(|(id, _)| id)
        .collect();
    functions.into_iter().map(|id| empty(module, id)).collect()
}

/// Replaces the bodies of the formatting functions by a trap, and returns their names, if only the emptied functions
/// called them. Any other code that formats calls `core::fmt::write` or an implementation of a formatting trait. If
/// there is no such call, the formatting functions are only in the tables of trait objects. A call through such a table
/// is impossible too: it needs a `core::fmt::Formatter`, which only functions of `core::fmt` create.
fn empty_formatting(module: &mut Module) -> Vec<String> {
    /// The functions that the visited code calls or refers to.
    struct Callees(BTreeSet<FunctionId>);
    impl Visitor<'_> for Callees {
        fn visit_function_id(&mut self, id: &FunctionId) {
            self.0.insert(*id);
        }
    }
    // Removes the callers that only the emptied functions called.
    gc::run(module);
    let formatting: BTreeSet<FunctionId> =
        module.funcs.iter_local().map(|(id, _)| id).filter(|id| name_of(module, *id).contains(FORMAT)).collect();
    let mut callees = Callees(BTreeSet::new());
    for (_, function) in module.funcs.iter_local().filter(|(id, _)| !formatting.contains(id)) {
        dfs_in_order(&mut callees, function, function.entry_block());
    }
    if callees.0.is_disjoint(&formatting) {
        formatting.into_iter().map(|id| empty(module, id)).collect()
    } else {
        Vec::new()
    }
}

/// The demangled name of a function, without its hash.
fn name_of(module: &Module, id: FunctionId) -> String {
    format!("{:#}", demangle(module.funcs.get(id).name.as_deref().unwrap_or_default()))
}

/// Replaces the body of a function by a trap, and returns its name.
fn empty(module: &mut Module, id: FunctionId) -> String {
    let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
    let (signature, arguments) = (module.types.get(function.ty()).clone(), function.args.clone());
    let mut body = FunctionBuilder::new(&mut module.types, signature.params(), signature.results());
    body.func_body().unreachable();
    module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(arguments));
    name_of(module, id)
}

/// Whether the function cannot return: its last instruction is `unreachable`, which the compiler writes after a call of
/// type `!`, and no instruction returns or branches out of the body.
fn never_returns(function: &LocalFunction) -> bool {
    /// Whether the visited code returns or branches out of `body`.
    struct Exits {
        body: InstrSeqId,
        found: bool,
    }
    impl Visitor<'_> for Exits {
        fn visit_return(&mut self, _: &Return) {
            self.found = true;
        }
        fn visit_br(&mut self, branch: &Br) {
            self.found |= branch.block == self.body;
        }
        fn visit_br_if(&mut self, branch: &BrIf) {
            self.found |= branch.block == self.body;
        }
        fn visit_br_table(&mut self, branch: &BrTable) {
            self.found |= branch.default == self.body || branch.blocks.contains(&self.body);
        }
    }
    let body = function.entry_block();
    let ends = matches!(function.block(body).instrs.last(), Some((Instr::Unreachable(_), _)));
    let mut exits = Exits { body, found: false };
    dfs_in_order(&mut exits, function, body);
    ends && !exits.found
}

/// Zeroes the source locations in data that begins at the address `base`, and their paths. Returns the number of
/// locations. A `core::panic::Location` is the address and length of a path, a line, and a column, of 4 bytes each. No
/// other data refers to a path that ends in `.rs`.
fn zero_locations(base: u32, data: &mut [u8]) -> usize {
    const SIZE: usize = 16;
    let mut locations = Vec::new();
    for (index, record) in data.windows(SIZE).enumerate().step_by(4) {
        let [path, length] = [0, 4].map(|at| u32::from_le_bytes([0, 1, 2, 3].map(|byte| record[at + byte])));
        let start = path.wrapping_sub(base) as usize;
        let path = start..start.saturating_add(length as usize);
        let is_source = |path: &[u8]| path.ends_with(b".rs") && path.iter().all(u8::is_ascii_graphic);
        if data.get(path.clone()).is_some_and(is_source) {
            locations.extend([index..index + SIZE, path]);
        }
    }
    let count = locations.len() / 2;
    for range in locations {
        data[range].fill(0);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::InstrSeqBuilder;

    /// Adds a function without parameters or results.
    fn function(module: &mut Module, name: &str, body: impl Fn(&mut InstrSeqBuilder)) -> FunctionId {
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        body(&mut builder.name(name.into()).func_body());
        builder.finish(Vec::new(), &mut module.funcs)
    }

    #[test]
    fn functions_of_the_core_library_that_never_return_are_emptied_and_no_others() {
        let never_returns = |body: &mut InstrSeqBuilder| {
            body.i32_const(7).drop().unreachable();
        };
        let returns_within = |body: &mut InstrSeqBuilder| {
            body.i32_const(7).drop().return_().unreachable();
        };
        let branches_to_the_end = |body: &mut InstrSeqBuilder| {
            let end = body.id();
            body.i32_const(7).br_if(end).unreachable();
        };
        let mut module = Module::default();
        let emptied = function(&mut module, "core::panicking::panic_fmt", never_returns);
        let kept = [
            function(&mut module, "wasm_bindgen::throw_str", never_returns),
            function(&mut module, "core::fmt::write", |body| {
                body.i32_const(7).drop();
            }),
            function(&mut module, "core::str::from_utf8", returns_within),
            function(&mut module, "core::str::from_utf8", branches_to_the_end),
        ];
        let size = |module: &Module, id| module.funcs.get(id).kind.unwrap_local().size();
        let before = kept.map(|id| size(&module, id));
        assert_eq!(empty_functions(&mut module), ["core::panicking::panic_fmt"]);
        assert_eq!(size(&module, emptied), 1);
        assert_eq!(kept.map(|id| size(&module, id)), before);
    }

    #[test]
    fn formatting_functions_are_emptied_unless_something_else_calls_them() {
        let formats = |body: &mut InstrSeqBuilder| {
            body.i32_const(7).drop();
        };
        for is_used in [false, true] {
            let mut module = Module::default();
            // `debug` stands for a function in the table of a trait object. It calls `write`.
            let write = function(&mut module, "core::fmt::write", formats);
            let debug = function(&mut module, "<sealpost::Error as core::fmt::Debug>::fmt", |body| {
                body.call(write);
            });
            let caller = function(&mut module, "sealpost::inspect", |body| {
                if is_used {
                    body.call(write);
                }
            });
            let unreached = function(&mut module, "std::panicking::default_hook", |body| {
                body.call(write);
            });
            for (name, id) in [("table", debug), ("caller", caller)] {
                module.exports.add(name, id);
            }
            let emptied = empty_formatting(&mut module);
            let names = ["core::fmt::write", "<sealpost::Error as core::fmt::Debug>::fmt"];
            assert_eq!(emptied, if is_used { &[] } else { &names[..] });
            assert!(module.funcs.iter().all(|function| function.id() != unreached));
            let is_trap = |id| never_returns(module.funcs.get(id).kind.unwrap_local());
            assert_eq!([write, debug, caller].map(is_trap), [!is_used, !is_used, false]);
        }
    }

    #[test]
    fn locations_are_zeroed_and_nothing_else() {
        let path = "src/key.rs";
        let record = |address: u32, length: u32| [address, length, 3, 5].map(u32::to_le_bytes).concat();
        // A location, a reference to half of its path, the path, and a text.
        let mut data = [record(1032, 10), record(1032, 5), path.into(), "it is a message".into()].concat();
        assert_eq!(zero_locations(1000, &mut data), 1);
        assert_eq!(data, [vec![0; 16], record(1032, 5), vec![0; path.len()], "it is a message".into()].concat());
        assert_eq!(zero_locations(1000, &mut data), 0);
    }
}
