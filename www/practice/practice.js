// Try it alone: Bob's page in a window of its own, and a guide through one message in both.
import { readPublicKey } from "../app/book.js";
import { byId, say } from "../ui/dom.js";
import { put, words } from "../i18n/language.js";

/** @typedef {import("../i18n/language.js").Text} Text */
/** @typedef {import("../app/book.js").Recipient} Recipient */
/** @typedef {keyof import("../i18n/language.js").Words["practice"]} Step */

/** Whether this page is Bob's. */
export const isPractice = new URLSearchParams(location.search).has("practice");

const bobBits = 2048;
/** For Bob's window: so small that it fits beside the visitor's own where the screen has room for two. */
const windowFeatures = "popup,width=500,height=860";

/**
 * @param {import("../main.js").App} app
 * @param {object} rooms What is used of the other sections of the page, which are called rooms.
 * @param {{ make: (name: string, bits: number) => Promise<void> }} rooms.you
 * @param {ReturnType<typeof import("../people/people.js").furnishPeople>} rooms.people
 * @param {(id: string) => void} rooms.writeTo
 * @param {HTMLElement} rooms.arrivals
 */
export function furnishPractice(app, rooms) {
  const guide = furnishGuide();
  return isPractice ? beBob(app, rooms, guide) : meetBob(app, rooms, guide);
}

/**
 * On the visitor's own page.
 *
 * @param {import("../main.js").App} app
 * @param {Pick<Parameters<typeof furnishPractice>[1], "people" | "writeTo">} rooms
 * @param {ReturnType<typeof furnishGuide>} guide
 */
function meetBob(app, { people, writeTo }, guide) {
  const steps = /** @type {const} */ (["ready", "write", "hand", "open", "done"]);
  /** @type {Window | null} */
  let bob = null;
  /** @type {string | undefined} */
  let bobId;
  let step = -1;
  /** @param {number} next */
  const reach = (next) => {
    step = next;
    guide.show((words) => words.practice.title, step < 0 ? ["preparing"] : steps, Math.max(0, step));
    guide.offerWindow(
      step === 3 && bob ? { text: (words) => words.practice.goToBob, act: () => bob?.focus() } : undefined,
    );
  };
  const end = () => {
    guide.hide();
    app.post.send({ type: "end" });
    if (bobId) people.remove(bobId);
    bobId = undefined;
    step = -1;
    byId("practise", HTMLButtonElement).focus();
    say((words) => words.practice.ended);
  };

  byId("practise", HTMLButtonElement).addEventListener("click", () => {
    bob = open("./?practice", "sealpost-practice", windowFeatures);
    if (!bob) {
      guide.show((words) => words.practice.title, ["blocked"], 0);
      return guide.offerEnd(
        (words) => words.practice.end,
        () => guide.hide(),
      );
    }
    reach(bobId ? 1 : -1);
    guide.offerEnd((words) => words.practice.end, end);
  });
  app.post.addEventListener("key", async (event) => {
    const { publicKey } = /** @type {CustomEvent<import("../app/post.js").PracticeKey>} */ (event).detail;
    // Only in the window where the visitor started the practice: the page's other windows ignore Bob's key.
    if (!bob) return;
    let key;
    try {
      await app.ready;
      key = readPublicKey(publicKey);
    } catch {
      // What is not a valid public key is not Bob's.
      return;
    }
    if (bobId && bobId !== key.id) await people.remove(bobId);
    bobId = key.id;
    await people.add({ ...key, name: people.freeName(words().practice.name), practice: true });
    writeTo(key.id);
    reach(1);
  });
  app.post.addEventListener("opened", (event) => {
    if (/** @type {CustomEvent<import("../app/post.js").Receipt>} */ (event).detail.practice && step >= 0) reach(4);
  });
  return {
    /** @param {"sealed" | "handed" | "opened"} event @param {Recipient[]} whom */
    happened(event, whom) {
      if (step < 0 || !whom.some((one) => one.id === bobId)) return;
      if (event === "sealed") reach(2);
      if (event === "handed") reach(3);
    },
  };
}

/**
 * On Bob's page.
 *
 * @param {import("../main.js").App} app
 * @param {Pick<Parameters<typeof furnishPractice>[1], "you" | "arrivals">} rooms
 * @param {ReturnType<typeof furnishGuide>} guide
 */
function beBob(app, { you, arrivals }, guide) {
  document.body.dataset.practice = "";
  byId("practise", HTMLButtonElement).hidden = true;
  const title = document.querySelector("title");
  if (title) put(title, (words) => words.practice.windowTitle);
  const steps = /** @type {const} */ (["bobKey", "bobWait", "bobOpen", "bobDone"]);
  const visitor = /** @type {Window | null} */ (globalThis.opener);
  const back = visitor && { text: /** @type {Text} */ ((words) => words.practice.goBack), act: () => visitor.focus() };
  /** @param {number} step */
  const reach = (step) => {
    guide.show((words) => words.practice.bobTitle, step < 0 ? ["preparing"] : steps, Math.max(0, step));
    guide.offerWindow(step === 1 || step === 3 ? (back ?? undefined) : undefined);
  };
  guide.offerEnd(
    (words) => words.practice.close,
    () => close(),
  );
  reach(-1);

  app.keyring
    .then(() => you.make(words().practice.name, bobBits))
    .then(
      () => {
        const [key] = app.book.keys;
        if (!key) return;
        app.post.greet("hello");
        app.post.send({ type: "key", publicKey: key.publicKey });
        reach(1);
      },
      () => {},
    );
  arrivals.addEventListener("arrived", () => reach(2));
  app.post.addEventListener("end", () => close());
  return {
    /** @param {"sealed" | "handed" | "opened"} event */
    happened(event) {
      if (event === "opened") reach(3);
    },
  };
}

/** The steps, above the rooms: those done, the one to do now, those to come. */
function furnishGuide() {
  const place = byId("guide", HTMLElement);
  const list = byId("guide-steps", HTMLOListElement);
  const go = byId("guide-go", HTMLButtonElement);
  const end = byId("guide-end", HTMLButtonElement);
  return {
    /** @param {Text} title @param {readonly Step[]} steps @param {number} now */
    show(title, steps, now) {
      put(byId("guide-title", HTMLElement), title);
      list.replaceChildren(
        ...steps.map((step, k) => {
          const item = document.createElement("li");
          put(item, (words) => words.practice[step]);
          item.dataset.state =
            k < now || (k === now && k === steps.length - 1 && k > 0) ? "done" : k === now ? "now" : "";
          if (k === now) item.setAttribute("aria-current", "step");
          return item;
        }),
      );
      place.hidden = false;
      const step = steps[now];
      if (step) say((words) => words.practice[step]);
    },
    /** Shows or hides the button that goes to the other window. @param {{ text: Text, act: () => void }} [button] */
    offerWindow(button) {
      go.hidden = button === undefined;
      if (!button) return;
      put(go, button.text);
      go.onclick = button.act;
    },
    /** Sets the button that ends the practice. @param {Text} text @param {() => void} act */
    offerEnd(text, act) {
      put(end, text);
      end.onclick = act;
    },
    hide() {
      place.hidden = true;
    },
  };
}
