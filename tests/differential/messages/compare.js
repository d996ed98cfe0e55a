// Opens mutated messages with sealpost and with jose, and counts where the results differ.
import { compactDecrypt, flattenedDecrypt, generalDecrypt } from "jose";
import { sealpost } from "../../support/installed.js";
import { Random } from "../../support/random.js";
import { Tally } from "../tally.js";
import { MUTATIONS } from "./mutations.js";
import { RULES, describe } from "./rules.js";
import { oddMessage } from "./sealed.js";
import { makeReaders, makeSeeds } from "./seeds.js";

/** @import { KeyObject } from "node:crypto" */
/** @import { PrivateKey } from "../../../js/index.js" */
/** @import { Reader } from "./seeds.js" */

/**
 * The result of opening a message: its contents as text that can be compared, or the code of the error.
 *
 * @typedef {{ says: string } | { error: string }} Outcome
 */

/** @typedef {{ plaintext: Uint8Array, header: object, aad?: Uint8Array | undefined }} Opened */
/** @typedef {(text: string, keys: PrivateKey[]) => Opened} Unseal */
/**
 * Plaintext, header and AAD in one text.
 *
 * @param {Uint8Array} plaintext
 * @param {object} header
 * @param {Uint8Array} [aad]
 */
const says = (plaintext, header, aad) =>
  [plaintext, aad ?? []].map((bytes) => Buffer.from(bytes).toString("base64")).join(" ") + JSON.stringify(header);

/**
 * Opens a message with sealpost.
 *
 * @param {Unseal} unseal
 * @param {string} text
 * @param {Reader[]} readers
 * @returns {Outcome}
 */
function openWithSealpost(unseal, text, readers) {
  try {
    const { plaintext, header, aad } = unseal(
      text,
      readers.map(({ ours }) => ours),
    );
    return { says: says(plaintext, header, aad) };
  } catch (error) {
    if (!sealpost.isSealpostError(error)) throw error;
    return { error: error.code };
  }
}

/**
 * The message without byte order marks and white space around it. sealpost removes them, jose does not.
 *
 * @param {string} text
 */
const trimmed = (text) => text.replace(/^\ufeff*[ \t\n\f\r]*|[ \t\n\f\r]*$/g, "");

/**
 * The messages that a text may enclose: in quotes, among words, with line breaks or percent-encoded. sealpost finds
 * them, jose does not.
 *
 * @param {string} text
 */
function enclosedIn(text) {
  const decoded = text.replace(/%[0-9A-Fa-f]{2}/g, (triple) =>
    String.fromCharCode(Number.parseInt(triple.slice(1), 16)),
  );
  const json = [text, text.replaceAll('\\"', '"').replaceAll("\\\\", "\\")].flatMap((each) => [
    ...objectsIn(each),
    ...objectsIn(each.replace(/[\r\n][ \t\r\n>]*/g, "")),
  ]);
  return [...compactIn(text), ...compactIn(decoded), ...json];
}

/**
 * What may be the first compact message in a text: the characters up to the next quote, closing bracket or sign that
 * separates members or parameters, and the shorter texts that end with a tag of 16, 24 or 32 bytes, because words may
 * follow the message.
 *
 * @param {string} text
 */
function compactIn(text) {
  // A header begins with `{"` or `{ `, which in base64url is `ey` and a letter from A to L.
  const run = /(?<![\w.+/%-])ey[A-L][^"'`<,;)\]}&|]*/.exec(text)?.[0].replace(/\\$/, "") ?? "";
  // In base64url these tags have 22, 32 and 43 characters.
  const upToTag = [22, 32, 43].map(
    (length) => new RegExp(`^(?:[^.]*\\.){4}(?:[\\s>]*[\\w-]){${length}}(?=\\s)`).exec(run)?.[0] ?? "",
  );
  // Taken out: escaped white space, the `=` before a soft line break in mail, white space, and `>` for a quoted line.
  const whole = [run, ...upToTag].map((each) => each.replace(/\\[nrt]|=(?=[\r\n])|[^!-=?-~]/g, ""));
  return whole.filter((each) => each !== "");
}

/**
 * The parts of a text from each opening brace to the closing brace that matches.
 *
 * @param {string} text
 */
function objectsIn(text) {
  /** @type {number[]} */
  const open = [];
  /** @type {string[]} */
  const found = [];
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    if (brace === "{") open.push(index);
    else if (open.length > 0) found.push(text.slice(open.pop(), index + 1));
  }
  return found;
}

