// What the bench makes of its results: the ratios, README.md's table and picture, and what it says of the targets. No
// figure of a measurement is compared with another one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inWords, processorClass } from "../../bench/speed/machine.js";
import { MARKERS, between } from "../../bench/speed/picture.js";
import { markdown, ratios } from "../../bench/speed/ratios.js";
import { draw, themes } from "../../bench/speed/svg.js";
import { rows } from "../../bench/statistics.js";
import { targets, verdicts } from "../../bench/targets.js";
import { root } from "../../support/installed.js";

const read = (/** @type {string} */ file) => readFileSync(join(root, file), "utf8");
const pictures = { light: read("docs/speed-light.svg"), dark: read("docs/speed-dark.svg") };

const bars = (/** @type {number[]} */ ...values) => values.map((value, index) => ({ name: `library ${index}`, value }));
const planted = {
  where: "A & B <C>",
  title: "title",
  scale: "scale",
  caption: ["word ".repeat(80).trim()],
  figures: {
    times: [{ title: "Generate", bars: bars(10, 2.5, 40, 160) }],
    download: { title: "Download", bars: bars(0, 1000, 4000) },
  },
};

/** The bars of a picture: where they begin and end. @param {string} svg */
function barsOf(svg) {
  return Array.from(
    svg.matchAll(/<rect class="bar[^"]*" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g),
    ([, x, width]) => [Number(x), Number(x) + Number(width)],
  );
}

