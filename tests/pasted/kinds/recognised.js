// Kind J: keys and messages that `inspect` must not take for a ciphertext, and input that may be a ciphertext.
import { randomBytes } from "node:crypto";
import { blob, bodyOf, forms, line, names, readsPublic } from "../support.js";
import { indefinite } from "../der.js";
import { compact } from "./messages.js";
import { protectedOpenssh } from "./openssh.js";

/** @import { Pasted } from "../support.js" */

const { spki, spkiDer, pkcs8Der, pkcs1Der, publicJwk, jwk } = forms;
const json = JSON.stringify;
const base64 = (/** @type {string | Uint8Array} */ input) => Buffer.from(input).toString("base64");
const hex = (/** @type {string | Uint8Array} */ input) => Buffer.from(input).toString("hex");
/**
 * An input that `inspect` calls a public key.
 *
 * @type {(name: string, input: Pasted["input"], unwrapped?: string[]) => Pasted}
 */
const isPublic = (name, input, unwrapped) => readsPublic(name, input, { kind: "public-key", unwrapped });
/**
 * An input that `inspect` calls a private key.
 *
 * @type {(name: string, input: Pasted["input"], unwrapped?: string[]) => Pasted}
 */
const isPrivate = (name, input, unwrapped) =>
  names(name, input, "private-key-given", [], { kind: "private-key", unwrapped });
/**
 * An input that `inspect` takes for a possible ciphertext.
 *
 * @type {(name: string, input: Pasted["input"]) => Pasted}
 */
const isCiphertext = (name, input) => names(name, input, "malformed-key", [], { kind: "maybe-ciphertext" });
/** 256 bytes that begin as SPKI does. */
const lookalike = randomBytes(256);
lookalike.set([0x30, 0x82, 0x01, 0x22]);

/** @type {import("../support.js").Kind} */
export const recognised = {
  kind: "J",
  title: "inspect",
  reported: [
    isPublic("SPKI in hexadecimal digits", hex(spkiDer), ["hex"]),
    isPublic("the blob of OpenSSH in base64", blob),
    isPublic("a line of OpenSSH in base64", base64(line), ["base64"]),
    isPublic("did:jwk", `did:jwk:${Buffer.from(json(publicJwk)).toString("base64url")}`, ["text", "base64"]),
    isPublic("DER with a line end after it", Buffer.concat([spkiDer, Buffer.from("\n")])),
    isPublic("BER of indefinite length", indefinite(spkiDer)),
  ],
  further: [
    isPrivate("a private key in hexadecimal digits", hex(pkcs8Der), ["hex"]),
    isPrivate("PKCS#1 with a line end after it", Buffer.concat([pkcs1Der, Buffer.from("\n")])),
    isPrivate("a private JWK in base64", base64(json(jwk)), ["base64"]),
    isPrivate("a protected private file's body alone", bodyOf(protectedOpenssh)),
    isPublic("hexadecimal digits with colons", hex(spkiDer).replace(/..(?=.)/g, "$&:"), ["hex"]),
    isPublic("PEM in hexadecimal digits", hex(spki), ["hex"]),
    isPublic(
      "DER in a block of 512 bytes that zeros fill",
      Buffer.concat([spkiDer, Buffer.alloc(512 - spkiDer.length)]),
    ),
    isPublic("a JWK in base64url", Buffer.from(json(publicJwk)).toString("base64url"), ["base64"]),
    isPublic("the blob of OpenSSH in base64url", Buffer.from(blob, "base64").toString("base64url")),
    isPublic("PEM in UTF-16 with a byte order mark", Buffer.from(`\ufeff${spki}`, "utf16le"), ["utf-16"]),
    { ...isPublic("a message in base64", base64(compact()), ["base64"]), kind: "message" },
    isCiphertext("256 random bytes that begin as SPKI does", lookalike),
    isCiphertext("the same in base64", base64(lookalike)),
    isCiphertext("256 random bytes in hexadecimal digits", hex(randomBytes(256))),
    isCiphertext("256 random bytes in base64", base64(randomBytes(256))),
    isCiphertext("256 random bytes in base64url", randomBytes(256).toString("base64url")),
  ],
};
