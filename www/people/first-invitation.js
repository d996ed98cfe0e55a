import { byId, withConfirmation } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { put } from "../i18n/language.js";
import { copyInvitation, invitationOf, mountShare } from "../keys/giving.js";

/**
 * The next step of a visitor who has a key, but nobody's public key yet, or who has opened an invitation: to give out
 * their own invitation. Without it, who invited them can neither answer nor tell who writes.
 *
 * @param {import("../main.js").App} app
 * @param {object} acts
 * @param {() => void} acts.more opens the side sheet with the QR code
 * @param {import("./people.js").PeopleView["add"]} acts.add adds who invited the visitor, when their own
 * invitation was copied or shared
 */
export function mountFirstInvitation(app, { more, add }) {
  const { book, practice, router } = app;
  const place = byId("first-invite", HTMLElement);
  const button = byId("first-invite-copy", HTMLButtonElement);
  const moreButton = byId("first-invite-more", HTMLButtonElement);
  const no = byId("first-invite-no", HTMLButtonElement);
  const problem = new Problem(byId("first-invite-error", HTMLElement));
  withConfirmation(button);

  /** Who invited the visitor: a guest, or a person. @type {import("../app/book.js").Person | undefined} */
  let whom;
  /** The ids of those for whom the own invitation was given out or refused. @type {Set<string | undefined>} */
  const done = new Set();

  const show = () => {
    const { keys, people, guest } = book;
    whom = guest ?? people.find(({ id }) => id === whom?.id);
    const isReply = whom !== undefined && !done.has(whom.id);
    place.hidden = practice || keys.length === 0 || !(isReply || (people.length === 0 && !guest));
    place.toggleAttribute("data-reply", isReply);
    button.classList.toggle("primary", !isReply);
    button.classList.toggle("strong", isReply);
    no.hidden = !isReply;
    moreButton.hidden = isReply;
    const name = whom?.name ?? "";
    put(byId("first-invite-title", HTMLElement), ({ invite }) => (isReply ? invite.reply(name) : invite.title));
    put(byId("first-invite-text", HTMLElement), ({ invite }) => (isReply && guest ? invite.adds(name) : invite.text));
  };
  const given = async () => {
    const inTheWay = whom && whom === book.guest && (await add(whom));
    if (inTheWay) problem.show(inTheWay.text);
    // What was given out stays in view until the visitor goes on, so that nothing moves under their hands.
    done.add(whom?.id);
    button.focus({ preventScroll: true });
  };
  book.addEventListener("change", show);
  router.addEventListener("change", show);
  byId("compose", HTMLFormElement).addEventListener("submit", show);
  no.addEventListener("click", () => {
    done.add(whom?.id);
    show();
    byId("text", HTMLElement).focus({ preventScroll: true });
  });
  const current = () => {
    const key = /** @type {import("../app/book.js").KeyEntry} */ (book.keys[0]);
    return { key, link: invitationOf(key) };
  };
  button.addEventListener("click", async () => {
    const { key, link } = current();
    if (await copyInvitation(app, key, link, button, problem)) given();
  });
  mountShare(app, byId("first-invite-share", HTMLButtonElement), current, given);
  moreButton.addEventListener("click", more);
  show();
}
