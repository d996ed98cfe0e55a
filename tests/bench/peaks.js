// The largest memory of processes while something runs, as Linux records it.
import { readFileSync, writeFileSync } from "node:fs";

/** Written to `clear_refs`, makes the kernel forget the largest resident memory so far (proc(5)). */
const FORGET_PEAK = "5";

/**
 * The result of an operation, and as `peak` the growth of processes while it runs: by how many bytes their resident
 * memory at its largest exceeds that before. The growths of several processes are added, though they may be largest at
 * different times. `peak` is undefined where the system does not let this process see the memory.
 *
 * @template T
 * @param {number[]} ids
 * @param {() => Promise<T>} operation
 * @returns {Promise<{ result: T, peak: number | undefined }>}
 */
export async function peakDuring(ids, operation) {
  const before = ids.map(beginPeak);
  const result = await operation();
  if (before.includes(undefined)) return { result, peak: undefined };
  const growths = ids.map((id, index) => resident(id, "VmHWM") - Number(before[index]));
  return { result, peak: growths.reduce((sum, each) => sum + Math.max(0, each), 0) };
}

/** Forgets the peak of a process, and returns its resident memory, or undefined where that fails. @param {number} id */
function beginPeak(id) {
  try {
    writeFileSync(`/proc/${id}/clear_refs`, FORGET_PEAK);
    return resident(id, "VmRSS");
  } catch {
    return undefined;
  }
}

/**
 * The resident memory of a process in bytes.
 *
 * @param {number} id
 * @param {"VmRSS" | "VmHWM"} field Of now, or the largest since {@link beginPeak}.
 */
function resident(id, field) {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${id}/status`, "latin1"))?.[1];
  if (kilobytes === undefined) throw new Error(`the system does not say ${field} of a process`);
  return Number(kilobytes) * 1024;
}
