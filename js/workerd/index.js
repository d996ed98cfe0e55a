// The entry `sealpost` for Cloudflare's runtime, workerd, which compiles wasm modules only at deployment. It loads the
// wasm module: programs need not call `init`.
import base from "../wasm/sealpost_bg.wasm";
import kernel from "../wasm/sealpost_kernel.wasm";
import { initSync } from "../index.js";

initSync({ base, kernel });

export * from "../index.js";
export { default } from "../index.js";
