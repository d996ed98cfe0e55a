// Searches the memory of Chromium's renderer processes, as an attacker with a memory dump would.
import { closeSync, openSync, readFileSync, readSync } from "node:fs";

/** @import { JsonWebKey } from "node:crypto" */
/** @import { Browser, Page } from "playwright-core" */
/** @typedef {{ name: string, bytes: Buffer }} Needle */

const CHUNK_BYTES = 64 << 20;
/** More than the length of any needle. */
const OVERLAP_BYTES = 64;
const EMPTY_PAGE = Buffer.alloc(4096);

/** The reason why this process cannot read the browser's memory; undefined if it can. @param {Browser} browser */
export async function whyUnreadable(browser) {
  if (process.platform !== "linux") return "the memory of another process is read through Linux's /proc";
  try {
    for (const id of await renderers(browser)) closeSync(openSync(`/proc/${id}/mem`, "r"));
    return undefined;
  } catch (error) {
    return `the system lets root alone read the memory of another process (${/** @type {Error} */ (error).message})`;
  }
}

/**
 * The processes of pages and their workers, found by random bytes that each page stores.
 *
 * @param {Browser} browser
 * @param {Page[]} pages
 */
export async function processesOf(browser, pages) {
  const marks = await Promise.all(
    pages.map(async (page, index) => {
      const mark = await page.evaluate(() => {
        const bytes = crypto.getRandomValues(new Uint8Array(32));
        Object.assign(globalThis, { mark: bytes });
        return [...bytes];
      });
      return { name: `mark ${index},`, bytes: Buffer.from(mark) };
    }),
  );
  const found = (await renderers(browser)).map((id) => ({ id, parts: search(id, marks) }));
  return marks.map(({ name }) => {
    const ids = found.filter(({ parts }) => parts.some((part) => part.startsWith(name))).map(({ id }) => id);
    if (ids.length !== 1) throw new Error(`${ids.length} renderers have the ${name} of a page`);
    return Number(ids[0]);
  });
}

/** The ids of all renderer processes of a browser. @param {Browser} browser */
async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
}

/**
 * The needles in the writable memory of a process, each with the name of the mapping. The process is stopped during the
 * search.
 *
 * @param {number} id
 * @param {Needle[]} needles
 */
export function search(id, needles) {
  const finder = new Finder(needles);
  const buffer = Buffer.alloc(CHUNK_BYTES + OVERLAP_BYTES);
  process.kill(id, "SIGSTOP");
  const memory = openSync(`/proc/${id}/mem`, "r");
  try {
    for (const { start, end, name } of writableParts(id)) {
      for (let at = start; at < end; at += CHUNK_BYTES) {
        const length = Math.min(buffer.length, end - at);
        finder.search(buffer.subarray(0, read(memory, buffer.subarray(0, length), at)), name);
      }
    }
    return [...finder.found].sort();
  } finally {
    closeSync(memory);
    process.kill(id, "SIGCONT");
  }
}

/** The writable mappings in the memory of a process. @param {number} id */
function writableParts(id) {
  const lines = readFileSync(`/proc/${id}/maps`, "utf8").trimEnd().split("\n");
  return lines.flatMap((line) => {
    const [, start = "", end = "", name = ""] = line.match(/^(\w+)-(\w+) rw\S* \S+ \S+ \S+ *(.*)$/) ?? [];
    return start ? [{ start: parseInt(start, 16), end: parseInt(end, 16), name: name || "without a name" }] : [];
  });
}

/**
 * Reads until the buffer is full or memory cannot be read, such as that of a mapped device (EIO).
 *
 * @param {number} memory
 * @param {Buffer} buffer
 * @param {number} position
 */
function read(memory, buffer, position) {
  let length = 0;
  try {
    while (length < buffer.length) {
      const count = readSync(memory, buffer, length, buffer.length - length, position + length);
      if (count === 0) break;
      length += count;
    }
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EIO") throw error;
  }
  return length;
}

/**
 * Finds many needles in one pass: a bitmap has one bit for each value of three bytes, set if a needle begins with them.
 */
class Finder {
  /** @type {Map<number, Needle[]>} */
  #needles = new Map();
  #begins = new Uint8Array(1 << 21);
  /** @type {Set<string>} */
  found = new Set();

  /** @param {Needle[]} needles */
  constructor(needles) {
    for (const needle of needles) {
      const beginning = needle.bytes.readUIntLE(0, 3);
      this.#needles.set(beginning, [...(this.#needles.get(beginning) ?? []), needle]);
      this.#begins[beginning >> 3] |= 1 << (beginning & 7);
    }
  }

  /**
   * @param {Buffer} memory
   * @param {string} part the name of the mapping
   */
  search(memory, part) {
    for (let at = 0; at < memory.length; at += EMPTY_PAGE.length) {
      const page = memory.subarray(at, at + EMPTY_PAGE.length);
      if (!page.equals(EMPTY_PAGE)) this.#searchPage(memory, at, at + page.length, part);
    }
  }

