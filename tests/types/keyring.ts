// What a strict compiler must accept and refuse with the keyring's entry.
import {
  Keyring,
  type Contact,
  type KeyEntry,
  type KeyringChange,
  type Received,
  type Progress,
  type StorageReason,
} from "sealpost/keyring";

const worker = (kind: "keyring" | "generator" | "cipher") => new Worker(`${kind}.js`, { type: "module" });
const keyring: Keyring = await Keyring.open({ vault: "mine", storage: "persistent", lockAfter: 60, worker });
export const kept: ["persistent" | "memory", StorageReason | null] = [keyring.storage, keyring.storageReason];
const onProgress = ({ probability }: Progress) => void probability;
const entry: KeyEntry = await keyring.generate({ bits: 2048, onProgress, signal: AbortSignal.timeout(1000) });
const opened = await keyring.unseal(await keyring.seal("text", [entry.publicKey]));
export const blob = new Blob([opened.plaintext, await keyring.decrypt(entry.id, new Uint8Array(256))]);
export const pem: string = await keyring.export(entry.id, { plaintext: true });
export const age: number = Date.now() - entry.created.getTime();
const listener = ({ detail }: { detail: KeyringChange }) => void detail.id;
keyring.addEventListener("change", listener, { signal: AbortSignal.timeout(1000) });
keyring.addEventListener("change", ({ detail }) => void (detail.type === "locked"));
keyring.addEventListener("storage", ({ type }) => void type);
const target: EventTarget = keyring;
target.removeEventListener("contacts", null);
keyring.removeEventListener("change", listener);
await keyring.import(pem, { newPassphrase: new Uint8Array(8) });
await keyring.setPassphrase(entry.id, null);
await keyring.unlock(entry.id, "text");
await keyring.lock();
const contact: Contact = await keyring.putContact({ publicKey: entry.publicKey, name: "Bob", verified: true });
export const since: number | undefined = contact.verified?.getTime();
const { text, skipped } = await keyring.backup({ passphrase: "text" });
export const reasons: ("key-locked" | "not-exportable")[] = skipped.map(({ reason }) => reason);
export const { keys, contacts } = await keyring.restore(text, { passphrase: "text" });
const signing: string | undefined = (await keyring.addSigningKey(entry.id, { passphrase: "text" })).signing?.id;
await keyring.putContact({ publicKey: entry.publicKey, name: "Bob", signing: signing ?? null });
export const signature: Uint8Array = await keyring.sign(entry.id, "text", { hash: "SHA-512" });
const letter: Received = await keyring.unseal(await keyring.seal("text", [pem], { from: entry.id, replyTo: true }));
export const read: Date | null | undefined = letter.delivery?.readAt;
export const warns: boolean | undefined = letter.writer?.hasOtherKey;
export const who: Contact | null = letter.contact;
export const promised: boolean = await keyring.persist();

// @ts-expect-error
await keyring.seal("text", [pem], { from: letter });
// @ts-expect-error
new Keyring();
// @ts-expect-error
keyring.addEventListener("contacts", ({ detail }) => void detail);
// @ts-expect-error
keyring.addEventListener("change", ({ detail }) => void (detail.type === "opened"));
// @ts-expect-error
await keyring.unlock(entry.id);
// @ts-expect-error
keyring.storage = "memory";
// @ts-expect-error
await keyring.export(entry.id, { plaintext: false });
// @ts-expect-error
await keyring.seal("text", entry.publicKey);
// @ts-expect-error
await keyring.import("text", { newPassphrase: 5 });
// What WebCrypto gives and takes, in the types of the DOM.
import { PrivateKey, PublicKey } from "sealpost";

declare const pair: CryptoKeyPair;
export const theirs: Promise<PublicKey> = PublicKey.fromCryptoKey(pair.publicKey);
export const ours: Promise<PrivateKey> = PrivateKey.fromCryptoKey(pair.privateKey);
const jwk: JsonWebKey = await crypto.subtle.exportKey("jwk", pair.publicKey);
PublicKey.parse(jwk);
await keyring.import(new File([], "key.pem"));
await keyring.seal(new Blob([]), [entry.publicKey], { header: { cty: "JWT" }, signal: AbortSignal.timeout(1) });
export const ciphertext: Uint8Array = await keyring.encrypt(jwk, "text", { hash: "SHA-1" });
