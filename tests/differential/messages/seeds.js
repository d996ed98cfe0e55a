// The messages that are mutated: sealed by sealpost and by jose, with every algorithm, serialization and place of the
// headers. Both sealpost and jose open every one of them.
import { createPrivateKey, createPublicKey } from "node:crypto";
import { CompactEncrypt, FlattenedEncrypt, GeneralEncrypt } from "jose";
import { sealpost } from "../../support/installed.js";
import { ALGS, ENCS } from "../../support/jwe.js";

/** @import { KeyObject } from "node:crypto" */
/** @import { PrivateKey, PublicKey } from "../../../js/index.js" */

/**
 * A key pair as sealpost has it (`ours`, `half`) and as Node has it (`theirs`, `public`).
 *
 * @typedef {{ ours: PrivateKey, half: PublicKey, theirs: KeyObject, public: KeyObject, id: string }} Reader
 */

/** Makes a key pair. @returns {Reader} */
function reader() {
  const ours = sealpost.PrivateKey.generate({ bits: 2048 });
  const half = ours.publicKey();
  return {
    ours,
    half,
    theirs: createPrivateKey(ours.toPem()),
    public: createPublicKey(half.toPem()),
    id: half.thumbprint(),
  };
}

/** The recipient's key, another key of the same owner, and the key of somebody else. */
export const makeReaders = () => ({ key: reader(), other: reader(), stranger: reader() });

/** @typedef {ReturnType<typeof makeReaders>} Readers */

export const PLAINTEXT = Buffer.from("Meet me at noon. Grüße!");
const AAD = Buffer.from("an application's own");

/** Seals the messages. Each can be opened with `key`. @param {Readers} readers */
export async function makeSeeds({ key, other, stranger }) {
  const seeds = [
    sealpost.seal(PLAINTEXT, key.half),
    sealpost.seal(PLAINTEXT, [key.half, other.half]),
    sealpost.seal(PLAINTEXT, [stranger.half, other.half, key.half]),
    sealpost.seal(new Uint8Array(), key.half),
    sealpost.seal(PLAINTEXT, [stranger.half, key.half]),
  ];
  for (const alg of ALGS) {
    for (const enc of ENCS) {
      for (const kid of [{ kid: key.id }, {}, { kid: "of no form that is known here" }]) {
        const all = { alg, enc, ...kid };
        const flattened = () => new FlattenedEncrypt(PLAINTEXT);
        const general = new GeneralEncrypt(PLAINTEXT).setProtectedHeader({ enc }).setAdditionalAuthenticatedData(AAD);
        for (const recipient of [stranger, other, key])
          general.addRecipient(recipient.public).setUnprotectedHeader({ alg });
        general.addRecipient(key.public).setUnprotectedHeader({ alg, ...kid });
        const shared = new GeneralEncrypt(PLAINTEXT).setProtectedHeader({ enc }).setSharedUnprotectedHeader({ alg });
        shared
          .addRecipient(stranger.public)
          .addRecipient(key.public)
          .setUnprotectedHeader({ typ: "JOSE", ...kid });
        const forms = [
          new CompactEncrypt(PLAINTEXT).setProtectedHeader(all).encrypt(key.public),
          flattened().setProtectedHeader(all).setAdditionalAuthenticatedData(AAD).encrypt(key.public),
          flattened().setUnprotectedHeader(all).encrypt(key.public),
          flattened()
            .setProtectedHeader({ enc })
            .setSharedUnprotectedHeader({ alg, ...kid })
            .encrypt(key.public),
          general.encrypt(),
          shared.encrypt(),
        ];
        for (const form of await Promise.all(forms)) seeds.push(typeof form === "string" ? form : JSON.stringify(form));
      }
    }
  }
  return seeds;
}
