// What a project for Node compiles that has no types of the DOM.
import { readFileSync } from "node:fs";
import init, { PrivateKey, initSync, seal, unseal } from "sealpost";
import { Keyring, type KeyEntry, type ModuleWorker } from "sealpost/keyring";

const key = PrivateKey.generate({ bits: 2048 });
export const length: number = unseal(seal(readFileSync("letter.txt"), key.publicKey()), key).plaintext.byteLength;
export const bytes: Buffer = Buffer.from(key.decrypt(key.publicKey().encrypt("text")));
export const loaded: Promise<void> = init(readFileSync("sealpost.wasm"));
initSync(readFileSync("sealpost.wasm"));

// A class is one type to `import` and `require`, as it is one class.
import required = require("sealpost");
export const shared: PrivateKey = required.PrivateKey.generate();

// What a page and a server share may name the keyring, whose worker is of no type of Node's.
declare function started(kind: "keyring" | "generator"): ModuleWorker;
export const entries: Promise<KeyEntry[]> = Keyring.open({ worker: started }).then((keyring) => keyring.list());
