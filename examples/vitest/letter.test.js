import init, * as sealpost from "sealpost";
import { Keyring } from "sealpost/keyring";
import { beforeAll, expect, test } from "vitest";

beforeAll(() => init());

test("a letter is sealed and unsealed in the page", () => {
  const bob = sealpost.PrivateKey.generate({ bits: 2048 });
  const sealed = sealpost.seal("Meet me at noon.", bob.publicKey());
  expect(sealpost.unseal(sealed, bob).text()).toBe("Meet me at noon.");
});

test("a letter is sealed and unsealed in the keyring's workers", async () => {
  const keyring = await Keyring.open();
  const { publicKey } = await keyring.generate({ bits: 2048 });
  const sealed = await keyring.seal("Meet me at noon.", [publicKey]);
  expect((await keyring.unseal(sealed)).text()).toBe("Meet me at noon.");
  keyring.close();
});
