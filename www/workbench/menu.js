import { onLanguage, put, words } from "../i18n/language.js";

/**
 * @typedef {import("./keys.js").BenchKeys} BenchKeys
 * @typedef {import("./keys.js").BenchKey} BenchKey
 */

/**
 * Keeps a menu filled with keys. It turns to a key just made or imported, and to a person just added unless a choice was
 * made by hand.
 *
 * @param {HTMLSelectElement} menu
 * @param {BenchKeys} keys
 * @param {() => BenchKey[]} list
 * @param {() => void} shown
 */
export function mountMenu(menu, keys, list, shown) {
  let byHand = false;
  /** @type {Set<string>} ids of everybody else's keys in the menu */
  let known = new Set();
  const show = () => {
    const chosen = menu.value;
    const members = list();
    const others = members.filter(({ kind }) => kind !== "own");
    const added = others.find(({ id }) => !known.has(id));
    known = new Set(others.map(({ id }) => id));
    fillMenu(menu, members);
    if (members.some(({ id }) => id === chosen)) menu.value = chosen;
    else byHand = false;
    if (added && !byHand) menu.value = added.id;
    shown();
  };
  keys.addEventListener("change", show);
  keys.addEventListener("turn", (event) => {
    const { detail } = /** @type {CustomEvent<string>} */ (event);
    if (!list().some(({ id }) => id === detail)) return;
    menu.value = detail;
    byHand = false;
    shown();
  });
  onLanguage(show);
  menu.addEventListener("change", () => {
    byHand = true;
    shown();
  });
  show();
}

/** The groups, in the order in which they stand. @type {["throwaway" | "people" | "yourself", string[]][]} */
const groups = [
  ["throwaway", ["throwaway", "imported"]],
  ["people", ["person"]],
  ["yourself", ["own"]],
];

/** @param {HTMLSelectElement} menu @param {BenchKey[]} members */
function fillMenu(menu, members) {
  const filled = groups.flatMap(([name, kinds]) => {
    const options = members
      .filter(({ kind }) => kinds.includes(kind))
      .map((key) => {
        const option = new Option("", key.id);
        put(option, key.name);
        return option;
      });
    if (options.length === 0) return [];
    const group = document.createElement("optgroup");
    group.label = words().workbench.groups[name];
    group.append(...options);
    return group;
  });
  const nobody = new Option("", "");
  put(nobody, (words) => words.workbench.noKey);
  menu.replaceChildren(...(filled.length > 0 ? filled : [nobody]));
}
