// The practice: a second window with the page of Bob, an invented partner, and a guide in both windows through sealing
// and opening one message.
import { readPublicKey } from "../app/book.js";
import { byId, say } from "../ui/dom.js";
import { addWords, put, words } from "../i18n/language.js";
import english from "../i18n/en/practice.js";
import { Guide } from "./guide.js";

/** @typedef {import("../i18n/language.js").Text} Text */
/** @typedef {import("../app/book.js").Recipient} Recipient */
/**
 * @typedef {object} Views What the practice uses of the other views.
 * @property {{ make: (name: string, bits: number) => Promise<void>, focusMaking: () => void }} keys
 * @property {import("../people/people.js").PeopleView} people
 * @property {Pick<import("../write/write.js").WriteView, "to" | "putAway">} write
 * @property {HTMLElement} arrivals dispatches "arrived" when a message came from another window
 */

const bobBits = 2048;
/** The features of Bob's window, which is small enough to fit beside the visitor's window on a large screen. */
const windowFeatures = "popup,width=500,height=860";

/**
 * @param {import("../main.js").App} app
 * @param {Views} views
 * @returns {{ happened: (event: "sealed" | "handed" | "opened", whom: Recipient[]) => void, begin: () => void }}
 */
export function mountPractice(app, views) {
  addWords(english);
  return app.practice ? beBob(app, views) : new Meeting(app, views);
}

const steps = /** @type {const} */ (["write", "hand", "open", "done"]);

/** The practice on the visitor's own page. */
class Meeting {
  #app;
  #views;
  #guide = new Guide();
  #button = byId("practise", HTMLButtonElement);
  /** @type {Window | null} */
  #bob = null;
  /** @type {string | undefined} */
  #bobId;
  /** The present step; undefined while there is no practice. @type {typeof steps[number] | "preparing" | undefined} */
  #step;

  /** @param {import("../main.js").App} app @param {Views} views */
  constructor(app, views) {
    this.#app = app;
    this.#views = views;
    app.post.addEventListener("key", (event) =>
      this.#meet(/** @type {CustomEvent<import("../app/post.js").PracticeKey>} */ (event).detail.publicKey),
    );
    app.post.addEventListener("opened", (event) => {
      const { practice } = /** @type {CustomEvent<import("../app/post.js").Receipt>} */ (event).detail;
      if (practice && this.#step) this.#reach("done");
    });
    app.post.addEventListener("others", () => this.#look());
  }

  /** @param {"sealed" | "handed" | "opened"} event @param {Recipient[]} whom */
  happened = (event, whom) => {
    if (!this.#step || !whom.some((one) => one.id === this.#bobId)) return;
    if (event === "sealed") this.#reach("hand");
    if (event === "handed") this.#reach("open");
  };

  /** Opens Bob's window. */
  begin() {
    this.#bob = open("./?practice", "sealpost-practice", windowFeatures);
    this.#guide.offerEnd(
      (words) => words.practice.end,
      () => this.#end(),
    );
    if (!this.#bob) {
      this.#step = undefined;
      return this.#guide.show((words) => words.practice.title, ["blocked"], 0);
    }
    this.#reach(this.#bobId ? "write" : "preparing");
  }

  /** @param {string} publicKey */
  async #meet(publicKey) {
    // Only in the window where the visitor started the practice: the page's other windows ignore Bob's key.
    if (!this.#bob) return;
    let key;
    try {
      await this.#app.ready;
      key = readPublicKey(publicKey);
    } catch {
      // Bob's window sends only valid public keys, so this note is not from there.
      return;
    }
    const { people, write } = this.#views;
    if (this.#bobId && this.#bobId !== key.id) await people.remove(this.#bobId);
    this.#bobId = key.id;
    await people.add({ ...key, name: people.freeName(words().practice.name), practice: true });
    write.to(key.id);
    this.#reach("write");
  }

  /** If Bob's window was closed, nothing can be handed over to it: the guide offers to open it again. */
  #look() {
    if (!this.#step || this.#step === "done" || !this.#bob?.closed) return;
    this.#guide.show((words) => words.practice.title, ["gone"], 0);
    this.#guide.offerWindow({ text: (words) => words.practice.again, act: () => this.begin() });
  }

  /** @param {typeof steps[number] | "preparing"} step */
  #reach(step) {
    this.#step = step;
    const at = /** @type {readonly string[]} */ (steps).indexOf(step);
    this.#guide.show((words) => words.practice.title, at < 0 ? ["preparing"] : steps, Math.max(0, at));
    const bob = this.#bob;
    this.#guide.offerWindow(
      step === "open" && bob
        ? { text: (words) => words.practice.goToBob, act: () => bob.focus(), isNext: true }
        : step === "done" && this.#app.book.keys.length === 0
          ? { text: (words) => words.make.make, act: () => this.#makeKey(), isNext: true }
          : undefined,
    );
  }

  /** Ends the practice where the visitor's own key is made. */
  async #makeKey() {
    await this.#end();
    this.#app.router.go("write");
    this.#views.keys.focusMaking();
  }

  async #end() {
    this.#guide.hide();
    this.#app.post.send({ type: "end" });
    const id = this.#bobId;
    this.#bobId = undefined;
    this.#bob = null;
    this.#step = undefined;
    if (id) {
      this.#views.write.putAway(id);
      await this.#views.people.remove(id);
    }
    (this.#button.checkVisibility() ? this.#button : byId("write-title", HTMLElement)).focus();
    say((words) => words.practice.ended);
  }
}

const bobSteps = /** @type {const} */ (["bobWait", "bobOpen", "bobDone"]);

/**
 * The practice on Bob's page.
 *
 * @param {import("../main.js").App} app
 * @param {Views} views
 */
function beBob(app, { keys, arrivals }) {
  const guide = new Guide();
  document.body.dataset.practice = "";
  app.router.show("read");
  const title = document.querySelector("title");
  if (title) put(title, (words) => words.practice.windowTitle);
  const visitor = /** @type {Window | null} */ (globalThis.opener);
  const back = visitor && { text: /** @type {Text} */ ((words) => words.practice.goBack), act: () => visitor.focus() };
  /** @param {number} step */
  const reach = (step) => {
    guide.show((words) => words.practice.bobTitle, step < 0 ? ["preparing"] : bobSteps, Math.max(0, step));
    guide.offerWindow(step === 0 || step === 2 ? (back ?? undefined) : undefined);
  };
  guide.offerEnd(
    (words) => words.practice.close,
    () => close(),
  );
  reach(-1);
  const ready = () => {
    const [key] = app.book.keys;
    if (!key) return;
    app.post.greet("hello");
    app.post.send({ type: "key", publicKey: key.publicKey });
    reach(0);
  };
  app.keyring.then(() => keys.make(words().practice.name, bobBits)).then(ready, () => {});
  arrivals.addEventListener("arrived", () => reach(1));
  app.post.addEventListener("end", () => close());
  return {
    /** @param {"sealed" | "handed" | "opened"} event */
    happened(event) {
      if (event === "opened") reach(2);
    },
    begin() {},
  };
}
