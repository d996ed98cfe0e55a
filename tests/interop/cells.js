// The cells of the interoperability matrix for one peer: each sends the peer one request and compares the reply with
// sealpost's result.
import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { ALGS, ENCS, HASHES, LABELS, MESSAGE_FORMS, PEERS, SEALED_FORMS, SIZES } from "./axes.js";
import { WRITTEN, isPrivate, nameOf } from "./forms.js";
import { isPublicHalf, sealpost } from "../support/installed.js";

/** @import { Axes } from "./axes.js" */
/** @import { Form } from "./forms.js" */
/** @import { OaepOptions } from "../../js/index.js" */
/** @import { PrivateKey as Private } from "../../js/api/private-key.js" */
/** @import { PublicKey as Public } from "../../js/api/public-key.js" */

/** @typedef {(action: string, parameters: Record<string, any>) => Promise<any>} Ask */
/**
 * A key pair: the private key as PKCS#8, the public key as SPKI, sealpost's object for the private key, and the numbers
 * n, e and d. Pairs that are called `ours` are made by sealpost, those called `theirs` by the peer.
 *
 * @typedef {{ bits: number, pem: string, publicPem: string, key: Private, numbers: object }} Pair
 */
/** @typedef {Record<number, Pair>} Pairs One for each of SIZES. */

/**
 * @typedef {object} Cell
 * @property {"writes" | "reads" | "encrypts" | "decrypts" | "seals" | "opens" | "thumbprint" | "fingerprint"} what
 *   What the peer does.
 * @property {string} name With `what` and `bits`, unique among the cells of a peer.
 * @property {number} bits
 * @property {boolean} [slow]
 * @property {(ask: Ask) => Promise<void>} run Rejects if the two sides differ.
 */

const { PrivateKey, PublicKey, inspect, seal, unseal } = sealpost;

/** The numbers n, e and d of a private key, as Node reads them. @param {string} pem */
function numbers(pem) {
  const { n, e, d } = createPrivateKey(pem).export({ format: "jwk" });
  return { n, e, d };
}

/** A key in the forms that the cells use. @param {string} pem PKCS#8 */
export function pair(pem) {
  const key = PrivateKey.parse(pem);
  return { bits: key.bits, pem, publicPem: key.publicKey().toPem(), key, numbers: numbers(pem) };
}

/** The numbers that the reader of a key in this format must find. @param {Pair} pair @param {Form} form */
const expected = ({ numbers }, form) => (isPrivate(form) ? numbers : { ...numbers, d: undefined });

/** The bytes that a reply has in base64. @param {string} text */
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));

/** The peer writes a key, sealpost reads it. @type {(form: Form, theirs: Pair) => Cell} */
const writes = (form, theirs) => ({
  what: "writes",
  name: nameOf(form),
  bits: theirs.bits,
  slow: form.slow,
  async run(ask) {
    const data = bytes(await ask("write", { ...form, key: theirs.pem }));
    const input = form.encoding === "DER" ? data : new TextDecoder().decode(data);
    if (isPrivate(form)) {
      const { passphrase, cipher, prf } = form;
      const key = PrivateKey.parse(input, passphrase ? { passphrase } : {});
      assert.deepEqual(numbers(key.toPem()), theirs.numbers);
      const inspected = inspect(input);
      const protection = "protection" in inspected ? inspected.protection : undefined;
      assert.equal(Boolean(protection), Boolean(passphrase));
      if (cipher) assert.equal(protection?.cipher, cipher, "the peer was asked for another cipher");
      if (prf) assert.equal(protection?.hash, prf, "the peer was asked for another hash");
    } else if (isPublicHalf && form.container === "OpenSSH public") {
      assert.throws(() => PublicKey.parse(input), { code: "malformed-key", reason: "other-form" });
    } else {
      const { n, e } = createPublicKey(PublicKey.parse(input).toPem()).export({ format: "jwk" });
      assert.deepEqual({ n, e, d: undefined }, expected(theirs, form));
    }
  },
});

/** Each form of each key is written once, for all peers. @type {Map<string, Uint8Array>} */
const written = new Map();

/** A key of sealpost in a form, as bytes. @param {Pair} ours @param {Form} form */
function ourForm({ key, bits }, form) {
  const id = [bits, nameOf(form), form.passphrase].join();
  const data = written.get(id) ?? new Uint8Array(Buffer.from(asWritten(key, form)));
  written.set(id, data);
  return data;
}

