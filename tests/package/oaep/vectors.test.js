// Project Wycheproof's test vectors through the package's main entry. tests/kernels/ runs them with each kernel that
// decrypts.
import { test } from "node:test";
import { sealpost } from "../../support/installed.js";
import { checkOaep } from "../../support/wycheproof.js";

test("Wycheproof's ciphertexts of RSAES-OAEP are decrypted or refused as the vectors say", () => checkOaep(sealpost));
