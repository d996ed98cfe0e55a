// Times a new page until its keyring is open, its first key, and later keys. The part of the address after `#` names
// the library and the size of the keys in bits. The library is `sealpost`, `webcrypto`, `package` (the files of the npm
// package, in the folder of that name), or `base` (the files of an earlier npm package, to compare with).
const [who, bits] = location.hash.slice(1).split("-");
/** Keys after the first one that are generated before the times count as warm. */
const UNCOUNTED = 4;
/** Keys after those, whose times count as warm. */
const WARM = 8;

/** Times the page until the keyring is open, and then its first key and later keys, in milliseconds. */
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

/**
 * Times `Keyring.open()` of an npm package, after the JavaScript of its entry was loaded, and then the first key and
 * later keys, in milliseconds.
 *
 * @param {string} folder
 */
async function packaged(folder) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  trustedTypes?.createPolicy("default", { createScriptURL: (/** @type {string} */ url) => url });
  const { Keyring } = await import(new URL(`${folder}/keyring.js`, location.href).href);
  const started = performance.now();
  const keyring = await Keyring.open();
  const ready = performance.now() - started;
  /** @type {number[]} */
  const keys = [];
  for (let made = 0; made < 1 + UNCOUNTED + WARM; made += 1) {
    const started = performance.now();
    await keyring.generate({ bits: Number(bits) });
    keys.push(performance.now() - started);
  }
  return { ready, first: keys[0], warm: keys.slice(1 + UNCOUNTED) };
}

/** Times the first key of WebCrypto, in milliseconds. */
async function webCrypto() {
  const { generate } = await import("./webcrypto.js");
  const ready = performance.now();
  const { publicKey } = await generate(Number(bits));
  await crypto.subtle.exportKey("spki", publicKey);
  return { ready, first: performance.now() - ready, warm: [] };
}

/** @type {Record<string, () => Promise<{ ready: number, first: number | undefined, warm: number[] }>>} */
const libraries = {
  sealpost,
  webcrypto: webCrypto,
  package: () => packaged("package"),
  base: () => packaged("base"),
};
Object.assign(globalThis, { started: libraries[who ?? ""]?.() });
