// What is said of signing keys, and of letters that are sealed or opened, in English. It is loaded after the first view.
import { apart, formats, listInEnglish as list } from "../format.js";

const { amount, size, tenths, clock, moment } = formats("en", { byte: "1 byte", bytes: (n) => `${n} bytes` });

/** @param {string[]} names */
const some = (names) => (names.length > 2 ? `${amount(names.length)} of your people` : list(names));

export default {
  signing: {
    title: "Signing key",
    has: "Letters that you write with this key are signed. Your invitation names the signing key.",
    none:
      "Letters from this key are not signed yet. With a signing key, those who have your invitation see that a letter is " +
      "yours.",
    locked: "Letters from this key are not signed yet. Unlock it to add a signing key.",
    add: "Add a signing key",
    /** @param {number} seconds */
    making: (seconds) => `Making the signing key, ${tenths(seconds)} s`,
    /** @param {string} name */
    added: (name) =>
      `Letters from ${apart(name)} are signed from now on. Send your invitation again to those who have it: it names the ` +
      "signing key now.",
  },

  sealed: {
    /** @param {string[]} names @param {boolean} own */
    onlyOpens(names, own) {
      if (names.length === 0) return "Only you can open this";
      return `Only ${list(own ? [...names, "you"] : names)} can open this`;
    },
    /** @param {string[]} names @param {boolean} own */
    forKeys(names, own) {
      const keys = names.length === 1 ? "the key" : "the keys";
      return `Sealed for ${keys} you have for ${list(names)}${own ? ", and for you" : ""}`;
    },
    /** @param {string[]} names */
    notVerified: (names) =>
      names.length === 1
        ? `Not verified yet: it is not certain that the key is ${apart(names[0] ?? "")}'s.`
        : `Not verified yet: ${list(names)}.`,
    /** @param {string} name */
    signed: (name) =>
      `Signed by your key ${apart(name)}. Everybody can see that it is signed, and only its readers by whom.`,
    /** @param {string} name */
    signedOwn: (name) => `Signed by your key ${apart(name)}.`,
    unsigned: "Not signed.",
    inviteSigned: "Readers can tell that it is from you, and answer, once they have your invitation.",
    invite: "Readers can answer once they have your invitation.",
    /** @param {string} name */
    saved: (name) => `Saved as the file ${apart(name)}.`,
    /** @param {number} before @param {number} after @param {boolean} own */
    sizes: (before, after, own) =>
      `${size(before)} became ${size(after)}. Send it any way you like` +
      (own ? "." : ", and keep your own copy: your key does not open it, and Edit works only until you leave."),
    /** @param {number} before @param {number} after */
    sizesOwn: (before, after) => `${size(before)} became ${size(after)}. Keep it anywhere, and your key with care.`,
    field: "The sealed message",
    copied: "Sealed message copied",
    link: "Copy as a link",
    linkCopied: "Link copied",
    noLink: "It is too long for a link. Save it as a file.",
    hand: "Hand it to the other window",
    /** @param {string} name */
    arrived: (name) => `It has arrived in ${apart(name)}'s window.`,
    arrivedHere: "It has arrived in another window of this browser.",
    notArrived: "No other window of this browser has taken it yet. Copy it, or save it as a file.",
    edit: "Edit",
    another: "Write another",
  },

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
    compared: (name, when) => `You compared ${apart(name)}'s keys (${clock(when)}).`,
    /** @param {string} name */
    notCompared: (name) =>
      `This is the signing key you have for ${apart(name)}. You have not compared it, so it may be somebody else's.`,
    /** @param {string} name */
    comparedBefore: (name) =>
      `You verified ${apart(name)} earlier; since then a signing key was added or changed. Compare again.`,
    /** @param {string} name */
    own: (name) => `Signed by yourself (${apart(name)})`,
    ownText: "Your own signing key signed this.",
    stranger: "Signed by somebody you do not know",
    strangerText:
      "None of your people has this signing key, and anybody can make one. It proves nothing, whatever name stands in the " +
      "letter. If you expected a letter, ask its writer for their invitation, and paste it here.",
    strangerInvite: "With yours, they can answer you.",
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