/** Writes a key in a form. @param {Private} key @param {Form} form @returns {any} */
function asWritten(key, { container, encoding, passphrase }) {
  const publicKey = key.publicKey();
  const method = encoding === "DER" ? "toDer" : "toPem";
  switch (container) {
    case "PKCS#8":
      return key[method](passphrase ? { passphrase } : {});
    case "PKCS#1":
      return key[method]({ format: "pkcs1" });
    case "JWK private":
      return JSON.stringify(key.toJwk());
    case "JWK public":
      return JSON.stringify(publicKey.toJwk());
    case "SPKI":
      return publicKey[method]();
    case "PKCS#1 public":
      return publicKey[method]({ format: "pkcs1" });
    default:
      return publicKey.toPem({ format: "openssh" });
  }
}

/** Sealpost writes a key, the peer reads it. @type {(form: Form, ours: Pair) => Cell} */
const reads = (form, ours) => ({
  what: "reads",
  name: nameOf(form),
  bits: ours.bits,
  slow: form.slow,
  async run(ask) {
    const { n, e, d } = await ask("read", { ...form, data: ourForm(ours, form) });
    assert.deepEqual({ n, e, d }, expected(ours, form));
  },
});

/** The name of a cell for these options. @param {Required<OaepOptions>} options */
const oaepName = ({ hash, mgfHash, label }) =>
  `${hash}, MGF1 with ${mgfHash}, ${label.byteLength > 0 ? "a label" : "no label"}`;

/**
 * The bytes of a text, cut to the longest plaintext that the key and the options allow.
 *
 * @param {string} text
 * @param {Public} key
 * @param {OaepOptions} options
 */
const fitting = (text, key, options) => new TextEncoder().encode(text).slice(0, key.maxPlaintext(options));

/** The peer encrypts, sealpost decrypts. @type {(options: Required<OaepOptions>, theirs: Pair) => Cell} */
const encrypts = (options, theirs) => ({
  what: "encrypts",
  name: oaepName(options),
  bits: theirs.bits,
  async run(ask) {
    const data = fitting(oaepName(options), theirs.key.publicKey(), options);
    const ciphertext = await ask("encrypt", { ...options, key: theirs.publicPem, data });
    assert.deepEqual(theirs.key.decrypt(bytes(ciphertext), options), data);
  },
});

/** Sealpost encrypts, the peer decrypts. @type {(options: Required<OaepOptions>, ours: Pair) => Cell} */
const decrypts = (options, ours) => ({
  what: "decrypts",
  name: oaepName(options),
  bits: ours.bits,
  async run(ask) {
    const data = fitting(oaepName(options), ours.key.publicKey(), options);
    const ciphertext = ours.key.publicKey().encrypt(data, options);
    const plaintext = await ask("decrypt", { ...options, key: ours.pem, data: ciphertext });
    assert.deepEqual(bytes(plaintext), data);
  },
});

/** The name of a cell for such a message. @type {(form: string, alg: string, enc: string) => string} */
const messageName = (form, alg, enc) => `${form}, ${alg}, ${enc}`;

/**
 * The peer seals, sealpost opens. A message in general JSON is sealed for the key `other` as well.
 *
 * @type {(form: string, alg: string, enc: string, theirs: Pair, other: Pair) => Cell}
 */
const seals = (form, alg, enc, theirs, other) => ({
  what: "seals",
  name: messageName(form, alg, enc),
  bits: theirs.bits,
  async run(ask) {
    const data = new TextEncoder().encode(`${form} ${alg} ${enc}`);
    const [serialization, more] = form.split(" with ");
    const keys = serialization === "general" ? [other.publicPem, theirs.publicPem] : [theirs.publicPem];
    const aad = more === "aad" ? "authenticated as well" : undefined;
    // `apart`: `alg` is in the header of each recipient.
    const sealed = await ask("seal", { keys, data, form: serialization, alg, enc, aad, apart: more === "alg apart" });
    const opened = unseal(sealed, theirs.key);
    assert.deepEqual(opened.plaintext, data);
    assert.equal(opened.aad && new TextDecoder().decode(opened.aad), aad);
  },
});

/**
 * Sealpost seals, the peer opens. A message in general JSON is sealed for the key `other` as well.
 *
 * @param {typeof SEALED_FORMS[number]} form
 * @param {typeof ALGS[number]} alg
 * @param {typeof ENCS[number]} enc
 * @param {Pair} ours
 * @param {Pair} other
 * @returns {Cell}
 */
