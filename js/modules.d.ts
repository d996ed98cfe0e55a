// Where a runtime imports WebAssembly, it gives the compiled module.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
