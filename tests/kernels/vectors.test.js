// Project Wycheproof's test vectors with each kernel that runs private operations.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOaep } from "../support/wycheproof.js";
import { loaded } from "./package.js";
import { fused } from "./processor.js";

test("all of Wycheproof's cases for RSAES-OAEP decrypt or fail as they must with the accelerated kernel", {
  skip: fused ? false : "the accelerated kernel needs fused multiply-add, which this processor lacks",
}, async (t) => {
  const { sealpost } = await loaded(t, "accelerated");
  assert.equal(sealpost.engine(), "relaxed-simd");
  checkOaep(sealpost);
});

test("all of Wycheproof's cases for RSAES-OAEP decrypt or fail as they must with the base module alone", async (t) => {
  const { sealpost } = await loaded(t, "base");
  assert.equal(sealpost.engine(), "simd128");
  checkOaep(sealpost);
});
