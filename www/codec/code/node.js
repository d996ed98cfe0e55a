// The workbench's steps in Node.js, with its built-in module `crypto`.
import { literal, opensslName, trimmed } from "./steps.js";

/** @typedef {import("./steps.js").Tool} Tool */

/** @param {string} name the private key's file, without `.pem` */
const privateKey = (name) => `// For a key with a passphrase: read -rs PASSPHRASE; export PASSPHRASE
const key = { key: readFileSync("${name}.pem"), passphrase: process.env.PASSPHRASE };`;

/** @param {string} pem */
const publicKey = (pem) => `const key = \`${trimmed(pem)}\`;`;

/** @param {import("./steps.js").Oaep} oaep */
const padding = ({ hash, label }) =>
  `padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: ${literal(opensslName(hash))}` +
  (label ? `, oaepLabel: Buffer.from(${literal(label)})` : "");

/** @param {import("./steps.js").Sign} step */
const pss = ({ saltLength }) => `padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: ${saltLength}`;

/** The expression that exports a key, by the format. @type {Partial<Record<import("./steps.js").Format, string>>} */
const exported = {
  spki: 'createPublicKey(key).export({ type: "spki", format: "pem" })',
  "pkcs1-public": 'createPublicKey(key).export({ type: "pkcs1", format: "pem" })',
  "jwk-public": 'JSON.stringify(createPublicKey(key).export({ format: "jwk" }))',
  pkcs8: 'createPrivateKey(key).export({ type: "pkcs8", format: "pem" })',
  pkcs1: 'createPrivateKey(key).export({ type: "pkcs1", format: "pem" })',
  jwk: 'JSON.stringify(createPrivateKey(key).export({ format: "jwk" }))',
};

/** @type {Tool} */
export const node = {
  generate: ({ bits }) => `// save as generate.mjs
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: ${bits} });
const pem = privateKey.export({ type: "pkcs8", format: "pem" });
writeFileSync("private-key.pem", pem, { mode: 0o600 });
console.log(publicKey.export({ type: "spki", format: "pem" }));
`,
  export: ({ format, file }) =>
    exported[format] &&
    `// save as export.mjs
import { ${exported[format].includes("createPublicKey") ? "createPublicKey" : "createPrivateKey"} } from "node:crypto";
import { readFileSync } from "node:fs";

${privateKey(file)}
console.log(${exported[format]});
`,
  import: ({ publicKey: pem, file }) =>
    file
      ? `// save as import.mjs
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";

${privateKey(file)}
const { modulusLength, publicExponent } = createPrivateKey(key).asymmetricKeyDetails;
console.log(\`\${modulusLength} bits, e = \${publicExponent}\`);
`
      : `// save as import.mjs
import { createPublicKey } from "node:crypto";

${publicKey(pem)}
const { modulusLength, publicExponent } = createPublicKey(key).asymmetricKeyDetails;
console.log(\`\${modulusLength} bits, e = \${publicExponent}\`);
`,
  // Node.js uses the same hash for OAEP and MGF1.
  encrypt: (step) =>
    step.hash !== step.mgfHash
      ? undefined
      : `// save as encrypt.mjs
import { constants, publicEncrypt } from "node:crypto";

${publicKey(step.publicKey)}
const oaep = { ${padding(step)} };
const ciphertext = publicEncrypt({ key, ...oaep }, Buffer.from(${literal(step.text)}));
console.log(ciphertext.toString("base64"));
`,
  decrypt: (step) =>
    step.hash !== step.mgfHash
      ? undefined
      : `// save as decrypt.mjs
import { constants, privateDecrypt } from "node:crypto";
import { readFileSync } from "node:fs";

${privateKey("private-key")}
const oaep = { ${padding(step)} };
const ciphertext = Buffer.from(${literal(step.ciphertext)}, "base64");
console.log(privateDecrypt({ ...key, ...oaep }, ciphertext).toString());
`,
  sign: (step) => `// save as sign.mjs
import { constants, sign } from "node:crypto";
import { readFileSync } from "node:fs";

${privateKey("signing-key")}
const pss = { ${pss(step)} };
const signature = sign(${literal(opensslName(step.hash))}, Buffer.from(${literal(step.text)}), { ...key, ...pss });
console.log(signature.toString("base64"));
`,
  verify: (step) => `// save as verify.mjs
import { constants, verify } from "node:crypto";

${publicKey(step.publicKey)}
const pss = { ${pss(step)} };
const signature = Buffer.from(${literal(step.signature)}, "base64");
const valid = verify(${literal(opensslName(step.hash))}, Buffer.from(${literal(step.text)}), { key, ...pss }, signature);
console.log(valid ? "valid" : "not valid");
`,
};
