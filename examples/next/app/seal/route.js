import { PrivateKey, PublicKey, seal, unseal } from "sealpost";

// Runs for each request, never once at build time.
export const dynamic = "force-dynamic";

// In Node, `init()` is not needed: importing the package loads its wasm module.
export function GET() {
  const bob = PrivateKey.generate({ bits: 2048 });
  // Alice has a copy of Bob's public key.
  const alicesCopy = PublicKey.parse(bob.publicKey().toPem());
  const decrypted = Buffer.from(bob.decrypt(alicesCopy.encrypt("a short secret"))).toString();
  const unsealed = unseal(seal("Meet me at noon.", alicesCopy), bob).text();
  bob.free();
  return Response.json({ decrypted, unsealed });
}
