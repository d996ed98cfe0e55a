// Everything the page says that is not already standing in index.html. Another language is another module like this one.

export const missing = {
  webAssembly: "This browser has WebAssembly switched off, or is too old for it. Keys are made and messages are sealed with it, so nothing here can work. Allow it for this page, or use a newer browser.",
  random: "This browser has no crypto.getRandomValues, the source of the random numbers that keys are made from. Nothing here can work without it. Use a newer browser.",
  workers: "This browser does not let the page start a worker, the place where private keys are kept. Nothing here can work without it.",
  secureContext: "This page did not come over https, so someone on the way could have changed it and could read your keys. Use it for trying out only. The copy buttons do not work here; select the text and copy it yourself.",
};

/** What happened and what to do next, by error code. A place may say it more exactly than "anywhere" does. */
const errors = {
  anywhere: {
    "malformed-key": "This is not a key, or it was damaged on its way. Get all of it again, from -----BEGIN to the last dash.",
    "unsupported-key": "This is a key, but not one that can be used here. Needed is an RSA key of 2048 to 8192 bits, made for encryption.",
    "weak-key": "This key is not safe to use: it has fewer than 2048 bits, or its numbers are badly chosen. Ask for another one.",
    "private-key-given": "This is a private key, and a public one belongs here.",
    "public-key-given": "This is a public key, and a private one belongs here.",
    "message-too-long": "This is too long for the key.",
    "decryption-failed": "It does not open. It was changed on its way, or sealed for another key.",
    "not-a-recipient": "None of your keys here opens it. Load the key it was sealed for.",
    "malformed-message": "This is not a sealed message, or a part of it is missing. Get all of it again, from the first character to the last.",
    "unsupported-algorithm": "This message was sealed in a way that is not read here. Ask for one sealed with RSA-OAEP-256 and A256GCM.",
    "invalid-argument": "Something here is not as it must be. Check the fields above.",
    "random-unavailable": "The system gave no random numbers, so no key was made. Reload the page, or restart the browser.",
    "load-failed": "A part of this page did not arrive. Check the connection and reload the page.",
    "key-not-found": "This key is no longer here. Load it again from its file.",
    "not-exportable": "This key cannot be saved: it was made to stay where it is.",
    "worker-failed": "The part of the page that holds your private keys has stopped, and they are gone with it. Load them again from their files.",
    "internal-error": "The page has made a mistake and cannot go on safely. Reload it and load your keys from their files.",
  },
  load: {
    "weak-key": "This key is not safe to use: it has fewer than 2048 bits, or its numbers are badly chosen. Make a new one.",
    "public-key-given": "This is a public key. To read messages you need the private one, the file you saved yourself.",
    "unsupported-key": "This key cannot be used here. Needed is an unprotected RSA key of 2048 to 8192 bits with two primes, made for encryption.",
  },
  add: {
    "private-key-given": "This is a private key: whoever has it can read everything sealed for it. It was taken out of the field again and is kept nowhere. Do not share it. If someone sent it to you, tell them, and ask for the public key instead.",
  },
  read: {
    "decryption-failed": "It does not open. A part of it was changed on its way; ask for it once more.",
  },
  encrypt: {
    "message-too-long": "The plaintext is longer than this key and these settings allow. Shorten it, or seal it as a letter.",
  },
  decrypt: {
    "decryption-failed": "It does not open. The key, the hash, the MGF1 hash or the label is another one than when it was encrypted, or the ciphertext was changed.",
  },
};

/**
 * The words for an error: what happened, and what to do next.
 *
 * @param {unknown} error
 * @param {keyof typeof errors} [place]
 * @returns {string}
 */
export function explain(error, place = "anywhere") {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "internal-error";
  /** @type {Record<string, string>} */
  const here = errors[place];
  /** @type {Record<string, string>} */
  const anywhere = errors.anywhere;
  return here[code] ?? anywhere[code] ?? anywhere["internal-error"] ?? code;
}

export const keys = {
  /** @param {number} n */
  nextName: (n) => `My key ${n}`,
  loadedName: "Loaded key",
  /** @param {number} bits @param {Date} when */
  made: (bits, when) => `${bits} bits, made ${clock(when)}`,
  /** @param {number} bits @param {Date} when */
  loaded: (bits, when) => `${bits} bits, loaded ${clock(when)}`,
  saved: "backed up to a file",
  searching: "Looking for two primes.",
  /** @param {string} name */
  ready: (name) => `The key ${name} is ready.`,
  cancelled: "Cancelled. No key was made.",
  publicCopied: "Public key copied",
  copied: "Copied",
  /** @param {string} name */
  renamed: (name) => `Renamed to ${name}.`,
  /** @param {string} name */
  deleted: (name) => `The key ${name} is deleted.`,
  privateSaved: "The private key is saved as a file.",
  /** @param {boolean} saved */
  deleteWarning: (saved) => saved
    ? "It leaves this tab for good. From the file you saved, you can load it again."
    : "Its private key was not backed up to a file, so nobody will ever be able to open what was sealed for it, you included.",
  nameNeeded: "Give the key a name.",
  textNeeded: "Paste the text of the file, drop the file here, or choose it.",
  tooLarge: "This file is too large to be a key.",
  /** @param {string} name */
  already: (name) => `This key is here already, as ${name}.`,
};

