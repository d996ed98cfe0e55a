// Kinds D, E, F and G of pasted input (the modules in kinds/ have the letters): a key in text, however the key was
// escaped, enclosed or bordered, is read, or the error says what is wrong. Kind N: a message that another program
// handed on is opened, or the error says what is wrong.
import { describe } from "node:test";
import { assertCase, casesOf, test } from "./support.js";
import { armour } from "./kinds/text/armour.js";
import { enclosed } from "./kinds/text/enclosed.js";
import { escapes } from "./kinds/text/escapes.js";
import { sshForms } from "./kinds/openssh.js";
import { bordered, misread, printed } from "./kinds/text/printed.js";
import { configuration, mailed, several } from "./kinds/text/sources.js";

for (const kind of [escapes, enclosed, armour, sshForms, configuration, several, printed, misread, bordered, mailed]) {
  describe(`${kind.kind}, ${kind.title}`, () => {
    for (const { title, ...pasted } of casesOf(kind)) test(title, () => assertCase(pasted));
  });
}
