import { connection } from "next/server";
import Letter from "./letter";

export default async function Page() {
  await connection(); // Rendered for each request, because the policy's nonce is new each time.
  return <Letter />;
}
