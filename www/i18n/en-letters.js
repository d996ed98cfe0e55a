// What is said of a letter that is read, in English. It is loaded after the first view.
import { apart, formats } from "./format.js";

const { amount, size, clock, moment } = formats("en", { byte: "1 byte", bytes: (n) => `${n} bytes` });

/** @param {string[]} names */
const some = (names) => (names.length > 2 ? `${amount(names.length)} of your people` : names.map(apart).join(" and "));

export default {
  letters: {
    /** @param {string} name */
    sealedForKey: (name) => `Sealed for your key ${apart(name)}`,
    sealedForYou: "Sealed for one of your keys",
    /** @param {number} bytes */
    notText: (bytes) => `This is not text but a file of ${size(bytes)}. Save it to look at it.`,
    /** @param {string} name */
    fileTitle: (name) => `A file: ${apart(name)}`,
    copied: "Text copied",
    /** @param {string} name */
    signedBy: (name) => `Signed by ${apart(name)}`,
    /** @param {string} name @param {Date} when */
    compared: (name, when) => `You compared ${apart(name)}'s keys: ${clock(when)}.`,
    /** @param {string} name */
    notCompared: (name) =>
      `This is the signing key you have for ${apart(name)}. You have not compared it, so it may be somebody else's.`,
    /** @param {string} name */
    comparedBefore: (name) =>
      `You compared ${apart(name)}'s keys before this signing key came. It was not compared: verify again.`,
    /** @param {string} name */
    own: (name) => `Signed by yourself (${apart(name)})`,
    ownText: "Your own signing key signed this.",
    stranger: "Signed by somebody you do not know",
    strangerText:
      "None of your people has this signing key, and anybody can make one. It proves nothing, whatever name stands in the " +
      "letter. If you expected a letter, ask its writer for their invitation.",
    unsigned: "Not signed",
    unproven: "Anyone who has your public key can have written this.",
    /** @param {string[]} names */
    unsignedAmong: (names) =>
      `Anyone who has your public key can have written this. Letters from ${some(names)} can be signed, and this one is ` +
      "not: if it claims to come from them, ask before you believe it.",
    /** @param {Date} when */
    signedAt: (when) => `Signed on ${moment(when)}, says its sender.`,
    /** @param {Date} when */
    ahead: (when) => `Its sender says that it was signed on ${moment(when)}, which is still to come.`,
    fileName: "The file's name was not signed.",
    /** @param {Date} when */
    repeated: (when) =>
      `You read this letter before, on ${moment(when)}. If it came a second time, somebody sent it again.`,
    /** @param {string} name @param {Date} when */
    conflicting: (name, when) =>
      `Something is wrong: you read another letter with the same number on ${moment(when)}. Ask ${apart(name)}. Somebody ` +
      "else may have the signing key.",
    forgotten: "It is older than the letters that are remembered here, so it may have been read before.",
    /** @param {string} name */
    otherKey: (name) =>
      `Its writer uses another encryption key than the one you have for ${apart(name)}. Ask ${apart(name)} before you ` +
      "reply: somebody may have put another key into the invitation.",
  },
};
