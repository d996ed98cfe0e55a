// The entry for `require` in Node: ready as soon as it is loaded.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const sealpost = require("./cjs/index.js");

const [base, kernel] = ["sealpost_bg", "sealpost_kernel"].map((name) =>
  readFileSync(join(__dirname, "wasm", `${name}.wasm`)),
);
sealpost.initSync({ base, kernel });

// As the TypeScript compiler writes a module with a default: { default: init, PrivateKey, … }.
Object.defineProperty(exports, "__esModule", { value: true });
Object.assign(exports, sealpost);
exports.default = sealpost.default;