test("README.md's table and both variants of its picture are of one run", () => {
  const readme = read("README.md");
  const [, table = ""] = readme.split(/<!--.*-->\n/);
  const [, where = ""] = /^(.+):\n\n\| key \| /.exec(table) ?? [];
  assert.match(where, /cores( under load [\d.]+)?, Chromium \d+, \d{4}-\d\d-\d\d$/);
  for (const svg of Object.values(pictures)) assert.ok(svg.includes(`<desc id="desc">${where}. Generate: `), where);
  const uncolored = Object.values(pictures).map((svg) => svg.replaceAll(/#[0-9a-f]{6}/g, ""));
  assert.equal(uncolored[0], uncolored[1]);
  assert.notEqual(pictures.light, pictures.dark, "control");
});

test("bars begin at the line of WebCrypto: faster to the left, slower to the right, by the logarithm", () => {
  const [faster = [], four = [], sixteen = [], ...download] = barsOf(draw(planted, themes.light));
  const [line = NaN, length] = [faster[1], Number(faster[1]) - Number(faster[0])];
  assert.deepEqual(
    [four, sixteen].map(([from]) => from),
    [line, line],
  );
  const near = (/** @type {number | undefined} */ end, /** @type {number} */ expected) =>
    assert.ok(Math.abs(Number(end) - expected) < 0.5, `${end}, ${expected}`);
  near(four[1], line + length);
  near(sixteen[1], line + 2 * length);
  // Sizes begin at zero, and WebCrypto has no bar there.
  const [small = [], large = []] = download;
  assert.equal(download.length, 2);
  near(large[1], Number(small[0]) + 4 * (Number(small[1]) - Number(small[0])));
});

test("a picture says its figures in words, and text is no markup in it", () => {
  const svg = draw(planted, themes.dark);
  const [, words = ""] = /<desc id="desc">(.*)<\/desc>/.exec(svg) ?? [];
  assert.equal(
    words,
    "A &amp; B &lt;C&gt;. Generate: library 0 10.0 ms, library 1 2.50 ms, library 2 40.0 ms, library 3 160 ms. " +
      "Download: library 0 none, library 1 1 KB, library 2 4 KB.",
  );
});

test("texts have a contrast of at least 4.5 to the ground, and bars of at least 3 (WCAG 2.2)", () => {
  for (const { ground, ink, soft, own, other } of Object.values(themes)) {
    for (const color of [ink, soft]) assert.ok(contrast(color, ground) >= 4.5, color);
    for (const color of [own, other]) assert.ok(contrast(color, ground) >= 3, color);
  }
  assert.ok(contrast("#ffffff", "#cccccc") < 3, "control");
});

test("ratios are those of best times for operations and of means for keys", () => {
  const results = {
    values: {},
    sizes: {},
    browsers: ["Another"],
    facts: { "generate, 3072 bits, one thread": { "ms a key, normalised": 5 } },
    tables: {
      "decrypt, 2048 bits": rows({ "WebCrypto": [4, 2], "sealpost": [3, 90] }),
      "Another, encrypt, 2048 bits": rows({ "WebCrypto": [2], "sealpost": [5] }),
      "generate, 3072 bits": rows({ "WebCrypto": [5, 15], "two workers": [1, 3] }),
    },
  };
  const found = ratios(results);
  assert.deepEqual(found, {
    "decrypt, 2048 bits": { value: 1.5, error: 0 },
    "generate, one thread, 3072 bits": { value: 0.5, error: 0.5 * (0.5 / Math.SQRT2) },
    "generate, keyring, 3072 bits": { value: 0.2, error: 0.2 * 0.5 },
  });
  assert.deepEqual(ratios(results, "Another"), { "encrypt, 2048 bits": { value: 2.5, error: 0 } });
  const lines = markdown(found, ({ value }) => value.toFixed(2)).split("\n");
  assert.deepEqual(lines.slice(2), [
    "| 2048 bits | 1.50 |  |  |  |",
    "| 3072 bits |  |  | 0.50 | 0.20 |",
    "| 4096 bits |  |  |  |  |",
  ]);
});

test("a target is reached, missed by an amount, or not measured", () => {
  const found = verdicts({ "decrypt, 2048 bits": 1.08, "encrypt, 2048 bits": 1.5, "download of one browser": 160_010 });
  const said = new Map(found.map(({ name, verdict }) => [name, verdict]));
  assert.equal(said.get("decrypt, 2048 bits"), "reached");
  assert.equal(said.get("encrypt, 2048 bits"), "missed by 0.100");
  assert.equal(said.get("download of one browser"), "missed by 10");
  assert.equal(said.get("decrypt, 3072 bits"), "not measured");
  assert.equal(found.length, Object.keys(targets).length);
  assert.throws(() => verdicts({ "no such target": 1 }), /no target is called no such target/);
});

test("only what is between the markers is written anew", () => {
  const [begin, end] = MARKERS;
  assert.equal(between(`before\n${begin}\nold\n${end}\nafter\n`, "new"), `before\n${begin}\nnew\n${end}\nafter\n`);
  assert.throws(() => between("before\n", "new"), /has no lines/);
});

test("a processor's class is named by its numbers, and an unknown one is not", () => {
  const text = (/** @type {string} */ vendor, /** @type {number} */ family, /** @type {number} */ model) =>
    `vendor_id\t: ${vendor}\ncpu family\t: ${family}\nmodel\t\t: ${model}\nmodel name\t: X 9\n`;
  assert.equal(processorClass(text("AuthenticAMD", 25, 1)), "Zen 3");
  assert.equal(processorClass(text("AuthenticAMD", 25, 17)), "Zen 4");
  assert.equal(processorClass(text("GenuineIntel", 6, 207)), "Emerald Rapids");
  assert.equal(processorClass(text("GenuineIntel", 6, 1)), "");
  assert.equal(processorClass(""), "");
  assert.equal(inWords({ cpu: "X", clock: 2.96, cores: 2, load: 0 }), "X at 3.0 GHz, 2 cores");
  assert.equal(inWords({ cpu: "X", clock: null, cores: 4, load: 3.14 }), "X, 4 cores under load 3.1");
});

/** The contrast of two colors. @param {string} one @param {string} other */
function contrast(one, other) {
  const luminances = [one, other].map((color) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  return (Math.max(...luminances) + 0.05) / (Math.min(...luminances) + 0.05);
}
