// More cases of kind E, keys inside other text, and of kind N, messages that another program hands on: as they stand in
// shells, configuration files, mail, pages and the output of other programs. support.js says what `readsPublic`,
// `names`, `leaks` and the like expect. No case here has `unwrapped`, the steps that `inspect` names; the cases of the
// other modules have it where it matters.
import { generateKeyPairSync } from "node:crypto";
import { blob, bodyOf, forms, leaks, line, names, opens, readsPrivate, readsPublic, refused } from "../../support.js";
import { compact, flattened } from "../messages.js";

const { spki, pkcs8, pkcs1, spkiDer, pkcs8Der, jwk, publicJwk } = forms;
const json = JSON.stringify;
const base64 = (/** @type {string | Uint8Array} */ input) => Buffer.from(input).toString("base64");
const hex = (/** @type {Uint8Array} */ input) => Buffer.from(input).toString("hex");
/** A text in lines of `width` characters. @type {(text: string, width: number, end?: string) => string} */
const wrapped = (text, width, end = "\n") => text.replace(new RegExp(`.{${width}}(?=.)`, "g"), `$&${end}`);
const indented = (/** @type {string} */ text, by = "    ") => text.replace(/^(?=.)/gm, by);
const escaped = (/** @type {string} */ text) => text.replaceAll("\n", "\\n");
const entities = (/** @type {string} */ text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
/** What `xxd -p` prints: lines of 60 hexadecimal digits. */
const plainDump = (/** @type {Uint8Array} */ bytes) => wrapped(hex(bytes), 60);
const body = bodyOf(spki);
const privateBody = bodyOf(pkcs8);
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
const otherDer = other.publicKey.export({ type: "spki", format: "der" });
const otherSpki = String(other.publicKey.export({ type: "spki", format: "pem" }));
const otherJwk = other.publicKey.export({ format: "jwk" });
const otherPrivate = other.privateKey.export({ type: "pkcs8", format: "der" });

/** @type {import("../../support.js").Kind} */
export const configuration = {
  kind: "E",
  title: "keys in files of configuration and what shells print",
  reported: [
    readsPublic(".env without quotes", `PUBLIC_KEY=${body}\nPORT=8080\n`),
    readsPublic(".env with OpenSSH's base64 alone", `DEPLOY_KEY=${blob}\n`),
    readsPublic(".env with hexadecimal digits", `PUBLIC_KEY=${hex(spkiDer)}\n`),
    readsPrivate(".env with escaped line ends and export", `export PRIVATE_KEY="${escaped(pkcs8)}"\n`),
    readsPrivate(".env with PEM over lines", `A=1\nPRIVATE_KEY="${pkcs8}"\nB=2\n`),
    readsPrivate(".env with base64 of PEM", `PRIVATE_KEY_B64=${base64(pkcs8)}\nPORT=80\n`),
  ],
  further: [
    readsPublic("YAML with a folded block", `key: >-\n${indented(spki, "  ")}\nport: 80\n`),
    readsPublic("YAML with base64 over lines", `publicKey: |\n${indented(wrapped(body, 64), "  ")}\nport: 80\n`),
    readsPublic("YAML with double quotes and escapes", `key: "${escaped(spki)}"\n`),
    readsPrivate(
      "YAML with base64 of PEM over lines",
      `key: |\n${indented(wrapped(base64(pkcs8), 76), "  ")}\nport: 80\n`,
    ),
    readsPrivate(
      "a secret of Kubernetes as JSON",
      json({ kind: "Secret", data: { "id_rsa": base64(pkcs8) } }, null, 2),
    ),
    readsPrivate(
      "a TLS secret of Kubernetes, with two public keys beside the key",
      json({ data: { "tls.crt": base64(spki + otherSpki), "tls.key": base64(pkcs8) } }),
    ),
    readsPrivate("stringData of Kubernetes", `stringData:\n  key.pem: |\n${indented(pkcs8)}`),
    readsPublic("a heredoc of Terraform", `resource "x" "y" {\n  public_key = <<-EOT\n${indented(spki)}  EOT\n}\n`),
    readsPublic("a string of Terraform", `public_key = "${escaped(spki)}"\n`),
    readsPrivate(
      "a state of Terraform",
      json({ resources: [{ instances: [{ attributes: { private_key_pem: pkcs8 } }] }] }),
    ),
    readsPublic("a line of OpenSSH in Terraform", `resource "aws_key_pair" "k" {\n  public_key = "${line}"\n}\n`),
    readsPublic("TOML with three quotes", `[keys]\npublic = """\n${spki}"""\n`),
    readsPublic("an INI file that goes on with a backslash", `key = ${spki.trimEnd().replaceAll("\n", "\\\n")}\n`),
    readsPublic(".properties with escaped line ends", `app.key=${escaped(spki)}\n`),
    readsPublic("XML with CDATA", `<key><![CDATA[${spki}]]></key>`),
    readsPublic("XML with base64 over lines", `<rsa>\n  <value>\n${indented(wrapped(body, 64))}\n  </value>\n</rsa>`),
    readsPublic(
      "metadata of SAML with the same key twice",
      `<KeyDescriptor use="signing"><v>${wrapped(body, 76)}</v></KeyDescriptor><KeyDescriptor use="encryption"><v>${wrapped(body, 76)}</v></KeyDescriptor>`,
    ),
    readsPublic("a list of Docker's environment", `environment:\n  - "PUBLIC_KEY=${escaped(spki)}"\n`),
    readsPrivate("docker inspect", json([{ Config: { Env: ["PATH=/bin", `PRIVATE_KEY=${pkcs8}`] } }])),
    readsPrivate("docker inspect with base64", json([{ Config: { Env: ["PATH=/bin", `KEY=${privateBody}`] } }])),
    readsPrivate("systemd's Environment", `[Service]\nEnvironment="PRIVATE_KEY=${escaped(pkcs8)}"\n`),
    readsPrivate("what base64 prints of a file, after a prompt", `$ base64 key.pem\n${wrapped(base64(pkcs8), 76)}\n$ `),
    readsPrivate("xxd -p of DER after its prompt", `$ xxd -p key.der\n${plainDump(pkcs8Der)}\n$ `),
    readsPublic(
      "hexadecimal digits with colons after a name",
      `Public key: ${hex(spkiDer).replace(/..(?=.)/g, "$&:")}\n`,
    ),
    readsPublic("a literal of SQL Server", `INSERT INTO k VALUES (1, 0x${hex(spkiDer).toUpperCase()});`),
    readsPublic("a literal of PostgreSQL", `'\\x${hex(spkiDer)}'::bytea`),
    readsPublic("a row of psql", ` id | key\n----+----\n  1 | \\x${hex(spkiDer)}\n(1 row)\n`),
    readsPublic("a field of CSV", `id,name,key\n1,alice,"${spki}"\n`),
    readsPublic("a field of CSV with doubled quotes", `1,"{""key"":""${body}""}",x\n`),
    readsPublic("a row of a Markdown table", `| name | key |\n|---|---|\n| alice | \`${body}\` |\n`),
    readsPublic("what a shell prints with escapes", `$'${escaped(spki)}'`),
    readsPublic("a here-string of PowerShell", `$key = @"\r\n${spki.replaceAll("\n", "\r\n")}"@\r\n`),
    readsPrivate("UTF-16 of PowerShell with a name before it", Buffer.from(`\ufeffKey: ${pkcs8}`, "utf16le")),
    readsPublic("the log of a server", `2026-11-29T10:00:00Z INFO loaded key=${body} in 3ms`),
    readsPublic("a log in JSON with an escaped text in it", json({ level: "info", msg: `key: ${escaped(spki)}` })),
    readsPublic("a cookie or parameter of a URL", `https://example.org/?key=${encodeURIComponent(body)}&id=1`),
    readsPublic("PEM in a parameter of a URL", `https://example.org/?id=1&key=${encodeURIComponent(spki)}`),
    readsPublic(
      "percent-encoded text after curl's --data",
      `curl --data 'key=${encodeURIComponent(spki)}' https://example.org/`,
    ),
    readsPublic("a GraphQL answer", json({ data: { viewer: { publicKeys: { nodes: [{ key: line }] } } } })),
    readsPublic("an answer with PEM twice", json({ pem: spki, jwk: publicJwk })),
    readsPublic("a key in PEM, PKCS#1 and as a line", `${spki}\n${line}\n`),
    readsPrivate("a secret manager's JSON in JSON", json({ SecretString: json({ private_key: pkcs8 }) })),
    readsPrivate("a secret manager's base64 in JSON in JSON", json({ SecretString: json({ key: base64(pkcs8) }) })),
    readsPrivate("a secret manager's binary", json({ SecretBinary: base64(pkcs8Der) })),
    readsPrivate("an answer of HashiCorp Vault", json({ data: { data: { value: escaped(pkcs8) } }, warnings: null })),
    readsPrivate("a JWK Set with one key, by kid", json({ keys: [{ ...jwk, kid: "b" }] }), {
      options: { kid: "b" },
    }),
    readsPublic("JSON with a comma too many", `${json({ key: spki }).slice(0, -1)},}`),
    readsPublic("JSON with comments", `// the key\n{\n  "key": ${json(spki)} // of alice\n}\n`),
    readsPublic("an object of JavaScript with a key in backticks", `{ key: \`${spki}\`, id: 1 }`),
    readsPublic("a Python dictionary", `{'kid': 'a', 'key': '${escaped(spki)}'}`),
    readsPublic("a Python dictionary with a JWK", json(publicJwk).replaceAll('"', "'")),
    readsPublic("a Python dictionary with a JWK in it", json({ keys: [publicJwk] }).replaceAll('"', "'")),
    readsPublic("a page's source with entities", `<input value="${entities(json({ key: spki }))}">`),
    readsPublic("a textarea", `<textarea rows="9">${spki}</textarea>`),
    readsPublic("a list with a break for each line", spki.trimEnd().split("\n").join("<br/>\n")),
    readsPublic("a quoted mail with its key over lines", wrapped(`Here it is:\n${body}\nBob`, 70).replace(/^/gm, "> ")),
    readsPublic("a chat's quotation", `Bob: ${wrapped(body, 64)}\n\nRegards,\nBob`),
    readsPublic("base64 with words around it, in one line with spaces", `Key: ${wrapped(body, 64, " ")} Regards, Bob`),
    refused(
      "a number before each line",
      spki
        .trimEnd()
        .split("\n")
        .map((one, at) => `${at + 1} ${one}`)
        .join("\n"),
      "malformed-key",
    ),
    leaks(
      "a TLS secret of Kubernetes",
      json({ data: { "tls.crt": base64(spki + otherSpki + spki), "tls.key": base64(pkcs8) } }),
    ),
    leaks(".env with a public and a private key in base64", `PUB=${body}\nPRIV=${privateBody}\n`),
    leaks(".env with a private key in hexadecimal digits", `KEY=${hex(pkcs8Der)}\n`),
    leaks("base64 of PEM beside a public key", `${spki}\n${base64(pkcs1)}\n`),
    leaks("xxd -p of DER", `$ xxd -p key.der\n${plainDump(pkcs8Der)}\n`),
    leaks("a Docker container's environment", json([{ Config: { Env: [`KEY=${privateBody}`] } }])),
    leaks("a cut-off answer with base64 of PEM", json({ key: base64(pkcs8) }).slice(0, 900)),
  ],
};

/** What the error's text says if there are two keys where one is wanted. */
const twice = [/two|more than one/i];
/** @type {import("../../support.js").Kind} */
export const several = {
  kind: "E",
  title: "two keys where one is asked for",
  reported: [
    names("two in base64", `old: ${body}\nnew: ${base64(otherDer)}\n`, "malformed-key", twice),
    names("two in hexadecimal digits", `old: ${hex(spkiDer)}\nnew: ${hex(otherDer)}\n`, "malformed-key", twice),
  ],
  further: [
    names("one in base64 and one in hexadecimal digits", `${body} ${hex(otherDer)}`, "malformed-key", [
      ...twice,
      /base64/,
      /printed bytes/,
    ]),
    names("PEM and base64", `${spki}\n${base64(otherDer)}\n`, "malformed-key", [...twice, /PEM/, /base64/]),
    names("a JWK and base64", `${json(otherJwk)}\n${body}\n`, "malformed-key", [...twice, /JWK/, /base64/]),
    names("a line of OpenSSH and PEM", `${line}\n${otherSpki}`, "malformed-key", [...twice, /OpenSSH/, /PEM/]),
    names("two JWKs in a text", `${json(publicJwk)}\n${json(otherJwk)}`, "malformed-key", twice),
    names(
      "two JWKs in base64",
      `did:jwk:${base64(json(publicJwk))} did:jwk:${base64(json(otherJwk))}`,
      "malformed-key",
      twice,
    ),
    names("base64 of PEM twice", `A=${base64(spki)}\nB=${base64(otherSpki)}\n`, "malformed-key", twice),
    names("base64 in two members", json({ a: body, b: base64(otherDer) }), "malformed-key", [
      ...twice,
      /\ba\b/,
      /\bb\b/,
    ]),
    names("two private keys in base64", `${privateBody}\n\n${base64(otherPrivate)}`, "malformed-key", twice, {
      as: "private",
    }),
    readsPublic("the same key twice in base64", `${body}\n\n${body}\n`),
    readsPublic("the same key in base64 and as a JWK", `${body}\n${json(publicJwk)}\n`),
    readsPublic("the same key in hexadecimal digits and base64", `${hex(spkiDer)} ${body}`),
    readsPrivate("the same private key in two forms", `${pkcs8}\n${pkcs1}`),
    readsPrivate("a private key in base64 beside another public one", `${privateBody}\n\n${base64(otherDer)}`),
  ],
};

const sealed = compact();
const object = json(flattened());
/** @type {import("../../support.js").Kind} */
export const mailed = {
  kind: "N",
  title: "messages as other programs hand them on",
  reported: [
    opens("words after it", `${sealed} Regards, Bob`),
    opens("words before and after it", `Bob wrote: ${sealed} Regards, Bob. P.S.: call me`),
  ],
  further: [
    opens("a line break and words after it", `${sealed}\nRegards\nBob`),
    opens("line breaks in it and words after it", `${wrapped(sealed, 72)}\n\nRegards\nBob`),
    opens("words after a longer tag", `${compact({ alg: "RSA-OAEP-256" })} bye`),
    opens("a full stop after it", `It is ${sealed}.`, {
      kind: undefined,
      want: "read or named",
      codes: ["malformed-message"],
      says: [/parts/],
    }),
    opens("quoted-printable of mail", wrapped(sealed, 75, "=\r\n")),
    opens("quoted-printable of JSON in mail", wrapped(object, 75, "=\r\n")),
    opens("entities of HTML", entities(object)),
    opens("a paragraph of HTML", `<p>${sealed}</p>`),
    opens("breaks of HTML", wrapped(sealed, 70, "<br>\n"), {
      want: "read or named",
      codes: ["malformed-message"],
      says: [/./],
    }),
    opens("JSON in base64", base64(object)),
    opens("JSON in base64url in a parameter", `https://example.org/#m=${Buffer.from(object).toString("base64url")}`),
    opens("a message of a queue", json({ message: { data: base64(object), messageId: "7" }, subscription: "a" })),
    opens("a parameter of a URL", `https://example.org/open?m=${sealed}&lang=en`),
    opens("percent-encoded twice", encodeURIComponent(encodeURIComponent(object))),
    opens("in hexadecimal digits", hex(Buffer.from(sealed))),
    opens("a JSON string in a JSON string", json(json(object))),
    opens("a member as text with escapes", json({ body: json({ jwe: sealed }) })),
    opens("a record of a queue", json({ Records: [{ body: base64(sealed) }] })),
    opens("a header with a line folded", `X-Sealed: ${wrapped(sealed, 70, "\r\n\t")}\r\nX-Other: 1\r\n`),
    opens("a field of CSV", `1,alice,"${sealed}",new\n`),
    opens("a YAML block", `message: >-\n${indented(wrapped(sealed, 72), "  ")}\n`),
    opens("an assignment of a shell", `TOKEN='${sealed}'; echo "$TOKEN"`),
  ],
};
