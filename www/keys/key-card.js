import { utf8 } from "../codec/bytes.js";
import { fillCard, nameCard } from "../ui/card.js";
import { askFirst, clone, copy, fileName, save, say, withConfirmation, work } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { put, putLabel } from "../i18n/language.js";
import { invitationLink } from "../codec/links.js";
import { focusMaking, isProposed } from "./make.js";
import { cleanName, markIn } from "../codec/names.js";
import { furnishProtection } from "./protection.js";
import { qr } from "../ui/qr.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 * @typedef {ReturnType<typeof clone>["slot"]} Slot
 */

/**
 * The card of one of one's own keys: give it out, back it up, rename it, delete it.
 *
 * @param {App} app
 * @param {KeyEntry} first
 * @param {object} sets of ids
 * @param {Set<string>} sets.kept keys that are in a file too
 * @param {Set<string>} sets.deleting keys that are being deleted by hand
 */
export function keyCard(app, first, { kept, deleting }) {
  const card = clone("key-card");
  const { root, slot } = card;
  let entry = first;
  const problem = new Problem(slot("error", HTMLElement));
  const newName = slot("new-name", HTMLInputElement);
  fillCard(card, entry);
  const showFacts = () =>
    put(slot("facts", HTMLElement), (words) => {
      const { bits, created, locked, protection } = entry;
      const state = locked ? words.protect.lockedState : words.protect.states[protection];
      const facts = words.you.facts(words.you.made(bits, created), state);
      return kept.has(entry.id) ? words.you.backedUp(facts) : facts;
    });
  const protection = furnishProtection(app, slot, () => entry, problem);
  furnishGiving(app, slot, () => entry, problem);
  const namesakePlace = slot("namesake", HTMLElement);
  const showNamesake = () => {
    const namesake = app.book.namesake({ id: entry.id, name: entry.name, own: true });
    namesakePlace.hidden = !namesake;
    if (namesake) put(namesakePlace, ({ names }) => names.theirsToo(namesake.name));
  };
  newName.value = entry.name;
  showFacts();
  protection.show();

  slot("rename", HTMLFormElement).addEventListener("submit", async (event) => {
    event.preventDefault();
    const mark = markIn(newName.value);
    if (mark) return problem.show((words) => words.names.mark(mark), newName);
    const name = cleanName(newName.value);
    if (!name) return problem.show((words) => words.you.nameNeeded, newName);
    try {
      await (await app.keyring).rename(entry.id, name);
    } catch (error) {
      return problem.showError(error, "anywhere");
    }
    problem.clear();
    newName.value = name;
    const namesake = app.book.namesake({ id: entry.id, name, own: true });
    say(({ you, names }) => (namesake ? `${you.renamed(name)} ${names.theirsToo(namesake.name)}` : you.renamed(name)));
  });

  furnishBackup(
    app,
    slot,
    () => entry,
    problem,
    () => {
      kept.add(entry.id);
      showFacts();
    },
  );

  askFirst(slot("drop", HTMLElement));
  slot("drop", HTMLElement)
    .querySelector("[data-ask]")
    ?.addEventListener("click", () => {
      const backedUp = kept.has(entry.id);
      put(slot("drop-text", HTMLElement), (words) => words.you.deleteWarning(backedUp));
    });
  slot("drop-yes", HTMLButtonElement).addEventListener("click", async () => {
    const { id, name } = entry;
    const nextName = (root.nextElementSibling ?? root.previousElementSibling)?.querySelector("h3");
    deleting.add(id);
    try {
      await (await app.keyring).remove(id);
    } catch (error) {
      deleting.delete(id);
      return problem.showError(error, "anywhere");
    }
    if (nextName instanceof HTMLElement) nextName.focus();
    else focusMaking();
    say((words) => words.you.deleted(name));
  });

  return {
    root,
    protect: protection.open,
    showFacts,
    /** After the lists of people and keys have changed. */
    showNamesake,
    focus: () => slot("name", HTMLElement).focus({ preventScroll: true }),
    /** @param {KeyEntry} changed */
    update(changed) {
      const renamed = changed.name !== entry.name;
      entry = changed;
      showFacts();
      protection.show();
      if (!renamed) return;
      nameCard(card, entry.name);
      newName.value = entry.name;
    },
  };
}

