// What is said about a new passphrase, in English. It is loaded when one is asked for.
export default {
  passphrase: {
    choose: "Choose words for me",
    show: "Show",
    /** @param {number} n */
    hint: (n) => `Or think of one yourself: at least ${n} characters, best several words.`,
    drawn: "Seven words, drawn from 2,048 by chance: 77 bits, more than anybody can try. Write them down.",
    /** @param {number} n */
    short: (n) => `At least ${n} characters: a few words are easy to remember and hard to guess.`,
    simple: "This one is easy to guess. Use several words, or have them chosen for you.",
  },
};
