//! From the source to the npm package and the site. In this order: [`wasm`] compiles the crate, with [`panics`] to make
//! the module smaller; [`entries`] and [`package`] complete the npm package; [`site`] lays out what is served.

pub mod entries;
pub mod package;
pub mod panics;
pub mod reference;
pub mod site;
pub mod test_modules;
pub mod wasm;
