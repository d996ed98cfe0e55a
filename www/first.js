// Runs before anything is drawn: it chooses the language. Where that is not the one the page is written in, the page
// stays blank for the blink until its text is put in (language.js), so that no one sees the wrong language flash by.
// Where the browser keeps keys or people, the rooms wait for them (main.js), so that no one sees an empty room flash by.
// In a frame of another page there is no page at all.
{
  const known = ["en", "ko"];
  /** @type {string | null} */
  let chosen = null;
  let keeps = false;
  try {
    chosen = localStorage.getItem("sealpost language");
    keeps = localStorage.getItem("sealpost keeps") !== null;
  } catch {
    // a browser that keeps nothing
  }
  const wanted = [chosen ?? "", ...navigator.languages].map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  const root = document.documentElement;
  root.lang = wanted.find((tag) => known.includes(tag)) ?? "en";
  if (self !== top) showLink(root);
  else {
    if (root.lang !== "en") root.dataset.blank = "";
    if (keeps && !new URLSearchParams(location.search).has("practice")) root.dataset.opening = "";
  }
  // A script that does not arrive opens nothing: then everything is shown as it stands.
  addEventListener(
    "error",
    ({ target }) => {
      if (target instanceof HTMLScriptElement) delete root.dataset.opening;
    },
    true,
  );

  /**
   * Whoever frames the page could lay their own over it and lead a visitor's clicks. The header that forbids it
   * (frame-ancestors) is not sent by every host, and a <meta> element cannot say it. So nothing is started (main.js), and
   * nothing shown but a link, which opens the page in a tab of its own.
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
