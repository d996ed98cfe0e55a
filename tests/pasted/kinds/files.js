// Kinds K and L of pasted input: BER, bytes after the DER, key stores, and the files of other programs. If such input
// is not read, the error must say what the input is.
import { readFileSync } from "node:fs";
import { blob, bodyOf, forms, line, names, readsPrivate, readsPublic, refused } from "../support.js";
import { file, isInstalled, openssl, passphrase, place, run, written } from "../tools.js";
import { inPieces, indefinite, longLengths, withoutPrimes, zerosBefore } from "../der.js";
import { publicListing, publicPackets, putty, rsaKeyValue, sshCom } from "./leaked.js";

const { spki, pkcs8, spkiDer, pkcs8Der, pkcs1Der, publicJwk, jwk } = forms;
const base64 = (/** @type {string | Uint8Array} */ input) => Buffer.from(input).toString("base64");
const after = (/** @type {Buffer} */ der, /** @type {string | Buffer} */ more) =>
  Buffer.concat([der, Buffer.from(more)]);
/** What is expected of input with bytes after its DER. */
const trailing = {
  codes: ["malformed-key"],
  says: [/bytes? (follow|after)|after (it|the key)/i],
  want: /** @type {const} */ ("read or named"),
};

/** What is expected of BER, and the commands that may convert it. */
const ber = (/** @type {string[]} */ ...commands) => ({
  codes: ["malformed-key", "unsupported-key"],
  says: [/BER/, /`openssl pkey [^`]*FILE/],
  want: /** @type {const} */ ("read or named"),
  commands,
});
/** BER that OpenSSL does not read either. */
const otherBer = { ...ber(), says: [/BER/], commands: undefined };
const publicBer = ber("openssl pkey -pubin -inform DER -in FILE");
const privateBer = ber("openssl pkey -inform DER -in FILE");

/** @type {import("../support.js").Kind} */
export const encodings = {
  kind: "K",
  title: "BER and bytes after the DER",
  reported: [
    readsPublic("DER with a line end after it", after(spkiDer, "\n"), trailing),
    readsPublic(
      "PEM with a zero byte after its DER",
      `-----BEGIN PUBLIC KEY-----\n${base64(after(spkiDer, "\0"))}\n-----END PUBLIC KEY-----`,
      trailing,
    ),
    readsPublic("BER of indefinite length", indefinite(spkiDer), publicBer),
    readsPrivate("superfluous zero bytes before numbers", zerosBefore(pkcs1Der), {
      want: "read or named",
      codes: ["malformed-key"],
      says: [/BER|zero byte/],
    }),
    readsPrivate("p, q and the CRT values 0", withoutPrimes(pkcs1Der), {
      want: "read or named",
      codes: ["malformed-key", "unsupported-key"],
      says: [/primes/, /0|zero/],
    }),
  ],
  further: [
    readsPublic("DER with a line end of Windows after it", after(spkiDer, "\r\n"), trailing),
    readsPublic(
      "DER in a block of 512 bytes that zeros fill",
      after(spkiDer, Buffer.alloc(512 - spkiDer.length)),
      trailing,
    ),
    readsPublic("DER twice", after(spkiDer, spkiDer), trailing),
    readsPublic("base64 with bytes after its DER", base64(after(spkiDer, "\r\n")), trailing),
    readsPublic("hexadecimal digits with 00 after its DER", `${spkiDer.toString("hex")}00`, trailing),
    readsPublic("a line end before DER", Buffer.concat([Buffer.from("\n"), spkiDer]), {
      want: "read or named",
      codes: ["malformed-key"],
      says: [/bytes? before|before/],
    }),
    readsPrivate("a private key in DER with a line end after it", after(pkcs8Der, "\n"), trailing),
    readsPublic("BER with lengths of four bytes", longLengths(spkiDer), otherBer),
    readsPublic(
      "PEM of BER",
      `-----BEGIN PUBLIC KEY-----\n${base64(indefinite(spkiDer))}\n-----END PUBLIC KEY-----\n`,
      ber("openssl pkey -pubin -in FILE"),
    ),
    readsPrivate("a private key in BER of indefinite length", indefinite(pkcs8Der), privateBer),
    readsPrivate("a private key with its OCTET STRING in pieces", inPieces(pkcs8Der), privateBer),
    readsPrivate("a private key with long lengths", longLengths(pkcs8Der), otherBer),
    names("a private key in BER of indefinite length", indefinite(pkcs8Der), "private-key-given", [], {
      kind: "private-key",
    }),
    refused("DER that is cut off", spkiDer.subarray(0, 200), "malformed-key"),
  ],
};

