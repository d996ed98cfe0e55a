// Properties of a JSON text that JSON.parse does not report: duplicate members, depth, and counts.

/**
 * @typedef {object} Facts
 * @property {boolean} twice Whether an object has two members of one name.
 * @property {number} depth How deep arrays and objects are nested.
 * @property {number} values How many values there are.
 * @property {number} members How many members the largest object has.
 * @property {boolean} surrogate Whether a name or a string has an unpaired surrogate.
 */

/** The properties of a JSON text. @param {string} text Valid JSON. @returns {Facts} */
export function jsonFacts(text) {
  const facts = { twice: false, depth: 0, values: 0, members: 0, surrogate: /\p{Surrogate}/u.test(text) };
  /** The names of each open object, and undefined for each open array. @type {(Set<string> | undefined)[]} */
  const open = [];
  let isName = false;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs)) {
    const names = open.at(-1);
    if (token === "{" || token === "[") {
      open.push(token === "{" ? new Set() : undefined);
      facts.depth = Math.max(facts.depth, open.length);
      facts.values += 1;
    } else if (token === "}" || token === "]") {
      facts.members = Math.max(facts.members, open.pop()?.size ?? 0);
    } else if (token.startsWith('"') && names && isName) {
      const name = JSON.parse(token);
      facts.twice ||= names.has(name);
      facts.surrogate ||= /\p{Surrogate}/u.test(name);
      names.add(name);
    } else if (token !== "," && token !== ":") {
      facts.values += 1;
      if (token.startsWith('"')) facts.surrogate ||= /\p{Surrogate}/u.test(JSON.parse(token));
    }
    isName = token === "{" || (token === "," && open.at(-1) !== undefined);
  }
  return facts;
}
