// Kind E: bytes as programs print them, and text that was read in another encoding than its own.
import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { forms, leaks, line, names, readsPrivate, readsPublic, refused } from "../../support.js";

const { spki, pkcs8, pkcs1, spkiDer, pkcs8Der, pkcs1Der, jwk, publicJwk } = forms;
const json = JSON.stringify;
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
const otherDer = other.publicKey.export({ type: "spki", format: "der" });
const protectedDer = other.privateKey.export({
  type: "pkcs8",
  format: "der",
  cipher: "aes-256-cbc",
  passphrase: "two words",
});

/** The hexadecimal digits of each byte. @param {Uint8Array} bytes */
const pairs = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
/** The bytes as Java and Kotlin have them, from -128 to 127. @param {Uint8Array} bytes */
const signed = (bytes) => [...new Int8Array(bytes)];
const latin1 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString("latin1");
/**
 * The last column of a dump. Dots replace the characters that begin escapes, because `inspect` would name one more step
 * for them.
 *
 * @param {Uint8Array} bytes
 */
const column = (bytes) => latin1(bytes).replace(/[^ -~]|[\\%&<=]/g, ".");

/** A dump with a line for each 16 bytes. @type {(bytes: Uint8Array, line: (part: Buffer, at: number) => string) => string} */
const dump = (bytes, line) =>
  Array.from(
    { length: Math.ceil(bytes.length / 16) },
    (_, at) => `${line(Buffer.from(bytes.subarray(16 * at, 16 * at + 16)), 16 * at)}\n`,
  ).join("");
const offset = (/** @type {number} */ at) => at.toString(16).padStart(8, "0");
const xxd = (/** @type {Uint8Array} */ bytes) =>
  dump(bytes, (part, at) => {
    const groups = part.toString("hex").match(/.{1,4}/g) ?? [];
    return `${offset(at)}: ${groups.join(" ").padEnd(40)} ${column(part)}`;
  });
const hexdump = (/** @type {Uint8Array} */ bytes) =>
  dump(bytes, (part, at) => {
    const [first, second] = [part.subarray(0, 8), part.subarray(8)].map((half) => pairs(half).join(" "));
    return `${offset(at)}  ${`${first}  ${second}`.padEnd(50)}|${column(part)}|`;
  });
const od = (/** @type {Uint8Array} */ bytes) =>
  dump(bytes, (part, at) => `${at.toString(8).padStart(7, "0")} ${pairs(part).join(" ")}`);
const formatHex = (/** @type {Uint8Array} */ bytes) =>
  `           00 01 02 03 04 05 06 07\n${dump(
    bytes,
    (part, at) => `${offset(at).toUpperCase()}   ${pairs(part).join(" ").toUpperCase().padEnd(47)}  ${column(part)}`,
  )}`;
const opensslDump = (/** @type {Uint8Array} */ bytes) =>
  dump(bytes, (part, at) => {
    const text = pairs(part).join(" ");
    return `    ${at.toString(16).padStart(4, "0")} - ${`${text.slice(0, 23)}-${text.slice(24)}`.padEnd(48)}   ${column(part)}`;
  });
/** Bytes as Python prints them. @param {Uint8Array} bytes */
const python = (bytes) => {
  const escapes = new Map([
    [9, "\\t"],
    [10, "\\n"],
    [13, "\\r"],
    [39, "\\'"],
    [92, "\\\\"],
  ]);
  const escaped = (/** @type {number} */ byte) =>
    escapes.get(byte) ??
    (byte < 32 || byte > 126 ? `\\x${byte.toString(16).padStart(2, "0")}` : String.fromCharCode(byte));
  return `b'${Array.from(bytes, escaped).join("")}'`;
};

