// What does not keep the rules of docs/architecture.md yet. The list only gets shorter: an exception that is no longer
// needed fails the test, and so does what has grown beyond the figure here.

/** Groups of files that import each other. @type {string[][]} */
export const circles = [];

/** Functions that are too long, by file. @type {Record<string, number>} */
export const functions = {
  "tests/page/access.test.js": 2,
  "tests/page/others.test.js": 1,
  "tests/page/private-bytes.test.js": 1,
  "tests/vault/tampering.test.js": 2,
  "www/arrivals.js": 1,
  "www/key-card.js": 1,
  "www/load.js": 1,
  "www/oaep.js": 2,
  "www/people.js": 2,
  "www/person-card.js": 1,
  "www/protection.js": 1,
  "www/read.js": 1,
  "www/write.js": 2,
  "www/you.js": 1,
};

/** Lines of files that are too long. @type {Record<string, number>} */
export const files = {
  "tests/page/vault.test.js": 458,
  "tests/vault/rest.test.js": 451,
  // A table of texts.
  "www/text/en.js": 710,
  "www/text/ko.js": 591,
};

/** Files in folders that have too many. @type {Record<string, number>} */
export const folders = {
  "tests/page": 32,
  "tests/vault": 13,
  www: 50,
};
