import { exchange } from "./exchange.js";
import init, * as sealpost from "./sealpost/index.js";
import { Keyring } from "./sealpost/keyring.js";

// A service worker has no top-level await, so each event awaits init(), which loads the wasm module only once.
addEventListener("message", (event) => event.waitUntil(answer(event.ports[0])));

async function answer(port) {
  await init();
  // A service worker cannot make workers, so Keyring.open() fails with the code worker-failed.
  const { code } = await Keyring.open().catch((error) => error);
  port.postMessage({ ...exchange(sealpost), keyring: code });
}
