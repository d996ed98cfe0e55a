import { byId, withConfirmation } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { copyInvitation, invitationOf, mountShare } from "./giving.js";

/**
 * The next step of a visitor who has a key, but nobody's public key yet: to give out an invitation.
 *
 * @param {import("../main.js").App} app
 * @param {() => void} more opens the side sheet with the QR code
 */
export function mountFirstInvitation(app, more) {
  const place = byId("first-invite", HTMLElement);
  const button = byId("first-invite-copy", HTMLButtonElement);
  const share = byId("first-invite-share", HTMLButtonElement);
  const problem = new Problem(byId("first-invite-error", HTMLElement));
  withConfirmation(button);
  const show = () => {
    const { keys, people, guest } = app.book;
    place.hidden = app.practice || keys.length === 0 || people.length > 0 || guest !== undefined;
  };
  app.book.addEventListener("change", show);
  button.addEventListener("click", () => {
    const [key] = app.book.keys;
    if (key) copyInvitation(app, key, invitationOf(key), button, problem);
  });
  mountShare(app, share, () => {
    const key = /** @type {import("../app/book.js").KeyEntry} */ (app.book.keys[0]);
    return { key, link: invitationOf(key) };
  });
  byId("first-invite-more", HTMLButtonElement).addEventListener("click", more);
  show();
}
