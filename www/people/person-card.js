import { PublicKey, safetyNumber } from "../sealpost/index.js";
import { fillCard, nameCard } from "../ui/card.js";
import { askFirst, byId, clone, copy, say, withConfirmation } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { put } from "../i18n/language.js";

/**
 * @typedef {import("../app/book.js").Person} Person
 * @typedef {import("../main.js").App} App
 */

/**
 * The card of someone one can write to: write, verify, remove.
 *
 * @param {App} app
 * @param {Person} first
 * @param {object} room
 * @param {(id: string) => void} room.writeTo
 * @param {(person: Person, verified: boolean) => Promise<void>} room.verify
 * @param {(id: string) => Promise<void>} room.remove
 */
export function personCard(app, first, { writeTo, verify, remove }) {
  const card = clone("person-card");
  const { root, slot } = card;
  let person = first;
  const problem = new Problem(slot("error", HTMLElement));
  const mark = slot("verified", HTMLElement);
  const ask = slot("verify", HTMLButtonElement);
  const showFacts = () => {
    const { bits, practice, verified } = person;
    put(slot("facts", HTMLElement), (words) =>
      practice ? words.people.practiceFacts(bits) : words.people.facts(bits),
    );
    mark.hidden = !verified;
    if (verified) put(mark, (words) => words.verify.verified(verified));
    put(ask, (words) => (verified ? words.verify.again : words.verify.ask));
    slot("verify-no", HTMLButtonElement).hidden = !verified;
  };
  const namesakePlace = slot("namesake", HTMLElement);
  const showNamesake = () => {
    const namesake = app.book.namesake(person);
    namesakePlace.hidden = !namesake;
    if (!namesake) return;
    const { name, own } = namesake;
    put(namesakePlace, ({ names }) => (own ? names.yoursToo(name) : names.another(name)));
  };
  fillCard(card, person);
  showFacts();

  slot("write", HTMLButtonElement).addEventListener("click", () => writeTo(person.id));
  const copyButton = slot("copy", HTMLButtonElement);
  withConfirmation(copyButton);
  copyButton.addEventListener("click", async () => {
    const { name, publicKey } = person;
    const copied = await copy(copyButton, publicKey, (words) => words.you.publicCopied);
    if (!copied) return problem.show((words) => words.page.notCopied);
    problem.clear();
    app.wire.add({
      what: (words) => words.wire.publicKey(name),
      how: "copied",
      bytes: publicKey.length,
      text: publicKey,
    });
  });

  const panel = slot("verify-panel", HTMLElement);
  const ownMenu = slot("own", HTMLSelectElement);
  /**
   * @param {{ name: string, publicKey: string }} own the key of one's own that they have
   * @returns whether there is a number to be compared
   */
  const compare = (own) => {
    const { name } = person;
    try {
      showNumber(slot("number", HTMLElement), pairNumber(own.publicKey, person.publicKey));
    } catch (error) {
      problem.showError(error, "anywhere");
      return false;
    }
    put(slot("verify-text", HTMLElement), (words) => words.verify.text(name, own.name));
    return true;
  };
  ownMenu.addEventListener("change", () => {
    const own = app.book.keys.find(({ id }) => id === ownMenu.value);
    if (own && !compare(own)) unfold(false);
  });
  /** @param {boolean} open */
  const unfold = (open) => {
    panel.hidden = !open;
    ask.setAttribute("aria-expanded", String(open));
    if (!open) ask.focus();
  };
  ask.addEventListener("click", async () => {
    if (!panel.hidden) return unfold(false);
    const [own] = app.book.keys;
    if (!own) {
      const mended = () => app.book.keys.length > 0;
      return problem.show((words) => words.verify.keyNeeded, undefined, { at: app.book, event: "change", mended });
    }
    problem.clear();
    ownMenu.replaceChildren(...app.book.keys.map(({ id, name }) => new Option(name, id)));
    slot("own-field", HTMLElement).hidden = app.book.keys.length === 1;
    if (!compare(own)) return;
    unfold(true);
    panel.scrollIntoView({ block: "nearest" });
  });
  /** @param {boolean} verified */
  const decide = async (verified) => {
    try {
      await verify(person, verified);
    } catch (error) {
      return problem.showError(error, "anywhere");
    }
    unfold(false);
    say((words) => (verified ? words.verify.said : words.verify.takenBack)(person.name));
  };
  slot("verify-yes", HTMLButtonElement).addEventListener("click", () => decide(true));
  slot("verify-no", HTMLButtonElement).addEventListener("click", () => decide(false));

  askFirst(slot("drop", HTMLElement));
  slot("drop-yes", HTMLButtonElement).addEventListener("click", async () => {
    const { id, name } = person;
    const nextName = (root.nextElementSibling ?? root.previousElementSibling)?.querySelector("h3");
    try {
      await remove(id);
    } catch (error) {
      return problem.showError(error, "anywhere");
    }
    (nextName instanceof HTMLElement ? nextName : byId("add-key", HTMLElement)).focus();
    say((words) => words.people.removed(name));
  });

  return {
    root,
    focus: () => slot("name", HTMLElement).focus({ preventScroll: true }),
    /** After the lists of people and keys have changed. */
    showNamesake,
    /** @param {Person} changed */
    update(changed) {
      person = changed;
      nameCard(card, person.name);
      showFacts();
    },
  };
}

/** @param {string} own PEM @param {string} other PEM */
function pairNumber(own, other) {
  const keys = [own, other].map((pem) => PublicKey.parse(pem));
  const [a, b] = keys;
  try {
    return a && b ? safetyNumber(a, b) : "";
  } finally {
    for (const key of keys) key.free();
  }
}

/**
 * Its groups of five digits, set apart by space on the screen.
 *
 * @param {HTMLElement} place
 * @param {string} number
 */
function showNumber(place, number) {
  const groups = number.match(/\d{5}/g) ?? [];
  place.replaceChildren(
    ...groups.map((group) => {
      const span = document.createElement("span");
      span.textContent = group;
      return span;
    }),
  );
}
