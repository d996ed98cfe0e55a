// Started by node-runs.js in a process of its own: copies, seals or opens a file, and prints seconds and the peak of
// the process's memory. Arguments: the task, and three paths: of the file to read, of the file to write, and of a
// private key in PEM.
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { importFiles, sealpost } from "../installed.js";

const [task, from = "", to = "", keyFile = ""] = process.argv.slice(2);
const { sealFile, unsealFile } = await importFiles();
const key = sealpost.PrivateKey.parse(await readFile(keyFile, "utf8"));
// All tasks read chunks of the same size.
const source = /** @type {ReadableStream<Uint8Array>} */ (
  /** @type {unknown} */ (Readable.toWeb(createReadStream(from, { highWaterMark: 64 << 10 })))
);
// Not a stream of `createWriteStream`: that leaves up to 100 MiB to the garbage collection, even in the task `copy`,
// and more in one run than in the next, so that peaks could not be compared.
const file = await open(to, "w");
const sink = new WritableStream({ write: (chunk) => file.writeFile(chunk), close: () => file.close() });
const started = performance.now();
if (task === "copy") await source.pipeTo(sink);
else if (task === "seal") await sealFile(source, key.publicKey()).pipeTo(sink);
else if (task === "unseal") await (await unsealFile(source, key)).stream.pipeTo(sink);
else throw new Error(`there is no task ${task}`);
const seconds = (performance.now() - started) / 1000;
// `maxRSS` is in kilobytes, `peak` in bytes.
process.stdout.write(JSON.stringify({ seconds, peak: process.resourceUsage().maxRSS * 1024 }));
