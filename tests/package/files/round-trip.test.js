// Files that are sealed and opened: sizes, sources, recipients, progress and back-pressure.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { CHUNK, collect, content, drain, sealFile, streamOf, unsealFile } from "./support.js";

const { PrivateKey, PublicKey, inspect } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();
const other = PrivateKey.generate({ bits: 2048 });

/**
 * Opens a file, and asserts that `key` opened it.
 *
 * @param {Uint8Array | ReadableStream<Uint8Array> | Blob} sealed
 * @param {import("../../../js/index.js").PrivateKey | import("../../../js/index.js").PrivateKey[]} [keys]
 */
async function opened(sealed, keys = key) {
  const { stream, keyId } = await unsealFile(sealed, keys);
  assert.equal(keyId, publicKey.thumbprint());
  return collect(stream);
}

test("files of sizes around the borders of chunks are sealed and opened", async () => {
  for (const length of [
    0,
    1,
    CHUNK - 1,
    CHUNK,
    CHUNK + 1,
    2 * CHUNK - 1,
    2 * CHUNK,
    2 * CHUNK + 1,
    4 * CHUNK,
    1_500_000,
  ]) {
    const plaintext = content(length);
    for (const armor of [false, true]) {
      const sealed = await collect(sealFile(plaintext, publicKey, { armor }));
      assert.deepEqual(await opened(sealed), plaintext, `${length} bytes, armor ${armor}`);
      assert.equal(Buffer.from(sealed).toString("latin1").startsWith("-----BEGIN AGE"), armor);
    }
  }
});

test("sources of every kind, in chunks of any length, are sealed and opened", async () => {
  const plaintext = content(200_000);
  const sealed = await collect(sealFile(plaintext, publicKey));
  const sources = (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => [
    bytes.slice().buffer,
    new Blob([bytes]),
    new File([bytes], "name"),
    ...[[1000], [1, 0, 65_536, 7], [65_536], [1_000_000]].map((lengths) => streamOf(bytes, lengths).stream),
  ];
  for (const source of sources(plaintext)) {
    assert.deepEqual(await opened(await collect(sealFile(/** @type {any} */ (source), publicKey))), plaintext);
  }
  for (const source of sources(sealed)) assert.deepEqual(await opened(/** @type {any} */ (source)), plaintext);
  assert.deepEqual(await opened(sealFile(new Blob([plaintext]).stream(), publicKey)), plaintext);
});

test("a source in chunks of one byte is sealed and opened", async () => {
  const plaintext = content(2000);
  const sealed = await collect(sealFile(streamOf(plaintext, [1]).stream, publicKey, { armor: true }));
  assert.deepEqual(await opened(streamOf(sealed, [1]).stream), plaintext);
});

test("each recipient opens a file, equal keys are one recipient, and more than 100 are refused", async () => {
  const keys = [key, other, ...Array.from({ length: 4 }, () => PrivateKey.generate({ bits: 2048 }))];
  const publicKeys = keys.map((each) => each.publicKey());
  const sealed = await collect(sealFile(content(10), publicKeys));
  for (const [index, each] of keys.entries()) {
    const { stream, keyId } = await unsealFile(sealed, each);
    assert.equal(keyId, publicKeys[index]?.thumbprint());
    assert.deepEqual(await collect(stream), content(10));
  }
  assert.equal(/** @type {any} */ (inspect(sealed)).recipients.length, keys.length);
  const hundred = Array.from({ length: 100 }, (_, index) => publicKeys[index % 2] ?? publicKey);
  const twice = await collect(sealFile(content(10), hundred));
  assert.equal(/** @type {any} */ (inspect(twice)).recipients.length, 2, "a key that comes twice is one recipient");
  await fails("message-too-long", () => sealFile(content(1), [...hundred, publicKey]));
});

test("of several keys the first that fits opens the file", async () => {
  const sealed = await collect(sealFile(content(10), [publicKey, other.publicKey()]));
  const { keyId } = await unsealFile(sealed, [PrivateKey.generate({ bits: 2048 }), other, key]);
  assert.equal(keyId, other.publicKey().thumbprint());
});

test("a file for other keys, or one that is not sealed, is refused before any plaintext comes out", async () => {
  const sealed = await collect(sealFile(content(10), publicKey));
  await fails("not-a-recipient", () => unsealFile(sealed, other));
  await fails("not-a-recipient", () => unsealFile(sealed, []));
  await fails("malformed-file", () => unsealFile(content(100), key));
  await fails("malformed-file", () => unsealFile(new Uint8Array(), key));
  await fails("malformed-file", () => unsealFile(sealed, key, { armor: true }));
  const armored = await collect(sealFile(content(10), publicKey, { armor: true }));
  await fails("malformed-file", () => unsealFile(armored, key, { armor: false }));
});

test("a header of up to 64 KiB is written whole, and a longer one is not written", async () => {
  // 4096-bit keys have stanzas of some 720 bytes. The modulus may be any odd number that is large enough.
  const { n } = PrivateKey.generate({ bits: 2048 }).toJwk();
  const modulus = Buffer.from(n, "base64url");
  const many = Array.from({ length: 100 }, (_, index) => {
    const bytes = Buffer.concat([modulus, modulus]);
    bytes.writeUInt16BE(index * 2 + 1, 510);
    return PublicKey.parse({ kty: "RSA", n: bytes.toString("base64url"), e: "AQAB" });
  });
  for (const armor of [false, true]) {
    let longest = 0;
    for (let count = 60; count < many.length; count += 1) {
      const bytes = await collect(sealFile(content(1), [publicKey, ...many.slice(0, count)], { armor })).catch(
        (error) => {
          assert.equal(error.code, "message-too-long");
        },
      );
      if (!bytes) break;
      longest = count;
      assert.deepEqual(await opened(bytes), content(1), `${count} recipients, armor ${armor}`);
    }
    assert.ok(longest > 80 && longest < 99, `${longest} recipients fit`);
  }
});

test("progress counts the bytes of the source", async () => {
  for (const total of [300_000, undefined]) {
    const bytes = content(300_000);
    /** @type {{ bytes: number, total?: number }[]} */
    const seen = [];
    const source = total ? new Blob([bytes]) : streamOf(bytes, [50_000]).stream;
    await collect(sealFile(source, publicKey, { onProgress: (progress) => seen.push(progress) }));
    assert.ok(seen.length > 1);
    assert.deepEqual(seen.at(-1), total ? { bytes: 300_000, total } : { bytes: 300_000 });
    assert.ok(seen.every(({ bytes: count }, index) => index === 0 || count > (seen[index - 1]?.bytes ?? 0)));
  }
});

test("a source is read only as far as the result is read, and its chunks stay as they are", async () => {
  const plaintext = content(100 * CHUNK);
  const { stream, state } = streamOf(plaintext, [CHUNK]);
  const sealed = sealFile(stream, publicKey);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(state.pulled, 0, "the source was read before the result was");
  const reader = sealed.getReader();
  // The header, then a chunk at a time.
  for (let count = 0; count < 5; count += 1) await reader.read();
  assert.ok(state.pulled > 0 && state.pulled <= 8, `${state.pulled} chunks were read for five pieces`);
  assert.ok(
    state.chunks.every(
      (chunk, index) => Buffer.compare(chunk, plaintext.subarray(index * CHUNK, (index + 1) * CHUNK)) === 0,
    ),
  );
  await reader.cancel("enough");
  assert.equal(state.cancelled, "enough");
});

test("the plaintext is copied before sealFile returns", async () => {
  const bytes = content(CHUNK * 3);
  const sealed = sealFile(bytes, publicKey);
  bytes.fill(0);
  assert.deepEqual(await opened(sealed), content(CHUNK * 3));
});

test("invalid arguments are refused", async () => {
  const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);
  await fails("invalid-argument", () => sealFile(any("text"), publicKey));
  await fails("invalid-argument", () => sealFile(any(null), publicKey));
  await fails("invalid-argument", () => sealFile(content(1), []));
  await fails("invalid-argument", () => sealFile(content(1), any({})));
  await fails("private-key-given", () => sealFile(content(1), any(key)));
  await fails("invalid-argument", () => sealFile(content(1), publicKey, any({ armour: true })));
  await fails("invalid-argument", () => sealFile(content(1), publicKey, { armor: any(1) }));
  await fails("invalid-argument", () => any(sealFile)(content(1), publicKey, {}, 1));
  await fails("invalid-argument", () => any(unsealFile)(content(1), key, {}, 1));
  await fails("public-key-given", () => unsealFile(content(1), any(publicKey)));
  await fails("invalid-argument", () => unsealFile(content(1), any(undefined)));
  const { stream } = streamOf(content(1), [1]);
  stream.getReader();
  await fails("invalid-argument", () => sealFile(stream, publicKey));
  const chunks = new ReadableStream({ start: (controller) => controller.enqueue("text") });
  assert.equal((await drain(sealFile(any(chunks), publicKey))).error?.code, "invalid-argument");
});

