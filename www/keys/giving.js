// The ways to give a public key out: as an invitation (a link, and its QR code), copied, or saved.
import { copy, fileName, save, withConfirmation } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { invitationLink } from "../codec/links.js";
import { cleanName } from "../codec/names.js";
import { putLabel } from "../i18n/language.js";
import { isProposed } from "./make.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 */

/** The part of a key's side sheet that gives the public key out. */
export class Giving {
  #app;
  #slot;
  #key;
  #problem;
  #link;
  #name;

  /**
   * @param {App} app
   * @param {ReturnType<typeof import("../ui/dom.js").clone>["slot"]} slot
   * @param {() => KeyEntry} key
   * @param {Problem} problem
   */
  constructor(app, slot, key, problem) {
    this.#app = app;
    this.#slot = slot;
    this.#key = key;
    this.#problem = problem;
    this.#link = slot("link", HTMLTextAreaElement);
    this.#name = slot("as", HTMLInputElement);
    this.#name.addEventListener("input", () => this.#draw());
    const linkButton = slot("copy-link", HTMLButtonElement);
    const keyButton = slot("copy", HTMLButtonElement);
    withConfirmation(linkButton);
    withConfirmation(keyButton);
    linkButton.addEventListener("click", () => copyInvitation(app, key(), this.#link.value, linkButton, problem));
    mountShare(app, slot("share", HTMLButtonElement), () => ({ key: key(), link: this.#link.value }));
    keyButton.addEventListener("click", () => this.#copyKey(keyButton));
    slot("save", HTMLButtonElement).addEventListener("click", () => this.#saveKey());
    this.#mountEnlarging();
  }

  /** Fills in the name, the link and its QR code. To be called whenever the side sheet is opened. */
  show() {
    const { name } = this.#key();
    // The name that the page proposes for a key says nothing about the key's owner.
    if (!this.#name.value && !isProposed(name)) this.#name.value = name;
    this.#draw();
  }

  async #draw() {
    const { publicKey, name, signing } = this.#key();
    const as = cleanName(this.#name.value);
    this.#link.value = invitationLink(publicKey, as, signing?.id);
    const { qr } = await import("../ui/qr.js");
    const picture = qr(this.#link.value);
    if (picture) putLabel(picture, (words) => words.you.qr(as || name));
    this.#slot("qr", HTMLElement).replaceChildren(...(picture ? [picture] : []));
  }

  #mountEnlarging() {
    const button = this.#slot("enlarge", HTMLButtonElement);
    const figure = this.#slot("qr", HTMLElement);
    /** @param {boolean} large */
    const set = (large) => {
      figure.toggleAttribute("data-large", large);
      button.setAttribute("aria-pressed", String(large));
    };
    button.addEventListener("click", () => set(!figure.hasAttribute("data-large")));
    figure.addEventListener("click", () => set(false));
    this.#slot("side", HTMLElement).addEventListener("toggle", () => set(false));
  }

  /** @param {HTMLButtonElement} button */
  async #copyKey(button) {
    const copied = await copy(button, this.#key().publicKey, (words) => words.you.publicCopied);
    if (!copied) return this.#problem.show((words) => words.page.notCopied);
    this.#problem.clear();
    this.#report("copied");
  }

  #saveKey() {
    const { publicKey, name } = this.#key();
    save(fileName(name, "public-key.pem"), publicKey, "application/x-pem-file");
    this.#report("saved");
  }

  /** @param {"copied" | "saved"} how */
  #report(how) {
    const { publicKey, name } = this.#key();
    this.#app.wire.add({ what: (words) => words.wire.publicKey(name), how, bytes: publicKey.length, text: publicKey });
  }
}

/** The link of an invitation to write to the owner of a key. @param {KeyEntry} key */
export const invitationOf = ({ publicKey, name, signing }) =>
  invitationLink(publicKey, isProposed(name) ? "" : cleanName(name), signing?.id);

/**
 * Copies the link of an invitation, and lists it among what left this browser. Returns whether it was copied.
 *
 * @param {App} app
 * @param {KeyEntry} key
 * @param {string} link
 * @param {HTMLButtonElement} button
 * @param {Problem} problem
 */
export async function copyInvitation(app, key, link, button, problem) {
  const copied = await copy(button, link, (words) => words.you.linkCopied);
  if (!copied) {
    problem.show((words) => words.page.notCopied);
    return false;
  }
  problem.clear();
  report(app, key, link, "copiedLink");
  return true;
}

/**
 * Shows the button that opens the system's share sheet with an invitation, if the browser can open one.
 *
 * @param {App} app
 * @param {HTMLButtonElement} button
 * @param {() => { key: KeyEntry, link: string }} current
 * @param {() => unknown} [done] called after it was shared
 */
export function mountShare(app, button, current, done = () => {}) {
  button.hidden = typeof navigator.share !== "function";
  button.addEventListener("click", async () => {
    const { key, link } = current();
    try {
      await navigator.share({ url: link });
    } catch {
      // The visitor closed the share sheet.
      return;
    }
    report(app, key, link, "shared");
    done();
  });
}

/** @param {App} app @param {KeyEntry} key @param {string} link @param {"copiedLink" | "shared"} how */
function report(app, { name }, link, how) {
  app.wire.add({ what: (words) => words.wire.invitation(name), how, bytes: link.length, text: link });
}