const keyFile = file(pkcs8);
const certificate = String(openssl("req", "-x509", "-key", keyFile, "-subj", "/CN=alice", "-days", "2")());
const certificateFile = file(certificate);
/** PKCS#12 with the private key and its certificate. @param {string[]} more */
const store = (...more) =>
  openssl("pkcs12", "-export", "-inkey", keyFile, "-in", certificateFile, "-passout", "env:PASS", ...more)();
/** Certificates without a key, as PKCS#7. @param {string} format */
const bundle = (format) => openssl("crl2pkcs7", "-nocrl", "-certfile", certificateFile, "-outform", format)();
/** A certificate request. @param {string} format */
const request = (format) => openssl("req", "-new", "-key", keyFile, "-subj", "/CN=alice", "-outform", format)();
const rfc4716 = String(run("ssh-keygen", ["-e", "-f", file(line)]));
const xml = rsaKeyValue(publicJwk);

/** A key store as keytool makes it. @param {string} type */
function javaStore(type) {
  const secrets = ["-storepass", passphrase, "-keypass", passphrase];
  const key = ["-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-alias", "alice", "-dname", "CN=alice"];
  return written("keytool", [...key, ...secrets, "-storetype", type, "-keystore", "OUT"]);
}
/** Key stores of the types JKS and JCEKS, where a JDK is installed. */
export const javaStores = isInstalled("keytool") ? [javaStore("JKS"), javaStore("JCEKS")] : [];

/** A key store with certificates alone. @param {string} type @param {string[]} aliases */
function trustStore(type, ...aliases) {
  const path = place("store");
  for (const alias of aliases) {
    run("keytool", [
      ...["-importcert", "-noprompt", "-alias", alias, "-file", certificateFile, "-keystore", path],
      ...["-storetype", type, "-storepass", passphrase],
    ]);
  }
  return readFileSync(path);
}
/** Key stores of the types JKS and JCEKS with certificates alone, where a JDK is installed. */
const trustStores = javaStores.length
  ? [trustStore("JKS", "alice"), trustStore("JCEKS", "alice"), trustStore("JKS", "alice", "again")]
  : [];
/** PKCS#12 without a private key. @param {string[]} more */
const certificateStore = (...more) =>
  openssl("pkcs12", "-export", "-nokeys", "-in", certificateFile, "-passout", "env:PASS", ...more)();

const unsupported = "unsupported-key";
const asPrivate = { as: /** @type {const} */ ("private"), kind: /** @type {const} */ ("private-key") };
const asPublic = { kind: /** @type {const} */ ("public-key") };
/** @type {Partial<import("../support.js").Pasted>} */
const readable = { want: /** @type {const} */ ("read or named"), ...asPublic };

/**
 * Returns a function that makes the cases of one form.
 *
 * @param {RegExp} form The form's name in the error's text.
 * @param {string[]} commands The commands that convert the form into one that is read.
 * @param {Partial<import("../support.js").Pasted>} rest
 * @returns {(name: string, input: string | Uint8Array, original?: string | Uint8Array) => import("../support.js").Pasted}
 */
