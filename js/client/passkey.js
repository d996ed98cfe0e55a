// The page's side of passkeys: WebAuthn (https://www.w3.org/TR/webauthn-3/) with its PRF extension, by which a passkey gives
// out a secret of 32 bytes for a salt. No server takes part: nothing verifies signatures of a passkey, and challenges are
// random numbers that nobody compares. The protection is the secret, without which the data key cannot be decrypted.
import { encode } from "../base/base64url.js";
import { SealpostError } from "../base/errors.js";
import { abortError } from "./rpc.js";

/** @import { OwnReason } from "../base/errors.js" */
/** @import { PasskeyOutput, PasskeyRequest, StoredPasskey } from "./protocol.js" */

/** In bytes: what the PRF gives out. */
const OUTPUT_BYTES = 32;
/** In bytes: the longest credential ID of WebAuthn. */
const CREDENTIAL_LIMIT = 1023;
/** Signature algorithms, as COSE numbers them: Ed25519, ES256 and RS256. Every authenticator has one of the last two. */
const ALGORITHMS = [-8, -7, -257];

/** @type {Partial<Record<OwnReason, string>>} */
const texts = {
  "passkey-unsupported": "this browser has no passkeys that can unlock a key (the PRF extension of WebAuthn)",
  "passkey-without-prf":
    "this passkey cannot unlock a key, because where it is stored there is no PRF extension: make one elsewhere",
  "passkey-refused":
    "no passkey was used: this was cancelled, it took too long, or the passkey is not on this device: use the passphrase",
  "passkey-known": "there is a passkey for this key already: use that one",
  "passkey-missing": "no passkey unlocks this key: use the passphrase, and set a passkey up with addPasskey()",
};

/** @param {OwnReason} reason @param {unknown} [cause] */
export function passkeyFailed(reason, cause) {
  return new SealpostError("passkey-failed", texts[reason] ?? reason, { reason, cause });
}

/**
 * Whether the browser has passkeys with the PRF extension. If the browser does not say whether it has the extension,
 * the answer is true: whoever makes a passkey then learns whether that passkey has it.
 */
export async function hasPasskeys() {
  if (typeof globalThis.PublicKeyCredential !== "function" || !globalThis.navigator?.credentials) return false;
  const { getClientCapabilities } = /** @type {any} */ (PublicKeyCredential);
  const capabilities = await getClientCapabilities?.call(PublicKeyCredential).catch(() => undefined);
  return capabilities?.["extension:prf"] ?? true;
}

/**
 * Asks the person to make a passkey, and to use it if making it does not give out the secret.
 *
 * @param {PasskeyRequest} request
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<PasskeyOutput>} Buffers that belong to the caller.
 */
export async function makePasskey({ user, salt, known, name }, signal) {
  const title = name || location.hostname;
  const made = await asked(signal, (options) =>
    navigator.credentials.create({
      ...options,
      publicKey: {
        rp: { name: location.hostname },
        user: { id: source(user), name: title, displayName: title },
        challenge: challenge(),
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
        // Without the person's verification the PRF gives out another secret.
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        excludeCredentials: known.map(descriptor),
        extensions: { prf: { eval: { first: source(salt) } } },
      },
    }),
  );
  const credential = credentialOf(made);
  const { prf } = made.getClientExtensionResults();
  if (!prf?.enabled) {
    await forgetPasskey(credential);
    throw passkeyFailed("passkey-without-prf");
  }
  const output = outputOf(prf);
  if (output) return { credential, output };
  try {
    return await usePasskey([{ credential, salt }], signal);
  } catch (error) {
    await forgetPasskey(credential);
    throw error;
  }
}

/**
 * Asks the person to use one of these passkeys.
 *
 * @param {StoredPasskey[]} passkeys
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<PasskeyOutput>} Buffers that belong to the caller.
 */
export async function usePasskey(passkeys, signal) {
  const salts = passkeys.map(({ credential, salt }) => [encode(credential), { first: source(salt) }]);
  const used = await asked(signal, (options) =>
    navigator.credentials.get({
      ...options,
      publicKey: {
        challenge: challenge(),
        userVerification: "required",
        allowCredentials: passkeys.map(({ credential }) => descriptor(credential)),
        extensions: { prf: { evalByCredential: Object.fromEntries(salts) } },
      },
    }),
  );
  const output = outputOf(used.getClientExtensionResults().prf);
  if (!output) throw passkeyFailed("passkey-without-prf");
  return { credential: credentialOf(used), output };
}

/**
 * The ID of a passkey. Browser extensions that stand in for WebAuthn may return anything, and an ID that is too long would
 * make the key's record too long to be read.
 *
 * @param {PublicKeyCredential} passkey
 */
function credentialOf({ rawId }) {
  if (rawId instanceof ArrayBuffer && rawId.byteLength > 0 && rawId.byteLength <= CREDENTIAL_LIMIT) {
    return new Uint8Array(rawId.slice(0));
  }
  throw passkeyFailed("passkey-refused");
}

/**
 * Tells the person's password manager, where browsers can do that, that a passkey is of no use any more.
 *
 * @param {Uint8Array} credential
 */
export async function forgetPasskey(credential) {
  const { signalUnknownCredential } = /** @type {any} */ (globalThis.PublicKeyCredential ?? {});
  const which = { rpId: globalThis.location?.hostname, credentialId: encode(credential) };
  await signalUnknownCredential?.call(PublicKeyCredential, which).catch(() => {});
}

/**
 * The outcome of a request to the person, or a SealpostError.
 *
 * @param {AbortSignal | undefined} signal
 * @param {(options: { signal?: AbortSignal }) => Promise<Credential | null>} ask
 * @returns {Promise<PublicKeyCredential>}
 */
async function asked(signal, ask) {
  try {
    const credential = await ask(signal ? { signal } : {});
    if (credential) return /** @type {PublicKeyCredential} */ (credential);
  } catch (error) {
    if (signal?.aborted) throw abortError(signal);
    const { name } = Object(error);
    if (name === "InvalidStateError") throw passkeyFailed("passkey-known", error);
    if (name === "NotSupportedError" || name === "SecurityError") throw passkeyFailed("passkey-unsupported", error);
    throw passkeyFailed("passkey-refused", error);
  }
  throw passkeyFailed("passkey-refused");
}

/**
 * The output of the PRF, or undefined if there is none. The bytes are in the buffer that the browser made, and not in a
 * copy: once they are transferred to the worker, scripts of the page cannot read them any more where the browser gives out
 * the same buffer each time (Firefox makes a new one).
 *
 * @param {AuthenticationExtensionsPRFOutputs | undefined} prf
 */
function outputOf(prf) {
  const first = prf?.results?.first;
  if (first?.byteLength !== OUTPUT_BYTES) return undefined;
  // Browser extensions that stand in for WebAuthn may return a view.
  return ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer, first.byteOffset, OUTPUT_BYTES)
    : new Uint8Array(first);
}

const challenge = () => crypto.getRandomValues(new Uint8Array(32));

/** @type {(id: Uint8Array) => PublicKeyCredentialDescriptor} */
const descriptor = (id) => ({ type: "public-key", id: source(id) });

/** The same bytes, with the type that TypeScript requires, which excludes shared memory. @param {Uint8Array} bytes */
const source = (bytes) => /** @type {Uint8Array<ArrayBuffer>} */ (bytes);
