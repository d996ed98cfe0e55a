import { exchange } from "./exchange.js";
import init, * as sealpost from "./sealpost/index.js";
import { Keyring } from "./sealpost/keyring.js";

// A service worker has no top-level await, so init() is awaited where it is needed; it loads only once.
addEventListener("message", (event) => event.waitUntil(answer(event.ports[0])));

async function answer(port) {
  await init();
  // It has no workers either, and the keyring says so.
  const { code } = await Keyring.open().catch((error) => error);
  port.postMessage({ ...exchange(sealpost), keyring: code });
}
