import { cloneEntry, fillCard, nameCard } from "../ui/card.js";
import { askFirst, copy, say, withConfirmation } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { entrySide } from "../ui/side.js";
import { put, putLabel } from "../i18n/language.js";
import { cleanName } from "../codec/names.js";
import { obstacleOfName, showObstacle } from "./obstacles.js";
import { Verifying } from "./verifying.js";

/**
 * @typedef {import("../app/book.js").Person} Person
 * @typedef {import("../main.js").App} App
 * @typedef {object} Acts
 * @property {(id: string) => void} writeTo
 * @property {(person: Person, verified: boolean) => Promise<void>} verify
 * @property {(person: Person, name: string) => Promise<void>} rename
 * @property {(id: string) => Promise<void>} remove
 */

/**
 * Somebody to write to: the row in the rail, which is the list of keys and people, and the side sheet, where the
 * person's keys are verified, and the person is renamed and removed.
 */
export class PersonCard {
  #app;
  #person;
  #acts;
  #card = cloneEntry("person-card");
  #slot = this.#card.slot;
  #problem = new Problem(this.#slot("error", HTMLElement));
  #side = entrySide(this.#slot, () => this.#person.name);
  #newName = this.#slot("new-name", HTMLInputElement);
  #verifying;
  root = this.#card.root;

  /**
   * @param {App} app
   * @param {Person} person
   * @param {Acts} acts
   */
  constructor(app, person, acts) {
    this.#app = app;
    this.#person = person;
    this.#acts = acts;
    this.#verifying = new Verifying(
      app,
      this.#slot,
      () => this.#person,
      this.#problem,
      (verified) => this.#decide(verified),
    );
    fillCard(this.#card, person);
    this.#newName.value = person.name;
    const write = this.#slot("write", HTMLButtonElement);
    putLabel(write, (words) => words.people.writeTo(this.#person.name));
    write.addEventListener("click", () => acts.writeTo(this.#person.id));
    this.#slot("verify", HTMLButtonElement).addEventListener("click", () => this.open());
    this.#slot("rename", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#rename();
    });
    this.#mountCopying();
    askFirst(this.#slot("drop", HTMLElement));
    this.#slot("drop-yes", HTMLButtonElement).addEventListener("click", () => this.#remove());
    this.#showFacts();
    this.#side.label();
  }

  focus() {
    this.#slot("name", HTMLElement).focus({ preventScroll: true });
  }

  /** Opens the side sheet with the safety number. */
  open() {
    // A side sheet in a hidden row or view cannot be shown. The filter hides rows, and on a phone the people are a view
    // of their own.
    this.root.hidden = false;
    if (!this.root.checkVisibility()) this.#app.router.go("people");
    this.#side.open();
    this.#verifying.show();
  }

  /** Marks the row or not. @param {boolean} chosen whether a letter is being written to this person */
  choose(chosen) {
    this.root.toggleAttribute("data-chosen", chosen);
  }

  /** Warns if somebody else has a name like this. To be called after the lists of people and keys have changed. */
  showNamesake() {
    const namesake = this.#app.book.namesake(this.#person);
    const place = this.#slot("namesake", HTMLElement);
    place.hidden = !namesake;
    if (!namesake) return;
    const { name, own } = namesake;
    put(place, ({ names }) => (own ? names.yoursToo(name) : names.another(name)));
  }

  /** @param {Person} changed */
  update(changed) {
    this.#person = changed;
    nameCard(this.#card, changed.name);
    this.#newName.value = changed.name;
    this.#side.label();
    this.#showFacts();
    this.#verifying.update();
  }

  #showFacts() {
    const { bits, practice, verified, verifiedBefore, name } = this.#person;
    put(this.#slot("facts", HTMLElement), (words) =>
      practice ? words.people.practiceFacts(bits) : words.people.facts(bits),
    );
    put(this.#slot("state", HTMLElement), practice ? (words) => words.people.forPractice : "");
    const mark = this.#slot("verified", HTMLElement);
    mark.hidden = !verified;
    if (verified) put(mark, (words) => words.verify.verified(verified));
    const before = this.#slot("verified-before", HTMLElement);
    before.hidden = !verifiedBefore;
    if (verifiedBefore) put(before, (words) => words.verify.before(name, verifiedBefore));
    const ask = this.#slot("verify", HTMLButtonElement);
    put(ask, ({ verify }) => (verified ? verify.again : verifiedBefore ? verify.anew : verify.ask));
    putLabel(ask, (words) => (verified ? words.verify.verifiedKeyOf(name) : words.verify.keyOf(name)));
    ask.toggleAttribute("data-verified", Boolean(verified));
    // Nobody is there to compare the safety number with.
    ask.hidden = Boolean(practice);
    this.#slot("verify-no", HTMLButtonElement).hidden = !verified;
  }

  /** @param {boolean} verified */
  async #decide(verified) {
    const { name } = this.#person;
    try {
      await this.#acts.verify(this.#person, verified);
    } catch (error) {
      return this.#problem.showError(error, "anywhere");
    }
    this.#side.close();
    say((words) => (verified ? words.verify.said : words.verify.takenBack)(name));
  }

  /** @param {boolean} [anyway] whether to rename although the name looks like another one */
  async #rename(anyway = false) {
    const field = this.#newName;
    const { id } = this.#person;
    const inTheWay = obstacleOfName(this.#app.book, { id, name: field.value }, anyway);
    if (inTheWay) {
      const rename = /** @type {import("../i18n/language.js").Text} */ ((words) => words.names.renameAnyway);
      const shown = { ...inTheWay, anyway: inTheWay.anyway && rename };
      return showObstacle(this.#problem, shown, field, () => this.#rename(true));
    }
    const name = cleanName(field.value);
    try {
      await this.#acts.rename(this.#person, name);
    } catch (error) {
      return this.#problem.showError(error, "anywhere", field);
    }
    this.#problem.clear();
    say((words) => words.you.renamed(name));
  }

  #mountCopying() {
    const button = this.#slot("copy", HTMLButtonElement);
    withConfirmation(button);
    button.addEventListener("click", async () => {
      const { name, publicKey } = this.#person;
      const copied = await copy(button, publicKey, (words) => words.you.publicCopied);
      if (!copied) return this.#problem.show((words) => words.page.notCopied);
      this.#problem.clear();
      const bytes = publicKey.length;
      this.#app.wire.add({ what: (words) => words.wire.publicKey(name), how: "copied", bytes, text: publicKey });
    });
  }

  async #remove() {
    const { id, name } = this.#person;
    const neighbour = (this.root.nextElementSibling ?? this.root.previousElementSibling)?.querySelector("h3");
    try {
      await this.#acts.remove(id);
    } catch (error) {
      return this.#problem.showError(error, "anywhere");
    }
    const next = neighbour ?? document.querySelector("#add-fold > summary");
    if (next instanceof HTMLElement) next.focus();
    say((words) => words.people.removed(name));
  }
}
