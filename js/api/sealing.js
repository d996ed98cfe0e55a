// What `seal`, `unseal` and `diagnose` do after their arguments are checked, with the signing and verifying of
// messages. The main entry, sealpost/encrypt (only `sealAs`) and the keyring worker share these functions.
import { wipedAfter } from "../base/arguments.js";
import { decode, encode } from "../base/base64url.js";
import { ENCLOSED_LIMIT } from "../base/limits.js";
import { TextDecoder, TextEncoder } from "../base/node-builtins.js";
import { Unsealed } from "./unsealed.js";
import { call, checkMemory, release } from "../module/instance.js";

/** @import { CheckedSealOptions } from "../base/seal-options.js" */
/** @import { OpenedFields } from "../client/protocol.js" */
/** @import { Diagnosis, NewBytes, RsaJwk } from "../index.js" */
/** @import { RawKeys, RawPrivateKey, RawPublicKey, RawSealOptions } from "../wasm/sealpost.js" */

/**
 * @typedef {object} Signer Who signs a message, and what the message says of its writer.
 * @property {RawPrivateKey} key A signing key.
 * @property {WriterClaims} [claims]
 */
/**
 * @typedef {object} WriterClaims What a signed message says of its writer.
 * @property {string} [enc] The thumbprint of the writer's own key for encryption.
 * @property {string} [name] The name that the writer goes by, at most 256 characters.
 * @property {RsaJwk} [reply_to] The writer's own key for encryption, whose thumbprint is `enc`.
 */

/**
 * @typedef {object} FileClaim A file of a letter, as its token names it.
 * @property {string} name
 * @property {string} type The media type, or empty.
 * @property {number} length In bytes.
 * @property {string} sha256 In base64url.
 */

/** @typedef {CheckedSealOptions & { signer?: Signer }} SealingOptions `header` and `aad` are left out with `signer`. */

/**
 * Seals a message for the owners of these keys.
 *
 * @param {Uint8Array} plaintext At most 1 MiB if it is signed.
 * @param {Iterable<RawPublicKey>} recipients
 * @param {SealingOptions} options
 */
export function sealWith(plaintext, recipients, options) {
  const { signer } = options;
  if (signer) {
    const keys = [...recipients];
    const token = signToken(plaintext, keys, signer);
    return wipedAfter(token, () => sealAs(token, keys, options));
  }
  return sealAs(plaintext, recipients, options);
}

/**
 * Seals a message without signing it.
 *
 * @param {Uint8Array} plaintext The plaintext of the message, or the token of a signed message.
 * @param {Iterable<RawPublicKey>} recipients
 * @param {SealingOptions} options
 */
export function sealAs(plaintext, recipients, options) {
  // The message (1), the ciphertext (1), and its base64url (4/3), rounded up.
  checkMemory(plaintext.length * 3.5);
  return withSealing(recipients, options, (list, given) => call((raw) => raw.seal(plaintext, list, given)));
}

/**
 * Calls `use` with the recipients' keys and the options as objects of the module's, which are freed afterwards.
 *
 * @template T
 * @param {Iterable<RawPublicKey>} recipients
 * @param {SealingOptions} options
 * @param {(list: RawKeys, options: RawSealOptions) => T} use
 */
export function withSealing(recipients, { alg, enc, form, kid, header, aad, signer }, use) {
  // The content type of a token (RFC 7519 §5.2).
  const members = signer ? '{"cty":"JWT"}' : header;
  return withRecipients(recipients, (list) => {
    const options = call(({ RawSealOptions }) => {
      return new RawSealOptions(alg, enc, form, kid, kid !== null, members, aad);
    });
    try {
      return use(list, options);
    } finally {
      release(options);
    }
  });
}

/**
 * The token of a signed message, or of a letter with files, which the caller seals for the same recipients, and wipes.
 *
 * @param {Uint8Array} plaintext At most 1 MiB.
 * @param {Iterable<RawPublicKey>} recipients
 * @param {Signer} signer
 * @param {readonly FileClaim[]} [files] Those of a letter with files.
 * @returns {NewBytes}
 */
