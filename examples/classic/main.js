// sealpost.classic.js defines this global.
const { init, Keyring, PrivateKey, PublicKey, seal, unseal } = sealpost;
const output = document.querySelector("output");

async function exchange() {
  await init();
  const bob = PrivateKey.generate({ bits: 2048 });
  // Alice has a copy of Bob's public key.
  const alicesCopy = PublicKey.parse(bob.publicKey().toPem());
  const decrypted = new TextDecoder().decode(bob.decrypt(alicesCopy.encrypt("a short secret")));
  const unsealed = unseal(seal("Meet me at noon.", alicesCopy), bob).text();
  bob.free();

  // The keyring's worker makes this private key, and keeps it.
  const keyring = await Keyring.open();
  const { publicKey } = await keyring.generate({ name: "Bob", bits: 2048 });
  const opened = await keyring.unseal(await keyring.seal("Meet me at noon.", [publicKey]));
  keyring.close();
  return { decrypted, unsealed, keyring: opened.text() };
}

exchange().then(
  (result) => (output.textContent = JSON.stringify(result)),
  (error) => (output.textContent = String(error)),
);
