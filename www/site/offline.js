import { byId, say } from "../ui/dom.js";
import { put } from "../i18n/language.js";
import { notice } from "../app/support.js";

/**
 * Has the service worker keep the page's own files, so that it works without a network; an update is announced, and
 * used when the visitor says so. Settles when the files are kept, or at once where the browser keeps none.
 *
 * @param {import("./requests.js").Requests} requests
 */
export async function keepOffline(requests) {
  // Not in a practice window, nor on plain http, where there is no such thing.
  const { serviceWorker } = navigator;
  if (!serviceWorker || !isSecureContext) return;
  try {
    const controlled = serviceWorker.controller !== null;
    const known = await serviceWorker.getRegistration("./");
    const registration = await serviceWorker.register("sw.js", { scope: "./", updateViaCache: "none" });
    if (!known) requests.addServiceWorker();
    if (registration.waiting && controlled) announce(registration);
    registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing?.addEventListener("statechange", () => {
        if (installing.state === "installed" && serviceWorker.controller) announce(registration);
      });
    });
    await serviceWorker.ready;
    byId("kept", HTMLElement).hidden = false;
  } catch {
    // Refused, as in some private windows: the page works as before, with a network.
  }
}

let announced = false;

/** @param {ServiceWorkerRegistration} registration where the newest version waits */
function announce(registration) {
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
    // Where another tab has taken it into use already, none waits any more.
    if (!registration.waiting) return location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting.postMessage("use");
  });
  put(place, "");
  place.replaceChildren(text, button);
  say((words) => words.update.ready);
}
