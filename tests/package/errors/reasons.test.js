// The `reason` and the `values` of errors: of calls, of the keyring's worker, and in the result of `inspect`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

/** @import { ErrorCode } from "../../../js/index.js" */

const { PrivateKey, PublicKey, inspect, seal, unseal } = sealpost;

const key = PrivateKey.generate({ bits: 2048 });
const pem = key.publicKey().toPem();
const other = PrivateKey.generate({ bits: 2048 }).publicKey().toPem();
const putty = `PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPublic-Lines: 6\n${"A".repeat(64)}\n`;
const header = (/** @type {object} */ members) =>
  `${Buffer.from(JSON.stringify(members)).toString("base64url")}.AA.AA.AA.AA`;

/**
 * A reason, the code and the values of the error, and a call that fails with this error.
 *
 * @type {[string, ErrorCode, string[], () => unknown][]}
 */
const cases = [
  ["no-key", "malformed-key", [], () => PublicKey.parse("hello")],
  ["pem-cut-off", "malformed-key", [], () => PublicKey.parse(pem.slice(0, 200))],
  ["putty", "unsupported-key", [], () => PrivateKey.parse(putty)],
  [
    "several-keys-in",
    "malformed-key",
    ["TLS_KEY", "API KEY"],
    () => PublicKey.parse(JSON.stringify({ TLS_KEY: pem, "API KEY": other })),
  ],
  ["not-five-parts", "malformed-message", [], () => unseal("hello", key)],
  [
    "part-count",
    "malformed-message",
    ["4"],
    () => unseal(seal("x", key.publicKey()).split(".").slice(0, 4).join("."), key),
  ],
  ["unknown-alg", "unsupported-algorithm", ["ECDH-ES"], () => unseal(header({ alg: "ECDH-ES", enc: "A256GCM" }), key)],
  [
    "compressed",
    "unsupported-algorithm",
    [],
    () => unseal(header({ alg: "RSA-OAEP-256", enc: "A256GCM", zip: "DEF" }), key),
  ],
];
for (const [reason, code, values, operation] of cases) {
  test(`an error has the reason ${reason} and its values`, async () => {
    const error = await fails(code, operation);
    assert.equal(error.reason, reason, error.message);
    assert.deepEqual(error.values, values);
    for (const value of values) assert.ok(error.message.includes(value), error.message);
    assert.doesNotMatch(error.message, /[\n\t]/);
  });
}

test("an error whose code says everything has no reason, and message-too-long has its numbers as values", async () => {
  const given = await fails("private-key-given", () => PublicKey.parse(key.toPem()));
  assert.deepEqual([given.reason, given.values], [undefined, []]);
  const long = await fails("message-too-long", () => key.publicKey().encrypt(new Uint8Array(191)));
  assert.deepEqual([long.reason, long.values], [undefined, ["191", "190"]]);
});

test("the reason of an error in the keyring's worker reaches the caller", async (t) => {
  const { keyring } = await openKeyring(t);
  const error = await fails("unsupported-key", () => keyring.import(putty, { name: "x" }));
  assert.deepEqual([error.reason, error.values], ["putty", []]);
});

test("inspect has the reason why a key or message is refused, and names formats that are neither", () => {
  const refused = (/** @type {string} */ input) => /** @type {any} */ (inspect(input)).refused;
  assert.equal(refused(putty).reason, "putty");
  assert.equal(refused(putty).code, "unsupported-key");
  assert.match(refused(putty).message, /`puttygen /);
  assert.equal(refused(header({ alg: "RSA-OAEP", enc: "A256GCM", zip: "DEF" })).reason, "compressed");
  const token = `${Buffer.from('{"alg":"HS256"}').toString("base64url")}.e30.AA`;
  assert.deepEqual([inspect(token).kind, refused(token).reason], ["unknown", "token"]);
  assert.equal(refused("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n").reason, "openpgp-message");
  assert.deepEqual(inspect("hello"), { kind: "unknown" });
});
