// The workbench's steps with the commands of OpenSSL 3.
import { hexOf, opensslName, trimmed } from "./steps.js";

/** @typedef {import("./steps.js").Tool} Tool */

/**
 * Text as a quoted argument of a shell command. The text must have no null character, which no argument can have.
 *
 * @param {string} text
 */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** @param {string} pem */
const publicKey = (pem) => `cat > public-key.pem <<END
${trimmed(pem)}
END`;

/** @param {import("./steps.js").Oaep} oaep */
const options = ({ hash, mgfHash, label }) => `-pkeyopt rsa_padding_mode:oaep \\
  -pkeyopt rsa_oaep_md:${opensslName(hash)} -pkeyopt rsa_mgf1_md:${opensslName(mgfHash)}${
    label ? ` \\\n  -pkeyopt rsa_oaep_label:${hexOf(label)}` : ""
  }`;

/** @param {import("./steps.js").Sign} step */
const pss = ({ hash, saltLength }) =>
  `-${opensslName(hash)} -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:${saltLength}`;

/** The commands that export a key, by the format. @type {Partial<Record<import("./steps.js").Format, string>>} */
const exported = {
  spki: "openssl pkey -in private-key.pem -pubout",
  "pkcs1-public": "openssl rsa -in private-key.pem -RSAPublicKey_out",
  openssh: "openssl pkey -in private-key.pem -pubout -out public-key.pem\nssh-keygen -i -m PKCS8 -f public-key.pem",
  pkcs8: "openssl pkcs8 -topk8 -in private-key.pem  # asks for a passphrase; -nocrypt leaves it out",
  pkcs1: "openssl rsa -in private-key.pem -traditional",
};

/** @type {Tool} */
export const openssl = {
  generate: ({ bits }) => `# OpenSSL 3
umask 077
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:${bits} -out private-key.pem
openssl pkey -in private-key.pem -pubout
`,
  export: ({ format, file }) => exported[format] && `# OpenSSL 3\n${exported[format].replace("private-key", file)}\n`,
  import: ({ publicKey: pem, file }) =>
    file
      ? `# OpenSSL 3
openssl pkey -in ${file}.pem -noout -text_pub
`
      : `# OpenSSL 3
${publicKey(pem)}
openssl pkey -pubin -in public-key.pem -noout -text
`,
  encrypt: (step) =>
    step.text.includes("\0")
      ? undefined
      : `# OpenSSL 3
${publicKey(step.publicKey)}
printf '%s' ${quoted(step.text)} | openssl pkeyutl -encrypt -pubin -inkey public-key.pem \\
  ${options(step)} |
  openssl base64 -A
`,
  decrypt: (step) => `# OpenSSL 3
echo ${step.ciphertext} |
  openssl base64 -d -A | openssl pkeyutl -decrypt -inkey private-key.pem \\
  ${options(step)}
`,
  sign: (step) =>
    step.text.includes("\0")
      ? undefined
      : `# OpenSSL 3
printf '%s' ${quoted(step.text)} | openssl dgst ${pss(step)} \\
  -sign signing-key.pem | openssl base64 -A
`,
  verify: (step) =>
    step.text.includes("\0")
      ? undefined
      : `# OpenSSL 3
${publicKey(step.publicKey)}
echo ${step.signature} | openssl base64 -d -A > signature.bin
printf '%s' ${quoted(step.text)} | openssl dgst ${pss(step)} \\
  -verify public-key.pem -signature signature.bin
`,
};
