import { language, onLanguage, speak } from "./language.js";

/** The two buttons that choose the page's language. */
export function mountLanguages() {
  const buttons = [...document.querySelectorAll("[data-language]")];
  const show = () => {
    for (const button of buttons) {
      const { language: own } = /** @type {HTMLElement} */ (button).dataset;
      button.setAttribute("aria-pressed", String(own === language()));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => speak(button.getAttribute("lang") === "ko" ? "ko" : "en"));
  }
  onLanguage(show);
  show();
}
