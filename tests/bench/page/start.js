// Times a new page until its keyring is open, its first key, and later keys. The part of the address after `#` names
// the library and the size of the keys in bits.
const [who, bits] = location.hash.slice(1).split("-");
/** Keys after the first one that are generated before the times count as warm. */
const UNCOUNTED = 4;
/** Keys after those, whose times count as warm. */
const WARM = 8;

async function sealpost() {
  const [{ Keyring }, { installTrust }] = await Promise.all([
    import("./sealpost/keyring.js"),
    import("./site/trust.js"),
  ]);
  installTrust();
  const keyring = await Keyring.open({ storage: "memory" });
  const ready = performance.now();
  /** @type {number[]} */
  const keys = [];
  for (let made = 0; made < 1 + UNCOUNTED + WARM; made += 1) {
    const started = performance.now();
    await keyring.generate({ bits: Number(bits) });
    keys.push(performance.now() - started);
  }
  return { ready, first: keys[0], warm: keys.slice(1 + UNCOUNTED) };
}

async function webCrypto() {
  const { generate } = await import("./webcrypto.js");
  const ready = performance.now();
  const { publicKey } = await generate(Number(bits));
  await crypto.subtle.exportKey("spki", publicKey);
  return { ready, first: performance.now() - ready, warm: [] };
}

Object.assign(globalThis, { started: who === "sealpost" ? sealpost() : webCrypto() });
