import init from "./sealpost/index.js";
import { Book } from "./app/book.js";
import { mountDraft } from "./app/draft.js";
import { mountIntake } from "./app/intake.js";
import { keepOffline } from "./site/offline.js";
import { Post } from "./app/post.js";
import { Requests } from "./site/requests.js";
import { Router } from "./app/router.js";
import { notice, whatIsMissing, whatIsWeak } from "./app/support.js";
import { mountTheme } from "./app/theme.js";
import { installTrust } from "./site/trust.js";
import { openKeyring, openScratch } from "./app/vault.js";
import { Wire } from "./app/wire.js";
import { loadLanguages } from "./i18n/language.js";
import { mountLanguages } from "./i18n/languages.js";
import { mountFirstInvitation } from "./people/first-invitation.js";
import { KeysView } from "./keys/keys.js";
import { PeopleView } from "./people/people.js";
import { ReadView } from "./read/read.js";
import { closeAllSides } from "./ui/side.js";
import { byId, work } from "./ui/dom.js";
import { explain, failure } from "./errors/explain.js";
import { WriteView } from "./write/write.js";

/**
 * What the views share.
 *
 * @typedef {object} App
 * @property {boolean} practice whether this is Bob's page
 * @property {Promise<void>} ready resolves when the wasm module is loaded, so that this thread can read public keys
 * @property {Promise<import("./sealpost/keyring.js").Keyring>} keyring through which the page asks the worker that has
 * the private keys, and does what takes long
 * @property {Requests["worker"]} worker makes one of the page's workers
 * @property {() => Promise<import("./sealpost/keyring.js").Keyring>} scratch opens a keyring in memory, for throw-away
 * keys
 * @property {Book} book
 * @property {Wire} wire
 * @property {Post} post the other windows of this page
 * @property {Router} router
 * @property {() => Promise<typeof import("./later.js")>} later loads what the first view does not need
 * @property {(kind: import("./codec/recognise.js").Kind, text: string, taken: () => void) => import("./errors/problem.js").Way | undefined} wayTo
 * a button that calls `taken`, and takes a text that was pasted in the wrong place to where it belongs
 * @property {(text: string) => void} take takes a text as if it were pasted beside the fields
 * @property {(event: "sealed" | "handed" | "opened", whom: import("./app/book.js").Recipient[]) => void} happened
 * tells the guide of the practice what the visitor did
 */

const root = document.documentElement;
/** Whether this page is Bob's: the window of the partner with whom a visitor practises. */
const isPractice = new URLSearchParams(location.search).has("practice");

// In a frame there is nothing to start: app/first.js has put a link in place of the page.
if (self === top) begin();

/** Starts the page, or says what it needs and the browser lacks. */
function begin() {
  mountLanguages();
  mountTheme();
  const missing = whatIsMissing();
  for (const text of [...missing, ...whatIsWeak()]) notice(text);
  if (missing.length === 0) start();
  else {
    // "How it works" can be read without what is missing.
    root.dataset.view = "how";
    root.dataset.missing = "";
  }
  dispatchEvent(new Event("sealpost-ready"));
}

function start() {
  installTrust();
  const requests = new Requests();
  const app = shared(requests);
  const started = Promise.all([app.ready, app.keyring]);
  started.catch((error) => notice(explain(error)));
  const views = mountViews(app);
  views.filled.then(() => delete root.dataset.opening);
  app.router.addEventListener("change", closeAllSides);
  app.book.addEventListener("change", () => app.post.greet("here"));
  started
    .then(async () => {
      // The service worker comes last: it takes the files that are loaded by then from the HTTP cache, so that the
      // server gets no request twice.
      await views.rest().catch(() => {});
      await keepOffline(requests);
      await requests.settle();
    })
    .catch(() => {});
}

/** Makes what the views share. @param {Requests} requests @returns {App} */
function shared(requests) {
  const book = new Book();
  return {
    practice: isPractice,
    ready: init(),
    keyring: openKeyring(isPractice, requests.worker),
    worker: requests.worker,
    scratch: () => openScratch(requests.worker),
    book,
    wire: new Wire(),
    post: new Post(() => ({ keys: book.keys.map(({ id }) => id), practice: isPractice })),
    router: new Router(),
    later: loadLater,
    wayTo: () => undefined,
    take: () => {},
    happened: () => {},
  };
}

/** @type {Promise<typeof import("./later.js")> | undefined} */
let later;

/**
 * Imports later.js once. It imports language.js, which has a top-level `await`, and WebKit resolves a second `import()`
 * of such a module before the module is evaluated.
 */
function loadLater() {
  later ??= import("./later.js").catch((cause) => {
    throw failure("load-failed", cause);
  });
  return later;
}

