// sealpost/keyring for `require`.
"use strict";
require("./node.cjs");

module.exports = require("./cjs/keyring.js");