/**
 * The private key as a file: encrypted with a passphrase, or unencrypted, from a folded part that holds a warning.
 *
 * @param {App} app
 * @param {Slot} slot
 * @param {() => KeyEntry} current
 * @param {Problem} problem
 * @param {() => void} saved
 */
function furnishBackup(app, slot, current, problem, saved) {
  const keeping = askFirst(slot("keep", HTMLElement));
  const form = slot("keep-form", HTMLFormElement);
  const field = slot("keep-field", HTMLInputElement);
  const button = slot("keep-button", HTMLButtonElement);
  const clearButton = slot("keep-yes", HTMLButtonElement);

  /** @param {{ passphrase: Uint8Array } | { plaintext: true }} how */
  const write = async (how) => {
    const { id, name } = current();
    const keyring = await app.keyring;
    try {
      const pem = await work("plaintext" in how ? clearButton : button, () => keyring.export(id, how));
      save(fileName(name, "private-key.pem"), pem, "application/x-pem-file");
      const what = { how: /** @type {const} */ ("saved"), bytes: pem.length };
      if ("plaintext" in how) app.wire.add({ ...what, what: (words) => words.wire.privateKey(name) });
      else app.wire.add({ ...what, what: (words) => words.wire.encryptedKey(name), text: pem });
    } catch (error) {
      return problem.showError(error, "anywhere");
    }
    problem.clear();
    saved();
    field.value = "";
    slot("keep-clear", HTMLDetailsElement).open = false;
    keeping.close();
    say((words) => words.backup.saved);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!field.value) return problem.show((words) => words.protect.needed, field);
    const passphrase = utf8(field.value);
    await write({ passphrase });
    passphrase.fill(0);
  });
  clearButton.addEventListener("click", () => write({ plaintext: true }));
}

/**
 * The ways to give the public key out: as an invitation (a link, and its QR code), copied, or saved.
 *
 * @param {App} app
 * @param {Slot} slot
 * @param {() => KeyEntry} current
 * @param {Problem} problem
 */
function furnishGiving(app, slot, current, problem) {
  const inviteButton = slot("invite", HTMLButtonElement);
  const panel = slot("invitation", HTMLElement);
  const linkField = slot("link", HTMLTextAreaElement);
  const nameField = slot("as", HTMLInputElement);
  const linkButton = slot("copy-link", HTMLButtonElement);
  const copyButton = slot("copy", HTMLButtonElement);
  withConfirmation(linkButton);
  withConfirmation(copyButton);

  inviteButton.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    inviteButton.setAttribute("aria-expanded", String(!panel.hidden));
    if (panel.hidden) return;
    // The name that the page proposes for a key says nothing about the key's owner.
    const { name } = current();
    if (!nameField.value && !isProposed(name)) nameField.value = name;
    show();
    panel.scrollIntoView({ block: "nearest" });
  });
  const show = () => {
    const { publicKey, name } = current();
    linkField.value = invitationLink(publicKey, cleanName(nameField.value));
    const picture = qr(linkField.value);
    if (picture) putLabel(picture, (words) => words.you.qr(cleanName(nameField.value) || name));
    slot("qr", HTMLElement).replaceChildren(...(picture ? [picture] : []));
  };
  nameField.addEventListener("input", show);
  linkButton.addEventListener("click", async () => {
    const text = linkField.value;
    const { name } = current();
    const copied = await copy(linkButton, text, (words) => words.you.linkCopied);
    if (!copied) return problem.show((words) => words.page.notCopied);
    problem.clear();
    app.wire.add({ what: (words) => words.wire.invitation(name), how: "copiedLink", bytes: text.length, text });
  });

  /** @param {"copied" | "saved"} how */
  const report = (how) => {
    const { publicKey, name } = current();
    app.wire.add({ what: (words) => words.wire.publicKey(name), how, bytes: publicKey.length, text: publicKey });
  };
  copyButton.addEventListener("click", async () => {
    const copied = await copy(copyButton, current().publicKey, (words) => words.you.publicCopied);
    if (!copied) return problem.show((words) => words.page.notCopied);
    problem.clear();
    report("copied");
  });
  slot("save", HTMLButtonElement).addEventListener("click", () => {
    const { publicKey, name } = current();
    save(fileName(name, "public-key.pem"), publicKey, "application/x-pem-file");
    report("saved");
  });
}
