/** @type {Map<string, Promise<unknown>>} */
const loading = new Map();

/** Loads a stylesheet that the first view does not need, once. @param {string} href */
export function loadStyle(href) {
  const loaded =
    loading.get(href) ??
    new Promise((resolve, reject) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = href;
      link.addEventListener("load", resolve);
      link.addEventListener("error", reject);
      document.head.append(link);
    });
  loading.set(href, loaded);
  return loaded;
}
