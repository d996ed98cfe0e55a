// A visit that makes one key and ends: how long from navigation to the first usable key? The part of the address after
// `#` says who makes it, and how long it is in bits.
const [who, bits] = location.hash.slice(1).split("-");

async function sealpost() {
  const [{ Keyring }, { installTrust }] = await Promise.all([import("./sealpost/keyring.js"), import("./trust.js")]);
  installTrust();
  const keyring = await Keyring.open({ storage: "memory" });
  const ready = performance.now();
  await keyring.generate({ bits: Number(bits) });
  return { ready, key: performance.now() };
}

async function webCrypto() {
  const { generate } = await import("./webcrypto.js");
  const ready = performance.now();
  const { publicKey } = await generate(Number(bits));
  await crypto.subtle.exportKey("spki", publicKey);
  return { ready, key: performance.now() };
}

Object.assign(globalThis, { started: who === "sealpost" ? sealpost() : webCrypto() });
