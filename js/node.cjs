// The entry `sealpost` for `require` in Node. It loads the wasm module from its file: programs need not call `init`.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { types } = require("node:util");
const sealpost = require("./cjs/index.js");
const { start } = require("./node/start.cjs");

start(types.isKeyObject, () => ({
  base: readFileSync(join(__dirname, "wasm/sealpost_bg.wasm")),
  kernel: readFileSync(join(__dirname, "wasm/sealpost_kernel.wasm")),
}));

// The exports of an ES module with a default, as the TypeScript compiler writes them.
Object.defineProperty(exports, "__esModule", { value: true });
Object.assign(exports, sealpost);
exports.default = sealpost.default;
