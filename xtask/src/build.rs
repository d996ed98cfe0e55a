//! Builds the npm package and the site. [`wasm`] compiles the crate, and [`panics`] makes the module smaller;
//! [`entries`] and [`package`] complete the npm package, and [`examples`] adds examples to its declarations; [`site`]
//! writes the files to serve. [`reference`] writes the documentation of the package, and [`test_modules`] compiles
//! modules that only tests and the benchmark use.

pub mod entries;
pub mod examples;
pub mod package;
pub mod panics;
pub mod reference;
pub mod site;
pub mod test_modules;
pub mod wasm;
