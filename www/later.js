// The modules that are loaded after the first view, or as soon as one of them is needed: what shows a sealed and an
// opened letter and its files, and the parts of a key's side sheet about its signing key and its passkey.
import { loadPasskey } from "./app/unlock.js";
import { loadNewPassphrase } from "./ui/passphrase.js";

export { mountPasskey } from "./keys/passkey.js";
export { mountSigningKey } from "./keys/signing-key.js";
export { discardAll, sweepStorage } from "./letters/store.js";
export { mountOpened } from "./read/opened.js";
export { openSealedFile, possibleKeysOf } from "./read/sealed-file.js";
export { mountAttachments, wordsOf } from "./write/attachments.js";
export { mountResult } from "./write/result.js";

/** Loads the modules that are needed after a click, so that the click works without a network. */
export const rest = () =>
  Promise.all([
    import("./ui/qr.js"),
    import("./ui/elsewhere.js"),
    loadNewPassphrase(),
    loadPasskey(),
    import("./vendor/words.js"),
  ]);
