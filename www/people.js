import { PublicKey } from "./sealpost/index.js";
import { fillCard } from "./card.js";
import { Problem, askFirst, byId, clone, copy, say, takeFiles, withConfirmation } from "./dom.js";
import { explain, keys as keyWords, messages, people as words, wire as wireWords } from "./text.js";

/**
 * @typedef {import("./book.js").Person} Person
 * @typedef {import("./main.js").App} App
 */

/** Larger than any key file there is. */
const largestFile = 65_536;

/**
 * The room of other people's public keys.
 *
 * @param {App} app
 * @param {(id: string) => void} writeTo
 */
export function furnishPeople(app, writeTo) {
  const room = byId("people", HTMLElement);
  const list = byId("contacts", HTMLUListElement);
  const fold = byId("add-fold", HTMLDetailsElement);
  const form = byId("add", HTMLFormElement);
  const keyField = byId("add-key", HTMLTextAreaElement);
  const nameField = byId("add-name", HTMLInputElement);
  const problem = new Problem(byId("add-error", HTMLElement));

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let checking;
  keyField.addEventListener("input", () => {
    // One insertion may tell of itself line by line; what it brought is looked at once it is all there.
    clearTimeout(checking);
    checking = setTimeout(check);
  });

  takeFiles(form, byId("add-file", HTMLInputElement), async (chosen) => {
    if (chosen.size > largestFile) return problem.show(keyWords.tooLarge, keyField);
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    try {
      await app.ready;
      const key = read(bytes);
      problem.clear();
      keyField.value = key.publicKey;
      if (!nameField.value) nameField.value = chosen.name.replace(/(-public-key)?\.\w+$/, "").slice(0, 60);
      check();
      nameField.focus();
    } catch (error) {
      keyField.value = "";
      refuse(error);
    }
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!keyField.value.trim()) return problem.show(words.textNeeded, keyField);
    let key;
    try {
      await app.ready;
      key = read(keyField.value);
    } catch (error) {
      return refuse(error);
    }
    const known = app.book.people.find((person) => person.id === key.id);
    if (known) return problem.show(words.already(known.name), keyField);
    if (app.book.keys.some((own) => own.id === key.id)) return problem.show(words.own, keyField);
    const name = nameField.value.trim();
    if (!name) return problem.show(words.nameNeeded, nameField);
    if (app.book.people.some((person) => person.name === name)) return problem.show(words.nameTaken(name), nameField);
    problem.clear();
    form.reset();
    addCard({ ...key, name });
  });

  /** A private key is refused as soon as it is in the field, before anything is pressed. */
  async function check() {
    if (!/-----END [A-Z ]*PRIVATE KEY-----/.test(keyField.value)) return;
    try {
      await app.ready;
      read(keyField.value);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "private-key-given") refuse(error);
    }
  }

  /** @param {unknown} error */
  function refuse(error) {
    const isPrivate = error instanceof Error && "code" in error && error.code === "private-key-given";
    if (isPrivate) keyField.value = "";
    // It is out of the field already, so the warning goes with whatever is done next.
    problem.show(explain(error, "add"), keyField, isPrivate ? { at: form, event: "beforeinput" } : undefined);
  }

  /** @param {Person} person */
  function addCard(person) {
    const card = clone("person-card");
    const { root, slot } = card;
    fillCard(card, person);
    slot("facts", HTMLElement).textContent = words.facts(person.bits);
    const cardProblem = new Problem(slot("error", HTMLElement));
    slot("write", HTMLButtonElement).addEventListener("click", () => writeTo(person.id));
    const copyButton = slot("copy", HTMLButtonElement);
    withConfirmation(copyButton, keyWords.copied);
    copyButton.addEventListener("click", async () => {
      if (!await copy(copyButton, person.publicKey, keyWords.publicCopied)) return cardProblem.show(messages.notCopied);
      cardProblem.clear();
      app.wire.add({ what: wireWords.publicKey(person.name), how: wireWords.copied, bytes: person.publicKey.length, text: person.publicKey });
    });
    askFirst(slot("drop", HTMLElement));
    slot("drop-yes", HTMLButtonElement).addEventListener("click", () => {
      const next = root.nextElementSibling ?? root.previousElementSibling;
      root.remove();
      app.book.removePerson(person.id);
      if (app.book.people.length === 0) {
        delete room.dataset.people;
        fold.open = true;
      }
      const nextName = next?.querySelector("h3");
      (nextName instanceof HTMLElement ? nextName : keyField).focus();
      say(words.removed(person.name));
    });
    list.append(root);
    room.dataset.people = "";
    fold.open = false;
    app.book.addPerson(person);
    slot("name", HTMLElement).focus({ preventScroll: true });
    root.scrollIntoView({ block: "nearest" });
    say(words.added(person.name));
  }
}

/**
 * @param {string | Uint8Array} input
 */
function read(input) {
  const key = PublicKey.parse(input);
  try {
    return { id: key.thumbprint(), bits: key.bits, publicKey: key.toPem(), fingerprint: key.fingerprint() };
  } finally {
    key.free();
  }
}
