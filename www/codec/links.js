// Links that carry an invitation or a sealed message in the fragment (after #), which browsers send to no server. See
// docs/links.md.
import { base64url, bytesOf, textOf, utf8 } from "./bytes.js";
import { cleanName } from "./names.js";

/** The longest fragments that are read, in characters. */
const invitationLimit = 8 * 1024;
const messageLimit = 16 * 1024;

/** A SHA-256 thumbprint in canonical base64url: the last character has four bits of the hash, and two zero bits. */
const thumbprint = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/**
 * @typedef {{ kind: "invitation", der: Uint8Array<ArrayBuffer>, name: string, signing: string | null }} Invitation
 * `signing` is the thumbprint of the signing key, or null.
 */
/**
 * @typedef {{ kind: "message", sealed: string, name: string }} SealedLink `name` is the name of the file in the
 * message, or empty.
 */

/**
 * A link with an invitation. Throws a TypeError if what `pem` has between its first and last line is not base64.
 *
 * @param {string} pem a public key, as SPKI in PEM
 * @param {string} name the owner's name, or empty
 * @param {string} [signing] the thumbprint of the owner's signing key
 */
export function invitationLink(pem, name, signing) {
  const der = bytesOf(pem.replace(/-----[^-]*-----/g, ""));
  if (!der) throw new TypeError("this is not PEM");
  const parts = [`k=${base64url(der)}`];
  if (signing) parts.push(`s=${signing}`);
  if (name) parts.push(`n=${encodeURIComponent(name)}`);
  return `${pageAddress()}#${parts.join("&")}`;
}

/**
 * A link with a sealed message; undefined if the message is too long for a link.
 *
 * @param {string} sealed a JWE in compact or JSON serialization
 */
export function messageLink(sealed) {
  if (sealed.length > messageLimit) return undefined;
  const encoded = sealed.startsWith("{") ? base64url(utf8(sealed)) : sealed;
  const fragment = `m=${encoded}`;
  return fragment.length > messageLimit ? undefined : `${pageAddress()}#${fragment}`;
}

/**
 * The content of a link; "broken" for a damaged link; undefined for text that is not such a link. The address before
 * the # is not compared with this page's, so links that were made elsewhere are read too.
 *
 * @param {string} text a whole link, or its fragment with the #
 * @returns {Invitation | SealedLink | "broken" | undefined}
 */
export function readLink(text) {
  const fragment = text.trim().match(/^(?:https?:\/\/[^\s#]*)?#([km]=\S*)$/)?.[1];
  if (fragment === undefined) return undefined;
  if (fragment.length > messageLimit) return "broken";
  const parts = new Map(
    fragment.split("&").map((part) => {
      const equals = part.indexOf("=");
      return [part.slice(0, equals), part.slice(equals + 1)];
    }),
  );
  const name = nameIn(parts.get("n") ?? "");
  if (name === undefined) return "broken";
  const key = parts.get("k");
  if (key !== undefined) {
    const der = fragment.length <= invitationLimit && /^[\w-]+$/.test(key) ? bytesOf(key) : undefined;
    const signing = parts.get("s") ?? null;
    if (signing !== null && !thumbprint.test(signing)) return "broken";
    return der && der.length > 0 ? { kind: "invitation", der, name, signing } : "broken";
  }
  const sealed = sealedIn(parts.get("m") ?? "");
  return sealed ? { kind: "message", sealed, name } : "broken";
}

/**
 * The sealed message in a link; undefined if there is none.
 *
 * @param {string} encoded a JWE in compact serialization, or a JWE in JSON serialization encoded in base64url
 */
function sealedIn(encoded) {
  if (/^[\w-]+(\.[\w-]*){4}$/.test(encoded)) return encoded;
  const bytes = /^[\w-]+$/.test(encoded) ? bytesOf(encoded) : undefined;
  const text = bytes && textOf(bytes);
  return text?.startsWith("{") ? text : undefined;
}

/** The cleaned name; undefined if it is not percent-encoded UTF-8. @param {string} encoded */
function nameIn(encoded) {
  try {
    return cleanName(decodeURIComponent(encoded));
  } catch {
    return undefined;
  }
}

/** The page's address without query and fragment. */
function pageAddress() {
  const { origin, pathname } = location;
  return `${origin}${pathname}`;
}
