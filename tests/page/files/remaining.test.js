// The estimate of how long a letter with files still takes: calm, and only when the speed is known.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Remaining } from "../../../www/letters/remaining.js";

/**
 * What is said at each tenth of a second of a task, without repetitions.
 *
 * @param {number} total
 * @param {(second: number) => number} done bytes that are done at that time
 */
function estimates(total, done) {
  let now = 1000;
  const remaining = new Remaining(() => now);
  /** @type {(number | undefined)[]} */
  const all = [];
  for (let tenth = 0; done(tenth / 10) < total; tenth += 1) {
    now = 1000 + tenth * 100;
    all.push(remaining.seconds(done(tenth / 10), total));
  }
  return all.filter((value, k) => k === 0 || value !== all[k - 1]);
}

test("an even task counts down in round steps, and a short one says nothing", () => {
  assert.deepEqual(
    estimates(180, (second) => second),
    [undefined, 180, 120, 60, 50, 40, 30, 20, 10],
  );
  assert.deepEqual(
    estimates(2.9, (second) => second),
    [undefined],
  );
});

test("a speed that goes up and down does not make the estimate do so; one that stays lower does", () => {
  const uneven = estimates(3000, (second) => 10 * second + 8 * Math.sin(second));
  assert.deepEqual(uneven, [undefined, 300, 240, 180, 120, 60, 50, 40, 30, 20, 10]);
  const slower = estimates(100, (second) => (second < 20 ? 2 * second : 40 + (second - 20) / 2));
  assert.deepEqual(slower, [undefined, 50, 40, 60, 50, 40, 30, 20, 10]);
});

test("while nothing moves, nothing is said", () => {
  const now = [0, 4000, 8000];
  const remaining = new Remaining(() => now.shift() ?? 0);
  assert.deepEqual(
    [1, 1, 1].map((bytes) => remaining.seconds(bytes, 10)),
    [undefined, undefined, undefined],
  );
});
