// The workbench's steps in Node.js, with the npm package sealpost.
import { literal, trimmed } from "./steps.js";

/** @typedef {import("./steps.js").Tool} Tool */

/**
 * The first lines of a script.
 *
 * @param {string} name the script's file, without `.mjs`
 * @param {string} classes what is imported from the package
 * @param {boolean} [reads] whether the script reads a file
 */
const head = (name, classes, reads = false) => `// sealpost's README.md says how to install it; save as ${name}.mjs
${reads ? 'import { readFileSync } from "node:fs";\n' : ""}import init, { ${classes} } from "sealpost";

await init();`;

/** @param {string} type @param {string} name */
const privateKey = (type, name) => `// For a key with a passphrase: read -rs PASSPHRASE; export PASSPHRASE
const passphrase = process.env.PASSPHRASE;
const key = ${type}.parse(readFileSync("${name}.pem", "utf8"), passphrase ? { passphrase } : {});`;

/** @param {string} type @param {string} pem */
const publicKey = (type, pem) => `const key = ${type}.parse(\`${trimmed(pem)}\`);`;

/** @param {import("./steps.js").Oaep} oaep */
const options = ({ hash, mgfHash, label }) =>
  `{ hash: ${literal(hash)}${mgfHash === hash ? "" : `, mgfHash: ${literal(mgfHash)}`}${
    label ? `, label: Buffer.from(${literal(label)})` : ""
  } }`;

/** @param {import("./steps.js").Sign} step */
const pss = ({ hash, saltLength }) => `{ hash: ${literal(hash)}, saltLength: ${saltLength} }`;

/** The expression that exports a key, by the format. @type {Record<import("./steps.js").Format, string>} */
const exported = {
  spki: "key.publicKey().toPem()",
  "pkcs1-public": 'key.publicKey().toPem({ format: "pkcs1" })',
  openssh: 'key.publicKey().toPem({ format: "openssh" })',
  "jwk-public": "JSON.stringify(key.publicKey().toJwk())",
  pkcs8: "key.toPem() /* or key.toPem({ passphrase }) */",
  pkcs1: 'key.toPem({ format: "pkcs1" })',
  jwk: "JSON.stringify(key.toJwk())",
};

/** @type {Tool} */
export const sealpost = {
  generate: ({ bits }) => `// sealpost's README.md says how to install it; save as generate.mjs
import { writeFileSync } from "node:fs";
import init, { PrivateKey } from "sealpost";

await init();
const key = PrivateKey.generate({ bits: ${bits} });
writeFileSync("private-key.pem", key.toPem(), { mode: 0o600 });
console.log(key.publicKey().toPem());
`,
  export: ({ format, file }) => `${head("export", "PrivateKey", true)}
${privateKey("PrivateKey", file)}
console.log(${exported[format]});
`,
  import: ({ publicKey: pem, file }) =>
    file
      ? `${head("import", "PrivateKey", true)}
${privateKey("PrivateKey", file)}
console.log(key.bits, "bits", key.publicKey().fingerprint());
`
      : `${head("import", "PublicKey")}
${publicKey("PublicKey", pem)}
console.log(key.bits, "bits", key.fingerprint());
`,
  encrypt: (step) => `${head("encrypt", "PublicKey")}
${publicKey("PublicKey", step.publicKey)}
const ciphertext = key.encrypt(${literal(step.text)}, ${options(step)});
console.log(Buffer.from(ciphertext).toString("base64"));
`,
  decrypt: (step) => `${head("decrypt", "PrivateKey", true)}
${privateKey("PrivateKey", "private-key")}
const ciphertext = Buffer.from(${literal(step.ciphertext)}, "base64");
console.log(Buffer.from(key.decrypt(ciphertext, ${options(step)})).toString());
`,
  sign: (step) => `${head("sign", "SigningKey", true)}
${privateKey("SigningKey", "signing-key")}
const signature = key.sign(${literal(step.text)}, ${pss(step)});
console.log(Buffer.from(signature).toString("base64"));
`,
  verify: (step) => `${head("verify", "VerifyingKey")}
${publicKey("VerifyingKey", step.publicKey)}
const signature = Buffer.from(${literal(step.signature)}, "base64");
console.log(key.verify(${literal(step.text)}, signature, ${pss(step)}) ? "valid" : "not valid");
`,
};
