// What came by a link or from another window: invitations and sealed messages. Each is shown on a card, which waits for
// a click.
import { readPublicKey } from "../app/book.js";
import { showFingerprint } from "../ui/card.js";
import { explain } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { emblem } from "../ui/emblem.js";
import { put } from "../i18n/language.js";
import { readLink } from "../codec/links.js";
import { cleanName } from "../codec/names.js";
import { isKeyId, keyIdsOf } from "../codec/recognise.js";
import { isNewSigning, obstacle, obstacleOfSigning, showObstacle, textOfNewSigning } from "../people/obstacles.js";
import { ArrivalCard } from "./arrival-card.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../app/book.js").Person} Person
 * @typedef {import("../i18n/language.js").Text} Text
 * @typedef {(person: Person, anyway?: boolean) => Promise<import("../people/obstacles.js").Obstacle | undefined>} Add
 */

/**
 * The key in the tab's sessionStorage of the links of invitations whose cards are not put away: an invitation is public.
 */
const keptAt = "sealpost invitations";
/**
 * With so many cards, a message from another window is neither shown nor confirmed, so that window says it did not
 * arrive.
 */
const waitingAtMost = 20;

/**
 * Shows the cards in `place`, on which it dispatches "arrived" when a message came from another window, and "change"
 * when a card is added or removed.
 */
export class Arrivals {
  #app;
  #acts;
  #place;
  /** The card of a damaged link. A newer one takes its place. @type {ArrivalCard | undefined} */
  #broken;
  /** The card of the guest. A newer invitation makes another person the guest. @type {ArrivalCard | undefined} */
  #guests;

  /**
   * @param {App} app
   * @param {HTMLElement} place
   * @param {object} acts
   * @param {(sealed: string, file?: string) => Promise<boolean>} acts.open opens a message, and says whether it opened
   * @param {Add} acts.add see `PeopleView.add`
   * @param {() => void} acts.write shows the sheet, with the focus in the letter
   * @param {Promise<unknown>} acts.filled resolves when the keys and people of the vault are in the book
   */
  constructor(app, place, acts) {
    this.#app = app;
    this.#place = place;
    this.#acts = acts;
    place.addEventListener("change", () => {
      // What waits is kept once it is shown.
      if (!app.practice && !("waiting" in place.dataset)) keep(this.#links);
    });
  }

  /**
   * Shows what a link carries, and before it the invitations that were not put away before a reload. If the link has the
   * key of one of them, perhaps with another name, it takes its place.
   *
   * @param {string} fragment that was in the page's address, with the #, or empty
   */
  async fromAddress(fragment) {
    for (const link of this.#app.practice ? [] : kept()) {
      if (keyIn(link) !== keyIn(fragment) && !this.#links.includes(link)) await this.#show(link, true);
    }
    await this.#show(fragment, false);
    if (!this.#app.practice) keep(this.#links);
  }

  /** The links of the invitations whose cards are shown. */
  get #links() {
    const cards = /** @type {HTMLElement[]} */ ([...this.#place.children]);
    return cards.flatMap(({ dataset: { link } }) => link ?? []);
  }

  /**
   * @param {string} fragment of a link
   * @param {boolean} again whether it was shown before a reload: then the view and the focus stay as they are
   */
  async #show(fragment, again) {
    const link = readLink(fragment);
    if (link === undefined) return;
    await this.#acts.filled;
    await this.#app.ready.catch(() => {});
    if (!again) this.#app.router.show(typeof link === "object" && link.kind === "message" ? "read" : "write");
    if (link === "broken") {
      this.#broken?.end();
      this.#broken = this.#card(
        (words) => words.arrival.broken,
        (words) => words.arrival.brokenText,
      );
    } else if (link.kind === "invitation") {
      const card = await this.#invitation(link, again);
      if (card) card.root.dataset.link = fragment;
    } else this.#message(link.sealed, link.name, { live: false });
  }

  /** Removes the guest and all cards, and with them what is kept of them. */
  forget() {
    this.#app.book.setGuest(undefined);
    this.#place.replaceChildren();
    this.#place.dispatchEvent(new Event("change"));
  }

  /** @param {import("../app/post.js").Handed} note */
  async fromWindow({ number, sealed, file }) {
    await this.#app.ready.catch(() => {});
    if (this.#place.childElementCount >= waitingAtMost) return;
    const ids = new Set(keyIdsOf(sealed));
    const { book, post, practice, router } = this.#app;
    if (!book.keys.some(({ id }) => ids.has(id))) return;
    post.send({ type: "arrived", number, practice });
    if (!this.#place.parentElement?.checkVisibility()) router.show("read");
    this.#message(sealed, cleanName(file), {
      live: true,
      opened: () => post.send({ type: "opened", number, practice }),
    });
    this.#place.dispatchEvent(new Event("arrived"));
  }

  /** @param {Text} title @param {Text} text @param {boolean} [named] */
  #card(title, text, named) {
    return new ArrivalCard(this.#place, title, text, named);
  }

  /**
   * Shows the card of an invitation, and returns it if the invitation can be read.
   *
   * @param {import("../codec/links.js").Invitation} link
   * @param {boolean} again see `#show`
   */
  async #invitation({ der, name, signing }, again) {
    const { book, ready } = this.#app;
    let key;
    try {
      await ready;
      key = readPublicKey(der);
    } catch (error) {
      this.#card((words) => words.arrival.invitation, explain(error));
      return undefined;
    }
    const own = book.keys.some(({ id }) => id === key.id);
    const known = book.people.find(({ id }) => id === key.id);
    const person = { ...key, name, signing };
    if (!own && obstacleOfSigning(book, person)) return this.#refused(person);
    if (known && isNewSigning(known, person)) return this.#newSigning(known, person);
    if (!own && !known) return this.#newPerson(person, again);
    const card = this.#card(
      (words) => words.arrival.invitation,
      (words) => (known ? words.arrival.invitationKnown(known.name) : words.arrival.invitationOwn),
    );
    showKey(card.slot, key.fingerprint);
    return card;
  }

