// The counts of a comparison of two readers.

/** How many mutants were read by both readers, by neither, or by only one, and why. */
export class Tally {
  /** How many inputs were compared: the mutants, and the seeds as they are. */
  mutants = 0;
  both = 0;
  neither = 0;
  /** How often each rule explained a difference. @type {Map<string, number>} */
  rules = new Map();
  /** How often each mutation was made. @type {Map<string, number>} */
  mutations = new Map();
  /** Differences that no rule explains, and internal errors. @type {{ fault: string, text: string }[]} */
  faults = [];

  /** Counts a difference that a rule explains. @param {string} rule */
  explained(rule) {
    this.rules.set(rule, (this.rules.get(rule) ?? 0) + 1);
  }

  /** Counts a mutant by its mutation. @param {string} name */
  made(name) {
    this.mutations.set(name, (this.mutations.get(name) ?? 0) + 1);
  }

  /** Records a fault, with the input that has it. @param {string} fault @param {string} text */
  fault(fault, text) {
    this.faults.push({ fault, text });
  }
}