/** Every way in which bytes are printed here. @type {[name: string, print: (bytes: Buffer) => string][]} */
const ways = [
  ["a Buffer in JSON", (bytes) => json({ key: bytes })],
  ["a list of numbers in JSON", (bytes) => json([...bytes])],
  ["a Uint8Array in JSON", (bytes) => json({ key: new Uint8Array(bytes) })],
  ["hexadecimal digits with dashes, as .NET prints", (bytes) => pairs(bytes).join("-").toUpperCase()],
  ["signed numbers, as Java prints", (bytes) => `[${signed(bytes).join(", ")}]`],
  [
    "an array in source of C",
    (bytes) => `unsigned char key[${bytes.length}] = {\n  0x${pairs(bytes).join(", 0x")}\n};\n`,
  ],
  ["xxd", xxd],
  ["hexdump -C", hexdump],
  ["numbers in brackets, as Go prints", (bytes) => `[${bytes.join(" ")}]`],
  ["a number in each line, as PowerShell prints", (bytes) => `${bytes.join("\r\n")}\r\n`],
  ["bytes, as Python prints", python],
  ["a dictionary of Python", (bytes) => `{'KeyId': 'a', 'PublicKey': ${python(bytes)}, 'KeyUsage': 'ENCRYPT_DECRYPT'}`],
  ["a bytearray of Python", (bytes) => `bytearray(${python(bytes)})`],
  ["bytes of a list of Python", (bytes) => `key = bytes([${bytes.join(", ")}])`],
  ["a slice in source of Go", (bytes) => `key := []byte{0x${pairs(bytes).join(", 0x")}}`],
  [
    "an array in source of Java, with casts",
    (bytes) => `byte[] key = { (byte) 0x${pairs(bytes).join(", (byte) 0x")} };`,
  ],
  ["Kotlin's byteArrayOf", (bytes) => `val key = byteArrayOf(${signed(bytes).join(", ")})`],
  ["a Uint8Array in source", (bytes) => `const key = new Uint8Array([\n  ${bytes.join(", ")},\n]);`],
  ["a whole Buffer, as Node prints", (bytes) => `<Buffer ${pairs(bytes).join(" ")}>`],
  ["od -t x1", od],
  ["Format-Hex of PowerShell", formatHex],
  ["a dump of openssl", opensslDump],
  ["a string with a character for each byte", latin1],
  ["such a string in JSON", (bytes) => json({ key: latin1(bytes) })],
];
/** How many of the ways, from the first on, are as in public reports. */
const reported = 11;
/**
 * The cases of some ways: a public key, a private key, and a private key given as a public one.
 *
 * @param {typeof ways} some
 */
const cases = (some) =>
  some.flatMap(([name, print]) => [
    readsPublic(name, print(spkiDer)),
    readsPrivate(name, print(pkcs8Der)),
    leaks(name, print(pkcs8Der)),
  ]);
const utf16 = (/** @type {string} */ text) => Buffer.from(`\ufeff${text}`, "utf16le");
const swapped = (/** @type {string} */ text) => utf16(text).swap16();
/** An input that must be refused, whatever the text of the error. */
const mustBeRefused = { want: /** @type {const} */ ("refused"), codes: ["malformed-key"] };

/** @type {import("../../support.js").Kind} */
export const printed = {
  kind: "E",
  title: "bytes as programs print them",
  reported: cases(ways.slice(0, reported)),
  further: [
    ...cases(ways.slice(reported)),
    readsPublic("a Buffer in JSON, of PEM", json(Buffer.from(spki)), { unwrapped: ["bytes"] }),
    readsPublic("a Buffer in JSON, of a line of OpenSSH", json({ key: Buffer.from(line) }), { unwrapped: ["bytes"] }),
    readsPublic("a list of numbers, of a JWK", `[${Buffer.from(json(publicJwk)).join(",")}]`, { unwrapped: ["bytes"] }),
    readsPrivate("hexdump -C of PEM", hexdump(Buffer.from(pkcs1)), { unwrapped: ["bytes"] }),
    leaks("a Buffer of PEM, of which Node prints 50 bytes", inspect(Buffer.from(pkcs8))),
    leaks("a Buffer of DER, of which Node prints 50 bytes", inspect({ key: Buffer.from(pkcs8Der) })),
    leaks("a Uint8Array, of which Node prints 100 numbers", inspect(new Uint8Array(pkcs1Der))),
    leaks("the first lines of xxd, the last one cut off", xxd(pkcs8Der).slice(0, 260)),
    leaks("a Buffer in JSON, cut off", json(pkcs8Der).slice(0, 600)),
    leaks(
      "a public JWK and a private key as a Buffer",
      json({ a: publicJwk, b: { type: "Buffer", data: [...pkcs8Der] } }),
    ),
    leaks("PEM and a private key as a Buffer", `${spki}\n${json(pkcs8Der)}`),
    leaks("a public key and a private key as Buffers", json({ a: spkiDer, b: pkcs8Der })),
    names("two keys as Buffers", json({ a: spkiDer, b: otherDer }), "malformed-key", [/more than one/]),
    refused("a Buffer of a public key, of which Node prints 50 bytes", inspect(spkiDer), "malformed-key"),
    refused("numbers that are no bytes", `[${"300, ".repeat(60)}1]`, "malformed-key"),
    refused("a list of numbers that is no key", `[${"48, 7, ".repeat(60)}1]`, "malformed-key"),
  ],
};

