// The page has a sentence in each language for every reason that an error of the package can have, and for nothing
// else. Where the package's text has a command, the sentence leads to it. Those for the reasons of a StorageError are in
// a table of their own: the page shows them where it says how long keys are kept.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ownReasons } from "../../js/base/errors.js";
import { TEXTS } from "../../js/encrypt/served.js";
import { commandsIn, explain } from "../../www/errors/explain.js";
import en from "../../www/i18n/en.js";
import reasons from "../../www/i18n/en/reasons.js";
import ko from "../../www/i18n/ko.js";
import { root } from "./project.js";

// The page loads the sentences for reasons in English after the first view.
Object.assign(en.reasons, reasons);
const tables = { en, ko };

/**
 * The reasons in the table of src/error/reason.rs, with their texts.
 *
 * @param {string} source
 * @returns {Map<string, string>}
 */
function reasonsIn(source) {
  const [, table = ""] = source.split(/^reasons! \{$/m);
  const rows = table.matchAll(/^ {4}(?:#\[(?:private|public)\] )?\w+ "([\w-]+)"\s+"((?:[^"\\]|\\[^])*)"$/gm);
  return new Map(Array.from(rows, ([, id = "", text = ""]) => [id, text.replace(/\\\n\s*/g, "")]));
}

/** The reasons of the errors that have data, in `Error::reason`. @param {string} source The text of src/error.rs. */
function reasonsWithData(source) {
  const [, body = ""] = /pub fn reason\(&self\)[^{]*\{([^]*?)\n {4}\}/.exec(source) ?? [];
  return Array.from(body.matchAll(/=> "([\w-]+)"/g), ([, id = ""]) => id);
}

const source = readFileSync(join(root, "src/error/reason.rs"), "utf8");
const texts = reasonsIn(source);
const withData = reasonsWithData(readFileSync(join(root, "src/error.rs"), "utf8"));
const all = [...texts.keys(), ...withData, ...ownReasons];

/** The reasons of a StorageError, which `Keyring.storageReason` has too, in the type of that name. */
const [, ofStorage = ""] =
  /@typedef \{([^}]*)\}\s+\* StorageReason /.exec(readFileSync(join(root, "js/client/keyring-types.js"), "utf8")) ?? [];
const storageReasons = Array.from(ofStorage.matchAll(/"([\w-]+)"/g), ([, id = ""]) => id);

/** What the page says for a reason. @param {typeof en} words @param {string} reason @param {string} [message] */
const said = (words, reason, message = "") =>
  explain({ code: "malformed-key", message, reason, values: ["first", "second"] })(words);

test("the tables of all languages have the package's reasons", () => {
  assert.ok(texts.size > 100 && withData.length > 5, "control: the reasons are found");
  assert.equal(new Set(all).size, all.length, "each reason comes once");
  for (const { reasons } of Object.values(tables)) assert.deepEqual(Object.keys(reasons).sort(), [...all].sort());
});

test("the tables of all languages have a sentence for each reason of a StorageError", () => {
  assert.ok(storageReasons.length > 5 && storageReasons.includes("quota"), "control: the reasons are found");
  for (const id of storageReasons) assert.ok(!all.includes(id), `${id} is a reason of the other errors too`);
  for (const { keeping } of Object.values(tables)) {
    assert.deepEqual(Object.keys(keeping.reasons).sort(), [...storageReasons].sort());
    for (const sentence of Object.values(keeping.reasons)) assert.ok(sentence.length > 10);
  }
});

test("the texts of reasons in sealpost/encrypt are those of the crate", () => {
  for (const [reason, text] of Object.entries(TEXTS))
    assert.equal(text, texts.get(reason)?.replaceAll('\\"', '"'), reason);
});

test("control: every row of the crate's table is read, and a new row too", () => {
  const variants = source.split(/^reasons! \{$/m)[1]?.match(/^ {4}.*\b[A-Z]\w+ "/gm) ?? [];
  assert.equal(variants.length, texts.size, "each variant was read with its identifier and its text");
  assert.ok(reasonsIn(`reasons! {\n    New "new-one"\n        "it is new"\n}`).has("new-one"));
});

test("each sentence says what to do, and ends in a colon if the package's commands follow", () => {
  for (const [language, words] of Object.entries(tables)) {
    for (const reason of all) {
      const text = texts.get(reason) ?? "";
      const sentence = said(words, reason, text);
      assert.ok(sentence.length > 15 && !/undefined|\[object|`/.test(sentence), `${language} ${reason}: ${sentence}`);
      const leads = sentence.endsWith(":");
      assert.equal(leads, commandsIn({ message: text }).length > 0, `${language} ${reason}: ${sentence}`);
      if (!leads) assert.match(sentence, /\.$/, `${language} ${reason}`);
      if (language === "ko") assert.match(sentence, /요[.:]$/, reason);
    }
  }
});

test("names and numbers of an error stand in its sentence", () => {
  for (const words of Object.values(tables)) {
    const takesData = all.filter((reason) => typeof (/** @type {any} */ (words.reasons)[reason]) === "function");
    assert.deepEqual(takesData.sort(), [...withData].sort());
    for (const reason of takesData) assert.match(said(words, reason), /first/, reason);
    assert.match(said(words, "several-keys-in"), /second/);
  }
});

test("without a known reason the page's text is that of the code, and without a code that of internal-error", () => {
  const sentence = (/** @type {object} */ error) => explain(error, "read")(en);
  assert.equal(sentence({ code: "decryption-failed" }), en.errors.read["decryption-failed"]);
  assert.equal(sentence({ code: "aborted" }), en.errors.anywhere.aborted);
  assert.equal(sentence({ code: "malformed-key", reason: "of-a-later-version" }), en.errors.anywhere["malformed-key"]);
  assert.equal(sentence(new TypeError("planted")), en.errors.anywhere["internal-error"]);
});
