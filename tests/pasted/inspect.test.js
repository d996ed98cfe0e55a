// Kind J and the cases of all other kinds but `beside`, `told` and `leakedMessages`: what `inspect` calls an input,
// which steps decoded it, and that a key or a message is not taken for a ciphertext.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { casesOf, sealpost, test } from "./support.js";
import { armour } from "./kinds/text/armour.js";
import { certificates } from "./kinds/certificates.js";
import { enclosed } from "./kinds/text/enclosed.js";
import { escapes } from "./kinds/text/escapes.js";
import { encodings, foreign } from "./kinds/files.js";
import { jwkDetails, nullMembers } from "./kinds/jwk.js";
import { falseFriends, leaked } from "./kinds/leaked.js";
import { foreignMessages, identifiers, messageEncodings } from "./kinds/messages.js";
import { sshForms } from "./kinds/openssh.js";
import { protections } from "./kinds/outdated.js";
import { plain } from "./kinds/plain.js";
import { bordered, misread, printed } from "./kinds/text/printed.js";
import { recognised } from "./kinds/recognised.js";
import { configuration, mailed, several } from "./kinds/text/sources.js";

const cases = casesOf(
  escapes,
  enclosed,
  armour,
  sshForms,
  encodings,
  foreign,
  jwkDetails,
  nullMembers,
  leaked,
  foreignMessages,
  identifiers,
  messageEncodings,
  protections,
  recognised,
  configuration,
  several,
  mailed,
  printed,
  misread,
  bordered,
  certificates,
);
const friends = falseFriends.map((pasted) => ({ ...pasted, title: `no private key: ${pasted.name}` }));
const bare = plain.map((pasted) => ({ ...pasted, title: `with nothing around it: ${pasted.name}` }));

/**
 * What `inspect` should call an input, or undefined if the case does not say.
 *
 * @param {import("./support.js").Pasted} pasted
 */
function expectedKind({ kind, as, want }) {
  if (kind) return kind;
  if (want !== "read") return undefined;
  return as === "private" ? "private-key" : "public-key";
}

describe("the kind of input", () => {
  for (const pasted of [...cases, ...friends, ...bare]) {
    const kind = expectedKind(pasted);
    if (!kind) continue;
    test(pasted.title, () => {
      const input = /** @type {any} */ (
        typeof pasted.input === "object" && !(pasted.input instanceof Uint8Array)
          ? JSON.stringify(pasted.input)
          : pasted.input
      );
      assert.equal(sealpost.inspect(input).kind, kind);
    });
  }
});

describe("the steps of decoding", () => {
  for (const { title, input, unwrapped } of cases) {
    if (!unwrapped) continue;
    test(`${title}: ${unwrapped.join(", ")}`, () => {
      assert.deepEqual(/** @type {any} */ (sealpost.inspect(/** @type {any} */ (input)))["unwrapped"], unwrapped);
    });
  }
  test("there are no steps if nothing was decoded", () => {
    for (const input of [sealpost.PrivateKey.generate({ bits: 2048 }).toPem()]) {
      assert.ok(!("unwrapped" in sealpost.inspect(input)));
    }
  });
});

test("each kind has at least four variations beside the reported cases", (t) => {
  const kinds = {
    recognised,
    escapes,
    enclosed,
    armour,
    sshForms,
    encodings,
    foreign,
    jwkDetails,
    nullMembers,
    leaked,
    identifiers,
    messageEncodings,
    protections,
    configuration,
    several,
    mailed,
    printed,
    misread,
    bordered,
    certificates,
    foreignMessages,
  };
  for (const { kind, reported, further } of Object.values(kinds)) {
    t.diagnostic(`${kind}: ${reported.length} as reported, ${further.length} variations`);
    assert.ok(further.length >= 4, kind);
  }
});
