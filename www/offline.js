import { put } from "./language.js";
import { notice } from "./support.js";

/**
 * Has the service worker keep the page's own files, so that it works without a network; an update is announced, and
 * used when the visitor says so. Settles when the files are kept, or at once where the browser keeps none.
 */
export async function keepOffline() {
  // Not in a practice window, nor on plain http, where there is no such thing.
  const { serviceWorker } = navigator;
  if (!serviceWorker || !isSecureContext) return;
  try {
    const controlled = serviceWorker.controller !== null;
    const registration = await serviceWorker.register("sw.js", { scope: "./", updateViaCache: "none" });
    if (registration.waiting && controlled) announce(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing?.addEventListener("statechange", () => {
        if (installing.state === "installed" && serviceWorker.controller) announce(installing);
      });
    });
    await serviceWorker.ready;
  } catch {
    // Refused, as in some private windows: the page works as before, with a network.
  }
}

let announced = false;

/** @param {ServiceWorker} worker the newer version, which waits */
function announce(worker) {
  if (announced) return;
  announced = true;
  const place = notice((words) => words.update.ready);
  place.classList.add("calm");
  const text = document.createElement("span");
  put(text, (words) => words.update.ready);
  const button = document.createElement("button");
  button.type = "button";
  put(button, (words) => words.update.use);
  button.addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    worker.postMessage("use");
  });
  put(place, "");
  place.replaceChildren(text, button);
}
