// The workbench's steps in Python, with pycryptodome.
import { literal, trimmed } from "./steps.js";

/** @typedef {import("./steps.js").Tool} Tool */

/** @param {string} file */
const privateKey = (file) => `pem = open("${file}.pem").read()
key = RSA.import_key(pem, getpass("Passphrase: ").encode() if "ENCRYPTED" in pem else None)`;

/** @param {string} pem */
const publicKey = (pem) => `key = RSA.import_key("""${trimmed(pem)}""")`;

/** The module of a hash in `Crypto.Hash`: SHA1 for SHA-1, SHA512 for SHA-512/256. @param {string} hash */
const moduleOf = (hash) => `SHA${hash.replace("SHA-", "").replace(/\/.*/, "")}`;

/** The expression for a hash: its module, or an object for SHA-512/224 and SHA-512/256. @param {string} hash */
const hashOf = (hash) =>
  hash.includes("/") ? `${moduleOf(hash)}.new(truncate=${literal(hash.slice(-3))})` : moduleOf(hash);

/** The expression for the hash of a text. @param {string} hash @param {string} text */
const digest = (hash, text) =>
  hash.includes("/")
    ? `${moduleOf(hash)}.new(${literal(text)}.encode(), truncate=${literal(hash.slice(-3))})`
    : `${moduleOf(hash)}.new(${literal(text)}.encode())`;

/** The import of the modules of these hashes, each module once. @param {string[]} names */
const hashes = (...names) => `from Crypto.Hash import ${[...new Set(names.map(moduleOf))].sort().join(", ")}`;

/** @param {import("./steps.js").Oaep} oaep */
function cipher({ hash, mgfHash, label }) {
  const mgf = mgfHash === hash ? "" : `, mgfunc=lambda seed, length: pss.MGF1(seed, length, ${hashOf(mgfHash)})`;
  return `PKCS1_OAEP.new(key, hashAlgo=${hashOf(hash)}${mgf}${label ? `, label=${literal(label)}.encode()` : ""})`;
}

/** @param {import("./steps.js").Oaep} oaep */
const imports = ({ hash, mgfHash }) => `from Crypto.Cipher import PKCS1_OAEP
${hashes(hash, mgfHash)}
from Crypto.PublicKey import RSA${mgfHash === hash ? "" : "\nfrom Crypto.Signature import pss"}`;

/** The expression that exports a key, by the format. @type {Partial<Record<import("./steps.js").Format, string>>} */
const exported = {
  spki: "key.public_key().export_key().decode()",
  openssh: 'key.public_key().export_key(format="OpenSSH").decode()',
  pkcs8: "key.export_key(pkcs=8).decode()",
  pkcs1: "key.export_key().decode()",
};

/** @type {Tool} */
export const pycryptodome = {
  generate: ({ bits }) => `# pip install pycryptodome
import os
from Crypto.PublicKey import RSA

key = RSA.generate(${bits})
os.umask(0o077)  # nobody else may read the file
with open("private-key.pem", "wb") as file:
    file.write(key.export_key(pkcs=8))
print(key.public_key().export_key().decode())
`,
  export: ({ format, file }) =>
    exported[format] &&
    `# pip install pycryptodome
from getpass import getpass
from Crypto.PublicKey import RSA

${privateKey(file)}
print(${exported[format]})
`,
  import: ({ publicKey: pem, file }) =>
    file
      ? `# pip install pycryptodome
from getpass import getpass
from Crypto.PublicKey import RSA

${privateKey(file)}
print(key.size_in_bits(), "bits, private:", key.has_private())
`
      : `# pip install pycryptodome
from Crypto.PublicKey import RSA

${publicKey(pem)}
print(key.size_in_bits(), "bits, e =", key.e)
`,
  encrypt: (step) => `# pip install pycryptodome
from base64 import b64encode
${imports(step)}

${publicKey(step.publicKey)}
cipher = ${cipher(step)}
print(b64encode(cipher.encrypt(${literal(step.text)}.encode())).decode())
`,
  decrypt: (step) => `# pip install pycryptodome
from base64 import b64decode
from getpass import getpass
${imports(step)}

${privateKey("private-key")}
cipher = ${cipher(step)}
print(cipher.decrypt(b64decode(${literal(step.ciphertext)})).decode())
`,
  sign: ({ hash, saltLength, text }) => `# pip install pycryptodome
from base64 import b64encode
from getpass import getpass
${hashes(hash)}
from Crypto.PublicKey import RSA
from Crypto.Signature import pss

${privateKey("signing-key")}
signature = pss.new(key, salt_bytes=${saltLength}).sign(${digest(hash, text)})
print(b64encode(signature).decode())
`,
  verify: ({ hash, saltLength, text, publicKey: pem, signature }) => `# pip install pycryptodome
from base64 import b64decode
${hashes(hash)}
from Crypto.PublicKey import RSA
from Crypto.Signature import pss

${publicKey(pem)}
signature = b64decode(${literal(signature)})
# Raises ValueError if the signature does not hold.
pss.new(key, salt_bytes=${saltLength}).verify(${digest(hash, text)}, signature)
print("valid")
`,
};
