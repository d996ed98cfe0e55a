// What a strict compiler must accept and refuse with the main entry, without the types of the DOM.
import init, { PrivateKey, PublicKey, SigningKey, type VerifyingKey } from "sealpost";
import { initSync, inspect, isSealpostError, safetyNumber, seal, unseal } from "sealpost";
import type { ErrorCode, Hash, Inspected, OaepOptions, RsaJwk, SealOptions, Unsealed } from "sealpost";
import type { Identity, PssOptions, Sender } from "sealpost";

const key: PrivateKey = PrivateKey.generate({ bits: 2048 });
const publicKey: PublicKey = key.publicKey();
const opened: Unsealed = unseal(seal("text", [publicKey]), [key]);
export const parts: [string, string | null, unknown] = [opened.text(), opened.kid, opened.header["alg"]];
const hash: Hash = "SHA-512/256";
const options: OaepOptions = { hash, mgfHash: "SHA-1", label: new ArrayBuffer(1) };
export const bytes: Uint8Array = key.decrypt(publicKey.encrypt(new Uint8Array(1), options), options);
const jwk: RsaJwk = key.toJwk();
export const again: PrivateKey = PrivateKey.parse(jwk, { passphrase: new Uint8Array(1), allowWeak: true });
export const texts: string[] = [key.toPem({ passphrase: "x" }), PublicKey.parse(jwk).toPem({ format: "openssh" })];
const inspected: Inspected = inspect("text");
export const found: string | number | undefined =
  inspected.kind === "maybe-ciphertext"
    ? inspected.length
    : inspected.kind === "message"
      ? inspected.recipients?.[0]?.kid
      : inspected.kind === "file"
        ? inspected.recipients?.[0]?.tag
        : inspected.kind === "unknown"
          ? undefined
          : inspected.protection?.cipher;
export const loaded: Promise<void> = init(new Uint8Array(1)).then(() => init("a.wasm"));
initSync(bytes);
const more: SealOptions = {
  alg: "RSA-OAEP",
  enc: "A128CBC-HS256",
  kid: null,
  header: { cty: "JWT", x: [1] },
  aad: "text",
};
seal(new DataView(new ArrayBuffer(1)), publicKey, more);
seal("text", publicKey, { form: "flattened", kid: "theirs" });
PublicKey.parse({ keys: [jwk, { kty: "RSA", n: "n", e: "e", kid: "theirs", alg: "RSA-OAEP-256" }] }, { kid: "theirs" });
export const json: RsaJwk = publicKey.toJSON();
try {
  PublicKey.parse("text").toPem({ format: "pkcs1" });
} catch (error) {
  if (isSealpostError(error) && error.code === "private-key-given") throw error;
}

// @ts-expect-error
new PrivateKey();
// @ts-expect-error
publicKey.encrypt(5);
// @ts-expect-error
publicKey.encrypt("text", { hash: "MD5" });
// @ts-expect-error
publicKey.encrypt("text", { mgf1: "SHA-1" });
// @ts-expect-error
publicKey.toPem({ format: "pkcs8" });
// @ts-expect-error
key.toPem({ format: "pkcs1", passphrase: "x" });
// @ts-expect-error
publicKey.toDer({ format: "openssh" });
// @ts-expect-error
inspect(5);
inspect(jwk);
// @ts-expect-error
seal("text", key);
// @ts-expect-error
seal("text", publicKey, { cty: "JWT" });
// @ts-expect-error
seal("text", publicKey, { enc: "A256CTR" });
// @ts-expect-error
seal("text", publicKey, {}, 5);
// @ts-expect-error
PublicKey.parse(5);
// @ts-expect-error
key.bits = 5;
// @ts-expect-error
opened.plaintext = bytes;
// @ts-expect-error
export const code: ErrorCode = "no-such-code";
// @ts-expect-error
init(5);

const signer: SigningKey = SigningKey.generate({ bits: 2048 });
const verifier: VerifyingKey = signer.verifyingKey();
const pss: PssOptions = { hash, saltLength: 32 };
export const isValid: boolean = verifier.verify("text", signer.sign(new ArrayBuffer(1), pss), pss);
const sender: Sender | null = unseal(seal("text", publicKey, { from: signer }), key, { from: [verifier, "x"] }).sender;
export const about: [string, boolean, Date] | undefined = sender
  ? [sender.id, sender.known, sender.signedAt]
  : undefined;
const identity: Identity = { encryption: publicKey, signing: verifier };
export const number: string = safetyNumber(identity, publicKey);
// @ts-expect-error
seal("text", publicKey, { from: key });
// @ts-expect-error
seal("text", verifier);
// @ts-expect-error
unseal("text", key, { from: publicKey });
// @ts-expect-error
signer.sign("text", { mgfHash: "SHA-1" });
// @ts-expect-error
SigningKey.parse(jwk, { allowWeak: true });
