// Every key form, every parameter of RSA-OAEP and every sealed message, to and from live peers, in both directions.
//
// A cell asks one peer once, for one form or algorithm, size, hash, MGF1 hash and label; axes.js lists them. What comes
// of it is docs/interoperability.md, which is written anew where SEALPOST_BLESS is set, and compared otherwise.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { PEERS, SIZES } from "./axes.js";
import { combinations, pair } from "./cells.js";
import { compare } from "./page.js";
import { start } from "./peers.js";
import { sealpost } from "../support/installed.js";

/** @import { Axes } from "./axes.js" */
/** @import { Ask, Cell, Pairs } from "./cells.js" */
/** @import { Peer } from "./lines.js" */

/** @typedef {{ axes: Axes, version: string, cells: Cell[], impossible: Map<string, number> }} Outcome */

const SLOW_LIMIT = 100;
const CELLS_AT_LEAST = 2000;

/** @type {Map<string, Outcome>} */
const outcomes = new Map();
/** @type {Pairs} */
const ours = {};
before(() => {
  for (const bits of SIZES) ours[bits] = pair(sealpost.PrivateKey.generate({ bits }).toPem());
});

describe("peers", { concurrency: true }, () => {
  for (const axes of PEERS) {
    test(axes.name, async (t) => {
      const peer = start(axes);
      t.after(() => peer.close());
      const version = await peer.ask("version");
      if (/^[\w-]+ [\d.]+$/.test(axes.name)) assert.ok(version.startsWith(axes.name.split(" ")[1]), version);
      /** @type {Pairs} */
      const theirs = {};
      for (const bits of SIZES) theirs[bits] = pair(await peer.ask("generate", { bits }));

      const all = combinations(axes, ours, theirs);
      const cells = all.filter(({ offered }) => offered).map(({ cell }) => cell);
      assert.equal(new Set(cells.map(id)).size, cells.length, "a cell is there twice");
      const impossible = all.filter(({ offered }) => !offered).map(({ cell }) => cell);
      const reasonsWhy = reasons(axes, impossible);

      const before = peer.answered;
      let failed = 0;
      for (const cell of cells) {
        const error = await outcome(cell, peer);
        if (!error) continue;
        failed += 1;
        // One failing test for each failing cell; those that pass are counted.
        await t.test(id(cell), () => Promise.reject(error));
      }
      assert.equal(peer.answered - before, cells.length, "each cell is one answer of the peer");
      await controls(cells, peer);
      await refusals(axes, impossible, peer);
      console.log(`${axes.name} (${version}): ${cells.length} cells, ${failed} failing`);
      if (failed === 0) outcomes.set(axes.name, { axes, version, cells, impossible: reasonsWhy });
    });
  }
});

test("there are enough cells, and few slow ones", () => {
  const cells = [...outcomes.values()].flatMap(({ cells }) => cells);
  const slow = cells.filter((cell) => cell.slow).length;
  console.log(`${cells.length} cells, ${slow} of them with 600,000 iterations`);
  assert.ok(cells.length >= CELLS_AT_LEAST, `${cells.length} cells`);
  assert.ok(slow > 0 && slow < SLOW_LIMIT, `${slow} slow cells`);
});

test("docs/interoperability.md says what ran", () => {
  assert.deepEqual(new Set(outcomes.keys()), new Set(PEERS.map(({ name }) => name)), "not every peer ended well");
  compare(PEERS.flatMap(({ name }) => outcomes.get(name) ?? []));
});

/** @param {Cell} cell */
function id({ what, name, bits }) {
  return `${what} ${name}, ${bits} bits`;
}

/**
 * Runs a cell; why it failed, or nothing.
 *
 * @param {Cell} cell
 * @param {Peer} peer
 * @param {Record<string, unknown>} [wrong] Parameters to put in the place of the right ones.
 */
async function outcome(cell, peer, wrong) {
  try {
    await cell.run((action, parameters) => peer.ask(action, { ...parameters, ...wrong }));
  } catch (error) {
    return error;
  }
}

/**
 * With a wrong parameter the same cells fail: one of each kind. The label is another one, or the key.
 *
 * @param {Cell[]} cells
 * @param {Peer} peer
 */
async function controls(cells, peer) {
  const [size, other] = SIZES;
  for (const what of new Set(cells.map((cell) => cell.what))) {
    const cell = cells.find((cell) => cell.what === what && cell.bits === size);
    const twin = cells.find((twin) => twin.what === what && twin.name === cell?.name && twin.bits === other);
    assert.ok(cell && twin);
    /** What the twin asks, which is right for its own size. @type {Record<string, any>} */
    let asked = {};
    await twin.run(async (_, parameters) => (asked = parameters)).catch(() => undefined);
    const { key, keys, data } = asked;
    const wrong = "label" in asked ? { label: Buffer.from("another label") } : { key, keys, data };
    const error = await outcome(cell, peer, wrong);
    assert.ok(error, `${id(cell)}: a wrong parameter made no difference`);
  }
}

/**
 * Why cells cannot run, and how many each reason stands for. Every one has a reason, and no reason stands for nothing.
 *
 * @param {Axes} axes
 * @param {Cell[]} impossible
 */
function reasons({ cannot }, impossible) {
  const counts = new Map(cannot.map(([, reason]) => [reason, 0]));
  for (const cell of impossible) {
    const kinds = { encrypts: "oaep", decrypts: "oaep", seals: "message", opens: "message" };
    const what = `${/** @type {Record<string, string>} */ (kinds)[cell.what] ?? cell.what} ${cell.name}`;
    const found = cannot.find(([beginning]) => what.startsWith(beginning));
    assert.ok(found, `no reason is given why there is no cell: ${id(cell)}`);
    counts.set(found[1], (counts.get(found[1]) ?? 0) + 1);
  }
  for (const [reason, count] of counts) assert.notEqual(count, 0, `stands for nothing: ${reason}`);
  return counts;
}

/**
 * What a peer that has OAEP or JWE is said not to have of it does fail, so that no cell is left out that could run.
 *
 * @param {Axes} axes
 * @param {Cell[]} impossible
 * @param {Peer} peer
 */
async function refusals({ oaep, messages }, impossible, peer) {
  const kinds = [...(oaep ? ["encrypts", "decrypts"] : []), ...(messages ? ["seals", "opens"] : [])];
  for (const cell of impossible) {
    if (cell.bits !== SIZES[0] || !kinds.includes(cell.what)) continue;
    assert.ok(await outcome(cell, peer), `it can do what it is said not to: ${id(cell)}`);
  }
}
