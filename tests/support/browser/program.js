// Finds the program of a browser.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * The program that the environment variable names, or the first of `names` on the PATH.
 *
 * @param {string} variable
 * @param {string[]} names
 * @param {string} debian The package that has it.
 */
export function program(variable, names, debian) {
  const found = find(variable, names);
  if (found) return found;
  throw new Error(`${names[0]} is not installed (Debian: apt-get install ${debian}), and ${variable} names none`);
}

/**
 * Like {@link program}, but searches these folders, and returns undefined if there is none.
 *
 * @param {string} variable
 * @param {string[]} names
 * @param {string[]} [folders]
 */
export function find(variable, names, folders = (process.env.PATH ?? "").split(delimiter)) {
  const places = [process.env[variable] ?? "", ...names.flatMap((name) => folders.map((folder) => join(folder, name)))];
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return place !== "";
    } catch {
      return false;
    }
  });
}
