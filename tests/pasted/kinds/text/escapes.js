// Kind D: line ends and characters that came through a writer of JSON, URLs, HTML, mail or source code.
import { bodyOf, forms, names, readsPrivate, readsPublic, refused } from "../../support.js";

const { spki, pkcs8 } = forms;
const body = bodyOf(spki);
const lines = spki.trimEnd().split("\n");
/**
 * A text in which `write` escapes the characters.
 *
 * @type {(text: string, characters: RegExp, write: (code: number) => string) => string}
 */
const escaped = (text, characters, write) => text.replace(characters, (one) => write(one.charCodeAt(0)));
const percent = (/** @type {number} */ code) => `%${code.toString(16).toUpperCase().padStart(2, "0")}`;
const unicode = (/** @type {number} */ code) => `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
/** Quoted-printable (RFC 2045 §6.7): no line has more than 76 characters. @param {string} text */
const quotedPrintable = (text) =>
  text
    .replaceAll("=", "=3D")
    .split("\n")
    .map((one) => one.replace(/.{72}(?=.)/g, "$&=\r\n"))
    .join("\r\n");
/** PEM in JSON's escapes, without the quotes around it. */
const once = JSON.stringify(spki).slice(1, -1);

/** @type {import("../../support.js").Kind} */
export const escapes = {
  kind: "D",
  title: "escapes",
  reported: [
    readsPublic("a slash as PHP writes it in JSON", JSON.stringify(spki).replaceAll("/", "\\/"), {
      unwrapped: ["json-escape"],
    }),
    readsPublic("bare base64 in a JSON string with escaped slashes", JSON.stringify(body).replaceAll("/", "\\/"), {
      unwrapped: ["json-escape"],
    }),
    readsPrivate("line ends escaped twice", pkcs8.replaceAll("\n", "\\\\n")),
    readsPublic("line ends of Windows escaped twice", spki.replaceAll("\n", "\\\\r\\\\n")),
    readsPublic("a plus sign as .NET writes it in JSON", escaped(once, /\+/g, unicode), { unwrapped: ["json-escape"] }),
    readsPrivate("an equals sign as Go writes it in JSON", pkcs8.replaceAll("\n", "\\n").replaceAll("=", "\\u003d"), {
      unwrapped: ["json-escape"],
    }),
    readsPublic("percent-encoded", encodeURIComponent(spki), { unwrapped: ["percent"] }),
    readsPublic("line ends as <br>", spki.replaceAll("\n", "<br>"), { unwrapped: ["html"] }),
    readsPublic("line ends as &#xD;", spki.replaceAll("\n", "&#xD;\n"), { unwrapped: ["html"] }),
    readsPublic("spaces as &nbsp;", spki.replaceAll("\n", "\n&nbsp;&nbsp;"), { unwrapped: ["html"] }),
    readsPublic("a literal of C, a string for each line", lines.map((one) => `"${one}\\n"`).join("\n")),
    readsPublic("a backslash at the end of each line", lines.join("\\\n")),
    names("the backslash of each line end lost", pkcs8.replaceAll("\n", "n"), "malformed-key", [/backslash|line end/], {
      as: "private",
    }),
    names("each plus sign became a space", spki.replaceAll("+", " "), "malformed-key", [/plus|\+/, /space/]),
  ],
  further: [
    readsPublic("a form's encoding, spaces as plus signs", new URLSearchParams({ key: spki }).toString().slice(4), {
      unwrapped: ["percent"],
    }),
    readsPublic("a form's encoding with its name", new URLSearchParams({ key: spki }).toString(), {
      unwrapped: ["percent"],
    }),
    readsPublic("percent-encoded twice", encodeURIComponent(encodeURIComponent(spki)), {
      unwrapped: ["percent", "percent"],
    }),
    readsPublic(
      "percent-encoded in lower-case digits",
      escaped(spki, /[\n+/= ]/g, (code) => percent(code).toLowerCase()),
      { unwrapped: ["percent"] },
    ),
    readsPublic("base64 alone, percent-encoded", encodeURIComponent(body), { unwrapped: ["percent"] }),
    readsPublic("line ends as \\u000a", escaped(spki, /\n/g, unicode), { unwrapped: ["json-escape"] }),
    readsPublic(
      "all that is not a letter as \\x and two digits",
      escaped(spki, /[^A-Za-z0-9]/g, (code) => `\\x${code.toString(16).padStart(2, "0")}`),
      { unwrapped: ["json-escape"] },
    ),
    readsPublic("a JSON string in a JSON string", JSON.stringify(JSON.stringify(spki)), {
      unwrapped: ["json-escape", "json-escape"],
    }),
    readsPublic(
      "entities with decimal numbers",
      escaped(spki, /[\n+/=]/g, (code) => `&#${code};`),
      { unwrapped: ["html"] },
    ),
    readsPublic(
      "entities with names",
      spki.replaceAll("+", "&plus;").replaceAll("/", "&sol;").replaceAll("=", "&equals;"),
      { want: "read or named", codes: ["malformed-key"], says: [/HTML|entit/i] },
    ),
    readsPublic("a paragraph for each line", lines.map((one) => `<p>${one}</p>`).join(""), { unwrapped: ["html"] }),
    readsPublic("<br /> and an element around it", `<pre class="key">${spki.replaceAll("\n", "<br />\n")}</pre>`, {
      unwrapped: ["html"],
    }),
    readsPublic("strings of Java joined by plus signs", lines.map((one) => `"${one}\\n"`).join(" +\n    ")),
    readsPublic(
      "strings of JavaScript in an array that is joined",
      `[\n${lines.map((one) => `  '${one}',`).join("\n")}\n].join("\\n")`,
    ),
    readsPublic("a string of PowerShell with `n", spki.replaceAll("\n", "`n")),
    readsPublic("quoted-printable as mail has it", quotedPrintable(spki.replace(lines.slice(1, -1).join("\n"), body)), {
      want: "read or named",
      codes: ["malformed-key"],
      says: [/quoted-printable/],
    }),
    readsPrivate("a private key in quoted-printable, its padding as =3D", quotedPrintable(pkcs8), {
      unwrapped: ["quoted-printable"],
    }),
    readsPrivate("a shell's $'…' with \\n", `export KEY=$'${pkcs8.replaceAll("\n", "\\n")}'`),
    readsPrivate("JSON's escapes in a protected file", pkcs8.replaceAll("\n", "\\r\\n").replaceAll("/", "\\/")),
    refused("a percent sign that begins nothing", spki.replace("MII", "M%II"), "malformed-key"),
  ],
};
