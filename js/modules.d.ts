// The type of an import of a .wasm file, which js/workerd/ has: the runtime gives the compiled module.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
