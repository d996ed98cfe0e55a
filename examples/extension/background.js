// The service worker of the extension. It uses the classes and no keyring, because a service worker cannot start
// workers.
import init, * as sealpost from "./sealpost/index.js";
import { exchange } from "./exchange.js";

chrome.runtime.onMessage.addListener((_message, _sender, respond) => {
  init().then(
    () => respond(exchange(sealpost)),
    (error) => respond({ error: String(error) }),
  );
  return true; // The response comes later.
});