/** The object as Node's `console.log` prints it. @param {object} object */
const logged = (object) => inspect(object);
/** @type {import("../../support.js").Kind} */
export const misread = {
  kind: "E",
  title: "text in another encoding, and objects in print",
  reported: [
    readsPublic("UTF-16 that was read as Latin-1", utf16(spki).toString("latin1"), { unwrapped: ["utf-16"] }),
    readsPrivate("UTF-16 that was read as UTF-8", utf16(pkcs8).toString("utf8"), { unwrapped: ["utf-16"] }),
    leaks("UTF-16 that was read as UTF-8", utf16(pkcs8).toString("utf8")),
    leaks("UTF-16 that was read as Latin-1", utf16(pkcs8).toString("latin1")),
    readsPublic("a JWK as Node prints it", logged(publicJwk), { unwrapped: ["json-escape"] }),
    readsPrivate("a private JWK as Node prints it", logged(jwk), { unwrapped: ["json-escape"] }),
    names("an object as text", String({}), "malformed-key", [/\[object Object\]/, /JSON\.stringify/]),
    names("an object as text", String({}), "malformed-message", [/\[object Object\]/], { as: "message" }),
  ],
  further: [
    readsPublic("UTF-16, big-endian, that was read as Latin-1", swapped(spki).toString("latin1")),
    readsPublic("UTF-16, big-endian, that was read as UTF-8", swapped(spki).toString("utf8")),
    readsPublic("UTF-16 without a byte order mark, in a string", Buffer.from(spki, "utf16le").toString("latin1")),
    readsPublic("a line of OpenSSH in UTF-16 that was read as UTF-8", utf16(line).toString("utf8")),
    readsPublic("words and UTF-16 in one text", `Key: ${Buffer.from(spki, "utf16le").toString("latin1")}`),
    readsPrivate("a private JWK in UTF-16 that was read as UTF-8", utf16(json(jwk)).toString("utf8")),
    leaks("a word with an accent in UTF-16 that was read as Latin-1", utf16(`Clé :\n${pkcs8}`).toString("latin1")),
    leaks("UTF-16, big-endian, that was read as UTF-8", swapped(pkcs1).toString("utf8")),
    leaks("DER that was read as UTF-8", pkcs8Der.toString("utf8")),
    leaks("PKCS#1 in DER that was read as UTF-8", pkcs1Der.toString("utf8")),
    leaks("encrypted PKCS#8 in DER that was read as UTF-8", protectedDer.toString("utf8")),
    leaks("the beginning of DER that was read as Latin-1", latin1(pkcs8Der.subarray(0, 200))),
    refused("public DER that was read as UTF-8", spkiDer.toString("utf8"), "malformed-key"),
    readsPublic("a JWK in an object as Node prints it", logged({ key: publicJwk })),
    readsPublic("a JWK Set as Node prints it", inspect({ keys: [publicJwk] }, { depth: 5 })),
    readsPublic(
      "a JWK in source, with a comma at its end",
      `const key = ${logged(publicJwk).replace(/\s*\}$/, ",\n};")}`,
    ),
    readsPublic("a JWK as Ruby prints it", json(publicJwk).replaceAll('":"', '"=>"')),
    readsPublic("a JWK as Python prints it, with None", logged({ ...publicJwk, use: null }).replace("null", "None")),
    leaks("a private JWK as Node prints it", logged({ key: jwk })),
    leaks("a private JWK as Ruby prints it", json(jwk).replaceAll('":"', '"=>"')),
    names("an object as text in a sentence", `key: ${String({})}`, "malformed-key", [], mustBeRefused),
  ],
};

/** PEM with each line changed by `frame`. */
const framed = (/** @type {string} */ pem, /** @type {(line: string, at: number) => string} */ frame) =>
  pem.trimEnd().split("\n").map(frame).join("\n");
