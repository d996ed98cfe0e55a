// Messages that are changed before they are encrypted. The tag is computed after the change, so it is valid for the
// changed header and content. Only where the content key has a wrong length is the tag that of another key.
import { constants, publicEncrypt, randomBytes } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { ALGS, ENCS, encrypt, keyLength, wrap, write } from "../../support/jwe.js";
import { PLAINTEXT } from "./seeds.js";
import { anyKid } from "./mutations.js";

/** @import { Random } from "../../support/random.js" */
/** @import { Form, Parts } from "../../support/jwe.js" */
/** @import { Readers } from "./seeds.js" */

/**
 * The parts of a message before it is encrypted.
 *
 * @typedef {object} Draft
 * @property {string} alg
 * @property {string} enc
 * @property {string | Buffer} header
 * @property {Buffer} contentKey
 * @property {Buffer} content
 * @property {boolean} padded Whether the content gets the padding that CBC needs.
 * @property {number} [ivLength] The length of the initialization vector in bytes, if not the usual one.
 * @property {(contentKey: Buffer) => Buffer} wrapped Encrypts the content key.
 */

/**
 * Inserts the text of a member into the text of an object.
 *
 * @param {string} text
 * @param {string} member
 * @param {boolean} first Whether the member is inserted as the first one. If not, it is the last one.
 */
const withMember = (text, member, first) => (first ? `{${member},${text.slice(1)}` : `${text.slice(0, -1)},${member}}`);

/**
 * Each function changes a draft. The comparison prints the names of the functions.
 *
 * @type {{ [name: string]: (random: Random, draft: Draft, readers: Readers) => void }}
 */
