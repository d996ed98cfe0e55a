import { Component, provideZonelessChangeDetection, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import init, { Keyring, PrivateKey, PublicKey, seal, unseal } from "sealpost/inline";

@Component({ selector: "app-letter", template: "<output>{{ result() }}</output>" })
class Letter {
  readonly result = signal("");

  constructor() {
    exchange().then(
      (done) => this.result.set(JSON.stringify(done)),
      (error: unknown) => this.result.set(String(error)),
    );
  }
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

bootstrapApplication(Letter, { providers: [provideZonelessChangeDetection()] });
