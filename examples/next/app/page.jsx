import { connection } from "next/server";
import Letter from "./letter";

export default async function Page() {
  await connection(); // The policy's nonce is new for each request, so the page is too.
  return <Letter />;
}
