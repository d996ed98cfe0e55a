// The package's weight, file by file and section by section; see sizes.js for how growth is admitted.
import assert from "node:assert/strict";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { installedFolder } from "./installed.js";
import { grown, measured, reasons, recorded } from "./sizes.js";

/** Bytes of the package on disk. */
const PACKAGE_LIMIT = 1_500_000;

test("nothing has grown by more than 2 % without a line in the changelog", async () => {
  const { sizes, reason } = await recorded();
  assert.ok((await reasons()).includes(reason), `CHANGELOG.md no longer says "${reason}"`);
  assert.deepEqual(
    grown(sizes, await measured()),
    [],
    "say why in CHANGELOG.md, then node tests/package/sizes.js --bless",
  );
});

test("growth is told from what is admitted", () => {
  assert.deepEqual(grown({ a: 1000 }, { a: 1020 }), []);
  assert.deepEqual(grown({ a: 1000 }, { a: 1021 }), ["a: 1000 -> 1021 bytes"]);
  assert.deepEqual(grown({ a: 1000 }, { a: 1000, b: 1 }), ["b: not there -> 1 bytes"]);
});

test("the package takes at most 1.5 MB", async () => {
  const entries = await readdir(installedFolder, { recursive: true, withFileTypes: true });
  let bytes = 0;
  for (const entry of entries) if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  assert.ok(bytes > 500_000, `control: ${bytes} bytes`);
  assert.ok(bytes <= PACKAGE_LIMIT, `${bytes} bytes`);
});
