// Code that opens one sealed message with other software. The code is English in every language of the page.
import { methodOf } from "./recognise.js";

/** The longest message, in characters, that is written into the code. Code for a longer one reads it from a file. */
const longest = 8_192;

/**
 * The hash of OAEP and MGF1 by `alg`: RFC 7518 section 4.3, and the Web Cryptography API for SHA-384 and SHA-512.
 *
 * @type {Record<string, string>}
 */
const oaepHashes = {
  "RSA-OAEP": "SHA-1",
  "RSA-OAEP-256": "SHA-256",
  "RSA-OAEP-384": "SHA-384",
  "RSA-OAEP-512": "SHA-512",
};
/** The values of `enc` that at least one tool decrypts (RFC 7518 section 5.1). */
const contents = ["A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"];

/**
 * The function of the npm package jose and its argument, by the form of the message.
 *
 * @type {Record<string, [string, string]>}
 */
const inJose = {
  compact: ["compactDecrypt", "sealed"],
  flattened: ["flattenedDecrypt", "JSON.parse(sealed)"],
  general: ["generalDecrypt", "JSON.parse(sealed)"],
};

/** The comment at the top of the Java code, which reads only an unencrypted private key. */
const clearKeyForJava = `// java Open.java, with Java 11 or newer
// The private key must be in clear: umask 077; openssl pkey -in exported-key.pem -out private-key.pem`;

/** Text as a string literal that Python, JavaScript and Java read alike. @param {string} text */
const literal = (text) => JSON.stringify(text);

/**
 * The code that opens a message, by the name of the tool; undefined for a tool that cannot open this message.
 *
 * @param {string} sealed a JWE in compact or JSON serialization, with any algorithms
 * @returns {Record<string, string | undefined>}
 */
export function sealedSnippets(sealed) {
  const method = methodOf(sealed);
  // The entries of other recipients may have other algorithms.
  const alg = method?.algs.find((alg) => alg in oaepHashes);
  if (!method || !alg || !contents.includes(method.enc)) return none;
  const { form, enc, isSigned } = method;
  const short = sealed.length <= longest;
  const [decrypt, argument] = inJose[form] ?? [];
  return {
    Python: ["RSA-OAEP", "RSA-OAEP-256"].includes(alg)
      ? `# pip install jwcrypto
${isSigned ? "import base64, json\n" : ""}from getpass import getpass
from jwcrypto import jwe, jwk${isSigned ? ", jws" : ""}

pem = open("private-key.pem", "rb").read()
key = jwk.JWK.from_pem(pem, getpass("Passphrase: ").encode() if b"ENCRYPTED" in pem else None)
sealed = ${short ? literal(sealed) : 'open("sealed-letter.txt").read().strip()  # the file that the page saved'}
message = jwe.JWE()
message.deserialize(sealed, key)
${isSigned ? tokenInPython : "print(message.payload.decode())"}
`
      : undefined,
    "Node.js": `// npm install jose; save as open.mjs
// For a key with a passphrase: read -rs PASSPHRASE; export PASSPHRASE
import { createPrivateKey${isSigned ? ", createPublicKey" : ""} } from "node:crypto";
import { readFileSync } from "node:fs";
import { ${isSigned ? [decrypt, ...joseForTokens].join(", ") : decrypt} } from "jose";

const key = createPrivateKey({ key: readFileSync("private-key.pem"), passphrase: process.env.PASSPHRASE });
const sealed = ${short ? literal(sealed) : 'readFileSync("sealed-letter.txt", "utf8").trim()'};${short ? "" : " // the file that the page saved"}
const { plaintext } = await ${decrypt}(${argument}, key);
${isSigned ? tokenInNode : "process.stdout.write(plaintext);"}
`,
    OpenSSL: undefined,
    Java:
      form === "compact" && enc.endsWith("GCM")
        ? sealedInJava(
            short
              ? literal(sealed)
              : 'Files.readString(Path.of("sealed-letter.txt")).strip() /* the file that the page saved */',
            oaepHashes[alg] ?? "",
            isSigned,
          )
        : undefined,
  };
}

// A signed message holds a JSON Web Token (RFC 7519), with the verifying key in its header. The code in Python and for
// Node.js verifies the signature and that the token is for this key, and prints the thumbprint of the verifying key.
// Whose key that is, the reader learns only by comparing the thumbprint with the sender. The code in Java only prints
// the token.

const tokenInPython = `
# The message is signed. Only comparing the thumbprint with the sender tells whose signature it is.
token = jws.JWS()
token.deserialize(message.payload.decode())
header = token.jose_header
assert header["alg"] == "PS256" and header["typ"] == "sealpost+jwt"
signer = jwk.JWK(**header["jwk"])
token.verify(signer, "PS256")
claims = json.loads(token.payload)
own = jwk.JWK.from_pem(key.export_to_pem())
assert own.thumbprint() in claims["aud"]
print("signed by", signer.thumbprint())
print(claims["text"] if "text" in claims else base64.urlsafe_b64decode(claims["data"] + "=="))`;

const joseForTokens = ["calculateJwkThumbprint", "decodeProtectedHeader", "exportJWK", "importJWK", "jwtVerify"];
const tokenInNode = `
// The message is signed. Only comparing the thumbprint with the sender tells whose signature it is.
const token = new TextDecoder().decode(plaintext);
const { jwk } = decodeProtectedHeader(token);
const audience = await calculateJwkThumbprint(await exportJWK(createPublicKey(key)));
const rules = { audience, algorithms: ["PS256"], typ: "sealpost+jwt" };
const { payload } = await jwtVerify(token, await importJWK(jwk, "PS256"), rules);
console.error("signed by", await calculateJwkThumbprint(jwk));
process.stdout.write(payload.text ?? Buffer.from(payload.data, "base64url"));`;

const tokenInJava = `
// The message is signed. What is printed is a JSON Web Token: a header, the claims with the text, and the signature, in base64url.`;

/** The result for a message that none of the tools opens. */
const none = { Python: undefined, "Node.js": undefined, OpenSSL: undefined, Java: undefined };

/** @param {string} sealed a Java expression for the message @param {string} hash @param {boolean} isSigned */
const sealedInJava = (sealed, hash, isSigned) => `${clearKeyForJava}${isSigned ? tokenInJava : ""}
import java.nio.file.*;
import java.security.*;
import java.security.spec.*;
import java.util.Base64;
import javax.crypto.*;
import javax.crypto.spec.*;

class Open {
  public static void main(String[] arguments) throws Exception {
    String pem = Files.readString(Path.of("private-key.pem")).replaceAll("-----[^-]*-----|\\\\s", "");
    PrivateKey key = KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    String[] part = ${sealed}.split("\\\\.");
    Base64.Decoder decoder = Base64.getUrlDecoder();
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
    rsa.init(Cipher.DECRYPT_MODE, key, new OAEPParameterSpec(
        "${hash}", "MGF1", new MGF1ParameterSpec("${hash}"), PSource.PSpecified.DEFAULT));
    byte[] contentKey = rsa.doFinal(decoder.decode(part[1]));
    Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
    aes.init(Cipher.DECRYPT_MODE, new SecretKeySpec(contentKey, "AES"),
        new GCMParameterSpec(128, decoder.decode(part[2])));
    aes.updateAAD(part[0].getBytes("US-ASCII"));
    aes.update(decoder.decode(part[3]));
    System.out.write(aes.doFinal(decoder.decode(part[4])));
    System.out.flush();
  }
}
`;
