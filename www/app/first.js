// Runs before the page is painted: chooses the language, the colours and the view, so that nothing else is painted
// first. If the language is not English, in which index.html is written, the page stays invisible until
// i18n/language.js has set its text. If the browser has stored keys or people, they stay hidden until main.js has read
// them: no empty lists are painted first. A click or a form that comes before main.js is kept and done when it runs. In
// a frame, only a link is shown.
{
  const languages = ["en", "ko"];
  const views = ["write", "read", "workbench", "how", "people", "me"];
  const root = document.documentElement;
  root.dataset.script = "";
  /** @param {string} key @param {"localStorage" | "sessionStorage"} [place] */
  const stored = (key, place = "localStorage") => {
    try {
      return window[place].getItem(key);
    } catch {
      // The browser refuses storage: nothing was chosen or stored.
      return null;
    }
  };

  const wanted = [stored("sealpost language") ?? "", ...navigator.languages].map(
    (tag) => tag.toLowerCase().split("-")[0] ?? "",
  );
  root.lang = wanted.find((tag) => languages.includes(tag)) ?? "en";
  const theme = stored("sealpost theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  if (self !== top) showLink();
  else {
    if (root.lang !== "en") root.dataset.blank = "";
    chooseView();
    holdActions();
  }
  // If a script cannot be loaded, main.js never removes `data-opening`, nor i18n/language.js `data-blank`. They are
  // removed here, and the page is shown as it is.
  addEventListener(
    "error",
    ({ target }) => {
      if (!(target instanceof HTMLScriptElement)) return;
      delete root.dataset.opening;
      delete root.dataset.blank;
    },
    true,
  );

  /**
   * The view is in the fragment, and so is what came by a link (docs/links.md). The hero, which introduces the page, is
   * shown as long as nothing is kept: at a first visit, for example.
   */
  function chooseView() {
    const name = /^#\/(\w+)$/.exec(location.hash)?.[1] ?? (location.hash.startsWith("#m=") ? "read" : "write");
    root.dataset.view = views.includes(name) ? name : "write";
    const isPractice = new URLSearchParams(location.search).has("practice");
    const keeps = stored("sealpost keeps") !== null;
    // www/read/arrivals.js shows again the invitations that were not put away.
    const isInvited = !isPractice && stored("sealpost invitations", "sessionStorage");
    if (isInvited) root.dataset.invited = "";
    if (isPractice || keeps || isInvited || /^#[km]=/.test(location.hash)) root.dataset.state = "desk";
    if (keeps && !isPractice) root.dataset.opening = "";
  }

  /**
   * Keeps the last click or submitted form until main.js dispatches "sealpost-ready", and then repeats it. Meanwhile
   * the button that was clicked is shown to be at work.
   */
  function holdActions() {
    /** @type {HTMLElement | undefined} */
    let control;
    let act = () => {};
    /** @param {Event} event @param {HTMLElement} by @param {() => void} again */
    const hold = (event, by, again) => {
      event.preventDefault();
      event.stopPropagation();
      control?.removeAttribute("aria-busy");
      control = by;
      act = again;
      by.setAttribute("aria-busy", "true");
    };
    /** @param {MouseEvent} event */
    const click = (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button && button.type !== "submit") hold(event, button, () => button.click());
    };
    /** @param {SubmitEvent} event */
    const submit = (event) => {
      const { target: form, submitter } = event;
      if (form instanceof HTMLFormElement) hold(event, submitter ?? form, () => form.requestSubmit(submitter));
    };
    addEventListener("click", click, true);
    addEventListener("submit", submit, true);
    addEventListener(
      "sealpost-ready",
      () => {
        removeEventListener("click", click, true);
        removeEventListener("submit", submit, true);
        control?.removeAttribute("aria-busy");
        act();
      },
      { once: true },
    );
  }

  /**
   * Shows only a link that opens the page in a tab of its own, and main.js starts nothing, because a page that frames
   * this one could direct a visitor's clicks (clickjacking). The directive frame-ancestors of a CSP would forbid the
   * frame, but is ignored in a <meta> element, and not every host sends the header.
   */
  function showLink() {
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
