// New passphrases: draws random words for one, and counts the characters of one that are hard to guess.

/**
 * How many words a proposed passphrase has. They are drawn from the English list of BIP-39 (npm package @scure/bip39, MIT):
 * 2,048 words in small Latin letters, which can be typed on every keyboard, and in fields for passwords, where browsers
 * switch off input methods such as those for Hangul. Each word adds 11 bits, 77 altogether. To try 2^77 passphrases, each
 * through 600,000 iterations of PBKDF2-HMAC-SHA256, takes more than 2^97 computations of SHA-256.
 */
const WORD_COUNT = 7;

/**
 * Words drawn independently of each other, each with the same probability.
 *
 * @param {readonly string[]} words Their number must be a power of two up to 65,536, so that the remainder of a random
 * number of 16 bits favours none of them.
 */
export function draw(words) {
  if (words.length === 0 || 65_536 % words.length !== 0) throw new Error("the number of words must be a power of two");
  return Array.from(
    crypto.getRandomValues(new Uint16Array(WORD_COUNT)),
    (number) => words[number % words.length] ?? "",
  );
}

/** Rows and columns of keyboards and the order of alphabets, in which people type one character after the other. */
const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qwertzuiop",
  "azertyuiop",
  "1234567890",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
  "가나다라마바사아자차카타파하",
];
const runs = rows.flatMap((row) => [row, [...row].reverse().join("")]);
/** The fewest neighbours in a row that count as a run. */
const SHORTEST_RUN = 3;

/**
 * Common Korean passwords, in Hangul and as their keys are typed while the keyboard is set to Latin letters.
 */
const korean = ["안녕하세요", "사랑해", "비밀번호", "dkssudgktpdy", "tkfkdgo", "qlalfqjsgh", "dkagh"];
/** Words of this page's subject, and the best known example of a passphrase (https://xkcd.com/936). */
const topical = ["sealpost", "password", "passphrase", "passwort", "secret", "correcthorsebatterystaple"];

/** The words that are guessed first, whatever list of passwords is added to them. */
export const ownWords = [...korean, ...topical];

/** Only so many characters of a passphrase are looked at, because the time grows faster than the length. */
const LOOKED_AT = 200;
/** The longest of the words that are looked for, in characters. */
const LONGEST_WORD = 25;

/**
 * How many characters of a passphrase are hard to guess, roughly. Spaces and repetitions count for nothing; a word that
 * is guessed first, or a run on the keyboard, counts as one character; three digits count as one, because dates and
 * telephone numbers are tried early. Capital letters count as small ones, and digits in the place of letters as these
 * letters. It is no measure of strength: it recognises what every program that guesses tries at once.
 *
 * @param {string} text
 * @param {ReadonlySet<string>} words In small letters, without spaces.
 */
export function unguessable(text, words) {
  const plain = text.normalize("NFKC").toLowerCase().replace(/\s/gu, "");
  const characters = [...plain].slice(0, LOOKED_AT);
  return Math.min(count(characters, words), count(characters.map(asLetter), words));
}

/** The letters that some digits and signs stand for. @type {Record<string, string>} */
const lookAlikes = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t", "@": "a", $: "s", "!": "i" };

/** @param {string} sign */
const asLetter = (sign) => lookAlikes[sign] ?? sign;

/**
 * @param {string[]} characters
 * @param {ReadonlySet<string>} words
 */
function count(characters, words) {
  /** The guessable parts so far: the second time they count for nothing. */
  const seen = new Set();
  let digits = 0;
  let others = 0;
  for (let at = 0; at < characters.length; ) {
    const part = guessableAt(characters, at, words);
    const repeated = part > 0 ? 0 : repeatedAt(characters, at);
    if (part > 0) seen.add(characters.slice(at, at + part).join(""));
    else if (repeated === 0 && /\d/.test(characters[at] ?? "")) digits += 1;
    else if (repeated === 0) others += 1;
    at += Math.max(part, repeated, 1);
  }
  return seen.size + others + Math.ceil(digits / 3);
}

/**
 * The length of the longest guessable part that begins at a place, 0 if there is none.
 *
 * @param {string[]} characters
 * @param {number} at
 * @param {ReadonlySet<string>} words
 */
function guessableAt(characters, at, words) {
  for (let length = Math.min(LONGEST_WORD, characters.length - at); length >= SHORTEST_RUN; length -= 1) {
    const part = characters.slice(at, at + length).join("");
    if (words.has(part) || runs.some((run) => run.includes(part))) return length;
  }
  return 0;
}

/**
 * How many characters from a place on are the same as those just before it, 0 if none are.
 *
 * @param {string[]} characters
 * @param {number} at
 */
function repeatedAt(characters, at) {
  for (let length = Math.min(at, characters.length - at); length > 0; length -= 1) {
    if (characters.slice(at, at + length).join("") === characters.slice(at - length, at).join("")) return length;
  }
  return 0;
}
