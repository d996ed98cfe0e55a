// Mutations of the structure of a JWE: its parts, its members, and the entries of its recipients.
import { editText } from "../edits.js";
import { encode, wrap } from "../../support/jwe.js";
import { entriesOf, flattened, general, places, put, take } from "./view.js";

/** @import { Random } from "../../support/random.js" */
/** @import { Readers } from "./seeds.js" */

/**
 * @typedef {object} Context
 * @property {Random} random
 * @property {string} text The message to be changed.
 * @property {readonly string[]} seeds
 * @property {Readers} readers
 */

const WHITE_SPACE = [" ", "\n", "\t", "\r\n"];

/** Another value for a member. @param {Random} random */
const anyValue = (random) =>
  random.pick([
    null,
    0,
    -1.5e300,
    true,
    "",
    "x",
    "*",
    [],
    ["a"],
    {},
    { a: 1 },
    "\u00e9",
    "\ud800",
    nested(random.pick([3, 12, 20])),
  ]);

/** Arrays in arrays. @param {number} depth */
const nested = (depth) => JSON.parse("[".repeat(depth) + "]".repeat(depth));

/**
 * A `kid`: of one of the keys, like one of them, at the limit of its length, or of another type.
 *
 * @param {Random} random
 * @param {Readers} readers
 */
export const anyKid = (random, { key, other, stranger }) =>
  random.pick([
    key.id,
    other.id,
    stranger.id,
    `${key.id.slice(0, -1)}A`,
    key.id.toLowerCase(),
    "",
    "bilbo.baggins@hobbiton.example",
    "k".repeat(random.pick([1023, 1024, 1025, 4000])),
    "\u00e9\u{1f600}",
    "\ud800",
    ...(random.oneIn(3) ? [null, 7, [], {}] : []),
  ]);

/** The entry of a recipient that does not open the message, or that is malformed. @param {Context} context */
function brokenEntry({ random, readers }) {
  const encrypted_key = encode(random.pick([random.bytes(256), random.bytes(255), random.bytes(512), Buffer.alloc(0)]));
  return random.pick([
    null,
    5,
    "x",
    [],
    {},
    { header: 5 },
    { header: null },
    { header: [] },
    { encrypted_key: 5 },
    { encrypted_key: null },
    { encrypted_key },
    { encrypted_key: "*" },
    { encrypted_key: `${encrypted_key}=` },
    { header: { alg: "RSA1_5" }, encrypted_key },
    { header: { alg: "RSA-OAEP-256", zip: "DEF" }, encrypted_key },
    { header: { crit: ["exp"], exp: 1 }, encrypted_key },
    { header: { enc: "A128GCM" }, encrypted_key },
    { header: { alg: "A".repeat(random.pick([64, 65, 128, 129])) }, encrypted_key },
    { header: { alg: 5 }, encrypted_key },
    { header: { kid: anyKid(random, readers) }, encrypted_key },
    { header: nested(20), encrypted_key },
    { header: { alg: "RSA-OAEP-256", kid: readers.key.id }, encrypted_key },
    {
      header: { alg: "RSA-OAEP-256" },
      encrypted_key: encode(wrap(readers.key.public, "RSA-OAEP-256", random.bytes(32))),
    },
  ]);
}

/** A member to add to a header: name and value. @param {Context} context @returns {[string, unknown]} */
function anyMember({ random, readers }) {
  return random.pick([
    ["kid", anyKid(random, readers)],
    ["typ", "JOSE"],
    ["cty", anyValue(random)],
    ["x5t", "abc"],
    ["alg", "RSA-OAEP-256"],
    ["alg", anyValue(random)],
    ["enc", "A256GCM"],
    ["enc", "a256gcm"],
    ["zip", "DEF"],
    ["zip", ""],
    ["crit", ["exp"]],
    ["crit", []],
    ["p2c", 1e9],
    ["jku", "https://example.org"],
    ["__proto__", { alg: "dir" }],
    ["constructor", null],
    ["long", "y".repeat(random.pick([100, 16_000, 17_000]))],
    [`x${random.below(1e6)}`, anyValue(random)],
  ]);
}

/**
 * Inserts the text of a member into one of the objects of a JSON message.
 *
 * @param {Random} random
 * @param {string} text
 * @param {string} member
 */
