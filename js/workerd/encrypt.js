// The entry `sealpost/encrypt` for Cloudflare's runtime: see index.js.
import module from "../wasm/sealpost_encrypt_bg.wasm";
import { initSync } from "../encrypt.bundle.js";

initSync(module);

export * from "../encrypt.bundle.js";
export { default } from "../encrypt.bundle.js";
