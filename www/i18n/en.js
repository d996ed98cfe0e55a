// What the page says, in English: all of the first view; of the rest, most is in the modules of en/, which are loaded
// later. Another language is one module with all of it.
import { apart, formats, listInEnglish as list, shownAtMost } from "./format.js";

const { amount, size, tenths, clock } = formats("en", { byte: "1 byte", bytes: (n) => `${n} bytes` });

/**
 * What happened and what to do next, by the part of the page where an error happens and by the error's code. If that
 * part has no text for a code, the text in `anywhere` is shown.
 */
const errors = {
  anywhere: {
    "malformed-key":
      "This is not a key, or it was damaged on its way. " + "Get all of it again, from -----BEGIN to the last dash.",
    "unsupported-key":
      "This is a key, but not one that can be used here. " +
      "Needed is an RSA key of 2048 to 8192 bits, made for encryption.",
    "weak-key":
      "This key is not safe to use: it has fewer than 2048 bits, or its numbers are badly chosen. " +
      "Ask for another one.",
    "private-key-given": "This is a private key, and a public one belongs here.",
    "public-key-given": "This is a public key, and a private one belongs here.",
    "passphrase-required": "This key is protected by a passphrase. Enter it to go on.",
    "wrong-passphrase": "This is not the passphrase of the key. Try it once more; capital letters count.",
    "message-too-long": "This is too long. A sealed message can hold 64 MB.",
    "decryption-failed": "It does not open. It was changed on its way, or sealed for another key.",
    "not-a-recipient": "None of your keys here opens it. Load the key it was sealed for.",
    "signature-invalid":
      "The signature on this does not hold: it was changed, or passed on by somebody else. " +
      "Do not believe it, and ask its sender for it again.",
    "malformed-message":
      "This is not a sealed message, or a part of it is missing. " +
      "Get all of it again, from the first character to the last.",
    "malformed-file":
      "This is not a sealed file, or it was changed or cut off on its way. Get all of it again, and do not use what was " +
      "saved of it.",
    "unsupported-algorithm":
      "This message was sealed in a way that is not read here. " + "Ask for one sealed with RSA-OAEP-256 and A256GCM.",
    "invalid-argument": "Something here is not as it must be. Check the fields above.",
    "random-unavailable":
      "The system gave no random numbers, so nothing was made. " + "Reload the page, or restart the browser.",
    "not-initialized": "The page is not ready yet. Wait a moment and try once more.",
    "load-failed": "A part of this page did not arrive. Check the connection and reload the page.",
    disposed: "The page has stopped. Reload it.",
    "internal-error":
      "The page has made a mistake and cannot go on safely. " +
      "Reload it; keys that were only in memory are loaded again from their files.",
    "worker-failed":
      "The part of the page that holds your private keys has stopped. Try it once more, or reload the page.",
    aborted: "Cancelled.",
    "key-not-found": "This key is no longer here. Load it again from its file.",
    "key-locked": "This key is locked. Unlock it with its passphrase.",
    "passkey-failed": "The passkey did not work. Use the passphrase.",
    "not-exportable": "This key cannot be saved: it was made to stay where it is.",
    "storage-unavailable": "This browser lets the page keep nothing. Keys last until the tab is closed: back them up.",
    "vault-unsupported":
      "What is kept in this browser was written by a newer version of this page. " +
      "Reload the page to get that version; nothing was changed.",
  },
  load: {
    "passphrase-required": "This file is protected by a passphrase. Enter it to go on.",
    "wrong-passphrase": "This is not the passphrase of the file. Try it once more; capital letters count.",
    "weak-key":
      "This key is not safe to use: it has fewer than 2048 bits, or its numbers are badly chosen. " + "Make a new one.",
    "public-key-given": "This is a public key. To read messages you need the private one, the file you saved yourself.",
    "unsupported-key":
      "This key cannot be used here. " +
      "Needed is an RSA key of 2048 to 8192 bits with two primes, made for encryption.",
    "vault-unsupported":
      "A newer version of this page is needed for this file. " +
      "Reload the page to get it, and load the file again; nothing was changed.",
  },
  add: {
    "private-key-given":
      "This is a private key: whoever has it can read everything sealed for it. " +
      "The field is empty again, and the key is kept nowhere. Do not share it. " +
      "If someone sent it to you, tell them, and ask for the public key instead.",
  },
  read: {
    "private-key-given":
      "This is a private key, and a sealed message belongs here. The field is empty again. If the key is yours, import " +
      "it, and give it to nobody.",
    "decryption-failed":
      "It does not open. Most likely it was damaged or changed on the way: ask for it again, all of it.",
  },
  /** The texts of these two places are loaded with the workbench, by en/workbench.js. */
  encrypt: /** @type {{ "message-too-long": string }} */ ({}),
  decrypt: /** @type {{ "private-key-given": string, "decryption-failed": string }} */ ({}),
};

