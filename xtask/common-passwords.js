// Writes the 1,000 most common passwords that are no number, have at least five characters, and are not recognised by
// www/codec/passphrases.js with those before them, as a module of the page, into the given file. The list is that of the
// npm package @zxcvbn-ts/language-common (MIT), which has passwords from leaks, the most common first.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ownWords, unguessable } from "../www/codec/passphrases.js";

const COUNT = 1000;
/** Shorter ones are parts of too many words. */
const SHORTEST = 5;

/** The passwords, in alphabetical order, which compresses better. */
function commonPasswords() {
  const entry = createRequire(import.meta.url).resolve("@zxcvbn-ts/language-common");
  /** @type {string[]} */
  const ranked = JSON.parse(readFileSync(join(dirname(entry), "../src/passwords.json"), "utf8"));
  const chosen = new Set(ownWords);
  for (const password of ranked) {
    if (chosen.size === COUNT + ownWords.length) break;
    const isWord = /^[\x21-\x7e]*[^\d][\x21-\x7e]*$/.test(password) && password.length >= SHORTEST;
    // Runs on the keyboard, and a common password with one or two characters more, are recognised anyway.
    if (isWord && unguessable(password, chosen) > 2) chosen.add(password);
  }
  for (const word of ownWords) chosen.delete(word);
  return [...chosen].sort();
}

const [file = ""] = process.argv.slice(2);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `export default ${JSON.stringify(commonPasswords().join(" "))};\n`);