test("a line of authorized_keys is a recipient", async () => {
  const line = `restrict,command="x" ${publicKey.toPem({ format: "openssh" })} somebody@example.com`;
  assert.deepEqual(await opened(await collect(sealFile(content(5), PublicKey.parse(line)))), content(5));
});

test("what is read of a Blob is wiped once it was processed, also after the result was cancelled", async () => {
  for (const pieces of [3, 1]) {
    /** @type {Uint8Array[]} */
    const read = [];
    const blob = new Blob([content(3 << 20)]);
    // Each piece of the Blob is seen as the package gets it.
    blob.slice = (start, end) => {
      const part = Blob.prototype.slice.call(blob, start, end);
      part.arrayBuffer = async () => {
        const buffer = await Blob.prototype.arrayBuffer.call(part);
        read.push(new Uint8Array(buffer));
        return buffer;
      };
      return part;
    };
    const reader = sealFile(blob, publicKey).getReader();
    for (let bytes = 0; bytes < pieces << 20; ) {
      const { value, done } = await reader.read();
      if (done) break;
      bytes += value.length;
    }
    await reader.cancel();
    // The piece whose reading had begun before the end.
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(read.length >= pieces, `${read.length} pieces`);
    assert.ok(read.every((bytes) => bytes.every((byte) => byte === 0)));
  }
});

test("more private keys than can be tried are an invalid argument", async () => {
  const sealed = await collect(sealFile(content(10), publicKey));
  assert.deepEqual(await opened(sealed, Array(100).fill(key)), content(10));
  await fails("invalid-argument", () => unsealFile(sealed, Array(101).fill(key)));
});
