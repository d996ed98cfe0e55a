import { PrivateKey, PublicKey, seal, unseal } from "sealpost";

export const dynamic = "force-dynamic";

export function GET() {
  const bob = PrivateKey.generate({ bits: 2048 });
  const alicesCopy = PublicKey.parse(bob.publicKey().toPem());
  const decrypted = Buffer.from(bob.decrypt(alicesCopy.encrypt("a short secret"))).toString();
  const unsealed = unseal(seal("Meet me at noon.", alicesCopy), bob).text();
  bob.free();
  return Response.json({ decrypted, unsealed });
}
