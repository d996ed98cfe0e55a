import init from "./sealpost/index.js";
import { furnishArrivals } from "./read/arrivals.js";
import { Book } from "./app/book.js";
import { ignoreStrayFiles } from "./ui/dom.js";
import { explain } from "./errors/explain.js";
import { furnishDraft } from "./app/draft.js";
import { furnishLanguages } from "./i18n/languages.js";
import { furnishMessages } from "./write/messages.js";
import { furnishDetails } from "./workbench/oaep.js";
import { keepOffline } from "./app/offline.js";
import { furnishPeople } from "./people/people.js";
import { Post } from "./app/post.js";
import { furnishPractice, isPractice } from "./practice/practice.js";
import { Requests } from "./app/requests.js";
import { notice, whatIsMissing, whatIsWeak } from "./app/support.js";
import { installTrust } from "./app/trust.js";
import { openKeyring } from "./app/vault.js";
import { Wire } from "./app/wire.js";
import { furnishYou } from "./keys/you.js";

/**
 * What the rooms share.
 *
 * @typedef {object} App
 * @property {boolean} practice whether this is Bob's page
 * @property {Promise<void>} ready when public keys can be read here
 * @property {Promise<import("./sealpost/keyring.js").Keyring>} keyring where private keys are, and everything that takes long is done
 * @property {Book} book
 * @property {Wire} wire
 * @property {Post} post the other windows of this page
 * @property {(kind: import("./codec/recognise.js").Kind, text: string, taken: () => void) => Way | undefined} wayTo
 * where something pasted in the wrong place belongs
 * @property {(event: "sealed" | "handed" | "opened", whom: import("./app/book.js").Recipient[]) => void} happened
 * for the guide of the practice
 */
/** @typedef {{ text: import("./i18n/language.js").Text, act: () => void }} Way */

// In a frame there is nothing to start: first.js has put a link in place of the page.
if (self === top) begin();

function begin() {
  furnishLanguages();
  const missing = whatIsMissing();
  for (const text of [...missing, ...whatIsWeak()]) notice(text);
  if (missing.length === 0) return start();
  open();
  for (const place of document.querySelectorAll(".rooms, #wire, #oaep, #practise")) place.setAttribute("hidden", "");
}

/** Shows the rooms, where first.js had them wait. */
function open() {
  delete document.documentElement.dataset.opening;
}

function start() {
  installTrust();
  const requests = new Requests();
  const book = new Book();
  /** @type {(event: "sealed" | "handed" | "opened", whom: import("./app/book.js").Recipient[]) => void} */
  let listener = () => {};
  /** @type {App} */
  const app = {
    practice: isPractice,
    ready: init(),
    keyring: openKeyring(isPractice, requests.worker),
    book,
    wire: new Wire(),
    post: new Post(() => ({ keys: book.keys.map(({ id }) => id), practice: isPractice })),
    wayTo: (kind, text, taken) => ways[kind]?.(text, taken),
    happened: (event, whom) => listener(event, whom),
  };
  const started = Promise.all([app.ready, app.keyring]);
  started.catch((error) => notice(explain(error)));

  const you = furnishYou(app);
  const messages = furnishMessages(app);
  const people = furnishPeople(app, messages.writeTo);
  const details = furnishDetails(app);
  const filled = Promise.all([you.filled, people.filled]);
  filled.then(open);
  const arrivals = furnishArrivals(app, { open: messages.read, add: people.add, filled });
  furnishDraft(app, { letter: messages.letter, filled });
  ({ happened: listener } = furnishPractice(app, { you, people, writeTo: messages.writeTo, arrivals }));
  ignoreStrayFiles();

  /** @typedef {(text: string) => void} Take */
  /** @param {"takeToRead" | "takeToPeople" | "takeToYou" | "takeToDetails"} label @param {Take} take */
  const way = (label, take) => (/** @type {string} */ text, /** @type {() => void} */ taken) => ({
    text: (/** @type {import("./i18n/language.js").Words} */ words) => words.found[label],
    act() {
      taken();
      take(text);
    },
  });
  /** @type {Record<import("./codec/recognise.js").Kind, ReturnType<typeof way> | undefined>} */
  const ways = {
    sealed: way("takeToRead", messages.toRead),
    publicKey: way("takeToPeople", people.take),
    certificate: way("takeToPeople", people.take),
    invitation: way("takeToPeople", people.take),
    privateKey: way("takeToYou", you.take),
    ciphertext: way("takeToDetails", details.take),
  };

  // The next step has the one red button: make a key, add someone, seal.
  const showStep = () => {
    document.body.dataset.step =
      book.keys.length === 0 && book.people.length === 0 ? "you" : book.people.length === 0 ? "people" : "messages";
  };
  book.addEventListener("change", showStep);
  book.addEventListener("change", () => app.post.greet("here"));
  showStep();

  started.then(() => Promise.all([requests.settle(), keepOffline()])).catch(() => {});
}
