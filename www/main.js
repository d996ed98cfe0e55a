import init from "./sealpost/index.js";
import { Keyring } from "./sealpost/keyring.js";
import { Book } from "./book.js";
import { ignoreStrayFiles } from "./dom.js";
import { furnishMessages } from "./messages.js";
import { furnishDetails } from "./oaep.js";
import { furnishPeople } from "./people.js";
import { notice, whatIsMissing, whatIsWeak } from "./support.js";
import { explain } from "./text.js";
import { installTrust } from "./trust.js";
import { Wire } from "./wire.js";
import { furnishYou } from "./you.js";

/**
 * What the rooms share.
 *
 * @typedef {object} App
 * @property {Promise<void>} ready when public keys can be read here
 * @property {Promise<Keyring>} keyring where private keys are, and everything that takes long is done
 * @property {Book} book
 * @property {Wire} wire
 */

const missing = whatIsMissing();
for (const text of [...missing, ...whatIsWeak()]) notice(text);
if (missing.length === 0) start();
else document.querySelector("main")?.setAttribute("inert", "");

function start() {
  installTrust();
  /** @type {App} */
  const app = { ready: init(), keyring: Keyring.open({ storage: "memory" }), book: new Book(), wire: new Wire() };
  Promise.all([app.ready, app.keyring]).catch((error) => notice(explain(error)));

  furnishYou(app);
  const { writeTo } = furnishMessages(app);
  furnishPeople(app, writeTo);
  furnishDetails(app);
  ignoreStrayFiles();

  // The next step has the one red button: make a key, add someone, seal.
  const showStep = () => {
    document.body.dataset.step = app.book.keys.length === 0 ? "you" : app.book.people.length === 0 ? "people" : "messages";
  };
  app.book.addEventListener("change", showStep);
  showStep();
}
