// Runs before anything is drawn: it chooses the language. Where that is not the one the page is written in, the page
// stays blank for the blink until its text is put in (language.js), so that no one sees the wrong language flash by.
{
  const known = ["en", "ko"];
  /** @type {string | null} */
  let chosen = null;
  try {
    chosen = localStorage.getItem("sealpost language");
  } catch {
    // a browser that keeps nothing
  }
  const wanted = [chosen ?? "", ...navigator.languages].map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  const root = document.documentElement;
  root.lang = wanted.find((tag) => known.includes(tag)) ?? "en";
  if (root.lang !== "en") root.dataset.blank = "";
}