export function signToken(plaintext, recipients, { key, claims = {} }, files) {
  const { id, jwk, aud, jti } = call((raw) => {
    const publicKey = key.publicKey();
    const aud = new Set(Array.from(recipients, (recipient) => recipient.thumbprint()));
    const parts = { id: publicKey.thumbprint(), jwk: publicKey.toJwk(), aud: [...aud], jti: encode(raw.messageId()) };
    publicKey.free();
    return parts;
  });
  // The token is signed with PS256 (RFC 7518 §3.5): SHA-256, and a salt of the same length, 32 bytes.
  const encoder = new TextEncoder();
  const encoded = (/** @type {string} */ text) => encode(encoder.encode(text));
  const iat = Math.floor(Date.now() / 1000);
  const content = claimOf(plaintext);
  const typ = files ? "sealpost-files+jwt" : "sealpost+jwt";
  const header = encoded(`{"alg":"PS256","typ":"${typ}","kid":"${id}","jwk":${jwk}}`);
  const signed = `${header}.${encoded(JSON.stringify({ iss: id, aud, iat, jti, ...claims, files, ...content }))}`;
  const signature = call(() => key.sign(encoder.encode(signed), "SHA-256", 32));
  return encoder.encode(`${signed}.${encode(signature)}`);
}

/**
 * The claim for the content: `text`, or `data` in base64url for bytes that are not UTF-8, and for text with control
 * characters other than tabs and line ends: many of these take six characters each in JSON.
 *
 * @param {Uint8Array} plaintext
 */
function claimOf(plaintext) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plaintext);
    if (!/[^\P{Cc}\t\n\r]/u.test(text)) return { text };
  } catch {}
  return { data: encode(plaintext) };
}

/**
 * Opens a message with the first of these keys that opens it.
 *
 * @param {string} sealed
 * @param {Iterable<RawPrivateKey>} keys
 * @param {readonly string[]} [from] The thumbprints of the expected senders, at least one. Without it, messages of all
 * senders are accepted, signed or not.
 */
export function unsealWith(sealed, keys, from) {
  checkMemory(sealedMemory(sealed.length));
  return asUnsealed(
    withKeys(keys, (list) => call((raw) => raw.unseal(sealed, list))),
    from,
  );
}

/**
 * How many bytes the module needs to read a sealed message, or a text that may be one.
 *
 * @param {number} length Of the text, in bytes.
 */
export function sealedMemory(length) {
  // In multiples of the text's length: the text (1), a copy if it has JSON escapes (1), and the decoded ciphertext
  // (3/4). In a text of at most ENCLOSED_LIMIT the module also looks for a message within layers. Then nothing is
  // decoded yet, but there are three texts: the given one, what the last layer enclosed, and what the next one
  // encloses. Percent-decoding and objects in print take up to five times the length, 40 MiB at most, which is not
  // checked.
  return length * 2.75 + Math.min(length, ENCLOSED_LIMIT) / 4;
}

/**
 * Finds the hashes under which a ciphertext, or the content key of a sealed message, decrypts with `key`.
 *
 * @param {RawPrivateKey} key
 * @param {Uint8Array | string} input
 * @param {Uint8Array | undefined} label
 * @returns {Diagnosis | null}
 */
export function diagnoseWith(key, input, label) {
  const isSealed = typeof input === "string";
  if (isSealed) checkMemory(sealedMemory(input.length));
  const [ciphertext, sealed] = isSealed ? [new Uint8Array(), input] : [input, undefined];
  return call(() => key.diagnose(ciphertext, sealed, label)) ?? null;
}

/**
 * The result of `unseal` for an opened message. Verifies the signature if the message is signed. If `from` is given, a
 * message that is not signed fails with `signature-invalid`.
 *
 * @param {OpenedFields & { plaintext: NewBytes }} opened
 * @param {readonly string[]} [from] As for {@link unsealWith}.
 */
export function asUnsealed(opened, from) {
  const { plaintext, keyId, kid = null, isToken, header, aad } = opened;
  const text = isToken || from ? verifyToken(isToken, plaintext, keyId, from) : undefined;
  if (!text) return new Unsealed(plaintext, { keyId, kid, header: JSON.parse(header), aad, sender: null });
  return signedMessage(text, keyId, !!from);
}

/**
 * Verifies the token of a letter with files.
 *
 * @param {Uint8Array} token
 * @param {string} keyId The thumbprint of the key that opened the sealed file.
 * @throws `signature-invalid`
 */
