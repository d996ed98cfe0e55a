// Circles among files, and the table of directions in docs/architecture.md.

/** @typedef {import("./javascript.js").Imports} Imports */
/**
 * @typedef {object} Room
 * @property {string} name
 * @property {string[]} patterns Files, folders (which end with `/`), or beginnings of paths (which end with `*`).
 * @property {string[]} imports The rooms from which this room may import, besides itself.
 */

/**
 * The groups of files that import each other, directly or through others: strongly connected components (Tarjan).
 *
 * @param {Imports} imports
 */
export function circles(imports) {
  /** @type {Map<string, number>} */
  const indices = new Map();
  /** @type {Map<string, number>} */
  const lowest = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const found = [];
  const visit = (/** @type {string} */ file) => {
    const index = indices.size;
    let low = index;
    indices.set(file, index);
    stack.push(file);
    for (const target of imports.get(file) ?? []) {
      if (!indices.has(target)) visit(target);
      if (stack.includes(target)) low = Math.min(low, lowest.get(target) ?? indices.get(target) ?? low);
    }
    lowest.set(file, low);
    if (low !== index) return;
    const component = stack.splice(stack.indexOf(file));
    if (component.length > 1) found.push(component.sort());
  };
  for (const file of imports.keys()) if (!indices.has(file)) visit(file);
  return found.sort();
}

/**
 * Reads the table: a line `name: pattern … <- room …` for each room, the lowest first.
 *
 * @param {string} markdown
 * @returns {Room[]}
 */
export function rooms(markdown) {
  const [, table] = /```directions\n([^]*?)```/.exec(markdown) ?? [];
  if (!table) throw new Error("there is no block ```directions");
  const lines = table.split("\n").filter((line) => line.trim() && !line.startsWith("#"));
  return lines.map((line) => {
    const [, name, patterns, imports] = /^(\S+): +(.*?) *<- *(.*)$/.exec(line) ?? [];
    if (!name || !patterns) throw new Error(`not a line of the table: ${line}`);
    return { name, patterns: patterns.split(/ +/), imports: imports?.split(/ +/).filter(Boolean) ?? [] };
  });
}

/**
 * The violations of the table: a file in no room or in two, an import that the table does not allow, a room without
 * files, and a name of a room that does not exist.
 *
 * @param {Room[]} table
 * @param {Imports} imports
 */
export function violations(table, imports) {
  const fits = (/** @type {string} */ pattern, /** @type {string} */ file) =>
    /[/*]$/.test(pattern) ? file.startsWith(pattern.replace(/\*$/, "")) : file === pattern;
  const roomsOf = (/** @type {string} */ file) => {
    const fitting = table.flatMap((room) =>
      room.patterns.filter((pattern) => fits(pattern, file)).map((pattern) => ({ room, pattern })),
    );
    // The longest pattern that fits decides.
    const longest = Math.max(...fitting.map(({ pattern }) => pattern.length));
    return fitting.filter(({ pattern }) => pattern.length === longest).map(({ room }) => room);
  };
  /** @type {string[]} */
  const problems = [];
  for (const { name, patterns, imports: allowed } of table) {
    for (const other of allowed)
      if (!table.some((room) => room.name === other)) problems.push(`${name}: no room ${other}`);
    const files = [...imports.keys()];
    if (!files.some((file) => patterns.some((pattern) => fits(pattern, file))))
      problems.push(`${name}: it has no files`);
  }
  for (const [file, targets] of imports) {
    const [room, second] = roomsOf(file);
    if (!room || second) problems.push(`${file}: it is in ${second ? "two rooms" : "no room"}`);
    for (const target of targets) {
      const [other] = roomsOf(target);
      if (room && other && room !== other && !room.imports.includes(other.name)) {
        problems.push(`${file} imports ${target}: ${room.name} may not import ${other.name}`);
      }
    }
  }
  return problems;
}

/**
 * Rooms that the table allows to import each other, directly or through others. There must be none.
 *
 * @param {Room[]} table
 */
export function unordered(table) {
  return circles(new Map(table.map(({ name, imports }) => [name, new Set(imports)])));
}