const ODDITIES = {
  "nothing": () => {},
  "protected kid": (random, draft, readers) => {
    draft.header = withMember(String(draft.header), `"kid":${JSON.stringify(anyKid(random, readers))}`, false);
  },
  "protected member": (random, draft) => {
    const member = random.pick([
      '"typ":"JOSE"',
      '"zip":"DEF"',
      '"zip":""',
      '"zip":null',
      '"crit":[]',
      '"crit":["exp"],"exp":1',
      '"crit":["alg"]',
      '"cty":7',
      '"x":"\\ud800"',
      '"x":"\\ud83d\\ude00"',
      '"x":1e999',
      '"x":-0',
      '"x":01',
      '"":""',
      '"__proto__":{"alg":"dir"}',
      '"jwk":{"kty":"RSA","kty":"RSA"}',
      `"x":${"[".repeat(20)}${"]".repeat(20)}`,
      `"x":${'{"a":'.repeat(13)}1${"}".repeat(13)}`,
      `"x":[${"1,".repeat(7000)}1]`,
      `"x":"${"y".repeat(random.pick([12_100, 12_300]))}"`,
      Array.from({ length: random.pick([62, 63]) }, (_, index) => `"x${index}":1`).join(","),
    ]);
    draft.header = withMember(String(draft.header), member, random.oneIn(2));
  },
  "protected member twice": (random, draft) => {
    const member = random.pick([
      `"alg":"${draft.alg}"`,
      `"enc":"${draft.enc}"`,
      '"\\u0061lg":"RSA1_5"',
      '"enc":"A128GCM"',
      '"x":1,"x":2',
      '"typ":"a","\\u0074yp":"b"',
    ]);
    draft.header = withMember(String(draft.header), member, random.oneIn(2));
  },
  "header's text": (random, draft) => {
    const text = String(draft.header);
    draft.header = random.pick([
      () => `\ufeff${text}`,
      () => ` ${text}\n`,
      () => text.replaceAll(",", "\t,\r\n"),
      () => text.replace('"alg"', '"\\u0061lg"'),
      () => `${text}{}`,
      () => `[${text}]`,
      () => text.slice(0, -1),
      // Two headers that are not valid UTF-8.
      () =>
        Buffer.concat([Buffer.from(withMember(text, '"x":"', true)).subarray(0, -1), Buffer.from([0xff, 0x22, 0x7d])]),
      () =>
        Buffer.from(Buffer.from(text.replace('"alg"', '"x":"?","alg"')).map((byte) => (byte === 0x3f ? 0x80 : byte))),
      () => text.replace("{", "{,"),
      () => text.replace("}", ",}"),
      () => text.replaceAll('"', "'"),
      () => Buffer.from(text, "utf16le"),
      () => `${text}\0`,
      () => "",
    ])();
  },
  "algorithm's name": (random, draft) => {
    const text = String(draft.header);
    draft.header = random.pick([
      () => text.replace("RSA-OAEP", "rsa-oaep"),
      () => text.replace(/"RSA[^"]*"/, '["RSA-OAEP"]'),
      () => text.replace(/"RSA[^"]*"/, '"RSA1_5"'),
      () => text.replace(/"RSA[^"]*"/, `"${random.pick(ALGS)}"`),
      () => text.replace('"A', '" A'),
      () => text.replace(/"enc":"[^"]*"/, `"enc":"${random.pick(ENCS)}"`),
      () => text.replace("RSA", "\\u0052SA"),
      () => text.replace(/"RSA[^"]*"/, `"${"x".repeat(random.pick([64, 128, 129]))}"`),
      () => text.replace(/"RSA[^"]*"/, '"dir"'),
      () => text.replace(/"enc":"[^"]*"/, '"enc":null'),
    ])();
  },
  "content key's length": (random, draft) => {
    draft.contentKey = randomBytes(
      random.pick([0, 1, 16, 24, 32, 48, 64].filter((length) => length !== keyLength(draft.enc))),
    );
  },
  "encrypted key without its leading zero": (random, draft) => {
    const { wrapped } = draft;
    draft.wrapped = (contentKey) => {
      let key = wrapped(contentKey);
      while (key[0] !== 0) key = wrapped(contentKey);
      return random.oneIn(4) ? key : key.subarray(1);
    };
  },
  "encrypted key with more zeros": (random, draft) => {
    const { wrapped } = draft;
    draft.wrapped = (contentKey) => Buffer.concat([Buffer.alloc(random.pick([1, 2, 256])), wrapped(contentKey)]);
  },
  "encrypted key above the modulus": (random, draft, readers) => {
    const modulus = BigInt(
      `0x${Buffer.from(String(readers.key.public.export({ format: "jwk" }).n), "base64url").toString("hex")}`,
    );
    const { wrapped } = draft;
    draft.wrapped = (contentKey) => {
      const times = random.pick([1n, 2n ** 64n]);
      const hex = (BigInt(`0x${wrapped(contentKey).toString("hex")}`) + times * modulus).toString(16);
      return Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
    };
  },
  "another padding": (random, draft, readers) => {
    const key = readers.key.public;
    const label = random.oneIn(2) ? Buffer.from("label") : undefined;
    draft.wrapped = (contentKey) =>
      label
        ? wrap(key, draft.alg, contentKey, label)
        : publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, contentKey);
  },
  "content's padding": (random, draft) => {
    draft.padded = false;
    const last = random.pick([0, 1, 2, 15, 16, 17, 255]);
    draft.content = Buffer.concat([Buffer.alloc(16, 7), random.bytes(15), Buffer.from([last])]);
    if (random.oneIn(6)) draft.content = Buffer.alloc(0);
  },
  "content compressed": (random, draft) => {
    draft.content = deflateRawSync(draft.content);
    draft.header = withMember(String(draft.header), '"zip":"DEF"', random.oneIn(2));
  },
  "no content": (_, draft) => {
    draft.content = Buffer.alloc(0);
  },
  "vector's length": (random, draft) => {
    draft.ivLength = random.pick([8, 11, 13, 16]);
  },
};

/**
 * A message to `readers.key`, with one of the oddities.
 *
 * @param {Random} random
 * @param {Readers} readers
 * @returns {{ name: string, text: string }}
 */
export function oddMessage(random, readers) {
  const [alg, enc] = [random.pick(ALGS), random.pick(ENCS)];
  const header = random.oneIn(2) ? JSON.stringify({ alg, enc }) : JSON.stringify({ enc, alg });
  /** @type {Draft} */
  const draft = {
    alg,
    enc,
    header,
    contentKey: randomBytes(keyLength(enc)),
    content: PLAINTEXT,
    padded: true,
    wrapped: (key) => wrap(readers.key.public, draft.alg, key),
  };
  const name = random.pick(Object.keys(ODDITIES));
  ODDITIES[name]?.(random, draft, readers);
  const aad = random.oneIn(3) ? random.bytes(1 + random.below(20)) : undefined;
  const key = draft.wrapped(draft.contentKey);
  // A content key of a wrong length cannot encrypt the content, so another key of the right length does.
  const usable = draft.contentKey.length === keyLength(enc) ? draft.contentKey : Buffer.alloc(keyLength(enc), 1);
  /** @type {Form} */
  const form = aad ? random.pick(["flattened", "general"]) : random.pick(["compact", "flattened", "general"]);
  const parts = { header: draft.header, aad };
  /** @type {Parts} */
  const message = { ...parts, ...encrypt(enc, usable, draft.content, parts, draft), recipients: [{ key }] };
  return { name, text: write(message, form) };
}
