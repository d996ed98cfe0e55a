// What is said of letters with files, in English. It is loaded after the first view.
import { apart, formats } from "../format.js";

const { amount, size } = formats("en", { byte: "1 byte", bytes: (n) => `${n} bytes` });

/** @param {number} count */
const some = (count) => (count === 1 ? "1 file" : `${amount(count)} files`);

/** How long it still takes; nothing as long as that is not known. @param {number} [seconds] rounded */
function left(seconds) {
  if (seconds === undefined) return "";
  if (seconds <= 10) return ", a few seconds left";
  if (seconds < 60) return `, about ${seconds} seconds left`;
  return seconds === 60 ? ", about 1 minute left" : `, about ${amount(seconds / 60)} minutes left`;
}

export default {
  files: {
    /** @param {number} count @param {number} bytes */
    attached: (count, bytes) =>
      `${some(count)}, ${size(bytes)}. ${count === 1 ? "Its name is" : "Their names are"} sealed, too. ` +
      "How long the whole is stays visible.",
    list: "Attached files",
    remove: "Remove",
    /** @param {string} name */
    removeFile: (name) => `Remove ${apart(name)}`,
    unreadable: "A folder, or a file that this browser cannot read, was left out.",
    tooMany: "A letter holds at most 1,000 files.",
    tooLarge: "A letter holds at most 1 TiB of files.",
    /** @param {number} bytes @param {number} total @param {number} [seconds] */
    reading: (bytes, total, seconds) => `Step 1 of 2: reading, ${size(bytes)} of ${size(total)}${left(seconds)}`,
    /** @param {number} bytes @param {number} total @param {number} [seconds] */
    sealing: (bytes, total, seconds) => `Step 2 of 2: sealing, ${size(bytes)} of ${size(total)}${left(seconds)}`,
    /** @param {string} name */
    signed: (name) => `Signed by your key ${apart(name)}, the files too. Only the readers can see that.`,
    /** @param {string} name */
    letterSaved: (name) =>
      `Saved as ${apart(name)}. Send that file as it is: it does not fit into a link. Its readers open it under Read.`,
    changed: "A file was changed or moved while it was read. Remove it, and attach it again.",
    noRoom: "There is no room here for a file of this length. Make room on the disk, then try it again.",

    /** @param {number} count @param {number} bytes */
    found: (count, bytes) => `${some(count)}, ${size(bytes)}`,
    opened: "Files in the letter",
    waiting: "on its way",
    checked: "checked",
    unchecked: "not checked",
    saved: "saved",
    /** @param {number} bytes @param {number} total @param {number} [seconds] */
    checking: (bytes, total, seconds) => `Checking the files, ${size(bytes)} of ${size(total)}${left(seconds)}`,
    stopped: "You stopped before all was checked. Open the letter again to get its files.",
    damaged:
      "The files are not what was sealed. A part was changed or is missing, and none of them can be saved from here. Ask for " +
      "the letter once more.",
    notSigned:
      "The files are not those that the letter's writer signed, and none of them can be saved from here. Ask the writer.",
    /** @param {number} bytes @param {number} total @param {number} [seconds] */
    saving: (bytes, total, seconds) => `Saving, ${size(bytes)} of ${size(total)}${left(seconds)}`,
    save: "Save",
    /** @param {string} name */
    saveFile: (name) => `Save ${apart(name)}`,
    saveAll: "Save all as a ZIP",
    /** @param {string} name */
    savedAs: (name) => `${apart(name)} is saved.`,
  },
};
