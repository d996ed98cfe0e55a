// Numbers, sizes and times as a language writes them, and the names in its sentences.

/** How many characters are shown of a text that has more: the browser would hang while it lays out all of them. */
export const shownAtMost = 100_000;

/**
 * A name within a sentence, between the two characters that set it apart (U+2068 and U+2069), so that right-to-left
 * letters in it do not reorder the words beside it. The page shows it in a <bdi> element.
 *
 * @param {string} name
 */
export const apart = (name) => `\u2068${name.replace(/[\u2068\u2069]/g, "")}\u2069`;

/** A list of names in an English sentence. @param {string[]} names */
export function listInEnglish(names) {
  const all = names.map(apart);
  return all.length < 3 ? all.join(" and ") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/**
 * The functions that write numbers, sizes and times in a language.
 *
 * @param {string} locale
 * @param {{ byte: string, bytes: (amount: string) => string }} units
 */
export function formats(locale, units) {
  const whole = new Intl.NumberFormat(locale);
  const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { hour: "2-digit", minute: "2-digit" });
  const minute = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  const day = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { dateStyle: "medium" });
  /** @param {number} n */
  const amount = (n) => whole.format(n);
  return {
    amount,
    /** A size: below 100,000 bytes the exact number, from there on rounded to kB or MB. @param {number} bytes */
    size(bytes) {
      if (bytes === 1) return units.byte;
      if (bytes < 100_000) return units.bytes(amount(bytes));
      return bytes < 1_000_000 ? `${amount(Math.round(bytes / 1000))} kB` : `${tenths.format(bytes / 1_000_000)} MB`;
    },
    /** A number with one decimal. @param {number} n */
    tenths: (n) => tenths.format(n),
    /** The date and the time. @param {Date} when */
    moment: (when) => minute.format(when),
    /** The time of day if `when` is today; otherwise the date without the time. @param {Date} when */
    clock(when) {
      const today = when.toDateString() === new Date().toDateString();
      return today ? time.format(when) : day.format(when);
    },
  };
}
