// docs/reading.md, whose text page() makes from the results of the cases in kinds/, except `beside` and `told`. The
// page is compared with this text, or written if SEALPOST_BLESS is set.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import { root } from "../support/installed.js";
import { page } from "./reading.js";
import { assertCase, test } from "./support.js";
import { armour } from "./kinds/text/armour.js";
import { certificates } from "./kinds/certificates.js";
import { enclosed } from "./kinds/text/enclosed.js";
import { escapes } from "./kinds/text/escapes.js";
import { encodings, foreign, javaStores } from "./kinds/files.js";
import { jwkDetails, nullMembers } from "./kinds/jwk.js";
import { falseFriends, leaked, leakedMessages } from "./kinds/leaked.js";
import { foreignMessages, identifiers, messageEncodings } from "./kinds/messages.js";
import { sshForms } from "./kinds/openssh.js";
import { protections } from "./kinds/outdated.js";
import { plain } from "./kinds/plain.js";
import { bordered, misread, printed } from "./kinds/text/printed.js";
import { recognised } from "./kinds/recognised.js";
import { configuration, mailed, several } from "./kinds/text/sources.js";

/** A section with the cases of kinds that are close to each other. @param {import("./support.js").Kind[]} kinds */
const section = (...kinds) => ({
  title: kinds.map(({ title }) => title).join(", "),
  cases: kinds.flatMap(({ reported, further }) => [...reported, ...further]),
});

const sections = [
  { title: "keys with nothing around them", cases: plain },
  section(sshForms),
  section(jwkDetails, nullMembers),
  ...[escapes, enclosed, configuration, printed, misread, bordered, several, certificates].map((kind) => section(kind)),
  ...[armour, encodings, foreign, protections].map((kind) => section(kind)),
  { title: "private keys given as public keys or messages", cases: [...section(leaked).cases, ...leakedMessages] },
  { title: "what has letters of a private key and is none", cases: falseFriends },
  section(messageEncodings, mailed, foreignMessages),
  section(identifiers),
  { ...section(recognised), inspected: true },
];

describe("keys with nothing around them", () => {
  for (const [at, pasted] of plain.entries()) test(`${at + 1}: ${pasted.name}`, () => assertCase(pasted));
});

test("docs/reading.md is the page that this run writes", {
  skip: !javaStores.length && "keytool, of a JDK, is not installed: the page has key stores of keytool",
}, () => {
  const { text, unexplained, untested } = page(sections);
  assert.deepEqual(unexplained, [], "steps that the page does not explain");
  assert.deepEqual(untested, [], "steps that no case has");
  const file = join(root, "docs/reading.md");
  if (process.env.SEALPOST_BLESS) {
    writeFileSync(file, text);
    return;
  }
  assert.equal(
    text,
    readFileSync(file, "utf8"),
    "docs/reading.md differs from this run: `cargo xtask test pasted --bless` writes it anew",
  );
});

test("control: an input with another result changes the page", () => {
  const read = (/** @type {import("./support.js").Pasted} */ pasted) =>
    page([{ title: "control", cases: [pasted] }]).text;
  const [first] = plain;
  assert.ok(first);
  assert.notEqual(read(first), read({ ...first, input: "hello" }));
  assert.notEqual(read(first), read({ ...first, as: "public" }));
});
