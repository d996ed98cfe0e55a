// sealpost/inline exports what the main entry and the keyring's entry export, with the same types.
import init, { Keyring, PrivateKey, seal } from "sealpost/inline";
import type { KeyEntry, OaepOptions } from "sealpost/inline";
import type { PublicKey } from "sealpost";

await init();
const options: OaepOptions = { hash: "SHA-512" };
const publicKey: PublicKey = PrivateKey.generate().publicKey();
export const sealed: string = seal(publicKey.encrypt("text", options), publicKey);
export const entries: KeyEntry[] = await (await Keyring.open()).list();

// @ts-expect-error
await init(5);
