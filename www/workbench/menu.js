import { onLanguage, put, words } from "../i18n/language.js";

/**
 * @typedef {import("./keys.js").BenchKeys} BenchKeys
 * @typedef {import("./keys.js").BenchKey} BenchKey
 */

/**
 * Keeps a menu filled with keys. A key that was just made or imported is always selected; the key of a person who was
 * just added, unless the visitor has selected a key.
 *
 * @param {HTMLSelectElement} menu
 * @param {BenchKeys} keys
 * @param {() => BenchKey[]} list the keys for this menu
 * @param {() => void} shown called after the menu was filled, and after another key was selected
 */
export function mountMenu(menu, keys, list, shown) {
  let byHand = false;
  /** The ids of the keys in the menu that are not one's own. @type {Set<string>} */
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
