// What a strict compiler must accept and refuse of the keyring's entry.
import { Keyring, type KeyEntry, type Progress } from "sealpost/keyring";

const keyring: Keyring = await Keyring.open({ worker: (kind) => new Worker(`${kind}.js`, { type: "module" }) });
const onProgress = ({ probability }: Progress) => void probability;
const entry: KeyEntry = await keyring.generate({ bits: 2048, onProgress, signal: AbortSignal.timeout(1000) });
const opened = await keyring.unseal(await keyring.seal("text", [entry.publicKey]));
export const blob = new Blob([opened.plaintext, await keyring.decrypt(entry.id, new Uint8Array(256))]);
export const pem: string = await keyring.export(entry.id, { plaintext: true });
export const age: number = Date.now() - entry.created.getTime();

// @ts-expect-error
new Keyring();
// @ts-expect-error
await keyring.export(entry.id, { plaintext: false });
// @ts-expect-error
await keyring.seal("text", entry.publicKey);
// @ts-expect-error
await keyring.import("text", { passphrase: "text" });
