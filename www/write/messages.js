import { byId } from "../ui/dom.js";
import { furnishReading } from "../read/read.js";
import { furnishWriting } from "./write.js";

/**
 * The room of messages: write and read, one at a time.
 *
 * @param {import("../main.js").App} app
 */
export function furnishMessages(app) {
  const tabs = furnishTabs();
  const write = furnishWriting(app);
  const read = furnishReading(app);
  return {
    letter: { now: write.now, goOn: write.goOn },
    /** @param {string} id whom to write to */
    writeTo(id) {
      tabs.select(0);
      write.to(id);
    },
    /** @param {string} text something sealed, and what its file is called @param {string} [file] */
    read(text, file) {
      tabs.select(1);
      return read.open(text, file);
    },
    /** @param {string} text */
    toRead(text) {
      tabs.select(1);
      read.take(text);
    },
  };
}

function furnishTabs() {
  const tabs = ["write-tab", "read-tab"].map((id) => byId(id, HTMLButtonElement));
  /** @param {number} chosen */
  const select = (chosen) => {
    tabs.forEach((tab, k) => {
      const on = k === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      byId(tab.getAttribute("aria-controls") ?? "", HTMLElement).hidden = !on;
    });
  };
  tabs.forEach((tab, k) => {
    tab.addEventListener("click", () => select(k));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const next = (k + step + tabs.length) % tabs.length;
      select(next);
      tabs[next]?.focus();
    });
  });
  return { select };
}
