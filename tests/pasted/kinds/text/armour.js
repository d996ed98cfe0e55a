// Kind F: BEGIN and END lines with small mistakes.
import { bodyOf, forms, readsPrivate, readsPublic, refused } from "../../support.js";

const { spki, pkcs8, pkcs1 } = forms;
const body = bodyOf(spki);
/** PEM with other characters in place of its dashes. @param {string} dashes */
const dashed = (dashes, text = spki) => text.replaceAll("-----", dashes);
const damaged = { want: /** @type {const} */ ("read or named"), codes: ["malformed-key"], says: [/BEGIN|END/] };
const unwrapped = ["armour"];

/** @type {import("../../support.js").Kind} */
export const armour = {
  kind: "F",
  title: "armour slightly off",
  reported: [
    ...[4, 1, 64].map((count) => readsPublic(`${count} dashes`, dashed("-".repeat(count)), { unwrapped })),
    readsPublic("en dashes", dashed("–––––"), { unwrapped }),
    readsPrivate("em dashes", dashed("——-", pkcs8), { unwrapped }),
    readsPublic("the first dash lost", spki.slice(1), { unwrapped }),
    readsPublic("the last dash lost", spki.trimEnd().slice(0, -1), { unwrapped }),
    readsPrivate("BEGIN and END that differ", pkcs8.replace("BEGIN PRIVATE", "BEGIN RSA PRIVATE"), { unwrapped }),
    readsPublic("no space after BEGIN", spki.replace("BEGIN ", "BEGIN"), { unwrapped }),
    readsPublic(
      "lower case",
      spki.replaceAll(/BEGIN PUBLIC KEY|END PUBLIC KEY/g, (label) => label.toLowerCase()),
      { unwrapped },
    ),
  ],
  further: [
    readsPublic(
      "two, three, six and seven dashes",
      spki
        .replace("-----B", "--B")
        .replace("Y-----", "Y---")
        .replace("-----E", "------E")
        .replace(/-----\n$/, "-------\n"),
      { unwrapped },
    ),
    readsPublic("minus signs (U+2212)", dashed("−−−−−"), { unwrapped }),
    readsPublic("hyphens that do not break (U+2011)", dashed("‑‑‑‑‑"), { unwrapped }),
    readsPublic("full-width hyphens (U+FF0D)", dashed("－".repeat(5)), { unwrapped }),
    readsPublic(
      "spaces between dashes and label",
      spki.replaceAll("-----BEGIN PUBLIC KEY-----", "----- BEGIN PUBLIC KEY -----"),
      { unwrapped },
    ),
    readsPublic("two spaces in the label", spki.replaceAll("PUBLIC KEY", "PUBLIC  KEY"), { unwrapped }),
    readsPublic("a no-break space in the label", spki.replaceAll("PUBLIC KEY", "PUBLIC\u00a0KEY"), { unwrapped }),
    readsPublic("no spaces at all", spki.replaceAll(" ", ""), { unwrapped }),
    readsPublic("the END line in lower case alone", spki.replace("END PUBLIC KEY", "end public key"), { unwrapped }),
    readsPublic("all dashes lost from the END line", spki.replace("-----END PUBLIC KEY-----", "END PUBLIC KEY"), {
      unwrapped,
    }),
    readsPublic("the END line lost", spki.split("-----END")[0] ?? "", { ...damaged, unwrapped }),
    readsPublic("the BEGIN line lost", spki.split("\n").slice(1).join("\n"), { ...damaged, unwrapped }),
    readsPublic("the END line twice", `${spki}-----END PUBLIC KEY-----\n`, damaged),
    readsPrivate("END of another kind of key", pkcs1.replace("END RSA PRIVATE KEY", "END PRIVATE KEY"), { unwrapped }),
    readsPrivate("the last dash of a private key lost", pkcs8.trimEnd().slice(0, -1), { unwrapped }),
    readsPrivate("one dash, in one line", dashed("-", pkcs8).replaceAll("\n", " "), { unwrapped }),
    refused(
      "the body cut off and the END line there",
      `-----BEGIN PUBLIC KEY-----\n${body.slice(0, 200)}\n-----END PUBLIC KEY-----`,
      "malformed-key",
    ),
    refused("cut off within the body", spki.slice(0, 200), "malformed-key"),
  ],
};
