// The entry sealpost/keyring for `require` in Node. node.cjs loads the wasm module from its file.
"use strict";
require("./node.cjs");

module.exports = require("./cjs/keyring.js");
