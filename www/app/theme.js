import { byId } from "../ui/dom.js";

const storageKey = "sealpost theme";

/** The button that switches between light and dark. Until it is used, the page follows the system. */
export function mountTheme() {
  const button = byId("theme", HTMLButtonElement);
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const show = () => {
    button.setAttribute("aria-pressed", String(isDark()));
    const chosen = root.dataset.theme;
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
      // #181512 is the background of the dark theme.
      const scheme = meta.getAttribute("content") === "#181512" ? "dark" : "light";
      meta.setAttribute(
        "media",
        chosen ? (scheme === chosen ? "all" : "not all") : `(prefers-color-scheme: ${scheme})`,
      );
    }
  };
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    root.dataset.theme = theme;
    try {
      localStorage.setItem(storageKey, theme);
    } catch {
      // The browser refuses storage: on the next visit the page follows the system again.
    }
    show();
  });
  system.addEventListener("change", show);
  show();
}
