// Makes the text of docs/reading.md: a table for each kind of cases, with the results that the package has for them.
import { outcome, sealpost } from "./support.js";

/** @import { Pasted } from "./support.js" */

/**
 * A section of the page. `inspected` is true if its cases are about what `inspect` says, and not about what is read.
 *
 * @typedef {{ title: string, cases: Pasted[], inspected?: boolean }} Section
 */
/**
 * The result of a case, as the page shows it. `steps` are the steps of decoding.
 *
 * @typedef {{ result: string, steps: string[] }} Found
 */

/** How the texts of errors begin, by code. The tables leave this part out. @type {Record<string, string>} */
const BEGINNINGS = {
  "malformed-key": "this is not a readable RSA key: ",
  "unsupported-key": "this key is not supported: ",
  "private-key-given":
    "this is a private key where a public key or a message is needed: do not share it, and ask for the public half",
  "public-key-given": "this is a public key where a private key is needed: use the private half of the pair",
  "malformed-message": "this is not a sealed message: ",
  "unsupported-algorithm": "this message cannot be opened here: ",
  "decryption-failed": "decryption failed: ",
};
/** How the text of `malformed-key` begins if the input has two keys. It does not begin with the text in BEGINNINGS. */
const TWO_KEYS = "this holds more than one key, ";

/** What each step decodes. */
const STEPS = {
  "utf-16": "UTF-16 with a byte order mark or without one, also in text that was read in another encoding",
  "hex": "hexadecimal digits, with `0x`, colons or line breaks",
  "base64": "base64 or base64url of a text. Base64 of the key's own bytes is no step: `encoding` says so",
  "json-escape":
    "the quotes and escapes of JSON and of source code: `\\n`, `\\/`, `\\u002b`, `\\x2b`; objects as JavaScript, Python and Ruby print them",
  "bytes":
    "bytes in print: lists of numbers, dumps of xxd, hexdump -C, od -t x1, Format-Hex and openssl, and strings with a character for each byte",
  "percent": "the encoding of URLs and forms",
  "html": "tags and entities",
  "armour":
    "BEGIN and END lines with other dashes, spaces or letters, or one of them lost; the same characters beside each line",
  "quoted-printable": "`=3D` and `=` at the ends of lines",
  "text": "JWKs, and words of base64 or hexadecimal digits, also over several lines, in other text; quotes",
  "json-member": "a member of JSON at any depth",
  "jwk-set": "a JWK Set",
  "ssh-certificate": "the key that OpenSSH's certificate certifies",
  "first-certificate": "the first certificate of a chain",
};

const INTRODUCTION = `# What is read

This page is written by the tests: \`cargo xtask test\` gives every input below, made from a new key, to the package, and
fails when this page says something else. \`cargo xtask test pasted --bless\` writes the page anew.

\`PublicKey.parse\`, \`PrivateKey.parse\`, the keyring, \`unseal\` and \`inspect\` recognise the form of a key or message. Nothing
that is read weakens a check: the numbers of a key are validated as those of any other. Neither the signature nor the dates
of a certificate are checked.

What is around a key or message is removed in at most five steps. \`inspect\` names those that it took in \`unwrapped\`, the
outermost first.

Of several keys the only one of the kind asked for is taken. Two different ones are an error, which names the members or
the encodings that have them; a key that comes twice, in whatever formats, counts once. Of a JWK Set, the only key for encryption is taken, or the one that the option \`kid\` names. A text with a private key, or with
the signs of one that is damaged or cut off, is \`private-key-given\` where a public key or a message is asked for.`;

const LEGEND = `The columns of the tables below:

- **Given as**: \`public\` to \`PublicKey.parse\`, \`private\` to \`PrivateKey.parse\`, \`message\` to \`unseal\`.
- **Steps**: what \`inspect\` names in \`unwrapped\` for the input. They are left out before an error with a text.
- **Result**: read, or the error's code and text, without the beginning that it has in common with others of the code. In a
  command, \`FILE\` is the file at hand and \`OUT\` the result; the tests run each command. The text of \`private-key-given\`
  says not to share the key and to ask for the public half; that of \`public-key-given\`, to use the private half.`;

/** The steps that `inspect` names, and what it calls the input. @param {Pasted["input"]} input */
function inspected(input) {
  const isObject = typeof input === "object" && !(input instanceof Uint8Array);
  const { kind, unwrapped = [] } = /** @type {{ kind: string, unwrapped?: string[] }} */ (
    sealpost.inspect(isObject ? JSON.stringify(input) : input)
  );
  return { kind, steps: unwrapped };
}

