// The replay cache of a contact: which messages the cache remembers, and the state of messages that it has forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { internal } from "../../support/installed.js";

/** @type {typeof import("../../../js/vault/replay-cache.js")} */
const { REPLAY_LIMIT, lostCache, received, replayContent } = await import(internal("vault/replay-cache.js"));

/** @typedef {import("../../../js/vault/replay-cache.js").ReplayContent} ReplayContent */

/**
 * Reads messages that were signed at these times, each 5 ms after it was signed, and returns the cache.
 *
 * @param {Iterable<number>} times
 * @param {ReplayContent} [cache]
 */
function readAll(times, cache) {
  for (const time of times) cache = received(cache, [`id ${time}`, `digest ${time}`, time, time + 5]).changed ?? cache;
  return cache ?? assert.fail();
}

/** Consecutive times. @param {number} length @param {number} first */
const from = (length, first = 0) => Array.from({ length }, (_, index) => first + index);
/** The state of a message that was signed at this time and is read with this cache. */
const state = (/** @type {ReplayContent} */ cache, /** @type {number} */ time) =>
  received(cache, [`id ${time}`, `digest ${time}`, time, 0]).delivery.state;

test("the 1,000 messages signed last are remembered, and one as old as a forgotten one is unknown", () => {
  assert.equal(REPLAY_LIMIT, 1000);
  const full = readAll(from(1000, 1));
  assert.deepEqual([full.horizon, full.messages.length], [null, 1000]);
  assert.deepEqual(
    [state(full, 1), state(full, 1000), state(full, 0), state(full, 1001)],
    ["repeated", "repeated", "new", "new"],
  );
  const more = readAll(from(10, 1001), full);
  assert.deepEqual([more.horizon, more.messages.length], [10, 1000]);
  assert.deepEqual(
    [state(more, 5), state(more, 10), state(more, 10.5), state(more, 11)],
    ["unknown", "unknown", "new", "repeated"],
  );
});

test("which messages are remembered does not depend on the order in which they are read", () => {
  const backwards = readAll(from(1500).reverse());
  assert.deepEqual([backwards.horizon, backwards.messages.length], [499, 1000]);
  for (const time of from(1500)) assert.equal(state(backwards, time), time < 500 ? "unknown" : "repeated");
  // A message from the future takes one place and no more.
  const future = readAll([1e12, ...from(999)]);
  assert.equal(future.horizon, null);
  assert.equal(state(future, 998), "repeated");
});

test("a message with a known ID is compared by its digest, and the cache stays as it was", () => {
  const cache = readAll([7]);
  const conflicting = received(cache, ["id 7", "another digest", 7, 20]);
  assert.deepEqual(conflicting, { delivery: { state: "conflicting", readAt: new Date(12) } });
  assert.deepEqual(received(cache, ["id 7", "digest 7", 7, 20]), {
    delivery: { state: "repeated", readAt: new Date(12) },
  });
});

test("after a cache was lost, or if it cannot be read, an earlier message is unknown and not new", () => {
  const lost = lostCache();
  assert.equal(state(lost, Date.now() - 1000), "unknown");
  assert.equal(state(lost, Date.now() + 60_000), "new");
  assert.deepEqual(received(null, ["id", "digest", 1, 2]), { delivery: { state: "unknown", readAt: null } });
});

test("a record with invalid content is refused", () => {
  const good = { horizon: null, messages: [["id", "digest", 1, 2]] };
  assert.deepEqual(replayContent(good), good);
  for (const bad of [
    null,
    5,
    {},
    { ...good, horizon: "1" },
    { ...good, messages: {} },
    { ...good, messages: [5] },
    { ...good, messages: [["id", "digest", 1]] },
    { ...good, messages: [["id", 5, 1, 2]] },
    { ...good, messages: [["id", "digest", null, 2]] },
    { ...good, messages: Array(1001).fill(good.messages[0]) },
  ]) {
    assert.equal(replayContent(bad), undefined, JSON.stringify(bad)?.slice(0, 80));
  }
});
