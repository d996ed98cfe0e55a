// Project Wycheproof's cases with the package as it is imported; tests/kernels/ runs them through each kernel.
import { test } from "node:test";
import { sealpost } from "./installed.js";
import { checkOaep } from "./wycheproof.js";

test("Wycheproof, RSAES-OAEP", () => checkOaep(sealpost));
