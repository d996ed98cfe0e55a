// The entry sealpost/keyring for `import` in Node. node.js loads the wasm module from its file.
import "./node.js";

export * from "./cjs/keyring.js";
