// Writes docs/interoperability.md from the results of the matrix.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/installed.js";
import { ENCS, HASHES, LABELS, MESSAGE_FORMS, SEALED_FORMS, SIZES } from "./axes.js";

/** @import { Form } from "./forms.js" */
/** @import { Outcome } from "./matrix.test.js" */

const file = join(root, "docs/interoperability.md");
/**
 * The line with the versions is not compared, because the software that the system provides differs between machines.
 */
const VERSIONS = /^Last written with .*$/m;

/**
 * Compares the page for these results with docs/interoperability.md, or writes that file if SEALPOST_BLESS is set.
 *
 * @param {Outcome[]} outcomes
 */
export function compare(outcomes) {
  const now = page(outcomes);
  if (process.env.SEALPOST_BLESS) {
    writeFileSync(file, now);
    return;
  }
  const comparable = (/** @type {string} */ text) => text.replace(VERSIONS, "");
  assert.equal(
    comparable(now),
    comparable(readFileSync(file, "utf8")),
    "docs/interoperability.md differs from this run: `cargo xtask test interop --bless` writes it anew",
  );
}

/** The text of the page. @param {Outcome[]} outcomes */
function page(outcomes) {
  const cells = outcomes.flatMap(({ cells }) => cells);
  return `# Interoperability

This page is written by the tests: \`cargo xtask test\` asks every peer below, live and in both directions, and fails
when an answer is wrong or when this page says something else. \`cargo xtask test interop --bless\` writes the page anew.

A **cell** is one call of one peer for one direction, form or algorithm, key size, hash, MGF1 hash and label. This run
had **${cells.length} cells**, none failing. Keys have ${list(SIZES.map(String))} bits; each side makes its own. Then
every kind of cell runs once more with a wrong label or key, and has to fail.

${table(
  [
    "Peer",
    "Keys it writes",
    "It reads",
    "It encrypts",
    "It decrypts",
    "It seals",
    "It opens",
    "Names of keys",
    "Cells",
  ],
  [...outcomes.map(({ axes, cells }) => [axes.name, ...counts(cells)]), ["**all**", ...counts(cells)]],
)}

"It writes", "encrypts", "seals": the peer makes it, and sealpost reads, decrypts, opens it. The other columns are the
other direction. Names of keys are thumbprints (RFC 7638) and fingerprints (OpenSSH's).

Packages from PyPI and npm have the versions in \`xtask/src/tools.rs\` and \`package-lock.json\`; pycryptodome 4 is the
newest 4.x. The rest is what the system provides. Versions are not part of the comparison, beyond those in the names of
the peers.

Last written with ${list(outcomes.map(({ axes, version }) => `${axes.name} (${version})`))}.

## Keys in clear

← the peer writes it and sealpost reads it; → sealpost writes it and the peer reads it; ↔ both.

${clearKeys(outcomes)}

## Encrypted private keys

What sealpost reads. A protection that is named here, or has 600,000 iterations, runs with keys of ${SIZES[0]} bits, the
peer's own choice with all sizes. The passphrase has characters outside ASCII, in UTF-8, except with Java, which refuses
them; pycryptodome and node-forge encode text in Latin-1, and are given bytes.

${encryptedKeys(outcomes)}

sealpost writes one protection: PBKDF2 with HMAC-SHA-256, 600,000 iterations, AES-256-CBC. It is read
${encryptedByUs(outcomes)}.

## RSA-OAEP

Each peer in both directions, with ${LABELS.length} labels (none, and bytes that are no text) and every key size.

${oaep(outcomes)}

## Sealed messages

The peer seals with every \`alg\` named and with ${list(ENCS.map((enc) => `\`${enc}\``))}, as
${list(MESSAGE_FORMS)}.
sealpost seals with the same, as ${list(SEALED_FORMS)}, each with a \`cty\`, and the peer opens that.

${messages(outcomes)}

## Signatures and signed messages

RSASSA-PSS in both directions, with salts of 0 and 20 bytes and of the hash's length: pycryptodome 3.23.0 and 4,
cryptography, OpenSSL 3, node:crypto and Java with ${list(HASHES)};
WebCrypto in Node and in Chromium with SHA-1, SHA-256, SHA-384 and SHA-512.

Signed messages in both directions: jose, jwcrypto, joserfc, and PyJWT with jwcrypto's JWE. Each of them, told its
reader's thumbprint as the audience, refuses a message that its first reader sealed for somebody else.

| Without an audience argument | the first reader's message | the forwarded message |
| --- | --- | --- |
| jose, jwcrypto, joserfc | opened | **opened**: so always name the audience |
| PyJWT | refused | refused |

These are \`tests/interop/signatures.test.js\`, and are not among the cells above.

## What cannot run, and why

The number is how many cells each reason stands for, among all that the axes span.

${table(
  ["Peer", "Reason", "Cells"],
  outcomes.flatMap(({ axes, impossible }) =>
    [...impossible].map(([reason, count]) => [axes.name, reason, String(count)]),
  ),
)}

Also outside: what sealpost does not read at all. pycryptodome can encrypt PKCS#8 with PBKDF2 over SHA-512/224,
SHA-512/256 and SHA-3, and ssh-keygen can protect its private keys with other ciphers than aes256-ctr (\`-Z\`); neither
does so unless told to.
`;
}

