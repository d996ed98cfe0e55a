// Files that were changed or cut off: no plaintext of a damaged chunk comes out, and each such file ends with an error.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sealpost } from "../../support/installed.js";
import { CHUNK, collect, content, drain, sealFile, unsealFile } from "./support.js";

const key = sealpost.PrivateKey.generate({ bits: 2048 });
const codes = ["malformed-file", "decryption-failed", "not-a-recipient"];

/** Opens a file. Returns the error, and how many bytes came out before it. @param {Uint8Array} file */
async function outcome(file) {
  try {
    return await drain((await unsealFile(file, key)).stream);
  } catch (error) {
    return { bytes: 0, error: /** @type {any} */ (error) };
  }
}

for (const armor of [false, true]) {
  const kind = armor ? "armored" : "binary";

  test(`every truncation of a short ${kind} file is an error without plaintext`, async () => {
    const file = await collect(sealFile(content(50), key.publicKey(), { armor }));
    assert.deepEqual(await outcome(file), { bytes: 50, error: undefined });
    // The last line end of the armor may be missing.
    for (let length = 0; length < file.length - Number(armor); length += 1) {
      const { bytes, error } = await outcome(file.subarray(0, length));
      assert.equal(error?.code, "malformed-file", `${length} bytes of ${file.length}`);
      assert.equal(bytes, 0);
    }
  });

  // crates/age/tests/files.rs flips every bit. Here it is one bit of each byte, because each header costs a private
  // operation.
  test(`a flipped bit in each byte of a short ${kind} file is an error without plaintext`, async () => {
    const file = await collect(sealFile(content(50), key.publicKey(), { armor }));
    for (let at = 0; at < file.length; at += 1) {
      const bit = 1 << (at % 8);
      file[at] = Number(file[at]) ^ bit;
      const { bytes, error } = await outcome(file);
      assert.ok(codes.includes(error?.code), `bit ${bit} of byte ${at}: ${error}`);
      assert.equal(bytes, 0, `bit ${bit} of byte ${at}`);
      file[at] = Number(file[at]) ^ bit;
    }
    assert.equal((await outcome(file)).error, undefined, "control: the file was restored each time");
  });
}

test("a file that is cut off at or near a border of chunks ends with an error", async () => {
  const file = await collect(sealFile(content(3 * CHUNK), key.publicKey()));
  for (const missing of [1, CHUNK + 15, CHUNK + 16, CHUNK + 17, 2 * (CHUNK + 16), 3 * (CHUNK + 16)]) {
    const { bytes, error } = await outcome(file.subarray(0, file.length - missing));
    assert.equal(error?.code, "malformed-file", `${missing} bytes are missing`);
    assert.equal(bytes % CHUNK, 0, "a part of a chunk came out");
  }
});

test("a byte after the end of a file is an error", async () => {
  for (const length of [0, 10, CHUNK, CHUNK + 5]) {
    const file = await collect(sealFile(content(length), key.publicKey()));
    const longer = new Uint8Array([...file, 0]);
    assert.equal((await outcome(longer)).error?.code, "malformed-file", `${length} bytes`);
  }
});

test("an error of the source ends the stream with that error", async () => {
  const reason = new Error("the disk is gone");
  const sealed = await collect(sealFile(content(10 * CHUNK), key.publicKey()));
  const failing = (/** @type {Uint8Array} */ bytes) => {
    let at = 0;
    return new ReadableStream({
      pull(controller) {
        if (at >= bytes.length / 2) throw reason;
        controller.enqueue(bytes.slice(at, at + CHUNK));
        at += CHUNK;
      },
    });
  };
  assert.equal((await drain(sealFile(failing(content(10 * CHUNK)), key.publicKey()))).error, reason);
  const { bytes, error } = await drain((await unsealFile(failing(sealed), key)).stream);
  assert.equal(error, reason);
  assert.ok(bytes > 0 && bytes < 10 * CHUNK);
});
