// Why a key or a message is refused, and what to do: a sentence for each reason of the package's errors. A sentence
// that ends in a colon is followed by the commands that the package's error recommends. Some reasons come with names or
// numbers.
import { apart } from "../format.js";

/** The end of the texts about a wrong number in a key. */
const again = "It was changed, or badly made. Get the key again from where it came from.";
/** The end of the texts about a message with a wrong part. */
const whole = "Get all of it again, from the first character to the last.";
const unsafe = "This key is not safe to use: ";

export default {
  // Keys: what surrounds them.
  "no-key":
    "This is not a key. A key is a text that begins with -----BEGIN or with ssh-rsa, or a JWK; the file of a key can be " +
    "dropped here, too.",
  "key-too-long": "This is longer than any key. Give the key alone.",
  "key-damaged": "This key is damaged or cut off. Get all of it again, from the first character to the last.",
  "private-key-damaged":
    "This has a private key that is damaged, beside a public one. Give the private key alone, all of it.",
  "several-keys": "This has more than one key. Give only the one that is meant.",
  "several-keys-in": (/** @type {readonly string[]} */ [first = "", second = ""]) =>
    `This has more than one key, in ${apart(first)} and ${apart(second)}. Give only the one that is meant.`,
  "bytes-before": "There are other bytes before this key. Remove them, or export the key again.",
  "bytes-after": "There are other bytes after this key. Remove them, or export the key again.",
  "pem-cut-off": "This key is cut off. Copy all of it, up to the last dash of the END line.",
  "pem-damaged": "This key is damaged. Copy it again, without changes.",
  "pem-other": "This has a BEGIN line, but it is not the one of a key. Look for the text whose BEGIN line names a KEY.",
  "pem-backslashes":
    "The line ends of this key were written as \\n, and the backslashes got lost: only n is left. Copy the key again.",
  "pem-spaces": "Each plus sign (+) of this key became a space, as happens in addresses. Copy the key again.",
  "other-form":
    "This key is damaged, or in a form that a page which only sends does not read. It reads PEM, DER, base64 of DER, a JWK and a JWK Set.",

  // Keys: DER and BER.
  "public-ber": "This key is written in BER, and only DER is read here. Give what this command prints:",
  "private-ber": "This key is written in BER, and only DER is read here. Load what this command prints:",
  "long-lengths":
    "This key is written in BER with overlong lengths, and only DER is read. Export it again as DER or PEM.",
  "superfluous-zero":
    "A number of this key begins with a zero byte too many: it is BER, and only DER is read. Export it again as DER or PEM.",
  "negative-number":
    "A number of this key is negative, because the zero byte before it is missing. Export the key again.",

  // Keys: JSON.
  "json-damaged": "This JSON is damaged, or a name in it comes twice. Get all of it again.",
  "json-without-key": "There is no key in this JSON. A key in JSON is a JWK, which has a member kty.",
  "jwk-not-object": "This JSON is not a key. A JWK is one object in which no name comes twice.",
  "object-as-text": "This is what JavaScript writes for an object as text. Give its JSON instead.",
  "jwk-number": "A number of this JWK is missing or not in base64url. Export the key again.",
  "jwk-modulus":
    "The n of this JWK is not a number in base64url; it looks like hexadecimal or decimal digits. Export the key again, as " +
    "a JWK or as PEM.",
  "jwk-exponent": "The e of this JWK is not in base64url. The usual value there is AQAB, which is 65537.",
  "jwk-certificate-only":
    "This JWK has a certificate and not the numbers of a key. Give the first text of its x5c alone.",
  "jwk-without-type":
    "This JSON has the numbers of a key but no kty, so it is not a JWK. Export the key again, as a JWK or as PEM.",
  "jwk-other-type": "This is not an RSA key, says its kty. An RSA key is needed here.",
  "jwk-other-purpose":
    "This key is not for signatures with RSASSA-PSS, say its use, key_ops or alg. Another one is needed, made for signing.",
  "jwk-use": "This key is not for encryption, says its use. Another one is needed, made for encryption.",
  "jwk-operations": "This key is not for encryption, say its key_ops. Another one is needed, made for encryption.",
  "jwk-operations-no-list": "The key_ops of this JWK are not a list. Export the key again.",
  "jwk-algorithm":
    "This key is not for RSA-OAEP, says its alg. Another one is needed, made for encryption with RSA-OAEP.",
  "jwk-set-without-rsa": "There is no RSA key in this JWK Set. An RSA key is needed here.",
  "jwk-set-several": "This JWK Set has more than one fitting key. Give only the one that is meant.",
  "jwk-set-without-kid": "No key in this JWK Set has the kid that was asked for.",

  // Keys: files of other software.
  pkcs12: "This is a PKCS#12 file. Load what this command takes out of it:",
  "pkcs12-certificates":
    "This PKCS#12 file has certificates alone, or its contents are all encrypted. Load the key or a certificate that this " +
    "command prints:",
  "java-trust-store": "This is a key store of Java with certificates alone. Load one that this command prints:",
  "java-key-store":
    "This is a key store of Java. Convert it with the first command, and load what the second one prints of the file OUT:",
  "java-jceks":
    "This is a key store of Java (JCEKS). Convert it with the first command, and load what the second one prints of the " +
    "file OUT:",
  putty: "This key is in PuTTY's own form. Load the file OUT that this command writes:",
  "ssh-com": "This key is in the form of ssh.com. Load the file OUT that this command writes:",
  rfc4716: "This key is in the form of RFC 4716. Give what this command prints:",
  "rsa-key-value": "This is RSAKeyValue, the XML of .NET. Export the key there as PEM.",
  "rsa-parameters": "These are RSAParameters of .NET. Export the key there as PEM.",
  listing:
    "This is what openssl prints with -text, to be read by people. Give the PEM text, which begins with -----BEGIN.",
  "certificate-request": "This is a request for a certificate. Give the key that this command prints:",
  "certificate-request-pem": "This is a request for a certificate. Give the key that this command prints:",
  pkcs7: "This is a PKCS#7 bundle of certificates. Give the right one of those that this command prints:",
  "pkcs7-pem": "This is a PKCS#7 bundle of certificates. Give the right one of those that this command prints:",
  "trusted-certificate": "This certificate is in OpenSSL's own form. Give what this command prints:",
  "revocation-list":
    "This is a list of revoked certificates (CRL), and there is no key in it. Give the certificate or its key.",
  "openpgp-key": "This is an OpenPGP key, which is not read here. An RSA key as PEM, OpenSSH line or JWK is needed.",
  "age-key": "This is a key of age, which is not RSA. An RSA key is needed here.",
  "other-private-key": "This is not an RSA key in PKCS#8, PKCS#1 or OpenSSH's form. One of these is needed.",

  // Keys: algorithm and protection.
  "not-rsa": "This is not an RSA key. An RSA key is needed here.",
  "pss-parameters":
    "This key is restricted to parameters of RSASSA-PSS that are not supported here. Another one is needed.",
  "oaep-only": "This key is for encryption alone (id-RSAES-OAEP). Another one is needed, made for signing.",
  "pss-only": "This key is for signatures alone (RSASSA-PSS). Another one is needed, made for encryption.",
  "oaep-restricted": "This key is restricted to certain settings (id-RSAES-OAEP). Convert it to a plain RSA key.",
  "more-primes": "This key has more than two primes. One with two is needed.",
  "protection-outdated": "The protection of this key is outdated or unknown. Load what this command prints:",
  "protection-too-much-work":
    "The passphrase of this key takes more work or memory than is allowed here. Load what this command prints:",
  "openssh-rounds":
    "The passphrase of this key takes more than 1,024 rounds. Load the file again after this command has changed it:",
  "openssh-cipher":
    "This key is not protected by aes256-ctr, the only cipher that is read. Load the file again after this command has " +
    "changed it:",
  "openssh-several": "This file has more than one key. One with a single key is needed.",

  // Keys: their numbers.
  "modulus-too-long": "This key has more than 8192 bits. A shorter one is needed.",
  "modulus-too-short": `${unsafe}it has fewer than 2048 bits. One of 2048 bits or more is needed.`,
  "modulus-far-too-short": `${unsafe}it has fewer than 1024 bits. One of 2048 bits or more is needed.`,
  "modulus-factorable": `${unsafe}a faulty generator made it, and its primes can be found (ROCA). A new one is needed, made by other software.`,
  "exponent-too-long":
    "The public exponent of this key has more than 33 bits. A key with the usual exponent is needed, 65537.",
  "exponent-one": `${unsafe}its public exponent is 1, which encrypts nothing. Another one is needed.`,
  "public-numbers-even": `The modulus and the exponent of an RSA key are odd, and here one is even. ${again}`,
  "number-too-long": `One of the numbers of this key is longer than its modulus. ${again}`,
  "numbers-contradict": `The numbers of this key contradict each other. ${again}`,
  "crt-contradicts": `The CRT values of this key contradict its primes. ${again}`,
  "not-prime": `One of the primes of this key is not prime. ${again}`,
  "primes-unequal": "The primes of this key differ in length. A key with two primes of the same length is needed.",
  "primes-unfit": "These two primes do not make an RSA key.",
  "primes-differ-in-length": "These two primes differ in length, and make no key.",
  "modulus-one-bit-short": "The product of these two primes is one bit too short for a key.",
  "primes-close": `${unsafe}its primes are so close together that they can be found. Another one is needed.`,
  "private-exponent-short": `${unsafe}its private exponent is so short that it can be found. Another one is needed.`,

  // Messages: what surrounds them, and what is no message.
  "not-five-parts": `This is not a sealed message, which is five parts joined by dots, or a JSON object. ${whole}`,
  "part-count": (/** @type {readonly string[]} */ [count = ""]) =>
    `A sealed message has five parts joined by dots, and this has ${count}. ${whole}`,
  "several-messages": "This has more than one sealed message. Give one at a time.",
  token: "This is a token (JWS, JWT). It may be signed, but it is not encrypted, so there is nothing to open.",
  "fernet-token":
    "This is a token of Fernet, encrypted with a key that both sides share. Fernet opens it with that key.",
  "age-file": "This file was encrypted with age. The program age opens it.",
  "cms-message": "This is a CMS message, also called PKCS#7. The program openssl cms opens it.",
  "openpgp-message": "This is an OpenPGP message. gpg opens it, or a mail program that has OpenPGP.",
  "public-key-as-message": "This is a public key or a certificate, and not a sealed message. It is added under People.",
  "ciphertext-as-message":
    "This may be a raw RSA ciphertext, and not a sealed message. It is decrypted in the RSA workbench.",

  // Messages: their parts.
  "part-white-space": `There is white space in one of the parts of this message. ${whole}`,
  "part-padding": "One of the parts of this message is padded with =, which is not allowed there. Remove each =.",
  "part-base64":
    "One of the parts of this message is in base64 and not in base64url. Replace each + by - and each / by _, and open it again.",
  "part-character": `One of the parts of this message has a character that does not belong there. ${whole}`,
  "part-cut-off": `One of the parts of this message is cut off, or was changed. ${whole}`,
  "message-not-json": `This JSON is damaged, has a name twice, or more than 64 members in one object. ${whole}`,
  "member-wrong-type": `A member of this message is of the wrong type, or in the wrong place. ${whole}`,
  "no-recipients": `This message has no recipients. ${whole}`,
  "no-ciphertext": `This message has no ciphertext. ${whole}`,
  "two-ciphertexts": "This message has two ciphertexts. Ask for one that has been sealed again.",
  "empty-aad": "This message has an aad that is empty, which is not allowed. Ask for one without.",
  "wrong-iv-or-tag": `The iv or the tag of this message has the wrong length. ${whole}`,

  // Messages: their headers.
  "header-too-long": "The header of this message has more than 16,384 characters. Ask for one with a shorter header.",
  "unprotected-header-too-long":
    "A header of this message has more than 16,384 bytes. Ask for one with a shorter header.",
  "header-not-text": `The header of this message is not text. ${whole}`,
  "header-not-json": `The header of this message is not a JSON object of at most 64 distinct members. ${whole}`,
  "header-member-twice":
    "A name in the header of this message comes twice, so its meaning is not certain. Ask for another one.",
  "header-without-algorithm": "The header of this message names no alg or no enc. Ask for one that names both.",
  "header-value-too-long":
    "The header of this message has an alg, enc or kid that is too long. Ask for one with shorter ones.",
  "header-value-not-text":
    "The header of this message has an alg or enc that is not text. Ask for one with the right header.",
  compressed: "This message was compressed before it was sealed, which is not read here. Ask for it without zip.",
  "critical-extension": "This message needs an extension (crit) that is not known here. Ask for it without.",
  rsa1_5: "This message was sealed with RSA1_5, whose padding is not safe. Ask for it sealed with RSA-OAEP-256.",
  pbes2:
    "This was sealed with a passphrase (PBES2) and not for a key. If it is a backup of this page, load it under Import, " +
    "backup, more keys; if not, ask for it sealed with RSA-OAEP-256.",
  "unknown-alg": (/** @type {readonly string[]} */ [alg = ""]) =>
    `This message was sealed with ${apart(alg)} (alg), which is not read here. Ask for it sealed with RSA-OAEP-256.`,
  "unknown-enc": (/** @type {readonly string[]} */ [enc = ""]) =>
    `This message was sealed with ${apart(enc)} (enc), which is not read here. Ask for it sealed with A256GCM.`,
  "too-many-recipients": (/** @type {readonly string[]} */ [count = "", limit = ""]) =>
    `This message has ${count} recipients, and ${limit} are the most. Ask for it sealed for fewer at a time.`,
  "too-many-attempts": (/** @type {readonly string[]} */ [limit = ""]) =>
    `${limit} attempts to open this message failed, each at one entry with one of your keys. Ask for one whose kid names ` +
    "your key.",

  // What the package's JavaScript refuses.
  "not-enough-memory": "There is not enough memory for this. Close other tabs, or send it in smaller parts.",
  "not-a-backup": "This is not a backup of this page, or not all of it. Load the whole file.",
  "backup-too-long": "This is longer than any backup of this page. Load the file that was saved as one.",
  "passkey-unsupported": "This browser has no passkeys that can unlock a key. Use the passphrase.",
  "passkey-without-prf":
    "This passkey cannot unlock a key: the password manager or security key that holds it does not support that (PRF). " +
    "Delete it there, and try another one.",
  "passkey-refused":
    "No passkey was used. You cancelled, it took too long, or the passkey is not on this device. The passphrase works.",
  "passkey-known": "There is a passkey for this key already where you wanted to store this one. Use that one.",
  "passkey-missing": "No passkey unlocks this key any more. Use the passphrase, and set one up again.",
  "passkey-wrong": "This passkey does not unlock the key. Use the passphrase, remove the passkey, and set it up again.",
  "record-damaged": "What this browser keeps of this is damaged. Delete it here, and load it again from a backup.",
};
