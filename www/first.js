// Runs before anything is drawn: it chooses the language. Where that is not the one the page is written in, the page
// stays blank for the blink until its text is put in (language.js), so that no one sees the wrong language flash by.
// Where the browser keeps keys or people, the rooms wait for them (main.js), so that no one sees an empty room flash by.
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
  if (root.lang !== "en") root.dataset.blank = "";
  if (keeps && !new URLSearchParams(location.search).has("practice")) root.dataset.opening = "";
  // A script that does not arrive opens nothing: then everything is shown as it stands.
  addEventListener(
    "error",
    ({ target }) => {
      if (target instanceof HTMLScriptElement) delete root.dataset.opening;
    },
    true,
  );
}