export const people = {
  textNeeded: "Paste the public key you were given, drop its file here, or choose it.",
  nameNeeded: "Give them a name, so that you can find them again.",
  /** @param {string} name */
  nameTaken: (name) => `There is a ${name} already. Choose another name, so that the two cannot be mixed up.`,
  /** @param {string} name */
  already: (name) => `This key is here already: it belongs to ${name}.`,
  own: "This is your own key. You can write to yourself without adding it.",
  /** @param {string} name */
  added: (name) => `${name} is added. You can write to them now.`,
  /** @param {string} name */
  removed: (name) => `${name} is removed.`,
  /** @param {number} bits */
  facts: (bits) => `${bits} bits`,
};

export const messages = {
  nobody: "nobody yet",
  people: "People",
  yourself: "Yourself",
  /** @param {string} name */
  self: (name) => `yourself (${name})`,
  recipientNeeded: "Nobody to write to yet. Add someone under People, or make a key and write to yourself.",
  textNeeded: "Write something first.",
  sealedNeeded: "Paste the sealed message you were sent, drop its file here, or choose it.",
  notSealed: errors.anywhere["malformed-message"],
  keyNeeded: "You have no key here yet. Load the one this was sealed for under You, or make one there and have the message sealed for it.",
  /** @param {string} text @param {number} bytes */
  count: (text, bytes) => `${amount([...text].length)} ${[...text].length === 1 ? "character" : "characters"}, ${size(bytes)}`,
  /** @param {number} length */
  countLong: (length) => `about ${amount(length)} characters`,
  /** @param {string} name */
  onlyOpens: (name) => `Only ${name} can open this`,
  onlyYou: "Only you can open this",
  /** @param {number} before @param {number} after */
  sizes: (before, after) => `${size(before)} of text became ${size(after)}. Send it any way you like, and keep your own copy of the text: not even you can open it now.`,
  /** @param {number} before @param {number} after */
  sizesOwn: (before, after) => `${size(before)} of text became ${size(after)}. Keep it anywhere, and your key with care.`,
  /** @param {number} seconds */
  sealing: (seconds) => `Sealing, ${seconds.toFixed(1)} s`,
  /** @param {number} seconds */
  opening: (seconds) => `Opening, ${seconds.toFixed(1)} s`,
  cancelled: "Cancelled.",
  copied: "Copied",
  sealedCopied: "Sealed message copied",
  textCopied: "Text copied",
  /** @param {string} name */
  sealedForKey: (name) => `Sealed for your key ${name}`,
  sealedForYou: "Sealed for one of your keys",
  /** @param {string} name */
  forSomeoneElse: (name) => `This was sealed for ${name}. Only ${name}'s private key opens it.`,
  /** @param {number} bytes */
  notText: (bytes) => `This is not text but a file of ${size(bytes)}. Save it to look at it.`,
  fileTooLarge: "This file is larger than the 96 MB that a sealed message can have.",
  notCopied: "The browser did not allow copying. Select the text and copy it yourself, or save it as a file.",
};

export const wire = {
  /** @param {string} name */
  publicKey: (name) => `Public key of ${name}`,
  /** @param {string} name */
  privateKey: (name) => `Private key of ${name}, unprotected`,
  /** @param {string} name */
  sealed: (name) => `Sealed message for ${name}`,
  /** @param {string} name */
  ciphertext: (name) => `OAEP ciphertext for ${name}`,
  plaintext: "Text of an opened message",
  copied: "copied",
  saved: "saved as a file",
  notShown: "What was saved or copied here is private, so it is not shown a second time.",
};

export const oaep = {
  noKey: "no key yet",
  keyNeededToEncrypt: "There is no public key here yet. Make a key or add someone first.",
  keyNeededToDecrypt: "You have no key here yet. Make or load one first.",
  /** @param {number} used @param {number} max */
  fits: (used, max) => used <= max
    ? `${amount(used)} of ${amount(max)} bytes, ${amount(max - used)} still fit`
    : `${amount(used)} of ${amount(max)} bytes, ${amount(used - max)} too many`,
  /** @param {number} used @param {number} expected */
  length: (used, expected) => `${amount(used)} of ${amount(expected)} bytes`,
  notBase64: "This is neither base64 nor hexadecimal. Copy the ciphertext again, all of it.",
  text: "Plaintext",
  hex: "Plaintext, hexadecimal because it is not text",
  encrypted: "Encrypted.",
  decrypted: "Decrypted.",
  copied: "Copied",
};

export const search = {
  /** @param {number} milliseconds */
  elapsed: (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`,
  /** @param {number} probability */
  ended: (probability) => `${Math.min(99, Math.floor(probability * 100))} of 100`,
};

/**
 * A size for people: exact bytes where they are few.
 *
 * @param {number} bytes
 */
export function size(bytes) {
  if (bytes === 1) return "1 byte";
  if (bytes < 100_000) return `${amount(bytes)} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Above this many characters, text is shown in part: the browser would stop to lay it out. */
export const shownAtMost = 100_000;

/**
 * As much of a text as the screen takes, and a word about the rest.
 *
 * @param {string} text
 */
export function inPart(text) {
  if (text.length <= shownAtMost) return text;
  return `${text.slice(0, shownAtMost)}\n\n[The first ${amount(shownAtMost)} of ${amount(text.length)} characters. Copying or saving gives all of it.]`;
}

/** @param {number} n */
export function amount(n) {
  return n.toLocaleString("en");
}

/** @param {Date} when */
export function clock(when) {
  return when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}
