// The entry sealpost/files for `require` in Node. The wasm module for files is read when the first file is sealed or
// opened; node.cjs loads the main wasm module.
"use strict";
const { readFile } = require("node:fs/promises");
const { join } = require("node:path");
require("./node.cjs");
const { provideAgeModule } = require("./cjs/files/module.js");

provideAgeModule(() => readFile(join(__dirname, "wasm", "sealpost_age.wasm")));

module.exports = require("./cjs/files.js");
