// Kinds K and L: what is named and not read. BER, bytes after the DER, key stores, and the files of other programs.
import { blob, bodyOf, forms, line, names, readsPrivate, readsPublic } from "../support.js";
import { file, isInstalled, openssl, passphrase, run, written } from "../tools.js";
import { inPieces, indefinite, longLengths, withoutPrimes, zerosBefore } from "./der.js";
import { publicListing, putty, rsaKeyValue, sshCom } from "./leaked.js";

const { spki, pkcs8, spkiDer, pkcs8Der, pkcs1Der, publicJwk, jwk } = forms;
const base64 = (/** @type {string | Uint8Array} */ input) => Buffer.from(input).toString("base64");
const after = (/** @type {Buffer} */ der, /** @type {string | Buffer} */ more) =>
  Buffer.concat([der, Buffer.from(more)]);
const follow = {
  codes: ["malformed-key"],
  says: [/bytes? (follow|after)|after (it|the key)/i],
  want: /** @type {const} */ ("read or named"),
};
/** BER of a public or of a private key. */
const [publicBer, privateBer] = [
  [/BER/, /`openssl pkey -pubin -inform DER -in FILE/],
  [/BER/, /`openssl pkey -inform DER -in FILE/],
];
const ber = (/** @type {RegExp[]} */ says) => ({
  codes: ["malformed-key", "unsupported-key"],
  says,
  want: /** @type {const} */ ("read or named"),
});

