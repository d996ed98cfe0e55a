// The test vectors of the age format (C2SP CCTV, the package cctv-age). Their recipients are of other types than
// ssh-rsa, so each file is opened with the file key that the vector names: header, armor and payload are tested.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import * as vectors from "cctv-age";
import { internal, wasmFile } from "../../support/installed.js";
import { CHUNK } from "./support.js";

/** @type {typeof import("../../../js/files/codec.js")} */
const { Codec } = await import(internal("cjs/files/codec.js"));
const module = new WebAssembly.Module(await readFile(join(dirname(wasmFile), "sealpost_age.wasm")));

/** @typedef {{ name: string, fields: Map<string, string>, file: Uint8Array }} Vector */

/**
 * Reads a vector: lines `name: value`, an empty line, and the file.
 *
 * @param {[string, Uint8Array]} entry
 * @returns {Vector}
 */
function parse([name, bytes]) {
  const end = Buffer.from(bytes).indexOf("\n\n");
  const lines = Buffer.from(bytes.subarray(0, end)).toString().split("\n");
  const fields = new Map(lines.map((line) => /** @type {[string, string]} */ (line.split(": ", 2))));
  const rest = bytes.subarray(end + 2);
  return { name, fields, file: fields.get("compressed") === "zlib" ? inflateSync(rest) : rest };
}

/**
 * Opens a file in pieces of the given length.
 *
 * @param {Vector} vector
 * @param {number} piece
 */
async function open({ fields, file }, piece) {
  const codec = await Codec.create(module);
  const hash = createHash("sha256");
  let released = 0;
  let stage = "header";
  const take = (/** @type {Uint8Array[]} */ output) => {
    for (const bytes of output) {
      hash.update(bytes);
      released += bytes.length;
    }
  };
  try {
    codec.open(fields.get("armored") === "yes");
    for (let at = 0; at < file.length; at += piece) {
      take(codec.update(file.subarray(at, at + piece)));
      if (stage === "header" && codec.stanzas()) {
        stage = "HMAC";
        take(codec.unlock(Buffer.from(fields.get("file key") ?? "", "hex")));
        stage = "payload";
      }
    }
    take(codec.finish());
    return { result: "success", hash: hash.digest("hex"), released, text: "" };
  } catch (error) {
    const text = /** @type {Error} */ (error).message;
    // `unlock` continues with what has arrived after the header.
    if (stage === "HMAC" && text.includes("damaged or cut off")) stage = "payload";
    const result = text.includes("armor") ? "armor failure" : `${stage} failure`;
    return { result, hash: hash.digest("hex"), released, text };
  }
}

/**
 * Whether a vector tests the inside of a stanza of a type that sealpost does not read, which is any but ssh-rsa. A body
 * that is not canonical base64 is an error in a stanza of any type, so for such a vector the result is false.
 *
 * @param {Vector} vector
 */
function concernsOtherTypes({ name, fields }) {
  const isOther = /^(x25519|scrypt|hybrid)/.test(name) && !name.endsWith("_not_canonical_body");
  return fields.get("expect") === "no match" || (isOther && fields.get("expect") === "header failure");
}

const all = Object.entries(/** @type {Record<string, any>} */ (vectors)).map(parse);
const tested = all.filter((vector) => !concernsOtherTypes(vector));

test("at least 90 vectors are tested", () => {
  assert.ok(tested.length >= 90, `${tested.length} of ${all.length} vectors`);
});

/**
 * The number of bytes that are released of a file in which the flag of a chunk does not fit its place, or undefined for
 * other files. Either something follows a chunk that is flagged as the last, or the file ends after a chunk without
 * this flag. The vectors expect that chunk to be released before the error. Sealpost does not release it, because
 * whether it is the last chunk is known before it is decrypted.
 *
 * @param {string} name
 */
function withheld(name) {
  if (/^stream_(two_final_chunks_second|no_final_two_chunks_full)$/.test(name)) return CHUNK;
  return /garbage_(encoded|long|short)$|two_final_chunks(_full)?$|no_final_full$/.test(name) ? 0 : undefined;
}

for (const vector of tested) {
  const { name, fields, file } = vector;
  test(name, async () => {
    for (const piece of [1 << 20, 1000, 1]) {
      // The long files in pieces of one byte would take minutes.
      if (piece === 1 && file.length > 10_000) continue;
      const { result, hash, released, text } = await open(vector, piece);
      // A file without a nonce fails as its payload here, and as its header in the vectors.
      const expected = /^stream_(no|short)_nonce$/.test(name) ? "payload failure" : fields.get("expect");
      assert.equal(result, expected, text);
      // A call that throws returns nothing. So in pieces of 1 MiB the chunks before the error are not released.
      if (result !== "success" && piece > 1000) continue;
      const payload = fields.get("payload");
      const count = withheld(name);
      if (count !== undefined) assert.equal(released, count);
      else if (payload) assert.equal(hash, payload);
    }
  });
}
