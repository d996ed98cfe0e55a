// What the workbench says, in English. It is loaded with the workbench.
import en from "../en.js";
import { apart, formats } from "../format.js";

const { amount, tenths } = formats("en", { byte: "1 byte", bytes: (n) => `${n} bytes` });

Object.assign(en.errors.encrypt, {
  "message-too-long":
    "The plaintext is longer than this key and these settings allow. " + "Shorten it, or seal it as a letter.",
});

Object.assign(en.errors.decrypt, {
  "private-key-given":
    "This is a private key, and a ciphertext belongs here. The field is empty again. If the key is yours, import it, " +
    "and give it to nobody.",
  "decryption-failed":
    "It does not open. The key, the hash, the MGF1 hash or the label is another one than when it " +
    "was encrypted, or the ciphertext was changed.",
});

export default {
  oaep: {
    title: "RSA workbench",
    settings: "Settings of OAEP, the same on both sides",
    hash: "Hash",
    mgf: "MGF1 hash",
    sameHash: "The same",
    sha1: "Without hashAlgo, PyCryptodome uses SHA‑1.",
    label: "Label (usually empty)",
    encrypt: "Encrypt",
    decrypt: "Decrypt",
    to: "For the public key",
    with: "With the private key",
    plaintext: "Plaintext",
    plaintextHex: "Plaintext, hexadecimal because it is not text",
    ciphertext: "Ciphertext, base64",
    ciphertextIn: "Ciphertext, base64 or hexadecimal",
    keyNeededToEncrypt: "There is no public key here yet. Generate or import one first.",
    keyNeededToDecrypt: "There is no private key here yet. Generate or import one first.",
    /** @param {number} used @param {number} max */
    fits: (used, max) =>
      used <= max
        ? `${amount(used)} of ${amount(max)} bytes, ${amount(max - used)} still fit`
        : `${amount(used)} of ${amount(max)} bytes, ${amount(used - max)} too many`,
    /** @param {number} used @param {number} expected */
    length: (used, expected) => `${amount(used)} of ${amount(expected)} bytes`,
    notBase64: "This is neither base64 nor hexadecimal. Copy the ciphertext again, all of it.",
    encrypted: "Encrypted.",
    decrypted: "Decrypted.",
    diagnose: "Find out which settings fit",
    /** @param {string} hash @param {string} mgfHash */
    diagnosed: (hash, mgfHash) =>
      `The sender used ${hash}${mgfHash === hash ? "" : ` with the MGF1 hash ${mgfHash}`}. ` +
      "The settings above are changed to that; press Decrypt.",
    undiagnosed: "None of the 49 pairs of hashes fits. It is for another key, has another label, or was changed.",
  },

  workbench: {
    lead:
      "RSA step by step, on keys to throw away or on your own. Each step comes with the code that does the same in other " +
      "software, filled with your key and your ciphertext.",
    titles: {
      generate: "Generate",
      export: "Export",
      import: "Import",
      encrypt: "Encrypt",
      decrypt: "Decrypt",
      sign: "Sign",
      verify: "Verify",
    },
    /** @param {string} title */
    next: (title) => `Next: ${title}`,
    groups: { throwaway: "Here only", people: "People", yourself: "Yours" },
    names: {
      /** @param {number} n */
      throwaway: (n) => `Throw-away key ${n}`,
      /** @param {number} n */
      imported: (n) => `Public key ${n}`,
    },
    bits: "Bits of the modulus",
    throwaway: "A key to throw away: it is in this tab's memory, is not stored, and is gone after a reload.",
    generate: "Generate",
    /** @param {number} seconds */
    searching: (seconds) => `Looking for two primes, ${tenths(seconds)} s`,
    /** @param {string} name @param {number} bits @param {number} seconds */
    made: (name, bits, seconds) => `${apart(name)}: a pair of ${bits} bits, made in ${tenths(seconds)} s.`,
    /** @param {number} bits @param {string} fingerprint */
    pair: (bits, fingerprint) => `RSA, ${bits} bits, ${fingerprint}`,
    keep: "Keep it as one of my keys",
    /** @param {string} name @param {boolean} isHalf whether it had a signing key @param {boolean} isStored */
    kept: (name, isHalf, isStored) =>
      `The key ${apart(name)} is one of your keys now, ${isStored ? "and stored in this browser" : "until this tab is closed"}` +
      (isHalf ? ", without the signing key that it had here." : "."),
    key: "Key",
    format: "Format",
    publicHalf: "Public key",
    privateHalf: "Private key",
    formats: {
      spki: "Public key, PEM (SPKI)",
      "pkcs1-public": "Public key, PEM (PKCS #1)",
      openssh: "Public key, OpenSSH",
      "jwk-public": "Public key, JWK",
      pkcs8: "Private key, PEM (PKCS #8)",
      pkcs1: "Private key, PEM (PKCS #1)",
      jwk: "Private key, JWK",
      verifying: "Verifying key, PEM (SPKI)",
      signing: "Signing key, PEM (PKCS #8)",
    },
    passphrase: "Passphrase, or none",
    clear: "Whoever has this text has the private key. Do not use a key of your own for a trial.",
    export: "Export",
    exported: "Exported.",
    exportPrivate: "Export the private key too",
    importField: "A public or private key: PEM, OpenSSH or JWK as text, DER as a file",
    import: "Import",
    /** @param {string} name @param {number} bits @param {boolean} isPublic */
    imported: (name, bits, isPublic) =>
      `${apart(name)}: ${isPublic ? "a public key" : "a private key, and its public half,"} of ${bits} bits.`,
    /** @param {string} name @param {number} bits @param {boolean} isPublic */
    sameKey: (name, bits, isPublic) =>
      `The same key as ${apart(name)}: its ${isPublic ? "public" : "private"} half, of ${bits} bits.`,
    noKey: "no key yet",
    code: "This step in Python, Node.js and others",
    copyCode: "Copy the code",
    withFile: "It reads private-key.pem: the code of step 1 writes this file, and the step Export saves it.",
    withSigningKey: "It reads signing-key.pem, a file that the step Export saves.",
    pss: "Settings of PSS, the same on both sides",
    salt: "Salt, in bytes",
    signWith: "With the signing key of",
    message: "Message",
    onePurpose: "One RSA key has one purpose: a throw-away pair gets a signing key of its own when it first signs.",
    /** @param {string} name */
    ownSigning: (name) =>
      `Your key ${apart(name)} has no signing key yet. Once it has one, the letters that you write with it are signed, and ` +
      "your invitation names it.",
    sign: "Sign",
    /** @param {number} seconds */
    makingSigningKey: (seconds) => `Making the signing key, ${tenths(seconds)} s`,
    signed: "Signed.",
    signature: "Signature, base64",
    signatureIn: "Signature, base64 or hexadecimal",
    verifyWith: "With the verifying key, PEM or JWK",
    verify: "Verify",
    valid: "Valid: this key has signed exactly this message.",
    notValid: "Not valid. The message, the key, the hash or the salt is another one than when it was signed.",
    saltWrong: "The salt is a number of bytes, such as 32.",
    signatureNeeded: "Paste the signature, in base64 or hexadecimal.",
    nothing: {
      export: "Generate or import a key first.",
      import: "Generate a key first, or import one here.",
      encrypt: "Generate or import a key first.",
      decrypt: "Encrypt something first, or paste a ciphertext.",
      sign: "Generate or import a key first.",
      verify: "Sign something first, or paste a signature.",
    },
  },
};
