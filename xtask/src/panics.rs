//! Takes the texts of panics out of a module.
//!
//! A panic ends the instance, and nobody sees its message: this target has no standard error. Yet the standard library,
//! which comes compiled, composes every one of them. What composes them becomes a trap, or for `Debug` writes nothing,
//! and the places in source files that they name become zeros. That makes the download a twentieth smaller.

use anyhow::{Result, bail};
use rustc_demangle::demangle;
use walrus::{ConstExpr, Data, DataKind, FunctionBuilder, FunctionId, FunctionKind, Module, ir::Value};

/// What ends in a panic and nothing else, by the beginning of its name.
const PANICS: [&str; 9] = [
    "core::panicking::",
    "core::cell::panic_",
    "core::num::int_log10::panic_",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_index_fail",
    "core::str::slice_error_fail",
];

/// What writes a value for a panic's message, by the end of its name; all of it returns `Ok(())`.
const DEBUG: [&str; 3] = [
    " as core::fmt::Debug>::fmt",
    "core::fmt::builders::PadAdapter as core::fmt::Write>::write_str",
    "core::fmt::builders::PadAdapter as core::fmt::Write>::write_char",
];

/// Makes each panic a trap without a message.
pub fn silence(module: &mut Module) -> Result<()> {
    let silenced = silence_functions(module);
    let mut zeroed = 0;
    for id in module.data.iter().map(Data::id).collect::<Vec<_>>() {
        let data = module.data.get_mut(id);
        if let DataKind::Active { offset: ConstExpr::Value(Value::I32(base)), .. } = data.kind {
            zeroed += zero_locations(base.cast_unsigned(), &mut data.value);
        }
    }
    // Both are in every module that anybody would want to make smaller.
    if silenced == 0 || zeroed == 0 {
        bail!("the compiler names panics otherwise than xtask/src/panics.rs expects");
    }
    Ok(())
}

/// Empties the functions that write a panic's message, and says how many.
fn silence_functions(module: &mut Module) -> usize {
    let functions: Vec<(FunctionId, String)> = module
        .funcs
        .iter_local()
        .filter_map(|(id, _)| Some((id, format!("{:#}", demangle(module.funcs.get(id).name.as_ref()?)))))
        .collect();
    let mut silenced = 0;
    for (id, name) in functions {
        let debug = DEBUG.iter().any(|debug| name.ends_with(debug));
        if !debug && !PANICS.iter().any(|panic| name.starts_with(panic)) {
            continue;
        }
        let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
        let (kind, arguments) = (module.types.get(function.ty()).clone(), function.args.clone());
        let mut body = FunctionBuilder::new(&mut module.types, kind.params(), kind.results());
        match debug {
            // `Ok(())`
            true => drop(body.func_body().i32_const(0)),
            false => drop(body.func_body().unreachable()),
        }
        module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(arguments));
        silenced += 1;
    }
    silenced
}

/// Zeroes the locations in data that begins at the address `base`, and says how many. A `core::panic::Location` is the
/// address and length of a path, a line, and a column. Nothing else refers to a path that ends in `.rs`.
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
    use walrus::ValType;

    #[test]
    fn panics_trap_and_debug_writes_nothing() -> Result<()> {
        let mut module = Module::default();
        let names = ["core::panicking::panic_fmt", "<core::str::Utf8Error as core::fmt::Debug>::fmt", "sealpost::seal"];
        let functions = names.map(|name| {
            let mut body = FunctionBuilder::new(&mut module.types, &[], &[ValType::I32]);
            body.name(name.into()).func_body().i32_const(7).drop().i32_const(7);
            body.finish(Vec::new(), &mut module.funcs)
        });
        assert_eq!(silence_functions(&mut module), 2);
        let sizes = functions.map(|id| module.funcs.get(id).kind.unwrap_local().size());
        assert_eq!(sizes, [1, 1, 3]);
        Ok(())
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
