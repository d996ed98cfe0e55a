// Runs before the page is painted, and chooses the language. If it is not English, in which index.html is written, the
// page stays invisible until language.js has set its text: no English text is painted first. If the browser has stored
// keys or people, their sections stay hidden until main.js has read them: no empty lists are painted first. In a frame,
// only a link is shown.
{
  const known = ["en", "ko"];
  /** @type {string | null} */
  let chosen = null;
  let keeps = false;
  try {
    chosen = localStorage.getItem("sealpost language");
    keeps = localStorage.getItem("sealpost keeps") !== null;
  } catch {
    // The browser refuses storage: nothing was chosen or stored.
  }
  const wanted = [chosen ?? "", ...navigator.languages].map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  const root = document.documentElement;
  root.lang = wanted.find((tag) => known.includes(tag)) ?? "en";
  if (self !== top) showLink(root);
  else {
    if (root.lang !== "en") root.dataset.blank = "";
    if (keeps && !new URLSearchParams(location.search).has("practice")) root.dataset.opening = "";
  }
  // If a script cannot be loaded, main.js never removes `data-opening`. It is removed here, and the page is shown as it
  // is.
  addEventListener(
    "error",
    ({ target }) => {
      if (target instanceof HTMLScriptElement) delete root.dataset.opening;
    },
    true,
  );

  /**
   * Shows only a link that opens the page in a tab of its own, and main.js starts nothing, because a page that frames
   * this one could direct a visitor's clicks (clickjacking). The directive frame-ancestors of a CSP would forbid the
   * frame, but is ignored in a <meta> element, and not every host sends the header.
   *
   * @param {HTMLElement} root
   */
  function showLink(root) {
    root.hidden = true;
    root.dataset.framed = "";
    const link = document.createElement("a");
    link.href = location.href;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = root.lang === "ko" ? "sealpost를 새 탭에서 열기" : "Open sealpost in a tab of its own";
    addEventListener("DOMContentLoaded", () => {
      document.body.replaceChildren(link);
      root.hidden = false;
    });
  }
}