  /** An invitation whose signing key cannot be its sender's. @param {Person} person */
  #refused({ fingerprint }) {
    const card = this.#card(
      (words) => words.arrival.invitation,
      (words) => words.add.signingRefused,
    );
    card.root.dataset.warning = "";
    showKey(card.slot, fingerprint);
    return card;
  }

  /**
   * An invitation of somebody who is known, with a new signing key. A click takes the new signing key.
   *
   * @param {Person} known
   * @param {Person} person
   */
  #newSigning(known, person) {
    const { book } = this.#app;
    const { name } = known;
    let current = known;
    const title = /** @type {Text} */ (
      ({ arrival }) => (current.signing ? arrival.otherSigning : arrival.newSigning)(name)
    );
    const text = /** @type {Text} */ ((words) => textOfNewSigning(current)(words));
    // The card does not show the fingerprint: it is that of the key for encryption, and says nothing about the new
    // signing key.
    const card = this.#card(title, text);
    const { root, slot } = card;
    // Another invitation may have brought a signing key, and the person may have been verified meanwhile.
    const show = () => {
      current = book.people.find(({ id }) => id === person.id) ?? current;
      root.toggleAttribute("data-warning", current.signing !== null);
      put(slot("title", HTMLElement), title);
      put(slot("text", HTMLElement), text);
    };
    book.addEventListener("change", show);
    show();
    slot("no", HTMLButtonElement).hidden = false;
    put(slot("yes", HTMLButtonElement), (words) => words.add.takeSigning);
    const problem = new Problem(slot("error", HTMLElement));
    slot("form", HTMLFormElement).addEventListener("submit", async () => {
      const inTheWay = await this.#acts.add(person, true);
      if (inTheWay) return problem.show(inTheWay.text);
      book.removeEventListener("change", show);
      card.end();
    });
    return card;
  }

  /**
   * An invitation of somebody new. The visitor can write to them at once. They are added when a message is sealed for
   * them, or by a click. If their name looks like that of somebody who is known, only a click adds them.
   *
   * @param {Person} person
   * @param {boolean} again whether the card was shown before a reload
   */
  #newPerson(person, again) {
    const { book } = this.#app;
    const { name } = person;
    const namesake = book.namesake({ id: person.id, name });
    const title = /** @type {Text} */ (
      ({ arrival }) => {
        if (!namesake) return arrival.writeTo(name);
        return namesake.own ? arrival.yourName(namesake.name) : arrival.otherKey(namesake.name, namesake.verified);
      }
    );
    const card = this.#card(title, (words) => words.arrival.invitationText(name), true);
    const { root, slot } = card;
    showKey(slot, person.fingerprint);
    slot("no", HTMLButtonElement).hidden = false;
    put(slot("yes", HTMLButtonElement), (words) => words.arrival.add);
    const field = slot("name", HTMLInputElement);
    field.value = name;
    const problem = new Problem(slot("error", HTMLElement));
    this.#mountAdding(card, person, problem, field);
    if (namesake) {
      root.dataset.warning = "";
      const warning = obstacle(book, person, false);
      if (warning) problem.show(warning.text, field);
    } else this.#mountGuest(card, person, field, again);
    return card;
  }

  /**
   * Has the card's button add the person, under the name in the field.
   *
   * @param {ArrivalCard} card
   * @param {Person} person
   * @param {Problem} problem
   * @param {HTMLInputElement} field
   */
  #mountAdding(card, person, problem, field) {
    /** @param {string} name @param {boolean} [anyway] */
    const tryToAdd = async (name, anyway) => {
      const inTheWay = await this.#acts.add({ ...person, name }, anyway);
      if (inTheWay) showObstacle(problem, inTheWay, field, () => tryToAdd(name, true));
      else card.end();
    };
    card.slot("form", HTMLFormElement).addEventListener("submit", () => tryToAdd(field.value));
  }

  /**
   * Makes the person a guest, to whom the visitor can write at once. When they are added, the card disappears.
   *
   * @param {ArrivalCard} card
   * @param {Person} person
   * @param {HTMLInputElement} field with the name
   * @param {boolean} again whether the card was shown before a reload
   */
  #mountGuest(card, person, field, again) {
    const { book } = this.#app;
    this.#guests = card;
    /** @param {Person | undefined} guest */
    const set = (guest) => {
      if (this.#guests === card) book.setGuest(guest);
    };
    const show = () => set({ ...person, name: field.value });
    field.addEventListener("input", show);
    card.slot("no", HTMLButtonElement).addEventListener("click", () => set(undefined));
    const ended = () => {
      if (!book.people.some(({ id }) => id === person.id)) return;
      book.removeEventListener("change", ended);
      card.end();
    };
    book.addEventListener("change", ended);
    show();
    if (!again) this.#acts.write();
  }

  /**
   * A sealed message, which a click opens if it may be for one of the visitor's keys.
   *
   * @param {string} sealed
   * @param {string} file the name of the file in the message, or empty
   * @param {{ live: boolean, opened?: () => void }} how `live`: the message came from another window; `opened`: called
   * when it was opened
   */
  #message(sealed, file, { live, opened }) {
    const { book } = this.#app;
    const ids = new Set(keyIdsOf(sealed));
    const title = /** @type {Text} */ ((words) => (live ? words.arrival.messageLive : words.arrival.message));
    const text = this.#recipientText(ids, file);
    const card = this.#card(title, text);
    const { slot } = card;
    const fits = () => book.keys.some(({ id }) => ids.has(id)) || this.#mayBeOurs(ids);
    const show = () => {
      const recipient = [...ids].map((id) => book.recipient(id)).find((one) => one !== undefined);
      slot("emblem", HTMLElement).replaceChildren(...(recipient ? [emblem(recipient.fingerprint)] : []));
      put(slot("text", HTMLElement), text);
      slot("no", HTMLButtonElement).hidden = !fits();
      const yes = slot("yes", HTMLButtonElement);
      put(yes, (words) => (fits() ? words.arrival.open : words.arrival.understood));
      yes.classList.toggle("primary", fits());
    };
    book.addEventListener("change", show);
    show();
    slot("form", HTMLFormElement).addEventListener("submit", async () => {
      book.removeEventListener("change", show);
      if (!fits()) return;
      card.end();
      if (await this.#acts.open(sealed, file)) opened?.();
    });
  }

  /**
   * Whether a message may be for an own key that it does not name by its id: other software names keys in its own way,
   * or not at all. Then only an attempt to open the message tells.
   *
   * @param {Set<string>} ids the names of keys in the message
   */
  #mayBeOurs(ids) {
    return this.#app.book.keys.length > 0 && (ids.size === 0 || [...ids].some((id) => !isKeyId(id)));
  }

  /** For whom a message is. @param {Set<string>} ids @param {string} file @returns {Text} */
  #recipientText(ids, file) {
    return ({ arrival }) => {
      const { keys, people } = this.#app.book;
      const key = keys.find(({ id }) => ids.has(id));
      const names = people.filter(({ id }) => ids.has(id)).map(({ name }) => name);
      const whom = key
        ? arrival.forKey(key.name)
        : names.length > 0
          ? arrival.forOther(names)
          : this.#mayBeOurs(ids)
            ? arrival.forUnnamed
            : arrival.forUnknown;
      return file ? `${arrival.file(file)} ${whom}` : whom;
    };
  }
}

/** The part of an invitation's link that has the public key. @param {string} link */
const keyIn = (link) => link.split("&")[0];

/** The kept links of invitations. */
function kept() {
  try {
    return (sessionStorage.getItem(keptAt) ?? "").split("\n").filter((link) => link.startsWith("#k="));
  } catch {
    // The browser refuses storage.
    return [];
  }
}

/** @param {string[]} links */
function keep(links) {
  try {
    if (links.length > 0) sessionStorage.setItem(keptAt, links.join("\n"));
    else sessionStorage.removeItem(keptAt);
  } catch {
    // The browser refuses storage.
  }
}

/** @param {ArrivalCard["slot"]} slot @param {string} fingerprint */
function showKey(slot, fingerprint) {
  slot("emblem", HTMLElement).append(emblem(fingerprint));
  const place = slot("fingerprint", HTMLElement);
  showFingerprint(place, fingerprint);
  place.hidden = false;
}
