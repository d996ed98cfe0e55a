// The speed of sealing and unsealing in MB/s, beside that of WebCrypto.
import { median } from "./statistics.js";

/** @typedef {Record<string, Record<string, number>>} Speeds MB/s (10^6 bytes of plaintext), by operation and library */

/**
 * @param {import("./browsers.js").Visit} page The page of the bench.
 * @param {number} seconds For each operation of each library.
 * @returns {Promise<Speeds>}
 */
export async function measureMessages(page, seconds) {
  /** @type {Speeds} */
  const speeds = {};
  for (const mebibytes of [1, 16]) {
    const length = mebibytes << 20;
    /** @type {Record<string, Record<string, number[]>>} Milliseconds. */
    const samples = await page.evaluate(
      async ({ length, seconds }) =>
        (await import(new URL("messages.js", location.href).href)).messages(length, seconds),
      { length, seconds },
    );
    for (const [what, times] of Object.entries(samples)) {
      const speed = Object.entries(times).map(([who, times]) => [who, length / 1000 / median(times)]);
      speeds[`${what}, ${mebibytes} MiB`] = Object.fromEntries(speed);
    }
  }
  return speeds;
}

/** Prints a table of speeds for each operation. @param {Speeds} speeds */
export function printMessages(speeds) {
  console.log(
    "\nMessages to one 3072-bit key, in MB/s (median). WebCrypto: compact JWE from AES-GCM, RSA-OAEP and base64url.",
  );
  for (const [what, all] of Object.entries(speeds)) {
    console.log(`\n${what}`);
    for (const [who, speed] of Object.entries(all)) console.log(`  ${who}`.padEnd(36) + speed.toFixed(0).padStart(10));
  }
}
