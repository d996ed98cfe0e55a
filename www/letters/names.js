// Names of files that every system can have: one name without folders, without characters that nobody sees or that turn
// the others around, and without what Windows keeps for itself.

/** Bytes of UTF-8: no longer name is taken by all of Linux, Windows and macOS. */
const longest = 255;
/**
 * Control characters, separators of lines, and characters of which nothing is seen: formats (the embeddings, overrides
 * and isolates that change the order of what is written, UAX #9), private use, surrogates, unassigned ones.
 */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/gu;
/** What separates folders, and what Windows refuses in names. */
const refused = /[/\\:*?"<>|]/g;
/** The names of devices, which Windows opens in place of a file, with any extension and in any case. */
const device = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(?= *(\.|$))/i;

const encoder = new TextEncoder();

/**
 * The name under which a file is put into a letter, and saved from one. The function is idempotent.
 *
 * @param {string} name
 */
export function safeName(name) {
  const plain = name
    .normalize("NFC")
    .replace(/\p{White_Space}/gu, " ")
    .replace(unseen, "")
    .replace(refused, "_")
    .normalize("NFC")
    .replace(/^ +|[ .]+$/g, "");
  // A file whose name begins with a dot is not shown by most systems.
  const shown = plain.replace(/^\.+/, "_").replace(device, "_$1");
  const short = shortened(shown || "file");
  // A name that was shortened may end before its many spaces.
  return device.test(short) ? shortened(`_${short}`) : short;
}

/**
 * A function that makes names safe, one after the other, and distinct, also for systems that do not tell capitals apart.
 *
 * @returns {(name: string) => string}
 */
export function namer() {
  /** The names that were given, and how often each was asked for. @type {Map<string, number>} */
  const taken = new Map();
  return (name) => {
    const safe = safeName(name);
    let free = safe;
    for (let number = taken.get(folded(safe)) ?? 0; taken.has(folded(free)); ) {
      number += 1;
      taken.set(folded(safe), number);
      free = numbered(safe, number);
    }
    taken.set(folded(free), 1);
    return free;
  };
}

/** @param {string} name */
const folded = (name) => name.normalize("NFKC").toUpperCase().toLowerCase();

/** `plan.pdf` becomes `plan (2).pdf`. @param {string} name @param {number} number */
function numbered(name, number) {
  const at = endingOf(name);
  return joined(name.slice(0, at), ` (${number})${name.slice(at)}`);
}

/** A name of at most 255 bytes. @param {string} name */
function shortened(name) {
  const at = endingOf(name);
  return joined(name.slice(0, at), name.slice(at));
}

/** Where the ending of a name begins, such as `.pdf`: 15 characters after the dot at most. @param {string} name */
function endingOf(name) {
  const dot = name.lastIndexOf(".");
  return dot > 0 && name.length - dot <= 16 ? dot : name.length;
}

/** Both parts in at most 255 bytes: what is too much is taken from the end of the first. @param {string} first @param {string} last */
function joined(first, last) {
  const room = longest - encoder.encode(last).length;
  const bytes = encoder.encode(first);
  if (bytes.length <= room) return first + last;
  // A character that is cut becomes U+FFFD, and is left out.
  const cut = new TextDecoder().decode(bytes.subarray(0, Math.max(room, 0)));
  return cut.replace(/\ufffd+$/, "").replace(/[ .]+$/, "") + last;
}