/**
 * Opens a message with jose, trying each key.
 *
 * @param {string} text
 * @param {Reader[]} readers
 * @returns {Promise<Outcome>}
 */
async function openWithJose(text, readers) {
  let error = "";
  for (const { theirs } of readers) {
    try {
      const {
        plaintext,
        protectedHeader = {},
        additionalAuthenticatedData: aad,
      } = await decryptWithJose(trimmed(text), theirs);
      return { says: says(plaintext, protectedHeader, aad) };
    } catch (thrown) {
      error = String(/** @type {{ code?: string }} */ (thrown).code ?? thrown);
    }
  }
  return { error };
}

/**
 * Opens a message in any serialization with jose.
 *
 * @param {string} text
 * @param {KeyObject} key
 * @returns {Promise<import("jose").FlattenedDecryptResult>}
 */
async function decryptWithJose(text, key) {
  if (!text.startsWith("{")) return compactDecrypt(text, key);
  const message = JSON.parse(text);
  return "recipients" in message ? generalDecrypt(message, key) : flattenedDecrypt(message, key);
}

/**
 * Compares `count` mutants. One in four is changed before it is encrypted, the others afterwards, once or twice.
 *
 * @param {{ count: number, seed: number, unseal?: Unseal }} options `seed` is that of the random numbers. A control
 *   passes a wrong `unseal` instead of sealpost's.
 * @returns {Promise<Tally>}
 */
export async function compareMessages({ count, seed, unseal = sealpost.unseal }) {
  const random = new Random(seed);
  const readers = makeReaders();
  const seeds = await makeSeeds(readers);
  const tally = new Tally();
  for (const text of seeds) await compare({ name: "as it was sealed", text }, [readers.key]);
  if (tally.both !== seeds.length) tally.fault("a seed is not opened by both", "");

  while (tally.mutants < seeds.length + count) {
    await compare(mutant(), random.oneIn(4) ? [readers.other, readers.key] : [readers.key]);
  }
  return tally;

  /** @returns {{ name: string, text: string }} */
  function mutant() {
    if (random.oneIn(4)) {
      const odd = oddMessage(random, readers);
      tally.made(odd.name);
      return odd;
    }
    const name = random.pick(Object.keys(MUTATIONS));
    let text = random.pick(seeds);
    for (let changes = random.oneIn(4) ? 2 : 1; changes > 0; changes -= 1) {
      try {
        text = MUTATIONS[name]?.({ random, text, seeds, readers }) ?? text;
      } catch (error) {
        // The message does not have the part that the mutation changes, or the first mutation made it unreadable, so
        // another mutant is made.
        if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
        return mutant();
      }
    }
    tally.made(name);
    return { name, text };
  }

  /** @param {{ name: string, text: string }} mutant @param {Reader[]} keys */
  async function compare({ name, text }, keys) {
    const [bySealpost, byJose] = [openWithSealpost(unseal, text, keys), await openWithJose(text, keys)];
    tally.mutants += 1;
    const fault = (/** @type {string} */ what) => tally.fault(`${name}: ${what}`, text);
    if ("says" in bySealpost && "says" in byJose) {
      tally.both += 1;
      if (bySealpost.says !== byJose.says) fault("both open it, and read something else");
    } else if ("says" in bySealpost) {
      for (const enclosed of enclosedIn(text)) {
        const outcome = await openWithJose(enclosed, keys).catch(() => ({ error: "" }));
        if ("says" in outcome && outcome.says === bySealpost.says) {
          tally.both += 1;
          return;
        }
      }
      fault(`only sealpost opens it (jose: ${"error" in byJose && byJose.error})`);
    } else if (bySealpost.error === "internal-error") {
      fault("internal-error");
    } else if ("says" in byJose) {
      const rule = RULES.find(({ applies }) => applies(describe(trimmed(text), keys.length)))?.name;
      if (rule) tally.explained(rule);
      else fault(`only jose opens it, and no rule says why (${bySealpost.error})`);
    } else {
      tally.neither += 1;
    }
  }
}