const formOf = (form, commands, rest) => {
  const [program = ""] = (commands[0] ?? "").split(" FILE");
  const command = new RegExp(`\`${program.split(" ").slice(0, 2).join(" ")} [^\`]*FILE`);
  return (name, input, original) =>
    names(name, input, unsupported, [form, command], { ...rest, commands, file: original });
};
const isPkcs12 = formOf(/PKCS#12/, ["openssl pkcs12 -in FILE -nocerts -noenc -legacy"], asPrivate);
const isPutty = formOf(/PuTTY/, ["puttygen FILE -O private-openssh -o OUT"], asPrivate);
const isSshCom = formOf(/ssh\.com/, ["puttygen FILE -O private-openssh -o OUT"], asPrivate);
const isRfc4716 = formOf(/RFC 4716/, ["ssh-keygen -i -f FILE"], readable);
const isRequest = formOf(/certificate request/, ["openssl req -in FILE -noout -pubkey"], asPublic);
const isRequestDer = formOf(/certificate request/, ["openssl req -inform DER -in FILE -noout -pubkey"], asPublic);
const isPkcs7 = formOf(/PKCS#7/, ["openssl pkcs7 -in FILE -print_certs"], {});
const isPkcs7Der = formOf(/PKCS#7/, ["openssl pkcs7 -inform DER -in FILE -print_certs"], {});
const extractKey = "openssl pkcs12 -in OUT -nocerts -noenc";
const isJks = formOf(
  /Java/,
  ["keytool -importkeystore -srckeystore FILE -destkeystore OUT -deststoretype PKCS12", extractKey],
  asPrivate,
);
const isJceks = formOf(
  /Java/,
  ["keytool -importkeystore -srcstoretype JCEKS -srckeystore FILE -destkeystore OUT -deststoretype PKCS12", extractKey],
  asPrivate,
);
const [jks, jceks] = javaStores;
const isTrustStore = formOf(/certificates alone/, ["keytool -list -rfc -storetype JCEKS -keystore FILE"], asPublic);
const isCertificates = formOf(/PKCS#12/, ["openssl pkcs12 -in FILE -noenc -legacy"], asPublic);
/**
 * The case of an encoded file: the error says that the command is for the decoded file.
 *
 * @param {import("../support.js").Pasted} pasted
 */
const encoded = (pasted) => ({ ...pasted, says: [...(pasted.says ?? []), /where FILE is what this text decodes to/] });
const latin1 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString("latin1");
const isNamed = (
  /** @type {string} */ name,
  /** @type {string} */ input,
  /** @type {RegExp} */ form,
  rest = readable,
) => names(name, input, ["malformed-key", unsupported], [form], rest);

/** @type {import("../support.js").Kind} */
export const foreign = {
  kind: "L",
  title: "key stores and files of other programs",
  reported: [
    isPkcs12("PKCS#12", store()),
    isPkcs12("PKCS#12 in BER", indefinite(store("-nomac"))),
    isPkcs12("PKCS#12 without a MAC", store("-nomac")),
    ...(jks ? [isJks("a key store of Java", jks)] : []),
    isRequestDer("a certificate request in DER", request("DER")),
    isPkcs7Der("PKCS#7 in DER", bundle("DER")),
    isNamed("RSAKeyValue of .NET", xml, /RSAKeyValue/),
    isNamed(
      "a key of OpenPGP",
      "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBGdK\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----",
      /OpenPGP/,
    ),
    isRfc4716("RFC 4716", rfc4716),
    isPutty("PuTTY", String(putty.v3)),
    isSshCom("ssh.com", String(sshCom)),
    readsPublic("one certificate twice", certificate + certificate, {
      kind: "certificate",
      unwrapped: ["first-certificate"],
    }),
  ],
  further: [
    encoded(isPkcs12("PKCS#12 in base64", base64(store()), store())),
    encoded(isPkcs12("PKCS#12 in JSON", JSON.stringify({ pfx: base64(store()) }), store())),
    encoded(isPkcs12("PKCS#12 as a string with a character for each byte", latin1(store()), store())),
    isCertificates("PKCS#12 with certificates alone", certificateStore()),
    isCertificates("PKCS#12 with certificates alone, under old ciphers", certificateStore("-legacy")),
    isCertificates("PKCS#12 with certificates alone, not encrypted", certificateStore("-certpbe", "NONE")),
    encoded(
      isCertificates("PKCS#12 with certificates alone, in base64", base64(certificateStore()), certificateStore()),
    ),
    ...trustStores.map((bytes, at) => isTrustStore(`a trust store of Java, ${at + 1}`, bytes)),
    ...trustStores
      .slice(0, 1)
      .map((bytes) => encoded(isTrustStore("a trust store of Java in base64", base64(bytes), bytes))),
    ...(jks
      ? [encoded(isJks("a key store of Java as a string with a character for each byte", latin1(jks), jks))]
      : []),
    isPkcs12("PKCS#12 under old ciphers", store("-legacy")),
    isPkcs12("PKCS#12 in hexadecimal digits", store().toString("hex"), store()),
    isPkcs12("PKCS#12 with a line end after it", after(store(), "\n")),
    ...(jceks ? [isJceks("a key store of Java of the type JCEKS", jceks)] : []),
    ...(jks ? [isJks("a key store of Java in base64", base64(jks), jks)] : []),
    isPutty("PuTTY of version 2", String(putty.v2)),
    isPutty("PuTTY with words before it", `My key:\n${putty.v3}`, putty.v3),
    isPutty("PuTTY with line ends of Windows", String(putty.v3).replaceAll("\n", "\r\n")),
    isSshCom("ssh.com with words before it", `My key:\n${sshCom}`, sshCom),
    encoded(isRequestDer("a certificate request in base64", base64(request("DER")), request("DER"))),
    encoded(
      isRequestDer("a certificate request in hexadecimal digits", request("DER").toString("hex"), request("DER")),
    ),
    encoded(isPutty("PuTTY in JSON", JSON.stringify({ key: String(putty.v3) }), putty.v3)),
    encoded(isRfc4716("RFC 4716 in base64", base64(rfc4716), rfc4716)),
    isRequest("a certificate request in PEM", String(request("PEM"))),
    isRequest(
      "a certificate request in PEM with escaped line ends",
      String(request("PEM")).replaceAll("\n", "\\n"),
      request("PEM"),
    ),
    isPkcs7("PKCS#7 in PEM", String(bundle("PEM"))),
    encoded(isPkcs7Der("PKCS#7 in base64", base64(bundle("DER")), bundle("DER"))),
    isPkcs7(
      "PKCS#7 under the label of a certificate",
      String(bundle("PEM")).replaceAll("PKCS7", "CERTIFICATE"),
      bundle("PEM"),
    ),
    isRfc4716(
      "RFC 4716 with five dashes",
      rfc4716.replaceAll("---- ", "----- ").replaceAll(" ----", " -----"),
      rfc4716,
    ),
    isRfc4716("RFC 4716 with words before it", `Hello,\n${rfc4716}`, rfc4716),
    isNamed(
      "RSAKeyValue in an element of XML signatures",
      `<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><KeyValue>${xml}</KeyValue></KeyInfo>`,
      /RSAKeyValue/,
    ),
    isNamed("RSAKeyValue in base64", base64(xml), /RSAKeyValue/),
    isNamed("RSAKeyValue of a private key", rsaKeyValue(jwk), /RSAKeyValue/, { ...readable, ...asPrivate }),
    isNamed("what openssl pkey -text prints", publicListing, /openssl/),
    readsPublic("PEM after what openssl pkey -text prints", publicListing + spki),
    readsPublic(
      "what openssl x509 -text prints before its certificate",
      String(openssl("x509", "-text")(certificate)),
      { kind: "certificate" },
    ),
    readsPublic(
      "one certificate three times, in one line",
      (certificate + certificate + certificate).replaceAll("\n", "\\n"),
      {
        kind: "certificate",
        unwrapped: ["first-certificate"],
      },
    ),
    isNamed("a list of revoked certificates", "-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----", /CRL|revoked/),
    isNamed("an age recipient", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", /age/),
  ],
};

/** Inputs without a private key, by their names: none of them may get the error private-key-given. */
export const publicForms = {
  request: request("DER"),
  bundle: bundle("DER"),
  rfc4716,
  certificate,
  body: bodyOf(spki),
  blob,
  certificates: certificateStore(),
  ...Object.fromEntries(trustStores.map((bytes, at) => [`trust store ${at}`, bytes])),
  ...Object.fromEntries(publicPackets.map((bytes, at) => [`packet ${at}`, bytes])),
};
