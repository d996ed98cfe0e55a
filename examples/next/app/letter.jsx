"use client";

import { useEffect, useState } from "react";
import init, { PrivateKey, PublicKey, seal, unseal } from "sealpost";
import { Keyring } from "sealpost/keyring";

export default function Letter() {
  const [result, setResult] = useState("");
  useEffect(() => {
    exchange().then((done) => setResult(JSON.stringify(done)), (error) => setResult(String(error)));
  }, []);
  return <output>{result}</output>;
}

async function exchange() {
  await init();
  const bob = PrivateKey.generate({ bits: 2048 });
  const alicesCopy = PublicKey.parse(bob.publicKey().toPem());
  const decrypted = new TextDecoder().decode(bob.decrypt(alicesCopy.encrypt("a short secret")));
  const unsealed = unseal(seal("Meet me at noon.", alicesCopy), bob).text();
  bob.free();

  const keyring = await Keyring.open();
  const { publicKey } = await keyring.generate({ name: "Bob", bits: 2048 });
  const opened = await keyring.unseal(await keyring.seal("Meet me at noon.", [publicKey]));
  keyring.close();
  return { decrypted, unsealed, keyring: opened.text() };
}
