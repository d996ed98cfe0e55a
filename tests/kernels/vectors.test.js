// Which kernel runs can be forced by what init is given, and every case of Wycheproof goes through each of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOaep } from "../support/wycheproof.js";
import { loaded } from "./package.js";
import { fused } from "./processor.js";

test("RSAES-OAEP with the accelerated kernel", { skip: !fused }, async (t) => {
  const { sealpost } = await loaded(t, "accelerated");
  assert.equal(sealpost.engine(), "relaxed-simd");
  checkOaep(sealpost);
});

test("RSAES-OAEP with the base alone", async (t) => {
  const { sealpost } = await loaded(t, "base");
  assert.equal(sealpost.engine(), "simd128");
  checkOaep(sealpost);
});
