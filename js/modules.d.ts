// The type of an import of a .wasm file, which workerd.js has: the runtime gives the compiled module.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
