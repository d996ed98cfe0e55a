// Kind C of pasted input: a private key that is given as a public key or as a message gets an error that says so, and
// no input of `falseFriends` does.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { assertCase, casesOf, sealpost, test } from "./support.js";
import { beside, falseFriends, leaked, leakedMessages } from "./kinds/leaked.js";

describe("C, private keys given as public keys", () => {
  for (const { title, ...pasted } of casesOf(leaked)) test(title, () => assertCase(pasted));
});

describe("C, private keys beside a public key that is read", () => {
  for (const pasted of beside) test(pasted.name, () => assertCase(pasted));
});

describe("C, private keys given as messages", () => {
  for (const pasted of leakedMessages) test(pasted.name, () => assertCase(pasted));
});

// Public keys and other texts with a sign of a private key: the words PRIVATE KEY, a member `d`, base64 that begins
// with MII.
describe("input that looks like a private key and is not one", () => {
  for (const pasted of falseFriends) test(pasted.name, () => assertCase(pasted));
  // Whatever codes the cases list.
  test("no such input gets the error private-key-given", () => {
    for (const { name, input } of falseFriends) assert.notEqual(code(input), "private-key-given", name);
  });
});

/** The code of the error that an input gets as a public key. @param {unknown} input */
function code(input) {
  try {
    sealpost.PublicKey.parse(/** @type {any} */ (input));
    return undefined;
  } catch (error) {
    return /** @type {{ code: string }} */ (error).code;
  }
}
