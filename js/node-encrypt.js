// The entry `sealpost/encrypt` for `import` in Node. Like node.js, it loads the wasm module from its file and exports
// the CommonJS build, as node-encrypt.cjs does.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { types } from "node:util";
import { loadAtStart, loadFailed, provideKeyObjects, provideModules } from "./cjs/encrypt.js";
import { starter } from "./node/starter.cjs";

starter({ provideKeyObjects, loadFailed, provideModules, loadAtStart })(
  types.isKeyObject,
  // The same three places as in node.js.
  () => ({ base: readFileSync(join(dirname(fileURLToPath(import.meta.url)), "wasm/sealpost_encrypt_bg.wasm")) }),
  () => ({ base: readFileSync(new URL("./wasm/sealpost_encrypt_bg.wasm", import.meta.url)) }),
  () => ({ base: readFileSync(join(__dirname, "wasm/sealpost_encrypt_bg.wasm")) }),
);

// `init` has a name in the bundle, because bundlers differ in what the default export of a CommonJS module is.
export { PublicKey, SealpostError, init as default, initSync, isSealpostError, seal } from "./cjs/encrypt.js";
