// Finds the workers of the page's keyring, changes what they do, delays them, and makes them fail.

/** @import { Page } from "playwright-core" */

/**
 * From the next visit on, workers of this kind run `script` before their own script.
 *
 * @param {Page} page
 * @param {"keyring" | "generator"} kind
 * @param {string} script
 */
export async function beforeWorker(page, kind, script) {
  await page.route(`**/${kind}-worker.js`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script}\n${await response.text()}` });
  });
}

/**
 * From the next visit on, the browser refuses the page its storage, as in a private window.
 *
 * @param {Page} page
 */
export async function refuseStorage(page) {
  await beforeWorker(
    page,
    "keyring",
    'IDBFactory.prototype.open = () => { throw new DOMException("planted", "SecurityError"); };',
  );
}

/**
 * From the next visit on, a search for primes never ends: generators do not send the candidates that they find.
 *
 * @param {Page} page
 */
export async function withholdCandidates(page) {
  await beforeWorker(
    page,
    "generator",
    `{
       const { postMessage } = MessagePort.prototype;
       MessagePort.prototype.postMessage = function (message, ...more) {
         if (!message?.candidate) postMessage.call(this, message, ...more);
       };
     }`,
  );
}

/**
 * The keyring worker; if it was replaced, the newest one.
 *
 * @param {Page} page
 */
export function keyringWorker(page) {
  const worker = page.workers().findLast((one) => one.url().endsWith("keyring-worker.js"));
  if (!worker) throw new Error("the page has no keyring worker");
  return worker;
}

/**
 * Makes the keyring worker fail with an uncaught error.
 *
 * @param {Page} page
 */
export function crashWorker(page) {
  // The page ends the worker at once, so the answer to this call may never come.
  keyringWorker(page)
    .evaluate(() => {
      setTimeout(() => {
        throw new Error("planted");
      });
    })
    .catch(() => {});
}

/**
 * Delays the file of the keyring worker from the moment that the page requests it. The page's styles and scripts have
 * been loaded by then.
 *
 * @param {Page} page
 * @param {() => Promise<unknown>} load starts a visit
 * @returns {Promise<() => Promise<void>>} a function that lets the worker's file arrive
 */
export async function delayWorker(page, load) {
  /** @type {(release: () => Promise<void>) => void} */
  let reportRequest = () => {};
  const requested = new Promise((/** @type {typeof reportRequest} */ resolve) => (reportRequest = resolve));
  await page.route("**/keyring-worker.js", (route) => reportRequest(() => route.continue()), { times: 1 });
  await load();
  return requested;
}