/** An error as the tables show it. @param {unknown} error */
function described(error) {
  const { code, message } = /** @type {{ code: string, message: string }} */ (error);
  const beginning = BEGINNINGS[code];
  if (beginning === undefined) throw error;
  if (message === beginning) return `\`${code}\``;
  if (message.startsWith(beginning)) return `\`${code}\`: ${inCode(message.slice(beginning.length))}`;
  if (message.startsWith(TWO_KEYS)) return `\`${code}\`: ${inCode(message)}`;
  throw new Error(`the text of ${code} begins in another way: ${message}`);
}

/** Gives a case to the package. @type {(pasted: Pasted, isInspected?: boolean) => Found} */
function found(pasted, isInspected) {
  const { kind, steps } = inspected(pasted.input);
  if (isInspected) return { result: `\`${kind}\``, steps };
  try {
    outcome(pasted);
    return { result: "read", steps };
  } catch (error) {
    return { result: described(error), steps };
  }
}

/**
 * Puts what Markdown would interpret, tags, entities, backslashes and backticks, in code spans.
 *
 * @param {string} text
 */
const inCode = (text) =>
  text
    .split(/(`[^`]+`)/)
    .map((part, at) => (at % 2 ? part : part.replace(/<[^>]*>|[^\s<]*[&\\`][^\s<]*/g, codeSpan)))
    .join("");

/** A word as a code span of Markdown. @param {string} word */
const codeSpan = (word) => (word.includes("`") ? `\`\` ${word} \`\`` : `\`${word}\``);

/** Words as code spans of Markdown, with commas between them. @param {string[]} words */
const inCodes = (words) => words.map((word) => `\`${word}\``).join(", ");

/** A table in Markdown. @type {(head: string[], rows: string[][]) => string} */
function table(head, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [head, head.map(() => "---"), ...rows].map(line).join("\n");
}

/** @typedef {{ cases: Pasted[], steps: string[], result: string }} Row */

/**
 * The rows of a section, first those of input that is read. Cases with the same steps and result are one row. The steps
 * before an error do not separate rows, except where the error is shown by its code alone.
 *
 * @type {(cases: Pasted[], results: Found[]) => Row[]}
 */
function rowsOf(cases, results) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  for (const [at, pasted] of cases.entries()) {
    const { result, steps } = /** @type {Found} */ (results[at]);
    const shown = /^`\S+`: /.test(result) ? [] : steps;
    const id = JSON.stringify([shown, result]);
    const row = rows.get(id) ?? { cases: [], steps: shown, result };
    row.cases.push(pasted);
    rows.set(id, row);
  }
  const isRead = (/** @type {Row} */ { result }) => result === "read";
  return [...rows.values()].sort((one, other) => Number(isRead(other)) - Number(isRead(one)));
}

/** The names of the cases in one text. @param {Pasted[]} cases */
const namesOf = (cases) => cases.map(({ name }) => inCode(name)).join("; ");

/** The table of a section. @type {(section: Section, results: Found[]) => string} */
function sectionTable({ cases, inspected: isInspected }, results) {
  const head = ["What it is", ...(isInspected ? [] : ["Given as"]), "Steps", isInspected ? "`kind`" : "Result"];
  const rows = rowsOf(cases, results).map(({ cases: alike, steps, result }) => {
    const given = [...new Set(alike.map(({ as }) => as))];
    const named = given.map((as) => namesOf(alike.filter((pasted) => pasted.as === as)));
    const names = named.map((list, at) => (at && !isInspected ? `as ${given[at]}: ${list}` : list)).join("; ");
    return [names, ...(isInspected ? [] : [given.join(", ")]), inCodes(steps), result];
  });
  return table(head, rows);
}

/**
 * A title as a heading: with a capital letter, or with the name of an option or function as code.
 *
 * @param {string} title
 */
const heading = (title) =>
  /^(kid|inspect)\b/.test(title)
    ? title.replace(/^\w+/, "`$&`")
    : title.replace(/^./, (letter) => letter.toUpperCase());

/**
 * The text of the page, and the steps that no case has or that STEPS leaves out.
 *
 * @param {Section[]} sections
 */
export function page(sections) {
  const results = sections.map(({ cases, inspected: isInspected }) => cases.map((one) => found(one, isInspected)));
  const taken = new Set(results.flat().flatMap(({ steps }) => steps));
  const steps = Object.entries(STEPS);
  const unexplained = [...taken].filter((step) => !(step in STEPS));
  const untested = steps.map(([step]) => step).filter((step) => !taken.has(step));
  const text = [
    INTRODUCTION,
    table(
      ["Step", "What it decodes"],
      steps.map(([step, what]) => [`\`${step}\``, what]),
    ),
    LEGEND,
    ...sections.flatMap((section, at) => [`## ${heading(section.title)}`, sectionTable(section, results[at] ?? [])]),
  ].join("\n\n");
  return { text: `${text}\n`, unexplained, untested };
}
