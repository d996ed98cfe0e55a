// Side sheets and drawers: popovers, which the Escape key or a click outside them closes.
import { putLabel } from "../i18n/language.js";

/** @typedef {ReturnType<typeof import("./dom.js").clone>["slot"]} Slot */

/**
 * Opens a side sheet, and gives the focus to an element in it.
 *
 * @param {HTMLElement} side
 * @param {HTMLElement} focus
 */
export function openSide(side, focus) {
  if (!side.matches(":popover-open")) side.showPopover();
  focus.focus();
}

/** @param {HTMLElement} side */
export function closeSide(side) {
  if (side.matches(":popover-open")) side.hidePopover();
}

/** Closes all side sheets and drawers. */
export function closeAllSides() {
  for (const side of document.querySelectorAll(".side, .drawer")) {
    if (side instanceof HTMLElement) closeSide(side);
  }
}

/**
 * The side sheet of an entry in the rail, which is the list of one's own keys and of people.
 *
 * @param {Slot} slot
 * @param {() => string} name of the key or person
 */
export function entrySide(slot, name) {
  const side = slot("side", HTMLElement);
  const title = slot("side-name", HTMLElement);
  slot("close", HTMLButtonElement).addEventListener("click", () => closeSide(side));
  return {
    /** @param {HTMLElement} [focus] what gets the focus */
    open: (focus = title) => openSide(side, focus),
    close: () => closeSide(side),
    /** Labels the side sheet with the name. To be called at the beginning, and after each change of the name. */
    label: () => putLabel(side, (words) => words.page.detailsOf(name())),
  };
}
