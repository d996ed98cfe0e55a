// The sizes of the package's files, and of the sections of its wasm modules, compared with the recorded sizes.
import assert from "node:assert/strict";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { installedFolder } from "../../support/installed.js";
import { grown, measured, reasons, recorded } from "./sizes.js";

/** The most bytes of all files of the installed package. */
const PACKAGE_LIMIT = 2_620_000;

test("no file or section is more than 2 % larger than recorded", async () => {
  const { sizes, reason } = await recorded();
  assert.ok((await reasons()).includes(reason), `CHANGELOG.md no longer says "${reason}"`);
  assert.deepEqual(
    grown(sizes, await measured()),
    [],
    "say why in CHANGELOG.md, then run node tests/package/packaging/sizes.js --bless",
  );
});

test("every file of the package that a browser loads has a size, the workers too", async () => {
  const now = await measured();
  const loaded = ["index", "keyring", "files", "wasm/sealpost"];
  const workers = ["keyring-worker", "generator-worker", "cipher-worker", "files-worker"];
  for (const name of [...loaded, ...workers]) assert.ok(Number(now[`${name}.js`]) > 500, name);
  for (const name of ["sealpost_bg", "sealpost_kernel", "sealpost_age"])
    assert.ok(Number(now[`wasm/${name}.wasm`]) > 1000, name);
});

test("growth above 2 %, and a new file, are listed", () => {
  assert.deepEqual(grown({ a: 1000 }, { a: 1020 }), []);
  assert.deepEqual(grown({ a: 1000 }, { a: 1021 }), ["a: 1000 -> 1021 bytes"]);
  assert.deepEqual(grown({ a: 1000 }, { a: 1000, b: 1 }), ["b: not there -> 1 bytes"]);
});

test("the installed package has at most 2.62 MB", async () => {
  const entries = await readdir(installedFolder, { recursive: true, withFileTypes: true });
  let bytes = 0;
  for (const entry of entries) if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  assert.ok(bytes > 500_000, `control: ${bytes} bytes`);
  assert.ok(bytes <= PACKAGE_LIMIT, `${bytes} bytes`);
});
