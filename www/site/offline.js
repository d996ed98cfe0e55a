import { byId, say } from "../ui/dom.js";
import { put } from "../i18n/language.js";
import { notice } from "../app/support.js";

/**
 * Has the service worker keep the page's own files, so that the page works without a network. An update is announced,
 * and used when the visitor says so. Settles when the files are kept, or at once if the browser has no service workers.
 *
 * @param {import("./requests.js").Requests} requests
 */
export async function keepOffline(requests) {
  // Without a secure context, as on plain http, browsers offer no service workers.
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
    // The browser refuses, as in some private windows, or a file did not arrive: the page still works with a network.
  }
}

let announced = false;

/** @param {ServiceWorkerRegistration} registration whose `waiting` is the newest version */
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
    // Another tab may have taken the newest version into use already: then none is waiting any more.
    if (!registration.waiting) return location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting.postMessage("use");
  });
  put(place, "");
  place.replaceChildren(text, button);
  say((words) => words.update.ready);
}
