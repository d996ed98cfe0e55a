// What came by a link or from another window: it is shown, and waits for a click.
import { readPublicKey } from "../app/book.js";
import { showFingerprint } from "../ui/card.js";
import { byId, clone, say } from "../ui/dom.js";
import { explain } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { emblem } from "../ui/emblem.js";
import { put } from "../i18n/language.js";
import { readLink } from "../codec/links.js";
import { cleanName } from "../codec/names.js";
import { obstacle, showObstacle } from "../people/people.js";
import { isKeyId, keyIdsOf } from "../codec/recognise.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../app/book.js").Person} Person
 * @typedef {import("../i18n/language.js").Text} Text
 */

/** Messages of other windows that wait here. What comes beyond them is not taken, which its sender is told. */
const waitingAtMost = 20;

/**
 * @param {App} app
 * @param {object} rooms
 * @param {(sealed: string, file?: string) => Promise<boolean>} rooms.open
 * @param {(person: Person, anyway?: boolean) => Promise<import("../people/people.js").Obstacle | undefined>} rooms.add
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

  /** @param {import("../codec/links.js").Invitation} link */
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
    const namesake = own || known ? undefined : app.book.namesake({ id: key.id, name });
    const { root, slot, end } = card(
      !namesake
        ? (words) => words.arrival.invitation
        : namesake.own
          ? (words) => words.arrival.yourName(namesake.name)
          : (words) => words.arrival.otherKey(namesake.name, namesake.verified),
      own
        ? (words) => words.arrival.invitationOwn
        : known
          ? (words) => words.arrival.invitationKnown(known.name)
          : (words) => words.arrival.invitationText(name),
      !own && !known,
    );
    if (namesake) root.dataset.warning = "";
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
    const warning = namesake && obstacle(app.book, { ...key, name }, false);
    if (warning) problem.show(warning.text, field);
    /** @param {string} name @param {boolean} [anyway] */
    const tryToAdd = async (name, anyway) => {
      const inTheWay = await add({ ...key, name }, anyway);
      if (inTheWay) showObstacle(problem, inTheWay, field, () => tryToAdd(name, true));
      else end();
    };
    slot("form", HTMLFormElement).addEventListener("submit", () => tryToAdd(field.value));
  }

  /**
   * @param {string} sealed
   * @param {string} file
   * @param {{ live: boolean, opened?: () => void }} how
   */
  function message(sealed, file, { live, opened }) {
    const ids = new Set(keyIdsOf(sealed));
    // Senders with other software name keys in their own way, or not at all: then only an attempt tells.
    const mayBeOurs = () => app.book.keys.length > 0 && (ids.size === 0 || [...ids].some((id) => !isKeyId(id)));
    const title = /** @type {Text} */ ((words) => (live ? words.arrival.messageLive : words.arrival.message));
    /** @type {Text} */
    const text = (words) => {
      const key = app.book.keys.find(({ id }) => ids.has(id));
      const names = app.book.people.filter(({ id }) => ids.has(id)).map(({ name }) => name);
      const whom = key
        ? words.arrival.forKey(key.name)
        : names.length > 0
          ? words.arrival.forOther(names)
          : mayBeOurs()
            ? words.arrival.forUnnamed
            : words.arrival.forUnknown;
      return file ? `${words.arrival.file(file)} ${whom}` : whom;
    };
    const { slot, end } = card(title, text);
    const fits = () => app.book.keys.some(({ id }) => ids.has(id)) || mayBeOurs();
    const yes = slot("yes", HTMLButtonElement);
    const show = () => {
      const recipient = [...ids].map((id) => app.book.recipient(id)).find((one) => one !== undefined);
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
    await app.ready.catch(() => {});
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

  app.post.addEventListener("sealed", async (event) => {
    await app.ready.catch(() => {});
    const { number, sealed, file } = /** @type {CustomEvent<import("../app/post.js").Handed>} */ (event).detail;
    if (place.childElementCount >= waitingAtMost) return;
    const ids = new Set(keyIdsOf(sealed));
    if (!app.book.keys.some(({ id }) => ids.has(id))) return;
    const { practice } = app;
    app.post.send({ type: "arrived", number, practice });
    message(sealed, cleanName(file), { live: true, opened: () => app.post.send({ type: "opened", number, practice }) });
    place.dispatchEvent(new Event("arrived"));
  });
  return place;
}
