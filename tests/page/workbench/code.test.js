// The code of the workbench, with several settings of its fields: what one tool encrypts or signs, another one decrypts
// or verifies. Each program is run as it stands.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { platform } from "node:process";
import { after, before, test } from "node:test";
import { tools } from "../../../www/codec/code/tools.js";
import { missing, newFolder, run, toolNames } from "./tools.js";

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKey = String(pair.publicKey.export({ type: "spki", format: "pem" }));
const privateKey = String(pair.privateKey.export({ type: "pkcs8", format: "pem" }));
/** A text that breaks careless literals: quotes, escapes, a line end, and letters beyond ASCII and beyond U+FFFF. */
const text = 'it\'s "$HOME" `a` $(b) \\u0041 %s\n한글 für 🗝';
/** @type {ReturnType<typeof newFolder>} */
let place;
before(() => {
  place = newFolder();
  for (const name of ["private-key.pem", "signing-key.pem"]) writeFileSync(join(place.folder, name), privateKey);
});
after(() => place.remove());

/** The functions that make the code of a tool, one for each step. @param {string} tool */
const codes = (tool) => {
  const found = tools[tool];
  if (!found) throw new Error(`there is no code for ${tool}`);
  return found;
};
/** The tools that this machine has. */
const here = toolNames.filter((tool) => !missing(tool));

test("there is a tab for each tool that these tests run, pycryptodome first", () => {
  assert.deepEqual(Object.keys(tools), toolNames);
  assert.equal(toolNames[0], "Python");
});

test("no code installs the package from npm as long as README.md says that it is not there", () => {
  const isThere = !readFileSync("README.md", "utf8").includes("It is not on npm yet");
  const made = Object.entries(codes("sealpost")).map(([step, make]) => {
    const filled = {
      hash: "SHA-256",
      mgfHash: "SHA-256",
      label: "",
      bits: 2048,
      file: "private-key",
      publicKey,
      text,
      ciphertext: "AA==",
      signature: "AA==",
    };
    return [step, /** @type {(filled: any) => string} */ (make)({ ...filled, format: "spki", saltLength: 32 })];
  });
  assert.equal(made.length, 7);
  for (const [step, code] of made) {
    assert.match(String(code), /from "sealpost"/, step);
    assert.equal(String(code).includes("npm install sealpost"), isThere, step);
  }
});

for (const [hash, mgfHash, label] of /** @type {const} */ ([
  ["SHA-256", "SHA-256", ""],
  ["SHA-1", "SHA-256", 'für\'s "x"'],
  ["SHA-512/256", "SHA-512/256", "label"],
  ["SHA-384", "SHA-512/224", ""],
])) {
  test(`the tools decrypt each other's OAEP: ${hash}, MGF1 with ${mgfHash}, label ${JSON.stringify(label)}`, (t) => {
    const oaep = { hash, mgfHash, label };
    const known = here.filter((tool) => codes(tool).decrypt({ ...oaep, ciphertext: "AA==" }) !== undefined);
    // Node.js has one hash for both.
    assert.deepEqual(
      here.filter((tool) => !known.includes(tool)),
      hash === mgfHash ? [] : ["Node.js"],
    );
    // Each tool decrypts what the one before it encrypted.
    for (const [k, tool] of known.entries()) {
      const sender = known.at(k - 1) ?? tool;
      const ciphertext = run(place.folder, sender, codes(sender).encrypt({ ...oaep, publicKey, text }) ?? "");
      assert.equal(Buffer.from(ciphertext, "base64").length, 256);
      assert.equal(run(place.folder, tool, codes(tool).decrypt({ ...oaep, ciphertext }) ?? ""), text, tool);
      const other = { ...oaep, label: "another", ciphertext };
      assert.throws(() => run(place.folder, tool, codes(tool).decrypt(other) ?? ""), "control: another label");
    }
    t.diagnostic(known.join(", "));
  });
}

