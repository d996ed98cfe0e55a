// Kind I, outdated protections, and the errors of enclosed.js, files.js and openssh.js below kinds/ that recommend a
// command: the command is run on the file, and sealpost must read the key in the result.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { assertCase, casesOf, key, sealpost, test } from "./support.js";
import { enclosed } from "./kinds/text/enclosed.js";
import { encodings, foreign, javaStores } from "./kinds/files.js";
import { protections } from "./kinds/outdated.js";
import { sshForms } from "./kinds/openssh.js";
import { commandsIn, file, follow, passphrase } from "./tools.js";

const id = key.publicKey().thumbprint();
describe(`${protections.kind}, ${protections.title}`, () => {
  for (const { title, ...pasted } of casesOf(protections)) test(title, () => assertCase(pasted));
});

/**
 * The error's text for an input, or an empty text if the input is read.
 *
 * @param {import("./support.js").Pasted} pasted
 */
function advice({ input, as, options }) {
  try {
    const given = /** @type {any} */ (input);
    if (as === "public") sealpost.PublicKey.parse(given);
    else sealpost.PrivateKey.parse(given, options);
    return "";
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

/**
 * The key that a converted file holds.
 *
 * @type {(result: Uint8Array, as: string) => import("../../js/index.js").PublicKey}
 */
const converted = (result, as) =>
  as === "public" ? sealpost.PublicKey.parse(result) : sealpost.PrivateKey.parse(result, { passphrase }).publicKey();

/**
 * Runs commands on the file of a case and asserts that the key comes out.
 *
 * @type {(commands: string[], pasted: import("./support.js").Pasted) => void}
 */
function assertConverts(commands, { input, as, file: original }) {
  const content = original ?? /** @type {string | Uint8Array} */ (input);
  const found = converted(follow(commands, file(content)), as).thumbprint();
  // A store that keytool made contains a key that keytool generated, in place of the key of the cases.
  const isGenerated = javaStores.some((store) => Buffer.from(store).equals(Buffer.from(content)));
  if (!isGenerated) assert.equal(found, id);
}

const PROGRAMS = /\b(openssl|ssh-keygen|puttygen|keytool) +-?[a-z]/;

describe("a command that an error recommends works", () => {
  for (const { title, ...pasted } of casesOf(protections, encodings, foreign, sshForms, enclosed)) {
    // Input that is read needs no command, and an object is no file.
    if (pasted.want === "read" || !(typeof pasted.input === "string" || pasted.input instanceof Uint8Array)) continue;
    test(title, (t) => {
      const text = advice(pasted);
      const commands = commandsIn(text);
      if (!commands.length) {
        assert.doesNotMatch(text, PROGRAMS, "a command stands between backticks, whole, with FILE for the file");
        t.diagnostic("no command is recommended");
        return;
      }
      assertConverts(commands, pasted);
    });
  }
});

describe("a command that an error may recommend works", () => {
  for (const { title, commands, ...pasted } of casesOf(protections, encodings, foreign)) {
    if (commands) test(`${title}: ${commands.join(", ")}`, () => assertConverts(commands, pasted));
  }
});

test("control: a command that fails throws, and commands are found in a text", () => {
  const path = file(key.publicKey().toPem());
  assert.throws(() => follow(["openssl pkey -in FILE"], path));
  assert.equal(converted(follow(["openssl pkey -pubin -in FILE"], path), "public").thumbprint(), id);
  assert.deepEqual(commandsIn("convert it with `openssl pkey -in FILE`, then `puttygen FILE -o OUT`"), [
    "openssl pkey -in FILE",
    "puttygen FILE -o OUT",
  ]);
});
