// Production builds of Vite, webpack, Rollup and esbuild in Chromium under the strict policy, and the development server
// of Vite 8 and of Vite 7.
import assert from "node:assert/strict";
import { cp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  EXCHANGED,
  STRICT,
  assertWorks,
  assertWorksWithTrustedTypes,
  buildExample,
  freePort,
  npm,
  openPage,
  serve,
  startScript,
  untilAnswer,
} from "./example.js";

/** A page that generates a key in one keyring and uses it in a second one. */
const INLINE = `import { Keyring } from "sealpost/inline";
import { show } from "../shared/exchange.js";

show(async () => {
  const first = await Keyring.open();
  const { publicKey } = await first.generate({ bits: 2048 });
  const sealed = await first.seal("Meet me at noon.", [publicKey]);
  first.close();
  const second = await Keyring.open();
  return { storage: second.storage, text: (await second.unseal(sealed)).text() };
});
`;

/** A page that takes `PublicKey` and `seal` from sealpost/encrypt, and the rest from sealpost. */
const SENDING = `import init, * as sealpost from "sealpost";
import initEncrypt, { PublicKey, seal } from "sealpost/encrypt";
import { exchange, show } from "../shared/exchange.js";

show(async () => {
  await Promise.all([init(), initEncrypt()]);
  return exchange({ ...sealpost, PublicKey, seal });
});
`;

/**
 * Builds `SENDING` in an example's folder, and asserts that it works. Its page fetches the wasm of sealpost/encrypt
 * besides the main one.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} folder
 */
async function assertSends(t, folder) {
  await writeFile(join(folder, "main.js"), SENDING);
  npm(folder, "run", "build");
  const requests = await assertWorks(await serve(t, join(folder, "dist")), EXCHANGED);
  assert.ok(new Set(requests.filter((url) => url.endsWith(".wasm"))).size >= 2, requests.join("\n"));
}

/** A page that shows the error of `init`. */
const LOADING = `import init from "sealpost";
import { show } from "../shared/exchange.js";

show(() => init().catch(({ code, cause }) => ({ code, cause: cause.message })));
`;

for (const name of ["webpack", "rollup", "esbuild"]) {
  test(`the build of ${name} works under the strict policy, and with Trusted Types`, async (t) => {
    const folder = await buildExample(name);
    const requests = await assertWorks(await serve(t, join(folder, "dist")));
    assert.ok(requests.some((url) => url.endsWith(".wasm")));
    // webpack names the file after the worker, whose name must therefore have no space.
    assert.ok(requests.some((url) => url.includes("keyring")) && requests.every((url) => !url.includes("%20")));
    await assertWorksWithTrustedTypes(t, join(folder, "dist"));
    await assertSends(t, folder);
  });
}

for (const name of ["rollup", "esbuild"]) {
  test(`the plugin for ${name} emits files with hashed names, and a build without the plugin works`, async (t) => {
    const folder = await buildExample(name);
    const dist = join(folder, "dist");
    const names = await readdir(join(dist, "assets"));
    const files = ["keyring-worker", "generator-worker", "cipher-worker"].map(
      (file) => new RegExp(`^${file}-.{8}\\.js$`),
    );
    for (const file of [...files, /^sealpost_bg-.{8}\.wasm$/]) {
      assert.ok(
        names.some((name) => file.test(name)),
        names.join(),
      );
    }
    await rm(dist, { recursive: true });
    npm(folder, "run", "build-without-plugin");
    await assertWorks(await serve(t, dist));
  });
}

test("Vite's library mode, which makes data: URLs of the wasm, works under the strict policy", async (t) => {
  const folder = await buildExample("vite");
  const main = `import init, * as sealpost from "sealpost";
import { exchange, show } from "../shared/exchange.js";
show(async () => { await init(); return exchange(sealpost); });
`;
  await writeFile(join(folder, "main.js"), main);
  const configuration = `export default { build: { lib: { entry: "main.js", formats: ["es"], fileName: "main" } } };`;
  await writeFile(join(folder, "vite.config.js"), configuration);
  npm(folder, "run", "build");
  const dist = join(folder, "dist");
  await writeFile(
    join(dist, "index.html"),
    '<link rel="icon" href="data:," /><output></output><script type="module" src="main.js"></script>',
  );
  const requests = await assertWorks(await serve(t, dist), EXCHANGED);
  assert.deepEqual(
    requests.filter((url) => url.endsWith(".wasm")),
    [],
  );
});

