// The memory of the renderer process in which keys were generated: it has their private numbers while they are
// unlocked, and none of them after they were locked or removed, or the keyring was closed.
import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { before, test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { emptyPage, open, use } from "../keyring.js";
import { needlesOf, processesOf, search, whyUnreadable } from "./process-memory.js";

/** @import { Page } from "playwright-core" */

const KEYS = 3;

const { browser, newContext } = useBrowser();
/** @type {string | undefined} */
let unreadable;
before(async () => {
  const page = await (await browser()).newPage();
  await page.goto("about:blank");
  unreadable = await whyUnreadable(await browser());
  if (unreadable) console.log(`not run: ${unreadable}`);
});

/**
 * Two pages of one vault in processes of their own. The first generates keys; the second exports them, so that the test
 * knows their numbers, and its memory is not searched.
 *
 * @param {import("node:test").TestContext} t
 */
async function twoProcesses(t) {
  const context = await newContext(t);
  const [page, exporter] = [await emptyPage(context), await emptyPage(context)];
  await open(page);
  await open(exporter);
  const [id = 0, other] = await processesOf(await browser(), [page, exporter]);
  assert.notEqual(id, other, "the pages have processes of their own");
  return { page, exporter, id };
}

/**
 * Generates keys in one page and exports them in the other.
 *
 * @param {Page} page
 * @param {Page} exporter
 * @param {string | undefined} passphrase
 */
async function generate(page, exporter, passphrase) {
  const ids = await use(
    page,
    async ({ keyring }, { count, passphrase }) => {
      const ids = [];
      for (let made = 0; made < count; made += 1) {
        const { id, publicKey } = await keyring.generate({ bits: 2048, ...(passphrase && { passphrase }) });
        await keyring.unseal(await keyring.seal("x", [publicKey]));
        ids.push(id);
      }
      return ids;
    },
    { count: KEYS, passphrase },
  );
  const needles = [];
  for (const [index, id] of ids.entries()) {
    const pem = await use(
      exporter,
      async ({ keyring }, { id, passphrase }) => {
        if (passphrase) await keyring.unlock(id, passphrase);
        return keyring.export(id, { plaintext: true });
      },
      { id, passphrase },
    );
    needles.push(...needlesOf(`key ${index}`, createPrivateKey(pem).export({ format: "jwk" })));
  }
  return { ids, needles };
}

/** Fails unless numbers of every key were found. @param {string[]} found */
function assertAllFound(found) {
  for (let index = 0; index < KEYS; index += 1) {
    for (const name of ["p", "q", "d", "dP", "dQ", "F of p", "F of q"]) {
      assert.ok(
        found.some((one) => one.startsWith(`key ${index}: ${name},`)),
        `control: ${name} of key ${index} is found while it is unlocked`,
      );
    }
  }
}

for (const [
  what,
  passphrase,
  end,
] of /** @type {[string, string | undefined, (page: Page, ids: string[]) => Promise<void>][]} */ ([
  ["lock", "hunter2", (page) => use(page, ({ keyring }) => keyring.lock())],
  [
    "remove",
    undefined,
    (page, ids) =>
      use(
        page,
        async ({ keyring }, ids) => {
          for (const id of ids) await keyring.remove(id);
        },
        ids,
      ),
  ],
  ["close", undefined, (page) => use(page, ({ keyring }) => keyring.close())],
])) {
  test(`${what} leaves nothing of generated keys in the process`, async (t) => {
    if (unreadable) return t.skip(unreadable);
    const { page, exporter, id } = await twoProcesses(t);
    const { ids, needles } = await generate(page, exporter, passphrase);
    assertAllFound(search(id, needles));
    await end(page, ids);
    assert.deepEqual(search(id, needles), []);
    return undefined;
  });
}