/** @type {import("../support.js").Kind} */
export const encodings = {
  kind: "K",
  title: "BER and bytes after the DER",
  reported: [
    readsPublic("DER with a line end after it", after(spkiDer, "\n"), follow),
    readsPublic(
      "PEM with a zero byte after its DER",
      `-----BEGIN PUBLIC KEY-----\n${base64(after(spkiDer, "\0"))}\n-----END PUBLIC KEY-----`,
      follow,
    ),
    readsPublic("BER of indefinite length", indefinite(spkiDer), ber(publicBer)),
    readsPrivate("superfluous zero bytes before numbers", zerosBefore(pkcs1Der), ber([/BER|zero byte/])),
    readsPrivate("p, q and the CRT values 0", withoutPrimes(pkcs1Der), {
      want: "read or named",
      codes: ["malformed-key", "unsupported-key"],
      says: [/primes/, /0|zero/],
    }),
  ],
  further: [
    readsPublic("DER with a line end of Windows after it", after(spkiDer, "\r\n"), follow),
    readsPublic(
      "DER in a block of 512 bytes that zeros fill",
      after(spkiDer, Buffer.alloc(512 - spkiDer.length)),
      follow,
    ),
    readsPublic("DER twice", after(spkiDer, spkiDer), follow),
    readsPublic("base64 with bytes after its DER", base64(after(spkiDer, "\r\n")), follow),
    readsPublic("hexadecimal digits with 00 after its DER", `${spkiDer.toString("hex")}00`, follow),
    readsPublic("a line end before DER", Buffer.concat([Buffer.from("\n"), spkiDer]), {
      want: "read or named",
      codes: ["malformed-key"],
      says: [/bytes? before|before/],
    }),
    readsPrivate("a private key in DER with a line end after it", after(pkcs8Der, "\n"), follow),
    readsPublic("BER with lengths of four bytes", longLengths(spkiDer), ber(publicBer)),
    readsPublic(
      "PEM of BER",
      `-----BEGIN PUBLIC KEY-----\n${base64(indefinite(spkiDer))}\n-----END PUBLIC KEY-----\n`,
      ber([/BER/, /`openssl pkey -pubin -in FILE/]),
    ),
    readsPrivate("a private key in BER of indefinite length", indefinite(pkcs8Der), ber(privateBer)),
    readsPrivate("a private key with its OCTET STRING in pieces", inPieces(pkcs8Der), ber(privateBer)),
    readsPrivate("a private key with long lengths", longLengths(pkcs8Der), ber(privateBer)),
    names("a private key in BER of indefinite length", indefinite(pkcs8Der), "private-key-given", [], {
      kind: "private-key",
    }),
    names("DER that is cut off has nothing after it", spkiDer.subarray(0, 200), "malformed-key", [/cut off|damaged/]),
  ],
};

const keyFile = file(pkcs8);
const certificate = String(openssl("req", "-x509", "-key", keyFile, "-subj", "/CN=alice", "-days", "2")());
const certificateFile = file(certificate);
const store = (/** @type {string[]} */ ...more) =>
  openssl("pkcs12", "-export", "-inkey", keyFile, "-in", certificateFile, "-passout", "env:PASS", ...more)();
/** Certificates without a key, as PKCS#7. @param {string} format */
const bundle = (format) => openssl("crl2pkcs7", "-nocrl", "-certfile", certificateFile, "-outform", format)();
const request = (/** @type {string} */ format) =>
  openssl("req", "-new", "-key", keyFile, "-subj", "/CN=alice", "-outform", format)();
const rfc4716 = String(run("ssh-keygen", ["-e", "-f", file(line)]));
const xml = rsaKeyValue(publicJwk);

/** A key store as keytool makes it. @param {string} type */
function javaStore(type) {
  const secrets = ["-storepass", passphrase, "-keypass", passphrase];
  const key = ["-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-alias", "alice", "-dname", "CN=alice"];
  return written("keytool", [...key, ...secrets, "-storetype", type, "-keystore", "OUT"]);
}
/** JKS and JCEKS, where a JDK is installed. */
export const javaStores = isInstalled("keytool") ? [javaStore("JKS"), javaStore("JCEKS")] : [];

const unsupported = "unsupported-key";
const asPrivate = { as: /** @type {const} */ ("private"), kind: /** @type {const} */ ("private-key") };
const asPublic = { kind: /** @type {const} */ ("public-key") };
const pkcs12 = [/PKCS#12/, /`openssl pkcs12 -in FILE /];
const pkcs7 = [/PKCS#7/, /`openssl pkcs7 -print_certs /];
const csr = [/certificate request/, /`openssl req /];
const puttySays = [/PuTTY/, /`puttygen FILE -O private-openssh -o OUT`/];

/** @type {import("../support.js").Kind} */
export const foreign = {
  kind: "L",
  title: "files that are only named",
  reported: [
    names("PKCS#12", store(), unsupported, pkcs12, asPrivate),
    names("PKCS#12 in BER", indefinite(store()), unsupported, pkcs12, asPrivate),
    names("PKCS#12 without a MAC", store("-nomac"), unsupported, pkcs12, asPrivate),
    ...javaStores
      .slice(0, 1)
      .map((jks) =>
        names("a key store of Java", jks, unsupported, [/JKS|Java/, /`keytool -importkeystore /], asPrivate),
      ),
    names("a certificate request in DER", request("DER"), unsupported, csr, asPublic),
    names("PKCS#7 in DER", bundle("DER"), unsupported, pkcs7),
    names("RSAKeyValue of .NET", xml, unsupported, [/RSAKeyValue/], { want: "read or named", ...asPublic }),
    names(
      "a key of OpenPGP",
      "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBGdK\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----",
      unsupported,
      [/OpenPGP/],
      asPublic,
    ),
    names("RFC 4716", rfc4716, unsupported, [/RFC 4716/, /`ssh-keygen -i -f FILE`/], {
      want: "read or named",
      ...asPublic,
    }),
    names("PuTTY", String(putty.v3), unsupported, puttySays, asPrivate),
    names("ssh.com", String(sshCom), unsupported, [/ssh\.com/, /`(ssh-keygen|puttygen) /], asPrivate),
    readsPublic("a certificate and its chain", certificate + certificate, {
      kind: "certificate",
      unwrapped: ["first-certificate"],
    }),
  ],
  further: [
    names("PKCS#12 in base64", base64(store()), unsupported, pkcs12, asPrivate),
    names("PKCS#12 under old ciphers", store("-legacy"), unsupported, pkcs12, asPrivate),
    names("PKCS#12 in hexadecimal digits", store().toString("hex"), unsupported, pkcs12, asPrivate),
    names("PKCS#12 with a line end after it", after(store(), "\n"), unsupported, pkcs12, asPrivate),
    ...javaStores
      .slice(1)
      .map((jceks) =>
        names(
          "a key store of Java of the type JCEKS",
          jceks,
          unsupported,
          [/JCEKS|Java/, /`keytool -importkeystore /],
          asPrivate,
        ),
      ),
    ...javaStores
      .slice(0, 1)
      .map((jks) =>
        names(
          "a key store of Java in base64",
          base64(jks),
          unsupported,
          [/JKS|Java/, /`keytool -importkeystore /],
          asPrivate,
        ),
      ),
    names("PuTTY of version 2", String(putty.v2), unsupported, puttySays, asPrivate),
    names("PuTTY with words before it", `My key:\n${putty.v3}`, unsupported, puttySays, asPrivate),
    names(
      "PuTTY with line ends of Windows",
      String(putty.v3).replaceAll("\n", "\r\n"),
      unsupported,
      puttySays,
      asPrivate,
    ),
    names("a certificate request in base64", base64(request("DER")), unsupported, csr, asPublic),
    names(
      "a certificate request in PEM with escaped line ends",
      String(request("PEM")).replaceAll("\n", "\\n"),
      unsupported,
      csr,
      asPublic,
    ),
    names("PKCS#7 in PEM", String(bundle("PEM")), unsupported, pkcs7),
    names("PKCS#7 in base64", base64(bundle("DER")), unsupported, pkcs7),
    names(
      "PKCS#7 under the label of a certificate",
      String(bundle("PEM")).replaceAll("PKCS7", "CERTIFICATE"),
      unsupported,
      pkcs7,
    ),
    names(
      "RFC 4716 with five dashes",
      rfc4716.replaceAll("---- ", "----- ").replaceAll(" ----", " -----"),
      unsupported,
      [/RFC 4716/],
      { want: "read or named" },
    ),
    names("RFC 4716 with words before it", `Hello,\n${rfc4716}`, unsupported, [/RFC 4716/], { want: "read or named" }),
    names(
      "RSAKeyValue in an element of XML signatures",
      `<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><KeyValue>${xml}</KeyValue></KeyInfo>`,
      unsupported,
      [/RSAKeyValue/],
      { want: "read or named", ...asPublic },
    ),
    names("RSAKeyValue in base64", base64(xml), unsupported, [/RSAKeyValue/], { want: "read or named", ...asPublic }),
    names("RSAKeyValue of a private key", rsaKeyValue(jwk), unsupported, [/RSAKeyValue/], {
      want: "read or named",
      ...asPrivate,
    }),
    names("what openssl pkey -text prints", publicListing, ["malformed-key", unsupported], [/openssl/], {
      want: "read or named",
    }),
    names("what openssl pkey -text prints before PEM is passed over", publicListing + spki, [], [], { want: "read" }),
    readsPublic(
      "what openssl x509 -text prints before its certificate",
      String(openssl("x509", "-text")(certificate)),
      { kind: "certificate" },
    ),
    readsPublic("a chain of three in one line", (certificate + certificate + certificate).replaceAll("\n", "\\n"), {
      kind: "certificate",
      unwrapped: ["first-certificate"],
    }),
    names(
      "a list of revoked certificates",
      "-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----",
      ["malformed-key", unsupported],
      [/CRL|revoked/],
    ),
    names("an age recipient", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", unsupported, [/age/]),
  ],
};

/** Public parts of the files above that must not be called private. */
export const publicForms = {
  request: request("DER"),
  bundle: bundle("DER"),
  rfc4716,
  certificate,
  body: bodyOf(spki),
  blob,
};
