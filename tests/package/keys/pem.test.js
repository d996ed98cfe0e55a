// PEM as people paste it from mail, terminals and word processors.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { publicKey, key } from "./fixture.js";

const { PrivateKey, PublicKey, inspect } = sealpost;

test("PEM is read with other line ends, quoted, encoded again, or in UTF-16, and damaged PEM is refused", async () => {
  const pem = key.toPem();
  const body = pem.split("\n").slice(1, -2).join("");
  const states = {
    "Windows line ends": pem.replaceAll("\n", "\r\n"),
    "one line": pem.replaceAll("\n", ""),
    "one line with spaces": pem.replaceAll("\n", " "),
    "no break in the middle": `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`,
    "escaped line ends": JSON.stringify(pem).slice(1, -1),
    "quoted": JSON.stringify(pem),
    "Windows line ends, escaped": pem.replaceAll("\n", "\\r\\n"),
    "indented, trailing spaces": pem.replaceAll("\n", " \t\n    "),
    "a byte order mark": `\ufeff${pem}`,
    "text around it": `Dear Bob,\nhere it is:\n${pem}\nAlice -- alice@example.org`,
    "other blocks": `${publicKey.toPem()}-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${pem}`,
    "the body alone": body,
    "the body alone, in lines": pem.split("\n").slice(1, -2).join("\r\n"),
    "a wrong label": pem.replaceAll("PRIVATE KEY", "RSA PRIVATE KEY"),
    "the label of a public key": pem.replaceAll("PRIVATE KEY", "PUBLIC KEY"),
    "quoted mail": pem.replace(/^/gm, "> "),
    "quoted mail, its lines joined": pem.replace(/^/gm, "> ").replaceAll("\n", " "),
    "spaces of a word processor": pem.replaceAll("\n", "\u00a0\u200b\u2028\n"),
    "without padding": pem.replace(/=*\n-----END/, "\n-----END"),
    "the body alone, in base64url": Buffer.from(body, "base64").toString("base64url"),
    "base64 of it all": Buffer.from(pem).toString("base64"),
    "keys of other kinds beside it": `-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n${pem}`,
  };
  for (const [name, text] of Object.entries(states)) {
    assert.equal(PrivateKey.parse(text).toPem(), pem, name);
    assert.equal(PrivateKey.parse(Buffer.from(text)).toPem(), pem, name);
  }
  const big = Buffer.from(`\ufeff${pem}`, "utf16le").swap16();
  for (const bytes of [Buffer.from(`\ufeff${pem.replaceAll("\n", "\r\n")}`, "utf16le"), big]) {
    assert.equal(PrivateKey.parse(bytes).toPem(), pem, "UTF-16, as PowerShell writes it");
    assert.equal(inspect(bytes).kind, "private-key");
    await fails("private-key-given", () => PublicKey.parse(bytes));
  }
  assert.equal(
    PrivateKey.parse(pem + key.toPem({ format: "pkcs1" })).toPem(),
    pem,
    "a key that comes twice counts once",
  );
  const other = PrivateKey.generate({ bits: 2048 }).toPem({ format: "pkcs1" });
  await fails("malformed-key", () => PrivateKey.parse(pem + other));
  for (const input of [
    publicKey.toPem() + pem,
    body,
    Buffer.from(pem).toString("base64"),
    pem.replaceAll("PRIVATE", "PUBLIC"),
  ]) {
    await fails("private-key-given", () => PublicKey.parse(input));
  }
  for (const damaged of [body.slice(4), body.slice(1), `${body}AAAA`, `=${body}`, body.replace("M", "M=")]) {
    await fails("malformed-key", () =>
      PrivateKey.parse(`-----BEGIN PRIVATE KEY-----\n${damaged}\n-----END PRIVATE KEY-----`),
    );
  }
  assert.equal(PublicKey.parse(publicKey.toPem().split("\n").slice(1, -2).join("\n")).toPem(), publicKey.toPem());
});
