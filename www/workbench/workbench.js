import { CodePane } from "./code.js";
import { mountDecrypting } from "./decrypt.js";
import { mountEncrypting } from "./encrypt.js";
import { byId } from "../ui/dom.js";
import { loadStyle } from "../ui/style.js";
import { addPart } from "../i18n/language.js";
import english from "../i18n/en/workbench.js";
import { mountExport } from "./export.js";
import { mountGenerate } from "./generate.js";
import { mountImport } from "./import.js";
import { BenchKeys } from "./keys.js";
import { mountOaep } from "./oaep.js";
import { mountSigning } from "./sign.js";
import { Steps } from "./steps.js";

/**
 * What the steps share.
 *
 * @typedef {object} Bench
 * @property {import("../main.js").App} app
 * @property {BenchKeys} keys
 * @property {Steps} steps
 * @property {CodePane} code
 * @property {import("./oaep.js").Oaep} oaep the settings of RSAES-OAEP
 */

/**
 * The workbench: RSA in steps, from generating a key to verifying a signature, and beside the open step the code that
 * does the same with other software.
 *
 * @param {import("../main.js").App} app
 */
export async function mountWorkbench(app) {
  await loadStyle("styles/later/workbench.css");
  addPart(byId("workbench", HTMLElement), english);
  const keys = new BenchKeys(app);
  const steps = new Steps();
  /** @type {Bench} */
  const bench = { app, keys, steps, code: new CodePane(steps, app.wire), oaep: mountOaep(steps) };
  const forms = [
    mountGenerate(bench),
    mountExport(bench),
    mountImport(bench),
    mountEncrypting(bench, (key, ciphertext, isWanted) => decrypting.offer(key, ciphertext, isWanted)),
  ];
  const decrypting = mountDecrypting(bench);
  forms.push(mountSigning(bench));
  if (keys.all.length > 0) steps.open("encrypt");
  keys.addEventListener("change", () => bench.code.show());
  bench.code.show();
  return {
    /** @param {string} text a ciphertext pasted in another view */
    take(text) {
      app.router.go("workbench");
      steps.open("decrypt");
      decrypting.take(text);
    },
    /** Empties all steps, and forgets the throw-away keys. */
    forget() {
      for (const form of [...forms, decrypting]) form.clear();
      bench.oaep.form.reset();
      steps.open("generate");
      keys.forget().catch(() => {});
      bench.code.show();
    },
  };
}
