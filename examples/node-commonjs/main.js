const { PrivateKey, PublicKey, seal, unseal } = require("sealpost");

const bob = PrivateKey.generate({ bits: 2048 });
const alicesCopy = PublicKey.parse(bob.publicKey().toPem());
const decrypted = Buffer.from(bob.decrypt(alicesCopy.encrypt("a short secret"))).toString();
const unsealed = unseal(seal("Meet me at noon.", alicesCopy), bob).text();
bob.free();

console.log(JSON.stringify({ decrypted, unsealed }));
