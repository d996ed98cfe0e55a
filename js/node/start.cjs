// `start` of the main entries for Node: see starter.cjs.
"use strict";
const { provideKeyObjects } = require("../cjs/api/jwk.js");
const { loadFailed, provideModules } = require("../cjs/module/compile.js");
const { loadAtStart } = require("../cjs/module/instance.js");
const { starter } = require("./starter.cjs");

exports.start = starter({ provideKeyObjects, loadFailed, provideModules, loadAtStart });
