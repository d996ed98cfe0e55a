// The peer ssh-keygen, by its command line. ssh-keygen rewrites private key files in place, so it is given copies.
import { copyFileSync, readFileSync } from "node:fs";
import { command, file, numbers, pathOf } from "./commands.js";
import { serve } from "./serve.js";

/** @param {string[]} args */
const keygen = (...args) => command("ssh-keygen", args);
/** The argument of `-m` for each format. @type {Record<string, string>} */
const names = {
  "OpenSSH private": "RFC4716",
  "PKCS#1": "PEM",
  "PKCS#8": "PKCS8",
  SPKI: "PKCS8",
  "PKCS#1 public": "PEM",
};

let copies = 0;

/**
 * A private key file, rewritten in the format `form` of `-m` and under `newPassphrase`.
 *
 * @param {Record<string, string>} change
 */
async function rewritten({ from, passphrase = "", form, newPassphrase = "" }) {
  const path = pathOf(`copy-${(copies += 1)}`);
  copyFileSync(from, path);
  await keygen("-q", "-p", "-f", path, "-m", form, "-P", passphrase, "-N", newPassphrase);
  return readFileSync(path);
}

await serve({
  // ssh-keygen has no option that prints its version.
  version: () => "of the system",
  async generate({ bits }) {
    const path = pathOf(`key-${bits}`);
    await keygen("-q", "-t", "rsa", "-b", String(bits), "-m", "PKCS8", "-N", "", "-C", "a test", "-f", path);
    return String(readFileSync(path));
  },
  write({ key, container, passphrase }) {
    if (container === "OpenSSH public") return keygen("-y", "-f", file(key));
    if (container.startsWith("SPKI") || container === "PKCS#1 public") {
      return keygen("-e", "-m", names[container], "-f", file(key));
    }
    return rewritten({ from: file(key), form: names[container], newPassphrase: passphrase });
  },
  async read({ data, container, passphrase }) {
    const path = file(data);
    if (container === "OpenSSH public") return numbers(await keygen("-e", "-m", "PKCS8", "-f", path));
    if (container === "SPKI" || container === "PKCS#1 public") {
      const line = await keygen("-i", "-m", names[container], "-f", path);
      return numbers(await keygen("-e", "-m", "PKCS8", "-f", file(line)));
    }
    return numbers(await rewritten({ from: path, passphrase, form: "PKCS8" }));
  },
  async fingerprint({ key }) {
    const line = await keygen("-i", "-m", "PKCS8", "-f", file(key));
    return String(await keygen("-l", "-f", file(line))).split(" ")[1];
  },
});
