// What the examples do with the package. They import the package in different ways, so each example passes in what it
// has imported.

/** @import * as Sealpost from "sealpost" */
/** @import * as Files from "sealpost/files" */
/** @import { Keyring } from "sealpost/keyring" */

/**
 * Makes a key, encrypts and decrypts a short secret, and seals and unseals a message, on the calling thread.
 *
 * @param {Pick<typeof Sealpost, "PrivateKey" | "PublicKey" | "seal" | "unseal">} sealpost
 */
export function exchange({ PrivateKey, PublicKey, seal, unseal }) {
  const bob = PrivateKey.generate({ bits: 2048 });
  const publicKey = bob.publicKey().toPem(); // give this to anyone

  // Alice has a copy of Bob's public key.
  const alicesCopy = PublicKey.parse(publicKey);
  const ciphertext = alicesCopy.encrypt("a short secret");
  const sealed = seal("Meet me at noon.", alicesCopy);

  const result = {
    decrypted: new TextDecoder().decode(bob.decrypt(ciphertext)),
    unsealed: unseal(sealed, bob).text(),
  };
  bob.free();
  return result;
}

/**
 * Seals and unseals a file as a stream. In Node, Deno, Bun and workerd the package has the wasm module for files at
 * hand; a page would fetch it.
 *
 * @param {Pick<typeof Sealpost, "PrivateKey">} sealpost
 * @param {typeof Files} files
 */
export async function exchangeFile({ PrivateKey }, { sealFile, unsealFile }) {
  const bob = PrivateKey.generate({ bits: 2048 });
  const sealed = sealFile(new Blob(["Meet me at noon."]), bob.publicKey());
  const { stream } = await unsealFile(sealed, bob);
  return { file: await new Response(stream).text() };
}

/**
 * Seals and unseals a message with a private key that is made in the keyring's worker and stays there.
 *
 * @param {typeof Keyring} KeyringClass
 */
export async function exchangeInKeyring(KeyringClass) {
  const keyring = await KeyringClass.open();
  const bob = await keyring.generate({ name: "Bob", bits: 2048 });
  const sealed = await keyring.seal("Meet me at noon.", [bob.publicKey]);
  const unsealed = (await keyring.unseal(sealed)).text();
  keyring.close();
  return { keyring: unsealed };
}

/**
 * Runs an example, and shows its result or its error in the page.
 *
 * @param {() => Promise<object>} run
 */
export async function show(run) {
  const output = /** @type {HTMLOutputElement} */ (document.querySelector("output"));
  try {
    output.textContent = JSON.stringify(await run());
  } catch (error) {
    output.textContent = String(error);
    throw error;
  }
}
