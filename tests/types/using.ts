// Keys may be declared with `using` if the compiler knows it.
import { PrivateKey } from "sealpost";

export function opened(pem: string, ciphertext: Uint8Array): Uint8Array {
  using key = PrivateKey.parse(pem);
  using half = key.publicKey();
  return half.bits < 3072 ? new Uint8Array() : key.decrypt(ciphertext);
}

// @ts-expect-error
using _text = "no resource";
