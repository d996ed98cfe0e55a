// Kinds K and L: what is not read is named, with the command that converts it.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { assertCase, casesOf, sealpost, test } from "./support.js";
import { encodings, foreign, javaStores, publicForms } from "./kinds/files.js";

for (const kind of [encodings, foreign]) {
  describe(`${kind.kind}, ${kind.title}`, () => {
    for (const { title, ...pasted } of casesOf(kind)) test(title, () => assertCase(pasted));
  });
}

test("key stores of Java, as keytool writes them", {
  skip: !javaStores.length && "keytool, of a JDK, is not installed",
}, () => {
  assert.equal(javaStores.length, 2);
});

test("the public ones among these files are not called private", () => {
  for (const [name, input] of Object.entries(publicForms)) {
    try {
      sealpost.PublicKey.parse(input);
    } catch (error) {
      assert.notEqual(/** @type {{ code: string }} */ (error).code, "private-key-given", name);
    }
  }
});
