// The entry `sealpost/encrypt` for `require` in Node. It loads the wasm module from its file: programs need not call
// `init`.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { types } = require("node:util");
const encrypt = require("./cjs/encrypt.js");
const { starter } = require("./node/starter.cjs");

starter(encrypt)(types.isKeyObject, () => ({ base: readFileSync(join(__dirname, "wasm/sealpost_encrypt_bg.wasm")) }));

// The exports of an ES module with a default, as the TypeScript compiler writes them.
Object.defineProperty(exports, "__esModule", { value: true });
const { PublicKey, SealpostError, initSync, isSealpostError, seal } = encrypt;
Object.assign(exports, { PublicKey, SealpostError, initSync, isSealpostError, seal });
exports.default = encrypt.default;
