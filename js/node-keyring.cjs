// sealpost/keyring for `require` in Node. The module is loaded from its file.
"use strict";
require("./node.cjs");

module.exports = require("./cjs/keyring.js");