for (const [hash, saltLength] of /** @type {const} */ ([
  ["SHA-1", 0],
  ["SHA-512/256", 20],
])) {
  test(`the tools verify each other's PSS with ${hash} and a salt of ${saltLength} bytes`, () => {
    const step = { hash, saltLength, text };
    for (const [k, tool] of here.entries()) {
      const signer = here.at(k - 1) ?? tool;
      const signature = run(place.folder, signer, codes(signer).sign(step) ?? "");
      const verify = (/** @type {string} */ text) =>
        run(place.folder, tool, codes(tool).verify({ ...step, text, publicKey, signature }) ?? "");
      assert.match(verify(text), /^valid$|^Verified OK$/, `${tool} verifies what ${signer} signed`);
      // `run` throws if the tool refuses the signature by its exit code.
      let said = "threw";
      try {
        said = verify(`${text}.`);
      } catch {}
      assert.match(said, /^not valid$|^threw$/, `control: ${tool}, another text`);
    }
  });
}

/** @type {import("../../../www/codec/code/steps.js").Format[]} */
const formats = ["spki", "pkcs1-public", "openssh", "jwk-public", "pkcs8", "pkcs1", "jwk"];

test("each tool exports the formats that it can write", () => {
  const exported = Object.entries(tools).map(([tool, { export: code }]) => {
    return [tool, formats.filter((format) => code({ format, file: "private-key" }) !== undefined)];
  });
  assert.deepEqual(Object.fromEntries(exported), {
    Python: ["spki", "openssh", "pkcs8", "pkcs1"],
    "Node.js": ["spki", "pkcs1-public", "jwk-public", "pkcs8", "pkcs1", "jwk"],
    OpenSSL: ["spki", "pkcs1-public", "openssh", "pkcs8", "pkcs1"],
    Java: ["spki", "pkcs8"],
    sealpost: formats,
  });
});

test("sealpost reads the key that a tool exports in each form, and the key that a tool generates", () => {
  const own = codes("sealpost");
  for (const tool of here) {
    for (const format of formats) {
      const code = codes(tool).export({ format, file: "private-key" });
      // OpenSSL asks for a passphrase on a terminal.
      if (code === undefined || (tool === "OpenSSL" && format === "pkcs8")) continue;
      const exported = run(place.folder, tool, code);
      const type = format === "spki" || format === "openssh" || format.endsWith("public") ? "PublicKey" : "PrivateKey";
      const thumbprint = type === "PublicKey" ? "key.thumbprint()" : "key.publicKey().thumbprint()";
      const read = `import init, { ${type} } from "sealpost";
await init();
const key = ${type}.parse(${JSON.stringify(exported)});
console.log(${thumbprint});`;
      const expected = `import init, { PublicKey } from "sealpost";
await init();
console.log(PublicKey.parse(${JSON.stringify(publicKey)}).thumbprint());`;
      assert.equal(run(place.folder, "sealpost", read), run(place.folder, "sealpost", expected), `${tool} ${format}`);
    }
    assert.match(run(place.folder, tool, codes(tool).import({ publicKey }) ?? ""), /2048 bit/, tool);
    const ofPrivate = codes(tool).import({ publicKey, file: "private-key" }) ?? "";
    assert.match(run(place.folder, tool, ofPrivate), /2048 bit/, `${tool}: a private key`);
  }
  for (const tool of here) {
    const made = newFolder();
    try {
      const pem = run(made.folder, tool, codes(tool).generate({ bits: 2048 }) ?? "");
      assert.match(pem, /^-----BEGIN PUBLIC KEY-----/, tool);
      // Windows has no such permissions.
      const { mode } = statSync(join(made.folder, "private-key.pem"));
      if (platform !== "win32") assert.equal(mode & 0o777, 0o600, `${tool}: only the owner may read the file`);
      assert.equal(
        run(made.folder, "sealpost", own.export({ format: "spki", file: "private-key" }) ?? "").trim(),
        pem.trim(),
        tool,
      );
    } finally {
      made.remove();
    }
  }
});
