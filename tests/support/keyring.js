// A keyring whose workers are threads of Node.
import { importKeyring } from "./installed.js";
import { spawner } from "./node-worker.js";

const { Keyring } = await importKeyring();

/**
 * Opens a keyring, which is closed after the test.
 *
 * @param {import("node:test").TestContext} t
 * @param {NonNullable<Parameters<typeof spawner>[0]> & NonNullable<Parameters<typeof Keyring.open>[0]> &
 *   { onMessage?: Parameters<typeof spawner>[1] }} [options] `endless` and `insecure` are options of the workers, and
 *   `onMessage` is that of `spawner`. The others are options of `Keyring.open`.
 */
export async function openKeyring(t, { endless, insecure, onMessage, ...options } = {}) {
  const { workers, worker, workerOptions } = spawner({ endless, insecure }, onMessage);
  const terminate = () => {
    for (const worker of workers) worker.terminate();
  };
  const keyring = await Keyring.open({ worker, ...options }).catch((error) => {
    terminate();
    throw error;
  });
  t.after(() => {
    keyring.close();
    terminate();
  });
  /** The events `change` so far: type and id. @type {string[]} */
  const changes = [];
  keyring.addEventListener("change", (event) => {
    const { type, id } = /** @type {CustomEvent} */ (event).detail;
    changes.push(`${type} ${id}`);
  });
  /** The workers of a kind that have not been terminated. @param {"keyring" | "generator" | "cipher"} kind */
  const running = (kind) => workers.filter((worker) => worker.kind === kind && !worker.terminated);
  return { keyring, workers, workerOptions, running, changes };
}
