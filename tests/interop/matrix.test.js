// Every key format, every parameter of RSA-OAEP and every kind of sealed message, exchanged with other programs (peers)
// in both directions.
//
// A cell is one request to one peer for one combination of format or algorithm, key size, hash, MGF1 hash and label;
// axes.js lists them. The results are docs/interoperability.md, which is compared, or written if SEALPOST_BLESS is set.
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

/**
 * The result of a peer. `impossible` has the number of cells that are left out for each reason.
 *
 * @typedef {{ axes: Axes, version: string, cells: Cell[], impossible: Map<string, number> }} Outcome
 */

/** There are fewer slow cells than this. Each of them derives a key with 600,000 iterations. */
const SLOW_LIMIT = 100;
/** The sum over all peers. With fewer cells, whole groups of cells would be missing. */
const CELLS_AT_LEAST = 2000;

/** The results of the peers without a failing cell, by their names. @type {Map<string, Outcome>} */
const outcomes = new Map();
/** The key pairs that sealpost makes. @type {Pairs} */
const ours = {};
before(() => {
  for (const bits of SIZES) ours[bits] = pair(sealpost.PrivateKey.generate({ bits }).toPem());
});

describe("peers", { concurrency: true }, () => {
  for (const axes of PEERS) {
    test(`every cell of ${axes.name} succeeds`, async (t) => {
      const peer = start(axes);
      t.after(() => peer.close());
      const version = await peer.ask("version");
      // The names of some peers end with a version.
      if (/^[\w-]+ [\d.]+$/.test(axes.name)) assert.ok(version.startsWith(axes.name.split(" ")[1]), version);
      /** The key pairs that the peer makes. @type {Pairs} */
      const theirs = {};
      for (const bits of SIZES) theirs[bits] = pair(await peer.ask("generate", { bits }));

      const all = combinations(axes, ours, theirs);
      const cells = all.filter(({ offered }) => offered).map(({ cell }) => cell);
      assert.equal(new Set(cells.map(id)).size, cells.length, "two cells have the same name");
      const impossible = all.filter(({ offered }) => !offered).map(({ cell }) => cell);
      const reasonsWhy = reasons(axes, impossible);

      const before = peer.answered;
      let failed = 0;
      for (const cell of cells) {
        const error = await errorOf(cell, peer);
        if (!error) continue;
        failed += 1;
        // Each failing cell is a failing test of its own; cells that pass are only counted.
        await t.test(id(cell), () => Promise.reject(error));
      }
      assert.equal(peer.answered - before, cells.length, "the peer must answer once for each cell");
      await controls(cells, peer);
      await refusals(axes, impossible, peer);
      console.log(`${axes.name} (${version}): ${cells.length} cells, ${failed} failing`);
      if (failed === 0) outcomes.set(axes.name, { axes, version, cells, impossible: reasonsWhy });
    });
  }
});

test("there are at least 2000 cells, and fewer than 100 slow ones", () => {
  const cells = [...outcomes.values()].flatMap(({ cells }) => cells);
  const slow = cells.filter((cell) => cell.slow).length;
  console.log(`${cells.length} cells, ${slow} of them with 600,000 iterations`);
  assert.ok(cells.length >= CELLS_AT_LEAST, `${cells.length} cells`);
  assert.ok(slow > 0 && slow < SLOW_LIMIT, `${slow} slow cells`);
});

test("docs/interoperability.md is the page that this run writes", () => {
  assert.deepEqual(new Set(outcomes.keys()), new Set(PEERS.map(({ name }) => name)), "cells of some peer failed");
  compare(PEERS.flatMap(({ name }) => outcomes.get(name) ?? []));
});

/** The name of a cell, unique for its peer. @param {Cell} cell */
function id({ what, name, bits }) {
  return `${what} ${name}, ${bits} bits`;
}

/**
 * Runs a cell. Returns the error, or undefined if the cell succeeds.
 *
 * @param {Cell} cell
 * @param {Peer} peer
 * @param {Record<string, unknown>} [wrong] Parameters that replace the right ones.
 */
async function errorOf(cell, peer, wrong) {
  try {
    await cell.run((action, parameters) => peer.ask(action, { ...parameters, ...wrong }));
  } catch (error) {
    return error;
  }
}

/**
 * Control: one cell of each kind fails with a wrong label or, if it has no label, with the key and data of the cell for
 * another key size.
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
    /** The parameters of the same cell for another key size. @type {Record<string, any>} */
    let asked = {};
    await twin.run(async (_, parameters) => (asked = parameters)).catch(() => undefined);
    const { key, keys, data } = asked;
    const wrong = "label" in asked ? { label: Buffer.from("another label") } : { key, keys, data };
    const error = await errorOf(cell, peer, wrong);
    assert.ok(error, `${id(cell)}: a wrong parameter made no difference`);
  }
}

/**
 * The reasons why cells are left out, with their counts. Asserts that each cell has a reason, and each reason a cell.
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
    assert.ok(found, `no reason is given for leaving out: ${id(cell)}`);
    counts.set(found[1], (counts.get(found[1]) ?? 0) + 1);
  }
  for (const [reason, count] of counts) assert.notEqual(count, 0, `no cell is left out for this reason: ${reason}`);
  return counts;
}

/**
 * Asserts, of a peer with OAEP, that its cells for OAEP that are left out do fail with keys of the first size, so that
 * none is left out that the peer can do; and the same for JWE. Cells for key formats are not checked.
 *
 * @param {Axes} axes
 * @param {Cell[]} impossible
 * @param {Peer} peer
 */
async function refusals({ oaep, messages }, impossible, peer) {
  const kinds = [...(oaep ? ["encrypts", "decrypts"] : []), ...(messages ? ["seals", "opens"] : [])];
  for (const cell of impossible) {
    if (cell.bits !== SIZES[0] || !kinds.includes(cell.what)) continue;
    assert.ok(await errorOf(cell, peer), `the peer can do it, but axes.js leaves it out: ${id(cell)}`);
  }
}