export function asLetter(token, keyId) {
  checkMemory(token.length * 3);
  return signedMessage(
    call((raw) => raw.verifyFiles(token, keyId)),
    keyId,
    false,
  );
}

/**
 * The message in a token that the module has verified.
 *
 * @param {string} text The module's text.
 * @param {string} keyId
 * @param {boolean} known Whether the sender is one of those whom the reader expects.
 */
function signedMessage(text, keyId, known) {
  // The module's text is the verifying key in PEM, the claims as a JSON object, and the digest, one after the other.
  const [start, end] = [text.indexOf("{"), text.lastIndexOf("}") + 1];
  const {
    iss: id,
    aud: audience,
    iat,
    jti: messageId,
    text: words,
    data,
    enc,
    name,
    reply_to,
    files,
  } = JSON.parse(text.slice(start, end));
  const content = words === undefined ? decode(data, 0, data.length, 0) : new TextEncoder().encode(words);
  const verifyingKey = text.slice(0, start);
  const sender = { id, known, verifyingKey, audience, signedAt: new Date(iat * 1000), messageId };
  // The signature covers neither the header nor `aad`, so a signed message is returned without them.
  const rest = { keyId, kid: null, header: {}, aad: undefined, sender };
  const unsealed = new Unsealed(/** @type {NewBytes} */ (content), rest);
  claimsOfMessages.set(unsealed, { enc, name, reply_to, ...(files && { files }), digest: text.slice(end) });
  return unsealed;
}

/**
 * @param {boolean} isToken
 * @param {NewBytes} plaintext Wiped, also if the verification fails, unless the message turns out not to be signed.
 * @param {string} keyId
 * @param {readonly string[] | undefined} from
 * @returns {string | undefined} The module's result: undefined if the message is not signed.
 */
function verifyToken(isToken, plaintext, keyId, from) {
  // The module needs only the plaintext of a token. In multiples of its length: the token (1), the decoded claims
  // (3/4), and the module's result, which contains the claims (at most 1).
  const token = isToken ? plaintext : new Uint8Array();
  checkMemory(token.length * 3);
  let isSigned = true;
  try {
    const verified = call((raw) => raw.verifyToken(isToken, token, keyId, from?.join(" ")));
    isSigned = verified !== undefined;
    return verified;
  } finally {
    if (isSigned) plaintext.fill(0);
  }
}

/** @type {WeakMap<Unsealed, WriterClaims & { files?: FileClaim[], digest: string }>} */
const claimsOfMessages = new WeakMap();

/**
 * What a signed message says of its writer besides `sender`, and `digest`: SHA-256 of the token in base64url, which
 * shows whether two messages with the same ID are the same message. The caller has to check that the thumbprint of
 * `reply_to` is `enc`. Only in the token of a letter with files has the module checked `files`. Undefined for a message
 * that is not signed.
 *
 * @param {Unsealed} unsealed
 */
export const claimsOf = (unsealed) => claimsOfMessages.get(unsealed);

/**
 * Calls `use` with the private keys in a list of the module's. See {@link withList}.
 *
 * @template T
 * @param {Iterable<RawPrivateKey>} keys
 * @param {(list: RawKeys) => T} use
 */
export function withKeys(keys, use) {
  return withList(keys, (list, key) => list.push(key), use);
}

/**
 * Calls `use` with the public keys in a list of the module's. See {@link withList}.
 *
 * @template T
 * @param {Iterable<RawPublicKey>} keys
 * @param {(list: RawKeys) => T} use
 */
function withRecipients(keys, use) {
  return withList(keys, (list, key) => list.pushPublic(key), use);
}

/**
 * Calls `use` with a list of the module's, which is freed afterwards. The list has references of its own: a private key
 * that is freed meanwhile is not wiped before the list is freed. Therefore `use` must be synchronous.
 *
 * @template K, T
 * @param {Iterable<K>} keys
 * @param {(list: RawKeys, key: K) => void} add
 * @param {(list: RawKeys) => T} use
 */
export function withList(keys, add, use) {
  const list = call(({ RawKeys }) => new RawKeys());
  try {
    call(() => {
      for (const key of keys) add(list, key);
    });
    return use(list);
  } finally {
    release(list);
  }
}
