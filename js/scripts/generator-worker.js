// The script of a generator: a worker that searches for primes, sends them to the keyring worker and stores nothing.
// The build bundles it into js/generator-worker.js.
import { PrimeSearch } from "../keygen/prime-search.js";
import { startTask, stopTask } from "../keygen/task-loop.js";
import { WARM_UP_JOB, WarmUp } from "../keygen/warm-up.js";
import { loadSync } from "../module/instance.js";

/** @import { ToGenerator } from "../client/protocol.js" */

self.onmessage = (/** @type {MessageEvent<ToGenerator>} */ { data }) => {
  stopTask();
  if ("modules" in data) {
    loadSync(data.modules);
    startTask(WARM_UP_JOB, () => new WarmUp());
  } else if ("job" in data) {
    startTask(data.job, () => new PrimeSearch(data));
  }
};
