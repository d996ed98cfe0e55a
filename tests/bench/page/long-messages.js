// Seals and unseals a long message for ../messages.js, which looks at the memory meanwhile, and finds the tasks that block
// the page's thread.
import { Keyring } from "./sealpost/keyring.js";
import { randomBytes } from "./messages.js";

/** Milliseconds after which the browser has reported the tasks of an operation. */
const REPORTED_AFTER = 300;

/**
 * The operations on a message of this length. Each has run once, so that the cipher worker runs and code is compiled.
 *
 * @param {number} length
 */
export async function prepare(length) {
  const blocked = await longestTask(async () => {
    for (const end = performance.now() + 100; performance.now() < end; );
  });
  if (blocked < 90) throw new Error("this browser does not report long tasks");
  const keyring = await Keyring.open({ storage: "memory" });
  const { publicKey } = await keyring.generate({ bits: 3072 });
  const plaintext = randomBytes(length);
  const sealed = await keyring.seal(plaintext, [publicKey]);
  const seal = async () => {
    if ((await keyring.seal(plaintext, [publicKey])).length !== sealed.length) throw new Error("another length");
  };
  const unseal = async () => {
    if ((await keyring.unseal(sealed)).plaintext.length !== length) throw new Error("another length");
  };
  await unseal();
  return { seal, unseal };
}

/**
 * Milliseconds of the longest task of the page's thread while an operation runs. The browser does not report those under
 * 50 ms: 0 if there are no others.
 *
 * @param {() => Promise<void>} operation
 */
export async function longestTask(operation) {
  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  // In a task of its own, which begins when the observer is ready.
  await new Promise((resolve) => setTimeout(resolve, REPORTED_AFTER));
  observer.observe({ type: "longtask" });
  await operation();
  await new Promise((resolve) => setTimeout(resolve, REPORTED_AFTER));
  observer.disconnect();
  return longest;
}
