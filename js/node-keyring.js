// sealpost/keyring for `import` in Node. The module is loaded from its file.
import "./node.js";

export * from "./cjs/keyring.js";