export default {
  errors,
  /** Loaded after the first view: `loadLanguages` in language.js. */
  reasons: /** @type {typeof import("./en/reasons.js").default} */ ({}),
  amount,
  size,
  clock,
  /** The first `shownAtMost` characters of a text, with a note if the text has more. @param {string} text */
  inPart: (text) =>
    text.length <= shownAtMost
      ? text
      : `${text.slice(0, shownAtMost)}\n\n[The first ${amount(shownAtMost)} of ${amount(text.length)} characters. ` +
        "Copying or saving gives all of it.]",
  /** @param {string[]} names */
  list,

  page: {
    claim: "Send a message only those you choose can open.",
    promise: "Encrypted in your browser with RSA. No account: your private key stays in this browser.",
    views: "Views",
    source: "Source",
    theme: "Dark colours",
    languages: "Language",
    close: "Close",
    share: "Share",
    /** @param {string} name */
    detailsOf: (name) => `${apart(name)}: details`,
    cancel: "Cancel",
    chooseFile: "Choose a file",
    copy: "Copy",
    copied: "Copied",
    commandCopied: "Command copied",
    saveFile: "Save as a file",
    notNow: "Not now",
    keep: "Keep it",
    opening: "Opening what this browser keeps for you.",
    cancelled: "Cancelled.",
    working: "Working.",
    notCopied: "The browser did not allow copying. Select the text and copy it yourself, or save it as a file.",
  },

  missing: {
    webAssembly:
      "This browser has WebAssembly switched off, or is too old for it. Allow it for this page, or use a newer browser.",
    random: "This browser has no crypto.getRandomValues, the source of random numbers for keys. Use a newer browser.",
    workers:
      "This browser does not let the page start a worker, the place where private keys are kept. " +
      "Use a newer browser.",
    works:
      "Until then nothing can be sealed or opened here. How it works says what the page protects, and what it does not.",
    database:
      "This browser has no IndexedDB, where keys would be kept. Everything works, but the keys last only " +
      "until this tab is closed: back them up to files.",
    secureContext:
      "This page did not come over https, so someone on the way could have changed it and could read your " +
      "keys. Use it for trying out only. The copy buttons do not work here; select the text and copy it yourself.",
  },

  hero: {
    one: "Create your keys",
    oneText: "A public one to give away, a private one that stays here.",
    two: "Share your link",
    twoText: "Friends open it, write, and get sealed text to send you anywhere.",
    three: "Open it here",
    threeText: "Paste what came, or choose its file. Only your private key opens it.",
  },

  how: /** @type {typeof import("./en/how.js").default["how"]} */ ({ title: "How it works" }),

  invite: {
    title: "Next: invite somebody",
    text: "Whoever opens your link has your public key and can write to you. The link is no secret.",
    copy: "Copy my invitation",
    more: "QR code and more",
    /** @param {string} name */
    reply: (name) => `Next: your invitation for ${apart(name)}`,
    /** @param {string} name */
    adds: (name) => `Whoever opens your link can write to you. This also adds ${apart(name)} to People.`,
  },

  you: {
    title: "You",
    me: "Me",
    list: "Your keys",
    lost:
      "The part of the page that holds your private keys has stopped, and they are gone with it. " +
      "Load them again from their files.",
    memory:
      "Keys are in this tab's memory only. Closing or reloading the tab forgets them: back up the " +
      "private key to a file.",
    practice: "This is a practice page. Bob's key is in this window's memory, and gone when you close it.",
    /** @param {number} bits @param {Date} when */
    made: (bits, when) => `${bits} bits, here since ${clock(when)}`,
    /** @param {number} bits @param {Date} when */
    imported: (bits, when) => `${bits} bits, imported ${clock(when)}`,
    /** @param {string} facts @param {string} state */
    facts: (facts, state) => `${facts}, ${state}`,
    /** @param {string} facts */
    backedUp: (facts) => `${facts}, backed up to a file`,
    invite: "Invite",
    publicKey: "Public key",
    privateKey: "Private key",
    enlarge: "Enlarge the QR code",
    invitation: "Invitation",
    invitationHint:
      "Whoever opens this link, or points a phone's camera at the picture, gets your public key and can " +
      "write to you. It is no secret.",
    invitationName: "Your name, for those you invite",
    invitationLink: "Your invitation as a link",
    /** @param {string} name */
    qr: (name) => `The invitation of ${apart(name)} as a QR code`,
    copyLink: "Copy the link",
    linkCopied: "Invitation copied",
    copyPublic: "Copy public key",
    savePublic: "Save public key",
    publicCopied: "Public key copied",
    name: "Name",
    rename: "Rename",
    /** @param {string} name */
    renamed: (name) => `Renamed to ${apart(name)}.`,
    delete: "Delete this key",
    deleteYes: "Delete the key",
    /** @param {string} facts */
    backedUpHalf: (facts) => `${facts}, backed up to a file without its signing key`,
    /** @param {boolean} saved */
    deleteWarning: (saved) =>
      saved
        ? "It is gone from here for good. From the file you saved, you can load it again."
        : "Unless its private key is in a backup, nobody will ever be able to open what was sealed for it, " +
          "you included.",
    /** @param {string} name */
    deleted: (name) => `The key ${apart(name)} is deleted.`,
    pem: "The public key as PEM text",
    nameNeeded: "Give the key a name.",
    /** @param {string} name */
    nameTaken: (name) => `Another of your keys is called ${apart(name)}. Choose another name.`,
    /** @param {string} name */
    ready: (name) => `The key ${apart(name)} is ready.`,
  },

  /** The rest is loaded with keys/signing-key.js. */
  signing: /** @type {typeof import("./en/letters.js").default["signing"]} */ ({
    title: "Signing key",
    add: "Add a signing key",
  }),

  protect: {
    title: "A passphrase for this key",
    ask:
      "Protect this key with a passphrase? Whoever gets hold of this browser's files must then guess it first. " +
      "A few random words are best. Nobody can give a forgotten one back.",
    askChange:
      "The new passphrase takes the place of the old one in this browser. Files that were saved before keep theirs.",
    field: "Passphrase",
    yes: "Protect the key",
    notNow:
      "Without one, the browser stores the key unprotected, where no other site can read it. A copy of the browser's " +
      "profile is then a copy of the key.",
    needed: "Enter a passphrase.",
    set: "Set a passphrase",
    change: "Change the passphrase",
    remove: "Remove the passphrase",
    removeWarning:
      "The browser then stores the key unprotected: whoever copies its profile has the key, and it can no longer be " +
      "locked. Files that were saved before keep their passphrase.",
    removeYes: "Remove it",
    /** @param {string} name */
    removed: (name) => `The key ${apart(name)} has no passphrase any more.`,
    lock: "Lock",
    unlock: "Unlock",
    unlockField: "Locked. Its passphrase",
    /** @param {string} name */
    unlockKey: (name) => `Passphrase of the key ${apart(name)}`,
    /** @param {string} name */
    done: (name) => `The key ${apart(name)} is protected by the passphrase.`,
    /** @param {string} name */
    locked: (name) => `The key ${apart(name)} is locked.`,
    /** @param {string} name */
    unlocked: (name) => `The key ${apart(name)} is unlocked.`,
    states: {
      passphrase: "passphrase",
      device: "no passphrase",
      none: "in memory",
    },
    lockedState: "locked",
  },

  passphrase: /** @type {typeof import("./en/protection.js").default["passphrase"]} */ ({}),

  passkey: /** @type {typeof import("./en/protection.js").default["passkey"]} */ ({}),

  keeping: {
    title: "Import, backup, more keys",
    kept:
      "Keys and people are kept in this browser. It may delete them when space runs short or after weeks without a " +
      "visit: make a backup.",
    promised: "Keys and people are kept in this browser, which has promised not to delete them by itself.",
    backup: "Back up everything",
    backupText:
      "All keys and people go into one file, encrypted with a passphrase. It is needed to read the file again.",
    saved: "The backup is saved as a file.",
    /** @param {number} n */
    skipped: (n) =>
      `The backup is saved, but without ${n === 1 ? "one key" : `${n} keys`} that are locked or may not be ` +
      "exported. Unlock them and back up once more.",
    /** @param {number} n */
    restored: (n) =>
      `The backup is read: ${n === 1 ? "1 key" : `${n} keys`}. What was not here yet is protected by its passphrase.`,
    /** @param {string[]} names */
    restoredMarks: (names) =>
      names.length === 1
        ? `${list(names)} came marked as verified by this backup. If you did not make it yourself, verify anew.`
        : `${amount(names.length)} contacts came marked as verified by this backup: ${list(names)}. If you did not make ` +
          "it yourself, verify them anew.",
    forget: "Forget everything in this browser",
    forgetText:
      "All keys and people are deleted from this browser, in other tabs too. What was sealed for these keys can be " +
      "opened only with a backup.",
    forgetYes: "Forget everything",
    forgotten: "Everything is forgotten.",
    reasons: {
      "insecure-context": "This page did not come over https, so nothing is kept.",
      unsupported: "This browser has no storage for keys.",
      refused: "This browser does not let the page keep anything, as in a private window.",
      "key-refused": "This browser does not let the page keep a key, as in a private window.",
      quota: "There is no space left to keep keys.",
      blocked: "An older version of this page is open in another tab. Close it and reload this one to keep keys.",
      gone: "What was kept in this browser has been deleted. What is still here can be backed up now.",
      damaged: "A part of what was kept cannot be read any more. It was left as it is.",
    },
  },

  backup: {
    advice: "This key is in this browser only.",
    adviceSigning: "Its new signing key is in this browser only.",
    adviceDo: "Back up",
    ask: "Export private key",
    text:
      "The private key goes into a file, encrypted with this passphrase. Keep the two apart: neither opens anything " +
      "without the other.",
    half: "The signing key is not in this file: Back up everything has both.",
    without: "Without a passphrase",
    warning:
      "The file is not protected. Whoever gets hold of it can read everything sealed for this key. Keep it " +
      "where only you can reach it, such as a password manager or a stick in a drawer, and never send it to anyone.",
    save: "Save the unprotected file",
    saved: "The private key is saved as a file.",
  },

  make: {
    another: "Create another key pair",
    name: "Your name",
    firstName: "My key",
    size: "Size",
    quicker: "bits, quicker",
    usual: "bits, usual",
    slower: "bits, slower",
    make: "Create my key pair",
    cancelled: "Cancelled. No key was made.",
  },

  search: {
    title: "Looking for four primes",
    lead:
      "Two key pairs are made, one to encrypt and one to sign, each from two large prime numbers. Random numbers are tested " +
      "until four are prime, so nobody can say when that is. The curve shows how many of a hundred such searches would be done.",
    time: "Time",
    tested: "Tested",
    endedByNow: "Would be done",
    searching: "Looking for four primes.",
    /** @param {number} milliseconds */
    elapsed: (milliseconds) => `${tenths(milliseconds / 1000)} s`,
    /** @param {number} probability */
    ended: (probability) => `${Math.min(99, Math.floor(probability * 100))} of 100`,
  },

  load: {
    short: "Import a key",
    title: "Import a private key or a backup",
    field: "Private key file or backup, dropped here or pasted",
    load: "Import",
    passphrase: "Passphrase of the file",
    loadedName: "Imported key",
    textNeeded: "Paste the text of the file, drop the file here, or choose it.",
    tooLarge: "This file is too large to be a key or a backup.",
    /** @param {string} name */
    already: (name) => `This key is here already, as ${apart(name)}.`,
  },

  people: {
    title: "People",
    list: "People you can write to",
    none: "Nobody yet. Open an invitation, or add somebody's public key.",
    filter: "Filter by name",
    publicKey: "Their public key",
    /** @param {string} name */
    writeTo: (name) => `Write to ${apart(name)}`,
    forPractice: "for practice",
    /** @param {number} bits */
    facts: (bits) => `${bits} bits`,
    /** @param {number} bits */
    practiceFacts: (bits) => `${bits} bits, for practice`,
    remove: "Delete this contact",
    removeWarning: "You can add the same key again. That it is verified, and which letters you read, is forgotten.",
    /** @param {string} name */
    removed: (name) => `${apart(name)} is deleted.`,
    /** @param {string} name */
    added: (name) => `${apart(name)} is added. You can write to them now.`,
    /** @param {string} name */
    signingTaken: (name) => `The signing key of ${apart(name)} is added.`,
  },

  names: {
    /** @param {string} mark */
    mark: (mark) => `A name cannot have ${apart(mark)} in it: it could be taken for a mark of this page. Leave it out.`,
    /** @param {string} name @param {string} other @param {boolean} verified */
    alike: (name, other, verified) =>
      `The name ${apart(name)} looks like that of ${apart(other)}, whose key you have${verified ? " and have verified" : ""}, ` +
      "and this is another key. If someone tells you that it is their new one, ask them in person or on the phone before you " +
      "believe it. To keep the two apart, choose another name.",
    /** @param {string} name @param {string} own */
    likeYours: (name, own) =>
      `The name ${apart(name)} looks like that of your own key ${apart(own)}, and this is somebody else's key. Choose ` +
      "another name, so that nobody is taken for you.",
    anyway: "Add it under this name",
    renameAnyway: "Rename it all the same",
    /** @param {string} other */
    another: (other) =>
      `There is also a ${apart(other)} with another key, and the names look alike. Compare the safety number before ` +
      "you write.",
    /** @param {string} own */
    yoursToo: (own) => `Your own key ${apart(own)} has a name that looks like this one.`,
    /** @param {string} other */
    theirsToo: (other) => `${apart(other)}, under People, has a name that looks like this one.`,
  },

  add: {
    another: "Add someone",
    key: "Their public key (PEM) or invitation, pasted or dropped here",
    keyHint: "-----BEGIN PUBLIC KEY-----",
    name: "Their name",
    add: "Add",
    scan: "Scan a QR code",
    textNeeded: "Paste the public key you were given, drop its file here, or choose it.",
    tooLarge: "This file is too large to be a key.",
    nameNeeded: "Give them a name, so that you can find them again.",
    /** @param {string} name @param {boolean} verified */
    nameTaken: (name, verified) =>
      `There is a ${apart(name)} already, with another key${verified ? ", which you have verified" : ""}. ` +
      "If someone tells you that it is their new one, ask them in person or on the phone before you believe it. " +
      "To keep both, choose another name; to replace it, remove the old one first.",
    /** @param {string} name */
    already: (name) => `This key is here already: it belongs to ${apart(name)}.`,
    own: "This is your own key. You can write to yourself without adding it.",
    /** @param {string} name */
    newSigning: (name) =>
      `You have ${apart(name)}'s key. This invitation adds a signing key to it, by which you see that a letter is from ` +
      `${apart(name)}.`,
    /** @param {string} name */
    otherSigning: (name) =>
      `You have ${apart(name)}'s key, with another signing key than this invitation names. If someone tells you that it is ` +
      "their new one, ask them in person or on the phone before you believe it.",
    /** @param {string} name */
    markGoes: (name) => `You have not compared it, so ${apart(name)} is then to be verified again.`,
    takeSigning: "Take this signing key",
    signingRefused:
      "This invitation cannot be right: one key in it is already somebody else's or yours, or serves two purposes. " +
      "Ask its sender for another one.",
  },

  verify: {
    ask: "Verify",
    again: "Verified",
    anew: "Verify again",
    /** @param {string} name @param {Date} when */
    before: (name, when) =>
      `You verified ${apart(name)} earlier (${clock(when)}); since then a signing key was added or changed. Compare again.`,
    /** @param {string} name */
    noSigning: (name) =>
      `The number covers signing keys too, and you have none for ${apart(name)}. If ${apart(name)} signs letters, ask for an ` +
      "invitation first: without it your numbers differ.",
    /** @param {string} name */
    noneSigns: (name) => `${apart(name)} has no signing key`,
    number: "Safety number",
    /** @param {string} name @param {string} own */
    text: (name, own) =>
      `${apart(name)} sees the same number under Verify if both of you have the right keys: yours is ${apart(own)}. Read all ` +
      "twelve groups to each other, on the phone or in person, not by the way the key came. If the numbers differ, open each other's newest " +
      `invitation. If they still differ, this is not ${apart(name)}'s key: delete it, and get theirs another way.`,
    own: "Your key that they have",
    yes: "It is the same",
    no: "Remove the mark",
    keyNeeded: "A safety number belongs to two keys. Create or import yours first.",
    isVerified: "verified",
    isNot: "not verified",
    /** @param {string} name */
    keyOf: (name) => `Verify ${apart(name)}'s key`,
    /** @param {string} name */
    verifiedKeyOf: (name) => `Verified: ${apart(name)}'s key`,
    /** @param {Date} when */
    verified: (when) => `Verified ${clock(when)}`,
    /** @param {string} name */
    said: (name) => `${apart(name)} is marked as verified.`,
    /** @param {string} name */
    takenBack: (name) => `${apart(name)} is no longer marked as verified.`,
  },

  messages: {
    write: "Write",
    read: "Read",
    /** @param {string} name */
    self: (name) => `yourself (${apart(name)})`,
  },

  write: {
    for: "To",
    nobody: "Nobody yet. Add someone, or create a key pair and write to yourself.",
    /** @param {string} name @param {boolean} verified */
    chip: (name, verified) => `${apart(name)}, ${verified ? "verified" : "not verified"}`,
    field: "Your message",
    placeholder: "Write here.",
    draft: "What you were writing is kept here, sealed for your own key. Unlock the key to go on.",
    file: "Attach files",
    signedBy: "Signed by",
    nobodySigns: "nobody: not signed",
    /** @param {string} name */
    cannotSign: (name) => `Letters from your key ${apart(name)} are not signed yet.`,
    noKeySigns: "You have no key pair here yet, so this letter will not be signed.",
    makeKey: "Create one",
    tooLongToSign: "This is longer than the 1 MB of text that a signed letter can hold.",
    sealUnsigned: "Seal it without a signature",
    already: {
      sealed: "This is a sealed message already. Do you want to open it?",
      privateKey: "This is a private key: whoever reads it can read everything sealed for it.",
    },
    anyway: "Seal it all the same",
    seal: "Seal",
    recipientNeeded: "Nobody to write to yet. Add someone, or create a key pair and write to yourself.",
    recipientChoose: "Choose at least one reader.",
    textNeeded: "Write something first, or choose a file.",
    /** @param {string} text @param {number} bytes */
    count(text, bytes) {
      const length = [...text].length;
      return `${amount(length)} ${length === 1 ? "character" : "characters"}, ${size(bytes)}`;
    },
    /** @param {number} length */
    countLong: (length) => `about ${amount(length)} characters`,
    /** @param {number} seconds */
    sealing: (seconds) => `Sealing, ${tenths(seconds)} s`,
  },

  /** Loaded after the first view, with write/result.js. */
  sealed: /** @type {typeof import("./en/letters.js").default["sealed"]} */ ({}),

  read: {
    field: "Paste a sealed message here, or choose its file",
    placeholder: "eyJhbGciOiJSU0EtT0FFUC0yNTYi…",
    open: "Open",
    reply: "Write a reply",
    message: "The message",
    another: "Read another",
    /** @param {string[]} names */
    forSomeoneElse: (names) =>
      `This was sealed for ${list(names)}. ` +
      (names.length === 1 ? `Only ${apart(names[0])}'s private key opens it.` : "Only their private keys open it."),
    fileTooLarge: "This file is larger than the 96 MB that a sealed message can have.",
    needed: "Paste the sealed message you were sent, drop its file here, or choose it.",
    keyNeeded:
      "You have no key here yet. Import the one this was sealed for, or create a key pair and have the message sealed " +
      "for it.",
    /** @param {number} seconds */
    opening: (seconds) => `Opening, ${tenths(seconds)} s`,
    details: "Details",
    otherHashes:
      "Or the sender's program used other hashes than the message names, as Java does with MGF1 unless it is told " +
      "otherwise. Then it has to be sealed anew, with SHA-256 for both.",
  },

  /** Loaded with people/scan.js. */
  scan: /** @type {typeof import("./en/scan.js").default["scan"]} */ ({}),

  /** Loaded after the first view, with read/opened.js. */
  letters: /** @type {typeof import("./en/letters.js").default["letters"]} */ ({}),

  /** Loaded after the first view, and added with the first file that is attached or opened. */
  files: /** @type {typeof import("./en/files.js").default["files"]} */ ({}),

  found: {
    sealed: "This is a sealed message. It is opened under Read.",
    publicKey: "This is a public key. It is added under People.",
    privateKey: "This is a private key. It is imported as yours, and given to nobody.",
    certificate: "This is a certificate. It holds a public key, which is added under People.",
    invitation: "This is an invitation. It is added under People.",
    ciphertext: "This is a raw RSA-OAEP ciphertext, not a sealed message. It is decrypted in the RSA workbench.",
    takeToRead: "Take it to Read",
    takeToPeople: "Take it to People",
    takeToYou: "Import it",
    takeToDetails: "Take it to the workbench",
  },

  arrival: {
    invitation: "An invitation has come with the link",
    /** @param {string} name */
    writeTo: (name) => (name ? `Write to ${apart(name)}` : "Write to the sender of this invitation"),
    /** @param {string} name @param {boolean} verified */
    otherKey: (name, verified) => `This is not the key you ${verified ? "verified" : "have"} for ${apart(name)}`,
    /** @param {string} own */
    yourName: (own) => `This is not your key ${apart(own)}, but it comes with a name like that`,
    /** @param {string} name */
    invitationText: (name) =>
      (name ? `It says it is from ${apart(name)}. ` : "") +
      "A link can carry any name, so the name is only what its sender claims. Nothing is added before you seal a message " +
      "for them, or press a button that adds them.",
    /** @param {string} name */
    newSigning: (name) => `A signing key for ${apart(name)} has come with the link`,
    /** @param {string} name */
    otherSigning: (name) => `This is not the signing key you have for ${apart(name)}`,
    invitationOwn: "This is the invitation of your own key. Send it to others; there is nothing to add here.",
    /** @param {string} name */
    invitationKnown: (name) => `You have this key already: it belongs to ${apart(name)}.`,
    add: "Add to People",
    message: "A sealed message has come with the link",
    messageLive: "A sealed message has come from another window",
    /** @param {string} name */
    forKey: (name) => `It is sealed for your key ${apart(name)}. Nothing is opened until you say so.`,
    /** @param {string[]} names */
    forOther: (names) => `It is sealed for ${list(names)}, and for none of your keys. It cannot be opened here.`,
    forUnknown:
      "It is sealed for a key you don't have. If it was meant for you, import the key that it was sealed for; then it " +
      "opens.",
    forUnnamed:
      "It does not name its key in a way that is known here, so it may be for one of yours. " +
      "Nothing is opened until you say so.",
    /** @param {string} name */
    file: (name) => `It holds a file, called ${apart(name)} by its sender.`,
    open: "Open it",
    understood: "Close",
    broken: "A link has come, but it is damaged or cut off",
    brokenText:
      "Part of it is missing, as happens when a program shortens long links. " +
      "Ask for it once more, as text or as a file.",
  },

  /** The rest is loaded with practice/practice.js. */
  practice: /** @type {typeof import("./en/practice.js").default["practice"]} */ ({ start: "Practise with Bob first" }),

  wire: {
    title: "What left this browser",
    lead:
      "The page itself sends nothing: it loads its own files and asks for nothing more. What is listed here you copied, " +
      "saved, shared or handed over yourself. The list is in memory only, and begins anew with each visit.",
    /** @param {Date} since */
    empty: (since) => `Nothing has left since ${clock(since)}.`,
    /** @param {number} n @param {Date} since */
    left: (n, since) =>
      n === 0
        ? `Nothing has left this browser since ${clock(since)}`
        : `${n === 1 ? "1 thing has" : `${amount(n)} things have`} left this browser since ${clock(since)}`,
    /** @param {number} all @param {number} later @param {number} foreign */
    requests(all, later, foreign) {
      const since = later === 0 ? "none" : amount(later);
      const own = foreign === 0 ? "all for its own files" : `${amount(foreign)} of them not for its own files`;
      return `${all === 1 ? "1 request" : `${amount(all)} requests`}, ${own}; ${since} since it was loaded`;
    },
    loading: "Loading its own files",
    requestList: "Requests to the server, as the browser reports them",
    /** @param {string} where @param {string} path */
    request: (where, path) => `${where}: ${path}`,
    page: "page",
    worker: "worker",
    serviceWorker: "service worker",
    /** @param {string} name */
    publicKey: (name) => `Public key of ${apart(name)}`,
    backup: "Encrypted backup of keys and people",
    shared: "shared",
    /** @param {string} name */
    invitation: (name) => `Invitation to write to ${apart(name)}`,
    /** @param {string} name */
    privateKey: (name) => `Private key of ${apart(name)}, unprotected`,
    /** @param {string} name */
    encryptedKey: (name) => `Private key of ${apart(name)}, encrypted with a passphrase`,
    /** @param {string[]} names */
    sealed: (names) => `Sealed message for ${list(names)}`,
    /** @param {string} name */
    ciphertext: (name) => `OAEP ciphertext for ${apart(name)}`,
    signature: "Signature",
    code: "Code, with what it works on",
    plaintext: "Content of an opened message",
    copied: "copied",
    copiedLink: "copied as a link",
    saved: "saved as a file",
    handed: "to another window",
    notShown: "What was saved or copied here is private, so it is not shown a second time.",
  },

  /** The text of "How it works", which the build writes into index.html. It is loaded for the change back to English. */
  honest: /** @type {typeof import("./en/how.js").default["honest"]} */ ({}),

  elsewhere: {
    title: "Decrypt this elsewhere",
    lead:
      "Ready code for exactly this ciphertext. Put the private key beside it as private-key.pem, " +
      "and install what its first line names.",
    with: "With",
    code: "Code",
    copied: "Code copied",
    none: "This tool alone lacks what this needs. Choose another one.",
  },

  /** The title. The workbench's other words are loaded with it, and added by `addPart` in language.js. */
  oaep: /** @type {typeof import("./en/workbench.js").default["oaep"]} */ ({ title: "RSA workbench" }),
  workbench: /** @type {typeof import("./en/workbench.js").default["workbench"]} */ ({}),

  update: {
    ready:
      "A newer version of this page is here. It takes over when you say so, or once all tabs of this page are closed.",
    use: "Reload now",
    offline: "Works offline",
  },
};
