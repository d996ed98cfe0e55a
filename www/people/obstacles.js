import { cleanName, markIn } from "../codec/names.js";

/**
 * @typedef {import("../app/book.js").Person} Person
 * @typedef {import("../i18n/language.js").Text} Text
 * @typedef {{ text: Text, anyway?: Text }} Obstacle Why somebody was not added or renamed, or a signing key not taken.
 * `anyway`: the text of a button for doing it nevertheless; without it that is not possible.
 */

/**
 * What keeps the page from adding somebody: a key that is there already, a signing key that cannot be theirs, another
 * signing key for somebody who is known, or the name: see `obstacleOfName`.
 *
 * @param {import("../app/book.js").Book} book
 * @param {Person} person
 * @param {boolean} anyway whether to ignore a name that looks like another one, and that a signing key is new
 * @returns {Obstacle | undefined}
 */
export function obstacle(book, person, anyway) {
  const { id } = person;
  if (book.keys.some((own) => own.id === id)) return { text: (words) => words.add.own };
  const known = book.people.find((one) => one.id === id);
  if (!known) return obstacleOfSigning(book, person) ?? obstacleOfName(book, person, anyway);
  if (!isNewSigning(known, person)) return { text: (words) => words.add.already(known.name) };
  const refused = obstacleOfSigning(book, person);
  if (refused || anyway) return refused;
  return { text: textOfNewSigning(known), anyway: (words) => words.add.takeSigning };
}

/**
 * Whether an invitation names a signing key other than the one that is known for this person, if any is.
 *
 * @param {Person} known
 * @param {Person} invited
 */
export const isNewSigning = (known, invited) => Boolean(invited.signing) && invited.signing !== known.signing;

/** What a new signing key means for somebody who is known. @param {Person} known @returns {Text} */
export function textOfNewSigning({ name, signing, verified }) {
  return ({ add }) => {
    const text = signing ? add.otherSigning(name) : add.newSigning(name);
    return verified ? `${text} ${add.markGoes(name)}` : text;
  };
}

/**
 * What keeps the page from taking the signing key of an invitation: that key is one's own, somebody else's or a key for
 * encryption, or the invitation's key for encryption is known as a signing key.
 *
 * @param {import("../app/book.js").Book} book
 * @param {Person} person
 * @returns {Obstacle | undefined}
 */
export function obstacleOfSigning(book, { id, signing }) {
  const others = book.people.filter((one) => one.id !== id);
  const encrypting = [id, ...[...others, ...book.keys].map((one) => one.id)];
  const verifying = [...others.map((one) => one.signing), ...book.keys.map((key) => key.signing?.id)];
  const isRefused = signing && (encrypting.includes(signing) || verifying.includes(signing));
  if (isRefused || verifying.includes(id)) return { text: (words) => words.add.signingRefused };
  return undefined;
}

/**
 * What keeps the page from calling somebody by a name: the name is empty, has a mark in it, such as a check mark, is
 * another person's name, or looks like one, or is the name of an own key, or looks like one.
 *
 * @param {import("../app/book.js").Book} book
 * @param {{ id: string, name: string }} person
 * @param {boolean} anyway whether to ignore names that look like this one, and the same name of an own key
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
  return { text, anyway: (words) => words.names.anyway };
}

/**
 * Shows an obstacle, with the button for going on nevertheless, if there may be one.
 *
 * @param {import("../errors/problem.js").Problem} problem
 * @param {Obstacle} obstacle
 * @param {HTMLElement} field
 * @param {() => void} act what the button does: adds or renames the person, or takes the signing key
 */
export function showObstacle(problem, { text, anyway }, field, act) {
  problem.show(text, field, undefined, anyway && { text: anyway, act });
}
