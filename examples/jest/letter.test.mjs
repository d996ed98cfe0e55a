// Under jsdom, with `import`: the same entry as in a page.
import init, { PrivateKey, PublicKey, seal, unseal } from "sealpost";
import { beforeAll, expect, test } from "@jest/globals";

beforeAll(() => init());

test("a letter is sealed and unsealed, and a short secret encrypted and decrypted", () => {
  const bob = PrivateKey.generate({ bits: 2048 });
  const alicesCopy = PublicKey.parse(bob.publicKey().toPem());
  expect(unseal(seal("Meet me at noon.", alicesCopy), bob).text()).toBe("Meet me at noon.");
  expect(Array.from(bob.decrypt(alicesCopy.encrypt(Uint8Array.of(1, 2))))).toEqual([1, 2]);
});
