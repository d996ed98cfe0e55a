import { cleanName, markIn } from "../codec/names.js";

/**
 * @typedef {import("../app/book.js").Person} Person
 * @typedef {import("../i18n/language.js").Text} Text
 * @typedef {{ text: Text, anyway?: true }} Obstacle Why somebody was not added; `anyway`: they still can be.
 */

/**
 * What keeps the page from adding somebody: a key or a name that is there already, a name that is empty or has
 * a mark, such as a check mark, in it, or a name that looks like another.
 *
 * @param {import("../app/book.js").Book} book
 * @param {Person} person
 * @param {boolean} anyway
 * @returns {Obstacle | undefined}
 */
export function obstacle(book, person, anyway) {
  const { id } = person;
  const known = book.people.find((one) => one.id === id);
  if (known) return { text: (words) => words.add.already(known.name) };
  if (book.keys.some((own) => own.id === id)) return { text: (words) => words.add.own };
  return obstacleOfName(book, person, anyway);
}

/**
 * What keeps the page from calling somebody by a name.
 *
 * @param {import("../app/book.js").Book} book
 * @param {{ id: string, name: string }} person
 * @param {boolean} anyway
 * @returns {Obstacle | undefined}
 */
export function obstacleOfName(book, person, anyway) {
  const mark = markIn(person.name);
  if (mark) return { text: (words) => words.names.mark(mark) };
  const name = cleanName(person.name);
  if (!name) return { text: (words) => words.add.nameNeeded };
  const namesake = book.namesake({ id: person.id, name });
  if (!namesake) return undefined;
  const { own, verified, isSame } = namesake;
  if (isSame && !own) return { text: (words) => words.add.nameTaken(name, verified) };
  if (anyway) return undefined;
  const text = /** @type {Text} */ (
    ({ names }) => (own ? names.likeYours(name, namesake.name) : names.alike(name, namesake.name, verified))
  );
  return { text, anyway: true };
}

/**
 * @param {import("../errors/problem.js").Problem} problem
 * @param {Obstacle} obstacle
 * @param {HTMLElement} field
 * @param {() => void} act adds the person nevertheless
 */
export function showObstacle(problem, { text, anyway }, field, act) {
  const way = { text: /** @type {Text} */ ((words) => words.names.anyway), act };
  problem.show(text, field, undefined, anyway && way);
}
