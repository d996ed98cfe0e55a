// The workbench's steps in Java, with the classes of the JDK.
import { trimmed } from "./steps.js";

/** @typedef {import("./steps.js").Tool} Tool */

/**
 * Text as a Java string literal. Characters other than printable ASCII are escaped, because the encoding in which Java
 * reads a source file depends on its version and on the system.
 *
 * @param {string} text
 */
const literal = (text) =>
  JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** @param {string} pem */
const base64Of = (pem) => trimmed(pem).replace(/-----[^-]*-----|\s/g, "");

/**
 * A Java expression for a long base64 text: several string literals, joined by +.
 *
 * @param {string} text
 * @param {string} indent
 */
const lines = (text, indent) => (text.match(/.{1,88}/g) ?? [""]).map((line) => `"${line}"`).join(`\n${indent}+ `);

/**
 * A whole Java program.
 *
 * @param {string} name of the class
 * @param {string[]} body the lines of `main`
 * @param {string} [note] comment lines above the imports
 */
const program = (name, body, note = "") => `// java ${name}.java, with Java 11 or newer
${note}import java.nio.file.*;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.*;
import java.security.interfaces.*;
import java.security.spec.*;
import java.util.Base64;
import javax.crypto.*;
import javax.crypto.spec.*;

class ${name} {
  public static void main(String[] arguments) throws Exception {
${body.map((line) => `    ${line}\n`).join("")}  }
}
`;

/** The comment of code that reads a private key: the code reads only an unencrypted one. @param {string} file */
const clearKey = (file) =>
  `// The private key must be in clear: umask 077; openssl pkey -in exported-key.pem -out ${file}.pem\n`;

/** @param {string} file */
const privateKey = (file) => [
  `String pem = Files.readString(Path.of("${file}.pem")).replaceAll("-----[^-]*-----|\\\\s", "");`,
  "var encoded = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem));",
  'PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(encoded);',
];

/** @param {string} pem */
const publicKey = (pem) => [
  `String base64 = ${lines(base64Of(pem), "    ")};`,
  "var encoded = new X509EncodedKeySpec(Base64.getDecoder().decode(base64));",
  'PublicKey key = KeyFactory.getInstance("RSA").generatePublic(encoded);',
];

/** @param {import("./steps.js").Oaep} oaep */
const oaep = ({ hash, mgfHash, label }) => [
  `var label = ${label ? `new PSource.PSpecified(${literal(label)}.getBytes("UTF-8"))` : "PSource.PSpecified.DEFAULT"};`,
  `var oaep = new OAEPParameterSpec("${hash}", "MGF1", new MGF1ParameterSpec("${mgfHash}"), label);`,
];

/** @param {import("./steps.js").Sign} step */
const pss = ({ hash, saltLength }) => [
  'Signature pss = Signature.getInstance("RSASSA-PSS");',
  `pss.setParameter(new PSSParameterSpec("${hash}", "MGF1", new MGF1ParameterSpec("${hash}"), ${saltLength}, 1));`,
];

/** Java code that prints bytes as PEM. @param {string} label @param {string} bytes a Java expression */
const printPem = (label, bytes) => [
  'var lines = Base64.getMimeEncoder(64, "\\n".getBytes());',
  `System.out.println("-----BEGIN ${label}-----");`,
  `System.out.println(lines.encodeToString(${bytes}));`,
  `System.out.println("-----END ${label}-----");`,
];

/** @type {Tool} */
export const java = {
  generate: ({ bits }) =>
    program("Generate", [
      'KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");',
      `generator.initialize(${bits});`,
      "KeyPair pair = generator.generateKeyPair();",
      'var base64 = Base64.getMimeEncoder(64, "\\n".getBytes());',
      'Path file = Path.of("private-key.pem");',
      "// Nobody else may read the file. Windows has no such permissions.",
      'boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");',
      'var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));',
      "if (posix && Files.notExists(file)) Files.createFile(file, owner);",
      'Files.writeString(file, "-----BEGIN PRIVATE KEY-----\\n"',
      '    + base64.encodeToString(pair.getPrivate().getEncoded()) + "\\n-----END PRIVATE KEY-----\\n");',
      ...printPem("PUBLIC KEY", "pair.getPublic().getEncoded()"),
    ]),
  export({ format, file }) {
    if (format === "pkcs8") {
      const body = [...privateKey(file), ...printPem("PRIVATE KEY", "key.getEncoded()")];
      return program("Export", body, clearKey(file));
    }
    if (format !== "spki") return undefined;
    const body = [
      ...privateKey(file),
      "var crt = (RSAPrivateCrtKey) key;",
      "var numbers = new RSAPublicKeySpec(crt.getModulus(), crt.getPublicExponent());",
      'PublicKey other = KeyFactory.getInstance("RSA").generatePublic(numbers);',
      ...printPem("PUBLIC KEY", "other.getEncoded()"),
    ];
    return program("Export", body, clearKey(file));
  },
  import: ({ publicKey: pem, file }) => {
    const body = (/** @type {string[]} */ key, /** @type {string} */ type) => [
      ...key,
      `var rsa = (${type}) key;`,
      'System.out.println(rsa.getModulus().bitLength() + " bits, e = " + rsa.getPublicExponent());',
    ];
    if (file) return program("Import", body(privateKey(file), "RSAPrivateCrtKey"), clearKey(file));
    return program("Import", body(publicKey(pem), "RSAPublicKey"));
  },
  encrypt: (step) =>
    program("Encrypt", [
      ...publicKey(step.publicKey),
      ...oaep(step),
      'Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");',
      "cipher.init(Cipher.ENCRYPT_MODE, key, oaep);",
      `byte[] ciphertext = cipher.doFinal(${literal(step.text)}.getBytes("UTF-8"));`,
      "System.out.println(Base64.getEncoder().encodeToString(ciphertext));",
    ]),
  decrypt: (step) =>
    program(
      "Decrypt",
      [
        ...privateKey("private-key"),
        ...oaep(step),
        'Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");',
        "cipher.init(Cipher.DECRYPT_MODE, key, oaep);",
        `String ciphertext = ${lines(step.ciphertext, "    ")};`,
        "System.out.write(cipher.doFinal(Base64.getDecoder().decode(ciphertext)));",
        "System.out.println();",
      ],
      clearKey("private-key"),
    ),
  sign: (step) =>
    program(
      "Sign",
      [
        ...privateKey("signing-key"),
        ...pss(step),
        "pss.initSign(key);",
        `pss.update(${literal(step.text)}.getBytes("UTF-8"));`,
        "System.out.println(Base64.getEncoder().encodeToString(pss.sign()));",
      ],
      clearKey("signing-key"),
    ),
  verify: (step) =>
    program("Verify", [
      ...publicKey(step.publicKey),
      ...pss(step),
      "pss.initVerify(key);",
      `pss.update(${literal(step.text)}.getBytes("UTF-8"));`,
      `String signature = ${lines(step.signature, "    ")};`,
      'System.out.println(pss.verify(Base64.getDecoder().decode(signature)) ? "valid" : "not valid");',
    ]),
};
