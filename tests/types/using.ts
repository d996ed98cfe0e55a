// Keys may be declared with `using` where the compiler knows this keyword.
import { PrivateKey } from "sealpost";

export function opened(pem: string, ciphertext: Uint8Array): Uint8Array {
  using key = PrivateKey.parse(pem);
  using publicKey = key.publicKey();
  return publicKey.bits < 3072 ? new Uint8Array() : key.decrypt(ciphertext);
}

// @ts-expect-error
using _text = "no resource";
