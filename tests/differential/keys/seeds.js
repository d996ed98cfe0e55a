// The key files that are mutated, in every format that Node writes.
import { createPublicKey, generateKeyPairSync } from "node:crypto";

/** @typedef {"private" | "public"} Half The half of a key pair that a file contains, or that it is read as. */
/**
 * A key in DER and PEM, or as a JWK.
 *
 * @typedef {{ half: Half, der?: Buffer, pem?: string, jwk?: { [member: string]: any } }} Seed
 */

/** A key pair in every format that Node writes. @param {import("node:crypto").KeyObject} key @returns {Seed[]} */
function forms(key) {
  const publicKey = createPublicKey(key);
  /** @type {Seed[]} */
  const seeds = [];
  for (const form of /** @type {const} */ (["pkcs8", "pkcs1"])) {
    const der = key.export({ type: form, format: "der" });
    seeds.push({ half: "private", der, pem: String(key.export({ type: form, format: "pem" })) });
  }
  for (const form of /** @type {const} */ (["spki", "pkcs1"])) {
    const der = publicKey.export({ type: form, format: "der" });
    seeds.push({ half: "public", der, pem: String(publicKey.export({ type: form, format: "pem" })) });
  }
  seeds.push({ half: "private", jwk: key.export({ format: "jwk" }) });
  seeds.push({ half: "public", jwk: publicKey.export({ format: "jwk" }) });
  return seeds;
}

/** Keys with the public exponents that are in use. */
export function makeSeeds() {
  const exponents = [65_537, 65_537, 3, 17];
  return exponents.flatMap((publicExponent) =>
    forms(generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent }).privateKey),
  );
}
