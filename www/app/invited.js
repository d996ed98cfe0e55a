// The links of opened invitations whose cards are not put away yet, kept in the tab's sessionStorage, so that a reload
// shows the cards again. An invitation is public.

/** The key of the links in sessionStorage. */
const place = "sealpost invitations";

/** The fragments of the kept links, each with the #. */
export function keptInvitations() {
  try {
    return (sessionStorage.getItem(place) ?? "").split("\n").filter((link) => link.startsWith("#k="));
  } catch {
    // The browser refuses storage.
    return [];
  }
}

/** @param {string[]} links */
export function keepInvitations(links) {
  try {
    if (links.length > 0) sessionStorage.setItem(place, links.join("\n"));
    else sessionStorage.removeItem(place);
  } catch {
    // The browser refuses storage.
  }
}
