// What came by a link or from another window: it is shown, and waits for a click.
import { readPublicKey } from "./book.js";
import { showFingerprint } from "./card.js";
import { Problem, byId, clone, explain, say } from "./dom.js";
import { emblem } from "./emblem.js";
import { put } from "./language.js";
import { readLink } from "./links.js";
import { keyIdsOf } from "./recognise.js";

/**
 * @typedef {import("./main.js").App} App
 * @typedef {import("./book.js").Person} Person
 * @typedef {import("./language.js").Text} Text
 */

/**
 * @param {App} app
 * @param {object} rooms
 * @param {(sealed: string, file?: string) => Promise<boolean>} rooms.open
 * @param {(person: Person) => Promise<Text | undefined>} rooms.add gives back what is in the way
 * @param {Promise<unknown>} rooms.filled when the keys and people of the vault are in the book
 */
export function furnishArrivals(app, { open, add, filled }) {
  const place = byId("arrivals", HTMLElement);

  /** @param {Text} title @param {Text} text @param {boolean} [named] whether there is a name to be chosen */
  function card(title, text, named = false) {
    const { root, slot } = clone("arrival");
    const heading = slot("title", HTMLElement);
    put(heading, title);
    put(slot("text", HTMLElement), text);
    put(slot("yes", HTMLButtonElement), (words) => words.arrival.understood);
    slot("no", HTMLButtonElement).hidden = true;
    const before = document.activeElement;
    const end = () => {
      const had = root.contains(document.activeElement);
      root.remove();
      if (!had) return;
      const next = place.querySelector("h2") ?? (before?.checkVisibility() && before !== document.body ? before : null);
      (next instanceof HTMLElement ? next : byId("you-title", HTMLElement)).focus({ preventScroll: true });
    };
    slot("no", HTMLButtonElement).addEventListener("click", end);
    slot("form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      if (slot("no", HTMLButtonElement).hidden) end();
    });
    const name = slot("name-field", HTMLElement);
    if (!named) name.remove();
    place.append(root);
    heading.focus({ preventScroll: true });
    root.scrollIntoView({ block: "nearest" });
    say(title);
    return { root, slot, end };
  }

  /** @param {import("./links.js").Invitation} link */
  async function invitation({ der, name }) {
    let key;
    try {
      await app.ready;
      key = readPublicKey(der);
    } catch (error) {
      return card((words) => words.arrival.invitation, explain(error));
    }
    const own = app.book.keys.some(({ id }) => id === key.id);
    const known = app.book.people.find(({ id }) => id === key.id);
    const namesake = app.book.people.find((one) => one.name === name && one.id !== key.id);
    const isOtherKey = namesake !== undefined && !own && !known;
    const { root, slot, end } = card(
      isOtherKey
        ? (words) => words.arrival.otherKey(name, Boolean(namesake.verified))
        : (words) => words.arrival.invitation,
      own
        ? (words) => words.arrival.invitationOwn
        : known
          ? (words) => words.arrival.invitationKnown(known.name)
          : (words) => words.arrival.invitationText(name),
      !own && !known,
    );
    if (isOtherKey) root.dataset.warning = "";
    slot("emblem", HTMLElement).append(emblem(key.fingerprint));
    const fingerprint = slot("fingerprint", HTMLElement);
    showFingerprint(fingerprint, key.fingerprint);
    fingerprint.hidden = false;
    if (own || known) return;
    const field = slot("name", HTMLInputElement);
    const problem = new Problem(slot("error", HTMLElement));
    field.value = name;
    slot("no", HTMLButtonElement).hidden = false;
    put(slot("yes", HTMLButtonElement), (words) => words.arrival.add);
    if (namesake) problem.show((words) => words.add.nameTaken(name, Boolean(namesake.verified)), field);
    slot("form", HTMLFormElement).addEventListener("submit", async () => {
      const inTheWay = await add({ ...key, name: field.value.trim() });
      if (inTheWay) problem.show(inTheWay, field);
      else end();
    });
  }

  /**
   * @param {string} sealed
   * @param {string} file
   * @param {{ live: boolean, opened?: () => void }} how
   */
  function message(sealed, file, { live, opened }) {
    const title = /** @type {Text} */ ((words) => (live ? words.arrival.messageLive : words.arrival.message));
    /** @type {Text} */
    const text = (words) => {
      const ids = keyIdsOf(sealed);
      const key = app.book.keys.find(({ id }) => ids.includes(id));
      const names = app.book.people.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
      const whom = key
        ? words.arrival.forKey(key.name)
        : names.length > 0
          ? words.arrival.forOther(names)
          : words.arrival.forUnknown;
      return file ? `${words.arrival.file(file)} ${whom}` : whom;
    };
    const { slot, end } = card(title, text);
    const fits = () => keyIdsOf(sealed).some((id) => app.book.keys.some((key) => key.id === id));
    const yes = slot("yes", HTMLButtonElement);
    const show = () => {
      const recipient = keyIdsOf(sealed)
        .map((id) => app.book.recipient(id))
        .find((one) => one !== undefined);
      slot("emblem", HTMLElement).replaceChildren(...(recipient ? [emblem(recipient.fingerprint)] : []));
      put(slot("text", HTMLElement), text);
      slot("no", HTMLButtonElement).hidden = !fits();
      put(yes, (words) => (fits() ? words.arrival.open : words.arrival.understood));
    };
    app.book.addEventListener("change", show);
    show();
    slot("form", HTMLFormElement).addEventListener("submit", async () => {
      app.book.removeEventListener("change", show);
      if (!fits()) return;
      end();
      if (await open(sealed, file)) opened?.();
    });
  }

  /** What stands behind the # is read once, and taken out of the address bar. */
  async function fromAddress() {
    const { hash, pathname, search } = location;
    if (hash.length < 2) return;
    const link = readLink(hash);
    if (link === undefined) return;
    history.replaceState(null, "", `${pathname}${search}`);
    await filled;
    if (link === "broken")
      card(
        (words) => words.arrival.broken,
        (words) => words.arrival.brokenText,
      );
    else if (link.kind === "invitation") invitation(link);
    else message(link.sealed, link.name, { live: false });
  }
  addEventListener("hashchange", fromAddress);
  fromAddress();

  app.post.addEventListener("sealed", (event) => {
    const { number, sealed, file } = /** @type {CustomEvent<import("./post.js").Handed>} */ (event).detail;
    if (!keyIdsOf(sealed).some((id) => app.book.keys.some((key) => key.id === id))) return;
    const { practice } = app;
    app.post.send({ type: "arrived", number, practice });
    message(sealed, file, { live: true, opened: () => app.post.send({ type: "opened", number, practice }) });
    place.dispatchEvent(new Event("arrived"));
  });
  return place;
}
