// Reads the QR code of an invitation with the camera. It is loaded by the click that opens the sheet.
import { isBackup, recognise } from "../codec/recognise.js";
import { loadStyle } from "../ui/style.js";
import { addWords } from "../i18n/language.js";
import english from "../i18n/en/scan.js";
import { ScanSheet } from "./scan-sheet.js";

/** @typedef {import("../vendor/qr/decode.js").BarcodeDetector} Detector the browser's own, or one with the same interface */

/** Milliseconds between two pictures that are examined. */
const pause = 100;
/** Enough pixels for the QR code of a key of 4096 bits, which has some 100 modules a side. */
const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };

/**
 * Opens the sheet, and looks for a QR code until there is one or the sheet is closed. What it says is taken as if it
 * were pasted.
 *
 * @param {import("../main.js").App} app
 */
export async function scan(app) {
  await loadStyle("styles/later/scan.css");
  addWords(english);
  const sheet = new ScanSheet();
  try {
    await sheet.show(await openCamera());
    const detector = await nativeDetector();
    const found = await search(app, sheet, detector ?? (await libraryDetector()));
    if (found === undefined) return;
    sheet.close();
    app.take(found);
  } catch (error) {
    sheet.fail(reasonOf(error));
  }
}

/** The camera's picture. Fails with the DOMException that says why there is none. @returns {Promise<MediaStream>} */
async function openCamera() {
  if (!isSecureContext) throw new DOMException("", "insecure");
  // Some browsers in an application have no such interface.
  if (!navigator.mediaDevices) throw new DOMException("", "NotFoundError");
  return navigator.mediaDevices.getUserMedia({ video: wanted });
}

/** @param {unknown} error @returns {import("./scan-sheet.js").Failure} */
function reasonOf(error) {
  switch (error instanceof DOMException ? error.name : "load-failed") {
    case "insecure":
      return "insecure";
    case "NotAllowedError":
    case "SecurityError":
      return "refused";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "load-failed":
      return "load-failed";
    default:
      return "stopped";
  }
}

/** The browser's reader of QR codes, if it has one. @returns {Promise<Detector | undefined>} */
async function nativeDetector() {
  /** @type {typeof import("../vendor/qr/decode.js").BarcodeDetector | undefined} */
  const Native = Reflect.get(globalThis, "BarcodeDetector");
  try {
    const formats = await Native?.getSupportedFormats();
    return Native && formats?.includes("qr_code") ? new Native({ formats: ["qr_code"] }) : undefined;
  } catch {
    return undefined;
  }
}

/** @returns {Promise<Detector>} */
async function libraryDetector() {
  const { BarcodeDetector } = await import("../vendor/qr/decode.js");
  return new BarcodeDetector({ formats: ["qr_code"] });
}

/**
 * What the first QR code says that holds something for this page. Undefined if the sheet was closed.
 *
 * @param {import("../main.js").App} app
 * @param {ScanSheet} sheet
 * @param {Detector} first
 */
async function search(app, sheet, first) {
  let detector = first;
  // A text is recognised by the package.
  await app.ready.catch(() => {});
  while (sheet.isOpen && sheet.video.srcObject) {
    try {
      const [found] = await detector.detect(sheet.video);
      const text = found?.rawValue ?? "";
      if (text && (recognise(text) || isBackup(text))) return sheet.isOpen ? text : undefined;
      sheet.say(text ? "other" : "looking");
    } catch {
      // No picture has come yet, or the browser has the interface without what is behind it.
      if (sheet.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) detector = await libraryDetector();
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return undefined;
}