/** Makes the views, and connects them with each other. @param {App} app */
function mountViews(app) {
  const { router, book } = app;
  const read = new ReadView(app, { reply: (id, own) => write.reply(id, own), verify: (id) => people.open(id) });
  const workbench = loadWorkbench(app);
  const forgetful = () => [write, read, workbench, keys, people, arrivals];
  const keys = new KeysView(app, {
    made() {
      router.show("write");
      // Somebody who followed an invitation goes on with the letter.
      if (book.guest) write.to();
    },
    forgotten: () => forgetAll(app, forgetful()),
  });
  const people = new PeopleView(app, (id) => write.to(id));
  const write = new WriteView(app, {
    add: (person, anyway) => people.add(person, anyway),
    verify: (id) => people.open(id),
    chosen: (ids) => people.choose(ids),
    addSigningKey: (id) => keys.openSigning(id),
    elsewhere: (kind, file) => (kind === "sealed" ? read.openFile(file) : keys.takeFile(file)),
  });
  const filled = Promise.all([keys.filled, people.filled]);
  const place = byId("arrivals", HTMLElement);
  const arrivals = loadArrivals(app, place, {
    open: (sealed, file) => read.open(sealed, file),
    add: (person, anyway) => people.add(person, anyway),
    write: () => write.to(),
    filled,
  });
  mountDraft(app, { letter: { now: write.now, goOn: write.goOn, choose: write.choose }, filled });
  const practice = loadPractice(app, { keys, people, write, arrivals: place });
  mountFirstInvitation(app, { more: () => keys.openFirst(), add: (person) => people.add(person) });
  app.take = mountIntake(app.ready, intakeOf(app, { read, keys, people, write, workbench }));
  app.wayTo = waysTo({ read, keys, people, workbench });
  forgetWithOthers(app, forgetful());
  filled.then(mountState(app, { place, write, keys }));
  return {
    filled,
    /** Loads what the first view does not need, so that everything works without a network. */
    rest: () =>
      Promise.all([
        read.loaded(),
        loadLater().then(({ sweepStorage }) => sweepStorage()),
        write.loaded(),
        workbench.loaded(),
        practice.loaded(),
        arrivals.loaded(),
        loadLater().then(({ rest }) => rest()),
        loadLanguages(),
      ]),
  };
}

/**
 * Returns the function that shows the hero as long as nothing is kept or begun, and otherwise the desk.
 *
 * @param {App} app
 * @param {{ place: HTMLElement, write: WriteView, keys: KeysView }} parts `place` has the cards of what came by a link
 */
function mountState({ book, router }, { place, write, keys }) {
  const show = () => {
    const isFirst = book.keys.length === 0 && book.people.length === 0 && !book.guest;
    const isTold = place.matches("[data-waiting], :has(*)") || !byId("keys-lost", HTMLElement).hidden;
    const before = root.dataset.state;
    root.dataset.state = isFirst && !isTold && !isPractice && !write.begun ? "hero" : "desk";
    const { activeElement } = document;
    const isLost = activeElement === document.body || !activeElement?.checkVisibility();
    document.body.dataset.step = book.keys.length === 0 ? "key" : book.people.length === 0 ? "invite" : "write";
    keys.placeForm();
    // The element that had the focus may be hidden in the state "hero".
    if (before === "desk" && root.dataset.state === "hero" && isLost) keys.focusMaking();
  };
  for (const target of [book, router, place]) target.addEventListener("change", show);
  keys.placeForm();
  return show;
}

/**
 * What came by a link or from another window. It is shown by a part that is loaded then, or once the rest of the page
 * works.
 *
 * @param {App} app
 * @param {HTMLElement} place
 * @param {ConstructorParameters<typeof import("./read/arrivals.js").Arrivals>[2]} acts
 */
function loadArrivals(app, place, acts) {
  /** @type {Promise<import("./read/arrivals.js").Arrivals> | undefined} */
  let mounted;
  const loaded = () =>
    (mounted ??= import("./read/arrivals.js").then(({ Arrivals }) => new Arrivals(app, place, acts)));
  /** @param {(arrivals: import("./read/arrivals.js").Arrivals) => unknown} act */
  const when = (act) => {
    loaded()
      .then(act)
      .catch((error) => notice(explain(error)));
  };
  /** What stands behind the # is read once, and taken out of the address bar. */
  const look = () => {
    const link = /^#[km]=/.test(location.hash) ? location.hash : "";
    if (link) history.replaceState(null, "", `${location.pathname}${location.search}`);
    else if (!("invited" in root.dataset)) return;
    delete root.dataset.invited;
    // mountState then shows the desk, where the card will stand, and not the hero.
    place.dataset.waiting = "";
    when(async (arrivals) => {
      await arrivals.fromAddress(link);
      delete place.dataset.waiting;
      place.dispatchEvent(new Event("change"));
    });
  };
  addEventListener("hashchange", look);
  look();
  app.post.addEventListener("sealed", (event) => {
    const { detail } = /** @type {CustomEvent<import("./app/post.js").Handed>} */ (event);
    when((arrivals) => arrivals.fromWindow(detail));
  });
  return { loaded, forget: () => void mounted?.then((arrivals) => arrivals.forget()).catch(() => {}) };
}

/**
 * The workbench, which is loaded when the rest of the page works, or when the visitor opens it.
 *
 * @param {App} app
 */
