// Reads a public key in the forms in which servers give it: PEM, DER, base64 of DER, a JWK and a JWK Set. Everything
// around DER is read here and not in the wasm module, because the browser has readers of JSON and base64. The module
// checks the structure of DER and the numbers.
//
// The main entry reads more forms. What both entries read they read alike, and what the main entry refuses as a private
// key is refused as one here too: tests/encrypt/codes.test.js compares the entries.
import { SealpostError } from "../base/errors.js";

/**
 * What this file hands to the module: the DER of a key, or the modulus and the exponent of a JWK in big-endian bytes.
 * For an input in another form the DER is empty, and the module throws the error for that.
 *
 * @typedef {[der: Uint8Array] | [n: Uint8Array, e: Uint8Array]} Served
 */

/**
 * The ends of error texts, by the reason's identifier: those of `Reason` in src/error/reason.rs.
 * tests/architecture/reasons.test.js compares them.
 */
export const TEXTS = {
  "json-damaged": "its JSON is damaged, or a name in it comes twice",
  "jwk-number": "one of its numbers is missing or not base64url",
  "jwk-modulus": "its n is not the base64url of a number, but for example hexadecimal or decimal digits",
  "jwk-exponent": 'its e is not base64url, in which 65537 is "AQAB"',
  "jwk-certificate-only": "it has no n: give the first certificate of its x5c",
  "jwk-set-without-rsa": "its JWK Set has no RSA key",
  "jwk-set-several": "its JWK Set has more than one fitting key: choose one with the option kid",
  "jwk-set-without-kid": "no key in it has this kid",
  "jwk-other-type": "its kty is not RSA",
  "more-primes": "it has more than two primes: make a key with two",
  "jwk-use": "its use is not encryption: its owner made it for something else",
  "jwk-operations": "its key_ops do not allow encryption: its owner made it for something else",
  "jwk-operations-no-list": "its key_ops are no list",
  "jwk-algorithm": "its alg is not RSA-OAEP: its owner made it for something else",
};

/** @param {keyof typeof TEXTS} reason */
const malformed = (reason) =>
  new SealpostError("malformed-key", `this is not a readable RSA key: ${TEXTS[reason]}`, { reason });
/** @param {keyof typeof TEXTS} reason */
const unsupported = (reason) =>
  new SealpostError("unsupported-key", `this key is not supported: ${TEXTS[reason]}`, { reason });
/** The result for an input in another form. @type {Served} */
const OTHER = [new Uint8Array()];
const privateKeyGiven = () =>
  new SealpostError(
    "private-key-given",
    "this is a private key where a public key or a message is needed: do not share it, and ask for the public half",
  );

/**
 * The signs of a private key in text, or in bytes of which each is one character: the words PRIVATE KEY, also encoded
 * in a URL or in UTF-16; words in key files of OpenSSH, PuTTY and age; a member or variable d with a number; an element
 * D of .NET's XML; the first bytes of Java's key stores. Prose about private keys has these signs too, and is refused.
 */
const SIGNS =
  /private.{0,6}key|b3BlbnNzaC1rZXktdjE|openssh-key-v1|putty-user-key|age-secret-key-1|private-lines:|(?:^|\W)d\W{0,9}[:=]\W{0,9}[\w+/-]{32}|<d>\s*[\w+/]|^(?:\xfe\xed){2}|^\xce{4}/is;

/**
 * The beginnings of private keys in binary formats: a BLOB of CryptoAPI or CNG, and a secret key packet of OpenPGP; and
 * the beginning of a private key in DER within other text. The body of a certificate or of a request may begin like the
 * latter, and is excluded by the SEQUENCE before it.
 */
const BINARY_SIGNS = new RegExp(
  String.raw`^\x07\x02\0{3}\xa4|^RSA[23]\0|^[\x94-\x97\x9c-\x9f\xc5\xc7].{1,4}\x04.{4}[\x01-\x03\x10-\x16][\x02-@]` +
    String.raw`|(?<!0\x82..)0\x82..\x02\x01[\0\x01\x03][0\x02\x04]`,
  "s",
);

