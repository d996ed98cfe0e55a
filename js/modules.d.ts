// The type of an import of a .wasm file, as in js/workerd/: Cloudflare's runtime provides the compiled module.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
