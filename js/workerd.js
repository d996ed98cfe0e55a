// The entry for Cloudflare's runtime, workerd, which only compiles modules at deployment. The module is loaded without
// `init`.
import base from "./wasm/sealpost_bg.wasm";
import kernel from "./wasm/sealpost_kernel.wasm";
import { initSync } from "./index.js";

initSync({ base, kernel });

export * from "./index.js";
export { default } from "./index.js";
