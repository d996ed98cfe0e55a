// The package as TypeScript that compiles to CommonJS imports it.
import init, { type PrivateKey, PublicKey, seal } from "sealpost";
import sealpost = require("sealpost");

const key: PrivateKey = sealpost.PrivateKey.generate({ bits: 2048 });
export const sealed: string = seal("text", PublicKey.parse(key.publicKey().toPem()));
export const loads: [Promise<void>, Promise<void>] = [init(), sealpost.default()];

// @ts-expect-error
sealpost();
