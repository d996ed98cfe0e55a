/** The stylesheets that were asked for. @type {Map<string, Promise<unknown>>} */
const styles = new Map();

/** Loads a stylesheet that the first view does not need, once. @param {string} href */
export function loadStyle(href) {
  const loaded = styles.get(href) ?? load(href);
  styles.set(href, loaded);
  // The next call tries again.
  loaded.catch(() => styles.delete(href));
  return loaded;
}

/** @param {string} href */
const load = (href) =>
  new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    document.head.append(link);
  });