/** Words with commas and a final "and". @param {readonly string[]} words */
const list = (words) => (words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);

/** A table in Markdown. @param {string[]} head @param {string[][]} rows */
function table(head, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  const rule = head.map((name) => (/^(Cells|Keys it|It|Names)/.test(name) ? "---:" : "---"));
  return [head, rule, ...rows].map(line).join("\n");
}

/**
 * A row of the first table: how many cells of the matrix there are of each kind, and in all.
 *
 * @param {Outcome["cells"]} cells
 */
function counts(cells) {
  const count = (/** @type {string[]} */ ...whats) => cells.filter(({ what }) => whats.includes(what)).length || "–";
  const kinds = ["writes", "reads", "encrypts", "decrypts", "seals", "opens"].map((what) => count(what));
  return [...kinds, count("thumbprint", "fingerprint"), cells.length].map(String);
}

/** The names of a peer's cells of one kind. @param {Outcome} outcome @param {string} what */
const namesOf = ({ cells }, what) => new Set(cells.filter((cell) => cell.what === what).map(({ name }) => name));

/** The table of key formats in clear. @param {Outcome[]} outcomes */
function clearKeys(outcomes) {
  const peers = outcomes.map((outcome) => ({
    written: namesOf(outcome, "writes"),
    read: namesOf(outcome, "reads"),
  }));
  const all = new Set(peers.flatMap(({ written, read }) => [...written, ...read]));
  const arrows = (/** @type {boolean} */ written, /** @type {boolean} */ read) =>
    written && read ? "↔" : written ? "←" : read ? "→" : "";
  return table(
    ["Form", ...outcomes.map(({ axes }) => axes.name)],
    [...all]
      // The names of encrypted forms have a comma.
      .filter((name) => !name.includes(","))
      .map((name) => [name, ...peers.map(({ written, read }) => arrows(written.has(name), read.has(name)))]),
  );
}

/** The table of encrypted key formats that peers write. @param {Outcome[]} outcomes */
function encryptedKeys(outcomes) {
  const rows = outcomes.flatMap(({ axes }) => {
    /** PRFs and ciphers by form and key derivation. @type {Map<string, { prfs: Set<string>, ciphers: Set<string> }>} */
    const found = new Map();
    for (const { container, encoding, passphrase, kdf, prf, cipher } of axes.writes ?? []) {
      if (!passphrase) continue;
      const id = `${container} ${encoding}|${kdf ?? "by default"}`;
      const entry = found.get(id) ?? { prfs: new Set(), ciphers: new Set() };
      if (prf) entry.prfs.add(prf);
      if (cipher) entry.ciphers.add(cipher);
      found.set(id, entry);
    }
    return [...found].map(([id, { prfs, ciphers }]) => {
      const [form, kdf] = id.split("|");
      const derivation = prfs.size > 0 ? `${kdf}: ${[...prfs].join(", ")}` : kdf;
      return [axes.name, form, derivation, [...ciphers].join(", ") || "its own choice"];
    });
  });
  return table(["Peer", "Form", "Protection", "Ciphers"], rows);
}

/** The names of the peers that read the private keys that sealpost encrypts. @param {Outcome[]} outcomes */
function encryptedByUs(outcomes) {
  const readers = ["PEM", "DER"].map((encoding) => {
    const name = `PKCS#8 ${encoding}, encrypted by default`;
    const found = outcomes.filter((outcome) => namesOf(outcome, "reads").has(name));
    return `as ${encoding} by ${list(found.map(({ axes }) => axes.name))}`;
  });
  return readers.join(";\n");
}

/** The table of peers that have RSA-OAEP. @param {Outcome[]} outcomes */
function oaep(outcomes) {
  return table(
    ["Peer", "Hashes", "MGF1 hash", "Cells"],
    outcomes.flatMap(({ axes, cells }) => {
      if (!axes.oaep) return [];
      const { hashes, mgfHash } = axes.oaep;
      const count = cells.filter(({ what }) => what === "encrypts" || what === "decrypts").length;
      const hashNames =
        hashes.length === HASHES.length ? `all ${HASHES.length}: ${hashes.join(", ")}` : hashes.join(", ");
      return [[axes.name, hashNames, mgfHash ?? "each of them", String(count)]];
    }),
  );
}

/** The table of peers that have JWE. @param {Outcome[]} outcomes */
function messages(outcomes) {
  return table(
    ["Peer", "`alg`", "Cells"],
    outcomes.flatMap(({ axes, cells }) => {
      if (!axes.messages) return [];
      const count = cells.filter(({ what }) => what === "seals" || what === "opens").length;
      return [[axes.name, axes.messages.algs.map((alg) => `\`${alg}\``).join(", "), String(count)]];
    }),
  );
}