/**
 * The beginning of a private key in DER or BER, after white space: a SEQUENCE with a version, which no public key has,
 * and an `AlgorithmIdentifier` (PKCS#8), an INTEGER (PKCS#1), an OCTET STRING (SEC 1) or a SEQUENCE (PKCS#12); or with
 * an `AlgorithmIdentifier` of PBES1 or PBES2 (encrypted PKCS#8).
 */
const PRIVATE_DER = new RegExp(
  String.raw`^\s{0,8}0(?:[\0-\x80]|\x81.|\x82..|\x83...|\x84....)` +
    String.raw`(?:\x02(?:\x01|\x84\0\0\0\x01).[0\x02\x04$]|0.{1,5}\x06\x09\x2a.\x48..\x0d\x01\x05)`,
  "s",
);

/** Members of a JWK that only private and symmetric keys have (RFC 7518 §6.2.2, §6.3.2 and §6.4). */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "k"];

/**
 * Finds the public key in `input`.
 *
 * @param {Uint8Array} input
 * @param {string} [kid] Chooses the key of a JWK Set.
 * @returns {Served}
 * @throws `private-key-given`, `malformed-key`, `unsupported-key`
 */
export function served(input, kid) {
  const characters = Array.from(input, (byte) => String.fromCharCode(byte)).join("");
  if (PRIVATE_DER.test(characters)) throw privateKeyGiven();
  // DER is not searched for the other signs, which the numbers of a public key may contain by chance. The second byte
  // of a key in DER is from 0x80 to 0x84, and that of a text that begins with the digit 0 (0x30) is ASCII.
  const isLongDer = /^0[\x80-\x84]/.test(characters);
  if (!isLongDer && hasSigns(characters)) throw privateKeyGiven();
  // Without the byte order mark.
  const text = characters.replace(/^\xef\xbb\xbf/, "").trim();
  if (text.startsWith("{")) return ofJson(input, kid);
  // Text has only printable ASCII characters and white space. The module finds out whether anything else is DER.
  const isBytes = input[0] === 0x30 && /[^\s -~]/.test(characters);
  const der = isBytes ? input : text.startsWith("-----") ? ofPem(text) : fromBase64(text.replace(/\s/g, ""));
  if (der && kid !== undefined) throw malformed("jwk-set-without-kid");
  return der ? [der] : OTHER;
}

/**
 * Whether a text has signs of a private key, also if the text is UTF-16 or percent-encoded, or if the text or a word of
 * it is encoded in hexadecimal digits, base64 or a list of numbers, once or twice. Takes time in proportion to the
 * length of the text.
 *
 * @param {string} text
 * @param {number} [layers] How many encodings, one within the other, are decoded.
 * @returns {boolean}
 */
function hasSigns(text, layers = 2) {
  const plain = text
    .replaceAll("\0", "")
    .replace(/(?:%|\\x|\\u00)([\da-f]{2})|\\[nrt]/gi, (_, digits = "0a") => fromHex(digits));
  const all = [SIGNS, BINARY_SIGNS, PRIVATE_DER];
  const texts = [text, plain].flatMap((each) => [each, fromUtf8(each)]);
  if (texts.some((each) => all.some((signs) => signs.test(each)))) return true;
  const words = [...(plain.match(/[\w+/-]{32,}/g) ?? []), plain.replace(/[\s:]/g, "")];
  return layers > 0 && [...words.map(decoded), ...printed(text)].some((each) => hasSigns(each, layers - 1));
}

/**
 * Undoes a conversion of bytes from Latin-1 to UTF-8, in which each byte from 0x80 on became two. U+FFFD, which readers
 * of UTF-8 put in the place of invalid bytes, becomes 0x82, which is the second byte of most private keys in DER.
 *
 * @param {string} text
 */
const fromUtf8 = (text) =>
  text
    .replace(/\xef\xbf\xbd/g, "\x82")
    .replace(/[\xc2\xc3][\x80-\xbf]/g, ([lead = "", low = ""]) =>
      String.fromCharCode(((lead.charCodeAt(0) << 6) | (low.charCodeAt(0) & 63)) & 255),
    );

/**
 * The bytes in lists of numbers, which are decimal or have two or four hexadecimal digits, or one or two after `0x`.
 *
 * @param {string} text
 */
