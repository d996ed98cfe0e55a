// The modules that are loaded after the first view, or as soon as one of them is needed: what shows a sealed and an
// opened letter and the files in it, and the part of a key's side sheet about its signing key.
export { mountSigningKey } from "./keys/signing-key.js";
export { sweepStorage } from "./letters/store.js";
export { mountOpened } from "./read/opened.js";
export { openSealedFile, readersOf } from "./read/sealed-file.js";
export { mountAttachments, wordsOf } from "./write/attachments.js";
export { mountResult } from "./write/result.js";
