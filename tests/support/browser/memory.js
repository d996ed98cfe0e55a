// The memory of the browsers that a test has started.
import { readFileSync, readdirSync } from "node:fs";

/** The resident memory of all descendants of this process, not counting mapped files (RssAnon), in bytes. */
function memoryOfDescendants() {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : "";
    // The name of the program, in parentheses, may have spaces in it. After it come the state and the parent's id.
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    if (parent) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [...(children.get(process.pid) ?? [])];
  for (const id of found) found.push(...(children.get(id) ?? []));
  const kilobytes = found.map((id) => Number(/^RssAnon:\s+(\d+)/m.exec(read(`/proc/${id}/status`))?.[1] ?? 0));
  return kilobytes.reduce((sum, each) => sum + each, 0) * 1024;
}

/** The text of a file in /proc, or no text if the process has ended. @param {string} file */
function read(file) {
  try {
    return readFileSync(file, "latin1");
  } catch {
    // The process has ended.
    return "";
  }
}

/**
 * The largest memory of all descendants of this process while an operation runs, in bytes, measured four times a
 * second.
 *
 * @template T
 * @param {() => Promise<T>} operation
 */
export async function peakDuring(operation) {
  let peak = memoryOfDescendants();
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryOfDescendants());
  }, 250);
  try {
    const result = await operation();
    return { result, peak: Math.max(peak, memoryOfDescendants()) };
  } finally {
    clearInterval(timer);
  }
}
