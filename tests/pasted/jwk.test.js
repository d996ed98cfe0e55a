// Kinds B and H: JSON Web Keys as other libraries write them.
import { describe } from "node:test";
import { assertCase, casesOf, test } from "./support.js";
import { jwkDetails, nullMembers } from "./kinds/jwk.js";

for (const kind of [nullMembers, jwkDetails]) {
  describe(`${kind.kind}, ${kind.title}`, () => {
    for (const { title, ...pasted } of casesOf(kind)) test(title, () => assertCase(pasted));
  });
}