  /**
   * @param {Buffer} memory
   * @param {number} start
   * @param {number} end
   * @param {string} part
   */
  #searchPage(memory, start, end, part) {
    const begins = this.#begins;
    let three = 0;
    for (let at = start; at < end; at += 1) {
      three = Number(memory[at]) | (Number(memory[at + 1]) << 8) | (Number(memory[at + 2]) << 16);
      if (((Number(begins[three >> 3]) >> (three & 7)) & 1) === 0) continue;
      for (const { name, bytes } of this.#needles.get(three) ?? []) {
        if (bytes.equals(memory.subarray(at, at + bytes.length))) this.found.add(`${name} in ${part}`);
      }
    }
  }
}

/**
 * Parts of a private key's numbers in forms that memory may have: bytes in both orders, limbs of 52 bits, and pairs of
 * limbs, of p and q or of dP and dQ, as SIMD lanes have them. The engine computes modulo a multiple F of each prime.
 *
 * @param {string} key the beginning of the needles' names
 * @param {JsonWebKey} jwk
 * @returns {Needle[]}
 */
export function needlesOf(key, { d = "", p = "", q = "", dp = "", dq = "" }) {
  const numbers = Object.entries({ d, p, q, dP: dp, dQ: dq }).map(([name, text]) => {
    return { name, bytes: Buffer.from(text, "base64url") };
  });
  /** @type {Needle[]} */
  const needles = [];
  const [, primeP, primeQ, exponentP, exponentQ] = numbers;
  for (const { name, bytes } of numbers) {
    /** The form's name, the number in that form, and the length of a needle. @type {[string, Buffer, number][]} */
    const forms = [
      ["big-endian", bytes, 16],
      ["little-endian", Buffer.from(bytes).reverse(), 16],
      ["limbs of 52 bits", limbs(numberOf(bytes)), 24],
    ];
    for (const [form, all, length] of forms) needles.push(...quarters(all, length, 8, `${key}: ${name}, ${form}`));
  }
  for (const [one, two] of [
    [primeP, primeQ],
    [exponentP, exponentQ],
  ]) {
    if (!one || !two) continue;
    const name = `${key}: ${one.name} and ${two.name}, limbs of 52 bits in pairs`;
    needles.push(...quarters(pairs(numberOf(one.bytes), numberOf(two.bytes)), 32, 16, name));
  }
  // The kernels need one or two friendly limbs (crates/engine/src/montgomery.rs).
  for (const friendly of [1n, 2n]) {
    const f = [primeP, primeQ].map((prime) => multipleOf(numberOf(prime?.bytes ?? Buffer.alloc(1)), 52n * friendly));
    const [ofP = 0n, ofQ = 0n] = f;
    needles.push(
      ...quarters(limbs(ofP), 24, 8, `${key}: F of p, limbs of 52 bits`),
      ...quarters(limbs(ofQ), 24, 8, `${key}: F of q, limbs of 52 bits`),
    );
  }
  return needles;
}

/** A number from its big-endian bytes. @param {Buffer} bytes */
const numberOf = (bytes) => BigInt(`0x${bytes.toString("hex")}`);

/** The multiple k·n of an odd n with k = -1/n modulo 2^bits. @param {bigint} n @param {bigint} bits */
function multipleOf(n, bits) {
  let inverse = n;
  // Newton's iteration doubles the number of right bits, at first three.
  for (let right = 3n; right < bits; right *= 2n) inverse = BigInt.asUintN(Number(bits), inverse * (2n - n * inverse));
  return BigInt.asUintN(Number(bits), -inverse) * n;
}

/** The limbs of two numbers in turns. @param {bigint} one @param {bigint} two */
function pairs(one, two) {
  const [a, b] = [limbs(one), limbs(two)];
  const both = Buffer.alloc(2 * Math.min(a.length, b.length));
  for (let at = 0; at < both.length / 2; at += 8) {
    a.copy(both, 2 * at, at, at + 8);
    b.copy(both, 2 * at + 8, at, at + 8);
  }
  return both;
}

/**
 * Needles at a quarter, the middle, and three quarters of the bytes, because a later allocation often overwrites only
 * part of freed memory.
 *
 * @param {Buffer} all
 * @param {number} length
 * @param {number} step the offset of a needle is a multiple of this
 * @param {string} name
 */
function quarters(all, length, step, name) {
  return [1, 2, 3].map((part) => {
    const start = Math.floor((all.length * part) / 4 / step) * step;
    return { name, bytes: Buffer.from(all.subarray(start, start + length)) };
  });
}

/** A number as limbs of 52 bits, each in 8 bytes, the lowest first. @param {bigint} number */
function limbs(number) {
  const all = [];
  for (let rest = number; rest > 0n; rest >>= 52n) {
    const limb = Buffer.alloc(8);
    limb.writeBigUInt64LE(BigInt.asUintN(52, rest));
    all.push(limb);
  }
  return Buffer.concat(all);
}
