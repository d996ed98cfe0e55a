// The names of people and keys. A name may come from a stranger, so a name is shown without invisible characters and
// without marks that could pass for the page's own marks, and two names that look the same are reported as namesakes.
import { shapeOf } from "./look-alikes.js";

/** The longest name that is kept, in code points. */
const limit = 60;
/** Characters of a name that are read, which bounds the time. More than `limit`, because some of them are removed. */
const readAtMost = 1000;

/**
 * Invisible characters except joiners: controls, lone surrogates, default-ignorables, and five that fonts draw blank.
 */
const invisible =
  /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}\u{13441}\u{13442}]/gu;
/** Scripts in which a joiner (ZWNJ, ZWJ) between two letters changes how they are written. */
const joined =
  "\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Nko}\\p{Script=Mongolian}\\p{Script=Devanagari}\\p{Script=Bengali}" +
  "\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}" +
  "\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Tibetan}";
/** A joiner that is not between two letters of the scripts in `joined`. */
const idleJoiner = new RegExp(`(?<![${joined}])[\\u200c\\u200d]|[\\u200c\\u200d](?![${joined}])`, "gu");
/** More than six combining marks in a row: no script writes so many, and they would cover the lines above and below. */
const piledUp = /(\p{M}{6})\p{M}+/gu;

/** Marks that could pass for a statement of the page about a key: verified, refused, in danger, protected. */
const marks = [
  // Checks, and what looks like one: the square root, the bottom of a radical, the Aegean check mark.
  "\u2611\u2705\u2713\u2714\u{1f5f8}\u{1f5f9}\u{1fbb1}\u237b\u221a\u23b7\u{10102}",
  // Crosses, and the signs of mathematics and maps that look like one in a box or a ring.
  "\u2612\u2613\u2715-\u2718\u274c\u274e\u2327\u2bbd-\u2bbf\u{1f5d9}\u{1f5f4}-\u{1f5f7}\u{1f7a8}\u2573",
  "\u2297\u22a0\u2a02\u2a09\u2a2f\u29bb\u26cc\u26dd",
  // Warnings and prohibitions, the ring with a stroke around another character among them; exclamation and question
  // signs.
  "\u26a0\u2620-\u2623\u26d4\u2298\u20e0\u{1f198}\u{1f51e}\u{1f6a8}\u{1f6ab}\u{1f6b3}\u{1f6b7}\u{1f6c7}\u{1f6c8}\u{1f6d1}",
  "\u2753-\u2755\u2757\u2762\u2763",
  // Locks, keys and shields.
  "\u{1f50f}-\u{1f513}\u{1f5dd}\u{1f6e1}\u26e8\u26bf",
  // Signs of verification or praise in other services: a star in a disc, V in a disc, the flower, the ring, 100, OK and
  // NG.
  "\u272a\u{1f165}\u{1f4ae}\u{1f4af}\u2b55\u{1f196}\u{1f197}",
  // Discs and squares in the colours that stand for good and bad.
  "\u{1f534}\u{1f535}\u{1f7e0}-\u{1f7eb}",
].join("");
const mark = new RegExp(`[${marks}]`, "u");
const everyMark = new RegExp(mark, "gu");

/**
 * The form in which a name is kept, sent and shown: NFKC, one space for any white space, without invisible characters
 * and marks, at most 60 code points. It may be empty. The function is idempotent.
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
 * The first mark in a typed name, which the page then refuses; undefined if there is none.
 *
 * @param {string} text
 */
export function markIn(text) {
  return mark.exec(text.slice(0, readAtMost).normalize("NFKC"))?.[0];
}

/**
 * Whether two names could be taken for each other: they are equal after case folding and replacing look-alike letters.
 * Both orders of these two steps are tried, because a capital I looks like l and a small i does not.
 *
 * @param {string} one
 * @param {string} other
 */
export function areNamesakes(one, other) {
  const others = skeletons(other);
  return skeletons(one).some((skeleton) => others.includes(skeleton));
}

/**
 * The skeletons of a name (UTS #39), one for each order of the two steps of {@link areNamesakes}: two names are
 * namesakes if they have a skeleton in common. The first character tells the order, so skeletons of different orders
 * are never equal.
 *
 * @param {string} name
 */
export function skeletons(name) {
  const plain = cleanName(name)
    .replace(/[\u200c\u200d]/g, "")
    .normalize("NFD");
  return [`1${shapeOf(foldCase(plain))}`, `2${foldCase(shapeOf(plain))}`];
}

/**
 * Case folding: first to upper case, which makes SS of ß, then to lower case. A final sigma becomes σ.
 *
 * @param {string} text
 */
function foldCase(text) {
  return text.toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFD");
}
