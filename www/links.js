// Links that carry an invitation or a sealed message behind the #, which browsers send to no server. See docs/links.md.
import { base64url, bytesOf, textOf, utf8 } from "./bytes.js";
import { cleanName } from "./names.js";

/** Characters of what stands behind the #. */
const invitationLimit = 8 * 1024;
const messageLimit = 16 * 1024;

/** @typedef {{ kind: "invitation", der: Uint8Array<ArrayBuffer>, name: string }} Invitation */
/** @typedef {{ kind: "message", sealed: string, name: string }} SealedLink `name` is that of a file, or empty. */

/**
 * @param {string} pem a public key as SPKI
 * @param {string} name what its owner is called, or nothing
 */
export function invitationLink(pem, name) {
  const der = bytesOf(pem.replace(/-----[^-]*-----/g, ""));
  if (!der) throw new TypeError("this is not PEM");
  return `${here()}#k=${base64url(der)}${name ? `&n=${encodeURIComponent(name)}` : ""}`;
}

/**
 * Undefined where the message is too long for a link.
 *
 * @param {string} sealed compact or JSON
 * @param {string} [file] the name of the file in it
 */
export function messageLink(sealed, file) {
  if (sealed.length > messageLimit) return undefined;
  const carried = sealed.startsWith("{") ? base64url(utf8(sealed)) : sealed;
  const fragment = `m=${carried}${file ? `&n=${encodeURIComponent(file)}` : ""}`;
  return fragment.length > messageLimit ? undefined : `${here()}#${fragment}`;
}

/**
 * What a link carries, "broken" where it is one of ours and damaged, undefined where it is none.
 *
 * @param {string} text a whole link, or what begins with its #
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
    return der && der.length > 0 ? { kind: "invitation", der, name } : "broken";
  }
  const sealed = sealedIn(parts.get("m") ?? "");
  return sealed ? { kind: "message", sealed, name } : "broken";
}

/** @param {string} carried compact, or the JSON in base64url */
function sealedIn(carried) {
  if (/^[\w-]+(\.[\w-]*){4}$/.test(carried)) return carried;
  const bytes = /^[\w-]+$/.test(carried) ? bytesOf(carried) : undefined;
  const text = bytes && textOf(bytes);
  return text?.startsWith("{") ? text : undefined;
}

/** @param {string} encoded */
function nameIn(encoded) {
  try {
    return cleanName(decodeURIComponent(encoded));
  } catch {
    return undefined;
  }
}

/** The page's address, without what stands behind it. */
function here() {
  const { origin, pathname } = location;
  return `${origin}${pathname}`;
}
