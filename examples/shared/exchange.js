// What every example does with the package, once it has imported it in its own way.

/** @import * as Sealpost from "sealpost" */
/** @import { Keyring } from "sealpost/keyring" */

/**
 * On the calling thread: a key, a short RSA-OAEP ciphertext, a sealed message.
 *
 * @param {Pick<typeof Sealpost, "PrivateKey" | "PublicKey" | "seal" | "unseal">} sealpost
 */
export function exchange({ PrivateKey, PublicKey, seal, unseal }) {
  const bob = PrivateKey.generate({ bits: 2048 });
  const address = bob.publicKey().toPem(); // give this to anyone

  const alicesCopy = PublicKey.parse(address);
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
 * In a page: the private key is made and stays in the keyring's worker.
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
 * Shows how it went.
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
