// Recognises what is pasted outside the page's fields, and what is dropped on the page, and hands it to the view where
// it belongs. A text that is dropped on a field is left to the browser.
import { textOfFile } from "../codec/bytes.js";
import { isBackup, isSealedFile, kindOfBytes, recognise } from "../codec/recognise.js";

/** The largest file that is read to be recognised, in bytes: as large as the longest sealed message. */
const largest = 96_000_000;

/**
 * @typedef {object} Takers what takes each kind of thing
 * @property {(text: string, file?: string) => unknown} sealed a sealed message, and the name of the file in it
 * @property {(text: string) => void} publicKey a public key, an invitation or a certificate
 * @property {(file: File) => void} publicFile a file with a public key, an invitation or a certificate
 * @property {(text: string) => void} privateKey a private key or a backup
 * @property {(file: File) => void} privateFile a file with a private key or a backup
 * @property {(text: string) => void} ciphertext
 * @property {(text: string) => void} text any other text
 * @property {(file: File) => unknown} sealedFile a sealed file
 * @property {(files: File[]) => unknown} files any other files
 */

/**
 * Returns a function that takes a text which came another way, such as from a QR code.
 *
 * @param {Promise<unknown>} ready resolves when texts can be recognised
 * @param {Takers} takers
 */
export function mountIntake(ready, takers) {
  document.addEventListener("paste", (event) => {
    const { clipboardData } = event;
    if (event.defaultPrevented || !clipboardData) return;
    const files = [...clipboardData.files];
    const text = clipboardData.getData("text/plain");
    // A field takes a text, and a picture of it that some programs add is left out.
    if (isField(event.target) && (text || files.length === 0)) return;
    if (files.length === 0 && !text.trim()) return;
    event.preventDefault();
    ready.catch(() => {}).then(() => (files.length > 0 ? take(files, takers) : takeText(text, takers)));
  });
  mountDrop(ready, takers);
  return (/** @type {string} */ text) => takeText(text, takers);
}

/** @param {Promise<unknown>} ready @param {Takers} takers */
function mountDrop(ready, takers) {
  const root = document.documentElement;
  document.addEventListener("dragover", (event) => {
    if (!mayDrop(event)) return;
    event.preventDefault();
    root.dataset.over = "";
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) delete root.dataset.over;
  });
  document.addEventListener("drop", (event) => {
    delete root.dataset.over;
    // A form has taken what was dropped, or the browser puts it into a field as text.
    if (event.defaultPrevented || !mayDrop(event)) return;
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    const text = event.dataTransfer?.getData("text/plain") ?? "";
    ready.catch(() => {}).then(() => (files.length > 0 ? take(files, takers) : text.trim() && takeText(text, takers)));
  });
}

/** @param {EventTarget | null} target */
const isField = (target) => target instanceof Element && target.closest("input, textarea, select") !== null;

/** Whether the page takes what is dragged: a file anywhere, a text only outside fields. @param {DragEvent} event */
function mayDrop({ dataTransfer, target }) {
  if (dataTransfer?.types.includes("Files")) return true;
  return Boolean(dataTransfer?.types.includes("text/plain")) && !isField(target);
}

/** @param {string} text @param {Takers} takers */
function takeText(text, takers) {
  if (isBackup(text)) return takers.privateKey(text);
  const kind = recognise(text);
  if (kind === "sealed") return takers.sealed(text);
  if (kind === "privateKey") return takers.privateKey(text);
  if (kind === "ciphertext") return takers.ciphertext(text);
  if (kind) return takers.publicKey(text);
  takers.text(text);
}

/** Several files are attached to a letter. One may belong elsewhere. @param {File[]} files @param {Takers} takers */
async function take(files, takers) {
  const [file] = files;
  if (!file || files.length > 1) return takers.files(files);
  if (await isSealedFile(file)) return takers.sealedFile(file);
  if (file.size > largest) return takers.files(files);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = textOfFile(bytes);
  const kind = text === undefined ? kindOfBytes(bytes) : recognise(text);
  bytes.fill(0);
  if (text !== undefined && kind === "sealed" && !isBackup(text)) return takers.sealed(text, innerName(file.name));
  if (text !== undefined && kind === "ciphertext") return takers.ciphertext(text);
  if (kind === "sealed" && text === undefined) return takers.sealedFile(file);
  if (kind === "privateKey" || kind === "sealed") return takers.privateFile(file);
  if (kind === "publicKey" || kind === "certificate" || kind === "invitation") return takers.publicFile(file);
  takers.files(files);
}

/**
 * The name of the file in a sealed file: `plan.pdf.sealed` holds `plan.pdf`. Empty without the ending `.sealed`.
 *
 * @param {string} name
 */
export function innerName(name) {
  return name.endsWith(".sealed") ? name.slice(0, -".sealed".length) : "";
}
