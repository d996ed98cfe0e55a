// Mutations of a JWK: of its members, and of its JSON.
import { editBytes, editText } from "../edits.js";

/** @import { Random } from "../../support/random.js" */

/** Another value for a member. @param {Random} random @param {any} value */
function anyValue(random, value) {
  const text = String(value);
  const bytes = Buffer.from(text, "base64url");
  return random.pick([
    `${text}=`,
    `${text}==`,
    ` ${text}`,
    `${text.slice(0, 9)}\n${text.slice(9)}`,
    text.replaceAll("-", "+").replaceAll("_", "/"),
    "",
    null,
    65537,
    [text],
    { n: text },
    Buffer.concat([Buffer.alloc(1 + random.below(3)), bytes]).toString("base64url"),
    editText(random, text),
    text.slice(0, -1),
    `${text}A`,
    `${text.slice(0, -1)}${random.pick([..."BCDghxyz"])}`,
    editBytes(random, bytes).toString("base64url"),
    "*",
  ]);
}

/** @typedef {{ [member: string]: any }} Members */

/**
 * Each function returns the JSON of a changed JWK, some with members of another JWK. The comparison prints the names of
 * the functions.
 *
 * @type {{ [name: string]: (random: Random, jwk: Members, other: Members) => string }}
 */
export const JWK_EDITS = {
  "characters": (random, key) => editText(random, JSON.stringify(key)),
  "another value of a member": (random, key) => {
    const name = random.pick(Object.keys(key));
    return JSON.stringify({ ...key, [name]: anyValue(random, key[name]) });
  },
  "a member left out": (random, key) => {
    const copy = { ...key };
    for (let count = 1 + random.below(3); count > 0; count -= 1) delete copy[random.pick(Object.keys(copy))];
    return JSON.stringify(copy);
  },
  "numbers without primes": (random, { kty, n, e, d }) =>
    JSON.stringify(random.oneIn(2) ? { kty, n, e, d } : { kty, n, e }),
  "another key's member": (random, key, other) => {
    const name = random.pick(Object.keys(other));
    return JSON.stringify({ ...key, [name]: other[name] });
  },
  "a member for a purpose or type": (random, key) => {
    const [name, value] = random.pick([
      ["use", "enc"],
      ["use", "sig"],
      ["use", 5],
      ["key_ops", ["decrypt", "encrypt"]],
      ["key_ops", ["sign"]],
      ["key_ops", "decrypt"],
      ["key_ops", []],
      ["key_ops", ["unwrapKey"]],
      ["alg", "RSA-OAEP"],
      ["alg", "RSA-OAEP-256"],
      ["alg", "RS256"],
      ["alg", "RSA1_5"],
      ["alg", null],
      ["ext", true],
      ["kid", "k"],
      ["oth", []],
      ["oth", [{ r: "AQ", d: "AQ", t: "AQ" }]],
      ["kty", "rsa"],
      ["kty", "EC"],
      ["kty", "oct"],
      ["k", "AQ"],
      ["x5c", ["MA"]],
      ["crv", "P-256"],
    ]);
    return JSON.stringify({ ...key, [String(name)]: value });
  },
  "a member twice": (random, key, other) => {
    const name = random.pick(Object.keys(key));
    const text = JSON.stringify(key);
    const member = `${JSON.stringify(name)}:${JSON.stringify(random.oneIn(2) ? key[name] : (other[name] ?? 1))}`;
    return random.oneIn(2) ? `{${member},${text.slice(1)}` : `${text.slice(0, -1)},${member}}`;
  },
  "another JSON text": (random, key) => {
    const text = JSON.stringify(key);
    return random.pick([
      ` ${text}\n`,
      `\ufeff${text}`,
      `${text}{}`,
      `[${text}]`,
      `{"keys":[${text}]}`,
      text.slice(0, -1),
      text.replace('"n"', '"\\u006e"'),
      JSON.stringify(key, null, 2),
      text.replace("{", '{"x":"\\ud800",'),
      text.replace("{", `{"x":${"[".repeat(20)}${"]".repeat(20)},`),
      text.replaceAll('"', "'"),
      text.replace("}", ",}"),
      JSON.stringify({
        ...key,
        ...Object.fromEntries(Array.from({ length: random.pick([50, 70]) }, (_, index) => [`x${index}`, index])),
      }),
      JSON.stringify({ ...key, x: "y".repeat(70_000) }),
    ]);
  },
};
