// Chooses a seed key and a mutation of it.
import { editDer } from "./der-edits.js";
import { JWK_EDITS } from "./jwk-edits.js";
import { NUMBER_EDITS, numbersOf, written } from "./number-edits.js";
import { LABELS, PEM_EDITS, pem } from "./pem-edits.js";

/** @import { Random } from "../../support/random.js" */
/** @import { Half, Seed } from "./seeds.js" */

/**
 * A mutated key file, as bytes or as text of PEM or JSON, with the name of the mutation. `half` is what the readers are
 * to read the file as.
 *
 * @typedef {{ name: string, half: Half, input: Buffer | string }} Mutant
 */

/**
 * A random mutant of one of the seeds.
 *
 * @param {Random} random
 * @param {readonly Seed[]} seeds
 * @returns {Mutant}
 */
export function mutant(random, seeds) {
  const seed = random.pick(seeds);
  // One mutant in twelve, except those of numbers, is read as the wrong half: a private key as a public one, or a
  // public key as a private one.
  const half = random.oneIn(12) ? (seed.half === "private" ? "public" : "private") : seed.half;
  const privateJwks = seeds.flatMap((each) => (each.half === "private" && each.jwk ? [each.jwk] : []));
  if (random.oneIn(6)) {
    const name = random.pick(Object.keys(NUMBER_EDITS));
    const changed = NUMBER_EDITS[name]?.(
      random,
      numbersOf(random.pick(privateJwks)),
      numbersOf(random.pick(privateJwks)),
    );
    if (!changed) return mutant(random, seeds);
    return { name: `numbers: ${name}`, half: seed.half, input: written(random, seed.half, changed) };
  }
  if (seed.jwk) {
    const name = random.pick(Object.keys(JWK_EDITS));
    const input = JWK_EDITS[name]?.(random, seed.jwk, random.pick(privateJwks)) ?? "";
    return { name: `JWK: ${name}`, half, input };
  }
  if (!seed.pem || !seed.der) throw new Error("a seed must be a JWK, or PEM and DER");
  if (random.oneIn(2)) return { name: "DER", half, input: editDer(random, seed.der) };
  if (random.oneIn(4)) return { name: "DER in PEM", half, input: pem(editDer(random, seed.der), random.pick(LABELS)) };
  const name = random.pick(Object.keys(PEM_EDITS));
  const others = seeds.flatMap((each) => each.pem ?? []);
  return { name: `PEM: ${name}`, half, input: PEM_EDITS[name]?.(random, seed.pem, random.pick(others)) ?? "" };
}