const opens = (form, alg, enc, ours, other) => ({
  what: "opens",
  name: messageName(form, alg, enc),
  bits: ours.bits,
  async run(ask) {
    const data = new TextEncoder().encode(`${form} from sealpost`);
    const [serialization, more] = form.split(" with ");
    const keys = serialization === "general" ? [other.key.publicKey(), ours.key.publicKey()] : ours.key.publicKey();
    const options = { alg, enc, header: { cty: "text/plain" }, ...(more && { aad: "authenticated as well" }) };
    // Sealpost chooses the form by the number of keys and `aad`. Flattened without `aad` must be asked for.
    const sealed = seal(data, keys, form === "flattened" ? { ...options, form } : options);
    const plaintext = await ask("open", { key: ours.pem, sealed, form: serialization, alg, enc });
    assert.deepEqual(bytes(plaintext), data);
  },
});

/**
 * The peer computes the same thumbprint or fingerprint of a key as sealpost.
 *
 * @type {(what: "thumbprint" | "fingerprint", whose: string, pair: Pair) => Cell}
 */
const names = (what, whose, { key, publicPem, bits }) => ({
  what,
  name: `of a key of ${whose}`,
  bits,
  async run(ask) {
    assert.equal(await ask(what, { key: publicPem }), key.publicKey()[what]());
  },
});

/** Every key format that any peer writes. @type {Map<string, Form>} */
const universe = new Map(PEERS.flatMap(({ writes = [] }) => writes.map((form) => [nameOf(form), form])));

/**
 * All cells of the matrix for a peer. `offered` says whether its axes have the cell.
 *
 * @param {Axes} axes
 * @param {Pairs} ours
 * @param {Pairs} theirs
 * @returns {{ offered: boolean, cell: Cell }[]}
 */
export function combinations(axes, ours, theirs) {
  /** @type {{ offered: boolean, cell: Cell }[]} */
  const all = [];
  const add = (/** @type {boolean} */ offered, /** @type {Cell} */ cell) => all.push({ offered, cell });
  /** @type {(list: Form[] | undefined, name: string) => Form | undefined} */
  const find = (list, name) => list?.find((form) => nameOf(form) === name);
  for (const bits of SIZES) {
    const [our, their] = [ours[bits], theirs[bits]];
    // The size of the second recipient's key, if a message has two recipients.
    const other = SIZES[(SIZES.indexOf(bits) + 1) % SIZES.length];
    // How a key is encrypted does not depend on its size: forms that name a `kdf`, and slow forms, run with one size
    // only.
    const once = (/** @type {Form} */ form) => form.kdf || form.slow;
    for (const [name, known] of universe) {
      const form = find(axes.writes, name);
      if (bits === SIZES[0] || !once(form ?? known)) add(form !== undefined, writes(form ?? known, their));
    }
    for (const known of WRITTEN) {
      const form = find(axes.reads, nameOf(known));
      if (bits === SIZES[0] || !once(known)) add(form !== undefined, reads(form ?? known, our));
    }
    for (const hash of HASHES) {
      for (const mgfHash of HASHES) {
        for (const label of LABELS) {
          const hasHashes = axes.oaep?.hashes.includes(hash) && axes.oaep.hashes.includes(mgfHash);
          // A peer with `mgfHash` uses the hash itself inside MGF1.
          const offered = Boolean(hasHashes) && (!axes.oaep?.mgfHash || hash === mgfHash);
          add(offered, encrypts({ hash, mgfHash, label }, their));
          add(offered, decrypts({ hash, mgfHash, label }, our));
        }
      }
    }
    for (const form of MESSAGE_FORMS) {
      for (const alg of ALGS) {
        for (const enc of ENCS) {
          add(Boolean(axes.messages?.algs.includes(alg)), seals(form, alg, enc, their, theirs[other]));
        }
      }
    }
    for (const form of SEALED_FORMS) {
      for (const alg of ALGS) {
        for (const enc of ENCS) {
          add(Boolean(axes.messages?.algs.includes(alg)), opens(form, alg, enc, our, ours[other]));
        }
      }
    }
    for (const what of /** @type {const} */ (["thumbprint", "fingerprint"])) {
      add(Boolean(axes.names?.includes(what)), names(what, "sealpost", our));
      add(Boolean(axes.names?.includes(what)), names(what, "the peer", their));
    }
  }
  return all;
}