function printed(text) {
  const decimal = text.match(/(?<![\w.])-?\d{1,3}(?![\w"])/g) ?? [];
  const hexadecimal = text.match(/(?<!\w)(?:0x[\da-f]{1,2}|[\da-f]{2}|[\da-f]{4})(?!\w)/gi) ?? [];
  return [
    decimal.map((number) => String.fromCharCode(Number(number) & 255)).join(""),
    fromHex(hexadecimal.map((digits) => digits.replace(/^0x/i, "").padStart(2, "0")).join("")),
  ];
}

/** @param {string} digits Hexadecimal. */
const fromHex = (digits) => digits.replace(/..?/g, (byte) => String.fromCharCode(parseInt(byte, 16)));

/** Decodes the beginning of a word in hexadecimal digits or base64. Other text becomes empty. @param {string} word */
function decoded(word) {
  const digits = word.replace(/^0x/i, "");
  if (/^[\da-f]+$/i.test(digits)) return fromHex(digits);
  try {
    return atob(ordinary(word).slice(0, word.length & -4));
  } catch {
    return "";
  }
}

/** Rewrites base64url in the alphabet of base64. @param {string} text */
const ordinary = (text) => text.replaceAll("-", "+").replaceAll("_", "/");

/** @param {string} base64 */
function withoutPadding(base64) {
  let end = base64.length;
  while (base64[end - 1] === "=") end -= 1;
  return base64.slice(0, end);
}

/** Decodes base64 of either alphabet, with padding or without. Undefined if `text` is neither. @param {string} text */
function fromBase64(text) {
  const bare = withoutPadding(ordinary(text));
  try {
    const characters = atob(bare);
    // `atob` also decodes a last character whose unused bits are not zero. That is refused here.
    if (withoutPadding(btoa(characters)) === bare) return Uint8Array.from(characters, (each) => each.charCodeAt(0));
  } catch {}
  return undefined;
}

/**
 * The DER in PEM text (RFC 7468): of the only block, or of the first of several certificates that are a chain.
 *
 * @param {string} text
 */
function ofPem(text) {
  // The label only says that the text is a public key. The structure of the bytes says in which format, because labels
  // are often wrong about that.
  const block = /-----BEGIN ((?:RSA )?PUBLIC KEY|(?:X509 )?CERTIFICATE)-----([^-]+)-----END \1-----\s*/y;
  const [, label, body = ""] = block.exec(text) ?? [];
  const first = fromBase64(body.replace(/\s/g, ""));
  let last = first;
  while (block.lastIndex > 0 && block.lastIndex < text.length) {
    const [, next, nextBody = ""] = block.exec(text) ?? [];
    if (next !== label || !label?.includes("CERTIFICATE")) return undefined;
    const issuing = fromBase64(nextBody.replace(/\s/g, ""));
    if (!last || !issuing || !isIssuedBy(last, issuing)) return undefined;
    last = issuing;
  }
  return first;
}

/**
 * Whether `issuing` may follow `certificate` in a chain: the subject of `issuing` is the issuer of `certificate`, and
 * `certificate` is not its own issuer. No signature is checked.
 *
 * @param {Uint8Array} certificate
 * @param {Uint8Array} issuing
 */
function isIssuedBy(certificate, issuing) {
  const [issuer, own] = namesIn(certificate);
  const [, subject] = namesIn(issuing);
  return issuer === subject && issuer !== own;
}

/**
 * The issuer and the subject of a certificate (RFC 5280 §4.1). They are the third and the fifth member of its body
 * after the version, which certificates of version 1 do not have.
 *
 * @param {Uint8Array} certificate
 */
function namesIn(certificate) {
  const members = membersOf(membersOf(certificate)[0] ?? certificate);
  const skipped = members[0]?.[0] === 0xa0 ? 1 : 0;
  return [2, 4].map((index) => members[index + skipped]?.join());
}

/** The members of the SEQUENCE that DER begins with, as far as they are complete. @param {Uint8Array} der */
function membersOf(der) {
  /** @type {(at: number) => [start: number, end: number]} */
  const contents = (at) => {
    const first = der[at + 1] ?? 0;
    const count = Math.max(first - 0x80, 0);
    const start = at + 2 + count;
    return [start, start + (count ? der.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0) : first)];
  };
  /** @type {Uint8Array[]} */
  const members = [];
  let [at, end] = contents(0);
  end = Math.min(end, der.length);
  while (at < end) {
    const [, next] = contents(at);
    members.push(der.subarray(at, next));
    at = next;
  }
  return members;
}

/**
 * Reads a JWK, or that key of a JWK Set which is for encryption and has the `kid`, if one is given.
 *
 * @param {Uint8Array} input
 * @param {string | undefined} kid
 * @returns {Served}
 */
function ofJson(input, kid) {
  let value;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(input);
    value = JSON.parse(text);
    // If an object has a name twice, `JSON.parse` keeps only the last value.
    if (countNames(text) > countNames(JSON.stringify(value))) throw new TypeError();
  } catch {
    throw malformed("json-damaged");
  }
  /** @type {any[]} */
  const keys = value.kty === undefined && Array.isArray(value.keys) ? value.keys : [value];
  if (keys.some((key) => PRIVATE_MEMBERS.some((name) => (key?.[name] ?? null) !== null))) throw privateKeyGiven();
  // Azure Key Vault names keys in hardware "RSA-HSM".
  const ofRsa = keys.filter((key) => ["RSA", "RSA-HSM"].includes(key?.kty));
  const named = ofRsa.filter((key) => kid === undefined || key.kid === kid);
  const fitting = named.filter((key) => !refusal(key));
  const [key, other] = fitting.length > 0 ? fitting : named;
  if (fitting.some(({ n, e }) => n !== key.n || e !== key.e)) throw malformed("jwk-set-several");
  if (!key) {
    if (kid !== undefined && keys.every((each) => each?.kid !== kid)) throw malformed("jwk-set-without-kid");
    if (keys.some((each) => each?.kty)) throw unsupported(value.kty ? "jwk-other-type" : "jwk-set-without-rsa");
    return OTHER;
  }
  const reason = refusal(key);
  if (reason) throw other ? malformed("jwk-set-several") : unsupported(reason);
  if ((key.n ?? null) === null && key.x5c !== undefined) throw malformed("jwk-certificate-only");
  return [numberOf(key.n, "jwk-modulus"), numberOf(key.e, "jwk-exponent")];
}

/**
 * One more than the number of names in JSON text, where a quote before a colon within a string also counts as a name.
 *
 * @param {string} json
 */
const countNames = (json) => json.split(/"\s*:/).length;

/**
 * Why a JWK is not a key for RSA-OAEP with two primes (RFC 7517 §4, RFC 7518 §6.3.2.7). Undefined if it is one.
 *
 * @param {any} key
 */
function refusal({ oth, use, key_ops: operations, alg }) {
  if ((oth ?? []).length !== 0) return "more-primes";
  if ((use ?? "enc") !== "enc") return "jwk-use";
  const isNoList = !Array.isArray(operations ?? []);
  if (isNoList) return "jwk-operations-no-list";
  if (operations?.length && !["encrypt", "wrapKey"].some((each) => operations.includes(each))) return "jwk-operations";
  const isForOaep = typeof (alg ?? "") === "string" && /^(?:RSA-OAEP(?:-256|-384|-512)?)?$/.test(alg ?? "");
  return isForOaep && alg !== "" ? undefined : "jwk-algorithm";
}

/**
 * Decodes a number: base64url, or base64, which other software writes. A text with characters that only one of the two
 * alphabets has, and characters that only the other has, is refused. Digits would be the base64 of another number: 256
 * or more hexadecimal digits are refused as a modulus, and decimal digits or `0x` as an exponent.
 *
 * @param {unknown} text
 * @param {"jwk-modulus" | "jwk-exponent"} reason
 */
function numberOf(text, reason) {
  const isExponent = reason === "jwk-exponent";
  if (typeof text !== "string" || text === "")
    throw malformed(isExponent && (text ?? null) !== null ? reason : "jwk-number");
  const bare = withoutPadding(text);
  const isValid =
    (/^[\w-]+$/.test(bare) || /^[a-z\d+/]+$/i.test(bare)) &&
    (bare === text || text.length % 4 === 0) &&
    !(isExponent ? /^(?:\d+$|0x)/ : /^[\da-f]{256,}$/i).test(text);
  const number = isValid && fromBase64(text);
  if (!number) throw malformed(reason);
  return number;
}
