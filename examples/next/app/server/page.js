import { connection } from "next/server";
import { PrivateKey, seal, unseal } from "sealpost";

// A Server Component: it runs on the server, where `init` is not needed.
export default async function Page() {
  await connection();
  const bob = PrivateKey.generate({ bits: 2048 });
  const unsealed = unseal(seal("Meet me at noon.", bob.publicKey()), bob).text();
  bob.free();
  return <p>unsealed on the server: {unsealed}</p>;
}
