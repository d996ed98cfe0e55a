import { Problem } from "../errors/problem.js";
import { withConfirmation } from "../ui/dom.js";
import { put, words } from "../i18n/language.js";
import { copyInvitation, invitationOf } from "../keys/giving.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 */

/**
 * A quiet line beside a letter: what one's own invitation is good for there, and a button that copies it.
 *
 * @param {App} app
 */
export function inviteLine(app) {
  const line = document.createElement("p");
  line.className = "hint";
  const text = document.createElement("span");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet copy";
  button.dataset.t = "invite.copy";
  button.textContent = words().invite.copy;
  withConfirmation(button);
  line.append(text, " ", button);
  line.dataset.slot = "invite-line";
  const error = document.createElement("p");
  error.className = "error";
  error.hidden = true;
  const problem = new Problem(error);
  /** @type {KeyEntry | undefined} */
  let key;
  button.addEventListener("click", () => {
    if (key) copyInvitation(app, key, invitationOf(key), button, problem);
  });
  return {
    /** What to put into the document. */
    parts: [line, error],
    /**
     * @param {import("../i18n/language.js").Text} said
     * @param {KeyEntry | undefined} whose the key to be invited to; without one there is no line
     */
    show(said, whose) {
      key = whose;
      line.hidden = !whose;
      problem.clear();
      put(text, said);
    },
  };
}
