// The texts for an error of the package, in the page's language.

/** @typedef {import("../i18n/language.js").Text} Text */
/**
 * @typedef {keyof import("../i18n/language.js").Words["errors"]} Place The part of the page where an error happens.
 */

/**
 * The code of one of the package's errors, of a `LetterError` (www/letters/pieces.js), or of an error that `failure` has
 * made; of anything else, "internal-error".
 *
 * @param {unknown} error
 */
export function codeOf(error) {
  return detailsOf(error).code;
}

/** An error of the page, with a code as the package's errors have. @param {string} code @param {unknown} [cause] */
export const failure = (code, cause) => Object.assign(new Error(code, { cause }), { code });

/**
 * The text for an error: what happened, and what to do next. The text for the error's reason is the most exact. Without
 * one, it is the text for the error's code at this place, or else for the code anywhere.
 *
 * @param {unknown} error an error of the package, or what `inspect` has as `refused`
 * @param {Place} [place]
 * @returns {Text}
 */
export function explain(error, place = "anywhere") {
  const { code, reason = "", values = [] } = detailsOf(error);
  return ({ errors, reasons }) => {
    const because = /** @type {Record<string, string | ((values: readonly string[]) => string)>} */ (reasons)[reason];
    if (because !== undefined) return typeof because === "string" ? because : because(values);
    /** @type {Record<string, string>} */
    const here = errors[place];
    /** @type {Record<string, string>} */
    const anywhere = errors.anywhere;
    return here[code] ?? anywhere[code] ?? errors.anywhere["internal-error"];
  };
}

/** The commands that an error recommends, which stand between backticks in the error's text. @param {unknown} error */
export function commandsIn(error) {
  return Array.from(detailsOf(error).message.matchAll(/`([^`]+)`/g), ([, command = ""]) => command);
}

/**
 * @param {unknown} error
 * @returns {{ code: string, message: string, reason?: string, values?: readonly string[] }}
 */
function detailsOf(error) {
  const { code, message, reason, values } = Object(error);
  // The browser's own errors have a number as `code`, or no `code`.
  return { code: typeof code === "string" ? code : "internal-error", message: String(message ?? ""), reason, values };
}
