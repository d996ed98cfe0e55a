// The tests of this folder that fail because what they describe is not built yet, by suite. The list may only get shorter.

/** @type {Record<string, string[]>} */
export const notYet = {};
