// `seal` and `unseal` with the package on both sides.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fails, instanceWorks } from "../../support/assertions.js";
import { internal, sealpost } from "../../support/installed.js";

const { PrivateKey, seal, unseal } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();

test("a sealed text or a sealed megabyte is opened with one of several keys", () => {
  const other = PrivateKey.generate({ bits: 2048 });
  const sealed = seal("grüße", publicKey);
  const opened = unseal(` ${sealed}\n`, [other, key]);
  assert.equal(opened.text(), "grüße");
  assert.equal(opened.kid, publicKey.thumbprint());
  assert.deepEqual(opened.header, { alg: "RSA-OAEP-256", enc: "A256GCM", kid: publicKey.thumbprint() });
  const megabyte = new Uint8Array(1 << 20).fill(5);
  assert.deepEqual(unseal(seal(megabyte, [publicKey]), key).plaintext, megabyte);
  assert.equal(
    unseal(seal("\ufeffmark", publicKey), key).text(),
    "\ufeffmark",
    "the byte order mark was removed from the text",
  );
});

test("a message to several recipients is one general JWE, in which a key that was named twice has one entry", () => {
  const other = PrivateKey.generate({ bits: 2048 });
  const publicKeys = [publicKey, other.publicKey(), publicKey];
  const sealed = seal("to both", publicKeys);
  const { protected: header, recipients, ...rest } = JSON.parse(sealed);
  assert.deepEqual(JSON.parse(Buffer.from(header, "base64url").toString()), { alg: "RSA-OAEP-256", enc: "A256GCM" });
  const kids = recipients.map((/** @type {any} */ recipient) => recipient.header.kid);
  assert.deepEqual(kids, [publicKey.thumbprint(), other.publicKey().thumbprint()]);
  assert.deepEqual(Object.keys(rest), ["iv", "ciphertext", "tag"]);
  for (const own of [key, other]) {
    const opened = unseal(sealed, own);
    assert.equal(opened.text(), "to both");
    assert.equal(opened.kid, own.publicKey().thumbprint());
    assert.equal(opened.aad, undefined);
  }
  assert.equal(seal("to one", [publicKey, publicKey]).split(".").length, 5);
});

test("64 MiB are sealed and opened, and what does not fit into the memory is message-too-long", () => {
  const longest = new Uint8Array(64 << 20).fill(5);
  const opened = unseal(seal(longest, publicKey), key);
  assert.ok(Buffer.from(longest.buffer).equals(opened.plaintext));
  // With a limit of 32 MiB (512 pages) on wasm memory the module refuses what does not fit, and works afterwards.
  const script = `
    import { PrivateKey, seal, unseal } from ${JSON.stringify(internal("node.js"))};
    const key = PrivateKey.generate({ bits: 2048 });
    const code = (run) => { try { return run().length } catch (error) { return error.code } };
    console.log(code(() => seal(new Uint8Array(16 << 20), key.publicKey())),
      code(() => unseal("a.b.c." + "A".repeat(16 << 20) + ".d", key)), unseal(seal("works", key.publicKey()), key).text());
  `;
  const options = ["--wasm-max-mem-pages=512", "--input-type=module", "--eval", script];
  const output = execFileSync(process.execPath, options, { encoding: "utf8" });
  assert.equal(output, "message-too-long message-too-long works\n");
});

test("each text that is no sealed message, or not for this key, has its error code", async () => {
  const sealed = seal("x", publicKey);
  const [header = "", ...rest] = sealed.split(".");
  const withHeader = (/** @type {object | string} */ changed) => {
    const text =
      typeof changed === "string"
        ? changed
        : JSON.stringify({ ...JSON.parse(Buffer.from(header, "base64url").toString()), ...changed });
    return [Buffer.from(text).toString("base64url"), ...rest].join(".");
  };
  for (const text of [
    "",
    "hunter2",
    "a.b.c.d",
    "a.b.c.d.e.f",
    sealed.replace(".", "!."),
    withHeader("[]"),
    withHeader('{"alg":"RSA-OAEP-256","alg":"RSA-OAEP-256","enc":"A256GCM"}'),
    "é.b.c.d.e",
  ]) {
    await fails("malformed-message", () => unseal(text, key), "hunter2");
  }
  for (const change of [{ alg: "RSA1_5" }, { alg: "dir" }, { enc: "A128CTR" }, { zip: "DEF" }, { crit: ["x"] }]) {
    await fails("unsupported-algorithm", () => unseal(withHeader(change), key));
  }
  await fails("not-a-recipient", () => unseal(withHeader({ kid: "hunter2" }), key), "hunter2");
  await fails("decryption-failed", () => unseal(withHeader({ kid: undefined }), key));
  await fails("malformed-message", () => unseal(seal(Uint8Array.of(0xff), publicKey), key).text());
  instanceWorks();
});
