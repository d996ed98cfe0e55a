// base64url (RFC 4648 §5) as js/base/base64url.js encodes and decodes it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { internal } from "../../support/installed.js";

/** @type {typeof import("../../../js/base/base64url.js")} */
const { decode, encode } = await import(internal("base/base64url.js"));

test("base64url is written as by Node, read again, and refused if bad, with and without the engine's methods", () => {
  const { toBase64, setFromBase64 } = /** @type {any} */ (Uint8Array.prototype);
  for (const native of toBase64 && setFromBase64 ? [true, false] : [false]) {
    for (let length = 0; length < 70; length += 1) {
      const bytes = crypto.getRandomValues(new Uint8Array(length));
      const text = Buffer.from(bytes).toString("base64url");
      assert.equal(encode(bytes, native), text);
      const decoded = decode(`.${text}.`, 1, text.length + 1, 3, native);
      assert.deepEqual(decoded, Uint8Array.of(...bytes, 0, 0, 0));
    }
    for (const text of [
      "A",
      "AAAAA",
      "AB",
      "AAB",
      "AA=",
      "AA==",
      "AAA=",
      "A A",
      "AAA A",
      "AA\n",
      "A+AA",
      "A/AA",
      "AAé",
      "Ł",
    ]) {
      assert.equal(decode(text, 0, text.length, 0, native), undefined, text);
    }
  }
});
