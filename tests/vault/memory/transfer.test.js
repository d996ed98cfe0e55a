// Secrets are transferred between threads, never cloned: a structured clone leaves a copy that nobody wipes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { beforeWorker } from "../../support/browser/workers.js";
import { emptyPage, newKey, open, use } from "../keyring.js";

const { newContext } = useBrowser();

/**
 * A script that counts the bytes in posted messages and lists the messages with clones: those whose buffers are not
 * detached after the call, and those with a secret in a string, which cannot be transferred.
 */
const watch = `{
  const scope = globalThis;
  scope.posted = { bytes: 0, cloned: [] };
  const partsOf = (value, seen = new Set()) => {
    if (typeof value === "string") return [value];
    if (typeof value !== "object" || value === null || seen.has(value)) return [];
    seen.add(value);
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return [value];
    return Object.values(value).flatMap((member) => partsOf(member, seen));
  };
  const bytesIn = (message) => partsOf(message).reduce((sum, { byteLength = 0 }) => sum + byteLength, 0);
  for (const name of ["Worker", "MessagePort", "BroadcastChannel", "DedicatedWorkerGlobalScope"]) {
    const prototype = scope[name]?.prototype;
    if (!prototype) continue;
    const { postMessage } = prototype;
    prototype.postMessage = function (message, ...more) {
      scope.posted.bytes += bytesIn(message);
      const isSecret = partsOf(message).some((part) => typeof part === "string" && /PRIVATE KEY|secret phrase/.test(part));
      postMessage.call(this, message, ...more);
      if (isSecret || bytesIn(message) > 0) scope.posted.cloned.push(name + ": " + Object.keys(message));
    };
  }
}`;

test("private keys, candidates, passphrases and plaintexts are transferred and not cloned", async (t) => {
  const page = await emptyPage(await newContext(t), { worker: watch });
  await beforeWorker(page, "generator", watch);
  await page.evaluate((watch) => (0, eval)(watch), watch);
  await open(page);
  const { pem } = newKey();
  await use(
    page,
    async ({ keyring }, pem) => {
      const passphrase = "secret phrase";
      for (let made = 0; made < 2; made += 1) await keyring.generate({ bits: 2048, passphrase });
      const { id, publicKey } = await keyring.import(pem, { newPassphrase: passphrase });
      await keyring.setPassphrase(id, `${passphrase} 2`);
      await keyring.lock(id);
      await keyring.unlock(id, `${passphrase} 2`);
      const sealed = await keyring.seal(passphrase, [publicKey]);
      if ((await keyring.unseal(sealed)).text() !== passphrase) throw new Error("not what was sealed");
      const label = new TextEncoder().encode("label");
      await keyring.decrypt(id, new Uint8Array(256), { label }).catch(() => {});
      await keyring.diagnose(id, new Uint8Array(256), { label });
      const exported = await keyring.export(id, { plaintext: true });
      if (!exported.startsWith("-----BEGIN PRIVATE KEY-----")) throw new Error("no key in PEM");
      await keyring.export(id, { passphrase });
      const { text } = await keyring.backup({ passphrase });
      await keyring.remove(id);
      await keyring.restore(text, { passphrase, newPassphrase: passphrase });
    },
    pem,
  );
  const posted = () => /** @type {any} */ (globalThis).posted;
  const realms = [["page", await page.evaluate(posted)]];
  for (const worker of page.workers()) realms.push([worker.url(), await worker.evaluate(posted)]);
  // Of several generators, one may find all primes while a busy machine keeps the other from running.
  for (const kind of ["page", "keyring-worker", "generator-worker"]) {
    const bytes = realms.filter(([name]) => name.includes(kind)).map(([, posted]) => posted.bytes);
    assert.ok(Math.max(0, ...bytes) > 0, `control: bytes were posted from ${kind}`);
  }
  assert.deepEqual(
    realms.flatMap(([name, { cloned }]) => cloned.map((/** @type {string} */ one) => `${name}, ${one}`)),
    [],
  );
  const planted = await page.evaluate(() => {
    const { port1 } = new MessageChannel();
    port1.postMessage({ deep: [{ bytes: new Uint8Array(5) }] });
    port1.postMessage({ text: "-----BEGIN PRIVATE KEY-----" });
    return /** @type {any} */ (globalThis).posted.cloned;
  });
  assert.deepEqual(planted, ["MessagePort: deep", "MessagePort: text"], "control: a clone is found");
});
