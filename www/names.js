// What people and keys are called. A name may come from a stranger, so what is shown of it has nothing invisible in it and
// no mark that could be taken for the page's own; and two names that look the same are told to be namesakes.
import { shapeOf } from "./look-alikes.js";

/** Code points of a name that are kept. */
const limit = 60;
/** Characters of a name that are looked at. What is taken out of it may be any number. */
const readAtMost = 1000;

/** What draws nothing, joiners apart: controls, half surrogate pairs, default-ignorables, and five that fonts draw empty. */
const invisible =
  /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}\u{13441}\u{13442}]/gu;
/** Scripts in which a joiner (ZWNJ, ZWJ) between two letters changes how they are written. */
const joined =
  "\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Nko}\\p{Script=Mongolian}\\p{Script=Devanagari}\\p{Script=Bengali}" +
  "\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}" +
  "\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}";
/** A joiner anywhere else. */
const idleJoiner = new RegExp(`(?<![${joined}])[\\u200c\\u200d]|[\\u200c\\u200d](?![${joined}])`, "gu");
/** More accents on one letter than any script writes would cover what stands beside the name. */
const piledUp = /(\p{M}{6})\p{M}+/gu;

/** Marks that could be taken for something the page says of a key: verified, refused, in danger, protected. */
const marks = [
  // Checks, and what looks like one: the square root, the bottom of a radical, the Aegean check mark.
  "\u2611\u2705\u2713\u2714\u{1f5f8}\u{1f5f9}\u{1fbb1}\u237b\u221a\u23b7\u{10102}",
  // Crosses, and the signs of mathematics and maps that look like one in a box or a ring.
  "\u2612\u2613\u2715-\u2718\u274c\u274e\u2327\u2bbd-\u2bbf\u{1f5d9}\u{1f5f4}-\u{1f5f7}\u{1f7a8}\u2573",
  "\u2297\u22a0\u2a02\u2a09\u2a2f\u29bb\u26cc\u26dd",
  // Warnings and prohibitions, the ring with a stroke around another character among them; exclamation and question signs.
  "\u26a0\u2620-\u2623\u26d4\u2298\u20e0\u{1f198}\u{1f51e}\u{1f6a8}\u{1f6ab}\u{1f6b3}\u{1f6b7}\u{1f6c7}\u{1f6c8}\u{1f6d1}",
  "\u2753-\u2755\u2757\u2762\u2763",
  // Locks, keys and shields.
  "\u{1f50f}-\u{1f513}\u{1f5dd}\u{1f6e1}\u26e8\u26bf",
  // What other services verify or praise with: a star in a disc, V in a disc, the flower, the ring, 100, OK and NG.
  "\u272a\u{1f165}\u{1f4ae}\u{1f4af}\u2b55\u{1f196}\u{1f197}",
  // Discs and squares in the colours that stand for good and bad.
  "\u{1f534}\u{1f535}\u{1f7e0}-\u{1f7eb}",
].join("");
const mark = new RegExp(`[${marks}]`, "u");
const everyMark = new RegExp(mark, "gu");

/**
 * A name as it is kept, sent and shown: NFKC, one space where there was any white space, nothing invisible, no mark, at
 * most 60 code points. Applied once more it changes nothing. It may be empty.
 *
 * @param {string} text
 */
export function cleanName(text) {
  const plain = text
    .slice(0, readAtMost)
    .normalize("NFKC")
    .replace(/\p{White_Space}/gu, " ")
    .replace(invisible, "")
    .replace(everyMark, "")
    .replace(idleJoiner, "")
    .normalize("NFKC")
    .replace(piledUp, "$1")
    .replace(/ +/g, " ")
    .trim();
  return Array.from(plain)
    .slice(0, limit)
    .join("")
    .replace(/[ \u200c\u200d]+$/, "");
}

/**
 * The first mark in a name that somebody typed, which is refused for it; undefined where there is none.
 *
 * @param {string} text
 */
export function markIn(text) {
  return mark.exec(text.slice(0, readAtMost).normalize("NFKC"))?.[0];
}

/**
 * Whether two names could be taken for each other: they are equal once letters of either case, and letters that look
 * alike, are the same, in either order: a capital I looks like l, and a small one does not.
 *
 * @param {string} one
 * @param {string} other
 */
export function areNamesakes(one, other) {
  const others = skeletons(other);
  return skeletons(one).some((skeleton) => others.includes(skeleton));
}

/**
 * What namesakes have in common: one text for each order of the two steps, which its first character names.
 *
 * @param {string} name
 */
export function skeletons(name) {
  const plain = cleanName(name)
    .replace(/[\u200c\u200d]/g, "")
    .normalize("NFD");
  return [`1${shapeOf(foldCase(plain))}`, `2${foldCase(shapeOf(plain))}`];
}

/** Case folding, by way of capitals: ß is ss, and a sigma at a word's end is a sigma. @param {string} text */
function foldCase(text) {
  return text.toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFD");
}
