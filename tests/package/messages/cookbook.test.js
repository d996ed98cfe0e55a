// The messages to an RSA key in RFC 7520, from the tests of jwcrypto. Their `kid` is a name that people chose.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { python } from "../../support/python.js";

const { PrivateKey, inspect, unseal } = sealpost;

const program = `
import importlib.util, json, pathlib, jwcrypto
path = pathlib.Path(jwcrypto.__file__).with_name("tests-cookbook.py")
spec = importlib.util.spec_from_file_location("cookbook", path)
cookbook = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cookbook)
forms = lambda section: [getattr(cookbook, f"JWE_{form}_{section}_5") for form in ("compact", "general", "flattened")]
text = cookbook.Payload_plaintext_5
print(json.dumps({
    "text": text.decode() if isinstance(text, bytes) else text,
    "keys": [cookbook.RSA_key_5_1_1, cookbook.RSA_key_5_2_1],
    "messages": [forms("5_1"), forms("5_2")],
}))
`;
/** @type {{ text: string, keys: any[], messages: (string | object)[][] }} */
const { text, keys, messages } = JSON.parse(execFileSync(python("python-3"), ["-c", program], { encoding: "utf8" }));
const textOf = (/** @type {string | object} */ message) =>
  typeof message === "string" ? message : JSON.stringify(message);

test("the messages of section 5.2 (RSA-OAEP) are opened in each serialization, also with a key whose kid is not known", async () => {
  const jwk = keys[1];
  assert.equal(jwk.kid, "samwise.gamgee@hobbiton.example");
  const named = PrivateKey.parse(jwk);
  const nameless = PrivateKey.parse(named.toPem());
  const other = PrivateKey.generate({ bits: 4096 });
  assert.equal(messages[1]?.length, 3);
  for (const message of messages[1]?.map(textOf) ?? []) {
    for (const tried of [[named], [nameless], [other, nameless], [other, named]]) {
      const opened = unseal(message, tried);
      assert.equal(opened.text(), text);
      assert.equal(opened.kid, jwk.kid);
      assert.equal(opened.keyId, named.publicKey().thumbprint());
    }
    await fails("not-a-recipient", () => unseal(message, other));
    const inspected = inspect(message);
    assert.ok("recipients" in inspected);
    assert.deepEqual(inspected.recipients, [{ alg: "RSA-OAEP", kid: jwk.kid }]);
  }
});

test("the messages of section 5.1 (RSA1_5) are unsupported-algorithm", async () => {
  const key = PrivateKey.parse({ ...keys[0], alg: undefined });
  for (const message of messages[0]?.map(textOf) ?? [])
    await fails("unsupported-algorithm", () => unseal(message, key));
});
