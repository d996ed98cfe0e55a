// The machine that the bench runs on: its processor, the class of that, and its clock.
import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg } from "node:os";

/**
 * The microarchitectures of x86 processors, by the vendor's numbers in /proc/cpuinfo: of a family, those of the models
 * up to the given one.
 *
 * @type {Record<string, [number, string][]>}
 */
const CLASSES = {
  "AuthenticAMD 23": [
    [0x2f, "Zen"],
    [0xff, "Zen 2"],
  ],
  "AuthenticAMD 25": [
    [0x0f, "Zen 3"],
    [0x1f, "Zen 4"],
    [0x5f, "Zen 3"],
    [0xff, "Zen 4"],
  ],
  "AuthenticAMD 26": [[0xff, "Zen 5"]],
  "GenuineIntel 6": [
    [0x54, ""],
    [0x55, "Skylake or Cascade Lake"],
    [0x69, ""],
    [0x6c, "Ice Lake"],
    [0x8e, ""],
    [0x8f, "Sapphire Rapids"],
    [0xac, ""],
    [0xae, "Granite Rapids"],
    [0xce, ""],
    [0xcf, "Emerald Rapids"],
  ],
};

/**
 * @typedef {object} Machine
 * @property {string} cpu The processor's name, and its class where that is known.
 * @property {number | null} clock In GHz.
 * @property {number} cores
 * @property {number} load The average number of running processes in the last minute.
 */

/** The machine as it is now. @returns {Machine} */
export function thisMachine() {
  const model = (cpus()[0]?.model ?? "unknown processor").replaceAll(/\((R|TM)\)| Processor$/g, "").trim();
  const kind = processorClass(processorNumbers());
  return {
    cpu: kind ? `${model} (${kind})` : model,
    clock: arch() === "x64" ? measuredClock() : (cpus()[0]?.speed ?? 0) / 1000 || null,
    cores: availableParallelism(),
    load: loadavg()[0] ?? 0,
  };
}

/** The machine in a few words, with the load if other programs were running. @param {Machine} machine */
export function inWords({ cpu, clock, cores, load }) {
  const busy = load > 1 ? ` under load ${load.toFixed(1)}` : "";
  return `${cpu}${clock ? ` at ${clock.toFixed(1)} GHz` : ""}, ${cores} cores${busy}`;
}

/** What Linux says of the processor, or nothing on other systems. */
function processorNumbers() {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return "";
  }
}

/** The name of the microarchitecture, empty if it is not known. @param {string} text Of /proc/cpuinfo. */
export function processorClass(text) {
  const value = (/** @type {string} */ name) => new RegExp(`^${name}\\s*: (.*)$`, "m").exec(text)?.[1] ?? "";
  const models = CLASSES[`${value("vendor_id")} ${value("cpu family")}`] ?? [];
  return models.find(([last]) => Number(value("model")) <= last)?.[1] ?? "";
}

/**
 * The clock in GHz that this program is run at, from a chain of 32-bit multiplications. On the x86 processors above each
 * takes three cycles and waits for the one before. The best of several runs, because other programs interrupt some.
 */
function measuredClock() {
  const [loops, rounds, cycles] = [100_000, 60, 3];
  let best = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    // An even result would say that the chain was not computed.
    if (chain(loops, round | 1) % 2 === 0) throw new Error("a product of odd numbers is even");
    best = Math.min(best, performance.now() - started);
  }
  return (loops * 8 * cycles) / (best * 1e6);
}

/**
 * Eight multiplications in each loop, so that counting takes no time beside them.
 *
 * @param {number} loops
 * @param {number} factor
 */
function chain(loops, factor) {
  let product = factor;
  for (let loop = 0; loop < loops; loop += 1) {
    product = Math.imul(product, factor);
    product = Math.imul(product, factor);
    product = Math.imul(product, factor);
    product = Math.imul(product, factor);
    product = Math.imul(product, factor);
    product = Math.imul(product, factor);
    product = Math.imul(product, factor);
    product = Math.imul(product, factor);
  }
  return product;
}
