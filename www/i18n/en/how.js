// The text of "How it works", in English. The build writes it into index.html; the page loads this table after the first
// view, for visitors who change to another language and back.

export default {
  how: {
    title: "How it works",
    keys:
      "You create a key pair (RSA). The public key locks, and anybody may have it. The private key opens, and stays in " +
      "this browser.",
    share: "You give your public key to others: as a link, a QR code, or a PEM file that other software reads.",
    seal:
      "Somebody writes to you and presses Seal. The text is encrypted for your public key, here in their browser, and " +
      "becomes a text that they send by mail, by chat, by any way at all.",
    open: "You paste or drop that text here, and your private key decrypts it. Nobody on the way can.",
    sign:
      "Letters and their files are signed with a second key pair, made along with a new key, or added to an imported one with a " +
      "click. Your invitation names it, so that those who have it see that a letter is yours. More than 1 MB of text " +
      "can only be sealed unsigned.",
    made:
      "Keys are RSA; messages are JWE (RFC 7516) with RSA-OAEP-256 and A256GCM, which other software reads and " +
      "writes too. Letters with files are files in the age format, which age and rage open.",
  },

  honest: {
    title: "What is protected, and what is not",
    does: "It protects",
    doesNot: "It does not protect",
    reader:
      "What you write, from everybody on the way. Only the private keys it was sealed for open it, whether it " +
      "travels by mail, chat or a note on the fridge.",
    stays:
      "Your private key, from leaving this browser. It lives in a part of the page that answers with ciphertext " +
      "and plaintext, never with the key, unless you back it up.",
    changed: "The text of a sealed message, from being changed unseen. If it was changed on the way, it does not open.",
    signed:
      "Who wrote a signed letter, for its readers alone. It holds once you have compared the safety number with the sender. " +
      "A reader who passes the letter on cannot make it look meant for somebody else.",
    offline:
      "Your privacy, from us: there is no account, no cookie, no counter. The status bar counts every request that the " +
      "browser reports.",
    sender:
      "Against a false sender where a letter is not signed, or where you have not compared keys with the one who signed: " +
      "anybody can make a key and give it any name.",
    denial:
      "You, from your own signature. It cannot be taken back, and a reader can show the signed letter to others. Its date is " +
      "what the sender's clock said.",
    forward:
      "Old messages, once a key is lost. Whoever gets your private key can open everything ever sealed for it. " +
      "There is no forward secrecy.",
    quantum: "Against a large quantum computer. RSA would fall to one, and messages kept until then too.",
    host:
      "Against whoever serves this page. They could serve another one tomorrow. Keep a copy of the page " +
      "yourself, or get it from someone you trust.",
    device:
      "A key without a passphrase, against a copied browser profile. The browser keeps it where other sites " +
      "cannot reach it, but unprotected: whoever copies the profile, or steals a disk that is not encrypted, has it.",
    malware:
      "Against attacks on the device itself. Malware, or a browser extension that may read this page, sees what you write and " +
      "can use keys that are not locked.",
    visible:
      "On the way, everybody can see how long a message is, which keys it is for, whether it is signed, and whether you kept a " +
      "copy for yourself. Of a letter with files they see its length, how many can open it, and, with a reader's public key, " +
      "that it is for this reader.",
  },
};
