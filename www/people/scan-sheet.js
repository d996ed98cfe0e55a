import { button, element, say } from "../ui/dom.js";
import { closeSide, openSide } from "../ui/side.js";
import { put, putLabel } from "../i18n/language.js";

/**
 * @typedef {import("../i18n/language.js").Text} Text
 * @typedef {"asking" | "looking" | "other"} State
 * @typedef {"insecure" | "none" | "refused" | "stopped" | "load-failed"} Failure
 */

/** The side sheet with the camera's picture. However it is closed, the camera is stopped. */
export class ScanSheet {
  #root = element("section", "side");
  #frame = element("div", "viewfinder");
  #status = element("p", "hint");
  #error = element("p", "error");
  #stop = button("strong");
  /** @type {MediaStream | undefined} */
  #stream;
  /** @type {State | undefined} */
  #state;
  video = document.createElement("video");
  isOpen = true;

  constructor() {
    const root = this.#root;
    root.id = "scan";
    root.popover = "auto";
    root.setAttribute("role", "dialog");
    putLabel(root, (words) => words.scan.title);
    const lead = element("p", "hint");
    put(lead, (words) => words.scan.lead);
    this.video.muted = true;
    this.video.playsInline = true;
    this.#frame.append(this.video);
    this.#error.hidden = true;
    const actions = element("p", "actions");
    actions.append(this.#stop);
    put(this.#stop, (words) => words.scan.stop);
    this.#stop.addEventListener("click", () => this.close());
    root.append(this.#head(), lead, this.#frame, this.#status, this.#error, actions);
    root.addEventListener("beforetoggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "closed") this.#end();
    });
    document.addEventListener("visibilitychange", this.#leave);
    addEventListener("pagehide", this.#gone);
    document.body.append(root);
    this.say("asking");
    openSide(root, this.#stop);
    this.#leave();
  }

  #head() {
    const head = element("div", "side-head");
    const title = element("h2", "");
    put(title, (words) => words.scan.title);
    const close = button("plain close");
    close.textContent = "×";
    putLabel(close, (words) => words.page.close);
    close.addEventListener("click", () => this.close());
    head.append(title, close);
    return head;
  }

  close() {
    closeSide(this.#root);
  }

  /** A page that nobody looks at does not look at anybody. */
  #leave = () => {
    if (document.visibilityState === "hidden") this.close();
  };

  /** When the page is left, it may still be visible. */
  #gone = () => this.close();

  #end() {
    this.isOpen = false;
    this.#stopCamera();
    document.removeEventListener("visibilitychange", this.#leave);
    removeEventListener("pagehide", this.#gone);
    // After the browser has given the focus back to the button that opened the sheet.
    setTimeout(() => this.#root.remove());
  }

  #stopCamera() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.video.srcObject = null;
  }

  /** Shows the camera's picture. If the sheet was closed meanwhile, stops the camera. @param {MediaStream} stream */
  async show(stream) {
    this.#stream = stream;
    if (!this.isOpen) return this.#stopCamera();
    for (const track of stream.getTracks()) track.addEventListener("ended", () => this.fail("stopped"));
    this.video.srcObject = stream;
    await this.video.play();
    this.say("looking");
  }

  /** @param {State} state */
  say(state) {
    if (state === this.#state) return;
    this.#state = state;
    /** @type {Text} */
    const text = (words) => words.scan[state];
    put(this.#status, text);
    say(text);
  }

  /** Says why nothing can be scanned. @param {Failure} failure */
  fail(failure) {
    if (!this.isOpen) return;
    this.#stopCamera();
    /** @type {Text} */
    const text = ({ scan, errors }) => (failure === "load-failed" ? errors.anywhere[failure] : scan[failure]);
    put(this.#error, text);
    say(text);
    this.#error.hidden = false;
    this.#frame.hidden = true;
    this.#status.hidden = true;
    put(this.#stop, (words) => words.page.close);
  }
}
