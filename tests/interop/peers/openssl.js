// The peer OpenSSL 3, by its command line.
import { command, file, numbers } from "./commands.js";
import { serve } from "./serve.js";

/** @param {string[]} args */
const openssl = (...args) => command("openssl", args);
/** OpenSSL's name of a hash: sha256, sha512-256. @param {string} hash */
const digest = (hash) => hash.toLowerCase().replace("sha-", "sha").replace("/", "-");
/** OpenSSL's name of a cipher: aes-256-cbc, des-ede3-cbc. @param {string} cipher */
const cipherName = (cipher) => cipher.toLowerCase();
/** A passphrase as an argument of `-passin` and `-passout`. @param {string} passphrase */
const secret = (passphrase) => `file:${file(passphrase)}`;

/** The options of `openssl pkeyutl`. @param {{ hash: string, mgfHash: string, label: Uint8Array }} parameters */
const oaep = ({ hash, mgfHash, label }) =>
  [
    "rsa_padding_mode:oaep",
    `rsa_oaep_md:${digest(hash)}`,
    `rsa_mgf1_md:${digest(mgfHash)}`,
    ...(label.length > 0 ? [`rsa_oaep_label:${Buffer.from(label).toString("hex")}`] : []),
  ].flatMap((parameter) => ["-pkeyopt", parameter]);

await serve({
  version: async () => String(await openssl("version")).split(" ")[1],
  generate: async ({ bits }) =>
    String(await openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", `rsa_keygen_bits:${bits}`)),
  write({ key, container, encoding, passphrase, kdf, prf, cipher, iterations }) {
    const form = ["-in", file(key), "-outform", encoding];
    switch (container) {
      case "PKCS#1": {
        const protection = kdf ? [`-${cipherName(cipher)}`, "-passout", secret(passphrase)] : [];
        return openssl("rsa", "-traditional", ...form, ...protection);
      }
      case "PKCS#8": {
        if (!passphrase) return openssl("pkcs8", "-topk8", "-nocrypt", ...form);
        const derivation =
          kdf === "scrypt"
            ? ["-scrypt", "-scrypt_N", String(iterations)]
            : ["-v2prf", `hmacWith${prf?.replace("-", "")}`, "-iter", String(iterations)];
        const protection = kdf ? ["-v2", cipherName(cipher), ...derivation] : [];
        return openssl("pkcs8", "-topk8", ...form, ...protection, "-passout", secret(passphrase));
      }
      case "SPKI":
        return openssl("rsa", "-pubout", ...form);
      case "PKCS#1 public":
        return openssl("rsa", "-RSAPublicKey_out", ...form);
      // X.509
      default:
        return openssl("req", "-x509", "-key", file(key), "-subj", "/CN=a test", "-outform", encoding);
    }
  },
  async read({ data, container, encoding, passphrase }) {
    const form = ["-in", file(data), "-inform", encoding];
    if (container === "SPKI") return numbers(await openssl("rsa", "-pubin", ...form));
    if (container === "PKCS#1 public") return numbers(await openssl("rsa", "-RSAPublicKey_in", ...form));
    // With "-check" OpenSSL refuses numbers that contradict each other.
    return numbers(await openssl("rsa", "-check", ...form, ...(passphrase ? ["-passin", secret(passphrase)] : [])));
  },
  encrypt: ({ key, data, ...parameters }) =>
    openssl("pkeyutl", "-encrypt", "-pubin", "-inkey", file(key), "-in", file(data), ...oaep(parameters)),
  decrypt: ({ key, data, ...parameters }) =>
    openssl("pkeyutl", "-decrypt", "-inkey", file(key), "-in", file(data), ...oaep(parameters)),
});
