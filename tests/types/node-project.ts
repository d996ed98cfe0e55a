// A project for Node, with the types of the DOM and without.
import { readFileSync } from "node:fs";
import init, { PrivateKey, initSync, seal, unseal } from "sealpost";
import { Keyring, type KeyEntry, type ModuleWorker } from "sealpost/keyring";

const key = PrivateKey.generate({ bits: 2048 });
export const length: number = unseal(seal(readFileSync("letter.txt"), key.publicKey()), key).plaintext.byteLength;
export const bytes: Buffer = Buffer.from(key.decrypt(key.publicKey().encrypt("text")));
export const loaded: Promise<void> = init(readFileSync("sealpost.wasm"));
initSync(readFileSync("sealpost.wasm"));

// Node's streams as sources of files.
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { sealFile, unsealFile } from "sealpost/files";

export const sealed = sealFile(Readable.toWeb(createReadStream("letter.txt")), key.publicKey());
export const opened = unsealFile(Readable.toWeb(createReadStream("letter.age")), key);

// A class has the same type by `import` and by `require`.
import required = require("sealpost");
export const shared: PrivateKey = required.PrivateKey.generate();

// Code that a page and a server share may use the keyring. `ModuleWorker` stands for the DOM's type `Worker`, which a
// project for Node does not have.
declare function started(kind: "keyring" | "generator" | "cipher"): ModuleWorker;
export const entries: Promise<KeyEntry[]> = Keyring.open({ worker: started }).then((keyring) => keyring.list());

// Keys of node:crypto and of jose. jose's type of a JWK, an interface, is copied in outline.
import { type JsonWebKey, type KeyObject, generateKeyPairSync } from "node:crypto";

interface JWK {
  kty?: string;
  n?: string;
  e?: string;
  oth?: { d?: string; r?: string; t?: string }[];
  key_ops?: string[];
  x5c?: string[];
}
interface JSONWebKeySet {
  keys: JWK[];
}
const object: KeyObject = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
export const read: PrivateKey = PrivateKey.parse(object);
export const fromNode: PrivateKey = PrivateKey.parse(object.export({ format: "jwk" }) as JsonWebKey);
declare const set: JSONWebKeySet;
export const keys: PrivateKey[] = [
  PrivateKey.parse(set, { kid: "theirs" }),
  ...set.keys.map((jwk) => PrivateKey.parse(jwk)),
];
