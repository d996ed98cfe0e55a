// Names: which characters the page removes, which it refuses, and which names are namesakes. The tests need no browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { rectifyConfusion } from "unicode-confusables";
import { areNamesakes, cleanName, markIn } from "../../../www/codec/names.js";

/** Texts that differ from "Bob" and look like it. */
const disguises = /** @type {Record<string, string>} */ ({
  "Hangul filler": "Bob\u3164",
  "halfwidth Hangul filler": "Bob\uffa0",
  "Hangul choseong filler": "\u115fBob",
  "Hangul jungseong filler": "B\u1160ob",
  "braille blank": "Bob\u2800",
  "variation selector": "Bob\ufe0f",
  "variation selector above U+FFFF": "B\u{e0100}ob",
  "tag character": "Bob\u{e0041}",
  "zero width space": "B\u200bob",
  "joiner and non-joiner": "Bo\u200d\u200cb",
  "grapheme joiner": "Bo\u034fb",
  "soft hyphen": "Bo\u00adb",
  "byte order mark": "\ufeffBob",
  "right-to-left override": "\u202eBob\u202c",
  "isolates": "\u2066Bob\u2069",
  "half a surrogate pair": "Bob\ud83d",
  "control": "Bo\u0007b\u0000",
  "white space around": " \u00a0\tBob\u3000\n",
  "fullwidth": "Ｂｏｂ",
  "mathematical": "𝐁𝗼𝚋",
  "circled": "Ⓑⓞⓑ",
  "a check mark": "Bob ✓",
  "a check mark with its selector": "Bob ☑\ufe0f",
});

test("invisible characters are removed, and other widths of a character are normalized", () => {
  for (const [what, name] of Object.entries(disguises)) {
    assert.notEqual(name, "Bob");
    assert.equal(cleanName(name), "Bob", what);
  }
  assert.equal(cleanName("Ann  Lee"), "Ann Lee");
  assert.equal(cleanName("Ann \u200b \u2003\u2028Lee"), "Ann Lee");
  assert.equal(cleanName("Jose\u0301"), "Jos\u00e9");
  assert.equal(cleanName("김민준".normalize("NFD")), "김민준");
  assert.equal(cleanName("\u3164\u2800\u200d \u00ad✓"), "", "an empty name may be left");
  assert.equal(cleanName(`a${"\u0301".repeat(50)}b`).length, 8, "accents are limited, or they would cover other lines");
});

test("joiners are kept in scripts that need them", () => {
  for (const name of ["نامه\u200cای", "क्\u200dष", "ശ്രീ\u200dമതി"]) {
    assert.equal(cleanName(name), name.normalize("NFKC"));
    assert.equal(
      areNamesakes(name, name.replace(/[\u200c\u200d]/g, "")),
      true,
      "two names that differ by joiners alone are namesakes",
    );
  }
  assert.equal(cleanName("ن\u200d"), "ن");
  assert.equal(cleanName("ن\u200c\u200cن"), "نن");
});

test("at most 60 code points are kept, and no half of a surrogate pair", () => {
  assert.equal(cleanName("a".repeat(61)), "a".repeat(60));
  assert.equal(cleanName(`${"a".repeat(59)}🦊🦊`), `${"a".repeat(59)}🦊`);
  assert.equal(cleanName("🦊".repeat(61)), "🦊".repeat(60));
  assert.equal(cleanName("\ufdfa".repeat(10)).length, 60, "one character may become 18");
  assert.equal(cleanName(`${"a".repeat(59)} b`), "a".repeat(59));
});

test("characters that could pass for marks of the page are found", () => {
  for (const mark of "✓✔☑✅✗✘✕✖☒❌❎⚠⛔🚫🛑❗🔒🔐🔓🔑🛡☠√🟢🔴🅥💯") {
    assert.equal(markIn(`Bob ${mark}`), mark, mark);
    assert.equal(markIn(`${mark}\ufe0f Bob`), mark, mark);
    assert.equal(cleanName(`${mark}Bob${mark}\ufe0f`), "Bob", mark);
  }
  for (const name of [
    "Bob",
    "Bob & Söhne",
    "<b>Bob</b>",
    "O'Neill-Ångström, Jr.",
    "김민준",
    "🦊 Fox",
    "1st (work)",
    "C++",
  ]) {
    assert.equal(markIn(name), undefined, name);
    assert.equal(cleanName(name), name);
  }
});