test("in a classic script, esbuild's default, the error says what to do, and sealpost/inline works", async (t) => {
  const folder = await buildExample("esbuild");
  const dist = join(folder, "dist");
  const bundle = async (/** @type {string} */ main) => {
    await writeFile(join(folder, "main.js"), main);
    npm(folder, "exec", "--", "esbuild", "main.js", "--bundle", "--outdir=dist");
  };
  await bundle(LOADING);
  const { text } = await openPage(await serve(t, dist));
  assert.match(text, /"load-failed".*bundle as an ES module/);

  await bundle(INLINE);
  const policy = STRICT.replace("worker-src 'self'", "worker-src blob:");
  await assertWorks(await serve(t, dist, policy), { storage: "persistent", text: "Meet me at noon." });
});

/**
 * Asserts that an example works in the development server, which serves no files outside of the example's folder.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} folder
 */
async function assertWorksInDevelopment(t, folder) {
  const main = await readFile(join(folder, "main.js"), "utf8");
  await writeFile(join(folder, "main.js"), main.replace("../shared/", "./"));
  await cp(join(folder, "../shared/exchange.js"), join(folder, "exchange.js"));
  const port = await freePort();
  startScript(t, folder, "dev", "--port", String(port), "--strictPort");
  const address = `http://localhost:${port}/`;
  await untilAnswer(address);
  await assertWorks(address);
}

test("the build and the development server of vite-7 work", async (t) => {
  const folder = await buildExample("vite-7");
  await assertWorks(await serve(t, join(folder, "dist")));
  await t.test("works in the development server, which bundles packages without the files beside them", (t) =>
    assertWorksInDevelopment(t, folder),
  );
});

test("the build and the development server of vite work", async (t) => {
  const folder = await buildExample("vite");
  const dist = join(folder, "dist");

  await t.test("works under the strict policy", async (t) => void (await assertWorks(await serve(t, dist))));

  await t.test("works in the development server", (t) => assertWorksInDevelopment(t, folder));

  await t.test("control: a policy without 'wasm-unsafe-eval' is reported as violated", async (t) => {
    const { text, complaints } = await openPage(await serve(t, dist, STRICT.replace("'wasm-unsafe-eval'", "")));
    assert.match(text, /'wasm-unsafe-eval'/);
    assert.ok(
      complaints.some((complaint) => complaint.startsWith("policy: script-src")),
      complaints.join("\n"),
    );
  });

  await t.test("a build that imports only PublicKey contains nothing of the keyring", async () => {
    // Words that only the code of the keyring, its workers and its storage has. Control: the build of the whole example
    // has them. For indexedDB this is not checked.
    const words = ["keyring-worker", "generator-worker", "worker could not start", "indexedDB", "Worker("];
    const wordsInBuild = async () => {
      const files = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith(".js"));
      const texts = await Promise.all(files.map((file) => readFile(join(dist, file), "utf8")));
      return words.filter((word) => [...files, ...texts].some((text) => text.includes(word)));
    };
    const whole = await wordsInBuild();
    for (const word of ["keyring-worker", "generator-worker", "worker could not start", "Worker("]) {
      assert.ok(whole.includes(word), `control: ${word}`);
    }
    const main =
      'import init, { PublicKey } from "sealpost";\nawait init();\nconsole.log(PublicKey.parse("key").bits);\n';
    await writeFile(join(folder, "main.js"), main);
    npm(folder, "run", "build");
    assert.deepEqual(await wordsInBuild(), []);
  });

  await t.test("sealpost/encrypt works", (t) => assertSends(t, folder));

  await t.test("sealpost/inline keeps keys in the vault, under a policy that says worker-src blob:", async (t) => {
    await writeFile(join(folder, "main.js"), INLINE);
    npm(folder, "run", "build");
    const policy = STRICT.replace("worker-src 'self'", "worker-src blob:").replace("connect-src 'self'; ", "");
    const requests = await assertWorks(await serve(t, dist, policy), {
      storage: "persistent",
      text: "Meet me at noon.",
    });
    assert.ok(!requests.some((url) => url.endsWith(".wasm")), "no .wasm file is requested");
  });
});