function loadWorkbench(app) {
  /** @type {Promise<{ take: (text: string) => void, forget: () => void }> | undefined} */
  let mounted;
  const loaded = () =>
    (mounted ??= import("./workbench/workbench.js").then(({ mountWorkbench }) => mountWorkbench(app)));
  const failed = (/** @type {unknown} */ error) => notice(explain(error));
  const look = () => {
    if (app.router.view === "workbench") loaded().catch(failed);
  };
  app.router.addEventListener("change", look);
  look();
  return {
    loaded,
    /** @param {string} text */
    take: (text) => void loaded().then((workbench) => workbench.take(text), failed),
    forget: () => void mounted?.then((workbench) => workbench.forget()),
  };
}

/**
 * The practice, which is loaded when the rest of the page works, or when the visitor begins it.
 *
 * @param {App} app
 * @param {import("./practice/practice.js").Views} views
 */
function loadPractice(app, views) {
  /** @type {Promise<ReturnType<typeof import("./practice/practice.js").mountPractice>> | undefined} */
  let mounted;
  const loaded = () =>
    (mounted ??= import("./practice/practice.js").then(({ mountPractice }) => {
      const practice = mountPractice(app, views);
      app.happened = (event, whom) => practice.happened(event, whom);
      return practice;
    }));
  for (const id of ["practise", "how-practise"]) {
    const button = byId(id, HTMLButtonElement);
    button.addEventListener("click", () => work(button, async () => (await loaded()).begin()));
  }
  if (app.practice) loaded().catch((error) => notice(explain(error)));
  return { loaded };
}

/**
 * @typedef {object} TextTakers The views that take a text.
 * @property {ReadView} read
 * @property {KeysView} keys
 * @property {PeopleView} people
 * @property {{ take: (text: string) => void }} workbench
 */

/**
 * Makes the button that takes a text, pasted in the wrong field, to where it belongs.
 *
 * @param {TextTakers} views
 * @returns {App["wayTo"]}
 */
function waysTo({ read, keys, people, workbench }) {
  /** @typedef {"takeToRead" | "takeToPeople" | "takeToYou" | "takeToDetails"} Label */
  const toPeople = {
    label: /** @type {Label} */ ("takeToPeople"),
    take: (/** @type {string} */ text) => people.take(text),
  };
  /** @type {Record<import("./codec/recognise.js").Kind, { label: Label, take: (text: string) => void }>} */
  const ways = {
    sealed: { label: "takeToRead", take: (text) => read.take(text) },
    publicKey: toPeople,
    certificate: toPeople,
    invitation: toPeople,
    privateKey: { label: "takeToYou", take: (text) => keys.take(text) },
    ciphertext: { label: "takeToDetails", take: (text) => workbench.take(text) },
  };
  return (kind, text, taken) => ({
    text: (words) => words.found[ways[kind].label],
    act() {
      taken();
      ways[kind].take(text);
    },
  });
}

/**
 * What takes each kind of thing that was pasted or dropped on the page outside its fields.
 *
 * @param {App} app
 * @param {TextTakers & { write: WriteView }} views
 * @returns {import("./app/intake.js").Takers}
 */
function intakeOf({ router }, { read, keys, people, write, workbench }) {
  /** On a phone, and on a first visit, people are a view of their own. */
  const showPeople = () => {
    if (!byId("people", HTMLElement).checkVisibility()) router.go("people");
  };
  return {
    sealed: (text, file) => read.open(text, file),
    publicKey(text) {
      showPeople();
      people.take(text);
    },
    publicFile(file) {
      showPeople();
      people.takeFile(file);
    },
    privateKey: (text) => keys.take(text),
    privateFile: (file) => keys.takeFile(file),
    ciphertext: (text) => workbench.take(text),
    text(text) {
      root.dataset.state = "desk";
      write.take(text);
    },
    sealedFile: (file) => read.openFile(file),
    files(files) {
      root.dataset.state = "desk";
      write.to();
      write.attach(files);
    },
  };
}

/** @typedef {{ forget: () => void }} Forgetful */

/** Forgets what the vault does not hold. @param {App} app @param {Forgetful[]} views */
function forgetHere(app, views) {
  for (const view of views) view.forget();
  app.wire.clear();
  later?.then(({ discardAll }) => discardAll()).catch(() => {});
}

/** Forgets what the vault does not hold, here and in the other windows. @param {App} app @param {Forgetful[]} views */
function forgetAll(app, views) {
  forgetHere(app, views);
  app.post.send({ type: "forget" });
}

/**
 * When another window says that it has forgotten everything, this window does the same if its own lists of keys and
 * people become empty within 10 seconds. The message alone deletes nothing, because any page of the origin can send it.
 *
 * @param {App} app
 * @param {Forgetful[]} views
 */
function forgetWithOthers(app, views) {
  app.post.addEventListener("forget", () => {
    const look = () => {
      if (!app.book.empty) return;
      app.book.removeEventListener("change", look);
      forgetHere(app, views);
    };
    app.book.addEventListener("change", look);
    setTimeout(() => app.book.removeEventListener("change", look), 10_000);
  });
}
