// Kind G: OpenSSH's lines, certificates and private files.
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { blob, bodyOf, forms, line, names, readsPrivate, readsPublic, refused } from "../support.js";
import { file, inPython, passphrase, place, run } from "../tools.js";

const keygen = (/** @type {string[]} */ ...args) => run("ssh-keygen", args);
/** The private key as OpenSSH keeps it. @param {string} secret The passphrase, or an empty text for none. */
function privateFile(secret) {
  const path = file(forms.pkcs1);
  keygen("-p", "-f", path, "-P", "", "-N", secret, "-a", "4");
  return readFileSync(path, "utf8");
}
export const openssh = privateFile("");
export const protectedOpenssh = privateFile(passphrase);

/** A certificate for a public key. @param {string} type The type of the authority's key. */
function certified(type, publicLine = line) {
  const [authority, subject] = [place("authority"), file(publicLine, "pub")];
  keygen("-q", "-t", type, "-N", "", "-f", authority);
  keygen("-q", "-s", authority, "-I", "alice", "-n", "alice", "-V", "+52w", subject);
  return readFileSync(subject.replace(/\.pub$/, "-cert.pub"), "utf8");
}
const certificate = certified("ed25519");
const other = place("id");
keygen("-q", "-t", "ed25519", "-N", "", "-f", other);
const otherLine = readFileSync(`${other}.pub`, "utf8");

const another = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "pkcs1", format: "pem" });
const anotherLine = String(keygen("-i", "-m", "PEM", "-f", file(another))).trimEnd();

/** What Python prints for the bytes that pycryptodome writes. @param {string} format */
const printed = (format) =>
  inPython(
    `import sys; from Crypto.PublicKey import RSA; print(RSA.import_key(sys.stdin.read()).export_key("${format}"))`,
    forms.spki,
  );
/** A text in lines of `width` characters. @param {string} text @param {number} width */
const wrapped = (text, width, end = "\n") => text.replace(new RegExp(`.{${width}}(?=.)`, "g"), `$&${end}`);

/** @type {import("../support.js").Kind} */
export const sshForms = {
  kind: "G",
  title: "OpenSSH in each shape",
  reported: [
    readsPublic("a line with hard line breaks", wrapped(line, 72)),
    readsPublic("a line broken at its spaces", line.replaceAll(" ", "\n")),
    readsPublic("a certificate", certificate, { kind: "certificate", unwrapped: ["ssh-certificate"] }),
    readsPublic("what Python prints for its bytes", String(printed("OpenSSH")), { unwrapped: ["text"] }),
    readsPublic("PEM as Python prints its bytes", String(printed("PEM"))),
    readsPublic("the base64 alone", blob),
    readsPublic("in quotes", `"${line}"`, { unwrapped: ["text"] }),
    readsPublic("a signature algorithm before the base64", line.replace("ssh-rsa", "rsa-sha2-512")),
    readsPublic(
      "the blob between PUBLIC KEY lines",
      `-----BEGIN PUBLIC KEY-----\n${wrapped(blob, 64)}\n-----END PUBLIC KEY-----\n`,
    ),
    readsPrivate("a private file's body alone", bodyOf(openssh)),
    readsPrivate("under a label of PKCS#1", openssh.replaceAll("OPENSSH", "RSA")),
    readsPrivate("PKCS#1 under a label of OpenSSH", forms.pkcs1.replaceAll("RSA PRIVATE", "OPENSSH PRIVATE")),
  ],
  further: [
    readsPublic("a line with line breaks of Windows", wrapped(line, 60, "\r\n")),
    readsPublic(
      "a quoted line with line breaks and quotation marks of mail",
      wrapped(line, 70, "\n> ").replace(/^/, "> "),
    ),
    readsPublic("the base64 alone in lines", wrapped(blob, 64)),
    readsPublic("the blob in base64url", Buffer.from(blob, "base64").toString("base64url")),
    readsPublic("the blob as bytes", Buffer.from(blob, "base64")),
    readsPublic("ssh- lost", line.replace("ssh-rsa", "rsa")),
    readsPublic("rsa-sha2-256 before the base64", line.replace("ssh-rsa", "rsa-sha2-256")),
    readsPublic("a certificate's base64 alone", certificate.split(" ")[1] ?? "", {
      kind: "certificate",
      unwrapped: ["ssh-certificate"],
    }),
    readsPublic("a certificate by an RSA authority, with line breaks", wrapped(certified("rsa").trimEnd(), 76), {
      kind: "certificate",
      unwrapped: ["ssh-certificate"],
    }),
    readsPublic("an authority's key in known_hosts", `@cert-authority *.example.org ${line}`),
    readsPublic("a hashed name of known_hosts", `|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ${line}`),
    readsPublic(
      "a line of authorized_keys with options that hold spaces and quotes",
      `from="10.0.0.0/8",command="echo \\"hi there\\"" ${line}`,
    ),
    readsPublic("a certificate beside its plain line", `${line}\n${certificate}`, {
      want: "read or named",
      codes: ["malformed-key"],
      says: [/two|more than one/i],
    }),
    readsPrivate("under a label of PKCS#8", openssh.replaceAll("OPENSSH PRIVATE", "PRIVATE")),
    readsPrivate("a protected private file's body alone", bodyOf(protectedOpenssh), { options: { passphrase } }),
    readsPrivate(
      "a private file's body in one line with escaped line ends",
      openssh.split("\n").slice(1, -2).join("\\n"),
    ),
    readsPrivate("a private file in one line with spaces", openssh.replaceAll("\n", " ")),
    names("a certificate of another kind of key", certified("ed25519", otherLine), "unsupported-key", [/RSA/]),
    refused("a line that is cut off", line.slice(0, 200), "malformed-key"),
    names("two lines", `${line}\n${anotherLine}\n`, "malformed-key", [/two|more than one/i]),
  ],
};
