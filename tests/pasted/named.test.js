// Kinds K and L of pasted input, except messages: if a file is not read, the error has the words that its case expects,
// which say what it is or what is wrong with it, and for most formats of other programs the command that converts it.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { assertCase, casesOf, sealpost, test } from "./support.js";
import { certificates } from "./kinds/certificates.js";
import { encodings, foreign, javaStores, publicForms } from "./kinds/files.js";

for (const kind of [encodings, foreign, certificates]) {
  describe(`${kind.kind}, ${kind.title}`, () => {
    for (const { title, ...pasted } of casesOf(kind)) test(title, () => assertCase(pasted));
  });
}

test("control: keytool made a key store of the types JKS and JCEKS", {
  skip: !javaStores.length && "keytool, of a JDK, is not installed",
}, () => {
  assert.equal(javaStores.length, 2);
});

test("no file without a private key gets the error private-key-given", () => {
  for (const [name, input] of Object.entries(publicForms)) {
    try {
      sealpost.PublicKey.parse(input);
    } catch (error) {
      assert.notEqual(/** @type {{ code: string }} */ (error).code, "private-key-given", name);
    }
  }
});
