// A project for Node, without the types of the DOM.
import { readFileSync } from "node:fs";
import init, { PrivateKey, initSync, seal, unseal } from "sealpost";
import { Keyring, type KeyEntry, type ModuleWorker } from "sealpost/keyring";

const key = PrivateKey.generate({ bits: 2048 });
export const length: number = unseal(seal(readFileSync("letter.txt"), key.publicKey()), key).plaintext.byteLength;
export const bytes: Buffer = Buffer.from(key.decrypt(key.publicKey().encrypt("text")));
export const loaded: Promise<void> = init(readFileSync("sealpost.wasm"));
initSync(readFileSync("sealpost.wasm"));

// A class has the same type by `import` and by `require`.
import required = require("sealpost");
export const shared: PrivateKey = required.PrivateKey.generate();

// Code that a page and a server share may use the keyring. `ModuleWorker` stands for the DOM's type `Worker`, which a
// project for Node does not have.
declare function started(kind: "keyring" | "generator" | "cipher"): ModuleWorker;
export const entries: Promise<KeyEntry[]> = Keyring.open({ worker: started }).then((keyring) => keyring.list());
