// The keys for which a backup is advised: those that were made here, or got a signing key here, until a backup was made
// or refused. Their ids, which are no secret, are kept in localStorage, so that the advice outlasts a reload, and other
// tabs give it, too.

/** The key of the list in localStorage. */
const place = "sealpost to back up";

/**
 * What is to be backed up, by the ids of keys: the whole key, or only a signing key that came later.
 *
 * @type {Record<string, "key" | "signing" | undefined>}
 */
let advised = kept();

/** @param {string} id */
export const adviceFor = (id) => advised[id];

/** @param {string} id @param {"key" | "signing"} [half] without it, no backup is advised any more */
export function advise(id, half) {
  advised[id] = half;
  const list = JSON.stringify(advised);
  try {
    if (list === "{}") localStorage.removeItem(place);
    else localStorage.setItem(place, list);
  } catch {
    // The browser refuses storage: the advice is given until the page is left.
  }
}

/** Calls `show` when another tab has changed localStorage, and so perhaps what is advised. @param {() => void} show */
export function onAdvice(show) {
  addEventListener("storage", () => {
    advised = kept();
    show();
  });
}

/** What was kept. Other pages of the origin can write anything there: it only decides whether the advice is shown. */
function kept() {
  try {
    return Object(JSON.parse(localStorage.getItem(place) ?? "{}"));
  } catch {
    // What is kept is no JSON, or the browser refuses storage.
    return {};
  }
}
