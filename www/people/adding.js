import { readPublicKey } from "../app/book.js";
import { byId, takeFiles, work } from "../ui/dom.js";
import { codeOf } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { readLink } from "../codec/links.js";
import { cleanName } from "../codec/names.js";
import { recognise } from "../codec/recognise.js";
import { keepPrivateKeysOut } from "../errors/private-keys.js";
import { showObstacle } from "./obstacles.js";

/**
 * @typedef {import("../app/book.js").Person} Person
 * @typedef {import("../main.js").App} App
 */

/** The largest file that is read, in bytes. Real key files are much smaller. */
const largestFile = 65_536;

/** The form that adds a person: it takes a public key in any format that the package reads, or an invitation. */
export class Adding {
  #app;
  #add;
  #fold = byId("add-fold", HTMLDetailsElement);
  #form = byId("add", HTMLFormElement);
  #key = byId("add-key", HTMLTextAreaElement);
  #name = byId("add-name", HTMLInputElement);
  #problem = new Problem(byId("add-error", HTMLElement));

  /**
   * @param {App} app
   * @param {(person: Person, anyway?: boolean) => Promise<import("./obstacles.js").Obstacle | undefined>} add see
   * `PeopleView.add`
   */
  constructor(app, add) {
    this.#app = app;
    this.#add = add;
    this.#key.addEventListener("input", () => this.#fillName());
    keepPrivateKeysOut(app, this.#key, () => this.#refusePrivateKey());
    takeFiles(this.#form, byId("add-file", HTMLInputElement), (file) => this.takeFile(file));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    byId("add-scan", HTMLButtonElement).addEventListener("click", (event) =>
      this.#scan(/** @type {HTMLButtonElement} */ (event.currentTarget)),
    );
    this.#fold.addEventListener("toggle", () => {
      if (this.#fold.open && document.activeElement?.matches("#add-fold > summary")) this.#key.focus();
    });
  }

  /** Puts a key or an invitation into the field, for the visitor to add. @param {string} text */
  take(text) {
    this.#fold.open = true;
    this.#key.value = text;
    this.#key.dispatchEvent(new Event("input"));
    (this.#name.value ? this.#key : this.#name).focus();
  }

  close() {
    this.#fold.open = false;
  }

  /** Empties and closes the form. */
  forget() {
    this.#form.reset();
    this.#problem.clear();
    this.close();
  }

  /** @param {File} chosen */
  async takeFile(chosen) {
    this.#fold.open = true;
    if (chosen.size > largestFile) return this.#problem.show((words) => words.add.tooLarge, this.#key);
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    try {
      await this.#app.ready;
      const key = readPublicKey(bytes);
      this.#problem.clear();
      this.#key.value = key.publicKey;
      if (!this.#name.value) this.#name.value = cleanName(chosen.name.replace(/(-public-key)?\.\w+$/, ""));
      this.#name.focus();
    } catch (error) {
      this.#key.value = "";
      this.#refuse(error);
    } finally {
      // The file may hold a private key.
      bytes.fill(0);
    }
  }

  /** @param {HTMLButtonElement} button */
  async #scan(button) {
    try {
      const { scan } = await work(button, () => import("./scan.js"));
      await scan(this.#app);
    } catch {
      this.#problem.show((words) => words.errors.anywhere["load-failed"]);
    }
  }

  async #submit() {
    const text = this.#key.value;
    if (!text.trim()) {
      // The field is marked if a private key was removed from it: that warning stays.
      if (this.#key.getAttribute("aria-invalid") === "true") return this.#key.focus();
      return this.#problem.show((words) => words.add.textNeeded, this.#key);
    }
    const link = readLink(text);
    const invitation = typeof link === "object" && link.kind === "invitation" ? link : undefined;
    let key;
    try {
      await this.#app.ready;
      key = readPublicKey(invitation ? invitation.der : text);
    } catch (error) {
      return this.#refuse(error);
    }
    await this.#tryToAdd({ ...key, name: this.#name.value, signing: invitation?.signing ?? null });
  }

  /** @param {Person} person @param {boolean} [anyway] */
  async #tryToAdd(person, anyway) {
    const inTheWay = await this.#add(person, anyway);
    if (!inTheWay) {
      this.#problem.clear();
      return this.#form.reset();
    }
    const isKnown = this.#app.book.recipients.some(({ id, guest }) => id === person.id && !guest);
    showObstacle(this.#problem, inTheWay, isKnown ? this.#key : this.#name, () => this.#tryToAdd(person, true));
  }

  /** Fills in the name that an invitation contains. */
  #fillName() {
    const link = readLink(this.#key.value);
    if (typeof link === "object" && link.kind === "invitation" && !this.#name.value) this.#name.value = link.name;
  }

  /** @param {unknown} error */
  #refuse(error) {
    if (codeOf(error) === "private-key-given") return this.#refusePrivateKey();
    const kind = recognise(this.#key.value);
    if (kind === "sealed" || kind === "ciphertext") {
      const way = this.#app.wayTo(kind, this.#key.value, () => this.#form.reset());
      return this.#problem.show((words) => words.found[kind], this.#key, undefined, way);
    }
    this.#problem.showError(error, "add", this.#key);
  }

  #refusePrivateKey() {
    this.#key.value = "";
    // The private key is out of the field already, so the warning disappears at the next input anywhere in the form.
    const elsewhere = { at: this.#form, event: "beforeinput" };
    this.#problem.show((words) => words.errors.add["private-key-given"], this.#key, elsewhere);
  }
}