test("names that look the same are namesakes", () => {
  for (const [what, name] of Object.entries(disguises)) assert.equal(areNamesakes("Bob", name), true, what);
  for (const [one, other] of [
    ["Bob", "bob"],
    ["Bob", "BOB"],
    ["Bob", "Bоb"],
    ["Bob", "Βοb"],
    ["BOB", "ВОВ"],
    ["Bob", "ВОВ"],
    ["Bob", "B0b"],
    ["Bill", "BiIl"],
    ["Bill", "Bi11"],
    ["Bill", "Bi||"],
    ["Bill", "BILL"],
    ["Tom", "Torn"],
    ["Tom", "TOM"],
    ["Anna", "Аnnа"],
    ["José", "Jose\u0301"],
    ["Иван", "Ивaн"],
    ["Ёлка", "Ëлка"],
    ["Νίκος", "ΝΊΚΟΣ"],
    ["Groß", "GROSS"],
    ["Ann Lee", "ann\u00a0 lee"],
    ["Ægir", "AEgir"],
    ["김민준", "김민준\u3164"],
    ["ТАРАС", "TAPAC"],
    ["Эрик", "эрик"],
  ]) {
    assert.equal(areNamesakes(one ?? "", other ?? ""), true, `${one} ${other}`);
  }
  for (const [one, other] of [
    ["Bob", "Rob"],
    ["Bob", "Bobby"],
    ["Ann Lee", "Annlee"],
    ["José", "Jose"],
    ["Bob", "Bob 2"],
    ["김민준", "김민중"],
    ["Bill", "Biil"],
    ["Иван", "Роман"],
  ]) {
    assert.equal(areNamesakes(one ?? "", other ?? ""), false, `${one} ${other}`);
  }
});

test("a Latin, Greek or Cyrillic letter and what Unicode's data says it is confusable with make namesakes", () => {
  const letters = Array.from({ length: 0x10000 }, (_, k) => k)
    .filter((k) => k < 0xd800 || k > 0xdfff)
    .map((k) => String.fromCodePoint(k))
    .filter((c) => /[\p{L}01|]/u.test(c) && /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}01|]/u.test(c))
    // Only letters up to U+FFFF, and of these only those that the normalizations in cleanName and skeletons leave as they
    // are.
    .filter((c) => c.normalize("NFKC") === c && c.normalize("NFD") === c);
  const isLetter = new Set(letters);
  // U+04CF: confusable with i up to Unicode 13, the version of this package's data, and with l since then.
  const moved = "ӏ";
  const alike = letters
    .filter((letter) => letter !== moved)
    .map((letter) => [letter, rectifyConfusion(letter)])
    .filter(([letter, shape]) => shape !== letter && (isLetter.has(shape ?? "") || /^[a-z]+$/i.test(shape ?? "")));
  assert.ok(alike.length > 200, `control: ${alike.length} letters`);
  const missed = alike.filter(([letter = "", shape = ""]) => !areNamesakes(`x${letter}x`, `x${shape}x`));
  assert.deepEqual(
    missed.map(([letter, shape]) => `${letter} ${shape}`),
    [],
  );
});

/** Texts of letters that names have, and of characters that disguise them. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ..."aBoblIrnm01| \u00a0\u200c\u200d\u0301\u3164✓Ωσςоеیक्ᄀ\u1160ß".split(""),
      "\ud83d",
      "\udd12",
      "\ufdfa",
    ),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 90,
});
const runs = { numRuns: 3000 };

test("cleaning any name is idempotent, and leaves no invisible character", () => {
  const left =
    /[\p{Cc}\p{Cs}\u2800]|(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}| {2}|^ | $|^[\u200c\u200d]|[\u200c\u200d]$/u;
  assert.match("a  b", left);
  fc.assert(
    fc.property(text, (name) => {
      const clean = cleanName(name);
      assert.equal(cleanName(clean), clean);
      assert.equal(clean.normalize("NFKC"), clean);
      assert.ok([...clean].length <= 60);
      assert.doesNotMatch(clean, left);
      assert.equal(markIn(clean), undefined);
    }),
    runs,
  );
});

test("areNamesakes is symmetric and reflexive, and ignores what cleaning removes", () => {
  fc.assert(
    fc.property(
      text,
      text,
      fc.nat(),
      fc.constantFrom("\u3164", "\u200b", "\ufe0f", "\u2060", "\u00ad"),
      (one, other, at, blank) => {
        assert.equal(areNamesakes(one, other), areNamesakes(other, one));
        assert.equal(areNamesakes(one, one), true);
        assert.equal(areNamesakes(one, cleanName(one)), true);
        const clean = cleanName(one);
        const place = at % (clean.length + 1);
        // The blank would break a surrogate pair, or separate a joiner or an accent from its letter.
        const breaks = /\p{Cs}|[\p{M}\u200c\u200d]/u.test(`${clean.slice(0, place)} ${clean}`);
        if (!breaks) assert.equal(areNamesakes(clean, clean.slice(0, place) + blank + clean.slice(place)), true);
        const capitals = clean.toUpperCase();
        if ([...capitals].length <= 60) assert.equal(areNamesakes(clean, capitals), true);
      },
    ),
    runs,
  );
});

test("the time to clean a name is bounded, whatever its length", () => {
  // The time of this process alone, whatever else the machine does.
  const started = process.cpuUsage();
  for (const part of ["\u3164", "a\u0301", "\ufdfa", "\u200d", " ", "\ud83d", "✓", "B"])
    cleanName(part.repeat(8_000_000));
  const { user, system } = process.cpuUsage(started);
  assert.ok(user + system < 1_000_000, "the rest of a long name is never read");
});
