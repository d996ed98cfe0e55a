// What production builds of small programs contain, made with esbuild from the installed package.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { sending } from "../../bench/sending.js";
import { installedFolder } from "../../support/installed.js";

/** The most bytes of a program that only asks whether an error is sealpost's, gzipped. */
const ERRORS_LIMIT = 1024;
/** The most bytes of a page that only sends, its wasm included, gzipped. */
const ENCRYPT_LIMIT = 38_000;
/** Words that only the code of the keyring, its workers and its storage has. */
const KEYRING = ["keyring-worker", "generator-worker", "worker could not start", "indexedDB", "Worker("];

const folder = mkdtempSync(join(tmpdir(), "sealpost-"));
process.on("exit", () => rmSync(folder, { recursive: true }));

/** The minified bundle of a module for browsers. @param {string} contents */
async function bundle(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    alias: {
      "sealpost/keyring": file("keyring"),
      "sealpost/encrypt": file("encrypt.bundle"),
      "sealpost": file("index"),
    },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}

/** The path of a module of the package. @param {string} name */
const file = (name) => join(installedFolder, "js", `${name}.js`);
/** The number of bytes after gzip. @param {string | Uint8Array} data */
const gzipped = (data) => gzipSync(data, { level: 9 }).length;
/** The words of KEYRING that are in a text. @param {string} text */
const keyringWords = (text) => KEYRING.filter((word) => text.includes(word));

test("a bundle that imports only isSealpostError of the main entry has less than 1024 bytes of sealpost", async () => {
  for (const entry of ["sealpost", "sealpost/encrypt"]) {
    const text = await bundle(`import { isSealpostError } from "${entry}";\nconsole.log(isSealpostError(1));`);
    // What a bundle has of sealpost/encrypt, which is one module, has no limit here.
    if (entry === "sealpost") assert.ok(gzipped(text) < ERRORS_LIMIT, `${gzipped(text)} bytes:\n${text}`);
    assert.match(text, /SealpostError/);
  }
});

test("a bundle that imports only inspect, PublicKey or seal has nothing of the keyring, the vault and the workers", async () => {
  const whole = await bundle('import { Keyring } from "sealpost/keyring";\nconsole.log(await Keyring.open());');
  assert.ok(keyringWords(whole).length >= 3, `control: ${keyringWords(whole).join()}`);
  for (const name of ["inspect", "PublicKey", "seal"]) {
    const text = await bundle(`import init, { ${name} } from "sealpost";\nawait init();\nconsole.log(${name});`);
    assert.deepEqual(keyringWords(text), [], name);
    assert.ok(gzipped(text) < gzipped(whole), name);
  }
});

test(`a page that only sends downloads at most ${ENCRYPT_LIMIT} bytes`, async (t) => {
  const { script, sizes } = await sending(pathToFileURL(join(installedFolder, "js/")));
  t.diagnostic(`${sizes.script} bytes of JavaScript and ${sizes.wasm} of wasm, gzipped`);
  assert.ok(!/unseal|decrypt\(/.test(script), "the private half is in it");
  assert.match(script, /thumbprint/, "control");
  assert.ok(sizes.script + sizes.wasm <= ENCRYPT_LIMIT, `${sizes.script + sizes.wasm} bytes`);
});
