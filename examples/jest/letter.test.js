// Under jsdom, with `require`. In Jest this loads sealpost's entry for Node, which needs no `init`.
const { PrivateKey, PublicKey, isSealpostError, seal, unseal } = require("sealpost");

test("a letter is sealed, unsealed and shown in a document of jsdom", () => {
  document.body.innerHTML = "<output></output>";
  const bob = PrivateKey.generate({ bits: 2048 });
  const alicesCopy = PublicKey.parse(bob.publicKey().toPem());
  document.querySelector("output").textContent = unseal(seal("Meet me at noon.", alicesCopy), bob).text();
  expect(document.body.textContent).toBe("Meet me at noon.");
});

test("a text that is no key throws a SealpostError with the code malformed-key", () => {
  let error;
  try {
    PublicKey.parse("no key");
  } catch (thrown) {
    error = thrown;
  }
  expect(isSealpostError(error)).toBe(true);
  expect(error.code).toBe("malformed-key");
});
