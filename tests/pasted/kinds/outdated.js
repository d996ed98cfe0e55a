// Kind I: private keys under protections that OpenSSL 3 opens only with its provider `legacy`, or that sealpost does
// not read for another reason.
import { readFileSync } from "node:fs";
import { forms, names } from "../support.js";
import { file, openssl, passphrase, run } from "../tools.js";

const legacy = ["-provider", "legacy", "-provider", "default"];
const pkcs8 = (/** @type {string[]} */ ...protection) =>
  String(openssl("pkcs8", "-topk8", "-passout", "env:PASS", ...protection, ...legacy)(forms.pkcs8));
const traditional = (/** @type {string} */ cipher) =>
  String(openssl("rsa", "-traditional", "-passout", "env:PASS", cipher, ...legacy)(forms.pkcs8));
/** The command that most of these errors recommend: it protects the key anew, in a way that sealpost reads. */
const anew = "openssl pkcs8 -topk8 -in FILE -provider legacy -provider default";
const asPrivate = {
  as: /** @type {const} */ ("private"),
  kind: /** @type {const} */ ("private-key"),
  options: { passphrase },
};
const outdated = (/** @type {string} */ name, /** @type {string | Buffer} */ input, command = anew) =>
  names(name, input, "unsupported-key", [/`[^`]* FILE[^`]*`/], { ...asPrivate, commands: [command] });

/** A private file of OpenSSH under AES-128-CBC. */
function opensshAes128() {
  const path = file(forms.pkcs1);
  run("ssh-keygen", ["-p", "-f", path, "-P", "", "-N", passphrase, "-Z", "aes128-cbc", "-a", "4"]);
  return readFileSync(path, "utf8");
}

/** @type {import("../support.js").Kind} */
export const protections = {
  kind: "I",
  title: "advice for outdated protections",
  reported: [outdated("PBE-MD5-DES", pkcs8("-v1", "PBE-MD5-DES")), outdated("DEK-Info: DES-CBC", traditional("-des"))],
  further: [
    ...["PBE-SHA1-DES", "PBE-MD5-RC2-64", "PBE-SHA1-RC2-40", "PBE-SHA1-RC4-128", "PBE-SHA1-3DES"].map((scheme) =>
      outdated(scheme, pkcs8("-v1", scheme)),
    ),
    outdated("PBES2 with DES-CBC", pkcs8("-v2", "des")),
    outdated("PBES2 with RC2-CBC", pkcs8("-v2", "rc2-cbc")),
    outdated("PBES2 with Camellia", pkcs8("-v2", "camellia-128-cbc")),
    outdated(
      "PBE-MD5-DES in DER",
      openssl(
        "pkcs8",
        "-topk8",
        "-passout",
        "env:PASS",
        "-v1",
        "PBE-MD5-DES",
        "-outform",
        "DER",
        ...legacy,
      )(forms.pkcs8),
      "openssl pkcs8 -topk8 -inform DER -in FILE -provider legacy -provider default",
    ),
    outdated("DEK-Info: SEED-CBC", traditional("-seed")),
    outdated("DEK-Info: BF-CBC", traditional("-bf")),
    outdated("DEK-Info: ARIA-128-CBC", traditional("-aria128")),
    outdated("OpenSSH under AES-128-CBC", opensshAes128(), "ssh-keygen -p -Z aes256-ctr -f FILE"),
  ],
};
