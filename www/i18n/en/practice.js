// What the practice says, in English. It is loaded with the practice.

export default {
  practice: {
    start: "Practise with Bob first",
    name: "Bob",
    windowTitle: "sealpost: Bob, for practice",
    title: "Practice",
    bobTitle: "You are Bob here",
    blocked:
      "The browser did not allow a second window. Allow pop-ups for this page, then start the practice once more.",
    preparing: "Bob is creating his key pair. Only the public key leaves his window.",
    write: "Write Bob a line, and press Seal.",
    hand: "Press Hand it to the other window. Only the sealed text goes over.",
    open: "In Bob's window, press Open it.",
    done: "Bob has read it. Everybody on the way would have seen only sealed text.",
    gone: "Bob's window was closed, and his key is gone with it.",
    again: "Open it again",
    goToBob: "Go to Bob's window",
    goBack: "Go back to your window",
    end: "End the practice",
    close: "Close this window",
    bobWait: "Bob's private key is in this window alone. Go back to your own window, write Bob a line and seal it.",
    bobOpen: "The sealed message has come. Press Open it.",
    bobDone: "Opened with Bob's private key, which is in this window alone.",
    ended: "The practice is over. Bob is gone, and his key with him.",
  },
};