function insertMember(random, text, member) {
  const opened = [...text.matchAll(/\{(?=")/g)].map(({ index }) => Number(index) + 1);
  const closed = [...text.matchAll(/(?<=["\]])\}/g)].map(({ index }) => Number(index));
  const first = random.oneIn(2) || closed.length === 0;
  const at = random.pick(first ? opened : closed) ?? 1;
  return text.slice(0, at) + (first ? `${member},` : `,${member}`) + text.slice(at);
}

/**
 * Each function returns a changed message. The comparison prints the names of the functions.
 *
 * @type {{ [name: string]: (context: Context) => string }}
 */
export const MUTATIONS = {
  "edit": ({ random, text }) => {
    for (let edits = 1 + random.below(3); edits > 0; edits -= 1) text = editText(random, text);
    return text;
  },
  "edit of a part": ({ random, text }) => {
    const view = take(text);
    const [object, name] = random.pick(places(view));
    object[name] = editText(random, object[name]);
    return put(view);
  },
  "spare bits": ({ random, text }) => {
    const view = take(text);
    const [object, name] = random.pick(places(view).filter(([object, name]) => object[name].length % 4 > 1));
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = alphabet.indexOf(object[name].at(-1));
    object[name] =
      object[name].slice(0, -1) + alphabet[last ^ (1 + random.below(object[name].length % 4 === 2 ? 15 : 3))];
    return put(view);
  },
  "padding": ({ random, text }) => {
    const view = take(text);
    const [object, name] = random.pick(places(view));
    object[name] += random.pick(["=", "==", "=".repeat((4 - (object[name].length % 4)) % 4)]);
    return put(view);
  },
  "white space in a part": ({ random, text }) => {
    const view = take(text);
    const [object, name] = random.pick(places(view));
    const at = random.below(object[name].length + 1);
    object[name] = object[name].slice(0, at) + random.pick(WHITE_SPACE) + object[name].slice(at);
    return put(view);
  },
  "the other alphabet": ({ random, text }) => {
    const view = take(text);
    const found = places(view).filter(([object, name]) => /[-_]/.test(object[name]));
    const [object, name] = random.pick(found);
    object[name] = object[name].replaceAll("-", "+").replaceAll("_", "/");
    return put(view);
  },
  "a part left out": ({ random, text }) => {
    const view = take(text);
    const [object, name] = random.pick(places(view));
    if (random.oneIn(2)) object[name] = "";
    else delete object[name];
    return put(view);
  },
  "a part of another message": ({ random, text, seeds }) => {
    const [view, other] = [take(text), take(random.pick(seeds))];
    const [object, name] = random.pick(places(view));
    const [from, same] = random.pick(places(other).filter(([, each]) => each === name));
    object[name] = from?.[same ?? name] ?? "";
    return put(view);
  },
  "a part of another length": ({ random, text }) => {
    const view = take(text);
    const [object, name] = random.pick(places(view));
    const bytes = Buffer.from(object[name], "base64url");
    const change = random.pick([-16, -8, -4, -1, 1, 4, 16]);
    object[name] = encode(change < 0 ? bytes.subarray(0, change) : Buffer.concat([bytes, random.bytes(change)]));
    return put(view);
  },
  "another form": ({ random, text }) => {
    const view = take(text);
    return put(random.oneIn(2) ? general(view) : flattened(view));
  },
  "entries of further recipients": (context) => {
    const { random, text } = context;
    const view = general(take(text));
    const more = Array.from({ length: 1 + random.below(3) }, () => brokenEntry(context));
    view.members.recipients = random.shuffled([...entriesOf(view), ...more]);
    return put(view);
  },
  "many entries": ({ random, text }) => {
    const view = general(take(text));
    const count = random.oneIn(20) ? random.pick([48, 52, 98, 101]) : 2;
    const more = Array.from({ length: count }, () => ({ encrypted_key: encode(random.bytes(256)) }));
    view.members.recipients = random.oneIn(2)
      ? [...more, ...entriesOf(view)]
      : random.shuffled([...entriesOf(view), ...more]);
    return put(view);
  },
  "an entry twice": ({ random, text }) => {
    const view = general(take(text));
    const entry = structuredClone(random.pick(entriesOf(view)));
    if (random.oneIn(2)) entry.header = { ...entry.header, typ: "JOSE" };
    view.members.recipients.push(entry);
    return put(view);
  },
  "a member added to a header": (context) => {
    const { random } = context;
    const view = take(context.text);
    const chosen = view.compact ? flattened(view) : view;
    const holder = random.oneIn(2) ? chosen.members : random.pick(entriesOf(chosen));
    const place = holder === chosen.members && random.oneIn(2) ? "unprotected" : "header";
    if (typeof (holder[place] ?? {}) !== "object") return put(chosen);
    const members = Array.from({ length: random.oneIn(8) ? 60 + random.below(10) : 1 }, () => anyMember(context));
    if (members.length > 1) members.forEach((member, index) => (member[0] = `x${index}`));
    // fromEntries, because an assignment to `__proto__` would not add a member.
    holder[place] = Object.fromEntries([...Object.entries(holder[place] ?? {}), ...members]);
    return put(chosen);
  },
  "a header moved or copied": ({ random, text }) => {
    const view = general(take(text));
    const [entry] = random.shuffled(entriesOf(view));
    const [from, to] = random.shuffled([
      [entry, "header"],
      [view.members, "unprotected"],
    ]);
    const [object, name] = /** @type {[any, string]} */ (from);
    const [other, target] = /** @type {[any, string]} */ (to);
    other[target] = { ...other[target], ...object?.[name] };
    if (random.oneIn(2)) delete object[name];
    return put(view);
  },
  "a member of another type": (context) => {
    const { random } = context;
    const view = take(context.text);
    const chosen = view.compact ? (random.oneIn(2) ? general(view) : flattened(view)) : view;
    const holder = random.oneIn(2) ? chosen.members : random.pick(entriesOf(chosen));
    const name = random.pick([
      "protected",
      "unprotected",
      "header",
      "encrypted_key",
      "aad",
      "iv",
      "ciphertext",
      "tag",
      "recipients",
    ]);
    holder[name] = anyValue(random);
    return put(chosen);
  },
  "a member twice": ({ random, text, seeds, readers }) => {
    const json = text.startsWith("{") ? text : put(general(take(text)));
    const { members } = take(random.oneIn(2) ? json : put(general(take(random.pick(seeds)))));
    const [name, value] = random.pick([...Object.entries(members), ["kid", readers.key.id], ["header", {}], ["x", 1]]);
    const spelled = random.oneIn(3)
      ? `"\\u${name.charCodeAt(0).toString(16).padStart(4, "0")}${name.slice(1)}"`
      : `"${name}"`;
    return insertMember(random, json, `${spelled}:${JSON.stringify(value)}`);
  },
  "other JSON text": ({ random, text }) => {
    const json = text.startsWith("{") ? text : put(flattened(take(text)));
    const at = random.pick([...json.matchAll(/(?<=[{,:[])/g)].map(({ index }) => Number(index)));
    const escaped = (/** @type {string} */ _all, /** @type {string} */ first) =>
      `"\\u${first.charCodeAt(0).toString(16).padStart(4, "0")}`;
    return random.pick([
      () => json.slice(0, at) + random.pick([...WHITE_SPACE, "\v", "/**/", "\u00a0", ","]) + json.slice(at),
      () => json.replace(random.oneIn(2) ? /"(c)(?=iphertext)/ : /"(.)(?=[\w-]{4})/, escaped),
      () => json + random.pick(["{}", ",", "\0", "}", ".", "x"]),
      () => random.pick(WHITE_SPACE) + json + random.pick(WHITE_SPACE),
      () => `\ufeff${json}`,
      () => `[${json}]`,
      () => JSON.stringify(json),
      () => json.slice(0, -1),
    ])();
  },
  "other compact text": ({ random, text }) => {
    const compact = text.startsWith("{") ? put({ compact: true, members: flattened(take(text)).members }) : text;
    return random.pick([
      () => `${compact}.`,
      () => `.${compact}`,
      () => compact.replace(".", ".."),
      () => `${compact}\n`,
      () => `\ufeff ${compact}`,
      () => compact.replaceAll(".", "\u2024"),
      () => compact.toUpperCase(),
      () => compact.split(".").reverse().join("."),
      () => encodeURIComponent(compact),
      () => `"${compact}"`,
    ])();
  },
};
