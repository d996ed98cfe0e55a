// Project Wycheproof's test vectors through the package's main entry. tests/kernels/ runs them with each kernel.
import { test } from "node:test";
import { sealpost } from "../../support/installed.js";
import { checkOaep } from "../../support/wycheproof.js";

test("all of Wycheproof's cases for RSAES-OAEP decrypt or fail as they must", () => checkOaep(sealpost));
