// The sections of the bench about new pages: until a keyring is open, and until the first key is made.
import { progress } from "./progress.js";
import { REFERENCE, ratio, rows } from "./statistics.js";

/** @import { Run } from "./sections.js" */
/** @import { Samples } from "./statistics.js" */

/**
 * The time of the first key in a new page without a cache, beside later keys in the same page.
 *
 * @param {Run} run
 */
export async function start(run) {
  for (const bits of [2048, 3072]) {
    progress(`fresh pages, ${bits} bits`);
    /** @type {Samples} */
    const samples = { [REFERENCE]: [], "open()": [], "first key": [], "warm key": [] };
    for (let visit = 0; visit < (run.quick ? 3 : 30); visit += 1) {
      for (const who of ["webcrypto", "sealpost"]) {
        const page = await run.browser.visit(new URL(`start.html#${who}-${bits}`, run.bench).href);
        const { ready, first, warm } = await page.evaluate(
          () =>
            /** @type {{ started: Promise<{ ready: number, first: number, warm: number[] }> }} */ (
              /** @type {unknown} */ (globalThis)
            ).started,
          undefined,
        );
        if (who === "webcrypto") samples[REFERENCE]?.push(first);
        else {
          samples["open()"]?.push(ready);
          samples["first key"]?.push(first);
          samples["warm key"]?.push(...warm);
        }
        await page.close();
      }
    }
    run.results.tables[`fresh pages, ${bits} bits`] = rows(samples);
    run.results.values[`first key, ${bits} bits`] = ratio(samples, "first key", "warm key");
  }
}

/**
 * The time of `Keyring.open()` with a new vault, and of the keys after it, with the npm package as it is. If the
 * environment variable SEALPOST_BASE names the folder of an earlier package, that package is measured too, in turns.
 *
 * @param {Run} run
 */
export async function opening(run) {
  progress("opening a keyring");
  const packages = process.env.SEALPOST_BASE ? ["base", "package"] : ["package"];
  /** @type {[Samples, Samples]} */
  const [opens, keys] = [{}, {}];
  for (let visit = 0; visit < (run.quick ? 3 : 30); visit += 1) {
    for (const name of packages) {
      const page = await run.browser.visit(new URL(`start.html#${name}-2048`, run.bench).href);
      const { ready, first, warm } = await page.evaluate(
        () =>
          /** @type {{ started: Promise<{ ready: number, first: number, warm: number[] }> }} */ (
            /** @type {unknown} */ (globalThis)
          ).started,
        undefined,
      );
      opens[name] = [...(opens[name] ?? []), ready];
      keys[`${name}, warm key`] = [...(keys[`${name}, warm key`] ?? []), ...warm];
      keys[`${name}, first key`] = [...(keys[`${name}, first key`] ?? []), first];
      await page.close();
    }
  }
  run.results.tables["npm package, Keyring.open()"] = rows(opens, packages[0]);
  run.results.tables["npm package, keys after it, 2048 bits"] = rows(keys, `${packages[0]}, warm key`);
  if (packages.length === 2) {
    const [before, now] = [opens.base ?? [], opens.package ?? []];
    run.results.values["Keyring.open(), base package"] = Math.min(...now) / Math.min(...before);
  }
}