/** The length of the longest line of PEM. */
const width = Math.max(...spki.split("\n").map(({ length }) => length));
/** What programs write beside the lines of PEM. @type {[name: string, frame: (pem: string) => string][]} */
const frames = [
  [
    "a row of psql over lines",
    (pem) =>
      ` id |${" key".padEnd(width)}\n----+${"-".repeat(width)}\n${framed(pem, (text, at) => {
        const isLast = at === pem.trimEnd().split("\n").length - 1;
        return `${at ? "    " : "  1 "}| ${text}${isLast ? "" : `${" ".repeat(width - text.length)}+`}`;
      })}\n(1 row)\n`,
  ],
  ["added lines of a difference", (pem) => `@@ -0,0 +1,9 @@\n${framed(pem, (text) => `+${text}`)}\n`],
  ["removed lines of a difference", (pem) => framed(pem, (text) => `-${text}`)],
  ["comments of a shell", (pem) => framed(pem, (text) => `# ${text}`)],
  ["comments of C++", (pem) => framed(pem, (text) => `// ${text}`)],
  ["a comment of Java", (pem) => `/**\n${framed(pem, (text) => ` * ${text}`)}\n */`],
  ["a log of docker compose", (pem) => framed(pem, (text) => `web_1  | ${text}`)],
  ["a log with a time in each line", (pem) => framed(pem, (text, at) => `2026-11-30T10:00:0${at % 10}.1Z ${text}`)],
  ["cat -A", (pem) => framed(pem, (text) => `${text}$`)],
  ["cat -A with line ends of Windows", (pem) => framed(pem, (text) => `${text}^M$`)],
  [
    "a number before each line and a bar",
    (pem) => framed(pem, (text, at) => `${String(at + 1).padStart(4)} | ${text}`),
  ],
];
const equalsSigns = (/** @type {string} */ pem) => pem.replaceAll("=", "=3D");
const mail = (/** @type {string} */ type, /** @type {string} */ pem) =>
  `From: bob@example.org\nContent-Type: ${type}\nContent-Transfer-Encoding: quoted-printable\n\n${equalsSigns(pem)}`;

/** @type {import("../../support.js").Kind} */
export const bordered = {
  kind: "E",
  title: "PEM with characters beside its lines, and mail",
  reported: [
    ...frames.slice(0, 2).map(([name, frame]) => readsPublic(name, frame(spki))),
    readsPrivate("a mail in quoted-printable with its head", mail('text/plain; charset="utf-8"', pkcs8)),
    readsPrivate("a comment in PEM before its body", pkcs8.replace("\n", "\nComment: my key\n\n")),
    names(
      "a number and a colon before each line",
      framed(pkcs8, (text, at) => `${at}:${text}`),
      "malformed-key",
      [/PEM/],
      {
        as: "private",
        want: "refused",
      },
    ),
  ],
  further: [
    ...frames.slice(2).map(([name, frame]) => readsPublic(name, frame(spki))),
    ...frames.map(([name, frame]) => readsPrivate(name, frame(pkcs8))),
    ...frames.map(([name, frame]) => leaks(name, frame(pkcs8))),
    readsPublic("a mail in quoted-printable, charset without quotes", mail("text/plain; charset=utf-8", spki)),
    readsPrivate(
      "such a mail, with line ends of Windows",
      mail("text/plain; charset=UTF-8", pkcs8).replaceAll("\n", "\r\n"),
    ),
    readsPrivate("such a mail, with words before the key", mail("text/plain; charset=utf-8", `Hi,\n${pkcs8}`)),
    readsPublic(
      "a key in the strings of a zone file",
      `k._domainkey IN TXT ( "v=DKIM1; k=rsa; "\n "p=${spkiDer.toString("base64").slice(0, 200)}"\n "${spkiDer.toString("base64").slice(200)}" ) ;`,
    ),
    readsPublic(
      "a key in two strings of dig",
      `300 IN TXT "v=DKIM1; p=${spkiDer.toString("base64").slice(0, 236)}" "${spkiDer.toString("base64").slice(236)}"`,
    ),
    readsPublic("a comment in PEM of a public key", spki.replace("\n", "\nComment: my key\nVersion: 1\n\n")),
  ],
};
