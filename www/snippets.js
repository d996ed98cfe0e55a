// Code that decrypts one ciphertext with other software. The code is English in every language of the page.

/** @typedef {{ hash: string, mgfHash: string, label: Uint8Array }} Settings */

/** Characters above which a ciphertext is read from the file that the page saves, and not written into the code. */
const longest = 8_192;

/** Text as a literal that Python, JavaScript and Java read alike. @param {string} text */
const literal = (text) => JSON.stringify(text);

/** @param {Uint8Array} bytes */
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * @param {string} sealed compact, or general JSON
 * @returns {Record<string, string | undefined>} by the name of the tool; undefined where it cannot do it
 */
export function sealedSnippets(sealed) {
  const compact = !sealed.startsWith("{");
  const short = sealed.length <= longest;
  return {
    Python: `# pip install jwcrypto
from jwcrypto import jwe, jwk

key = jwk.JWK.from_pem(open("private-key.pem", "rb").read())
sealed = ${short ? literal(sealed) : 'open("sealed.txt").read()'}
message = jwe.JWE()
message.deserialize(sealed, key)
print(message.payload.decode())
`,
    "Node.js": `// npm install jose; save as open.mjs
import { readFileSync } from "node:fs";
import { ${compact ? "compactDecrypt" : "generalDecrypt"}, importPKCS8 } from "jose";

const key = await importPKCS8(readFileSync("private-key.pem", "utf8"), "RSA-OAEP-256");
const sealed = ${short ? literal(sealed) : 'readFileSync("sealed.txt", "utf8")'};
const { plaintext } = await ${compact ? "compactDecrypt(sealed" : "generalDecrypt(JSON.parse(sealed)"}, key);
process.stdout.write(plaintext);
`,
    OpenSSL: undefined,
    Java: compact
      ? sealedInJava(short ? literal(sealed) : 'Files.readString(Path.of("sealed.txt")).strip()')
      : undefined,
  };
}

/** @param {string} sealed an expression */
const sealedInJava = (sealed) => `// java Open.java
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
        "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
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

/**
 * @param {string} ciphertext base64
 * @param {Settings} settings
 * @returns {Record<string, string | undefined>}
 */
export function oaepSnippets(ciphertext, { hash, mgfHash, label }) {
  return {
    Python: `# pip install cryptography
from base64 import b64decode
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

key = serialization.load_pem_private_key(open("private-key.pem", "rb").read(), password=None)
oaep = padding.OAEP(padding.MGF1(hashes.${inPython(mgfHash)}()), hashes.${inPython(hash)}(), ${inBytes(label)})
print(key.decrypt(b64decode(${literal(ciphertext)}), oaep))
`,
    "Node.js":
      hash !== mgfHash
        ? undefined
        : `// save as open.mjs
import { readFileSync } from "node:fs";
import { constants, privateDecrypt } from "node:crypto";

const key = readFileSync("private-key.pem");
const ciphertext = Buffer.from(${literal(ciphertext)}, "base64");
const plaintext = privateDecrypt({
  key,
  padding: constants.RSA_PKCS1_OAEP_PADDING,
  oaepHash: ${literal(hash.toLowerCase().replace("sha-", "sha").replace("/", "-"))},${
    label.length > 0
      ? `
  oaepLabel: Buffer.from(${literal(hex(label))}, "hex"),`
      : ""
  }
}, ciphertext);
process.stdout.write(plaintext);
`,
    OpenSSL: `# OpenSSL 3
echo ${ciphertext} | openssl base64 -d -A | openssl pkeyutl -decrypt -inkey private-key.pem \\
  -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:${inOpenssl(hash)} -pkeyopt rsa_mgf1_md:${inOpenssl(mgfHash)}${
    label.length > 0 ? ` \\\n  -pkeyopt rsa_oaep_label:${hex(label)}` : ""
  }
`,
    Java: `// java Open.java
import java.nio.file.*;
import java.security.*;
import java.security.spec.*;
import java.util.*;
import javax.crypto.*;
import javax.crypto.spec.*;

class Open {
  public static void main(String[] arguments) throws Exception {
    String pem = Files.readString(Path.of("private-key.pem")).replaceAll("-----[^-]*-----|\\\\s", "");
    PrivateKey key = KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    byte[] label = HexFormat.of().parseHex(${literal(hex(label))});
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
    rsa.init(Cipher.DECRYPT_MODE, key, new OAEPParameterSpec(
        ${literal(hash)}, "MGF1", new MGF1ParameterSpec(${literal(mgfHash)}), new PSource.PSpecified(label)));
    System.out.write(rsa.doFinal(Base64.getDecoder().decode(${literal(ciphertext)})));
    System.out.flush();
  }
}
`,
  };
}

/** @param {string} hash */
const inPython = (hash) => hash.replace("SHA-512/", "SHA512_").replace("SHA-", "SHA");

/** @param {string} hash */
const inOpenssl = (hash) => hash.toLowerCase().replace("sha-", "sha").replace("/", "-");

/** A literal of bytes in Python; OAEP without a label is None. @param {Uint8Array} bytes */
const inBytes = (bytes) => (bytes.length > 0 ? `bytes.fromhex(${literal(hex(bytes))})` : "None");
