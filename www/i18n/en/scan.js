// What the sheet with the camera says, in English. It is loaded with that sheet.

export default {
  scan: {
    title: "Scan an invitation",
    lead: "Point the camera at the QR code of an invitation. Its picture does not leave this browser.",
    asking: "Asking the browser for the camera.",
    looking: "Looking for a QR code.",
    stop: "Stop",
    other: "This QR code holds no invitation, no key and no sealed message.",
    insecure: "Browsers give the camera only to pages that came over https. Paste the invitation's link instead.",
    none: "There is no camera here. Paste the invitation's link instead.",
    refused:
      "The browser did not allow the camera. Allow it for this page in the browser's settings and scan again, or paste " +
      "the invitation's link instead.",
    stopped: "The camera gives no picture. If another program uses it, close that program and scan again.",
  },
};
