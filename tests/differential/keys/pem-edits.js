// Mutations of PEM text.
import { editText } from "../edits.js";

/** @import { Random } from "../../support/random.js" */

export const LABELS = [
  "PRIVATE KEY",
  "RSA PRIVATE KEY",
  "PUBLIC KEY",
  "RSA PUBLIC KEY",
  "EC PRIVATE KEY",
  "ENCRYPTED PRIVATE KEY",
  "CERTIFICATE",
  "X",
];

/** A PEM block. `lines` breaks the base64 into lines. @param {Buffer} bytes @param {string} label */
export const pem = (bytes, label, lines = /** @param {string} text */ (text) => text.replace(/.{64}(?=.)/g, "$&\n")) =>
  `-----BEGIN ${label}-----\n${lines(bytes.toString("base64"))}\n-----END ${label}-----\n`;

/**
 * Each function returns a changed PEM text, some with parts of another PEM text. The comparison prints the names of the
 * functions.
 *
 * @type {{ [name: string]: (random: Random, text: string, other: string) => string }}
 */
export const PEM_EDITS = {
  "characters": (random, text) => editText(random, random.oneIn(3) ? editText(random, text) : text),
  "both labels": (random, text) => text.replaceAll(/(?<=(BEGIN|END) )[A-Z ]+(?=-)/g, random.pick(LABELS)),
  "the first label": (random, text) => text.replace(/(?<=BEGIN )[A-Z ]+(?=-)/, random.pick(LABELS)),
  "line breaks": (random, text) =>
    text.replaceAll("\n", random.pick(["\r\n", "\r", "\\n", " \n", "\n\n", "\n ", "\t\n", "\u00a0\n", "\n> "])),
  "length of lines": (random, text) => {
    const [, label = "", body = ""] = /BEGIN ([A-Z ]+)-----([^-]*)/.exec(text) ?? [];
    const length = random.pick([1, 48, 63, 65, 76, 77, 4096]);
    return pem(Buffer.from(body, "base64"), label, (base64) =>
      base64.replace(new RegExp(`.{${length}}(?=.)`, "g"), "$&\n"),
    );
  },
  "text before": (random, text) =>
    random.pick(["\n\n", "Bag Attributes\n    friendlyName: x\n", "\ufeff", "  ", "-", "-----", "# "]) + text,
  "text after": (random, text) => text + random.pick(["\n\n", "x", "-----", "-----BEGIN ", "\0", "=\n"]),
  "another block": (random, text, other) => (random.oneIn(2) ? text + other : other + text),
  "headers": (random, text) =>
    text.replace(
      "-----\n",
      `-----\n${random.pick(["Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", "Comment: x\n\n", "Comment: x\n", "\n", " \n"])}`,
    ),
  "the other alphabet": (_, text) =>
    text.replace(
      /-----\n[^-]*\n-----/,
      (body) => `-----\n${body.slice(6, -6).replaceAll("+", "-").replaceAll("/", "_")}\n-----`,
    ),
  "padding": (random, text) => text.replace(/=*\n(?=-----END)/, `${random.pick(["", "=", "==", "==="])}\n`),
  "a character among base64": (random, text) => {
    const at = text.indexOf("\n") + 1 + random.below(200);
    return text.slice(0, at) + random.pick(["*", ".", "=", ",", "\u00e9", "\0", ":", "\\r"]) + text.slice(at);
  },
  "dashes": (random, text) =>
    text.replace(
      random.oneIn(2) ? "-----\n" : "-----END",
      random.pick(["----\n", "------\n", "\n", "--- --\n", "-----END-"]),
    ),
  "cut off": (random, text) => text.slice(0, random.below(text.length)),
  "no BEGIN and END lines": (_, text) => text.replace(/-----[^-]+-----/g, ""),
};
