// The entry for Cloudflare's runtime, which compiles a module when it is deployed, and never later. Ready as soon as it
// is imported.
import base from "./wasm/sealpost_bg.wasm";
import kernel from "./wasm/sealpost_kernel.wasm";
import { initSync } from "./index.js";

initSync({ base, kernel });

export * from "./index.js";
export { default } from "./index.js";
