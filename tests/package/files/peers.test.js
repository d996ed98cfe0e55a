// Files from and for age and rage (as pyrage), in both directions.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { sealpost } from "../../support/installed.js";
import { python } from "../../support/python.js";
import { CHUNK, collect, content, sealFile, unsealFile } from "./support.js";

const { PrivateKey, PublicKey } = sealpost;
const folder = mkdtempSync(join(tmpdir(), "sealpost-files-"));
after(() => rmSync(folder, { recursive: true }));
/** The path of a file in the folder. @param {string} name */
const pathOf = (name) => join(folder, name);
/** Runs a program and returns its standard output. @param {string[]} command @param {Uint8Array} [input] */
const run = ([program = "", ...args], input = new Uint8Array()) =>
  new Uint8Array(
    execFileSync(program, args, { input, cwd: folder, maxBuffer: 1 << 30, stdio: ["pipe", "pipe", "pipe"] }),
  );

for (const [name, bits] of [
  ["id_rsa", "3072"],
  ["other", "2048"],
  ["third", "4096"],
]) {
  run(["ssh-keygen", "-q", "-t", "rsa", "-b", String(bits), "-N", "", "-f", String(name)]);
}
run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "ed25519"]);
const line = (/** @type {string} */ name) => readFileSync(pathOf(`${name}.pub`), "utf8");
const key = PrivateKey.parse(readFileSync(pathOf("id_rsa"), "utf8"));

writeFileSync(
  pathOf("rage.py"),
  `import sys, pyrage
verb, armor, *names = sys.argv[1:]
data = sys.stdin.buffer.read()
if verb == "encrypt":
    recipients = [pyrage.ssh.Recipient.from_str(open(name + ".pub").read().strip()) for name in names]
    out = pyrage.encrypt(data, recipients, armored=armor == "yes")
else:
    out = pyrage.decrypt(data, [pyrage.ssh.Identity.from_buffer(open(name, "rb").read()) for name in names])
sys.stdout.buffer.write(out)
`,
);

/**
 * A program that encrypts for the keys of these names, and decrypts with the key of a name.
 *
 * @typedef {object} Peer
 * @property {(data: Uint8Array, armor: boolean, names: string[]) => Uint8Array} encrypt
 * @property {(data: Uint8Array, name: string) => Uint8Array} decrypt
 */
/** @type {Record<string, Peer>} */
const peers = {
  age: {
    encrypt: (data, armor, names) =>
      run(["age", ...(armor ? ["-a"] : []), ...names.flatMap((name) => ["-R", `${name}.pub`])], data),
    decrypt: (data, name) => run(["age", "-d", "-i", name], data),
  },
  pyrage: {
    encrypt: (data, armor, names) =>
      run([python("python-3"), "rage.py", "encrypt", armor ? "yes" : "no", ...names], data),
    decrypt: (data, name) => run([python("python-3"), "rage.py", "decrypt", "no", name], data),
  },
};

const sizes = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1];
for (const [name, peer] of Object.entries(peers)) {
  test(`${name} opens what sealpost seals`, async () => {
    for (const length of sizes) {
      for (const armor of [false, true]) {
        const sealed = await collect(sealFile(content(length), PublicKey.parse(line("id_rsa")), { armor }));
        assert.deepEqual(peer.decrypt(sealed, "id_rsa"), content(length), `${length} bytes, armor ${armor}`);
      }
    }
  });

  test(`sealpost opens what ${name} seals`, async () => {
    for (const length of sizes) {
      for (const armor of [false, true]) {
        const sealed = peer.encrypt(content(length), armor, ["id_rsa"]);
        const { stream } = await unsealFile(sealed, key);
        assert.deepEqual(await collect(stream), content(length), `${length} bytes, armor ${armor}`);
      }
    }
  });

  test(`a file for several recipients is opened by each, even beside one of another type, with ${name}`, async () => {
    const theirs = peer.encrypt(content(10), false, ["ed25519", "other", "id_rsa", "third"]);
    assert.deepEqual(await collect((await unsealFile(theirs, key)).stream), content(10));
    const kinds = /** @type {any} */ (sealpost.inspect(theirs)).recipients;
    assert.equal(kinds.filter((/** @type {any} */ { type }) => type === "ssh-rsa").length, 3);
    const recipients = ["other", "id_rsa", "third"].map((each) => PublicKey.parse(line(each)));
    const ours = await collect(sealFile(content(10), recipients));
    for (const each of ["other", "id_rsa", "third"]) assert.deepEqual(peer.decrypt(ours, each), content(10));
  });

  test(`${name} opens a file for a hundred recipients`, async () => {
    const own = PublicKey.parse(line("other"));
    const { n } = own.toJwk();
    // Nobody opens the file with the other keys, so any odd numbers of this length serve as their moduli.
    const others = Array.from({ length: 99 }, (_, index) => {
      const modulus = Buffer.from(n, "base64url");
      modulus.writeUInt16BE(index * 2 + 1, 254);
      return PublicKey.parse({ kty: "RSA", n: modulus.toString("base64url"), e: "AQAB" });
    });
    const sealed = await collect(sealFile(content(70_000), [...others, own]));
    assert.deepEqual(peer.decrypt(sealed, "other"), content(70_000));
  });
}

test("the tag that inspect shows for a recipient is the beginning of the key's fingerprint", async () => {
  const publicKey = key.publicKey();
  for (const armor of [false, true]) {
    const sealed = await collect(sealFile(content(10), publicKey, { armor }));
    const { kind, form, recipients } = /** @type {any} */ (sealpost.inspect(sealed));
    assert.deepEqual([kind, form], ["file", armor ? "age-armor" : "age"]);
    assert.equal(recipients.length, 1);
    assert.equal(recipients[0].type, "ssh-rsa");
    // The tag has four bytes. The sixth character of its base64 has only two bits of them.
    assert.equal(publicKey.fingerprint().slice(7, 12), recipients[0].tag.slice(0, 5));
    // The beginning of a file is enough.
    assert.deepEqual(sealpost.inspect(sealed.subarray(0, sealed.length - 5)), { kind, form, recipients });
    const cut = /** @type {any} */ (sealpost.inspect(sealed.subarray(0, 100)));
    assert.deepEqual([cut.kind, cut.refused?.code], ["file", "malformed-file"]);
  }
});
