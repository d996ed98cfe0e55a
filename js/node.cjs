// The entry `sealpost` for `require` in Node. It loads the wasm module from its file: programs need not call `init`.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const sealpost = require("./cjs/index.js");

const [base, kernel] = ["sealpost_bg", "sealpost_kernel"].map((name) =>
  readFileSync(join(__dirname, "wasm", `${name}.wasm`)),
);
sealpost.initSync({ base, kernel });

// The exports of an ES module with a default, as the TypeScript compiler writes them.
Object.defineProperty(exports, "__esModule", { value: true });
Object.assign(exports, sealpost);
exports.default = sealpost.default;
